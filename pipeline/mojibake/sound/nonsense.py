"""Readings that no text has: parts of a word, letters of several scripts in one, a mark without its letter.

In: code points, the proposals of a page, its islands. Out: proposals. Touches nothing.
Idea: what lost nothing is read whole, or it is sound; and a word is written in one script.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any
from unicodedata import category

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.reading.islands import owners
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound.chance import EAST, beside, stand_among_their_own
from pipeline.mojibake.sound.letters import script_of
from pipeline.mojibake.spans import Islands, Spans, edges

Array = np.ndarray[Any, Any]

UNSPACED = EAST | {"HANGUL", "THAI"}
"""Scripts of languages that put words of others beside their own without a space."""
SHORT = 6
"""So many letters of such a script and another one have no space beside them by chance; `β` stands so."""
FEW = 3
"""Letters of one script beside which one of another is too many, if no space stands between."""
_ANY = frozenset({"COMBINING", "VARIATION"})
"""What the names of marks begin with that stand behind letters of any script, and signs."""


def without_chance(
    codes: Array, proposals: list[Proposal], islands: Spans, *, alphabet: bool
) -> list[Proposal]:
    """The proposals, less what stands among its own letters; none if no stretch says more than chance.

    Args:
        codes: the text's code points.
        proposals: in order.
        islands: stretches of characters of the page, in order.
        alphabet: whether the page reads the bytes of UTF-8 as letters of one alphabet.
    """
    if not proposals:
        return []
    proposals = without_nonsense(codes, proposals, islands)
    starts = [proposal.start for proposal in proposals]
    kept: list[Proposal] = []
    speaks = False
    _, owner = owners(proposals, islands)
    asked = np.unique(owner[owner >= 0])
    firsts, lasts = edges(islands)
    held = Islands(firsts[asked], lasts[asked])
    own = stand_among_their_own(codes, held, proposals).tolist() if alphabet else [False] * len(held)
    for (start, end), is_own in zip(held, own, strict=True):
        inside = proposals[bisect_left(starts, start) : bisect_left(starts, end)]
        if is_own or (alphabet and _is_part_of_word(codes, start, end, inside)):
            continue
        kept += inside
        seen = text_of(codes[start:end]).replace("\N{REPLACEMENT CHARACTER}", "")
        speaks = speaks or _is_odd(seen) or _says_something("".join(p.after or "" for p in inside))
    return kept if speaks else []


def without_nonsense(codes: Array, proposals: Sequence[Proposal], islands: Spans) -> list[Proposal]:
    """The proposals, in order, less those in islands that no text would have.

    These would be letters of several scripts, or begin with a mark that stands on a letter.
    """
    _, owner = owners(proposals, islands)
    inside: dict[int, list[Proposal]] = {}
    for proposal, island in zip(proposals, owner.tolist(), strict=True):
        inside.setdefault(island, []).append(proposal)
    no_text = {k for k, some in inside.items() if k >= 0 and (_is_motley(some) or _lacks_letter(codes, some))}
    return [p for p, island in zip(proposals, owner.tolist(), strict=True) if island not in no_text]


def _is_part_of_word(codes: Array, start: int, end: int, inside: list[Proposal]) -> bool:
    """Whether nothing was lost in a stretch, and yet letters of it are read as nothing."""
    if any(proposal.struck for proposal in inside):
        return False
    ends = [start, *(proposal.end for proposal in inside)]
    gaps = zip(ends, [*(proposal.start for proposal in inside), end], strict=True)
    return any(map(str.isalpha, "".join(text_of(codes[first:last]) for first, last in gaps)))


def _lacks_letter(codes: Array, inside: list[Proposal]) -> bool:
    """Whether the first of what is read is a mark that stands on a letter, and none stands before it."""
    first = (inside[0].after or "")[:1] if inside else ""
    return script_of(first or " ") == "COMBINING" and not beside(codes, inside[0])[0].isalpha()


def _is_motley(inside: list[Proposal]) -> bool:
    """Whether what stands without a space would be letters of several scripts."""
    after = "".join(p.after or "" for p in inside)
    # letters that are signs have no script: `ª`, `µ`, `ˆ`
    letters = (char for char in after if char.isalpha() and char >= "À" and category(char) != "Lm")
    counts = Counter(map(script_of, letters))
    most = max(counts.values(), default=0)
    if UNSPACED & set(counts):
        return counts.total() <= SHORT and not set(counts) <= UNSPACED | {"GREEK"}
    return counts.total() - most > (1 if most > FEW else 0)


def _is_odd(seen: str) -> bool:
    """Whether a stretch holds a sign or a control: words have letters and punctuation alone."""
    return any(category(char)[0] == "S" or category(char) == "Cc" for char in seen)


def _says_something(after: str) -> bool:
    """Whether a reading is marks, Latin letters, or two and more letters of one other script.

    A vowel sign is a mark that stands behind letters of its script.
    """
    if after and all(category(char)[0] == "M" and script_of(char) not in _ANY for char in after):
        return False
    scripts = [script_of(char) for char in after if char.isalpha()]
    if all(script == "LATIN" for script in scripts):
        return True
    return len(scripts) > 1 and (len(set(scripts)) == 1 or set(scripts) <= EAST)
