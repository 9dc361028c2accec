"""The nodes and arcs of a region of a double-byte page while they are made.

In: arcs, one after the other, with the place to which each leads and what is begun there. Out: nodes, each
made when the first arc leads to it. Touches the arrays of the chart alone.
Idea: little can be begun at a place, and each of it has a number; so a node is found by it, without a search.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.double_byte.taken import KINDS
from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

START = 0
"""No character of UTF-8 is begun. What is begun is told by its bytes as one number; and what a mark took
along after a character of kind k of `taken.KINDS`, by -1 - k."""
EATEN = len(KINDS)
SLOTS = EATEN + 1 + 51 + 21 * 64 + 5 * 64 * 64
"""How much may be begun: nothing, one of 51 first bytes, two bytes, three."""
LAYERS = 4
"""Places at which something may be begun at once: three marks in a row lead over two."""
SEEN, UNSEEN, MARK, MARKS, ALONG, EACH, BOTH_UNSEEN = range(7)
"""What is struck of an arc's bytes: none; the first, which the page does not show; all, for a mark; all, for
two marks, the second for the third byte; all, taken along by the mark before; all, for three marks; the first
two, which the page does not show."""


class Chart(NamedTuple):
    """Nodes and arcs while they are made. A node is a place, and what is begun there."""

    node_of: Array
    """int64[LAYERS, SLOTS]: the node of all that may be begun at the next places, or -1."""
    listed: Array
    """int64[LAYERS, SLOTS]: what is begun at these, as slots."""
    sizes: Array
    """int64[LAYERS + 2]: how many are listed at each; how many nodes there are; how many arcs."""
    made: Array
    """int64[nodes, 2]: place, and what is begun, of each node as they were made."""
    arcs: Array
    """int64[arcs, 7]: node that it leads to, character for the model, extra, cost, kind (see `Lattice`);
    the character that is said, or -1; and its bytes (see `packed`)."""


@kernel
def slot_of(begun: int) -> int:
    """The number of what is begun, in the order in which the nodes of a place stand."""
    if begun <= 0:
        return EATEN + begun
    if begun < 1 << 8:
        return EATEN + 1 + begun - 0xC2
    if begun < 1 << 16:
        return EATEN + 52 + ((begun >> 8) - 0xE0) * 64 + (begun & 0x3F)
    return EATEN + 52 + 21 * 64 + (((begun >> 16) - 0xF0) * 64 + (begun >> 8 & 0x3F)) * 64 + (begun & 0x3F)


@kernel
def node_at(chart: Chart, place: int, begun: int) -> int:
    """The node of a place, made if it was not there."""
    ring, slot = place % LAYERS, slot_of(begun)
    node = chart.node_of[ring, slot]
    if node < 0:
        node = chart.sizes[LAYERS]
        chart.sizes[LAYERS] = node + 1
        chart.node_of[ring, slot] = node
        chart.listed[ring, chart.sizes[ring]] = slot
        chart.sizes[ring] += 1
        if node < len(chart.made):
            chart.made[node, 0], chart.made[node, 1] = place, begun
    return int(node)


@kernel
def put(
    chart: Chart, place: int, begun: int, char: int, extra: int, cost: int, kind: int, said: int, data: int
) -> None:
    """Adds an arc, if there is room for it; it is counted in any case."""
    node, count = node_at(chart, place, begun), chart.sizes[LAYERS + 1]
    chart.sizes[LAYERS + 1] = count + 1
    if count < len(chart.arcs):
        arc = chart.arcs[count]
        arc[0], arc[1], arc[2], arc[3], arc[4], arc[5], arc[6] = node, char, extra, cost, kind, said, data


@kernel
def packed(data: int, size: int, struck: int) -> int:
    """Up to four bytes, how many they are, and what is struck of them, as one number."""
    return struck << 40 | size << 32 | data
