"""A first look at regions of a double-byte page: in most of them nothing is damage.

In: code points, regions, the page. Out: which of them nothing is read in. Touches nothing.
Idea: where no mark stands for a lost byte, a character seen has one or two bytes, and little can be begun at
a place. So the lattices of all such regions are built and searched together, and only those in which the
best way reads something are read as `pair_reading.py` does it, which also says what else was possible.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.double_byte.pair_cores import MARKED, UNMARKED, cores_of
from pipeline.mojibake.double_byte.pair_lattice import pair_lattices
from pipeline.mojibake.double_byte.pair_pages import shown_page
from pipeline.mojibake.double_byte.pair_reading import AHEAD, SLACK
from pipeline.mojibake.double_byte.pair_seen import no_marks
from pipeline.mojibake.reading.losses import Costs
from pipeline.mojibake.reading.readings import run
from pipeline.mojibake.reading.side_by_side import Regions
from pipeline.mojibake.spans import Spans, edges

Array = np.ndarray[Any, Any]


def is_nothing(codes: Array, spans: Spans, page: str, arrays: tuple[Array, ...], costs: Costs) -> Array:
    """Which regions are sure to have no proposals in `read_pairs`, with the same costs (bool)."""
    starts, ends = edges(spans)
    found = np.ones(len(starts), np.bool_)
    if not len(starts):
        return found
    shown = shown_page(page)
    cores = cores_of(codes, starts, np.minimum(ends + AHEAD, len(codes)), shown)
    found[cores[2] == MARKED] = False
    asked = np.flatnonzero(cores[2] == UNMARKED)
    if not len(asked):
        return found
    starts, ends, modes = (cores[row][asked] for row in (0, 1, 3))
    jit.expect(30 * int((ends - starts).sum()))
    made = pair_lattices(codes, starts, ends, shown, arrays, no_marks())
    searched = run(codes, Regions(starts, *made.edges), made.found, costs, arrays, modes, slack=SLACK)
    read = np.add.reduceat(made.found.kind[searched.path], np.cumsum(searched.lengths) - searched.lengths)
    found[asked] = read == 0
    return found
