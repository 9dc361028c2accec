"""Joints that no word has: a small letter before a capital, a letter before a sign, a mark in capitals.

In: code points. Out: where a character above ASCII stands behind one that it never follows. Touches nothing.
Idea: the bytes of UTF-8 read as any characters of the page, in any order; `âŒ`, `ðŸ` and `nÃ` are what no
language writes. The model counts characters and has seen too few of these to know how rare that is.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from unicodedata import category

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

_PLAIN, _SMALL, _OTHER, _CAPITAL, _LARGE, _SIGN, _MARK = range(1, 8)
_LETTERS = {"Ll": _SMALL, "Lu": _CAPITAL, "Lo": _OTHER}
SIGNS = frozenset("¢£¤¥€¦¬¯±×÷„‚ˆ˜‰")
"""What never stands behind a letter; ™ does, and ° and dashes, and quotes that close elsewhere: marks."""
JOINING = frozenset("’…–—")
"""Marks that stand between two words, or two parts of one, also in capitals."""
_LAST = ord("Â")
"""No word ends in it, and it is what stands before signs of Latin-1."""
_END = 0x2200
"""From here on stands nothing that a joint is made of, but what no letter touches anyway."""


@cache
def classes() -> Array:
    """The class of each code point below `_END`, and of all from there on."""
    found = np.zeros(_END + 1, np.uint8)
    found[ord("a") : ord("z") + 1] = _PLAIN
    found[ord("A") : ord("Z") + 1] = _LARGE
    for code in range(0x80, _END):
        char = chr(code)
        mark = _MARK if category(char)[0] in "PSN" and char not in JOINING else 0
        found[code] = _SIGN if char in SIGNS else _LETTERS.get(category(char), mark)
    return found


@kernel
def is_odd(found: Array, before: int, here: int, after: int) -> bool:
    """Whether a character stands behind one that no word has before it, or between two.

    Args:
        found: `classes()`.
        before, here, after: code points.
    """
    first, second = found[min(before, _END)], found[min(here, _END)]
    if second == _CAPITAL:
        is_last = here == _LAST and _PLAIN <= first <= _LARGE and found[min(after, _END)] >= _SIGN
        return bool(is_last or _PLAIN <= first <= _SMALL)
    if second == _MARK:
        return bool(first == _CAPITAL and _PLAIN <= found[min(after, _END)] <= _LARGE)
    if second == _SMALL:
        return bool(first == _CAPITAL and _CAPITAL <= found[min(after, _END)] <= _LARGE)
    return bool(second == _SIGN and _SMALL <= first <= _CAPITAL)
