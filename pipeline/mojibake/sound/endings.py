"""A word and the mark behind it: `NESTLÉ®` and `AMANHÃ…` look like the bytes of one letter.

In: code points, proposals. Out: whether a stretch may be such. Touches nothing.
Idea: marks that close, or join two words, stand behind any letter that ends a word; in a language that the
model does not know, what they make together with that letter is as rare as what stands there.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.joints import JOINING, SIGNS
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.chance import beside, is_punctuation
from pipeline.mojibake.sound.letters import script_of

Array = np.ndarray[Any, Any]

BETWEEN = JOINING | frozenset("‘·\N{NO-BREAK SPACE}")
"""Marks that stand between two words: those, and what joins them in a list or in quotes."""
LIKELY = -UNIT // 4
"""What is read of a word and a mark that lost a byte must be so probable."""
OPENING = frozenset("“«»‘‹›")
"""Marks that open a quotation in one language, and close in another what was opened before."""
_OPENS = {"“": "„‚", "”": "“„”", "’": "‘‚’", "‘": "‚", "»": "«", "«": "»", "›": "‹", "‹": "›"}
"""What may open the quotation that a mark closes."""
_LINE = 400
"""Characters of a line in which that is looked for."""
_BEFORE_SIGNS = "Ââ"
"""What signs of Latin-1, and others, begin with in the pages of Western Europe."""
_OWN = frozenset({"LATIN", "GREEK"})
"""Scripts of letters that stand behind a Latin one: `kΩ`."""


def ends_in_mark(codes: Array, proposal: Proposal) -> bool:
    """Whether a stretch ends in a mark where a word may end."""
    last = chr(int(codes[proposal.end - 1]))
    if last.isalpha() or last in SIGNS or (last in OPENING and not closes_quotation(codes, proposal)):
        return False
    return last in BETWEEN or not beside(codes, proposal)[1].isalpha()


def is_word_and_mark(codes: Array, proposal: Proposal) -> bool:
    """Whether what is read in a word may be its last letter and a mark.

    That is what lost a byte and is no more than a guess; a letter and a mark that closes a quotation; a
    letter of another script; a sign; or the mark itself, where the letter would vanish. No language ends a
    word in `Â` or `â`, which most often stand before signs.
    """
    before, _ = beside(codes, proposal)
    seen, after = text_of(codes[proposal.start : proposal.end]), proposal.after or ""
    is_in_word = before.isalpha() and seen[0].isalpha() and script_of(before) == script_of(seen[0])
    if not is_in_word or not ends_in_mark(codes, proposal):
        return False
    if (proposal.struck and proposal.log_p < LIKELY) or closes_quotation(codes, proposal):
        return True
    if seen[0] not in _BEFORE_SIGNS and (after == seen[1:] or _is_odd_sign(seen, after)):
        return True
    return before.isascii() and len(after) == 1 and after.isalpha() and script_of(after) not in _OWN


def closes_quotation(codes: Array, proposal: Proposal) -> bool:
    """Whether a stretch ends in a mark that closes what was opened before a word of its line."""
    opening = _OPENS.get(chr(int(codes[proposal.end - 1])))
    if opening is None:
        return False
    line = text_of(codes[max(0, proposal.start - _LINE) : proposal.start]).rpartition("\n")[2]
    return re.search(rf"(?<![^\s(])[{opening}](?=\w)", line) is not None


def _is_odd_sign(seen: str, after: str) -> bool:
    """Whether a letter and marks would be one sign, but for general punctuation and emoji (four bytes)."""
    return len(seen) < 4 and not any(map(str.isalpha, seen[1:] + after)) and not is_punctuation(after)
