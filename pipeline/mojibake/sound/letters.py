"""Which letters of one script stand near one another.

In: code points, stretches. Out: marks for these. Touches nothing but a table that grows.
Idea: Python knows of a character whether it is a letter, and its name. What it says of each that a text has
is kept in a table, so that thousands of places can be asked about at once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any
from unicodedata import category, name

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

KNOWN, LETTER, VOWEL = 1, 2, 4
"""Bits of what is known of a character: that it was asked about; that it is a letter; a mark on letters."""
SCRIPT = 3
"""By so many bits the number of its script is shifted; 0 is that of what has no name."""
_scripts: dict[str, int] = {"": 0}


@lru_cache(maxsize=1 << 13)
def script_of(char: str) -> str:
    """The first word of a letter's name, which is its script or begins it."""
    return name(char, "").partition(" ")[0]


def kinds_near(codes: Array, starts: Array, ends: Array, near: int) -> Array:
    """What is known (see `KNOWN`) of each character in and near the stretches (int32[0x110000])."""
    kinds = _kinds()
    room = np.zeros(int((ends - starts).sum()) + 2 * near * len(starts), np.int64)
    for code in set(room[: unknown_ones(codes, starts, ends, near, kinds, room)].tolist()):
        char = chr(code)
        script = _scripts.setdefault(script_of(char), len(_scripts)) if char.isalpha() else 0
        is_vowel = category(char)[0] == "M"
        kinds[code] = KNOWN | char.isalpha() * LETTER | is_vowel * VOWEL | script << SCRIPT
    return kinds


@cache
def _kinds() -> Array:
    return np.zeros(0x110000, np.int32)


@kernel
def unknown_ones(codes: Array, starts: Array, ends: Array, near: int, kinds: Array, room: Array) -> int:
    """Writes the code points in and near the stretches of which nothing is known yet; returns how many."""
    count = 0
    for k in range(len(starts)):
        for at in range(max(0, starts[k] - near), min(len(codes), ends[k] + near)):
            if kinds[codes[at]] == 0:
                room[count] = codes[at]
                count += 1
    return count


@kernel
def mark_own(
    codes: Array, begins: Array, stops: Array, starts: Array, ends: Array, kinds: Array, near: int, own: Array
) -> None:
    """Marks in `own` the stretches of mere letters, with vowel signs, that have such of their script near.

    The nearest letter on a side counts, unless it is damage.

    Args:
        codes: code points.
        begins, stops: the stretches.
        starts, ends: what is damage, in order.
        kinds: what is known of each code point.
        near: characters on each side in which a letter is looked for.
        own: bool for each stretch.
    """
    for k in range(len(begins)):
        first, last, plain = -1, -1, True
        for at in range(begins[k], stops[k]):
            if kinds[codes[at]] & LETTER:
                first = at if first < 0 else first
                last = at
        for at in range(first, last):
            plain = plain and kinds[codes[at]] & (LETTER | VOWEL) != 0
        if first < 0 or not plain:
            continue
        script = kinds[codes[first]] >> SCRIPT
        before, after = -1, -1
        for at in range(begins[k] - 1, max(-1, begins[k] - 1 - near), -1):
            if before < 0 and kinds[codes[at]] & LETTER:
                before = at
        for at in range(stops[k], min(len(codes), stops[k] + near)):
            if after < 0 and kinds[codes[at]] & LETTER:
                after = at
        own[k] = script_at(codes, before, starts, ends, kinds) == script
        own[k] = own[k] or script_at(codes, after, starts, ends, kinds) == script


@kernel
def script_at(codes: Array, place: int, starts: Array, ends: Array, kinds: Array) -> int:
    """The number of the script of the letter at a place; 0 if there is none, or it is damage."""
    if place < 0:
        return 0
    low, high = 0, len(starts)  # the stretch that starts last at the place, or before it
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= place:
            low = middle + 1
        else:
            high = middle
    if low > 0 and place < ends[low - 1]:
        return 0
    return int(kinds[codes[place]] >> SCRIPT)
