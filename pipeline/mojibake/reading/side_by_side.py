"""Regions of a text side by side in one lattice, with walls between them.

In: code points, where the regions lie, a page with its losses. Out: the items that the lattice is built of,
and what the search asks of its arcs. Touches nothing.
Idea: most regions are a few characters; what is told of each of these is told in one go.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel.codepages import ALPHABETS
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.line_starts import begins_line
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading import joints
from pipeline.mojibake.reading.brackets import BLANK, LINE, PARTS
from pipeline.mojibake.reading.joiners import BEFORE
from pipeline.mojibake.reading.joints import is_odd
from pipeline.mojibake.reading.lattice import Lattice
from pipeline.mojibake.reading.losses import DOTS, Costs, Losses, byte_sets

Array = np.ndarray[Any, Any]

WALL = BEFORE
"""Items between two regions that no byte can be: as many as are looked at before a place."""
_DOT, _DOTS = ord(DOTS[0]), len(DOTS)
_LINE_END = 10


class Regions(NamedTuple):
    """Where regions lie in their text and in a lattice: int64 for each."""

    starts: Array
    """Offset in the text."""
    begins: Array
    """First node."""
    ends: Array
    """Last node."""


class Items(NamedTuple):
    """The characters of regions side by side, with walls between them: int64 for each."""

    regions: Regions
    codes: Array
    """Code point; 0 for a wall."""
    shift: Array
    """What to add to an item's number for its offset in the text."""
    byte: Array
    """Its byte in the page, or 0."""
    cost: Array
    """What it costs to leave it as it stands."""
    mark: Array
    """The mark that begins there (see `losses.byte_sets`), or -1."""


def items_of(codes: Array, starts: Array, ends: Array, losses: Losses, costs: Costs) -> Items:
    """The items of regions."""
    count = int((ends - starts).sum()) + WALL * len(starts)
    nodes, rows = np.empty((2, len(starts)), np.int64), np.empty((5, count), np.int64)
    odd = 0 if losses.page in ALPHABETS else costs.odd
    table, classes, mark_of = runs.bytes_of(losses.page), joints.classes(), byte_sets(losses)[3]
    jit.expect(2 * count)
    lay(codes, starts, ends, table, classes, mark_of, costs.literal, odd, nodes, rows)
    return Items(Regions(starts, nodes[0], nodes[1]), *rows)


@kernel
def lay(
    codes: Array,
    starts: Array,
    ends: Array,
    table: Array,
    classes: Array,
    mark_of: Array,
    literal: int,
    odd: int,
    nodes: Array,
    rows: Array,
) -> None:
    """Fills in the first and the last node of each region, and the rows of its items.

    Args:
        codes: code points.
        starts, ends: the regions.
        table: byte of each code point in the page.
        classes: `joints.classes()`.
        mark_of: the mark that each code point begins, or -1; a dot only where there are three, a line end
            only where what follows need not begin a line.
        literal, odd: as in `losses.Costs`.
        nodes: int64[2, regions]; rows: int64[5, items], see `Items`.
    """
    has_dots = mark_of[_DOT] >= 0
    item = 0
    for k in range(len(starts)):
        nodes[0, k] = item
        shift = starts[k] - item
        for at in range(starts[k], ends[k]):
            code = codes[at]
            small = min(code, 65535)
            byte = int(table[small])
            rows[0, item], rows[1, item], rows[2, item] = code, shift, byte
            rows[3, item] = literal if byte >= 0x80 else 0
            if odd != 0 and at > 0:
                after = codes[at + 1] if at + 1 < len(codes) else _LINE_END
                rows[3, item] += odd if is_odd(classes, codes[at - 1], code, after) else 0
            rows[4, item] = mark_of[small]
            if has_dots and code == _DOT:
                for n in range(1, _DOTS):
                    if at + n >= ends[k] or codes[at + n] != _DOT:
                        rows[4, item] = -1
            elif code == _LINE_END and begins_line(codes, at + 1):
                rows[4, item] = -1
            item += 1
        nodes[1, k] = item
        for _ in range(WALL):
            rows[0, item], rows[1, item], rows[2, item], rows[3, item], rows[4, item] = 0, shift, 0, 0, -1
            item += 1


class Arcs(NamedTuple):
    """What the search asks of arcs: int64 for each."""

    symbol: Array
    """The model's symbol of its character; -1 for what is no character."""
    part: Array
    """The character's part in a pair of brackets."""
    reach: int
    """More nodes than any arc spans."""


def arcs_of(found: Lattice, arrays: tuple[Array, ...]) -> Arcs:
    """What the search asks of a lattice's arcs."""
    symbols, parts = np.empty((2, len(found.char)), np.int64)
    reach = fill_arcs(found.first, found.end, found.char, arrays[0], arrays[1], PARTS, symbols, parts)
    return Arcs(symbols, parts, reach)


@kernel
def fill_arcs(
    first: Array, end: Array, char: Array, index: Array, pages: Array, of: Array, symbols: Array, parts: Array
) -> int:
    """Fills in symbols and parts; returns the reach (see `Arcs`).

    Args:
        first, end, char: the lattice.
        index, pages: the model's first two arrays.
        of: the part of each code point below 65,536.
    """
    reach = 1
    for node in range(len(first) - 1):
        for arc in range(first[node], first[node + 1]):
            reach = max(reach, end[arc] - node)
            code = char[arc]
            symbols[arc], parts[arc] = -1, 0
            if code >= 0:
                symbols[arc] = pages[(int(index[code >> 8]) << 8) | (code & 255)]
                parts[arc] = of[code] if code < 65536 else 0
    return reach + 1


def modes_of(codes: Array, starts: Array, mode: int | Array, opened: Array) -> Array:
    """What stands before regions, as the search takes it (see `search.beam`).

    Args:
        mode: what stands before each, or all, without its edge.
        opened: the brackets that are open before each, as bits.
    """
    given = mode if isinstance(mode, np.ndarray) else np.full(len(starts), mode, np.int64)
    modes = np.empty(len(starts), np.int64)
    fill_modes(codes, starts, given, opened, PARTS, modes)
    return modes


@kernel
def fill_modes(codes: Array, starts: Array, given: Array, opened: Array, of: Array, modes: Array) -> None:
    """Fills in `modes` what `modes_of` returns; `of` is the part of each code point below 65,536."""
    for k in range(len(starts)):
        before = of[min(codes[starts[k] - 1], 65535)] if starts[k] > 0 else BLANK
        modes[k] = given[k] | (4 if before in (BLANK, LINE) else 0) | opened[k] << 4
