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
from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

LITERAL, WHOLE, LOSSY = 0, 1, 2
"""Kinds of arc: the item as it stands; a character with all its bytes; one that lost some."""

MAX_READINGS = 1200
"""Combinations of lost bytes that allow more readings are not opened: nothing could tell them apart."""
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


LOST, RARE, SEEN, MARK = 0, 1, 2, 5
"""Rows of a table of bytes: those that vanish; those that vanish seldom; the byte that is seen for the first,
second and third continuation byte; those that each mark may stand for."""


@kernel
def byte_table(lost: int, rare: int, marks: Array, table: Array) -> None:
    """Lists the bytes of each row of the table, less 80, behind how many there are.

    Args:
        lost, rare: the bytes 80-BF that vanish, and that vanish seldom, as bits.
        marks: int64[rows, 3]: the bytes that a mark may stand for, as bits, its cost, how many items it is.
        table: int64[MARK + rows, 65], to be filled.
    """
    for row in range(len(table)):
        mask = lost if row == LOST else rare if row == RARE else marks[row - MARK, 0] if row >= MARK else 1
        count = 0
        for bit in range(64):
            if (mask >> bit) & 1:
                count += 1
                table[row, count] = bit
        table[row, 0] = count


@kernel
def slot_arcs(
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    table: Array,
    vanishing: int,
    drop_cost: int,
    rare_cost: int,
    i: int,
    most: int,
    stray: int,
    rows: Array,
    out_end: Array,
    out_char: Array,
    out_cost: Array,
    count: int,
    capacity: int,
) -> int:
    """Writes the lossy readings of the slot that begins at item i; returns the new count.

    Each continuation byte still needed comes in one of four ways: from the next item's
    byte, from the next item as a mark, from the bytes that vanish, or from those that vanish
    seldom. Every combination of ways gives the readings that its bytes allow.

    Args:
        item_byte: byte of each item, 0 if it has none.
        item_mark: row of `marks` for each item that begins what may stand for a lost byte, else -1.
        marks: as in `byte_table`, which filled the `table`.
        vanishing: the bytes 80-BF that vanish, often or seldom, as bits.
        drop_cost, rare_cost: cost of a byte that vanished.
        i: the slot's first item, a lead byte.
        most: how many bytes may be lost in one slot.
        stray: 1 if a continuation byte may be left over behind the slot.
        rows: int64[3] to work in.
    """
    n, lead = len(item_byte), int(item_byte[i])
    need = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
    base = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
    begin = count
    for combination in range(4**need):
        losses = 0  # each way but the first is one
        for k in range(need):
            losses += 1 if (combination >> 2 * k) & 3 else 0
        if losses == 0 or losses > most:
            continue
        ways, j, cost, readings, alike = combination, i + 1, 0, 1, False
        for k in range(need):
            way = ways & 3
            ways >>= 2
            # a byte that is seen and may vanish, too, may stand in two places for one reading; so may a mark
            alike = alike or way == 1 or (way == 0 and j < n and (vanishing >> (item_byte[j] & 63)) & 1 == 1)
            j, row, price = step(item_byte, item_mark, marks, table, drop_cost, rare_cost, j, n, way, k)
            if row < 0 or table[row, 0] == 0:
                readings = 0
                break
            cost += price
            rows[k] = row
            readings *= table[row, 0]
        if readings == 0 or readings > MAX_READINGS:
            continue
        if stray == 0 and j < n and 0x80 <= item_byte[j] <= 0xBF:
            continue
        for k1 in range(1, table[rows[0], 0] + 1):
            b1 = table[rows[0], k1]
            if not is_valid(need, lead, 0x80 + b1):
                continue
            first = (base << 6) | b1
            if need == 1:
                count = put(out_end, out_char, out_cost, begin, count, capacity, j, first, cost, alike)
                continue
            for k2 in range(1, table[rows[1], 0] + 1):
                second = (first << 6) | table[rows[1], k2]
                if need == 2:
                    count = put(out_end, out_char, out_cost, begin, count, capacity, j, second, cost, alike)
                    continue
                for k3 in range(1, table[rows[2], 0] + 1):
                    third = (second << 6) | table[rows[2], k3]
                    count = put(out_end, out_char, out_cost, begin, count, capacity, j, third, cost, alike)
    return count


@kernel
def step(
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    table: Array,
    drop_cost: int,
    rare_cost: int,
    j: int,
    n: int,
    way: int,
    k: int,
) -> tuple[int, int, int]:
    """One way to come by continuation byte k at item j: 0 is the byte itself, in all others it is lost.

    Returns:
        The next item, the row of its bytes in the table (-1 where the way is closed), cost.
    """
    if way == 0:
        if j < n and 0x80 <= item_byte[j] <= 0xBF:
            table[SEEN + k, 1] = item_byte[j] - 0x80
            return j + 1, SEEN + k, 0
    elif way == 1:
        if j < n and item_mark[j] >= 0:
            return j + marks[item_mark[j], 2], MARK + item_mark[j], marks[item_mark[j], 1]
    elif way == 2:
        return j, LOST, drop_cost
    else:
        return j, RARE, rare_cost
    return j, -1, 0


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
    alike: bool,
) -> int:
    """Adds a reading unless the slot has it at less cost; returns the new count.

    Args:
        alike: whether there may be one that is the same.
    """
    if 0x80 <= char < 0xA0 or char == 0xFFFD or (char & 0xFFFE) == 0xFFFE:
        return count
    for k in range(begin if alike else count, min(count, capacity)):
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
        lost, rare: as in `byte_table`.
        lost_leads: the lead bytes C0-FF that vanish, as bits.
        others: as in `slot_arcs`.
        both: whether lossy readings are opened where a whole character can be read, too.
    """
    n = len(literal)
    capacity = len(out_end)
    rows = np.zeros(3, np.int64)
    table = np.zeros((MARK + len(marks), 65), np.int64)
    byte_table(lost, rare, marks, table)
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
                    table,
                    lost | rare,
                    drop_cost,
                    rare_cost,
                    i,
                    most,
                    1 if closed == 0 or lost_leads != 0 else 0,
                    rows,
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
                    count = put(
                        out_end, out_char, out_cost, before, count, capacity, i + 1, value, drop_cost, False
                    )
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
