"""What a search knows of brackets: which are open, and what it costs to open and to close them.

In: characters. Out: their part in a pair, as numbers that the search works with, and prices. Touches
nothing. Idea: a closing mark often lost a byte that its opening mark did not (U+300D and U+201D in
windows-1252), and the model's memory is too short to know what is open. So each state of the search
carries the kinds that are open, one bit each; the end of a line closes them all.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
LOW_QUOTE = "\N{DOUBLE LOW-9 QUOTATION MARK}"
PAIRS = (
    QUOTES,
    ("\N{LEFT CORNER BRACKET}", "\N{RIGHT CORNER BRACKET}"),
    ("\N{LEFT WHITE CORNER BRACKET}", "\N{RIGHT WHITE CORNER BRACKET}"),
    ("\N{LEFT BLACK LENTICULAR BRACKET}", "\N{RIGHT BLACK LENTICULAR BRACKET}"),
    ("\N{LEFT DOUBLE ANGLE BRACKET}", "\N{RIGHT DOUBLE ANGLE BRACKET}"),
    ("\N{LEFT ANGLE BRACKET}", "\N{RIGHT ANGLE BRACKET}"),
    ("\N{FULLWIDTH LEFT PARENTHESIS}", "\N{FULLWIDTH RIGHT PARENTHESIS}"),
)
"""Kinds of brackets: what opens them, what closes them. Guillemets are none: languages turn them round."""
DIRECTION, SINGLE, BLANK, EITHER, LINE = 59, 60, 61, 62, 63
"""A single quotation mark, or an apostrophe; white space; the mark that opens quotes in English and closes
them in German; the end of a line."""
WHITE = (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000)
"""White space, as code points."""

OPENING = 3 * UNIT
"""What opening a bracket costs, and closing an open one gives back."""
UNCLOSED = 4 * UNIT
"""Cost of a line that ends with brackets open; quotes may go on in the next."""
UNOPENED_QUOTE, UNOPENED = UNIT, 5 * UNIT
"""Cost of closing what nothing has opened; in Swedish and Finnish the closing quotation mark opens, too."""

STRAY = 4 * UNIT
"""Cost of a quotation mark between white space: it opens or closes nothing there."""

REACH = 1000
"""Characters after which an open bracket is forgotten."""


def _parts() -> Array:
    """The part of each code point below 65,536: k + 1 opens kind k, -k - 1 closes it; 0 for all others."""
    parts = np.zeros(65536, np.int64)
    for kind, (opener, closer) in enumerate(PAIRS):
        parts[ord(opener)], parts[ord(closer)] = kind + 1, -kind - 1
    parts[ord(QUOTES[0])] = EITHER
    parts[ord(LOW_QUOTE)] = 1
    parts[[ord("\N{LEFT SINGLE QUOTATION MARK}"), ord("\N{RIGHT SINGLE QUOTATION MARK}")]] = SINGLE
    parts[[0x200E, 0x200F]] = DIRECTION
    parts[list(WHITE)] = BLANK
    parts[[0x0A, 0x0D]] = LINE
    return parts


PARTS = _parts()
_ANY = re.compile("[\n\r" + LOW_QUOTE + "".join(map("".join, PAIRS)) + "]")


def parts_of(chars: Array) -> Array:
    """The part that each character has in a pair (int64); 0 for most, and for what is no character."""
    found: Array = PARTS[np.where((chars < 0) | (chars > 65535), 0, chars)]
    return found


@kernel
def pair(opened: int, part: int) -> tuple[int, int]:
    """What is open after a character, and what that costs.

    Args:
        opened: the kinds that are open, as bits.
        part: the character's part in a pair, not 0.
    """
    if part == LINE:
        return 0, UNCLOSED if opened & ~1 else 0
    if part in (BLANK, SINGLE):
        return opened, 0
    if part == DIRECTION:
        return opened, UNCLOSED if opened & 1 else 0
    if part == EITHER:
        return (opened & ~1, 0) if opened & 1 else (opened | 1, OPENING)
    if part > 0:
        bit = 1 << (part - 1)
        return opened | bit, OPENING + (UNCLOSED if opened & bit else 0)
    bit = 1 << (-part - 1)
    if opened & bit:
        return opened & ~bit, -OPENING
    return opened, UNOPENED_QUOTE if bit == 1 else UNOPENED


@kernel
def stray(edge: int, part: int) -> tuple[int, int]:
    """The edge after a character, and what the character costs as the end of another.

    Args:
        edge: 1 after white space, 2 after a quotation mark that stands after such, else 0.
        part: the character's part in a pair.
    """
    if part in (BLANK, LINE):
        return 1, STRAY if edge == 2 else 0
    is_quote = part in (SINGLE, EITHER, 1, -1)
    return 2 if edge == 1 and is_quote else 0, 0


class Opened:
    """Which brackets are open at a place of a text that is read from its beginning on."""

    def __init__(self, codes: Array) -> None:
        self._codes = codes
        self._at = self._read = self._bits = 0

    def before(self, start: int, proposals: list[Any]) -> int:
        """The kinds that are open before a place, as bits.

        Args:
            start: the place; never before that of the last call.
            proposals: what has been read so far, in order: the list of the last call, and more.
        """
        line = self._line_of(start)
        if line > self._at:
            self._at, self._bits = line, 0
        pieces: list[str] = []
        for proposal in proposals[self._read :]:
            if self._at <= proposal.start and proposal.end <= start:
                pieces += (text_of(self._codes[self._at : proposal.start]), proposal.after or "")
                self._at = proposal.end
        pieces.append(text_of(self._codes[self._at : start]))
        self._at, self._read = start, len(proposals)
        for found in _ANY.finditer("".join(pieces)):
            self._bits, _ = pair(self._bits, int(PARTS[ord(found.group())]))
        return self._bits

    def _line_of(self, start: int) -> int:
        """Where the line of a place begins; not further back than the last place, nor than `REACH`."""
        first = max(self._at, start - REACH)
        near = self._codes[first:start]
        ends = np.flatnonzero((near == 10) | (near == 13))
        return first + int(ends[-1]) + 1 if len(ends) else first
