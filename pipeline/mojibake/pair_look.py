"""A first look at regions of a double-byte page: in most of them nothing is damage.

In: code points, regions, the page. Out: which of them nothing is read in. Touches nothing.
Idea: where no mark stands for a lost byte, a character seen has one or two bytes, and little can be begun at
a place. So the lattices of all such regions are built and searched together, and only those in which the
best way reads something are read as `pair_reading.py` does it, which also says what else was possible.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit, runs
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.lattice import LITERAL, LOSSY, WHOLE, Lattice, is_valid
from pipeline.mojibake.losses import Costs
from pipeline.mojibake.model.lookup import symbol
from pipeline.mojibake.pair_arcs import RAREST
from pipeline.mojibake.pair_lattice import HIDDEN, MEMORY, hidden_bytes, is_mark, mark_ends
from pipeline.mojibake.pair_reading import AHEAD, SLACK
from pipeline.mojibake.readings import run
from pipeline.mojibake.side_by_side import Regions
from pipeline.mojibake.signs import noted
from pipeline.mojibake.spans import Spans, edges

Array = np.ndarray[Any, Any]

BEGUN = 24
"""Characters begun at one place, above which a region is not looked at here."""
ARCS = 64
"""Arcs for each character, for which there is room."""


def is_nothing(codes: Array, spans: Spans, page: str, arrays: tuple[Array, ...], costs: Costs) -> Array:
    """Which regions are sure to have no proposals in `read_pairs`, with the same costs (bool)."""
    starts, ends = edges(spans)
    found = np.zeros(len(starts), np.bool_)
    if not len(starts):
        return found
    hidden = np.array(hidden_bytes(page), np.int64)
    tables = runs.pair_bytes_of(page)
    cores = np.zeros((4, len(starts)), np.int64)
    jit.expect(40 * int((ends - starts).sum()))
    size = find_cores(codes, starts, ends, *tables, len(hidden) > 0, cores)
    found[:] = cores[2] == 0
    asked = np.flatnonzero(cores[2] == 1)
    if not len(asked):
        return found
    room = np.empty((6, ARCS * size), np.int64)
    nodes = np.empty((2, len(asked)), np.int64)
    starts, modes = cores[0][asked], cores[3][asked]
    lost = build(codes, starts, cores[1][asked], *tables, hidden, arrays, _noted(), nodes, room)
    first, end, char, extra, cost, kind = room
    number = int(nodes[1, -1])
    count = int(first[number])
    lattice = Lattice(
        first=first[: number + 1],
        end=end[:count],
        char=char[:count],
        extra=extra[:count],
        cost=cost[:count],
        kind=kind[:count],
    )
    searched = run(codes, Regions(starts, nodes[0], nodes[1]), lattice, costs, arrays, modes, slack=SLACK)
    read = np.add.reduceat(kind[searched.path], np.cumsum(searched.lengths) - searched.lengths)
    found[asked] = (read == 0) & ~lost
    return found


@cache
def _noted() -> Array:
    """Whether each code point below 65,536 is a sign of notes."""
    found = np.zeros(65536, np.bool_)
    found[list(noted())] = True
    return found


@kernel
def find_cores(
    codes: Array, starts: Array, ends: Array, first: Array, second: Array, hidden: bool, cores: Array
) -> int:
    """Fills `cores` with the part of each region that the search must see, as `pair_lattice.core` says it.

    Args:
        codes: code points.
        starts, ends: the regions.
        first, second: the bytes of each code point in the page, 0 if it has none.
        hidden: whether the page has bytes that are not seen.
        cores: int64[4, regions]: start; end; 0 if nothing can be read, 1 if the rest holds, 2 if there are
            marks; and 2 if a sound character above ASCII stands before the part and in the region.

    Returns:
        Characters of all parts.
    """
    size = 0
    for k in range(len(starts)):
        start, stop = starts[k], min(len(codes), ends[k] + AHEAD)
        marked = False
        for at in range(start, stop):
            marked = marked or is_mark(codes[at])
        if marked:
            cores[2, k] = 2
            continue
        stops = np.zeros(stop - start, np.int64)
        mark_ends(codes[start:stop], first, second, hidden, stops)
        begin, last = -1, 0
        for n in range(stop - start):
            begin = start + n if begin < 0 and stops[n] > 0 else begin
            last = max(last, stops[n])
        if begin < 0:
            continue
        last = min(stop, start + last + MEMORY)
        has_more = has_line_ends(codes, last - MEMORY if last >= MEMORY else last - MEMORY + len(codes), last)
        begin = start if has_line_ends(codes, begin - MEMORY, begin) else begin
        cores[0, k], cores[1, k], cores[2, k] = begin, stop if has_more else last, 1
        cores[3, k] = 2 if begin > start and codes[begin - 1] >= 0x80 else 0
        size += cores[1, k] - begin
    return size


@kernel
def has_line_ends(codes: Array, start: int, end: int) -> bool:
    """Whether two line ends follow one another in codes[start:end]."""
    for at in range(max(0, start), end - 1):
        if (codes[at] == 10 or codes[at] == 13) and (codes[at + 1] == 10 or codes[at + 1] == 13):
            return True
    return False


@kernel
def build(
    codes: Array,
    starts: Array,
    ends: Array,
    first: Array,
    second: Array,
    hidden: Array,
    arrays: tuple[Array, ...],
    signs: Array,
    nodes: Array,
    room: Array,
) -> Array:
    """Writes the lattices of regions without marks side by side, node for node and arc for arc as
    `pair_lattice` does.

    Args:
        codes: code points.
        starts, ends: the regions.
        first, second: the bytes of each code point in the page, 0 if it has none.
        hidden: the bytes that the page does not show.
        arrays: the model's.
        signs: whether each code point below 65,536 is a sign of notes.
        nodes: filled with the first and the last node of each.
        room: filled with the rows of `lattice.Lattice`, the first of them by node, the others by arc.

    Returns:
        Which regions are not looked at (bool): so much may be begun there that they have a mere lattice
        of what stands there.
    """
    lost = np.zeros(len(starts), np.bool_)
    node = count = 0
    for k in range(len(starts)):
        length = ends[k] - starts[k]
        begins, firsts = np.zeros(length, np.int64), np.zeros((length + 1) * BEGUN + 1, np.int64)
        mark_ends(codes[starts[k] : ends[k]], first, second, len(hidden) > 0, begins)
        arcs = np.empty((length * ARCS, 5), np.int64)
        part = codes[starts[k] : ends[k]]
        total, last = chart(part, begins, first, second, hidden, arrays, signs, firsts, arcs)
        if total < 0:
            lost[k] = True
            begins[:] = 0
            total, last = chart(part, begins, first, second, hidden, arrays, signs, firsts, arcs)
        nodes[0, k] = node
        node, count = compact(firsts, arcs, total, last, node, count, room)
        nodes[1, k] = node
        node += 1
    return lost


@kernel
def chart(
    codes: Array,
    begins: Array,
    first: Array,
    second: Array,
    hidden: Array,
    arrays: tuple[Array, ...],
    signs: Array,
    firsts: Array,
    arcs: Array,
) -> tuple[int, int]:
    """Writes all nodes and arcs of a region; what is begun at a node is its bytes as one number, or 0.

    Args:
        codes: code points of the region.
        begins: not 0 where damage may begin.
        first ... signs: as of `build`.
        firsts: filled with the first arc of each node, and of what would be the next.
        arcs: filled with: the node that it leads to, character, extra, cost, kind.

    Returns:
        How many nodes there are, and which is the last at which nothing is begun; -1 where too much is begun.
    """
    layer, after = np.zeros(BEGUN, np.int64), np.zeros(BEGUN, np.int64)
    size, nodes, count = 1, 0, 0
    for i in range(len(codes)):
        begin, more = count, 0
        is_plain = size == 1 and begins[i] == 0
        for k in range(size):
            firsts[nodes + k] = count
            count = leave(codes[i], layer[k], is_plain, first, second, hidden, arrays, signs, arcs, count)
        for arc in range(begin, count):
            more = insert(after, more, arcs[arc, 0])
            if more < 0:
                return -1, -1
        nodes += size
        for arc in range(begin, count):
            for k in range(more):
                if after[k] == arcs[arc, 0]:
                    arcs[arc, 0] = nodes + k
                    break
        layer, after, size = after, layer, more
    for k in range(size + 1):
        firsts[nodes + k] = count
    return nodes + size, nodes


@kernel
def insert(values: Array, count: int, value: int) -> int:
    """Puts a value among others, in order, unless it is there; returns how many there are, or -1."""
    at = count
    while at > 0 and values[at - 1] > value:
        at -= 1
    if at > 0 and values[at - 1] == value:
        return count
    if count == len(values):
        return -1
    for k in range(count, at, -1):
        values[k] = values[k - 1]
    values[at] = value
    return count + 1


@kernel
def leave(
    code: int,
    begun: int,
    is_plain: bool,
    first: Array,
    second: Array,
    hidden: Array,
    arrays: tuple[Array, ...],
    signs: Array,
    arcs: Array,
    count: int,
) -> int:
    """Writes the arcs of one character after what is begun, with what is begun then; returns the count.

    Args: as of `chart`; with `is_plain` nothing is read.
    """
    if begun == 0:
        count = write(arcs, count, 0, code, 0, 0, LITERAL)
        if is_plain or code < 0x80:
            return count
    byte = int(first[code]) if code < 65536 else 0
    trail = int(second[code]) if code < 65536 and second[code] > 0 else -1
    if begun != 0 and (byte > 0 or code < 0x80):
        for one in hidden:
            to, char, extra = feed(begun, one, byte if byte > 0 else code, trail)
            if to >= 0 and not (char >= 0x80 and is_too_rare(arrays, char, signs)):
                count = write(arcs, count, to, char, extra, HIDDEN, LOSSY)
    if code >= 0x80 and byte > 0:
        to, char, extra = feed(begun, byte, trail, -1)
        if to >= 0:
            count = write(arcs, count, to, char, extra, 0, WHOLE)
    return count


@kernel
def write(arcs: Array, count: int, to: int, char: int, extra: int, cost: int, kind: int) -> int:
    """Adds an arc; returns how many there are."""
    arcs[count, 0], arcs[count, 1], arcs[count, 2], arcs[count, 3], arcs[count, 4] = (
        to,
        char,
        extra,
        cost,
        kind,
    )
    return count + 1


@kernel
def is_too_rare(arrays: tuple[Array, ...], char: int, signs: Array) -> bool:
    """As `pair_arcs.is_rare`."""
    if char < 65536 and signs[char]:
        return False
    return bool(arrays[2][symbol(arrays, char)] < RAREST)


@kernel
def feed(begun: int, first: int, second: int, third: int) -> tuple[int, int, int]:
    """What bytes make of a character begun: what is begun then, a character, and one after it (-1, 0).

    -1 where UTF-8 forbids the bytes, and where more is complete; a byte may be -1 for none.
    """
    count, char, extra = 0, -1, 0
    for byte in (first, second, third):
        if byte < 0:
            continue
        value = byte
        if begun == 0 and byte >= 0x80:
            if byte < 0xC2 or byte > 0xF4:
                return -1, -1, 0
            begun = byte
            continue
        if begun != 0:
            have = 1 if begun < 1 << 8 else 2 if begun < 1 << 16 else 3
            lead = begun >> 8 * (have - 1)
            need = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
            if byte < 0x80 or byte > 0xBF or (have == 1 and not is_valid(need, lead, byte)):
                return -1, -1, 0
            begun = begun << 8 | byte
            if have < need:
                continue
            value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
            for n in range(need - 1, -1, -1):
                value = value << 6 | (begun >> 8 * n) & 0x3F
            begun = 0
            if value == 0xFFFD:
                return -1, -1, 0
        count += 1
        if count > 2 or (count == 2 and value >= 0x80):
            return -1, -1, 0
        if count == 1:
            char = value
        else:
            extra = value
    return begun, char, extra


@kernel
def compact(
    firsts: Array, arcs: Array, total: int, last: int, node: int, count: int, room: Array
) -> tuple[int, int]:
    """Writes the nodes from which the last one can be reached, and their arcs, behind what is there.

    Args:
        firsts, arcs, total, last: what `chart` says.
        node, count: the number of the first node, and of the first arc.
        room: as of `build`.

    Returns:
        The number of the last node, and how many arcs there are.
    """
    number = np.full(total, -1, np.int64)
    number[last] = 0
    for k in range(last - 1, -1, -1):
        for arc in range(firsts[k], firsts[k + 1]):
            if number[arcs[arc, 0]] >= 0:
                number[k] = 0
    for k in range(last + 1):
        if number[k] >= 0:
            number[k] = node
            node += 1
    for k in range(last + 1):
        if number[k] < 0:
            continue
        room[0, number[k]] = count
        for arc in range(firsts[k], firsts[k + 1]):
            if number[arcs[arc, 0]] >= 0:
                room[1, count] = number[arcs[arc, 0]]
                for n in range(1, 5):
                    room[n + 1, count] = arcs[arc, n]
                count += 1
    return node - 1, count
