"""What a page loses on the way, and what a search is charged for what it reads.

In: a page and its losses. Out: the bytes that vanish and what stands for them, as the kernels take them.
Touches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.channel.codepages import Page, page
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What a single-byte page loses on the way, and what that costs (UNIT to one nat)."""

    page: str
    dropped: bool
    """Bytes that the page lacks may vanish."""
    soft_hyphen: bool = True
    """Byte AD may vanish."""
    space: bool = True
    """The byte that reads as NBSP may become a space or a line end, or vanish."""
    as_space: bool = False
    """Bytes that the page lacks became a space."""
    marked: bool = False
    """Bytes that the page lacks became `?` or U+FFFD: they vanish seldom."""
    quotes: bool = True
    """Bytes that read as curly quotes may become straight ones."""
    ellipsis: bool = False
    """The byte that reads as an ellipsis may become three dots."""
    drop_cost: int = 3 * UNIT // 2
    mark_cost: int = UNIT // 2
    question_cost: int = UNIT // 2
    """`?` for a byte."""
    space_cost: int = 2 * UNIT
    gone_cost: int = 5 * UNIT // 2
    """NBSP gone."""
    onward_cost: int = 4 * UNIT
    """NBSP to a line end, curly quotes made straight."""
    dots_cost: int = UNIT
    """Three dots for a byte."""
    most: int = 2
    """Bytes that may be lost in one character."""


@lru_cache(maxsize=256)
def with_few(losses: Losses) -> Losses:
    """Where nothing proves the page: a slot short of two bytes, or a space, proves nothing there."""
    return replace(losses, most=1, as_space=False)


@lru_cache(maxsize=256)
def without_space(losses: Losses) -> Losses:
    """Where it is to be proved: a byte that leaves a mere space, or nothing, is no proof."""
    return replace(losses, space=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What it costs to go from sound to damaged text and back, in steps of the model."""

    enter: int
    leave: int
    literal: int
    """Of leaving a character that the page has as it stands."""
    closed: bool
    """Whether characters with all their bytes are always read (a page proved by much)."""
    odd: int = 0
    """Of leaving two characters side by side that no word has so (see `joints.py`)."""


WEAK = Costs(enter=7 * UNIT, leave=9 * UNIT, literal=0, closed=False, odd=3 * UNIT)
"""Where nothing else in the text speaks for the page."""
KNOWN = Costs(enter=4 * UNIT, leave=6 * UNIT, literal=0, closed=False, odd=3 * UNIT)
"""Where another place, sure by itself, speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=2 * UNIT, closed=True)
"""Where the page is proved by other places."""
OPEN = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Where it is, and what stands here reads as language, too."""


DOTS = "..."
"""What an ellipsis may become on the way onward."""


@lru_cache(maxsize=256)
def byte_sets(losses: Losses) -> tuple[int, int, int, Array, Array]:
    """Bytes lost, seldom lost, and lost leads, as bits; mark of each code point; marks.

    A mark is the bytes that it may stand for, as bits, its cost, and how many characters it is.
    """
    name = losses.page
    table = page(name)
    lacking = sum(1 << (b - 0x80) for b in range(0x80, 0xC0) if is_lossy(name, b))
    leads = sum(1 << (b - 0xC0) for b in range(0xC2, 0xE0) if is_lossy(name, b))
    lost = lacking if losses.dropped and not losses.marked else 0
    if losses.soft_hyphen and table.chars[0xAD] == "\xad":
        lost |= 1 << 0x2D
    space = table.byte_of.get("\N{NO-BREAK SPACE}", 0)
    rare = 1 << (space - 0x80) if losses.space and 0x80 <= space < 0xC0 else 0
    rare |= lacking if losses.dropped and losses.marked else 0
    rows: list[tuple[int, int, int]] = []
    mark_of = np.full(65536, -1, np.int64)

    def mark(char: str, bits: int, cost: int) -> None:
        if bits and mark_of[ord(char[0])] < 0:
            mark_of[ord(char[0])] = len(rows)
            rows.append((_signed(bits), cost, len(char)))

    mark("?", lacking, losses.question_cost)
    mark("\N{REPLACEMENT CHARACTER}", lacking, losses.mark_cost // 2)
    if losses.as_space:
        mark(" ", lacking | rare, losses.mark_cost)
    if losses.space:
        mark(" ", _bits(table, "\xa0"), losses.space_cost)
        mark("\n", _bits(table, "\xa0"), losses.onward_cost)
    if losses.quotes:
        mark("'", _bits(table, "\u2018\u2019"), losses.onward_cost)
        mark('"', _bits(table, "\u201c\u201d"), losses.onward_cost)
    if losses.ellipsis:
        mark(DOTS, _bits(table, "\u2026"), losses.dots_cost)
    marks = np.array(rows or [(0, 0, 1)], np.int64)
    return _signed(lost), _signed(rare), leads if losses.dropped else 0, mark_of, marks


MANY = 8
"""A page that lacks more bytes than this lacks many."""


@lru_cache(maxsize=64)
def lacking(name: str) -> int:
    """How many of the bytes 80-BF a single-byte page lacks."""
    return sum(is_lossy(name, byte) for byte in range(0x80, 0xC0))


def lost_leads(losses: Losses) -> int:
    """The lead bytes C0-DF that may vanish, as bits."""
    return byte_sets(losses)[2]


def _bits(table: Page, chars: str) -> int:
    """The bytes 80-BF of a page that read as these characters, as bits."""
    return sum(1 << (table.byte_of[c] - 0x80) for c in chars if 0x80 <= table.byte_of.get(c, 0) < 0xC0)


def _signed(bits: int) -> int:
    """64 bits as a signed number, as the kernels take them."""
    return bits - (1 << 64) if bits >> 63 else bits
