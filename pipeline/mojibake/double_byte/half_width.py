"""Katakana of half width in Shift-JIS: words of a text, or bytes of UTF-8?

In: code points, proposals. Out: those that are not such words. Touches nothing.
Idea: each of these kana is one byte, and a third of their pairs is a letter of UTF-8: two of a word would be
an Arabic digit. The model knows no word in half width, so it would rather have the digit. The first byte of
longer characters makes a kanji that hardly any Japanese has; what shows none is a word, unless it stands in a
Latin word, or on a line with what does show one, or all kana are letters of one script.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.letters import script_of
from pipeline.mojibake.spans import covered

Array = np.ndarray[Any, Any]

PAGE = "shift_jis"
"""The page in which such a kana is a byte; another shows none, or its damage stands beside them."""
FIRST, LAST = 0xFF61, 0xFF9F
"""The kana and marks of half width."""
_LONG = 0xE0
"""From here on stand first bytes of characters of three bytes and more, and of the rarer kanji."""
_EAST = 0x3041, 0x9FFF
"""Kana and ideographs, about."""

LEAST = 4
"""Letters of one script that are no chance, if nothing beside them stays kana."""
FEW = 0.1
"""Share of other letters, and of kana that stay, which text of one script may have."""


class KanaWords:
    """The words in kana of half width that a text read in one page may have."""

    __slots__ = ("_codes", "_east", "_half", "_line_ends", "_rare")

    def __init__(self, codes: Array, page: str) -> None:
        self._codes = codes
        half = (codes >= FIRST) & (codes <= LAST) if page == PAGE else None
        self._half = half if half is not None and half.any() else None
        if self._half is not None:
            self._rare = runs.bytes_at(codes, runs.pair_bytes_of(PAGE)[0]) >= _LONG
            self._east = ((codes >= _EAST[0]) & (codes <= _EAST[1])) | self._half
            self._line_ends = np.flatnonzero(codes == 10)

    def without(self, proposals: list[Proposal]) -> list[Proposal]:
        """The proposals of the page, in order, less those that may be such words."""
        if self._half is None or not proposals:
            return proposals
        first, last = proposals[0].start, proposals[-1].end
        half, rare = self._half[first:last], self._rare[first:last]
        if not half.any():
            return proposals
        shows_none = [not rare[p.start - first : p.end - first].any() for p in proposals]
        if not any(shows_none):
            return proposals
        starts, ends = (np.array([p[k] for p in proposals]) for k in (0, 1))
        read = covered(last - first, starts - first, ends - first)
        if np.count_nonzero(half & ~read) <= FEW * np.count_nonzero(half) and _are_of_one_script(proposals):
            return proposals
        rest = int(np.count_nonzero(self._east) - np.count_nonzero(self._east[first:last] & read))
        speaks = [
            not none or self._is_in_latin_word(proposal, read, first, common=rest > 0)
            for none, proposal in zip(shows_none, proposals, strict=True)
        ]
        lines = np.searchsorted(self._line_ends, starts).tolist()
        damaged = {line for line, one in zip(lines, speaks, strict=True) if one}
        return [p for p, line in zip(proposals, lines, strict=True) if line in damaged]

    def _is_in_latin_word(self, proposal: Proposal, read: Array, first: int, *, common: bool) -> bool:
        """Whether a stretch would be Latin letters, touches small ones, and leaves no kana beside it unread.

        `read` tells what is, from `first` on. With `common`, only letters up to U+00FF are Latin: `iPhone`
        may stand before a word of Japanese.
        """
        after = proposal.after or ""
        if not after or not all(char.isalpha() and script_of(char) == "LATIN" for char in after.strip(" ")):
            return False
        if common and max(after) > "\u00ff":
            return False
        codes, half = self._codes, self._half
        sides = [at for at in (proposal.start - 1, proposal.end) if 0 <= at < len(codes)]
        for at in sides:
            is_read = 0 <= at - first < len(read) and read[at - first]
            if half is not None and half[at] and not is_read:
                return False
        return any(0x61 <= codes[at] <= 0x7A for at in sides)


def _are_of_one_script(proposals: list[Proposal]) -> bool:
    """Whether what is read is letters of one script, several and different ones."""
    letters = [
        char for proposal in proposals for char in proposal.after or "" if char >= "\x80" and char.isalpha()
    ]
    scripts = Counter(script_of(char) for char in letters)
    if not scripts:
        return False
    script, count = scripts.most_common(1)[0]
    kinds = {char for char in letters if script_of(char) == script}
    return count >= LEAST and len(kinds) >= LEAST - 1 and count >= (1 - FEW) * len(letters)
