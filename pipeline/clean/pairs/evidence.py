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

from pipeline.clean.pairs.tables import length_parameters, table
from pipeline.clean.pairs.units import Unit

SIZES = (10, 25, 60, 150)
"""Borders between the bins of the shorter text's length."""
COVERS = (1, 6, 12, 25, 50, 100)
"""Borders between the bins of what could be shared of glossed words."""
SHARES = 11
"""Bins of the share of these that is shared: tenths."""
FARTHEST = 12
"""Halves of a standard deviation that are told apart on either side."""
MOST_NAMES = 4
ENDINGS = "-!.:?~"
OVERLAPS = ("none", "lone", "same", "same+", "part", "other")
"""How two sets of numbers or marks are to one another."""


class Lengths:
    """Length model of one pair of languages."""

    __slots__ = ("model",)

    def __init__(self, source: str | None, target: str | None) -> None:
        """From the tables of the two languages.

        Args:
            source: BCP 47 tag; an unknown one is taken for English in its length.
            target: the same.
        """
        ratio_source, spread_source = length_parameters(source)
        ratio_target, spread_target = length_parameters(target)
        self.model = (
            ratio_source / 1000,
            ratio_target / 1000,
            (spread_source + spread_target) / 1000,
        )
        """What a text of each language is longer than an English one by, and how that varies."""

    def distance(self, source: int, target: int) -> tuple[int, int]:
        """Bin of size, and how many halves of a standard deviation the target is too long."""
        # Only operations that IEEE 754 rounds exactly: the same bins on every machine, and in arrays.
        ours, theirs = source / self.model[0], target / self.model[1]
        mean = (ours + theirs) / 2
        z = (theirs - ours) / math.sqrt(self.model[2] * mean + 4)
        least = min(theirs, ours)
        size = bisect_right(SIZES, least)
        return size, max(-FARTHEST, min(FARTHEST, math.floor(2 * z + 0.5)))


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
    cover = bisect_right(COVERS, known)
    return cover, min(SHARES - 1, matched * 10 // known) if known else 0, min(names, MOST_NAMES)


def _overlap(ours: frozenset[str], theirs: frozenset[str]) -> str:
    if not ours and not theirs:
        return "none"
    if not ours or not theirs:
        return "lone"
    if ours == theirs:
        return "same" if len(ours) == 1 else "same+"
    return "part" if ours & theirs else "other"


def evidence_of(source: Unit, target: Unit, lengths: Lengths) -> int:
    """100 times the natural logarithm of the odds that what is seen gives for a translation."""
    seen = table()
    return sum([seen.get(key, 0) for key in features(source, target, lengths)])
