"""Letters that a text's language does not write: `Ł` in Turkish, `à` in Polish.

In: code points, a page's bytes. Out: what reading each Latin letter costs. Touches nothing.
Idea: one distribution of the model serves many languages in Latin letters, and each has few letters beyond
ASCII. A text that has many of them, and one of them never, small or capital, is not where it is likely.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit, speakers
from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.codepages import page
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.runs import bytes_at, bytes_of

Array = np.ndarray[Any, Any]

FIRST, LAST = 0xC0, 0x250
"""Latin letters beyond ASCII, those of Vietnamese aside."""
ENOUGH = 12
"""Letters of a text that tell which ones its language has."""
MOST = 8 * UNIT
"""What a letter costs at most that a text with many others never has."""
LOOKED_AT = 100_000
"""Characters that are looked at."""


@cache
def _folded() -> Array:
    """For each code point below LAST its small letter; 0 for what is no letter beyond ASCII."""
    found = np.zeros(LAST, np.int64)
    for code in range(FIRST, LAST):
        small = chr(code).lower()
        if chr(code).isalpha() and len(small) == 1 and ord(small) < LAST:
            found[code] = ord(small)
    return found


@cache
def _capitals(name: str) -> Array:
    """Whether each code point below LAST is a capital whose small letter loses no byte in a page."""
    losing = {byte for byte in range(0x80, 0xC0) if is_lossy(name, byte)}
    losing |= {page(name).byte_of.get(char, 0) for char in "\xa0\xad"}
    found = np.zeros(LAST, np.bool_)
    for code in range(FIRST, LAST):
        small = int(_folded()[code])
        found[code] = small not in (0, code) and not losing & set(chr(small).encode("utf-8"))
    return found


def _lone_small(codes: Array, table: Array) -> Array:
    """Small letters of the page that stand alone: sound ones, for of damaged ones a capital is left."""
    is_page = bytes_at(codes, table) >= 0x80
    alone = is_page.copy()
    alone[1:] &= ~is_page[:-1]
    alone[:-1] &= ~is_page[1:]
    there = codes[alone]
    there = there[there < LAST]
    found: Array = there[_folded()[there] == there]
    return found[found >= FIRST]


def foreign_letters(codes: Array, name: str) -> Array | None:
    """What it costs to read each code point below LAST, because the text has many letters and never this one.

    Args:
        codes: code points.
        name: the page.

    Returns:
        int64[LAST]; None where the text says too little.
    """
    size = min(len(codes), LOOKED_AT)
    table = bytes_of(name)
    chars, known = np.zeros(size, np.int64), np.zeros(size, np.int64)
    jit.expect(size // 4)
    count = speakers.known_characters(codes, 0, size, table, chars, known)
    seen = chars[:count][(known[:count] > 0) & (chars[:count] >= FIRST) & (chars[:count] < LAST)]
    folded = _folded()[seen]
    counts = np.bincount(folded[folded > 0], minlength=LAST)
    total = int(counts.sum())
    if total < ENOUGH:
        return None
    counts += np.bincount(_lone_small(codes[:size], table), minlength=LAST)
    costs = np.zeros(LAST, np.int64)
    absent = _capitals(name) & (counts[_folded()] == 0)
    costs[absent] = min(MOST, int(2 * UNIT * math.log(total)))
    return costs
