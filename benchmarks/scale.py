"""Time and memory of whole runs by number of documents, by workers, and by size of one document.

In: a text folder. Out: a table on standard output. Touches a temporary folder.
Documents are made of sentences that were shuffled from a language's own words, so that no two
share one; each is in one of the languages found (ten at most) and damaged in one of nine ways,
one in ten not at all. A run is a process of its own; its memory is the most that it and its
workers held together, looked at every 50 ms, and the most of the largest of them. Processor time,
of all processes, is what to go by where the machine is not one's own.

    python -m benchmarks.scale --documents 1000 10000 --workers 1 2
    python -m benchmarks.scale --large 64
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from benchmarks import texts
from pipeline import damage

CHANNELS = (
    "windows-1252:c1",
    "windows-1252:dropped",
    "windows-1252:dropped+ad",
    "windows-1254:dropped",
    "windows-1252:?",
    "windows-1251:c1",
    "iso-8859-1:c1",
    "windows-1252:c1 > windows-1252:c1",
    "macintosh:none",
)
LANGUAGES = 10

HEAD = (
    "documents",
    "MB",
    "workers",
    "s",
    "processor s",
    "documents/s",
    "documents/processor s",
    "again, processor s",
    "MB in all",
    "MB of one process",
)


def write_documents(folder: Path, count: int, source: Path, seed: int = 1) -> int:
    """A corpus; returns its bytes."""
    chance = random.Random(seed)
    words: dict[str, list[str]] = {}
    for row in texts.rows_of(source):
        text = " ".join(texts.documents(source, row)[:400])
        parts = (
            text.split()
            if text.count(" ") * 12 > len(text)
            else [text[i : i + 4] for i in range(0, len(text), 4)]
        )
        words.setdefault(row.partition("/")[0], []).extend(parts)
    names = sorted(words)[:: max(1, len(words) // LANGUAGES)][:LANGUAGES]
    total = 0
    for number in range(count):
        name = names[number % len(names)]
        lines = [f"# {' '.join(chance.choices(words[name], k=4))} {number}", ""]
        for _ in range(chance.randint(3, 9)):
            lines += [" ".join(chance.choices(words[name], k=chance.randint(8, 40))) + ".", ""]
        text = "\n".join(lines)
        if number % 10:
            text = damage(text, CHANNELS[number % 10 - 1])
        data = text.encode("utf-8", "surrogatepass")
        total += len(data)
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return total


def write_short(folder: Path, count: int, _source: Path) -> int:
    """A corpus of notes of two lines, each damaged; returns its bytes."""
    total = 0
    for number in range(count):
        data = f"# Note {number}\n\nIt\u00e2\u20ac\u2122s a short one, number {number}.\n".encode()
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)
    return total


def large_document(size: int, source: Path, seed: int = 1) -> bytes:
    """One document of French words without their accents, a line in twenty with them and damaged."""
    chance = random.Random(seed)
    rows = [row for row in texts.rows_of(source) if row.startswith("fr/")]
    words = " ".join(text for row in rows for text in texts.documents(source, row)).split()
    plain = [unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode() for word in words]
    lines: list[bytes] = []
    total = 0
    while total < size:
        is_damaged = len(lines) % 20 == 19
        line = " ".join(chance.choices(words if is_damaged else plain, k=30)) + ".\n\n"
        lines.append((damage(line, "windows-1252:c1") if is_damaged else line).encode())
        total += len(lines[-1])
    return b"".join(lines)[:size]


@dataclass(frozen=True)
class Run:
    """What one run took."""

    spent_s: float
    """By the clock."""
    processor_s: float
    """Of all its processes."""
    most: float
    """MB of all processes together, at their most."""
    largest: float
    """MB of the largest process."""


def measure(raw: Path, out: Path, *options: str) -> Run:
    """Run once, in a process of its own, and watch it."""
    command = [sys.executable, "-m", "pipeline", "run", str(raw), "--out", str(out), "--quiet", *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, most, largest = time.monotonic(), 0, 0
    process = subprocess.Popen(command)
    while process.poll() is None:
        sizes = [_resident(pid) for pid in _family(process.pid)]
        most, largest = max(most, sum(sizes)), max(largest, *sizes, 0)
        time.sleep(0.05)
    assert process.returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.monotonic() - started, processor_s, most / 1e6, largest / 1e6)


def _family(pid: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int(
                (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _resident(pid: int) -> int:
    """Bytes that are a process's own: pages shared with others count in part."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="*", default=[])
    parser.add_argument("--workers", type=int, nargs="*", default=[1])
    parser.add_argument("--large", type=int, nargs="*", default=[], help="MB of one document")
    parser.add_argument(
        "--short", action="store_true", help="documents of two lines, to measure what each costs"
    )
    parser.add_argument("--text", help="folder of texts")
    asked = parser.parse_args(arguments)
    source = texts.folder_of(asked.text)
    print(f"{os.cpu_count()} cores")
    print(f"| {' | '.join(HEAD)} |")
    print("| --- " * len(HEAD) + "|")
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        for count in asked.documents:
            size = (write_short if asked.short else write_documents)(base / "raw", count, source)
            _rows(base, count, size, asked.workers)
        for size in asked.large:
            data = large_document(size * 2**20 - 1024, source)
            (base / "raw").mkdir()
            (base / "raw" / "large.md").write_bytes(data)
            _rows(base, 1, len(data), asked.workers)


def _rows(base: Path, count: int, size: int, workers: list[int]) -> None:
    for number in workers:
        first = measure(base / "raw", base / "out", "--workers", str(number))
        again = measure(base / "raw", base / "out", "--workers", str(number))
        cells = [
            f"{count:,}",
            f"{size / 1e6:.1f}",
            number,
            f"{first.spent_s:.1f}",
            f"{first.processor_s:.1f}",
        ]
        cells += [f"{count / first.spent_s:,.0f}", f"{count / first.processor_s:,.0f}"]
        cells += [f"{again.processor_s:.1f}", f"{first.most:,.0f}", f"{first.largest:,.0f}"]
        print("|", " | ".join(map(str, cells)), "|", flush=True)
        shutil.rmtree(base / "out")
    shutil.rmtree(base / "raw")


if __name__ == "__main__":
    main()
