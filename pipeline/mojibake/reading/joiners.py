"""Prices the zero width joiner by what stands on both of its sides.

In: a lattice and the bytes of its items. Out: the same, with other costs. Touches nothing else. Idea: its
last byte is one that windows-1252 lacks, and so is a closing quotation mark's; where a letter stands
before, it is never the joiner, and between two emoji hardly anything else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import Lattice

Array = np.ndarray[Any, Any]

JOINER = 0x200D
"""Zero width joiner: it joins emoji, and letters of India, of Arabic script and its kin."""
EMOJI = frozenset((0xE2, 0xEF, *range(0xF0, 0xF5)))
"""Lead bytes of emoji, and of the selector that may stand between one and its joiner."""
JOINED = frozenset((*range(0xD8, 0xE2), *EMOJI))
"""Lead bytes of what a joiner stands behind."""
BEFORE = 4
"""Items before one that are looked at."""
JOINING = 8 * UNIT
"""Cost of a joiner behind anything else, and what it is worth between two emoji."""


def price_joiners(found: Lattice, item_byte: Array, codes: Array) -> None:
    """Prices joiners by what stands beside: the model knows them from emoji alone, as rare as these are."""
    joiners = np.flatnonzero(found.char == JOINER)
    if not len(joiners):
        return
    nodes = np.searchsorted(found.first, joiners, side="right") - 1
    for arc, node in zip(joiners.tolist(), nodes.tolist(), strict=True):
        before = item_byte[max(0, node - BEFORE) : node]
        leads = before[before >= 0xC0].tolist()
        after = item_byte[found.end[arc] : found.end[arc] + 1].tolist()
        is_last = 0 < int(codes[min(found.end[arc], len(codes) - 1)]) < 0x80
        if is_last or not leads or before[-1] < 0x80 or leads[-1] not in JOINED:
            found.cost[arc] += JOINING
        elif leads[-1] in EMOJI and after and after[0] in EMOJI:
            found.cost[arc] -= JOINING
