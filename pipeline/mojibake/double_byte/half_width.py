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

Array = np.ndarray[Any, Any]

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


def without_kana_words(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals of a Shift-JIS text, in order, less those that may be words in kana of half width."""
    if not proposals:
        return proposals
    half = (codes >= FIRST) & (codes <= LAST)
    if not half.any():
        return proposals
    is_rare = runs.bytes_at(codes, runs.pair_bytes_of("shift_jis")[0]) >= _LONG
    shows_none = [not is_rare[p.start : p.end].any() for p in proposals]
    if not any(shows_none):
        return proposals
    read = np.zeros(len(codes), np.bool_)
    for proposal in proposals:
        read[proposal.start : proposal.end] = True
    whole = slice(proposals[0].start, proposals[-1].end)
    stays, kana = int(np.count_nonzero((half & ~read)[whole])), int(np.count_nonzero(half[whole]))
    if stays <= FEW * kana and _are_of_one_script(proposals):
        return proposals
    is_japanese = bool((((codes >= _EAST[0]) & (codes <= _EAST[1])) | half)[~read].any())
    speaks = [
        not none or _is_in_latin_word(codes, half, read, proposal, common=is_japanese)
        for none, proposal in zip(shows_none, proposals, strict=True)
    ]
    ends = np.flatnonzero(codes == 10)
    lines = np.searchsorted(ends, [p.start for p in proposals]).tolist()
    damaged = {line for line, one in zip(lines, speaks, strict=True) if one}
    return [p for p, line in zip(proposals, lines, strict=True) if line in damaged]


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


def _is_in_latin_word(codes: Array, half: Array, read: Array, proposal: Proposal, *, common: bool) -> bool:
    """Whether a stretch would be Latin letters, touches small ones, and leaves no kana beside it unread.

    With `common`, only letters up to U+00FF are: `iPhone` may stand before a word of Japanese.
    """
    after = proposal.after or ""
    if not after or not all(char.isalpha() and script_of(char) == "LATIN" for char in after.strip(" ")):
        return False
    if common and max(after) > "\u00ff":
        return False
    sides = [at for at in (proposal.start - 1, proposal.end) if 0 <= at < len(codes)]
    if any(half[at] and not read[at] for at in sides):
        return False
    return any(0x61 <= codes[at] <= 0x7A for at in sides)
