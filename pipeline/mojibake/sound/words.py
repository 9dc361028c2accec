"""Which letters and words a text has as it stands.

In: a text. Out: whether a word, or its letters, are in it. Touches nothing.
Idea: to list all words of a text takes as long as to repair it. Most that are asked about have a letter that
the text has not, or two letters in a row; few are looked for, and only if there are many are all listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

import numpy as np

from pipeline.mojibake.evidence import runs

Array = np.ndarray[Any, Any]

_WORD = re.compile(r"\w+")
LONG = 4000
"""Characters of a block from which its words are listed, if many are looked for."""
LOOKS = 24
"""Words that are looked for in such blocks all the same: to list theirs takes as long."""


class Words:
    """A text that is asked for words."""

    def __init__(self, text: str, codes: Array) -> None:
        """A text, and its code points."""
        self._text, self._codes = text, codes
        self._looked = 0
        self._words: dict[tuple[int, int], frozenset[str]] = {}

    def have_letters(self, word: str) -> bool:
        """Whether the text has all letters and digits of a word."""
        return all(self._there[min(ord(char), 65535)] for char in filter(str.isalnum, word))

    def lack_some(self, readings: str, cuts: Array, asked: Array) -> Array:
        """Whether each of some readings has a letter or digit that the text has not.

        Args:
            readings, cuts: see `whole.readings_of`.
            asked: which of them are to be asked about (bool).

        Returns:
            bool for each reading, of which only those asked about count; characters above 65,535 are told as
            if the text had them.
        """
        if not asked.any():
            return asked
        codes = np.minimum(runs.code_points(readings), 65535)
        unknown = letters_and_digits() & ~self._there
        unknown[65535] = False  # stands for those beyond
        counts = np.append(0, np.cumsum(unknown[codes]))[cuts]
        found: Array = counts[1:] > counts[:-1]
        return found

    def may_stand_in(self, block: tuple[int, int], word: str) -> bool:
        """Whether it is worth while to look for a word in a block."""
        if block[1] - block[0] <= LONG:
            return True
        if not self._have_pairs(word):
            return False
        self._looked += 1
        first = _WORD.search(word) if self._looked > LOOKS else None
        return first is None or first.group() in self._words_of(block)

    def places_in(self, start: int, end: int, word: str) -> Iterator[int]:
        """Where a word stands whole in text[start:end]."""
        text = self._text
        at = text.find(word, start, end)
        while at >= 0:
            stop = at + len(word)
            if (at == start or not is_in_word(text[at - 1])) and (stop == end or not is_in_word(text[stop])):
                yield at
            at = text.find(word, at + 1, end)

    @cached_property
    def _there(self) -> Array:
        """For each code point below 65,536 whether the text has it."""
        return runs.characters_in(self._codes)

    @cached_property
    def _pairs(self) -> Array:
        """For each `_pair` of characters whether the text may have it, one behind the other (bool)."""
        found = np.zeros(65536, np.bool_)
        found[_pair(self._codes[:-1], self._codes[1:])] = True
        return found

    def _have_pairs(self, word: str) -> bool:
        """Whether the text may have all characters of a word, each behind the one before it."""
        codes = runs.code_points(word)
        return bool(self._pairs[_pair(codes[:-1], codes[1:])].all())

    def _words_of(self, block: tuple[int, int]) -> frozenset[str]:
        """The words of a block as it stands."""
        if block not in self._words:
            self._words[block] = frozenset(_WORD.findall(self._text, *block))
        return self._words[block]


@cache
def letters_and_digits() -> Array:
    """For each code point below 65,536 whether it is a letter or a digit (bool)."""
    return np.fromiter((chr(code).isalnum() for code in range(65536)), np.bool_, 65536)


def is_in_word(char: str) -> bool:
    """Whether a character may stand in a word, as a regular expression has it."""
    return char.isalnum() or char == "_"


def _pair(first: Array, second: Array) -> Array:
    """A number below 65,536 for each of some pairs of characters; others have it as well, but few."""
    found: Array = (first << 8 ^ second) & 0xFFFF
    return found
