"""Letters that are all that is left of one, or sound: `Å` of `Ågren` and of `Łódź` look the same.

In: code points, proposals. Out: proposals. Touches nothing.
Idea: a lone letter says nothing by itself; what stands nearest to it on its line and around does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.alphabet import FIRST, LAST
from pipeline.mojibake.evidence.sequences import WIDE
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.islands import edges_of
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.reading.whole import Whole
from pipeline.mojibake.sound.chance import AROUND, MIXED, near_letter, stands_apart
from pipeline.mojibake.sound.letters import script_of

Array = np.ndarray[Any, Any]


def without_lone_leads(codes: Array, table: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals, in order, less letters that would be all that is left of one, among sound letters.

    An `Å` of Swedish beside damaged text may have lost its second byte, but `ä` and `ö` beside it did not.

    Args:
        codes: the text's code points.
        table: byte of each code point in the page.
        proposals: in order.
    """
    lone = {p.start for p in lone_leads(codes, proposals)}
    if not lone:
        return proposals
    starts, ends = [p.start for p in proposals], [p.end for p in proposals]
    dropped = {start for start in lone if _is_among_sound(codes, table, start, lone, starts, ends)}
    return [proposal for proposal in proposals if proposal.start not in dropped]


def lone_leads(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """Those of the proposals, in order, of which a letter is all that is seen, as in sound text.

    A space behind it may be one.
    """
    if not proposals:
        return []
    starts, ends = edges_of(proposals)
    is_letter = (ends - starts == 1) | ((ends - starts == 2) & (codes[ends - 1] == ord(" ")))
    for k in np.flatnonzero(is_letter).tolist():
        is_letter[k] = _is_letter(codes, proposals[k])
    if not is_letter.any():
        return []
    # of those that touch, all must be such
    firsts = np.flatnonzero(np.append(True, starts[1:] != ends[:-1]))
    lasts = np.append(firsts[1:], len(proposals))
    found: list[Proposal] = []
    for k in np.flatnonzero(np.logical_and.reduceat(is_letter, firsts)).tolist():
        if not _is_inside_word(codes, starts[firsts[k]]):
            found += proposals[firsts[k] : lasts[k]]
    return found


def _is_letter(codes: Array, proposal: Proposal) -> bool:
    return bool(proposal.struck) and chr(int(codes[proposal.start])).isalpha()


def _is_inside_word(codes: Array, at: int) -> bool:
    """Whether a capital stands behind a small letter, which is damage in any language."""
    return at > 0 and chr(int(codes[at - 1])).islower() and chr(int(codes[at])).isupper()


def _is_among_sound(
    codes: Array, table: Array, at: int, lone: set[int], starts: list[int], ends: list[int]
) -> bool:
    """Whether the letter beside a lone one, or the next one beyond ASCII that is not lone, is sound."""
    script = script_of(chr(int(codes[at])))
    before = range(at - 1, max(-1, at - 1 - AROUND), -1)
    after = range(at + 1, min(len(codes), at + 1 + AROUND))
    for places in (before, after):
        if near_letter(codes, places[:1], starts, ends) not in MIXED:
            return True
        place = next(
            (k for k in places if codes[k] >= 0x80 and k not in lone and chr(int(codes[k])).isalpha()), -1
        )
        near = near_letter(codes, range(place, place + 1), starts, ends) if place >= 0 else ""
        if near == script and stands_apart(codes, table, place):
            return True
    return False


@kernel
def clear(marks: Array, starts: Array, ends: Array) -> None:
    """Takes the marks away from stretches."""
    for k in range(len(starts)):
        for at in range(starts[k], ends[k]):
            marks[at] = False


def unsupported(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The lone letters of the proposals, which are in order, that nothing near says are damage.

    That is other damage on their line; or on both sides damage that is nearer than any sound letter.
    """
    lone = lone_leads(codes, proposals)
    if not lone:
        return []
    known = {p.start for p in lone}
    starts, ends = edges_of(proposals)
    others = starts[~np.isin(starts, list(known))]
    sound = (codes >= FIRST) & (codes < LAST)
    clear(sound, starts, ends)
    letters, breaks = np.flatnonzero(sound), np.flatnonzero(codes == ord("\n"))
    found = []
    for proposal in lone:
        (first, last), damage, letter = (_around(at, proposal.start) for at in (breaks, others, letters))
        is_inside = letter[0] < damage[0] and damage[1] < letter[1]
        if not (is_inside or first < damage[0] or damage[1] < last):
            found.append(proposal)
    return found


NEAREST = 4
"""Letters on each side that tell whether a stretch stands among capitals."""
WITHIN = 20
"""Characters among which they are looked for."""


GREEK, PHONETIC, LATIN = 0x370, 0x1D00, 0xA700
"""Letters called Latin stand before the first, from the second to WIDE, and from the third on."""


def without_small_ones(codes: Array, proposals: Sequence[Proposal]) -> Sequence[Proposal]:
    """The proposals, in order, less capitals among capitals that would be a small Latin letter.

    `DESFĂŞURATĂ` is Romanian, and no `ê` in a word of capitals.
    """
    if not proposals:
        return proposals
    starts, ends = edges_of(proposals)
    first, last = (np.minimum(codes[places], 65535) for places in (starts, ends - 1))
    is_capital = _capitals()[first] & _capitals()[last]
    if isinstance(proposals, Whole):
        letters = runs.code_points(proposals.text)[proposals.cuts[:-1]]
        is_capital &= (letters < GREEK) | ((letters >= PHONETIC) & (letters < WIDE)) | (letters >= LATIN)
    dropped = {k for k in np.flatnonzero(is_capital).tolist() if _is_small_one(codes, proposals[k])}
    return [p for k, p in enumerate(proposals) if k not in dropped] if dropped else proposals


@cache
def _capitals() -> Array:
    found = np.array([chr(code).isupper() for code in range(65536)])
    found[ord("Ÿ")] = False  # no word of capitals has it beside another letter of the page
    return found


def plain_letters(codes: Array, start: int, end: int) -> list[str]:
    """The letters of ASCII nearest to a stretch, some on each side; those beyond may be damage."""
    before = codes[max(0, start - WITHIN) : start].tolist()[::-1]
    behind = codes[end : end + WITHIN].tolist()
    return [
        char
        for side in (before, behind)
        for char in [chr(code) for code in side if code < 0x80 and chr(code).isalpha()][:NEAREST]
    ]


def _is_small_one(codes: Array, proposal: Proposal) -> bool:
    """Whether capitals that stand among such would be a letter that is none."""
    after = proposal.after or ""
    if script_of(after[:1] or " ") != "LATIN":
        return False  # text of another script may have words of Latin capitals beside it
    if not any(char.islower() and len(char.upper()) == 1 for char in after):  # of `ß` no capital is written
        return False
    if not _capitals()[np.minimum(codes[proposal.start : proposal.end], 65535)].all():
        return False
    near = plain_letters(codes, proposal.start, proposal.end)
    return len(near) >= NEAREST and all(map(str.isupper, near))


def _around(places: Array, at: int) -> tuple[float, float]:
    """The places before and after one, which are in order; beyond the text if there are none."""
    k = int(np.searchsorted(places, at))
    return places[k - 1] if k else -1, places[k] if k < len(places) else np.inf
