"""How likely each ASCII character is that a decoder of pairs took along with an odd byte.

In: what stands before and after the place, what its line has open. Out: logarithms of shares.
Touches nothing but the table beside the model.
Idea: nothing of such a character is left, but what text it stands in. The model knows running text, where
hardly a bracket or a quotation mark of code stands; so it was counted in notes and in code with comments
(`benchmarks.taken` counts): how frequent each character is after the kind of the one before it, what the two
after it are like, and how often a line lacks it that lost it, and one that did not.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.mojibake import logs
from pipeline.mojibake.channel import lone_char, may_be_lost
from pipeline.mojibake.lacking import Lacking
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

DEFAULT_PATH = Path(__file__).parent / "model" / "taken.tsv"
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
_KIND_OF = {ord(char): KINDS.index(kind) for kind, chars in _KINDS.items() for char in chars}


@lru_cache(maxsize=1 << 14)
def kind_before(char: int) -> int:
    """The kind of the character that lost its end, given as a code point."""
    is_sign = (0x2000 <= char < 0x2C00 or char >= 0x1F000) and not chr(char).isalpha()
    is_ideograph = 0x2E80 <= char < 0xA000 or 0xFF00 <= char < 0xFFF0 or 0x20000 <= char < 0x32000
    return _KIND_OF.get(char, KINDS.index("sign" if is_sign else "ideograph" if is_ideograph else "letter"))


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


def wraps_near(codes: Array) -> int:
    """How much more often lines than words end between characters beyond ASCII, in nats, at most `MOST`."""
    inside = (codes[:-2] >= 0x80) & (codes[2:] >= 0x80)
    lines = int(np.count_nonzero(inside & (codes[1:-1] == 10)))
    words = int(np.count_nonzero(inside & (codes[1:-1] == 32)))
    doubled = ((4 * max(lines, words) + 1) // (4 * min(lines, words) + 1)).bit_length() - 1
    nats = min(MOST, (9 * doubled + 6) // 13)  # a doubling is 0.7
    return nats if lines > words else -nats


@lru_cache(maxsize=1 << 14)
def shares(page: str, kind: str, near: str | None, lacks: Lacking, wraps: int) -> dict[str, int]:
    """For each ASCII character that the page may take along, UNIT * log of its share.

    Args:
        page: a double-byte page.
        kind: of `KINDS`.
        near: the characters after the place, two of them or fewer; None where the text ends, or is cut off.
        lacks: what the line lacks there.
        wraps: how much more often lines than words end there, see `wraps_near`; in nats.
    """
    context = (kind,) if near is None else (kind, *classes_after(near))
    table, adds, total = _table(), logs.log_add_table(), logs.FAR
    found: dict[str, int] = {}
    for char in _taken_by(page):
        contexts = ((char, *context[:length]) for length in range(len(context), -1, -1))
        share = next(table[key] for key in contexts if key in table)
        found[char] = share + table.get((char, state_of(char, lacks)), 0)
        if char == "\n" and OTHER in context:
            found[char] += wraps * UNIT
        total = logs.log_add(total, found[char], adds)
    digits = found.pop(DIGIT, None)
    if digits is not None:
        found |= dict.fromkeys("0123456789", digits - _TENTH)
    return {char: score - total for char, score in found.items()}


@lru_cache(maxsize=8)
def _taken_by(page: str) -> tuple[str, ...]:
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
