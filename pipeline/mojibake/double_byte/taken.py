"""How likely each ASCII character is that a decoder of pairs took along with an odd byte.

In: what stands before and after the place, what its line has open. Out: logarithms of shares.
Touches nothing but the table beside the model.
Idea: nothing of such a character is left, but what text it stands in. The model knows running text, where
hardly a bracket or a quotation mark of code stands; so it was counted in notes and in code with comments
(`benchmarks.taken` counts): how frequent each character is after the kind of the one before it, what the two
after it are like, and how often a line lacks it that lost it, and one that did not.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.mojibake.channel import lone_char, may_be_lost
from pipeline.mojibake.double_byte.lacking import Lacking
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading import logs

Array = np.ndarray[Any, Any]

DEFAULT_PATH = Path(__file__).with_suffix(".tsv")
DIGIT, LETTER, CAPITAL, OTHER, DOT = "0", "a", "A", "H", "."
"""Classes of what follows: digits, ASCII letters, all beyond ASCII, punctuation of ASCII."""
TAKEN = "\t\n" + "".join(chr(c) for c in range(0x20, 0x7F) if not chr(c).isalnum()) + DIGIT
"""What may be taken along; digits are one."""
MOST = 4
"""Nats; what stands near says no more of how lines end."""
KINDS = ("ideograph", "letter", "end", "comma", "close", "quote", "open", "sign")
"""Kinds of what stands before."""
SURE, LACKED, QUOTED, WHOLE = "sure", "lacked", "quoted", "whole"
"""What a line says of a character: it lacks one just here; it lacks one; of a line end, that the place is in
quotes; nothing."""
PAIRED = "\n\"'()*<>[]{}"
"""What a line may lack."""
_TENTH = 589
"""UNIT * log(10)."""
_KINDS = {
    "end": "。．！？…",
    "comma": "，、；：",
    "close": "）】》」』〉〕",
    "quote": "”’",
    "open": "“‘（【《「『〈〔",
}
_BEYOND = 0x40000
"""From here on no code point is a letter."""


def kind_before(char: int) -> int:
    """The kind of the character that lost its end, given as a code point."""
    return int(kinds_before()[min(char, _BEYOND)])


@cache
def kinds_before() -> Array:
    """The kind of each code point (uint8), and last of all those beyond, which are no letters."""
    kinds = np.full(_BEYOND + 1, KINDS.index("letter"), np.uint8)
    for first, end in ((0x2E80, 0xA000), (0xFF00, 0xFFF0), (0x20000, 0x32000)):
        kinds[first:end] = KINDS.index("ideograph")
    for first, end in ((0x2000, 0x2C00), (0x1F000, _BEYOND + 1)):
        signs = [not chr(char).isalpha() for char in range(first, end)]
        kinds[first:end][signs] = KINDS.index("sign")
    for kind, chars in _KINDS.items():
        kinds[[ord(char) for char in chars]] = KINDS.index(kind)
    return kinds


def class_after(char: str) -> str:
    """The class of what stands after the place; none at the end of a text."""
    if not char or char >= "\x80":
        return OTHER if char else ""
    if char.isalpha():
        return LETTER if char.islower() else CAPITAL
    return DIGIT if char.isdigit() else char


def class_next(char: str) -> str:
    """The coarser class of what stands after that."""
    found = class_after(char)
    if found in ("", OTHER, DIGIT, "\n"):
        return found
    if found in (LETTER, CAPITAL):
        return LETTER
    return " " if char == " " else DOT


def classes_after(near: str) -> tuple[str, str]:
    """The classes of the two characters after a place.

    Beyond ASCII it is not known where the next begins; a tab is as good as two spaces.
    """
    near = near.replace("\t", "  ")
    after = class_after(near[:1])
    return after, "" if after == OTHER else class_next(near[1:2])


def state_of(char: str, lacks: Lacking) -> str:
    """What the line says of a character."""
    if char in lacks.wanted:
        return SURE if char in lacks.sure else LACKED
    return QUOTED if lacks.quoted and char == "\n" else WHOLE


class Wraps:
    """How lines end in a text: it is counted once, and asked for around each region."""

    def __init__(self, codes: Array) -> None:
        inside = (codes[:-2] >= 0x80) & (codes[2:] >= 0x80)
        self._size = len(codes)
        self._lines, self._words = (
            np.cumsum(np.append(False, inside & (codes[1:-1] == code)), dtype=np.int32) for code in (10, 32)
        )

    def near(self, start: int, end: int) -> int:
        """How much more often lines than words end between characters beyond ASCII, in nats, at most `MOST`.

        Args:
            start, end: what part of the text counts; it may go beyond.
        """
        first, last = max(0, start), min(self._size, end) - 2
        if last <= first:
            return 0
        lines, words = (int(sums[last] - sums[first]) for sums in (self._lines, self._words))
        doubled = ((4 * max(lines, words) + 1) // (4 * min(lines, words) + 1)).bit_length() - 1
        nats = min(MOST, (9 * doubled + 6) // 13)  # a doubling is 0.7
        return nats if lines > words else -nats


def shares(page: str, kind: str, after: tuple[str, str] | None, lacks: Lacking, wraps: int) -> Array:
    """For each of the characters of `taken_by` UNIT * log of its share.

    Args:
        page: a double-byte page.
        kind: of `KINDS`.
        after: the classes of what stands after the place (see `classes_after`); None where the text ends, or
            is cut off.
        lacks: what the line lacks there.
        wraps: how much more often lines than words end there, see `Wraps`; in nats.
    """
    context = (kind,) if after is None else (kind, *after)
    found = _known(page, context) + _lifts(page, lacks)
    if OTHER in context:
        found[[char == "\n" for char in _counted(page)]] += wraps * UNIT
    found -= logs.log_sum(found, logs.log_add_table())
    digits = [char == DIGIT for char in _counted(page)]
    return np.append(found[np.logical_not(digits)], np.repeat(found[digits] - _TENTH, 10))


@cache
def taken_by(page: str) -> tuple[str, ...]:
    """The characters that a page may take along."""
    counted = _counted(page)
    return *(char for char in counted if char != DIGIT), *("0123456789" if DIGIT in counted else "")


@lru_cache(maxsize=1 << 12)
def _known(page: str, context: tuple[str, ...]) -> Array:
    """UNIT * log of the share of each character counted, by what stands around."""
    table = _table()
    keys = ([(char, *context[:length]) for length in range(len(context), -1, -1)] for char in _counted(page))
    return np.array([next(table[key] for key in options if key in table) for options in keys], np.int64)


@lru_cache(maxsize=1 << 10)
def _lifts(page: str, lacks: Lacking) -> Array:
    """What the line says of each character counted."""
    return np.array([_table().get((char, state_of(char, lacks)), 0) for char in _counted(page)], np.int64)


@cache
def _counted(page: str) -> tuple[str, ...]:
    """The characters that some lone byte takes along in a page, and that were counted."""
    lone = [byte for byte in range(0x80, 0xF5) if lone_char(page, byte) is None]
    counted = (key[0] for key in _table() if len(key) == 1)
    return tuple(char for char in counted if any(may_be_lost(page, byte, ord(char)) for byte in lone))


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, ...], int]:
    """UNIT * log of the share of a character in a context, and of the lift by what its line says of it."""
    rows = (line.split("\t") for line in DEFAULT_PATH.read_text(encoding="utf-8").splitlines())
    return {(chr(int(row[0], 16)), *map(_said, row[1:-1])): int(row[-1]) for row in rows}


def _said(cell: str) -> str:
    return cell.encode("ascii").decode("unicode_escape")
