"""A pair's score: the share of pairs with such evidence that are right.

In: a bead. Out: 0 to 1, rounded to 4 decimals. Touches only `data/`.
Two things are looked up: how much better the alignment is with the bead than without it, and how
much its own evidence weighs; the table was counted on alignments that are known.
"""

from __future__ import annotations

from bisect import bisect_right

from pipeline.clean.pairs.align import Bead
from pipeline.clean.pairs.tables import scores

MARGINS = (50, 100, 200, 300, 450, 600, 800, 1000, 1300, 1600)
"""Borders between the bins of a bead's margin."""
WEIGHTS = (-200, 0, 100, 200, 400, 700, 1000)
"""Borders between the bins of a bead's evidence."""


def bins_of(level: str, bead: Bead) -> tuple[str, int, int]:
    """Which cell of the table a bead belongs to.

    Args:
        level: `block` or `sentence`; a title is looked up as a block.
        bead: with units on both sides.
    """
    return (
        "sentence" if level == "sentence" else "block",
        bisect_right(MARGINS, bead.margin),
        bisect_right(WEIGHTS, bead.evidence),
    )


def score_of(level: str, bead: Bead) -> float | None:
    """The score; None where a side is empty, for nothing is claimed to belong together.

    Args:
        level: as in `bins_of`.
        bead: any.
    """
    if not bead.source or not bead.target:
        return None
    return scores().get(bins_of(level, bead), 5000) / 10000
