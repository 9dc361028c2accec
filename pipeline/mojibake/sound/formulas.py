"""Which signs are calculated or drawn with, and no bytes of letters.

In: code points, and where damage is suspected. Out: the suspects less those. Touches nothing.
Idea: Macintosh has signs of mathematics both where UTF-8 begins a letter and where it goes on, so a root of
pi is `ù` there, and minus infinity a Cyrillic letter; DOS has the corners of boxes so. What stands in a word
is a letter; what stands by itself or beside a variable is a formula, and lines meet lines alone. A text that
is damaged has words to prove it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import compress
from typing import Any
from unicodedata import category, name

import numpy as np

from pipeline.mojibake.channel.codepages import page
from pipeline.mojibake.evidence import runs

Array = np.ndarray[Any, Any]

PAGE = "macintosh"
OPERANDS = "∏∑∞∫√Ωπ\N{MICRO SIGN}"
"""What a root may stand before."""
OTHERS = "≈∆÷◊–—€ƒ"
"""Signs before which any other may stand."""
_ROOT, _NOT, _POLICY = "√", "¬", "π"
_FIRSTS = _ROOT + _NOT + OTHERS
_LETTERS = "Ωπ\N{MICRO SIGN}ªº"
"""Letters that are signs as well."""
WIDE = 2
"""Characters from one suspect to the next in a word of another alphabet."""
WORD = 3
"""ASCII letters beside two signs that make them a letter of a word; a variable has one, or two."""
_MEASURES, _TRADE = "±·²³°", "™®©"
_END = 0x2600
_DRAWN, _DRAWN_END = 0x2500, 0x25A0
_BEFORE, _AFTER = re.compile("[A-Za-z]*$"), re.compile("[A-Za-z]*")


def without_signs(codes: Array, at: Array, bits: Array, seen: Array) -> tuple[Array, Array]:
    """The suspects without formulas, without drawings, and without units and brands, in this order.

    Args:
        codes: the text's code points.
        at: where suspects begin.
        bits: the pages of each (see `runs.BITS`).
        seen: the text's characters (see `runs.characters_in`): what has none of the signs is asked no more.
    """
    if len(at) and seen[_codes_of(_FIRSTS)].any():
        at, bits = without_formulas(codes, at, bits)
    if len(at) and seen[_DRAWN:_DRAWN_END].any():
        at, bits = without_drawings(codes, at, bits)
    if len(at) and seen[0xC0:0xE0].any() and seen[_codes_of(_MEASURES + _TRADE)].any():
        at, bits = without_names(codes, at, bits)
    return at, bits


def without_formulas(codes: Array, at: Array, bits: Array) -> tuple[Array, Array]:
    """The suspects without the bit of Macintosh where two signs by themselves are a formula.

    Args: as of `without_signs`.
    """
    bit = np.uint32(1 << runs.BITS.index(PAGE))
    suspected = np.flatnonzero(bits & bit != 0)
    places = at[suspected]
    if not _is_one_of(codes[places], _FIRSTS).any():
        return at, bits
    gaps = np.diff(places, prepend=-WIDE - 1, append=len(codes) + WIDE)
    alone = (gaps[:-1] > WIDE) & (gaps[1:] > WIDE)
    some = suspected[alone]
    here = at[some]
    some = some[_pairs()[_bytes_at(codes, here), _bytes_at(codes, here + 1)]]
    found = list(compress(some.tolist(), map(_is_formula, _windows(codes, at[some]))))
    if not found:
        return at, bits
    bits = bits.copy()
    bits[found] &= ~bit
    return at[bits != 0], bits[bits != 0]


def without_drawings(codes: Array, at: Array, bits: Array) -> tuple[Array, Array]:
    """The suspects without lines and blocks, if all stand among their like, up to white space or ASCII.

    Two of them beside an ASCII letter may be a letter of the same word.

    Args: as of `without_signs`.
    """
    if not ((codes[at] >= _DRAWN) & (codes[at] < _DRAWN_END)).any():
        return at, bits
    drawn = (codes >= _DRAWN) & (codes < _DRAWN_END)
    others = np.flatnonzero((codes >= 0x80) & ~drawn)
    ends = np.flatnonzero(codes < 0x80)
    before, after = np.searchsorted(ends, at) - 1, np.searchsorted(ends, at)
    bounds = np.concatenate([ends, (len(codes), -1)])  # the last two: after the end, before the beginning
    start, stop = bounds[np.where(before < 0, -1, before)], bounds[after]
    is_mixed = np.searchsorted(others, start) < np.searchsorted(others, stop)
    beside = np.append(codes, 0)[np.stack([start, stop])] | 0x20  # -1 and the length both ask for the 0
    in_word = ((beside >= 0x61) & (beside <= 0x7A)).any(axis=0) & (stop - start == 3)
    if (drawn[at] & (is_mixed | in_word)).any():
        return at, bits  # words in Cyrillic are, of which some have no other
    return at[~drawn[at]], bits[~drawn[at]]


def without_names(codes: Array, at: Array, bits: Array) -> tuple[Array, Array]:
    """The suspects without letters that are a unit or end a brand.

    `Å±0.2` is a length, and no `ű0.2`; `CAFÉ™` has a trade mark, and no `ə` behind its capitals.

    Args: as of `without_signs`.
    """
    last = len(codes) - 1
    some = np.flatnonzero((codes[at] >= 0xC0) & (codes[at] <= 0xDF))
    some = some[_is_one_of(codes[np.minimum(at[some] + 1, last)], _MEASURES + _TRADE)]
    if not len(some):
        return at, bits
    here = at[some]
    first, second, third = (codes[np.minimum(here + k, last)] for k in range(3))
    before, earlier = codes[np.maximum(here - 1, 0)], codes[np.maximum(here - 2, 0)]
    is_unit = (first >= 0xC3) & (first <= 0xDF) & _is_one_of(second, _MEASURES)
    is_unit &= (third >= 0x30) & (third <= 0x39) & ((before < 0x41) | (here == 0))
    is_brand = (first >= 0xC0) & (first <= 0xDE) & (first != 0xC2) & (first != 0xC3)
    is_brand &= _is_one_of(second, _TRADE) & (here > 1)
    is_brand &= (before >= 0x41) & (before <= 0x5A) & (earlier >= 0x41) & (earlier <= 0x5A)
    gone = some[is_unit | is_brand]
    if not len(gone):
        return at, bits
    return np.delete(at, gone), np.delete(bits, gone)


@cache
def _table_of(signs: str) -> Array:
    found = np.zeros(_END + 1, np.bool_)
    found[[ord(sign) for sign in signs]] = True
    return found


@cache
def _codes_of(signs: str) -> Array:
    return runs.code_points(signs)


def _is_one_of(codes: Array, signs: str) -> Array:
    """Which code points are one of some signs below U+2600."""
    found: Array = _table_of(signs)[np.minimum(codes, _END)]
    return found


def _bytes_at(codes: Array, places: Array) -> Array:
    """The bytes of Macintosh at some places, 0 for none."""
    return runs.bytes_at(codes[np.minimum(places, len(codes) - 1)], runs.bytes_of(PAGE))


@cache
def _pairs() -> Array:
    """Of which two bytes the signs are a pair that formulas have."""
    found = np.zeros((256, 256), np.bool_)
    signs = [(byte, char) for byte, char in enumerate(page(PAGE).chars) if byte >= 0x80 and char is not None]
    for first, sign in signs:
        for second, other in signs if sign in _FIRSTS else ():
            found[first, second] = _is_pair(sign, other)
    return found


def _windows(codes: Array, places: Array) -> list[str]:
    """Two characters at each of some places, with WORD before and behind them; NULs beyond the text."""
    where = places[:, np.newaxis] + np.arange(-WORD, 2 + WORD)
    is_there = (where >= 0) & (where < len(codes))
    said = runs.text_of(np.where(is_there, codes[np.clip(where, 0, len(codes) - 1)], 0))
    return [said[k : k + where.shape[1]] for k in range(0, where.size, where.shape[1])]


@lru_cache(maxsize=1 << 12)
def _is_formula(window: str) -> bool:
    """Whether two signs that formulas have, which stand alone, are what they seem, by what is around them."""
    before, seen, after = window[:WORD], window[WORD:-WORD], window[-WORD:]
    said = bytes(int(runs.bytes_of(PAGE)[ord(sign)]) for sign in seen).decode("utf-8", errors="replace")
    if category(said[0])[0] in "LMN" or seen[0] in OTHERS:
        if before[-1:].isdigit() or after[:1].isdigit() or (said[0].isupper() and before[-1:].islower()):
            return True
        letters = [len(found.group()) for found in (_BEFORE.search(before), _AFTER.match(after)) if found]
        is_inside = seen[0] == _ROOT and all(letters)  # a root of one variable times another is rare
        return not (sum(letters) >= WORD or is_inside) or not name(said[0], "").startswith("LATIN")
    if seen[0] == _NOT:
        return not before[-1:].isalnum()
    return not (before.rstrip()[-1:].isdigit() and after.lstrip()[:1].isdigit())


def _is_pair(first: str, second: str) -> bool:
    """Whether formulas have such a pair."""
    if first == _ROOT:
        return second in OPERANDS
    if first == _NOT:
        return second == _POLICY
    return second in _LETTERS or category(second)[0] in "SP"
