"""Speed on this machine, beside ftfy, as medians of interleaved rounds: `make bench`.

In: nothing; texts are made here from sentences of a few languages, none of them a file of a user's.
Out: one line a measurement on standard output. Touches a temporary folder only.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import repair

ROUNDS = 5

_ENGLISH = "There is nothing worse than a letter that nobody can read, so we look at each line with care. "
_FRENCH = (
    "L\u2019\u00e9t\u00e9 o\u00f9 nous \u00e9tions \u00e0 la mer, "
    "la for\u00eat \u00e9tait d\u00e9j\u00e0 s\u00e8che. "
)
_RUSSIAN = (
    "\u041a\u043e\u0433\u0434\u0430 \u043c\u044b \u043f\u0440\u0438\u0448\u043b\u0438, "
    "\u0432 \u0434\u043e\u043c\u0435 \u0431\u044b\u043b\u043e \u0442\u0438\u0445\u043e. "
)


def _lines(sentence: str, size_bytes: int) -> str:
    """About so many bytes of different lines."""
    number, lines, size = 0, [], 0
    while size < size_bytes:
        line = f"{number}. {sentence}"
        lines.append(line)
        size += len(line.encode("utf-8")) + 1
        number += 1
    return "\n".join(lines)


def _misread(text: str) -> str:
    """UTF-8 read as windows-1252 where every byte has a place, as ISO-8859-1 has it elsewhere."""
    return "".join(
        bytes([b]).decode("cp1252", "replace").replace("\ufffd", chr(b)) for b in text.encode("utf-8")
    )


def _ftfy(text: str) -> object:
    import ftfy

    return ftfy.fix_text(text)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _throughput(name: str, text: str) -> None:
    """Megabytes of UTF-8 a second, ours and ftfy's in turns."""
    size_mb = len(text.encode("utf-8")) / 1e6
    contenders: dict[str, Callable[[str], object]] = {"repair": repair, "ftfy": _ftfy}
    times: dict[str, list[float]] = {contender: [] for contender in contenders}
    for contender in contenders.values():
        contender(text[:2000])  # start-up is measured elsewhere
    for _ in range(ROUNDS):
        for contender, function in contenders.items():
            times[contender].append(_seconds(lambda function=function: function(text)))  # type: ignore[misc]
    ours, theirs = (size_mb / statistics.median(times[contender]) for contender in contenders)
    print(f"{name:<38} {ours:10.1f} MB/s   ftfy {theirs:8.1f} MB/s   {ours / theirs:8.1f} x")


def _process(name: str, *arguments: str) -> None:
    """Seconds of a whole process."""
    command = [sys.executable, *arguments]
    times = [
        _seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS)
    ]
    print(f"{name:<38} {statistics.median(times):10.3f} s")


def main() -> None:
    """Measure and print."""
    print(f"medians of {ROUNDS} rounds, Python {sys.version.split()[0]}")
    _throughput("clean ASCII", _lines(_ENGLISH, 4_000_000))
    _throughput("clean French", _lines(_FRENCH, 2_000_000))
    _throughput("clean Russian", _lines(_RUSSIAN, 2_000_000))
    _throughput(
        "lossless damage, English",
        _misread(_lines(_ENGLISH.replace("nothing", "\u2018nothing\u2019"), 100_000)),
    )
    _throughput("lossless damage, French", _misread(_lines(_FRENCH, 100_000)))
    _process("python -c pass", "-c", "pass")
    _process("import pipeline", "-c", "import pipeline")
    _process("pipeline --help", "-m", "pipeline", "--help")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        (raw / "note.md").write_text(f"# Note\n\n{_misread(_lines(_FRENCH, 4_000))}\n", encoding="utf-8")
        # A new OUT each time, or there would be nothing left to do.
        outs = iter(str(Path(folder) / f"out-{turn}") for turn in range(ROUNDS))
        times = [_seconds(lambda: _run(str(raw), next(outs))) for _ in range(ROUNDS)]
        print(f"{'pipeline run, one note':<38} {statistics.median(times):10.3f} s")


def _run(raw: str, out: str) -> None:
    command = [sys.executable, "-m", "pipeline", "run", raw, "--out", out, "--quiet"]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
