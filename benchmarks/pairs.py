"""How well translations are aligned: `python -m benchmarks.pairs --text DIR`.

In: a folder of parallel Markdown, as `benchmarks/pairs_set.py` reads it. Out: tables on standard
output. Touches nothing else. Beside our aligner stand Gale and Church's method (the package
galechurch, with its defaults) and our length model alone. Counted are links that are no gaps:
strict where both sides are exactly right, lax where they overlap the truth on both sides.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pairs_set import Case, Link, cases_from, is_counted, parallel
from pipeline.clean.pairs.align import Bead, align, in_order
from pipeline.clean.pairs.compared import Compared, Task
from pipeline.clean.pairs.evidence import Lengths
from pipeline.clean.pairs.score import score_of
from pipeline.clean.pairs.units import unit_of

Method = Callable[[Case], list[Link]]


def beads_of(case: Case) -> list[Bead]:
    """What this project's aligner finds."""
    source = [unit_of(t.plain, t.text, t.kind, "en") for t in case.source]
    target = [unit_of(t.plain, t.text, t.kind, case.language) for t in case.target]
    return align(source, target, Lengths("en", case.language))


def ours_of(case: Case) -> list[Link]:
    """Links by this project's aligner."""
    return [(bead.source, bead.target) for bead in beads_of(case)]


def gale_church(case: Case) -> list[Link]:
    """Links by the package galechurch, with its defaults."""
    import galechurch

    result = galechurch.align([t.plain for t in case.source], [t.plain for t in case.target])
    return [
        (tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end)))
        for b in result.beads
    ]


def by_length(case: Case) -> list[Link]:
    """Links by this project's length model and nothing else."""
    blank = unit_of("", "", "any", None)
    source = [blank._replace(length=len("".join(t.plain.split()))) for t in case.source]
    target = [blank._replace(length=len("".join(t.plain.split()))) for t in case.target]
    tasks = [Task(source, target, Lengths("en", case.language))]
    (beads,) = in_order(tasks, Compared(tasks), [0])
    return [(bead.source, bead.target) for bead in beads]


METHODS: dict[str, Method] = {"ours": ours_of, "galechurch": gale_church, "length only": by_length}


@dataclass(slots=True)
class Tally:
    """Links right, found and true, strict and lax."""

    right: int = 0
    near: int = 0
    near_true: int = 0
    found: int = 0
    true: int = 0

    def add(self, case: Case, links: Sequence[Link]) -> None:
        """Count one case."""
        self.count([k for k in links if k[0] and k[1] and is_counted(case, k)], case.links)

    def count(self, found: Sequence[Link], true: frozenset[Link]) -> None:
        """Count links, none of them a gap."""
        self.found += len(found)
        self.true += len(true)
        self.right += sum(link in true for link in found)
        self.near += sum(_overlaps(link, true) for link in found)
        self.near_true += sum(_overlaps(link, found) for link in true)

    def strict(self) -> float:
        """F1 of links that are exactly right."""
        return 2 * self.right / max(1, self.found + self.true)

    def lax(self) -> float:
        """F1 of links that overlap a true one on both sides."""
        precision, recall = self.near / max(1, self.found), self.near_true / max(1, self.true)
        return 2 * precision * recall / max(1e-9, precision + recall)


def _overlaps(link: Link, others: Sequence[Link] | frozenset[Link]) -> bool:
    ours, theirs = set(link[0]), set(link[1])
    return any(ours & set(a) and theirs & set(b) for a, b in others)


def reliability(scored: Sequence[tuple[float, bool]]) -> tuple[float, list[tuple[int, float, float]]]:
    """Expected calibration error, and count, mean score and share of right ones of ten equal masses."""
    ranked = sorted(scored)
    rows = []
    error = 0.0
    for number in range(10):
        part = ranked[len(ranked) * number // 10 : len(ranked) * (number + 1) // 10]
        if part:
            mean = sum(score for score, _ in part) / len(part)
            share = sum(right for _, right in part) / len(part)
            rows.append((len(part), mean, share))
            error += abs(mean - share) * len(part) / len(ranked)
    return error, rows


def _print_tallies(level: str, tallies: dict[tuple[str, str, str], Tally]) -> None:
    languages = sorted({lang for lev, lang, _ in tallies if lev == level}, key=lambda x: (x == "all", x))
    print(f"\n{level:<12} {'links':>7}  " + "".join(f"{name:>20}" for name in METHODS))
    for language in languages:
        row = [tallies[level, language, name] for name in METHODS]
        figures = "".join(f"{t.strict():>12.4f} /{t.lax():.4f}" for t in row)
        print(f"{language:<12} {row[0].true:>7}  {figures}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--text", type=Path, required=True, help="folder of NAME.LANGUAGE.md")
    parser.add_argument("--each", type=int, default=20, help="documents of a language")
    given = parser.parse_args()
    tallies: dict[tuple[str, str, str], Tally] = defaultdict(Tally)
    seconds: dict[str, float] = defaultdict(float)
    scored: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for level, case in cases_from(parallel(given.text), given.each):
        for name, method in METHODS.items():
            started = time.perf_counter()
            links = method(case)
            seconds[name] += time.perf_counter() - started
            for language in (case.language, "all"):
                tallies[level, language, name].add(case, links)
        for bead in beads_of(case):
            link, score = (bead.source, bead.target), score_of(level[:-1], bead)
            if score is not None and is_counted(case, link):
                scored[level].append((score, link in case.links))
    print("strict / lax F1")
    for level in ("blocks", "sentences"):
        _print_tallies(level, tallies)
        error, rows = reliability(scored[level])
        print(f"scores: expected calibration error {error:.4f}; mean score and share right of ten masses:")
        print("  " + "  ".join(f"{mean:.3f} {share:.3f}" for _, mean, share in rows))
    print("\nseconds: " + ", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))


if __name__ == "__main__":
    main()
