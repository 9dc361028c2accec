"""The readings of text that went through a double-byte page, as lattices side by side.

In: code points, regions, the page. Out: nodes, arcs, and a lattice over their numbers, as the search takes
it. Touches nothing.
Idea: a character seen stands for two bytes, and those for parts of different characters of UTF-8; so the
nodes are places between seen characters together with the bytes of a character begun. A mark (`?`, U+FFFD,
U+30FB) stands for an odd byte, for an odd byte and the ASCII character that it took along, or for a pair that
the page lacks. A page of text has hundreds of thousands of arcs, so they are made by kernels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.double_byte.pair_arcs import Marks, Ways, put_seen
from pipeline.mojibake.double_byte.pair_chart import EATEN, LAYERS, SLOTS, START, Chart, node_at, put
from pipeline.mojibake.double_byte.pair_cores import mark_ends
from pipeline.mojibake.double_byte.pair_marks import put_mark, put_taken
from pipeline.mojibake.double_byte.pair_pages import DOT, PairPage, is_mark, levels, unseen_by
from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.lattice import LITERAL, Lattice

Array = np.ndarray[Any, Any]

MANY = 200
"""Characters begun at one place, above which a mark there is not read: each has its own readings."""
ROOM, ROOM_OF_MARK, LEAST = 24, 400, 4096
"""Arcs for which there is room at first, for each character, without marks and with them, and besides;
more are seldom needed."""


class PairLattice(NamedTuple):
    """Regions side by side."""

    edges: Array
    """int64[2, regions]: the first node of each, and the last."""
    places: Array
    """int64: the place of each node in its region."""
    begun: Array
    """int64: what is begun there (see `pair_chart.START`)."""
    found: Lattice
    said: Array
    """int64: the character that each arc says, or -1; `found.char` is what the model takes it for."""
    data: Array
    """int64: the bytes that each arc stands for (see `pair_chart.packed`)."""


def pair_lattices(
    codes: Array, starts: Array, ends: Array, page: PairPage, arrays: tuple[Array, ...], marks: Marks
) -> PairLattice:
    """The lattices of regions of a text; what marks took along costs nothing yet."""
    size = int((ends - starts).sum())
    room = (ROOM_OF_MARK if len(page.lone) else ROOM) * size + LEAST
    edges = np.empty((2, len(starts)), np.int64)
    while True:
        nodes, arcs = np.empty((room + len(starts), 3), np.int64), np.empty((room, 7), np.int64)
        count = build(codes, starts, ends, Ways(page, levels(Same(arrays)), marks), edges, nodes, arcs)
        if count >= 0:
            break
        room *= 3
    first = nodes[: edges[1, -1] + 1, 2].copy()
    end, char, extra, cost, kind, said, data = np.ascontiguousarray(arcs[:count].T)
    found = Lattice(first=first, end=end, char=char, extra=extra, cost=cost, kind=kind)
    return PairLattice(edges, nodes[: len(first), 0], nodes[: len(first), 1], found, said, data)


@kernel
def build(
    codes: Array,
    starts: Array,
    ends: Array,
    ways: Ways,
    edges: Array,
    nodes: Array,
    arcs: Array,
) -> int:
    """Writes the lattices of regions side by side.

    Args:
        codes: code points.
        starts, ends: the regions.
        edges: filled with the first and the last node of each.
        nodes: filled for each node with its place, what is begun, and its first arc.
        arcs: filled, see `Chart`.

    Returns:
        How many arcs there are, or -1 if there was no room for them.
    """
    node_of = np.full((LAYERS, SLOTS), -1, np.int64)
    listed, sizes = np.empty((LAYERS, SLOTS), np.int64), np.zeros(LAYERS + 2, np.int64)
    made, order = np.empty((len(nodes), 2), np.int64), np.empty((len(nodes), 2), np.int64)
    node = count = 0
    for k in range(len(starts)):
        part = codes[starts[k] : ends[k]]
        sizes[:] = 0
        chart = Chart(node_of, listed, sizes, made, arcs[count:])
        total = walk(chart, part, ways, order)
        if total < 0:
            return -1
        edges[0, k] = node
        node, count = compact(chart, order, total, node, count, nodes, arcs)
        edges[1, k] = node - 1
    return count


@kernel
def walk(
    chart: Chart,
    codes: Array,
    ways: Ways,
    order: Array,
) -> int:
    """Makes all nodes and arcs of a region.

    Args:
        order: filled for each node, in order, with its number as it was made, and its first arc.

    Returns:
        How many nodes there are, the last of them the end; or -1 if there was no room.
    """
    begins = np.zeros(len(codes), np.int64)
    mark_ends(codes, ways.page.first, ways.page.second, unseen_by(ways.page), begins)
    node_at(chart, 0, START)
    total = 0
    for i in range(len(codes) + 1):
        ring = i % LAYERS
        listed = chart.listed[ring, : chart.sizes[ring]]
        if len(listed) > 1:
            listed.sort()
        many = len(listed) > MANY
        for slot in listed:
            node = chart.node_of[ring, slot]
            chart.node_of[ring, slot] = node if slot <= EATEN else -1
            if total >= len(order) or chart.sizes[LAYERS + 1] > len(chart.arcs):
                return -1
            if i == len(codes) and slot > EATEN:
                continue
            order[total, 0], order[total, 1] = node, chart.sizes[LAYERS + 1]
            total += 1
            begun = chart.made[node, 1]
            if i == len(codes) and begun == START:
                continue  # the end
            if begun < START:
                put_taken(chart, codes, i, begun, ways)
            elif begins[i] == 0 and len(listed) == 1:
                put(chart, i + 1, START, codes[i], 0, 0, LITERAL, codes[i], 0)
            else:
                put_seen(chart, codes, i, begun, ways)
                if is_mark(codes[i]) and not many and (codes[i] != DOT or ways.page.has_dot):
                    put_mark(chart, codes, i, begun, ways)
        chart.node_of[ring, : EATEN + 1] = -1
        chart.sizes[ring] = 0
    return total


@kernel
def compact(
    chart: Chart, order: Array, total: int, node: int, count: int, nodes: Array, arcs: Array
) -> tuple[int, int]:
    """Keeps the nodes from which the end can be reached, and their arcs, behind what is there.

    Args:
        chart, order, total: what `walk` made; its arcs begin at arcs[count].
        node, count: the number of the first node, and of the first arc.
        nodes, arcs: as of `build`.

    Returns:
        The number of the next node, and how many arcs there are.
    """
    number = np.full(chart.sizes[LAYERS], -1, np.int64)
    number[order[total - 1, 0]] = 0
    for k in range(total - 2, -1, -1):
        for arc in range(order[k, 1], order[k + 1, 1]):
            if number[chart.arcs[arc, 0]] >= 0:
                number[order[k, 0]] = 0
                break
    last = node
    for k in range(total):
        if number[order[k, 0]] >= 0:
            number[order[k, 0]] = last
            last += 1
    kept = count
    for k in range(total):
        made = order[k, 0]
        if number[made] < 0:
            continue
        nodes[number[made], 0], nodes[number[made], 1] = chart.made[made, 0], chart.made[made, 1]
        nodes[number[made], 2] = kept
        for arc in range(order[k, 1], order[min(k + 1, total - 1), 1]):
            if number[chart.arcs[arc, 0]] >= 0:
                arcs[kept] = chart.arcs[arc]
                arcs[kept, 0] = number[chart.arcs[arc, 0]]
                kept += 1
    return last, kept
