"""Prices readings that close a bracket by whether one is open.

In: a lattice. Out: the same, with other costs. Touches nothing else. Idea: a closing mark often
lost a byte that its opening mark did not (U+300D and U+201D in windows-1252), and the model's
memory is too short to know what is open.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import lattice
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

CLOSERS = {
    "\N{RIGHT CORNER BRACKET}": "\N{LEFT CORNER BRACKET}",
    "\N{RIGHT WHITE CORNER BRACKET}": "\N{LEFT WHITE CORNER BRACKET}",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "\N{LEFT DOUBLE QUOTATION MARK}",
    "\N{RIGHT DOUBLE ANGLE BRACKET}": "\N{LEFT DOUBLE ANGLE BRACKET}",
    "\N{RIGHT BLACK LENTICULAR BRACKET}": "\N{LEFT BLACK LENTICULAR BRACKET}",
    "\N{FULLWIDTH RIGHT PARENTHESIS}": "\N{FULLWIDTH LEFT PARENTHESIS}",
}
"""Closing marks that may have lost a byte, and what opens them."""
UNOPENED = UNIT
"""Cost of a closing mark that nothing known has opened."""
OPENED = 2 * UNIT
"""What it is worth that one closes what is open."""


def pair_brackets(found: lattice.Lattice) -> None:
    """Prices readings that close a bracket by whether one is open: the model's memory is too short."""
    lossy = np.flatnonzero(found.kind == lattice.LOSSY)
    chars = found.char[lossy]
    leaving: Array | None = None
    for closer, opener in CLOSERS.items():
        mine = lossy[chars == ord(closer)]
        if not len(mine):
            continue
        if leaving is None:
            leaving = np.repeat(np.arange(len(found.first) - 1), np.diff(found.first))
            known = np.flatnonzero(found.kind != lattice.LOSSY)
        change = (found.char[known] == ord(opener)).astype(np.int64) - (found.char[known] == ord(closer))
        changed = known[change != 0]
        depth = np.concatenate(([0], np.cumsum(change[change != 0])))
        before = np.searchsorted(leaving[changed], leaving[mine], side="left")
        found.cost[mine] += np.where(depth[before] > 0, -OPENED, UNOPENED)
