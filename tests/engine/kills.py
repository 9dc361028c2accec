"""Kills or fails a run at its k-th call that changes a disk, and says what is left. No test itself.

In: RAW before and after a change, a folder to work in, and which calls, on the command line.
Out: one line of JSON a kill on standard output. The modules are loaded once, then each run is a
fork; so this is a process of its own, without threads before the fork.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.settings import Settings
from tests.corpora import NOTES, visible

SHARD_BYTES = 3000

CALLS = (
    "fsync",
    "link",
    "mkdir",
    "open",
    "remove",
    "rename",
    "replace",
    "rmdir",
    "symlink",
    "sync",
    "unlink",
)
"""What of `os` changes a disk, or makes a change durable."""

ERRORS = {"disk full": errno.ENOSPC, "no permission": errno.EACCES, "broken disk": errno.EIO}
"""Deeds that are an error of the call, not a kill."""


class Tripwire:
    """Counts the calls, and does something at one of them, before or after it is made."""

    def __init__(self, at: int | None, deed: str) -> None:
        self.count, self.at, self.deed = 0, at, deed
        for name in CALLS:
            setattr(os, name, self.wrap(name, getattr(os, name)))

    def wrap(self, name, real):
        def call(*args, **kwargs):
            writes = name != "open" or (len(args) > 1 and args[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not writes:
                return real(*args, **kwargs)
            self.count += 1
            if self.count - 1 != self.at:
                return real(*args, **kwargs)
            if self.deed in ERRORS and name not in {"rmdir", "sync", "unlink", "remove"}:
                raise OSError(ERRORS[self.deed], os.strerror(ERRORS[self.deed]))
            if self.deed == "kill after":
                real(*args, **kwargs)
            os._exit(9)

        return call


def fork(action):
    """Run something in a process of its own; returns its exit code and what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            os.write(writer, json.dumps(action()).encode("ascii"))
            os._exit(0)
        except BaseException as err:  # noqa: BLE001 - the parent reads it
            os.write(writer, json.dumps(f"{type(err).__name__}: {err}").encode("ascii"))
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(text or b"null")


@dataclass(frozen=True)
class Trial:
    """A run over a changed RAW, to be disturbed: where it is, and what may be left of it."""

    before: str
    after: str
    work: Path
    deed: str

    def run(self, raw: str, out: Path, at: int | None = None, deed: str = "nothing") -> int:
        from pipeline import run

        wire = Tripwire(at, deed)
        run(raw, out, shard_bytes=SHARD_BYTES)
        return wire.count

    def disturb(self, start: str, first: int, step: int) -> Iterator[dict[str, object]]:
        """Disturb every `step`-th call from the `first`, going on from the last output or from none."""
        old, new = visible(self.work / "old"), visible(self.work / "new")
        good = [old if start == "old" else {}, new]
        out = self.work / "out"
        self.reset(out, start)
        _, total = fork(lambda: self.run(self.after, out))
        for at in range(first, total, step):
            self.reset(out, start)
            code, result = fork(partial(self.run, self.after, out, at, self.deed))
            left = visible(out)
            again, error = fork(lambda: self.run(self.after, out))
            yield {
                "start": start,
                "at": at,
                "of": total,
                "code": code,
                "result": result,
                "is_whole": left in good,
                "is_new_after_going_on": again == 0 and visible(out) == new,
                "error": error,
                "orphans": orphans(out),
            }

    def reset(self, out: Path, start: str) -> None:
        shutil.rmtree(out, ignore_errors=True)
        if start == "old":
            shutil.copytree(self.work / "old", out, symlinks=True)


def main(before: str, after: str, work: str, deed: str, first: str, step: str) -> None:
    """Disturb a run over `after`, from an output of `before` and from nothing."""
    import pandas  # noqa: F401 - loaded here, so that the forks need not
    from pyarrow import parquet  # noqa: F401

    from pipeline.clean import clean_family
    from pipeline.engine.shards.versions import code_version, model_hash
    from pipeline.extract import extract_document

    for data in (NOTES["apostrophe.md"], NOTES["page.md"], NOTES["binary.md"]):
        clean_family((extract_document("a.md", data, Settings()),), Settings())
    code_version(), model_hash()
    trial = Trial(before, after, Path(work), deed)
    fork(lambda: trial.run(before, trial.work / "old"))
    fork(lambda: trial.run(after, trial.work / "new"))
    for start in ("old", "nothing"):
        for report in trial.disturb(start, int(first), int(step)):
            sys.stdout.write(json.dumps(report) + "\n")


def orphans(out: Path) -> list[str]:
    """What is under OUT that nothing names, after a run that ended well."""
    found = [path.name for path in out.rglob(".tmp*")]
    for stage in (out / ".stages").iterdir():
        named = {part["key"] for part in json.loads((stage / "manifest.json").read_bytes())["parts"]}
        found += [path.name for path in stage.iterdir() if path.is_dir() and path.name not in named]
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
