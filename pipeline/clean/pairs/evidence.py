"""How much speaks for it that two units are translations of one another.

In: two units. Out: integer evidence, 100 times the natural logarithm of how much likelier what
is seen is of a translation than of two texts that happen to stand near one another. Touches
only `data/`. Each kind of evidence is a table of whole numbers, counted on parallel texts:
length in the manner of Gale and Church (1993), with parameters of each language; glossed
words; names; numbers; addresses and code; how they end; the kind of block.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cache

from pipeline.clean.pairs.tables import length_parameters, table
from pipeline.clean.pairs.units import Unit

_SIZES = (10, 25, 60, 150)
_COVERS = (1, 6, 12, 25, 50, 100)
_FARTHEST = 12
_MOST_NAMES = 4


class Lengths:
    """Length model of one pair of languages."""

    __slots__ = ("_divisor_source", "_divisor_target", "_spread")

    def __init__(self, source: str | None, target: str | None) -> None:
        """From the tables of the two languages.

        Args:
            source: BCP 47 tag; an unknown one is taken for English in its length.
            target: the same.
        """
        ratio_source, spread_source = length_parameters(source)
        ratio_target, spread_target = length_parameters(target)
        self._divisor_source = ratio_source / 1000
        self._divisor_target = ratio_target / 1000
        self._spread = (spread_source + spread_target) / 1000

    def distance(self, source: int, target: int) -> tuple[int, int]:
        """Bin of size, and how many halves of a standard deviation the target is too long.

        Only operations that IEEE 754 rounds exactly: the same bins on every machine.
        """
        ours, theirs = source / self._divisor_source, target / self._divisor_target
        mean = (ours + theirs) / 2
        z = (theirs - ours) / math.sqrt(self._spread * mean + 4)
        least = min(theirs, ours)
        return bisect_right(_SIZES, least), max(-_FARTHEST, min(_FARTHEST, math.floor(2 * z + 0.5)))


def features(source: Unit, target: Unit, lengths: Lengths) -> tuple[str, ...]:
    """What is seen of the two, each as a key of the table of evidence."""
    size, distance = lengths.distance(source.length, target.length)
    cover, share, names = _shared(source, target)
    return (
        f"length {size} {distance}",
        f"words {cover} {share}",
        f"names {names}",
        f"numbers {_overlap(source.numbers, target.numbers)}",
        f"marks {_overlap(source.marks, target.marks)}",
        f"ending {source.ending or '-'} {target.ending or '-'}",
        f"kind {'same' if source.kind == target.kind else 'other'}",
    )


def _shared(source: Unit, target: Unit) -> tuple[int, int, int]:
    """Bin of what could be shared of glossed words, tenths that are, and how many names."""
    matched = names = 0
    ours, theirs = source.words, target.words
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    for word, weight in ours.items():
        if word in theirs:
            if word[0] == "=":
                matched += weight
            else:
                names += 1
    known = min(source.known, target.known)
    cover = bisect_right(_COVERS, known)
    return cover, min(10, matched * 10 // known) if known else 0, min(names, _MOST_NAMES)


_OVERLAPS = ("none", "lone", "same", "same+", "part", "other")


def _overlap(ours: frozenset[str], theirs: frozenset[str]) -> str:
    if not ours and not theirs:
        return "none"
    if not ours or not theirs:
        return "lone"
    if ours == theirs:
        return "same" if len(ours) == 1 else "same+"
    return "part" if ours & theirs else "other"


class _Laid:
    """The table of evidence, laid out so that a look-up makes no keys."""

    __slots__ = ("endings", "kinds", "lengths", "marks", "names", "numbers", "words")

    def __init__(self) -> None:
        seen = table()
        self.lengths = [
            [seen.get(f"length {size} {z}", 0) for z in range(-_FARTHEST, _FARTHEST + 1)]
            for size in range(len(_SIZES) + 1)
        ]
        self.words = [
            [seen.get(f"words {cover} {share}", 0) for share in range(11)]
            for cover in range(len(_COVERS) + 1)
        ]
        self.names = [seen.get(f"names {count}", 0) for count in range(_MOST_NAMES + 1)]
        self.numbers = {kind: seen.get(f"numbers {kind}", 0) for kind in _OVERLAPS}
        self.marks = {kind: seen.get(f"marks {kind}", 0) for kind in _OVERLAPS}
        self.endings = {key[7:]: worth for key, worth in seen.items() if key.startswith("ending ")}
        self.kinds = (seen.get("kind other", 0), seen.get("kind same", 0))


@cache
def _laid() -> _Laid:
    return _Laid()


class Evidence:
    """The table of evidence for one pair of languages."""

    __slots__ = ("_laid", "_lengths")

    def __init__(self, lengths: Lengths) -> None:
        self._lengths, self._laid = lengths, _laid()

    def of(self, source: Unit, target: Unit) -> int:
        """100 times the natural logarithm of the odds that what is seen gives for a translation."""
        laid = self._laid
        size, distance = self._lengths.distance(source.length, target.length)
        cover, share, names = _shared(source, target)
        return (
            laid.lengths[size][distance + _FARTHEST]
            + laid.words[cover][share]
            + laid.names[names]
            + laid.numbers[_overlap(source.numbers, target.numbers)]
            + laid.marks[_overlap(source.marks, target.marks)]
            + laid.endings.get(f"{source.ending or '-'} {target.ending or '-'}", 0)
            + laid.kinds[source.kind == target.kind]
        )
