"""Data that is written as characters: maps, packed numbers, keys.

In: code points, the proposals of a page. Out: those that are not such data. Touches nothing.
Idea: of damaged text nearly all that is above ASCII belongs to what is read, and words have letters of one
kind. In data any character follows any other, and a few make a sequence of UTF-8 by chance; most are left
over, of all kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.mojibake.reading.islands import edges_of
from pipeline.mojibake.reading.readings import Proposal
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
_WHITE = (9, 10, 13, 32)
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
    is_read = covered(len(codes), starts, ends)
    counted = (codes >= _BORDERS[0]) & (codes < _BORDERS[-1])
    # places, not sums up to each place: a text may have many millions
    left_over = np.flatnonzero(counted & ~is_read)
    if len(left_over) < LEAST:
        return proposals
    belongs = np.flatnonzero(counted & is_read)
    white = np.flatnonzero(np.isin(codes, _WHITE))
    before = np.append(-1, white)[np.searchsorted(white, starts)] + 1
    after = np.append(white, len(codes))[np.searchsorted(white, ends)]
    first, last = np.maximum(before, starts - NEAR), np.minimum(after, ends + NEAR)
    rest, read = (np.searchsorted(at, last) - np.searchsorted(at, first) for at in (left_over, belongs))
    is_noise = (rest >= LEAST) & (rest > MORE * read)
    for k in np.flatnonzero(is_noise).tolist():
        here = slice(first[k], last[k])
        left = codes[here][counted[here] & ~is_read[here]]
        is_noise[k] = len(np.unique(np.searchsorted(_BORDERS, left, side="right"))) >= KINDS
    if not is_noise.any():
        return proposals
    lines = np.searchsorted(np.flatnonzero(codes == 10), starts)
    of_line, in_data = np.bincount(lines), np.bincount(lines, weights=is_noise)
    is_data = (in_data > 1) & (WHOLE * in_data >= of_line)
    return [p for p, bad in zip(proposals, (is_noise | is_data[lines]).tolist(), strict=True) if not bad]
