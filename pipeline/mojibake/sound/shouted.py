"""Text in capitals, judged as if it were written small.

In: code points, proposals; the model's arrays. Out: the same with other probabilities. Touches nothing.
Idea: the model has seen few words in capitals, and next to nothing of what stands between such; what it says
of `AMANHÃ…` and `HÃ”TEL` it says of letters, not of words. Of the same words in small letters it knows most.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.evidence.speakers import Arrays
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.capitals import in_small
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.chance import beside, may_be_in_word
from pipeline.mojibake.sound.endings import BETWEEN, ends_in_mark
from pipeline.mojibake.sound.lone import WITHIN, plain_letters
from pipeline.mojibake.spans import Spans, chosen, edges

Array = np.ndarray[Any, Any]

FIRM = -12 * UNIT
"""What may be a word and a mark, or would be a small letter, must be less likely sound than this."""
FIRM_INSIDE = -10 * UNIT
"""The same of a mark between two words."""
UNITS = frozenset("\u03a9\u03bc\u00b5\u00b0")
"""What stands behind capitals as their unit."""
WORD = 2
"""So many letters of a word tell that it is in capitals."""
NOT_AT_ALL = -1 << 20
"""The logarithm of the probability of what is not read."""

Read = Callable[[Spans, Arrays], list[Proposal]]
"""Reads regions of the text with a model's arrays."""


def judged(
    codes: Array, proposals: list[Proposal], regions: Spans, arrays: Arrays, least: int, read: Read
) -> list[Proposal]:
    """The proposals, in order; those among capitals as probable as they are in small letters.

    Args:
        codes: the text's code points.
        proposals: found in the regions, which are in order.
        arrays: the model's.
        least: how probable one among capitals must be as it stands to be asked about.
        read: reads some of the regions once more.
    """
    asked = [p.start for p in proposals if p.log_damaged >= least and _is_shouted(codes, p.start, p.end)]
    if not asked:
        return proposals
    starts, ends = edges(regions)
    holds = np.searchsorted(asked, starts) < np.searchsorted(asked, ends)
    small = {(p.start, p.end): p for p in read(chosen(regions, holds), in_small(arrays))}
    there = set(asked)
    return [
        p._replace(log_damaged=_probable(codes, p, small.get((p.start, p.end)))) if p.start in there else p
        for p in proposals
    ]


def _probable(codes: Array, proposal: Proposal, small: Proposal | None) -> int:
    """How probable it is that a stretch is damage, if it is so probable in small letters."""
    if small is None:
        return NOT_AT_ALL
    seen, after = text_of(codes[proposal.start : proposal.end]), proposal.after or ""
    if after.islower() and seen[-1] == "\N{NO-BREAK SPACE}":
        return NOT_AT_ALL
    may_be_sound = ends_in_mark(codes, proposal) or any(map(str.islower, after))
    if proposal.struck or after in UNITS or seen[0] == "Â" or not may_be_sound:
        return small.log_damaged
    is_inside = seen[-1] in BETWEEN and beside(codes, proposal)[1].isalpha()
    return small.log_damaged if small.log_rest <= (FIRM_INSIDE if is_inside else FIRM) else NOT_AT_ALL


def arrays_for(codes: Array, spans: Spans, arrays: Arrays) -> Arrays:
    """The arrays that judge stretches: those for small letters where most stand among capitals."""
    among = sum(_is_shouted(codes, start, end) for start, end in spans)
    return in_small(arrays) if 2 * among > len(spans) else arrays


def _is_shouted(codes: Array, start: int, end: int) -> bool:
    """Whether the letters of a word around a stretch are capitals; where it has few, those near it.

    Letters beyond ASCII may be damage.
    """
    sides = text_of(codes[max(0, start - WITHIN) : start])[::-1], text_of(codes[end : end + WITHIN])
    word = [char for side in sides for char in takewhile(may_be_in_word, side) if char.isascii()]
    word = word if len(word) >= WORD else plain_letters(codes, start, end)
    return len(word) >= WORD and all(map(str.isupper, word))
