"""What a character seen, or a mark for what was lost, may stand for in a double-byte page.

In: a page, and the bytes of a character of UTF-8 that is begun. Out: arcs for the lattice.
Touches nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import lattice, runs
from pipeline.mojibake.channel import is_hidden, lone_char, pair_char
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import symbols_of

Array = np.ndarray[Any, Any]
Partial = tuple[int, ...]

MARKS = {"?": UNIT, "\N{REPLACEMENT CHARACTER}": UNIT // 2, "\N{KATAKANA MIDDLE DOT}": UNIT}
"""What may stand for lost bytes, and what that costs; the last in Shift-JIS alone."""
RAREST = -14 * UNIT
"""A reading that rests on lost bytes must be a character at least as frequent as this (log p * UNIT)."""
FEW = 200
"""A page that lacks fewer pairs may have lost them anywhere."""
START: tuple[int, ...] = ()
"""No character of UTF-8 is begun."""
EATEN = (-1,)
"""A mark may have taken an ASCII character along."""


ROW = 2
"""Marks in a row that are still read; longer rows of a page that lacks many pairs tell nothing."""


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
    ends: bool = False
    """Whether the text ends here; to the model that is a line's end."""


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
    if struck and any(int(arrays[2][lookup.symbol(arrays, char)]) < RAREST for char in chars if char >= 0x80):
        return None
    kind = lattice.LOSSY if struck else lattice.WHOLE
    extra = chars[1] if len(chars) == 2 else 0
    return Arc((i + 1, begun), chars[0] if chars else -1, extra, cost, kind, struck, data)


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
    text: str, i: int, partial: Partial, page: str, arrays: tuple[Array, ...], eats: bool | None
) -> list[Arc]:
    """Arcs of the mark text[i] after a character begun.

    It stands for a byte that is no character by itself, or for a pair that the page lacks. A decoder that
    takes two bytes at once (`eats`) leaves no mark for one byte within a character; one that takes one byte,
    none for a pair. What a long row of marks stood for nothing can tell, and its readings multiply: of a
    page that lacks hundreds of pairs two marks in a row are read as single bytes, more not at all.
    """
    many = len(_lacking(page)) >= FEW
    row = _row(text, i) if many else 1
    if row > ROW:
        return []
    out = _arcs_of(text, i, partial, page, 1, arrays)
    if eats and text[i] != "\N{KATAKANA MIDDLE DOT}":
        out = [arc for arc in out if arc.char >= 0]
    # the byte ended a character: what the mark took along comes after it
    out = [arc if arc.char < 0 else arc._replace(to=(i + 1, EATEN)) for arc in out]
    if row == 1 and len(partial) < 3 and eats is not False:
        out += _arcs_of(text, i, partial, page, 2, arrays)
    return out


def _row(text: str, i: int) -> int:
    """How many marks stand in a row around text[i]."""
    start, end = i, i + 1
    while start > 0 and text[start - 1] in MARKS:
        start -= 1
    while end < len(text) and text[end] in MARKS:
        end += 1
    return end - start


def _arcs_of(
    text: str, i: int, partial: Partial, page: str, width: int, arrays: tuple[Array, ...]
) -> list[Arc]:
    """Arcs of the mark text[i] for each byte, or pair of them, that it may stand for."""
    readings, chars = _readings(page, partial, width, text[i])
    if not readings:
        return []
    goes_on = _goes_on(text, i + 1, page)
    frequent = (arrays[2][symbols_of(chars, arrays)] >= RAREST) | (chars < 0x80)
    cost = MARKS[text[i]] + (UNIT // 2 if width == 2 else 0)
    there = i + 1
    out = []
    for k in np.flatnonzero(frequent).tolist():
        begun, char, extra, struck, data = readings[k]
        if goes_on or not begun:
            out.append(Arc((there, begun), char, extra, cost, lattice.LOSSY, struck, data))
    return out


def _goes_on(text: str, i: int, page: str) -> bool:
    """Whether a character that is begun may go on at text[i]."""
    if i >= len(text):
        return False
    char = text[i]
    known = seen_bytes(page, char)
    if char in MARKS or (known and known[0] < 0xC0):
        return True
    return (bool(known) or char < "\x80") and (is_hidden(page, 0x80) or is_hidden(page, 0xA0))


@lru_cache(maxsize=1 << 14)
def _readings(
    page: str, partial: Partial, width: int, mark: str
) -> tuple[tuple[tuple[Partial, int, int, tuple[tuple[int, str], ...], bytes], ...], Array]:
    """What lost bytes make of a character begun: (begun, char, next char, struck, bytes), and beside it
    the characters alone; -1 for none.
    """
    out = []
    for data in _lone(page) if width == 1 else _lacking(page):
        read = _read_bytes(partial, data)
        if read is not None:
            chars, begun = read
            struck = tuple((byte, "" if n else mark) for n, byte in enumerate(data))
            extra = chars[1] if len(chars) == 2 else 0
            out.append((begun, chars[0] if chars else -1, extra, struck, data))
    return tuple(out), np.array([char for _, char, *_ in out], np.int64)


@lru_cache(maxsize=8)
def _lone(page: str) -> tuple[bytes, ...]:
    """Bytes that are no character by themselves and can be UTF-8's."""
    known = (b for b in range(0x80, 0xF5) if lone_char(page, b) is None and not 0xC0 <= b <= 0xC1)
    return tuple(bytes((b,)) for b in known)


@lru_cache(maxsize=8)
def _lacking(page: str) -> tuple[bytes, ...]:
    """Pairs of bytes of UTF-8 that a page lacks: continuation or lead, then the like."""
    return tuple(
        bytes((a, b))
        for a in range(0x80, 0xF5)
        if lone_char(page, a) is None
        for b in range(0x80, 0xF5)
        if pair_char(page, a, b) is None and not (a >= 0xC0 and b >= 0xC0)
    )
