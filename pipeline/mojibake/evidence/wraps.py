"""Line ends that end no line: those of paragraphs whose lines were broken at some width.

In: code points, stretches of them, a page. Out: where such line ends are. Touches nothing.
Idea: an editor breaks a line before the first word that has no room. So each line of a paragraph but the last
has hardly room for the first word of the next, if all are as wide as the widest; lines that end where a
sentence or an item ends are of any width.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.spans import Spans, edges

Array = np.ndarray[Any, Any]

BEFORE = 16
"""Characters before a stretch that are context."""
LEAST, MOST = 40, 132
"""How wide lines are that were broken; half of the least where characters of East Asia are two columns."""
PUSHED = 3
"""Characters that at most go on to the next line where it could not begin with the mark behind them."""
LINES = 4
"""Lines before and after that are looked at."""
_FEED, _SPACE = 10, 32
_BEGINS = np.zeros(128, np.bool_)
_BEGINS[list(map(ord, "#-*+>|`=<:~!\t\n\r "))] = True
_BEGINS[ord("0") : ord("9") + 1] = True


def wraps_in(codes: Array, spans: Spans, page: str, *, wide: bool) -> Array:
    """Where lines were broken in and right before stretches, which are in order (int64).

    Args:
        page: through which the stretches are read: a character counts once, whatever its bytes.
        wide: whether characters are two columns wide.
    """
    starts, ends = edges(spans)
    feeds = np.flatnonzero(codes == _FEED)
    if not len(feeds) or not len(starts):
        return feeds[:0]
    owner = np.minimum(np.searchsorted(ends, feeds), len(starts) - 1)
    asked = feeds[(feeds >= starts[owner] - BEFORE) & (feeds < ends[owner])]
    found = np.zeros(len(asked), np.bool_)
    jit.expect(200 * len(asked))
    mark_wraps(codes, asked, runs.bytes_of(page), _BEGINS, LEAST // 2 if wide else LEAST, wide, found)
    return asked[found]


@kernel
def mark_wraps(
    codes: Array, feeds: Array, table: Array, begins: Array, least: int, wide: bool, found: Array
) -> None:
    """Marks in `found` the line ends at which a line was broken.

    Args:
        codes: code points.
        feeds: where line ends are.
        table: byte of each code point in the page.
        begins: for each of ASCII whether it begins an item, a heading, a table's row or nothing.
        least: how wide such lines are at least.
        wide: whether a line is broken between any two characters, but for marks that begin none.
        found: bool for each.
    """
    for k in range(len(feeds)):
        at = feeds[k]
        if at + 1 >= len(codes) or begins_anew(codes, at + 1, begins) or ends_sentence(codes, at):
            continue
        start = line_start(codes, at)
        here = width_of(codes, start, at, table)
        if here < least or here > MOST:
            continue
        widest, most, first = here, 0, start  # of all lines, and of the others
        for _ in range(LINES):
            if first == 0 or begins_anew(codes, first, begins):
                break  # it begins the paragraph
            last = first - 1
            first = line_start(codes, last)
            most = max(most, width_of(codes, first, last, table))
        last = at
        for _ in range(LINES):
            first = last + 1
            if first >= len(codes) or begins_anew(codes, first, begins):
                break
            last = line_end(codes, first)
            most = max(most, width_of(codes, first, last, table))
        widest = max(widest, most)
        if wide and most + PUSHED <= widest:
            continue  # no other line is full
        word = PUSHED if wide else 1 + first_word(codes, at + 1, table)
        found[k] = widest <= MOST and here + word > widest


@kernel
def begins_anew(codes: Array, at: int, begins: Array) -> bool:
    """Whether what stands at a place goes on with no line before it."""
    return bool(codes[at] < 128 and begins[codes[at]])


@kernel
def ends_sentence(codes: Array, at: int) -> bool:
    """Whether a sentence, a row or a cell ends before a line end, or white space that makes it one."""
    last = codes[at - 1] if at > 0 else _FEED
    return last in (0x0A, 0x0D, 0x20, 0x21, 0x2E, 0x3A, 0x3B, 0x3F, 0x5C, 0x7C)


@kernel
def line_start(codes: Array, at: int) -> int:
    """Where the line begins that ends at a place, or some way before it."""
    start = at
    while start > 0 and codes[start - 1] != _FEED and at - start < 4 * MOST:
        start -= 1
    return start


@kernel
def line_end(codes: Array, at: int) -> int:
    """Where the line ends that begins at a place, or some way behind it."""
    end = at
    while end < len(codes) and codes[end] != _FEED and end - at < 4 * MOST:
        end += 1
    return end


@kernel
def width_of(codes: Array, start: int, end: int, table: Array) -> int:
    """How many characters codes[start:end] are as they are read: bytes that go on count nothing."""
    count = 0
    for at in range(start, end):
        byte = int(table[codes[at]]) if codes[at] < 65536 else 0
        count += byte < 0x80 or byte > 0xBF
    return count


@kernel
def first_word(codes: Array, start: int, table: Array) -> int:
    """How wide the first word of a line is."""
    end = start
    while end < len(codes) and codes[end] not in (_FEED, _SPACE) and end - start < MOST:
        end += 1
    return width_of(codes, start, end, table)
