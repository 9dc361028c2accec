"""Data that is written as characters: maps, packed numbers, keys.

In: code points, the proposals of a page. Out: those that are not such data. Touches nothing.
Idea: of damaged text nearly all that is above ASCII belongs to what is read, and words have letters of one
kind. In data any character follows any other, and a few make a sequence of UTF-8 by chance; most are left
over, of all kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.sequences import WIDE
from pipeline.mojibake.reading.islands import edges_of
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.chance import is_sign
from pipeline.mojibake.sound.letters import script_of
from pipeline.mojibake.spans import covered

Array = np.ndarray[Any, Any]

NEAR = 1000
"""Characters on either side of a stretch, as far as white space, that tell whether it stands in data."""
LEAST = 8
"""Characters that are left over there, in data."""
MORE = 3
"""How many times as many as are read there."""
KINDS = 3
"""Kinds of them (see `_BORDERS`): French has two, and so has Polish."""
_BORDERS = np.array([0x80, 0xA0, 0xC0, 0x100, 0x180, 0x2B0, 0x370, 0x400, 0x530, 0x600, 0x800, 0x1E00])
"""Where kinds begin: controls, signs, letters with accents, others, ..., scripts; beyond is none."""
BLOCK = 1 << 20
"""Characters that are looked at together."""
_WHITE = "\t\n\r "
AROUND = 60
"""Characters on either side of what is read in a double-byte page, that tell."""
WORD = 4
"""Letters of two bytes that are a word; of three two are enough."""
CHART = 6
"""Letters that follow one another in the order of their numbers."""
_THREE, _WIDEST = "\u0800", 0xA000
"""From the one on characters have three bytes; the other ends East Asian ones."""
WHOLE = 4
"""A line of which one such part of what is read, and not just one stretch, stands in data is data."""


def without_noise(codes: Array, proposals: Sequence[Proposal]) -> Sequence[Proposal]:
    """The proposals of a page, in order, less those that stand in data.

    Args:
        codes: the text's code points.
        proposals: of a page in which the bytes of UTF-8 are no letters of one alphabet.
    """
    if not proposals:
        return proposals
    starts, ends = edges_of(proposals)
    is_noise = np.zeros(len(starts), np.bool_)
    # some of the text at a time: what is counted of a large one would take as much memory as the text
    for begin in range(0, len(codes), BLOCK):
        first, last = np.searchsorted(starts, (begin, begin + BLOCK))
        if first < last:
            is_noise[first:last] = _stand_in_data(codes, starts, ends, slice(first, last))
    if not is_noise.any():
        return proposals
    lines = np.searchsorted(np.flatnonzero(codes == 10), starts)
    of_line, in_data = np.bincount(lines), np.bincount(lines, weights=is_noise)
    is_data = (in_data > 1) & (WHOLE * in_data >= of_line)
    return [p for p, bad in zip(proposals, (is_noise | is_data[lines]).tolist(), strict=True) if not bad]


def _stand_in_data(codes: Array, starts: Array, ends: Array, some: slice) -> Array:
    """Which of some stretches of a text have data around them; `starts` and `ends` are of all."""
    from_, to = max(int(starts[some][0]) - NEAR, 0), int(ends[some][-1]) + NEAR
    here = codes[from_:to]
    near = slice(np.searchsorted(ends, from_, side="right"), np.searchsorted(starts, to))
    near_starts, near_ends = starts[near] - from_, ends[near] - from_
    is_read = covered(len(here), near_starts.clip(0), near_ends.clip(max=len(here)))
    starts, ends = starts[some] - from_, ends[some] - from_
    counted = (here >= _BORDERS[0]) & (here < _BORDERS[-1])
    left_over = np.flatnonzero(counted & ~is_read)
    out = np.zeros(len(starts), np.bool_)
    if len(left_over) < LEAST:
        return out
    belongs = np.flatnonzero(counted & is_read)
    white = np.flatnonzero(runs.are_any(here, _WHITE))
    before = np.append(-1, white)[np.searchsorted(white, starts)] + 1
    after = np.append(white, len(here))[np.searchsorted(white, ends)]
    first, last = np.maximum(before, starts - NEAR), np.minimum(after, ends + NEAR)
    rest, read = (np.searchsorted(at, last) - np.searchsorted(at, first) for at in (left_over, belongs))
    out[:] = (rest >= LEAST) & (rest > MORE * read)
    for k in np.flatnonzero(out).tolist():
        around = slice(first[k], last[k])
        left = here[around][counted[around] & ~is_read[around]]
        out[k] = len(np.unique(np.searchsorted(_BORDERS, left, side="right"))) >= KINDS
    return out


def without_lists(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals of a double-byte page, in order, less those that stand in sound text of such characters.

    In a list of rare ones, as of another page in its order, two in a row are a letter now and then, and some
    are an alphabet in its order; what is damaged is so for the most part, or says a word.
    """
    if not proposals:
        return proposals
    starts, ends = edges_of(proposals)
    is_wide = (codes >= WIDE) & (codes < _WIDEST)
    is_read = covered(len(codes), starts, ends)
    places = np.flatnonzero(is_wide & ~is_read), np.flatnonzero(is_wide & is_read)
    rest, read = (np.searchsorted(at, ends + AROUND) - np.searchsorted(at, starts - AROUND) for at in places)
    in_list = ((rest >= LEAST) & (rest > MORE * read)).tolist()
    kept: list[Proposal] = []
    touches = np.append(False, starts[1:] == ends[:-1])
    for first, last in pairwise([*np.flatnonzero(~touches).tolist(), len(proposals)]):
        after = "".join(p.after or "" for p in proposals[first:last])
        if not _is_chart(after) and (not all(in_list[first:last]) or _says_word(after)):
            kept += proposals[first:last]
    return kept


def _says_word(after: str) -> bool:
    """Whether a reading has a sign, or letters enough of one script."""
    beyond = [char for char in after if char >= "\x80"]
    if any(map(is_sign, beyond)):
        return True
    return len({script_of(char) for char in beyond}) == 1 and len(beyond) >= (
        WORD if beyond[0] < _THREE else 2
    )


def _is_chart(after: str) -> bool:
    """Whether a reading is an alphabet in its order, or part of it."""
    follow = sum(ord(second) == ord(first) + 1 for first, second in pairwise(after))
    return follow >= CHART and 2 * follow >= len(after)
