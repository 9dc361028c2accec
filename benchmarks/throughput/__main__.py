"""Documents a second from start to end, by stage, worker and size, beside others; and memory.

    python -m benchmarks.throughput                                      the mix, 2,000 documents
    python -m benchmarks.throughput --kinds mix chinese --documents 10000 100000 --workers 1 2
    python -m benchmarks.throughput --text ~/notes                       a folder of one's own
    python -m benchmarks.throughput --large 8 64                         one document of so many MB

In: texts to make corpora of, or a folder of Markdown. Out: tables on standard output, and
`bench-out/throughput.json`. Touches that file and a temporary folder.
Rates are documents and megabytes by processor second, less what starting takes: medians of
interleaved rounds. Those by the clock stand beside; on a machine that others use they say little.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import texts
from benchmarks.throughput import contenders, corpus
from benchmarks.throughput.contenders import Contender
from benchmarks.throughput.watching import Spent

HEAD = (
    "corpus",
    "documents",
    "MB",
    "what",
    "documents/processor s",
    "MB/processor s",
    "ms a document",
    "documents/s by the clock",
    "starting, s",
    "MB in all",
    "MB of one process",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table."""

    corpus: str
    documents: int
    bytes: int
    what: str
    processor_s: float
    """Of all documents, without starting."""
    clock_s: float
    starting_s: float
    together: float
    largest: float

    def cells(self) -> tuple[str, ...]:
        """As they are printed."""
        busy, clock = max(self.processor_s, 1e-9), max(self.clock_s, 1e-9)
        return (
            self.corpus,
            f"{self.documents:,}",
            f"{self.bytes / 1e6:.1f}",
            self.what,
            f"{self.documents / busy:,.0f}",
            f"{self.bytes / 1e6 / busy:.2f}",
            f"{busy / self.documents * 1000:.2f}",
            f"{self.documents / clock:,.0f}",
            f"{self.starting_s:.1f}",
            f"{self.together:,.0f}",
            f"{self.largest:,.0f}",
        )


def measure(name: str, raw: Path, scratch: Path, asked: list[Contender], rounds: int) -> list[Row]:
    """All contenders on one corpus, in interleaved rounds."""
    count, size = contenders.sizes(raw)
    single = contenders.one_document(raw, scratch / "single")
    # Kernels are compiled once a machine, and caches filled, before anything is measured.
    for one in asked:
        contenders.spend(one, single, scratch / "out")
    spent: dict[str, list[tuple[Spent, Spent]]] = {one.name: [] for one in asked}
    for _ in range(rounds):
        starts = {one.name: contenders.spend(one, single, scratch / "out") for one in asked}
        for one in asked:
            spent[one.name].append((starts[one.name], contenders.spend(one, raw, scratch / "out")))
    shutil.rmtree(single)
    rows = []
    for one in asked:
        taken = spent[one.name]
        rows.append(
            Row(
                corpus=name,
                documents=count,
                bytes=size,
                what=one.name,
                processor_s=statistics.median(
                    whole.processor_s - start.processor_s for start, whole in taken
                ),
                clock_s=statistics.median(run.clock_s - start.clock_s for start, run in taken),
                starting_s=statistics.median(start.processor_s for start, _ in taken),
                together=max(whole.together for _, whole in taken),
                largest=max(whole.largest for _, whole in taken),
            )
        )
        print("|", " | ".join(rows[-1].cells()), "|", flush=True)
    return rows


def measure_large(size: int, source: Path, scratch: Path) -> Row:
    """One run over one document, starting and all."""
    (scratch / "raw").mkdir()
    data = corpus.large_document(size * 2**20 - 1024, source)
    (scratch / "raw" / "large.md").write_bytes(data)
    run = contenders.contenders([1], None)[0]
    spent = contenders.spend(run, scratch / "raw", scratch / "out")
    shutil.rmtree(scratch / "raw")
    row = Row(
        corpus="one document, a line in twenty damaged",
        documents=1,
        bytes=len(data),
        what=run.name,
        processor_s=spent.processor_s,
        clock_s=spent.clock_s,
        starting_s=0.0,
        together=spent.together,
        largest=spent.largest,
    )
    print("|", " | ".join(row.cells()), "|", flush=True)
    return row


def _chosen(asked: argparse.Namespace) -> list[Contender]:
    python = contenders.python_with_datatrove(asked.datatrove)
    if python is None:
        print("datatrove is not installed: left out (--datatrove names a Python that has it)")
    found = contenders.contenders(asked.workers, python)
    return [one for one in found if not asked.only or any(one.name.startswith(name) for name in asked.only)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.throughput",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kinds", nargs="*", choices=corpus.KINDS, default=["mix"])
    parser.add_argument("--documents", type=int, nargs="*", default=[2000])
    parser.add_argument("--workers", type=int, nargs="*", default=[1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", type=Path, nargs="*", default=[], metavar="DIR", help="folders of Markdown")
    parser.add_argument("--words", metavar="DIR", help="texts that corpora are made of: DIR/<language>/*.txt")
    parser.add_argument("--large", type=int, nargs="*", default=[], metavar="MB", help="one large document")
    parser.add_argument("--only", nargs="*", default=[], metavar="WHAT", help="measures that begin so")
    parser.add_argument("--datatrove", metavar="PYTHON", help="a Python that has datatrove")
    parser.add_argument("--out", type=Path, default=texts.ROOT / "bench-out", help="folder for the results")
    return parser


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    source = texts.folder_of(asked.words)
    chosen = _chosen(asked)
    print(f"medians of {asked.rounds} rounds, Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(f"| {' | '.join(HEAD)} |")
    print("| --- " * len(HEAD) + "|")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for raw in asked.text:
            rows += measure(raw.name, raw.resolve(), scratch, chosen, asked.rounds)
        for kind in asked.kinds if not (asked.text or asked.large) else ():
            for count in asked.documents:
                corpus.write(scratch / "raw", kind, count, source)
                rows += measure(kind, scratch / "raw", scratch, chosen, asked.rounds)
                shutil.rmtree(scratch / "raw")
        rows += [measure_large(size, source, scratch) for size in asked.large]
    asked.out.mkdir(parents=True, exist_ok=True)
    result = json.dumps([asdict(row) for row in rows], indent=1)
    (asked.out / "throughput.json").write_text(result + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
