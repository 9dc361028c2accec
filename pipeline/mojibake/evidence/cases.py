"""Damage whose case was changed on the way: `cafÃ©` became `cafã©`, `itâ€™s` `ITÂ€™S`.

In: a text. Out: words that look so, and what they may have been before. Touches nothing.
Idea: the change moves bytes by 20, mostly of lead bytes, and UTF-8 says what a lead byte must have been: E3
is followed by two continuation bytes, C3 by one. What has the other case too among continuation bytes (`š`)
has two readings. Words alone are asked about that have no letter in the other case. Source: Unicode, 5.18.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.channel import CASES, in_case
from pipeline.mojibake.evidence import runs

Array = np.ndarray[Any, Any]

PAGE = "windows-1252"
"""Bytes are told by it: the Latin pages read what matters here alike."""
AFTER_WORDS = "\xa0«»’‘“”‚„‹›…–—•™†"
"""Continuation bytes that stand behind sound words: they, and letters, alone make nothing suspicious."""
REACH = 1000
"""Characters on each side of a place that a word has at most: East Asian text has few spaces."""
MOVED = {"lower": {"ÿ": "Ÿ"}, "upper": {"Ƒ": "ƒ", "Μ": "µ"}}
"""Characters that no page has among its continuation bytes, and what they were before the change."""
BOTH = {"lower": "šœž", "upper": "ŠŒŽ"}
"""Characters that are continuation bytes in both cases."""
LONGEST_SIGN = 3
"""Characters that one sign is seen as, at most."""
FREQUENT = 1000
"""Characters that are looked at one by one; where there are more, such words are supposed."""


class Word(NamedTuple):
    """Characters between white space that a change of case may have touched."""

    start: int
    end: int
    case: str
    """The change: a loss."""
    options: tuple[str, ...]
    """What may have stood there, each as long as the word."""


def words_in_case(codes: Array, *, is_known: bool = False, most: int = 0) -> list[Word]:
    """The words of a text that look as if their case had been changed after the damage, in order.

    Args:
        codes: the text's code points (int32).
        is_known: whether others of the text had theirs changed: then what stands behind sound words counts.
        most: so many places from all over the text are looked at; 0 for all.
    """
    at, bits = runs.pairs_of(codes, _table(is_known))
    if len(at):
        at, bits = _without_whole(codes, at, bits, is_known=is_known)
        step = 1 + len(at) // most if most else 1
        at, bits = at[::step], bits[::step]
    spaces = np.flatnonzero((codes == ord(" ")) | ((codes >= 9) & (codes <= 13)))
    after = np.searchsorted(spaces, at)
    begins = np.append(-1, spaces)[after] + 1
    ends = np.append(spaces, len(codes))[after]
    found: list[Word] = []
    end = 0
    for place, begin, stop, bit in zip(*(a.tolist() for a in (at, begins, ends, bits)), strict=True):
        if place < end:
            continue
        start, end = max(end, begin, place - REACH), min(stop, place + REACH)
        word = runs.text_of(codes[start:end])
        case = "lower" if bit & 1 else "upper"
        options = tuple(_options(word, case)) if in_case(word, [case]) == word else ()
        if options and _may_be_word(word, options):
            found.append(Word(start, end, case, options))
    return found


def _may_be_word(word: str, options: tuple[str, ...]) -> bool:
    """Whether there is more of a word than one sign: `â³` is an hourglass that lost a byte, and no `³`."""
    if len(word) > LONGEST_SIGN or any(char.isascii() and char.isalnum() for char in word):
        return True
    return any(char.isalpha() for option in options for char in _read(option))


def _read(seen: str) -> str:
    """What a few characters read as in the page; nothing where they are no whole ones."""
    data = bytes(int(_bytes()[min(ord(char), 65535)]) or 0xFF for char in seen)
    return data.decode("utf-8", "ignore")


def may_be_in_case(codes: Array, there: Array) -> bool:
    """Whether a text may have such words; supposed where what speaks for them is frequent.

    Args:
        codes: the text's code points (int32).
        there: its characters (see `runs.characters_in`).
    """
    first_ones, leads, telling = _telling()
    if not there[first_ones].any():
        return False
    for code in telling[there[telling]].tolist():  # of sound text these are few, and seldom
        at = np.flatnonzero(codes[1:] == code)
        if len(at) > FREQUENT or leads[np.minimum(codes[at], 65535)].any():
            return True
    return False


@cache
def _telling() -> tuple[Array, Array, Array]:
    """The characters that `_masks` knows as first ones, their bits, and those that make one suspicious."""
    leads, follows = _masks(False)
    moved = [ord(char) for char in MOVED["upper"]]
    return np.flatnonzero(leads), leads, np.append(np.flatnonzero(follows & 1), moved)


@cache
def _bytes() -> Array:
    """For each code point below 65,536 its byte in the page, or 0; C1 controls have that of their number."""
    table = runs.bytes_of(PAGE).copy()
    table[0x80:0xA0] = np.arange(0x80, 0xA0)
    return table


@cache
def _table(is_known: bool) -> Array:
    return runs.joined(*_masks(is_known))


@cache
def _masks(is_known: bool) -> tuple[Array, Array]:
    """As of `runs.masks`: the first bit is for small letters, the second for capitals."""
    table = _bytes()
    leads, follows = np.zeros(65536, np.uint32), np.zeros(65536, np.uint32)
    for code in np.flatnonzero(table >= 0xC0).tolist():
        small, capital = _other(chr(code), "upper"), _other(chr(code), "lower")
        leads[code] |= np.uint32((small is not None) | (capital is not None) << 1)
    is_next = (table >= 0x80) & (table <= 0xBF)
    if not is_known:
        is_next[[ord(char) for char in AFTER_WORDS + BOTH["lower"] + BOTH["upper"]]] = False
    is_next[[ord(char) for char in MOVED["lower"]]] = True
    follows[is_next] |= np.uint32(1)
    follows[(table >= 0x80) & (table <= 0xBF)] |= np.uint32(2)
    follows[[ord(char) for char in MOVED["upper"]]] |= np.uint32(2)
    return leads, follows


def _without_whole(codes: Array, at: Array, bits: Array, *, is_known: bool) -> tuple[Array, Array]:
    """The pairs less those that go on as UTF-8 does: of small letters too long, of capitals too short.

    What stands behind sound words makes nothing longer where no other word had its case changed: `‘Ã©’`.
    """
    table = _bytes()
    behind = codes[np.minimum(at + 2, len(codes) - 1)]
    thirds = table[np.minimum(behind, 65535)]
    is_long = (thirds >= 0x80) & (thirds <= 0xBF) & (at + 2 < len(codes))
    if not is_known:
        is_long &= ~runs.are_any(behind, AFTER_WORDS)
    seconds = codes[at + 1]
    is_small, is_capital = (runs.are_any(seconds, "".join(MOVED[case])) for case in CASES)
    kept = np.where(is_small, bits & 1, np.where(is_long | is_capital, bits & 2, bits & 1))
    kept[(codes[at] == ord("â")) & (table[np.minimum(seconds, 65535)] < 0xA0)] = 0  # it would be a control
    return at[kept != 0], kept[kept != 0]


@lru_cache(maxsize=1 << 12)
def _other(char: str, case: str) -> str | None:
    """A lead byte's character in the other case, if that leads a character of another length."""
    moved = CASES[case](char)
    table = _bytes()
    if len(moved) != 1 or moved == char or ord(moved) > 0xFF:
        return None
    byte, was = int(table[ord(char)]), int(table[ord(moved)])
    return moved if byte >= 0xC0 and 0xC2 <= was <= 0xF4 else None


def _options(word: str, case: str) -> Iterator[str]:
    """What a word may have been before its case was changed; nothing if the change left it alone."""
    back = "upper" if case == "lower" else "lower"
    table = _bytes()
    is_next = [ord(c) < 65536 and (0x80 <= table[ord(c)] <= 0xBF or c in MOVED[case]) for c in word]
    out = [MOVED[case].get(char, char) for char in word]
    for k, char in enumerate(word):
        moved = _other(char, back)
        if moved is None:
            continue
        have = next((n for n in range(3) if k + n + 1 >= len(word) or not is_next[k + n + 1]), 3)
        # too few continuation bytes for a small letter, or as many as make one
        is_control = char == "â" and have > 0 and table[ord(word[k + 1])] < 0xA0
        if (have < _needed(char) and not is_control) if case == "lower" else have >= _needed(moved):
            out[k] = moved
    if "".join(out) == word:
        return
    yield "".join(out)
    both = [CASES[back](char) if char in BOTH[case] else char for char in out]
    if both != out:
        yield "".join(both)


def _needed(char: str) -> int:
    """How many continuation bytes follow a lead byte that reads as this character."""
    byte = int(_bytes()[ord(char)])
    return 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
