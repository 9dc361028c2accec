"""What a double-byte page shows of UTF-8's bytes, and what it lacks, as tables for the kernels.

In: the name of a page, a model's arrays. Out: tables. Touches nothing.
Idea: a mark (`?`, U+FFFD, U+30FB) stands for an odd byte, or for a pair that the page lacks; which those are
is asked of the page once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.channel import is_hidden, lone_char, may_be_lost
from pipeline.mojibake.double_byte.signs import noted
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import is_valid

Array = np.ndarray[Any, Any]

MARKS = "?\N{REPLACEMENT CHARACTER}\N{KATAKANA MIDDLE DOT}"
"""What may stand for lost bytes; the last in Shift-JIS alone."""
QUESTION, LOST, DOT = map(ord, MARKS)
RAREST, RARE = -14 * UNIT, -11 * UNIT
"""A reading that rests on lost bytes must be a character at least as frequent as the first (log p * UNIT);
one of which no byte came through, as the second."""
SELDOM, OFTEN = 1, 2
"""How frequent such characters are, as `levels` tells it."""
FEW = 200
"""A page that lacks fewer pairs of UTF-8 has hardly lost one."""


class PairPage(NamedTuple):
    """A double-byte page."""

    first: Array
    """uint8[65536]: the first byte of each code point, 0 if it has none."""
    second: Array
    """The same of the second; 0 where it has one byte."""
    hidden: Array
    """int64: the lone bytes of UTF-8 that it does not show."""
    lone: Array
    """int64: bytes that are no character by themselves and can be UTF-8's, in order."""
    starts: Array
    """int64: pairs that it lacks, as numbers, in order: a first byte of UTF-8, then one that goes on."""
    inner: Array
    """The same of two bytes that go on."""
    ends: Array
    """The same of a byte that goes on, then a first byte."""
    lost: Array
    """bool[256, 256]: whether it may lack a pair."""
    drops: bool
    """Whether what it lacks was dropped, without a mark."""
    has_dot: bool
    """Whether U+30FB is a mark in it, which takes ASCII letters along, too: in Shift-JIS."""
    lacks_many: bool
    """Whether it lacks so many pairs of UTF-8 that any of them may be lost."""


@cache
def pair_page(page: str) -> PairPage:
    """The tables of a page."""
    shown, has_dot = shown_page(page), page == "shift_jis"
    letters = [*range(0x41, 0x5B), *range(0x61, 0x7B)] if has_dot else []
    alone = [b for b in range(0x80, 0xF5) if lone_char(page, b) is None]
    lost = np.zeros((256, 256), np.bool_)
    for a in alone:
        for b in (*letters, *range(0x80, 0xF5)):
            lost[a, b] = may_be_lost(page, a, b)
    lacking = [a << 8 | b for a in alone for b in range(0x80, 0xF5) if lost[a, b] and min(a, b) < 0xC0]
    return shown._replace(
        lone=np.array([b for b in alone if not 0xC0 <= b <= 0xC1], np.int64),
        starts=np.array([pair for pair in lacking if pair >> 8 >= 0xC2], np.int64),
        inner=np.array([pair for pair in lacking if pair >> 8 < 0xC0 > pair & 255], np.int64),
        ends=np.array([pair for pair in lacking if pair >> 8 < 0xC0 and pair & 255 >= 0xC2], np.int64),
        lost=lost,
        has_dot=has_dot,
        lacks_many=len(lacking) >= FEW,
    )


@cache
def shown_page(page: str) -> PairPage:
    """The tables of a page as far as text without marks asks for them; the others take longer."""
    first, second = runs.pair_bytes_of(page)
    none = np.zeros(0, np.int64)
    return PairPage(
        first=first,
        second=second,
        hidden=np.array([byte for byte in (0x80, 0xA0) if is_hidden(page, byte)], np.int64),
        lone=none,
        starts=none,
        inner=none,
        ends=none,
        lost=np.zeros((256, 256), np.bool_),
        drops=False,
        has_dot=False,
        lacks_many=False,
    )


@cache
def dropping_page(page: str) -> PairPage:
    """The tables of a page whose decoder dropped what it lacks: any byte that goes on may be hidden.

    First bytes are not looked for: GBK and Shift-JIS, whose decoders are used so, have a pair for nearly all.
    """
    shown = shown_page(page)
    goes_on = [byte for byte in range(0x80, 0xC0) if lone_char(page, byte) is None]
    lost = np.zeros((256, 256), np.bool_)
    for byte in goes_on:
        lost[byte] = [may_be_lost(page, byte, after) for after in range(256)]
    return shown._replace(hidden=np.array(goes_on, np.int64), lost=lost, drops=True)


@kernel
def unseen_by(page: PairPage) -> int:
    """How many bytes in a row a page may not show; where it drops what it lacks two, before ASCII."""
    return 2 if page.drops else min(1, len(page.hidden))


@lru_cache(maxsize=16)
def levels(of: Same) -> Array:
    """How frequent each code point is (uint8): 0, `SELDOM` or `OFTEN`; the signs of notes are."""
    index, pages, unigram = of.arrays[:3]
    known = (unigram >= RAREST).astype(np.uint8) + (unigram >= RARE).astype(np.uint8)
    found: Array = known[pages].reshape(-1, 256)[index].ravel()
    found[list(noted())] = OFTEN
    return found


@lru_cache(maxsize=256)
def frequent(page: str, of: Same) -> Array:
    """The frequent characters of three bytes that a page lacks as a pair and a byte: int64[n, 2], each with
    its bytes as one number.

    White space is none of them: so much is lost of none in a text.
    """
    known = pair_page(page)
    lone = known.lone[known.lone < 0xC0]
    valid = [
        is_valid(2, pair >> 8, pair & 255) and 0xE0 <= pair >> 8 <= 0xEF for pair in known.starts.tolist()
    ]
    data = ((known.starts[np.array(valid, np.bool_)] << 8)[:, None] | lone[None, :]).ravel()
    chars = (data >> 16 & 0x0F) << 12 | (data >> 8 & 0x3F) << 6 | data & 0x3F
    kept = (levels(of)[chars] >= OFTEN) & (chars != LOST)
    kept[kept] = [not chr(char).isspace() for char in chars[kept].tolist()]
    return np.stack([chars[kept], data[kept]], axis=1)


class Likely(NamedTuple):
    """The pairs that a page lacks and that make a frequent character: thousands of others need no look."""

    starts: Array
    """int64: those of `PairPage.starts`, by what stands after them, and then in order."""
    starts_from: Array
    """int64[66]: where those before each byte from 80 to BF begin, and those before no byte; their end."""
    inner: Array
    """int64: those of `PairPage.inner`, by the first byte of three, and then in order."""
    inner_from: Array
    """int64[17]: where those after each byte from E0 to EF begin; their end."""


@lru_cache(maxsize=64)
def likely_pairs(page: str, of: Same, least: int) -> Likely:
    """Those that make a character at least so frequent (see `levels`)."""
    known, is_frequent = pair_page(page), levels(of) >= least
    a, b = known.starts >> 8, known.starts & 0xFF
    open_ended = (a < 0xE0) | (a >= 0xF0)
    starts = [
        known.starts[open_ended | is_frequent[(a & 0x0F) << 12 | (b & 0x3F) << 6 | last & 0x3F]]
        for last in range(0x80, 0xC0)
    ]
    starts.append(known.starts[a < 0xE0])  # what begins goes on
    c, d = known.inner >> 8, known.inner & 0xFF
    inner = [
        known.inner[is_frequent[(first & 0x0F) << 12 | (c & 0x3F) << 6 | d & 0x3F]]
        for first in range(0xE0, 0xF0)
    ]
    cuts = (np.cumsum([0, *map(len, parts)], dtype=np.int64) for parts in (starts, inner))
    return Likely(np.concatenate(starts), next(cuts), np.concatenate(inner), next(cuts))


@kernel
def is_mark(code: int) -> bool:
    """Whether a code point may stand for lost bytes (see `MARKS`)."""
    return code in (0x3F, 0xFFFD, 0x30FB)


def marks_in(codes: Array) -> Array:
    """Which code points may stand for lost bytes."""
    found: Array = (codes == QUESTION) | (codes == LOST) | (codes == DOT)
    return found
