"""Fit the tables of `pipeline/clean/pairs/data` on parallel texts: glosses, lengths, evidence, scores.

In: a folder of parallel Markdown, `NAME.en.md` beside `NAME.zh-Hans.md` and so on. Out: `data/*.tsv`.
Touches only those files. Run by hand when there are better texts; never on a user's machine:

    python -m benchmarks.pairs_data DIR

Glosses: words are linked one to one within each pair of blocks, best association first (Melamed
2000). Evidence and scores are counted on halves of the text that the glosses used for the count
have not seen. The texts, all free: microsoft/edgeai-for-beginners (MIT), elixirschool/elixirschool
(Apache-2.0), mozilla/legal-docs (CC BY-SA 3.0), the Tatoeba sentences in facebookresearch/LASER
(CC BY 2.0 FR; the first 700 of each language).
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.pairs import beads_of
from benchmarks.pairs_set import cases_from, is_counted, parallel
from pipeline.clean.pairs import evidence, tables
from pipeline.clean.pairs.score import bins_of
from pipeline.clean.pairs.units import length_of, stems_of, unit_of

DATA = Path(tables.__file__).parent / "data"
SOURCES = (
    "fitted on microsoft/edgeai-for-beginners (MIT), elixirschool/elixirschool (Apache-2.0), "
    "mozilla/legal-docs (CC BY-SA 3.0), Tatoeba (CC BY 2.0 FR)"
)
MOST_GLOSSES = 1500
LEAST_ASSOCIATION = 0.03
LEAST_SHARE = 0.25
"""Of a word's blocks, in how many it must be linked to its gloss."""
LONGEST = 400
"""Code points of a block that glosses are learned from; longer ones link by chance."""
NEAR = 3
"""What is not a translation: blocks up to so many places away, which share its topic."""
MOST_BLOCKS = 6000
"""Of one language, for the table of evidence."""
PRIOR = 20
"""How many beads of its margin's average a cell of the scores begins with."""

Texts = list[tuple[str, str, Sequence[Any], Sequence[Any]]]
"""Name, language and the blocks of both sides."""


def main(folder: Path) -> None:
    """Write every table.

    Args:
        folder: parallel texts, in any depth.
    """
    DATA.mkdir(exist_ok=True)
    texts: Texts = [
        (f"{language} {number}", language, ours, theirs)
        for number, (language, ours, theirs) in enumerate(parallel(folder))
    ]
    _write("lengths.tsv", "language ratio spread", _lengths(texts))
    _write("evidence.tsv", "seen evidence", ())
    halves = [[t for t in texts if _half(t[0]) == half] for half in (0, 1)]
    learned = [_glosses(half) for half in halves]
    seen: list[Counter[str]] = [Counter(), Counter()]
    for half, others in ((halves[0], learned[1]), (halves[1], learned[0])):
        _write_glosses(half, others)
        _count_evidence(half, seen)
    _write("evidence.tsv", "seen evidence", _evidence(*seen))
    cells: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for half, others in ((halves[0], learned[1]), (halves[1], learned[0])):
        _write_glosses(half, others)
        _count_scores(half, cells)
    _write("scores.tsv", "level margin weight share", _scores(cells))
    _write_glosses(texts, _glosses(texts))


def _half(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0] % 2


def _write(name: str, columns: str, found: Iterable[Sequence[object]]) -> None:
    lines = [f"# {columns}; {SOURCES}", *("\t".join(map(str, row)) for row in found)]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for cached in (tables._lengths, tables.table, tables.scores, tables._all_glosses, tables.stem_weights):
        cached.cache_clear()
    tables.glosses.cache_clear()


def _blocks(texts: Texts) -> dict[str, list[tuple[str, str]]]:
    """Different pairs of blocks' plain texts by language."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for _, language, ours, theirs in texts:
        for mine, other in zip(ours, theirs, strict=True):
            if mine.kind != "code" and mine.plain != other.plain:
                found[language][mine.plain, other.plain] = None
    return {language: list(pairs) for language, pairs in sorted(found.items())}


def _lengths(texts: Texts) -> list[tuple[str, int, int]]:
    """Thousandths: median of the ratio to English, and a robust spread about it."""
    rows = [("en", 1000, 0)]
    for language, pairs in _blocks(texts).items():
        sizes = [(length_of(a), length_of(b)) for a, b in pairs]
        sizes = [(a, b) for a, b in sizes if a >= 20 and b]
        ratios = sorted(b / a for a, b in sizes)
        if len(ratios) < 100:
            continue
        ratio = ratios[len(ratios) // 2]
        squares = sorted((b / ratio - a) ** 2 / ((b / ratio + a) / 2) for a, b in sizes)
        # The median of a squared standard normal is 0.4549.
        rows.append((language, round(1000 * ratio), round(1000 * squares[len(squares) // 2] / 0.4549)))
    return [*sorted(rows), ("und", 1000, 2000)]


def _glosses(texts: Texts) -> dict[str, dict[str, tuple[str, int]]]:
    """By language, English stem and number of links by stem."""
    found = {}
    for language, pairs in _blocks(texts).items():
        sets = [(stems_of(a), stems_of(b)) for a, b in pairs if len(a) < LONGEST]
        found[language] = _learn(sets)
    return found


def _learn(sets: list[tuple[set[str], set[str]]]) -> dict[str, tuple[str, int]]:
    ours = Counter(stem for a, _ in sets for stem in a)
    theirs = Counter(stem for _, b in sets for stem in b)
    most = len(sets) / 3
    sets = [({s for s in a if 3 <= ours[s] < most}, {s for s in b if 3 <= theirs[s] < most}) for a, b in sets]
    both = Counter((x, y) for a, b in sets for x in a for y in b)
    links: Counter[tuple[str, str]] = Counter()
    for a, b in sets:
        ranked = sorted(((both[x, y] ** 2 / (ours[x] * theirs[y]), x, y) for x in a for y in b), reverse=True)
        left_a, left_b = set(a), set(b)
        for worth, x, y in ranked:
            if worth >= LEAST_ASSOCIATION and x in left_a and y in left_b:
                left_a.remove(x)
                left_b.remove(y)
                links[x, y] += 1
    best: dict[str, tuple[float, str, int]] = {}
    for (x, y), count in sorted(links.items()):
        share = count / theirs[y]
        if count >= 2 and share >= LEAST_SHARE:
            best[y] = max(best.get(y, (0.0, "", 0)), (share * math.log(1 + count), x, count))
    kept = [(y, x, count) for y, (_, x, count) in best.items() if x != y]
    kept.sort(key=lambda row: (-row[2], row))
    return {y: (x, count) for y, x, count in kept[:MOST_GLOSSES]}


def _write_glosses(texts: Texts, learned: dict[str, dict[str, tuple[str, int]]]) -> None:
    used = {english for glosses in learned.values() for english, _ in glosses.values()}
    seen = {block.plain for _, _, ours, _ in texts for block in ours}
    counts = Counter(stem for text in seen for stem in stems_of(text))
    stems = [
        (stem, max(1, round(2 * math.log(len(seen) / counts[stem]))) if counts[stem] else 12)
        for stem in sorted(used)
    ]
    _write("stems.tsv", "stem weight", stems)
    rows = []
    for language, glosses in sorted(learned.items()):
        by_english: dict[str, list[str]] = defaultdict(list)
        for stem, (english, _) in glosses.items():
            by_english[english].append(stem)
        rows += [(language, english, " ".join(sorted(by_english[english]))) for english in sorted(by_english)]
    _write("glosses.tsv", "language stem glossed", rows)


def _count_evidence(texts: Texts, seen: list[Counter[str]]) -> None:
    """What is seen of translations (0) and of neighbours (1)."""
    taken: Counter[str] = Counter()
    for _, language, ours, theirs in texts:
        if taken[language] > MOST_BLOCKS:
            continue
        taken[language] += len(ours)
        source = [unit_of(t.plain, t.text, t.kind, "en") for t in ours]
        target = [unit_of(t.plain, t.text, t.kind, language) for t in theirs]
        lengths = evidence.Lengths("en", language)
        for i, unit in enumerate(source):
            for j in range(max(0, i - NEAR), min(len(target), i + NEAR + 1)):
                if i == j or ours[i].plain != ours[j].plain:
                    counts = seen[i != j]
                    counts.update(evidence.features(unit, target[j], lengths))
                    counts[""] += 1


def _evidence(true: Counter[str], false: Counter[str]) -> list[tuple[str, int]]:
    rows = []
    for key in sorted((true.keys() | false.keys()) - {""}):
        of_true = (true[key] + 2) / (true[""] + 2)
        of_false = (false[key] + 2) / (false[""] + 2)
        rows.append((key, round(100 * math.log(of_true / of_false))))
    return rows


def _count_scores(texts: Texts, cells: dict[tuple[str, int, int], list[int]]) -> None:
    """Right beads and all beads by cell, of texts disturbed."""
    for level, case in cases_from([t[1:] for t in texts], 40):
        for bead in beads_of(case):
            link = (bead.source, bead.target)
            if bead.source and bead.target and is_counted(case, link):
                cell = cells[bins_of(level[:-1], bead)]
                cell[0] += link in case.links
                cell[1] += 1


def _scores(cells: dict[tuple[str, int, int], list[int]]) -> list[tuple[str, int, int, int]]:
    by_margin: dict[tuple[str, int], list[int]] = defaultdict(lambda: [1, 2])
    for (level, margin, _), (right, count) in cells.items():
        by_margin[level, margin][0] += right
        by_margin[level, margin][1] += count
    rows = []
    for (level, margin), (right, count) in sorted(by_margin.items()):
        for weight in range(8):
            own_right, own_count = cells.get((level, margin, weight), (0, 0))
            share = (own_right + PRIOR * right / count) / (own_count + PRIOR)
            rows.append((level, margin, weight, round(10000 * share)))
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]))
