"""What a mark for lost bytes may stand for in a double-byte page.

In: code points, a mark among them, and the bytes of a character of UTF-8 that is begun before it. Out: arcs,
written into a `Chart`. Touches nothing else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.double_byte.pair_arcs import Ways, feed, is_frequent, needed_by
from pipeline.mojibake.double_byte.pair_chart import (
    ALONG,
    EACH,
    LAYERS,
    MARK,
    MARKS,
    START,
    Chart,
    packed,
    put,
)
from pipeline.mojibake.double_byte.pair_pages import DOT, LOST, OFTEN, QUESTION, SELDOM, PairPage, is_mark
from pipeline.mojibake.double_byte.taken import KINDS
from pipeline.mojibake.evidence.line_starts import begins_item
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import LOSSY

Array = np.ndarray[Any, Any]

TWO = UNIT // 2
"""Cost of a mark that stands for two bytes, beside its own."""
LETTER = 3 * UNIT // 2
"""Cost of an ASCII letter that a mark took along; fewer than other ASCII can be."""
AFTER_LETTER = -1 - KINDS.index("letter")
WORD_END = ord(" ")
"""What the model takes for most of what was taken along: it has seen hardly any of it."""
ROW = 2
"""Marks in a row that may each stand for a byte of one character."""
ANY, NONE = -1, 0
"""What may follow what is begun: any byte; none."""


class Mark(NamedTuple):
    """A mark after a character begun."""

    at: int
    """Its place."""
    begun: int
    """What is begun before it."""
    cost: int
    """What it costs that it stands for lost bytes."""
    signs: Array
    """What signs cost more there."""
    gone: int
    """Whether no byte is left of what it makes complete: 0 if some is, 1 if so, 2 if that is read."""


@kernel
def put_mark(chart: Chart, codes: Array, i: int, begun: int, ways: Ways) -> None:
    """Adds the arcs of the mark codes[i] after a character begun.

    It stands for a byte that is no character by itself, or for a pair that the page lacks. A decoder that
    takes two bytes at once (`eats`) leaves no mark for one byte within a character; one that takes one byte,
    none for a pair. What a long row of marks stood for multiplies: of a page that lacks hundreds of pairs no
    character is left begun between two of many, but a whole one may stand for two, where characters may be
    all `gone`. Where a page has bytes that are not seen any may follow, and two marks begin none.
    """
    page, marks = ways.page, ways.marks
    row, has_hidden = row_of(codes, i), len(page.hidden) > 0
    is_short = has_hidden and row <= ROW
    is_after_mark = i > 0 and is_mark(codes[i - 1])
    is_single = (codes[i] == LOST and marks.eats != 1) or (codes[i] != DOT and marks.eats == 0)
    is_seen = is_single and is_begun_by_seen(codes, i, begun, page)
    is_gone = page.lacks_many and (begun == START or (is_after_mark and not has_hidden and not is_seen))
    mark = Mark(
        i,
        begun,
        mark_cost(codes[i]),
        marks.signs[column_of(codes, i if begun == START else i - 1, ways)],
        is_gone * (1 + marks.gone),
    )
    goes_on = following(codes, i + 1, ways)
    is_open = page.lacks_many and (begun == START or not is_short)
    in_row = is_open and i + 1 < len(codes) and is_mark(codes[i + 1])
    done = chart.sizes[LAYERS + 1]
    is_too_much = in_row and not is_seen and (row > ROW or (begun == START and has_hidden))
    put_byte(chart, mark, NONE if is_too_much else goes_on, marks.eats == 1 and codes[i] != DOT, ways)
    ended = chart.sizes[LAYERS + 1]
    is_begun_by_mark = page.lacks_many and not is_short and begun != START and is_after_mark
    if begun < 1 << 16 and marks.eats != 0 and not is_begun_by_mark:
        put_pair(chart, mark, NONE if in_row else goes_on, ways)
        if in_row and marks.gone and begun == START:
            put_row(chart, codes, mark, ways)
    if in_row and marks.gone and begun == START and is_single:
        put_each(chart, codes, mark, ways)
    if marks.eats != 0:
        put_letters(chart, codes, i + 1, done, ended, ways)


@kernel
def is_begun_by_seen(codes: Array, i: int, begun: int, page: PairPage) -> bool:
    """Whether what is begun before a mark was begun by the character seen before the row of marks.

    Decoders that leave a mark for each byte leave one for each of those after its first.
    """
    start = i
    while start > 0 and is_mark(codes[start - 1]):
        start -= 1
    if start == 0 or begun == START or codes[start - 1] > 65535:
        return False
    size = 1 if begun < 1 << 8 else 2 if begun < 1 << 16 else 3
    last = int(page.second[codes[start - 1]])
    last = last if last > 0 else int(page.first[codes[start - 1]])
    return size == i - start + 1 and begun >> 8 * (size - 1) == last


@kernel
def put_byte(chart: Chart, mark: Mark, follows: int, ends_only: bool, ways: Ways) -> None:
    """Adds the arcs of a mark for each byte that it may stand for.

    Args:
        follows: the bytes of what stands after it (see `following`).
        ends_only: whether it must end a character.
    """
    # arrays by themselves: to hand all `ways` over takes longer than to look one byte up
    lost, levels, kinds, signs = ways.page.lost, ways.levels, ways.marks.kinds, mark.signs
    least, begun, gone = ways.marks.least, mark.begun, mark.gone
    least = SELDOM if follows >= 1 << 8 else least  # two bytes of three are there
    trail = follows >> 8 if follows >= 1 << 8 else follows
    for byte in ways.page.lone:
        if trail > 0 and not lost[byte, trail]:
            continue  # the two would have been seen as one character
        to, char, _ = feed(begun, byte, -1, -1)
        if to < 0 or (ends_only and char < 0) or is_barred(to, char, follows, levels, least, gone):
            continue
        # the byte ended a character: what the mark took along comes after it
        then = to if char < 0 else -1 - kind_of(char, kinds)
        price = mark.cost + sign_price(signs, char)
        put(chart, mark.at + 1, then, char, 0, price, LOSSY, char, packed(byte, 1, MARK))


@kernel
def put_pair(chart: Chart, mark: Mark, follows: int, ways: Ways) -> None:
    """Adds the arcs of a mark for each pair of bytes that it may stand for; `follows` as of `put_byte`."""
    page, likely, begun, levels = ways.page, ways.marks.likely, mark.begun, ways.levels
    least = ways.marks.least
    if begun != START and needed_by(begun) == 1:
        put_ends(chart, mark, page.ends, follows, levels, least)
    elif begun == START and follows == ANY:
        put_pairs(chart, mark, page.starts, 0, len(page.starts), follows, levels, least)
    elif begun == START:
        k = 64 if follows == NONE else (follows >> 8 if follows >= 1 << 8 else follows) - 0x80
        first, end = likely.starts_from[k], likely.starts_from[k + 1]
        put_pairs(chart, mark, likely.starts, first, end, follows, levels, least)
    elif 0xE0 <= begun < 0xF0:
        k = begun - 0xE0
        first, end = likely.inner_from[k], likely.inner_from[k + 1]
        put_pairs(chart, mark, likely.inner, first, end, follows, levels, least)
    else:
        put_pairs(chart, mark, page.inner, 0, len(page.inner), follows, levels, least)


@kernel
def put_pairs(
    chart: Chart, mark: Mark, pairs: Array, first: int, end: int, follows: int, levels: Array, least: int
) -> None:
    """Adds the arcs of a mark for each of pairs[first:end] that it may stand for."""
    begun, gone, signs = mark.begun, mark.gone, mark.signs
    for k in range(first, end):
        pair = pairs[k]
        to, char, extra = feed(begun, pair >> 8, pair & 255, -1)
        if to >= 0 and not is_barred(to, char, follows, levels, least, gone):
            price = mark.cost + TWO + sign_price(signs, char)
            put(chart, mark.at + 1, to, char, extra, price, LOSSY, char, packed(pair, 2, MARK))


@kernel
def put_ends(chart: Chart, mark: Mark, pairs: Array, follows: int, levels: Array, least: int) -> None:
    """Adds the arcs of a mark that ends a character and begins another, which must go on.

    Many pairs share their first byte, and that mostly makes no frequent character.
    """
    first = 0
    while first < len(pairs) and follows != NONE:
        end = first
        while end < len(pairs) and pairs[end] >> 8 == pairs[first] >> 8:
            end += 1
        to, char, _ = feed(mark.begun, pairs[first] >> 8, -1, -1)
        if to >= 0 and is_frequent(levels, char, least):
            put_pairs(chart, mark, pairs, first, end, follows, levels, least)
        first = end


@kernel
def put_row(chart: Chart, codes: Array, mark: Mark, ways: Ways) -> None:
    """Adds the arcs of a mark and the next for each character that both, a pair and a byte, may be."""
    i, done = mark.at, chart.sizes[LAYERS + 1]
    cost = mark.cost + mark_cost(codes[i + 1]) + TWO
    frequent, kinds, signs = ways.marks.frequent, ways.marks.kinds, mark.signs
    for k in range(len(frequent)):
        char, data = frequent[k, 0], frequent[k, 1]
        price = cost + sign_price(signs, char)
        put(chart, i + 2, -1 - kind_of(char, kinds), char, 0, price, LOSSY, char, packed(data, 3, MARKS))
    put_letters(chart, codes, i + 2, done, chart.sizes[LAYERS + 1], ways)


@kernel
def put_each(chart: Chart, codes: Array, mark: Mark, ways: Ways) -> None:
    """Adds the arcs of three marks for each character of which they may be the bytes, one by one.

    The first two bytes are no pair then, and no more are the last two.
    """
    i = mark.at
    if i + 2 >= len(codes) or codes[i + 1] != codes[i] or codes[i + 2] != codes[i]:
        return
    cost = 3 * mark.cost
    frequent, kinds, lost, signs = ways.marks.frequent, ways.marks.kinds, ways.page.lost, mark.signs
    for k in range(len(frequent)):
        char, data = frequent[k, 0], frequent[k, 1]
        if lost[data >> 8 & 255, data & 255]:
            price = cost + sign_price(signs, char)
            put(chart, i + 3, -1 - kind_of(char, kinds), char, 0, price, LOSSY, char, packed(data, 3, EACH))


@kernel
def put_letters(chart: Chart, codes: Array, at: int, done: int, ended: int, ways: Ways) -> None:
    """Adds the arcs done:ended, which end before codes[at], once more, each with an ASCII letter that its
    mark took along.

    It began a word. GBK and EUC-KR have such pairs; for those of Big5 Windows has private use characters.
    """
    if not ways.page.has_dot or at >= len(codes) or not is_word(codes[at]):
        return
    for k in range(done, min(ended, len(chart.arcs))):
        char, cost, data = chart.arcs[k, 1], chart.arcs[k, 3], chart.arcs[k, 6]
        if char < 0:
            continue
        size, struck = data >> 32 & 255, data >> 40
        for letter in range(0x41, 0x7B):
            if ways.page.lost[data & 255, letter]:
                bytes_too = packed((data & 0xFFFFFFFF) << 8 | letter, size + 1, struck)
                put(chart, at, START, char, letter, cost + LETTER, LOSSY, char, bytes_too)


@kernel
def put_taken(chart: Chart, codes: Array, i: int, begun: int, ways: Ways) -> None:
    """Adds the arcs from a place after a mark that ended a character: one for nothing taken along, and one
    for each ASCII character. `pair_eaten.py` says what they cost.
    """
    ends = ways.marks.ends and i == len(codes)
    # a text's end is a line's
    put(chart, i, START, 10 if ends else -1, 0, 0, LOSSY, -1, packed(0, 0, ALONG))
    if ways.marks.eats == 0:
        return
    # a decoder that writes U+30FB leaves line ends where they are, as a rule
    ended = not ends and (codes[i - 1] == QUESTION or (codes[i - 1] == DOT and begins_item(codes, i)))
    for k in range(len(ways.marks.taken)):
        char = ways.marks.taken[k, 0]
        if ended or char != 10:
            model = ways.marks.taken[k, 1] if begun == AFTER_LETTER else WORD_END
            put(chart, i, START, model, 0, 0, LOSSY, char, packed(char, 1, ALONG))


@kernel
def is_word(code: int) -> bool:
    """Whether a code point is an ASCII letter or digit."""
    return 0x30 <= code <= 0x39 or 0x41 <= code <= 0x5A or 0x61 <= code <= 0x7A


@kernel
def mark_cost(code: int) -> int:
    """What it costs that a mark stands for lost bytes."""
    return UNIT // 2 if code == LOST else UNIT


@kernel
def sign_price(signs: Array, char: int) -> int:
    """What a reading costs more because it is a sign."""
    return int(signs[char]) if 0 <= char < len(signs) else 0


@kernel
def kind_of(char: int, kinds: Array) -> int:
    """The kind of a character that lost its end, as a number of `taken.KINDS`."""
    return int(kinds[min(char, len(kinds) - 1)])


@kernel
def column_of(codes: Array, begins: int, ways: Ways) -> int:
    """Which prices of signs hold for what begins at a place: 0 after white space, 1 after others."""
    is_white = ways.marks.after_white
    if begins > 0:
        before = codes[begins - 1]
        is_white = before < len(ways.marks.spaces) and ways.marks.spaces[before]
    return 0 if is_white else 1


@kernel
def row_of(codes: Array, i: int) -> int:
    """How many marks stand in a row around codes[i]."""
    start, end = i, i + 1
    while start > 0 and is_mark(codes[start - 1]):
        start -= 1
    while end < len(codes) and is_mark(codes[end]):
        end += 1
    return end - start


@kernel
def following(codes: Array, i: int, ways: Ways) -> int:
    """The bytes of codes[i] as one number, if a character that is begun may go on with them.

    Else `NONE`, or `ANY` if any byte may follow.
    """
    if i >= len(codes):
        return NONE
    code = codes[i]
    first = int(ways.page.first[code]) if code < 65536 else 0
    if is_mark(code) or (len(ways.page.hidden) > 0 and (first > 0 or code < 0x80)):
        return ANY
    if not 0x80 <= first <= 0xBF:
        return NONE
    return first << 8 | int(ways.page.second[code]) if ways.page.second[code] > 0 else first


@kernel
def is_barred(begun: int, char: int, follows: int, levels: Array, least: int, gone: int) -> bool:
    """Whether a reading of a mark makes no frequent character, or begins what becomes none with what follows.

    Args:
        begun, char: what is begun then, and the character that is complete, or -1.
        follows: as of `put_byte`.
        levels, least: how frequent each character is, and must be.
        gone: as of `Mark`.
    """
    if not is_frequent(levels, char, least):
        return True
    if begun == START:  # nothing says that a character is there of which no byte is left
        return gone == 1 or (gone == 2 and (0x300 <= char < 0x370 or not is_frequent(levels, char, OFTEN)))
    if follows <= 0:
        return follows == NONE
    first, second = (follows >> 8, follows & 255) if follows >= 1 << 8 else (follows, -1)
    to, done, _ = feed(begun, first, second, -1)
    return to < 0 or not is_frequent(levels, done, least)
