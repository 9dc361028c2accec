"""The readings of a damaged stretch, as a lattice of arcs between its items.

In: the items of a region (for a single-byte page one a character, for a double-byte page
one a byte), what each may stand for, what may be missing. Out: arcs: from item to item,
the character read, what it costs. Touches nothing.
Idea: UTF-8's lead byte says how many continuation bytes follow; a slot that is short of
some has few readings (RFC 3629). `leave it` is an arc like the others: the character as
it stands. Costs are integers in the units of the model's scores, higher is worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.mojibake.jit import kernel

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

LITERAL, WHOLE, LOSSY = 0, 1, 2
"""Kinds of arc: the item as it stands; a character with all its bytes; one that lost some."""

STRUCTURE = 1024
"""What each continuation byte after the first speaks for damage (four nats): sound text seldom
has one character of the page after another in just the ranges that UTF-8 asks for."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Arcs sorted by the item they leave; those of item *i* are first[i]:first[i+1]."""

    first: Array
    """int32[items + 1]."""
    end: Array
    """int32: the item that an arc leads to."""
    char: Array
    """int32: the code point read."""
    extra: Array
    """int32: an ASCII character that was lost together with the last byte, or 0."""
    cost: Array
    """int32: what the arc costs beside the model's score."""
    kind: Array
    """int8: LITERAL, WHOLE or LOSSY."""


@kernel
def is_valid(need: int, lead: int, second: int) -> bool:
    """Whether a second byte may follow a lead (no overlong form, no surrogate, below U+110000)."""
    if lead == 0xE0:
        return second >= 0xA0
    if lead == 0xED:
        return second <= 0x9F
    if lead == 0xF0:
        return second >= 0x90
    if lead == 0xF4:
        return second <= 0x8F
    return need > 0


@kernel
def slot_arcs(
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    lost: int,
    rare: int,
    drop_cost: int,
    rare_cost: int,
    i: int,
    n: int,
    lead: int,
    lead_items: int,
    lead_cost: int,
    most: int,
    out_end: Array,
    out_char: Array,
    out_cost: Array,
    count: int,
    capacity: int,
) -> int:
    """Writes the lossy readings of a slot whose lead byte is known; returns the new count.

    A depth-first walk over the continuation bytes still needed: each comes from the next
    item's byte, from the next item as a mark, or from the bytes that vanish.

    Args:
        item_byte: byte of each item, 0 if it has none.
        item_mark: row of `marks` for each item that may stand for a lost byte, else -1.
        marks: int64[rows, 2]: the bytes 80-BF a mark may stand for (as bits), and its cost.
        lost: the bytes 80-BF that vanish, as bits.
        rare: bytes that vanish seldom, as bits.
        drop_cost, rare_cost: cost of a byte that vanished.
        i, n: the slot's first item, the number of items.
        lead, lead_items, lead_cost: the lead byte, how many items it took, what it cost.
        most: how many bytes may be lost in one slot.
    """
    need = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
    # stack of choices: for each depth the item reached, the byte tried, how it was come by
    at0 = i + lead_items
    base = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
    begin = count
    # depth 1
    for way1 in range(4):
        j1, lo1, mask1, cost1, lost1 = step(
            item_byte, item_mark, marks, lost, rare, drop_cost, rare_cost, at0, n, way1
        )
        if lo1 < 0 or lost1 > most:
            continue
        for b1 in range(64):
            if (mask1 >> b1) & 1 == 0 or not is_valid(need, lead, 0x80 + b1):
                continue
            v1 = (base << 6) | b1
            if need == 1:
                if lost1 + (1 if lead_cost > 0 else 0) > 0:
                    count = put(
                        out_end, out_char, out_cost, begin, count, capacity, j1, v1, lead_cost + cost1
                    )
                continue
            for way2 in range(4):
                j2, lo2, mask2, cost2, lost2 = step(
                    item_byte, item_mark, marks, lost, rare, drop_cost, rare_cost, j1, n, way2
                )
                if lo2 < 0 or lost1 + lost2 > most:
                    continue
                for b2 in range(64):
                    if (mask2 >> b2) & 1 == 0:
                        continue
                    v2 = (v1 << 6) | b2
                    if need == 2:
                        if lost1 + lost2 + (1 if lead_cost > 0 else 0) > 0:
                            count = put(
                                out_end,
                                out_char,
                                out_cost,
                                begin,
                                count,
                                capacity,
                                j2,
                                v2,
                                lead_cost + cost1 + cost2,
                            )
                        continue
                    for way3 in range(4):
                        j3, lo3, mask3, cost3, lost3 = step(
                            item_byte, item_mark, marks, lost, rare, drop_cost, rare_cost, j2, n, way3
                        )
                        all_lost = lost1 + lost2 + lost3
                        if lo3 < 0 or all_lost > most or all_lost == 0:
                            continue
                        for b3 in range(64):
                            if (mask3 >> b3) & 1 == 0:
                                continue
                            count = put(
                                out_end,
                                out_char,
                                out_cost,
                                begin,
                                count,
                                capacity,
                                j3,
                                (v2 << 6) | b3,
                                lead_cost + cost1 + cost2 + cost3,
                            )
    return count


@kernel
def step(
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    lost: int,
    rare: int,
    drop_cost: int,
    rare_cost: int,
    j: int,
    n: int,
    way: int,
) -> tuple[int, int, int, int, int]:
    """One way to come by a continuation byte at item j.

    Returns:
        The next item, 0 (or -1 where the way is closed), the bytes as bits, cost, bytes lost.
    """
    if way == 0:
        if j < n and 0x80 <= item_byte[j] <= 0xBF:
            return j + 1, 0, 1 << (item_byte[j] - 0x80), 0, 0
    elif way == 1:
        if j < n and item_mark[j] >= 0:
            row = item_mark[j]
            return j + 1, 0, marks[row, 0], marks[row, 1], 1
    elif way == 2:
        if lost != 0:
            return j, 0, lost, drop_cost, 1
    elif rare != 0:
        return j, 0, rare, rare_cost, 1
    return j, -1, 0, 0, 0


@kernel
def put(
    out_end: Array,
    out_char: Array,
    out_cost: Array,
    begin: int,
    count: int,
    capacity: int,
    end: int,
    char: int,
    cost: int,
) -> int:
    """Adds a reading unless the slot has it at less cost; returns the new count."""
    if 0x80 <= char < 0xA0 or char == 0xFFFD or (char & 0xFFFE) == 0xFFFE:
        return count
    for k in range(begin, min(count, capacity)):
        if out_char[k] == char and out_end[k] == end:
            if cost < out_cost[k]:
                out_cost[k] = cost
            return count
    if count < capacity:
        out_end[count] = end
        out_char[count] = char
        out_cost[count] = cost
    return count + 1


@kernel
def build(
    literal: Array,
    width: Array,
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    literal_cost: Array,
    lost: int,
    rare: int,
    lost_leads: int,
    drop_cost: int,
    rare_cost: int,
    most: int,
    both: int,
    closed: int,
    first: Array,
    out_end: Array,
    out_char: Array,
    out_cost: Array,
    out_kind: Array,
) -> int:
    """Writes all arcs of a region; returns how many there are, more than fit if they did not fit.

    Args:
        literal: code point that begins at each item, -1 inside a character.
        width: items of that character.
        literal_cost: cost of leaving it as it stands.
        closed: 1 if a character is not left as it stands where a whole one can be read.
        lost_leads: the lead bytes C0-FF that vanish, as bits.
        both: whether lossy readings are opened where a whole character can be read, too.
        others: as in `slot_arcs`.
    """
    n = len(literal)
    capacity = len(out_end)
    count = 0
    for i in range(n):
        first[i] = count
        if count > capacity:
            continue
        lead = int(item_byte[i])
        whole = False
        if 0xC2 <= lead <= 0xF4:
            need = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
            value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
            j = i + 1
            good = True
            while j <= i + need:
                if j >= n or item_byte[j] < 0x80 or item_byte[j] > 0xBF:
                    good = False
                    break
                if j == i + 1 and not is_valid(need, lead, item_byte[j]):
                    good = False
                    break
                value = (value << 6) | (item_byte[j] - 0x80)
                j += 1
            if good and value != 0xFFFD:  # U+FFFD through a page: nothing is left to read
                whole = True
                if count < capacity:
                    out_end[count], out_char[count], out_kind[count] = j, value, 1
                    out_cost[count] = -STRUCTURE * (need - 1)
                count += 1
            if not whole or both:
                before = count
                count = slot_arcs(
                    item_byte,
                    item_mark,
                    marks,
                    lost,
                    rare,
                    drop_cost,
                    rare_cost,
                    i,
                    n,
                    lead,
                    1,
                    0,
                    most,
                    out_end,
                    out_char,
                    out_cost,
                    count,
                    capacity,
                )
                for k in range(before, min(count, capacity)):
                    out_kind[k] = 2
        elif lost_leads != 0 and 0x80 <= lead <= 0xBF:
            before = count
            for bit in range(2, 32):
                if (lost_leads >> bit) & 1:
                    value = (bit << 6) | (lead - 0x80)
                    count = put(out_end, out_char, out_cost, before, count, capacity, i + 1, value, drop_cost)
            for k in range(before, min(count, capacity)):
                out_kind[k] = 2
        if literal[i] >= 0 and not (whole and closed == 1):
            if count < capacity:
                out_end[count] = i + width[i]
                out_char[count] = literal[i]
                out_cost[count] = literal_cost[i]
                out_kind[count] = 0
            count += 1
    first[n] = count
    return count
