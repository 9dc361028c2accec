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
    most: int,
    stray: int,
    masks: Array,
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
        item_mark: row of `marks` for each item that may stand for a lost byte, else -1.
        marks: int64[rows, 2]: the bytes 80-BF a mark may stand for (as bits), and its cost.
        lost: the bytes 80-BF that vanish, as bits.
        rare: bytes that vanish seldom, as bits.
        drop_cost, rare_cost: cost of a byte that vanished.
        i: the slot's first item, a lead byte.
        most: how many bytes may be lost in one slot.
        stray: 1 if a continuation byte may be left over behind the slot.
        masks: int64[3] to work in.
    """
    lead = int(item_byte[i])
    need = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
    base = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
    begin = count
    for combination in range(4**need):
        ways, j, cost, losses, readings = combination, i + 1, 0, 0, 1
        drops = True
        for k in range(need):
            way = ways & 3
            ways >>= 2
            drops = drops and way >= 2
            j, mask, price, struck = step(
                item_byte, item_mark, marks, lost, rare, drop_cost, rare_cost, j, len(item_byte), way
            )
            if mask == 0:
                readings = 0
                break
            cost += price
            losses += struck
            masks[k] = mask
            readings *= ones(mask)
        if readings == 0 or readings > MAX_READINGS or losses == 0 or losses > most:
            continue
        if stray == 0 and j < len(item_byte) and 0x80 <= item_byte[j] <= 0xBF:
            continue
        # combinations of vanished bytes alone cannot give a reading twice
        known = count if drops else begin
        for b1 in range(64):
            if (masks[0] >> b1) & 1 == 0 or not is_valid(need, lead, 0x80 + b1):
                continue
            first = (base << 6) | b1
            if need == 1:
                count = put(out_end, out_char, out_cost, known, count, capacity, j, first, cost)
                continue
            for b2 in range(64):
                if (masks[1] >> b2) & 1 == 0:
                    continue
                second = (first << 6) | b2
                if need == 2:
                    count = put(out_end, out_char, out_cost, known, count, capacity, j, second, cost)
                    continue
                for b3 in range(64):
                    if (masks[2] >> b3) & 1:
                        third = (second << 6) | b3
                        count = put(out_end, out_char, out_cost, known, count, capacity, j, third, cost)
    return count


@kernel
def ones(mask: int) -> int:
    """How many of 64 bits are set."""
    total = 0
    for bit in range(64):
        total += (mask >> bit) & 1
    return total


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
) -> tuple[int, int, int, int]:
    """One way to come by a continuation byte at item j.

    Returns:
        The next item, the bytes as bits (none where the way is closed), cost, bytes lost.
    """
    if way == 0:
        if j < n and 0x80 <= item_byte[j] <= 0xBF:
            return j + 1, 1 << (item_byte[j] - 0x80), 0, 0
    elif way == 1:
        if j < n and item_mark[j] >= 0:
            row = item_mark[j]
            return j + 1, marks[row, 0], marks[row, 1], 1
    elif way == 2:
        return j, lost, drop_cost, 1
    else:
        return j, rare, rare_cost, 1
    return j, 0, 0, 0


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
        others: as in `slot_arcs`.
        both: whether lossy readings are opened where a whole character can be read, too.
    """
    n = len(literal)
    capacity = len(out_end)
    masks = np.zeros(3, np.int64)
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
                    most,
                    1 if closed == 0 or lost_leads != 0 else 0,
                    masks,
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
