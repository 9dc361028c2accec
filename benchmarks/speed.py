"""Speed on this machine, beside other tools in the same run: `python -m benchmarks.speed`.

In: texts; where there are none beside the checkout, the project's own, repeated with numbered lines.
Out: a line a measurement, with what it must reach; `bench-out/speed.json`. Touches that file and a
temporary folder. Figures are medians of interleaved rounds without start-up, in megabytes (10^6
bytes of UTF-8) of what is read; whole processes are timed as such. Compiled kernels are in the
cache, as after the first run on a machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import texts
from benchmarks.peers import Peer, peers
from pipeline.mojibake import damage, jit, repair

OUT = texts.ROOT / "bench-out"
SEED = texts.ROOT / "tests" / "golden" / "seed" / "input" / "move-forward-after-a-bad-job-interview.md"
RIVALS = ("ftfy", "plsfix")
_ENGLISH = "There is nothing worse than a letter that nobody can read, so we look at each line with care."
_LOAD = """
import time
from pipeline.mojibake.model import load
started = time.perf_counter()
load()
print(time.perf_counter() - started)
"""


@dataclass(kw_only=True)
class Measurement:
    """One line of the table."""

    name: str
    value: float
    """Ours: MB/s, or seconds."""
    unit: str
    floor: float | None = None
    """What must be reached (MB/s) or not exceeded (s)."""
    times: float | None = None
    """How many times ftfy's speed is asked for."""
    rivals: dict[str, float] = field(default_factory=dict)
    """Others on the same text, in the same rounds."""

    def is_met(self) -> bool:
        """Whether all that is asked for is reached."""
        if self.unit == "s":
            return self.floor is None or self.value <= self.floor
        ratio = self.value / self.rivals["ftfy"] if "ftfy" in self.rivals else None
        fast = self.floor is None or self.value >= self.floor
        return fast and (self.times is None or ratio is None or ratio >= self.times)

    def __str__(self) -> str:
        asked = "" if self.floor is None else f"  {'of' if self.unit == 'MB/s' else 'at most'} {self.floor:g}"
        beside = "".join(
            f"  {name} {rate:.2f} ({self.value / rate:.1f} x)" for name, rate in self.rivals.items()
        )
        mark = "" if self.floor is None and self.times is None else "ok  " if self.is_met() else "LOW "
        return f"{mark:<4}{self.name:<44}{self.value:>10.3f} {self.unit:<5}{asked:<14}{beside}"


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rates(text: str, rounds: int, rivals: dict[str, Peer]) -> dict[str, float]:
    """Median MB/s of every contender on a text, in interleaved rounds; ours is `repair`."""
    size = len(text.encode("utf-8")) / 1e6
    contenders: dict[str, Callable[[str], object]] = {"repair": repair, **rivals}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    # so short a time as clean text takes is measured over several calls
    again = max(1, int(2 / size)) if seconds(lambda: repair(text)) < 0.02 else 1
    for _ in range(rounds):
        for name, function in contenders.items():
            turns = again if name == "repair" else 1
            spent = seconds(lambda f=function, n=turns: [f(text) for _ in range(n)])  # type: ignore[misc]
            taken[name].append(spent / turns)
    return {name: size / statistics.median(spent) for name, spent in taken.items()}


def text_of(folder: Path, language: str, size: int) -> str:
    """About so many bytes of a language; what is too short is repeated with numbered lines."""
    rows = [row for row in texts.rows_of(folder) if row.split("/")[0] == language]
    lines = [
        line for row in rows for document in texts.documents(folder, row) for line in document.split("\n")
    ]
    return _filled(lines, size)


def _filled(lines: list[str], size: int) -> str:
    out: list[str] = []
    reached = turn = 0
    while reached < size:
        for line in lines:
            out.append(line if turn == 0 else f"{turn}. {line}")
            reached += len(out[-1].encode("utf-8")) + 1
            if reached >= size:
                break
        turn += 1
    return "\n".join(out)


def measure_texts(folder: Path, *, size: int, rounds: int) -> list[Measurement]:
    """Clean and damaged text through `repair`."""
    found = []
    rivals = {name: fix for name, fix in peers().items() if name in RIVALS}

    repair("\N{EURO SIGN}")  # kernels of modules that are loaded can be compiled

    def add(name: str, text: str, floor: float, times: float) -> None:
        jit.compile_kernels()
        repair(text)  # tables are made once
        measured = rates(text, rounds, rivals)
        ours = measured.pop("repair")
        found.append(
            Measurement(name=name, value=ours, unit="MB/s", floor=floor, times=times, rivals=measured)
        )
        print(found[-1], flush=True)

    add("clean ASCII", _filled([_ENGLISH], 10 * size), 100, 50)
    languages = sorted({row.split("/")[0] for row in texts.rows_of(folder)})
    for language in languages:
        add(f"clean {language}", text_of(folder, language, size), 100, 50)
    for language in [x for x in ("fr", "cs", "ru", "zh-Hans", "ja") if x in languages]:
        hurt = damage(text_of(folder, language, size // 2), "windows-1252:c1")
        add(f"lossless damage, {language}", hurt, 5, 5)
    for channel in ("windows-1254:dropped+ad", "windows-1252:dropped+ad", "windows-1252:?+ad"):
        hurt = damage(text_of(folder, "zh-Hans", size // 2), channel)
        add(f"lossy zh-Hans, {channel}", hurt, 1, 1)
    return found


def measure_processes(rounds: int) -> list[Measurement]:
    """Whole processes, and the model's loading in a fresh one."""
    found = []

    def add(name: str, floor: float | None, once: Callable[[], float]) -> None:
        found.append(
            Measurement(
                name=name, value=statistics.median(once() for _ in range(rounds)), unit="s", floor=floor
            )
        )
        print(found[-1], flush=True)

    add("python -c pass", None, lambda: _process("-c", "pass"))
    add(
        "import pipeline, less python",
        0.15,
        lambda: _process("-c", "import pipeline") - _process("-c", "pass"),
    )
    add("loading the model, out of the page cache", 0.3, _load_cold)
    _process("-m", "pipeline", "fix", str(SEED))
    add("pipeline fix, the seed, whole process", 1.0, lambda: _process("-m", "pipeline", "fix", str(SEED)))
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        (raw / SEED.name).write_bytes(SEED.read_bytes())
        # A new OUT each time, or there would be nothing left to do.
        outs = (str(Path(folder) / f"out-{turn}") for turn in range(rounds + 1))
        arguments = ("-m", "pipeline", "run", str(raw), "--quiet", "--out")
        _process(*arguments, next(outs))
        add("pipeline run, the seed alone", 3.0, lambda: _process(*arguments, next(outs)))
    return found


def _process(*arguments: str) -> float:
    command = [sys.executable, *arguments]
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True, cwd=texts.ROOT))


def _load_cold() -> float:
    """Seconds that `load` takes in a new process, the file not in memory where the system lets go of it."""
    from pipeline.mojibake.model.format import DEFAULT_PATH

    if hasattr(os, "posix_fadvise"):
        with DEFAULT_PATH.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    command = [sys.executable, "-c", _LOAD]
    done = subprocess.run(
        command, check=True, capture_output=True, cwd=texts.ROOT, text=True, encoding="utf-8"
    )
    return float(done.stdout)


def main(arguments: list[str] | None = None) -> None:
    """Measures, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--text", metavar="DIR", help="texts: DIR/<language>/<domain>.txt")
    parser.add_argument("--size", type=int, default=300_000, help="bytes of clean text a language")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the results")
    given = parser.parse_args(arguments)
    folder = texts.folder_of(given.text)
    print(f"medians of {given.rounds} rounds, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    found = measure_texts(folder, size=given.size, rounds=given.rounds)
    clean = [m for m in found if m.name.startswith("clean ")]
    slowest = min(clean, key=lambda m: m.value)
    nearest = min(clean, key=lambda m: m.value / m.rivals["ftfy"])
    print(
        f"slowest clean text: {slowest.name}, {slowest.value:.0f} MB/s; least ahead of ftfy: {nearest.name}"
    )
    found += measure_processes(given.rounds)
    print(f"{sum(m.is_met() for m in found)} of {len(found)} reach what is asked")
    given.out.mkdir(parents=True, exist_ok=True)
    result = json.dumps([asdict(m) for m in found], indent=1)
    (given.out / "speed.json").write_text(result + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
