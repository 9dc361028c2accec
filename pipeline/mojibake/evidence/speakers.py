"""Which part of the model reads a text: one for all languages, or that of its own.

In: a model, and the characters of a text that are known. Out: the arrays to search with.
Touches nothing. Idea: whether a stretch is damage at all is asked of the distribution over
all languages, for what stands there may be of any; which reading a lost byte has is asked
of the language of the text, which the characters that lost nothing tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence.markup import is_markup
from pipeline.mojibake.evidence.sequences import needed
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import Model, identify, lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.spans import Spans

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]

ENOUGH = 24
"""Known characters beyond Latin that tell a stretch's language without the rest of the text."""
AROUND = 24
"""Characters before and after an island that are looked at with it."""
FOREIGN = 16 * UNIT
"""How much likelier another language must find the place to be read in it."""
EAST = frozenset({"Hans", "Hant", "Jpan", "Kore"})
"""ISO 15924 codes of what Chinese, Japanese and Korean are written in."""
UNSPACED = EAST - {"Kore"}
"""Those of them in which no spaces part words."""
MOST = 600
"""Characters that are looked at."""


@kernel
def known_characters(codes: Array, start: int, end: int, table: Array, out: Array, known: Array) -> int:
    """Reads codes[start:end] through a page as far as it lost nothing.

    Args:
        codes: code points.
        table: byte of each code point in the page, 0 if it has none.
        out: filled with code points; of a character that lost a byte, with one like it.
        known: filled with 0 where the character is not known, 2 where the page says it, else 1.

    Returns:
        How many characters there are; at most as many as fit.
    """
    count = 0
    i = start
    while i < end and count < len(out):
        code = codes[i]
        lead = int(table[code]) if code < 65536 else 0
        need = needed(lead)
        if need == 0:
            out[count] = code
            known[count] = 0 if lead >= 0x80 else 1
            count += 1
            i += 1
            continue
        value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
        j = i + 1
        taken = 0
        while taken < need and j < end and codes[j] < 65536 and 0x80 <= table[codes[j]] <= 0xBF:
            value = (value << 6) | (int(table[codes[j]]) - 0x80)
            taken += 1
            j += 1
        known[count] = 2 if taken == need else 0
        while taken < need:
            value = (value << 6) | 0x20
            taken += 1
            if j < end and (codes[j] == 0x3F or codes[j] == 0xFFFD):
                j += 1  # it stands for the byte
        if value > 0x10FFFF:  # F4 90 and on is not UTF-8
            value, known[count] = 0xFFFD, 0
        out[count] = value
        count += 1
        i = j
    return count


def known_in(codes: Array, spans: Spans, table: Array) -> tuple[Array, Array]:
    """The characters in and around some of the spans, from all over the text (see `known_characters`)."""
    chars, known = np.zeros(MOST, np.int64), np.zeros(MOST, np.int64)
    count, done = 0, 0
    step = max(1, len(spans) // 16)
    for start, end in spans[::step]:
        first = max(done, start - AROUND)
        last = min(len(codes), min(end, start + 2 * AROUND) + AROUND)
        if count >= MOST or first >= last:
            continue
        count += known_characters(codes, first, last, table, chars[count:], known[count:])
        done = last
    return chars[:count], known[:count]


class Same:
    """A model's arrays, as what they are and not as what is in them: a key of a cache."""

    def __init__(self, arrays: tuple[Array, ...]) -> None:
        self.arrays = arrays

    def __hash__(self) -> int:
        return id(self.arrays[0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.arrays[0] is other.arrays[0]


class Speakers:
    """A model's distributions, and which of them a text is read with."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.all: Arrays = model.arrays
        """The distribution over all languages."""

    def is_east_asian(self, arrays: Arrays) -> bool:
        """Whether arrays are those of Chinese, Japanese or Korean."""
        return self._are_of(arrays, EAST)

    def have_spaces(self, arrays: Arrays) -> bool:
        """Whether arrays are those of languages that part words by spaces: all but Chinese and Japanese.

        Thai, which does so seldom, reads as well as if it did.
        """
        return not self._are_of(arrays, UNSPACED)

    def _share_script(self, arrays: Arrays, others: Arrays) -> bool:
        """Whether two languages are written in one script, or both in Chinese characters."""
        of, theirs = (
            {script for group in self._model.groups if group.arrays is some for script in group.scripts}
            for some in (arrays, others)
        )
        return bool(of & theirs) or bool(of & UNSPACED and theirs & UNSPACED)

    def _are_of(self, arrays: Arrays, scripts: frozenset[str]) -> bool:
        return any(
            group.arrays is arrays and scripts.intersection(group.scripts) for group in self._model.groups
        )

    def of_text(self, chars: Array, known: Array) -> Arrays:
        """The arrays of the language in which the known characters are likeliest."""
        if len(self._model.groups) == 1 or not len(chars):
            return self.all
        jit.expect(3 * len(chars))
        over = is_markup(chars)
        if over is not None:
            chars, known = chars[~over], known[~over]
        return identify(self._model, chars, known, scorer=lookup.known_score).arrays

    def of_islands(self, codes: Array, islands: Spans, table: Array) -> Arrays:
        """The arrays of the language of a text, from its islands and what stands around them.

        ASCII counts: in the languages of Western Europe it is most of a word.
        """
        return self.of_text(*known_in(codes, islands, table))

    def of_region(self, codes: Array, start: int, end: int, table: Array, otherwise: Arrays) -> Arrays:
        """The arrays for one region, or the text's where the region says too little."""
        chars, known = np.zeros(MOST, np.int64), np.zeros(MOST, np.int64)
        count = known_characters(codes, start, end, table, chars, known)
        # letters from U+0370 on tell a language; those before it are shared by too many
        if int(np.count_nonzero((chars[:count] >= 0x370) & (known[:count] > 0))) >= ENOUGH:
            return self.of_text(chars[:count], known[:count])
        if np.any(known[:count] == 2):  # a line of Chinese in a Czech note is none of Czech
            arrays = self._if_far(chars[:count], known[:count], otherwise)
            return otherwise if self._share_script(arrays, otherwise) else arrays
        return self._of_place(codes, start, end, table, otherwise)

    def _of_place(self, codes: Array, start: int, end: int, table: Array, otherwise: Arrays) -> Arrays:
        """The arrays for a region without a single whole character: it may be sound, and stand in a
        text of another language than the one that is damaged.
        """
        chars, known = np.zeros(MOST, np.int64), np.zeros(MOST, np.int64)
        count = known_characters(
            codes, max(0, start - AROUND), min(len(codes), end + AROUND), table, chars, known
        )
        return self._if_far(chars[:count], known[:count], otherwise)

    def _if_far(self, chars: Array, known: Array, otherwise: Arrays) -> Arrays:
        """The arrays of the language of some characters, if they are likelier in it by far."""
        arrays = self.of_text(chars, known)
        if arrays is otherwise:
            return otherwise
        here, there = (lookup.known_score(a, chars, known, 0, len(chars)) for a in (arrays, otherwise))
        return arrays if here - there > FOREIGN else otherwise
