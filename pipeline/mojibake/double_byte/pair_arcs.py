"""What a character seen may stand for in a double-byte page.

In: code points, a page, and the bytes of a character of UTF-8 that is begun. Out: arcs, written into a
`Chart`. Touches nothing else. What a mark stands for is in `pair_marks.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.double_byte.pair_chart import BOTH_UNSEEN, SEEN, START, UNSEEN, Chart, packed, put
from pipeline.mojibake.double_byte.pair_pages import SELDOM, Likely, PairPage, is_mark
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import LITERAL, LOSSY, WHOLE, is_valid

Array = np.ndarray[Any, Any]

HIDDEN = 3 * UNIT
"""Cost of a byte that a page does not show."""
DROPPED = UNIT
"""The same where the text's decoder dropped what it lacks."""


class Marks(NamedTuple):
    """What marks may stand for in a region."""

    signs: Array
    """int64[2, code points]: what a sign costs more after white space, and after others; none is beyond."""
    frequent: Array
    """int64[n, 2]: see `pair_pages.frequent`."""
    likely: Likely
    """The pairs that make a frequent character."""
    least: int
    """How frequent a character must be of which a byte was lost (see `pair_pages.levels`)."""
    kinds: Array
    """The kind before of each code point (see `taken.kinds`)."""
    taken: Array
    """int64[n, 2]: the ASCII characters that may be taken along, and what the model takes each for after a
    letter; after all else, for a space."""
    eats: int
    """Whether a mark for an odd byte took the byte after it along; -1 where that is not known."""
    gone: bool
    """Whether characters may be read of which no byte is left."""
    after_white: bool
    """Whether the region begins a line, or white space stands before it."""
    ends: bool
    """Whether the whole text ends with the region."""
    spaces: Array
    """bool: whether each code point is white space; none is beyond."""


class Ways(NamedTuple):
    """What a region is read with."""

    page: PairPage
    levels: Array
    """How frequent each code point is (see `pair_pages.levels`)."""
    marks: Marks


@kernel
def put_seen(chart: Chart, codes: Array, i: int, begun: int, ways: Ways) -> None:
    """Adds the arcs of the character codes[i] as it is seen, after what is begun."""
    code = int(codes[i])
    first = int(ways.page.first[code]) if code < 65536 else 0
    second = int(ways.page.second[code]) if code < 65536 and ways.page.second[code] > 0 else -1
    if begun == START:
        put(chart, i + 1, START, code, 0, 0, LITERAL, code, 0)
    elif len(ways.page.hidden) > 0 and (first > 0 or code < 0x80):
        put_hidden(chart, i, begun, first if first > 0 else code, second, ways)
    if first > 0:
        to, char, extra = feed(begun, first, second, -1)
        if to >= 0 and (not is_mark(code) or is_frequent(ways.levels, char, SELDOM)):
            data, size = (first << 8 | second, 2) if second >= 0 else (first, 1)
            put(chart, i + 1, to, char, extra, 0, WHOLE, char, packed(data, size, SEEN))


@kernel
def put_hidden(chart: Chart, i: int, begun: int, byte: int, second: int, ways: Ways) -> None:
    """Adds the arcs of the character at i, of one or two bytes, with a byte before it that is not seen.

    Where a decoder drops what it lacks there may be two before ASCII.
    """
    page, levels = ways.page, ways.levels
    data, size = (byte << 8 | second, 2) if second >= 0 else (byte, 1)
    cost = DROPPED if page.drops else HIDDEN
    for hidden in page.hidden:
        if page.drops and not page.lost[hidden, byte]:
            continue  # the two would have been seen as one character
        to, char, extra = feed(begun, hidden, byte, second)
        if to >= 0 and is_frequent(levels, char, SELDOM):
            data_too = packed(hidden << 8 * size | data, size + 1, UNSEEN)
            put(chart, i + 1, to, char, extra, cost, LOSSY, char, data_too)
        if not page.drops or byte >= 0x80 or needed_by(begun) != 2:
            continue
        for other in page.hidden:
            if page.lost[other, hidden]:
                to, char, extra = feed(begun, other, hidden, byte)
                if to >= 0 and is_frequent(levels, char, SELDOM):
                    both = packed(other << 16 | hidden << 8 | byte, 3, BOTH_UNSEEN)
                    put(chart, i + 1, to, char, extra, 2 * cost, LOSSY, char, both)


@kernel
def is_frequent(levels: Array, char: int, least: int) -> bool:
    """Whether a character, if there is one, is at least so frequent; ASCII is."""
    return char < 0x80 or bool(levels[char] >= least)


@kernel
def needed_by(begun: int) -> int:
    """How many bytes a character begun lacks."""
    have = 1 if begun < 1 << 8 else 2 if begun < 1 << 16 else 3
    lead = begun >> 8 * (have - 1)
    return (1 if lead < 0xE0 else 2 if lead < 0xF0 else 3) + 1 - have


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
