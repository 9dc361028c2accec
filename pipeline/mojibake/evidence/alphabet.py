"""Letters that a text does not write: `Ł` in Turkish, case endings in most Arabic.

In: code points, a page. Out: what it costs to read each letter. Touches nothing.
Idea: one distribution of the model serves many languages in Latin letters, and each has few letters beyond
ASCII. A text that has many of them, and one of them never, small or capital, is not where it is likely.
So with signs that some writers of a language write and others do not.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.channel.codepages import page
from pipeline.mojibake.evidence import speakers
from pipeline.mojibake.evidence.runs import bytes_at, bytes_of
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

FIRST, LAST = 0xC0, 0x250
"""Latin letters beyond ASCII, those of Vietnamese aside."""
END = 0x2020
"""Behind all that is looked at: letters, those of Arabic last, and quotation marks."""
LOW_QUOTE = ord("„")
NORDIC = frozenset(map(ord, "åäöé"))
"""Small letters of Swedish and Finnish, which open quotations with the mark that closes them."""
COMPANIONS = {
    "\N{ARABIC KASRATAN}": ("\N{ARABIC DAMMATAN}", 700),
    "\N{ARABIC KASRA}": ("\N{ARABIC FATHA}", 100),
}
"""What is written about as often as another sign, and once in how many letters by those who write them.

Both are signs that most Arabic leaves out. The first of a pair lost its byte where F did, a common letter.
"""
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
    """What it costs to read each code point below END, because the text is long and never has this one.

    Args:
        codes: code points.
        name: the page.

    Returns:
        int64[END]; None where nothing costs anything.
    """
    size = min(len(codes), LOOKED_AT)
    table = bytes_of(name)
    chars, known = np.zeros(size, np.int64), np.zeros(size, np.int64)
    jit.expect(size // 4)
    count = speakers.known_characters(codes, 0, size, table, chars, known)
    seen = chars[:count][(known[:count] > 0) & (chars[:count] >= FIRST) & (chars[:count] < END)]
    counts = np.bincount(seen, minlength=END)
    costs = np.zeros(END, np.int64)
    costs[:LAST] = _of_capitals(counts[:LAST], codes[:size], name)
    costs[LOW_QUOTE] = _of_low_quote(counts)
    letters = int(counts[0x620:0x650].sum())
    for char, (companion, every) in COMPANIONS.items():
        expected = letters / every / (1 + int(counts[ord(companion)]))
        costs[ord(char)] = min(MOST, int(UNIT * math.log(max(1, expected))))
    return costs if costs.any() else None


def _of_low_quote(counts: Array) -> int:
    """The same of the mark that opens quotations in German and Polish, and never in Swedish and Finnish.

    German has `ä` and `ö`, too, but of so many letters some are `ü` or `ß`.
    """
    folded = np.bincount(_folded(), counts[:LAST], LAST).astype(np.int64)
    folded[0] = 0
    letters = set(np.flatnonzero(folded).tolist())
    is_nordic = bool(letters) and letters <= NORDIC and (folded[ord("å")] > 0 or folded.sum() >= ENOUGH)
    return 2 * MOST if is_nordic and not counts[LOW_QUOTE] else 0


def _of_capitals(counts: Array, codes: Array, name: str) -> Array:
    """The same of Latin letters, which differ from language to language."""
    small = _folded()
    folded = np.bincount(small, counts, LAST).astype(np.int64)
    folded[0] = 0
    costs = np.zeros(LAST, np.int64)
    total = int(folded.sum())
    if total >= ENOUGH:
        folded += np.bincount(_lone_small(codes, bytes_of(name)), minlength=LAST)
        costs[_capitals(name) & (folded[small] == 0)] = min(MOST, int(2 * UNIT * math.log(total)))
    return costs
