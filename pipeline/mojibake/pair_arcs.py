"""What a character seen, or a mark for what was lost, may stand for in a double-byte page.

In: a page, and the bytes of a character of UTF-8 that is begun. Out: arcs for the lattice.
Touches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import lattice, runs
from pipeline.mojibake.channel import is_hidden, lone_char, may_be_lost
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import symbols_of
from pipeline.mojibake.signs import Column, noted, prices
from pipeline.mojibake.speakers import Same
from pipeline.mojibake.taken import KINDS, kind_before

Array = np.ndarray[Any, Any]
Partial = tuple[int, ...]

MARKS = {"?": UNIT, "\N{REPLACEMENT CHARACTER}": UNIT // 2, "\N{KATAKANA MIDDLE DOT}": UNIT}
"""What may stand for lost bytes, and what that costs; the last in Shift-JIS alone."""
RAREST = -14 * UNIT
"""A reading that rests on lost bytes must be a character at least as frequent as this (log p * UNIT)."""
FEW = 200
"""A page that lacks fewer pairs of UTF-8 has hardly lost one."""
START: tuple[int, ...] = ()
"""No character of UTF-8 is begun."""
EATEN = tuple((-1 - k,) for k in range(len(KINDS)))
"""A mark may have taken an ASCII character along, after a character of such a kind."""
Reading = tuple[Partial, int, int, tuple[tuple[int, str], ...], bytes]
"""What is begun, the character that is complete and the one after it (-1, 0), what is struck, all bytes."""

RARE = -11 * UNIT
"""The same of a character of which no byte came through."""
LETTER = 3 * UNIT // 2
"""Cost of an ASCII letter that a mark took along; fewer than other ASCII can be."""
ROW = 2
"""Marks in a row that may each stand for a byte of one character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A region, with what stands around it on its first and last line."""

    before: str
    text: str
    after: str
    ends: bool
    """Whether the whole text ends with the region."""
    is_line: bool
    """Whether the whole text is one line: then it is no file, and need not end with a line end."""
    eats: bool | None
    """Whether a mark for an odd byte took the byte after it along; None where that is not known."""
    along: bool
    """Whether it is plain that it took ASCII along, too."""
    gone: bool
    """Whether characters may be read of which no byte is left."""
    notes: str
    """The kind of text around it, see `signs`."""
    wraps: int
    """How much more often lines than words end between characters beyond ASCII near it, in nats."""


class Arc(NamedTuple):
    """An arc before nodes are numbered; a tuple, for a page of text has hundreds of thousands."""

    to: tuple[int, tuple[int, ...]]
    char: int
    extra: int
    cost: int
    kind: int
    struck: tuple[tuple[int, str], ...] = ()
    """Bytes lost on this arc, and what stands for each; they are the first of `data`."""
    data: bytes = b""
    """All bytes that this arc stands for, lost ones included."""
    seen_as: int = 0
    """What the model takes the character for, if not for what it is."""


@lru_cache(maxsize=1 << 16)
def seen_bytes(page: str, char: str) -> bytes:
    """The one or two bytes of a character in a page; none where the page lacks it."""
    if ord(char) > 65535:
        return b""
    first, second = runs.pair_bytes_of(page)
    a, b = int(first[ord(char)]), int(second[ord(char)])
    return b"" if not a else bytes((a,)) if not b else bytes((a, b))


def fed(
    i: int,
    partial: Partial,
    data: bytes,
    cost: int,
    struck: tuple[tuple[int, str], ...],
    arrays: tuple[Array, ...],
) -> Arc | None:
    """The arc of a seen character that stands for these bytes, or None where UTF-8 forbids them."""
    read = _read_bytes(partial, data)
    if read is None:
        return None
    chars, begun = read
    if struck and any(is_rare(char, arrays) for char in chars if char >= 0x80):
        return None
    kind = lattice.LOSSY if struck else lattice.WHOLE
    extra = chars[1] if len(chars) == 2 else 0
    return Arc((i + 1, begun), chars[0] if chars else -1, extra, cost, kind, struck, data)


def is_rare(char: int, arrays: tuple[Array, ...]) -> bool:
    """Whether a character is too rare to be read where bytes may be lost."""
    return _frequency(char, Same(arrays)) < RAREST


@lru_cache(maxsize=1 << 16)
def _read_bytes(partial: Partial, data: bytes) -> tuple[tuple[int, ...], Partial] | None:
    """The characters that bytes complete after a character begun, and what they begin.

    None where UTF-8 forbids it, and where more than one character above ASCII is complete.
    """
    chars: list[int] = []
    begun = list(partial)
    for byte in data:
        if not begun:
            if byte < 0x80:
                chars.append(byte)
            elif 0xC2 <= byte <= 0xF4:
                begun = [byte]
            else:
                return None
            continue
        if not 0x80 <= byte <= 0xBF:
            return None
        begun.append(byte)
        need = 2 if begun[0] < 0xE0 else 3 if begun[0] < 0xF0 else 4
        if len(begun) == 2 and not lattice.is_valid(need - 1, begun[0], byte):
            return None
        if len(begun) == need:
            char = ord(bytes(begun).decode("utf-8"))
            if char == 0xFFFD:
                return None
            chars.append(char)
            begun = []
    if len(chars) > 2 or (len(chars) == 2 and chars[1] >= 0x80):
        return None
    return tuple(chars), tuple(begun)


def mark_arcs(
    text: str,
    i: int,
    partial: Partial,
    page: str,
    arrays: tuple[Array, ...],
    column: Column,
    *,
    eats: bool | None,
    gone: bool,
) -> list[Arc]:
    """Arcs of the mark text[i] after a character begun.

    It stands for a byte that is no character by itself, or for a pair that the page lacks. A decoder that
    takes two bytes at once (`eats`) leaves no mark for one byte within a character; one that takes one byte,
    none for a pair. What a long row of marks stood for multiplies: of a page that lacks hundreds of pairs no
    character is left begun between two of many, but a whole one may stand for two, where characters may be
    all `gone`. Where a page has bytes that are not seen any may follow, and two marks begin none.
    """
    many = lacks_many(page)
    is_short = _has_hidden(page) and _row(text, i) <= ROW
    in_row = many and (partial == START or not is_short) and text[i + 1 : i + 2] in MARKS
    goes_on = _follows(text, i + 1, page)
    follows = b"" if in_row else goes_on
    least = RARE if many and not gone else RAREST
    is_too_much = _row(text, i) > ROW or (partial == START and _has_hidden(page))
    single = follows if is_too_much else goes_on
    out = _arcs_of(text, i, partial, page, 1, single, least, arrays, column, alone=gone)
    if eats and text[i] != "\N{KATAKANA MIDDLE DOT}":
        out = [arc for arc in out if arc.char >= 0]
    # the byte ended a character: what the mark took along comes after it
    out = [arc if arc.char < 0 else arc._replace(to=(i + 1, EATEN[kind_before(arc.char)])) for arc in out]
    letters = _with_letters(out, text, i + 1, page) if eats is not False else []
    is_begun_by_mark = many and not is_short and partial != START and _is_after_mark(text, i)
    if len(partial) < 3 and eats is not False and not is_begun_by_mark:
        out += _arcs_of(text, i, partial, page, 2, follows, least, arrays, column, alone=gone)
        if in_row and gone and partial == START:
            two = _arcs_of_two(text, i, page, arrays, column)
            out += [*two, *_with_letters(two, text, i + 2, page)]
    return out + letters


def _with_letters(arcs: list[Arc], text: str, i: int, page: str) -> list[Arc]:
    """The arcs that end before text[i] once more, each with an ASCII letter that its mark took along.

    It began a word. GBK and EUC-KR have such pairs; for those of Big5 Windows has private use characters.
    """
    if page != "shift_jis" or not re.match("[A-Za-z0-9]", text[i : i + 1]):
        return []
    taken = _taken_letters(page)
    return [
        arc._replace(
            to=(i, START),
            extra=letter,
            cost=arc.cost + LETTER,
            struck=(*arc.struck, (letter, "")),
            data=arc.data + bytes((letter,)),
        )
        for arc in arcs
        if arc.char >= 0
        for letter in taken.get(arc.data[-1], ())
    ]


@lru_cache(maxsize=8)
def _taken_letters(page: str) -> dict[int, tuple[int, ...]]:
    """The ASCII letters that a page lacks after each byte of UTF-8."""
    letters = (*range(0x41, 0x5B), *range(0x61, 0x7B))
    return {
        data[0]: found
        for data in _lone(page)
        if (found := tuple(letter for letter in letters if may_be_lost(page, data[0], letter)))
    }


@lru_cache(maxsize=8)
def _has_hidden(page: str) -> bool:
    """Whether a page has bytes that are not seen."""
    return is_hidden(page, 0x80) or is_hidden(page, 0xA0)


def _is_after_mark(text: str, i: int) -> bool:
    """Whether a mark stands before text[i]: what is begun there is lost, too."""
    return i > 0 and text[i - 1] in MARKS


def _row(text: str, i: int) -> int:
    """How many marks stand in a row around text[i]."""
    start, end = i, i + 1
    while start > 0 and text[start - 1] in MARKS:
        start -= 1
    while end < len(text) and text[end] in MARKS:
        end += 1
    return end - start


def _arcs_of(
    text: str,
    i: int,
    partial: Partial,
    page: str,
    width: int,
    follows: bytes | None,
    least: int,
    arrays: tuple[Array, ...],
    column: Column,
    *,
    alone: bool,
) -> list[Arc]:
    """Arcs of the mark text[i] for each byte, or pair of them, that it may stand for.

    Args:
        follows: the bytes of what stands after it, see `_follows`.
        least: how frequent a character must be (log p * UNIT).
        alone: whether a character may be read of which no byte is left.
        column: the kind of text that is read, and where in it, see `signs`.
    """
    cost = MARKS[text[i]] + (UNIT // 2 if width == 2 else 0)
    is_gone = lacks_many(page) and (partial == START or (_is_after_mark(text, i) and not _has_hidden(page)))
    of = Same(arrays)
    signs = prices(column, of)
    return [
        Arc((i + 1, begun), char, extra, cost + signs.get(char, 0), lattice.LOSSY, struck, data)
        for begun, char, extra, struck, data in _likely(page, partial, width, text[i], follows, least, of)
        if begun or not is_gone or (alone and _may_be_gone(char, of))
    ]


def _arcs_of_two(text: str, i: int, page: str, arrays: tuple[Array, ...], column: Column) -> list[Arc]:
    """Arcs of the marks text[i : i + 2] for each character that both may stand for: a pair, and a byte."""
    of = Same(arrays)
    signs = prices(column, of)
    cost = MARKS[text[i]] + MARKS[text[i + 1]] + UNIT // 2
    first, second = text[i], text[i + 1]
    return [
        Arc(
            (i + 2, EATEN[kind_before(char)]),
            char,
            0,
            cost + signs.get(char, 0),
            lattice.LOSSY,
            ((data[0], first), (data[1], ""), (data[2], second)),
            data,
        )
        for char, data in _frequent(page, of)
    ]


@lru_cache(maxsize=256)
def _frequent(page: str, of: Same) -> tuple[tuple[int, bytes], ...]:
    """The frequent characters of three bytes that a page lacks as a pair and a byte, each with its bytes.

    White space is none of them: so much is lost of none in a text.
    """
    lone = np.array([data[0] for data in _lone(page) if 0x80 <= data[0] <= 0xBF], np.int64)
    begun = [data for data in _lacking(page) if 0xE0 <= data[0] <= 0xEF and _read_bytes(START, data)]
    pairs = np.array([(data[0] & 0x0F) << 12 | (data[1] & 0x3F) << 6 for data in begun], np.int64)
    chars = (pairs[:, None] | (lone & 0x3F)[None, :]).ravel()
    frequent = (of.arrays[2][symbols_of(chars, of.arrays)] >= RARE) | np.isin(chars, list(noted()))
    chars = chars[frequent & (chars != 0xFFFD)]
    return tuple((char, chr(char).encode()) for char in chars.tolist() if not chr(char).isspace())


def _follows(text: str, i: int, page: str) -> bytes | None:
    """The bytes of text[i], if a character that is begun may go on with them; None if any byte may follow."""
    if i >= len(text):
        return b""
    char = text[i]
    known = seen_bytes(page, char)
    if char in MARKS:
        return None
    if (bool(known) or char < "\x80") and _has_hidden(page):
        return None
    return known if known and 0x80 <= known[0] <= 0xBF else b""


@lru_cache(maxsize=1 << 16)
def _likely(
    page: str, partial: Partial, width: int, mark: str, follows: bytes | None, least: int, of: Same
) -> tuple[Reading, ...]:
    """The readings of a mark that make a frequent character, or begin what becomes one with what follows."""
    out = []
    for reading in _readings(page, partial, width, mark):
        begun, char, _, _, data = reading
        if width == 1 and follows and not may_be_lost(page, data[0], follows[0]):
            continue  # the two would have been seen as one character
        if (begun and follows == b"") or (char >= 0x80 and _frequency(char, of) < least):
            continue
        if begun and follows:
            read = _read_bytes(begun, follows)
            if read is None or any(done >= 0x80 and _frequency(done, of) < least for done in read[0]):
                continue
        out.append(reading)
    return tuple(out)


def _may_be_gone(char: int, of: Same) -> bool:
    """Whether a character may be read of which no byte is left: a frequent one, and no mark on a letter."""
    return not 0x300 <= char < 0x370 and _frequency(char, of) >= RARE


def _frequency(char: int, of: Same) -> int:
    """How frequent a character is (log p * UNIT); 0 for the signs of notes."""
    return 0 if char in noted() else int(of.arrays[2][lookup.symbol(of.arrays, char)])


@lru_cache(maxsize=1 << 14)
def _readings(page: str, partial: Partial, width: int, mark: str) -> tuple[Reading, ...]:
    """What lost bytes make of a character begun."""
    out = []
    for data in _lone(page) if width == 1 else _lacking(page):
        read = _read_bytes(partial, data)
        if read is not None:
            chars, begun = read
            struck = tuple((byte, "" if n else mark) for n, byte in enumerate(data))
            extra = chars[1] if len(chars) == 2 else 0
            out.append((begun, chars[0] if chars else -1, extra, struck, data))
    return tuple(out)


@lru_cache(maxsize=8)
def _lone(page: str) -> tuple[bytes, ...]:
    """Bytes that are no character by themselves and can be UTF-8's."""
    known = (b for b in range(0x80, 0xF5) if lone_char(page, b) is None and not 0xC0 <= b <= 0xC1)
    return tuple(bytes((b,)) for b in known)


def lacks_many(page: str) -> bool:
    """Whether a page lacks so many pairs of UTF-8 that any of them may be lost."""
    return len(_lacking(page)) >= FEW


@lru_cache(maxsize=8)
def _lacking(page: str) -> tuple[bytes, ...]:
    """Pairs of bytes of UTF-8 that a page lacks: continuation or lead, then the like."""
    return tuple(
        bytes((a, b))
        for a in range(0x80, 0xF5)
        if lone_char(page, a) is None
        for b in range(0x80, 0xF5)
        if may_be_lost(page, a, b) and not (a >= 0xC0 and b >= 0xC0)
    )
