"""Kills or fails an export on request, and says what is left. No test itself.

In: OUT of a run, a folder to work in, what to do, and to which calls or when, on the command
line. Out: one line of JSON an attempt on standard output. As in `kills.py`, each attempt is a fork.
What libraries in C write (SQLite, DuckDB) goes through no call of Python's: the limit on the size
of files stops those too, and so does a kill at any instant.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipeline.export.request import FORMATS
from tests.corpora import visible
from tests.engine.kills import Tripwire, fork, orphans

BEFORE = ("moses",)
LIMITS = (300, 9000, 20_000, 40_000, 70_000, 200_000)
"""Bytes that a file may have, in turn."""
SEED = 20_240_229


def ask(out: Path, *formats: str) -> None:
    from pipeline import write_exports

    write_exports(out, *formats)


def count(out: Path, at: int | None = None, deed: str = "nothing") -> int:
    """Ask for everything, with a call failed or killed; how many calls there are."""
    wire = Tripwire(at, deed)
    ask(out, *FORMATS)
    return wire.count


def limited(out: Path, size: int) -> None:
    """Ask for everything where no file may be larger."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    ask(out, *FORMATS)


def killed(out: Path, after_s: float) -> None:
    """Ask for everything, and kill it after a time."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        ask(out, *FORMATS)
        os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def attempts(out: Path, deed: str, first: int, step: int) -> Iterator[tuple[object, object]]:
    """What to try: a name for it, and the action, which is told the folder."""
    if deed == "limit":
        yield from ((size, partial(limited, size=size)) for size in LIMITS)
    elif deed == "kill at any time":
        begun = time.monotonic()
        fork(partial(ask, out, *FORMATS))
        took_s = time.monotonic() - begun
        chance = random.Random(SEED)
        yield from ((at, partial(killed, after_s=took_s * chance.random())) for at in range(first))
    else:
        _, total = fork(partial(count, out))
        yield from ((at, partial(count, at=at, deed=deed)) for at in range(first, total, step))


def main(origin: str, work: str, deed: str, first: str, step: str) -> None:
    import pandas  # noqa: F401 - loaded here, so that the forks need not
    from lxml import etree  # noqa: F401
    from pyarrow import parquet  # noqa: F401

    from pipeline.engine.shards.versions import code_version, model_hash

    code_version(), model_hash()
    old, new, out = (Path(work) / name for name in ("old", "new", "out"))
    for folder, formats in ((old, BEFORE), (new, (*BEFORE, *FORMATS))):
        shutil.copytree(origin, folder, symlinks=True)
        _, problem = fork(partial(ask, folder, *formats))
        assert problem is None, problem
    good = [_shown(old), _shown(new)]
    shutil.copytree(old, out, symlinks=True)
    for name, action in list(attempts(out, deed, int(first), int(step))):
        shutil.rmtree(out)
        shutil.copytree(old, out, symlinks=True)
        code, result = fork(partial(action, out))
        left = _shown(out)
        again, problem = fork(partial(ask, out, *FORMATS))
        report = {
            "at": name,
            "code": code,
            "result": result,
            "is_whole": left in good,
            "is_new": left == good[1],
            "is_new_after_going_on": again == 0 and _shown(out) == good[1],
            "problem": problem,
            "orphans": [*orphans(out), *(p.name for p in out.rglob("*") if "scratch" in p.name)],
        }
        sys.stdout.write(json.dumps(report) + "\n")


def _shown(out: Path) -> dict[str, bytes]:
    """All that a person sees, exports too."""
    place = out / "exports"
    paths = sorted(path for path in place.rglob("*") if path.is_file())
    return visible(out) | {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


if __name__ == "__main__":
    main(*sys.argv[1:])
