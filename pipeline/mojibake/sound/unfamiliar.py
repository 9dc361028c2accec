"""Languages that the model does not know: what it says of lost bytes there is worth less, or nothing.

In: code points, regions, the arrays they are read with, proposals. Out: proposals that are less sure. Touches
nothing.
Idea: how surprised the model is by the characters that lost nothing tells whether it knows the language. Text
of those that it was made of surprises it by 1.5 to 3 nats a character, that of their neighbours (Belarusian,
Icelandic, Latvian) by 4 to 6, and a script that it has never seen by more than 10.
There the likeliest reading is that of another language, and all letters of an unknown script are one to it.
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence.speakers import Arrays, Same, known_in
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.chance import is_text
from pipeline.mojibake.spans import Spans

Array = np.ndarray[Any, Any]

USUAL = 33 * UNIT // 10
"""Surprise a character up to which a text is as what the model knows."""
CHANCE = 2 * UNIT
"""So much a single character may surprise by chance; so many, by this over their number's root."""
BEYOND_LATIN, ENOUGH = 0x370, 12
"""From here on stand letters of other alphabets; so many of them tell."""
STRANGE = 9 * UNIT
"""Surprise from which nothing is known of a script."""
FALL = 4
"""By so much less of itself are log odds worth, in tenths, for each nat of surprise more than usual."""
MOST, LEAST = 10 * UNIT, UNIT // 2
"""Log odds of a reading are at most so much where the surprise is just more than usual, and at the end."""
STEEP = 15
"""Nats by which that falls for each nat of surprise."""
FAR = 16 * UNIT
"""Log odds against what is a guess among equals."""


def surprise(codes: Array, spans: Spans, table: Array, arrays: Arrays) -> int:
    """By how much more than usual a character surprises the model, in UNIT to a nat; 0 if not.

    In text of another alphabet than Latin its own letters tell, and not code and names beside them.

    Args:
        codes: code points.
        spans: what is read with the arrays.
        table: byte of each code point in the page.
        arrays: the model's.
    """
    chars, known = known_in(codes, spans, table)
    if np.count_nonzero((chars >= BEYOND_LATIN) & (known > 0)) >= ENOUGH:
        known[(chars > ord(" ")) & (chars < BEYOND_LATIN)] = 0
    count = int(np.count_nonzero(known))
    if count == 0:
        return 0
    jit.expect(3 * len(chars))
    mean = -lookup.known_score(arrays, chars, known, 0, len(chars)) // count
    return max(0, mean - CHANCE * 16 // isqrt(256 * count) - USUAL)


def doubted(proposals: list[Proposal], more: int, arrays: Arrays) -> list[Proposal]:
    """The proposals; those that lost bytes as sure as a model can be that is surprised by so much `more`."""
    if not more:
        return proposals
    return [_doubted(p, more, arrays) if p.struck and p.after is not None else p for p in proposals]


def without_guesses(proposals: list[Proposal], arrays: Arrays) -> list[Proposal]:
    """The proposals; those that lost bytes, and are letters that the model has never seen, are left.

    Args:
        proposals: in order.
        arrays: the model's, for all languages.
    """
    return [_left(p) if p.struck and _is_unknown(p.after or "", arrays) else p for p in proposals]


def _doubted(proposal: Proposal, more: int, arrays: Arrays) -> Proposal:
    if more >= STRANGE - USUAL and _is_unknown(proposal.after or "", arrays):
        return _left(proposal)
    odds = proposal.log_p - proposal.log_rest
    odds = min(odds * max(2 * UNIT, 10 * UNIT - FALL * more) // (10 * UNIT), max(LEAST, MOST - STEEP * more))
    return proposal._replace(log_rest=min(0, proposal.log_p - odds))


def _left(proposal: Proposal) -> Proposal:
    """A proposal that is not made, with what its readings are."""
    after = proposal.after if is_text(proposal.after or "") else None
    readings = tuple(reading for reading in proposal.readings if is_text(reading[0]))
    return proposal._replace(after=after, readings=readings, log_rest=proposal.log_p + FAR)


def _is_unknown(after: str, arrays: Arrays) -> bool:
    """Whether a reading is a letter, or a mark on one, that the model knows by its block alone."""
    counts = _sharing(Same(arrays))
    return any("\u0250" <= char < "\u2000" and counts[lookup.symbol(arrays, ord(char))] > 1 for char in after)


@lru_cache(maxsize=32)
def _sharing(of: Same) -> Array:
    """How many code points share each symbol."""
    index, pages = of.arrays[0].astype(np.int64), of.arrays[1]
    found: Array = np.bincount(pages[(index[:, None] << 8) | np.arange(256)].reshape(-1))
    return found
