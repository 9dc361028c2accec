"""Pass after pass until nothing more is found; all edits told on the source's offsets.

In: a text. Out: its edits with grade, confidence, channel and certificate. Touches the
model file. Idea: each pass undoes the outermost damage of a stretch. A stretch that is
repaired in two passes was damaged twice; its channel names both layers, the first damage
first, and its certificate replays both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from itertools import compress
from typing import NamedTuple

import numpy as np

from pipeline.mojibake.channel import damage
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE
from pipeline.mojibake.decide import find_proposals
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.mojibake.edits.drafts import Draft, Pass, grow, places
from pipeline.mojibake.edits.grades import Grader
from pipeline.mojibake.edits.undone import Found, Undone, uncollected
from pipeline.mojibake.edits.whole import WholeDrafts, proved
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.cases import may_be_in_case
from pipeline.mojibake.evidence.speakers import Speakers
from pipeline.mojibake.model import Model, load
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.reading.whole import Whole
from pipeline.mojibake.recased import read_cases
from pipeline.mojibake.sound.code import Shown, code_spans
from pipeline.records import GRADES, Alternative, Edit


@lru_cache(maxsize=1)
def default_model() -> Model:
    """The model that comes with the package, mapped once a process."""
    return load()


def run_passes(text: str, *, accept: str, most: int, model: Model | None = None) -> Undone:
    """What is made of a text, on its own offsets.

    Args:
        accept: the last grade that is made.
        most: passes at most.
        model: another than the package's.
    """
    with uncollected():
        used = model or default_model()
        found, may_be_cased = _run(text, accept, most, used)
        if may_be_cased:
            again = partial(_again, accept=accept, most=most, used=used)
            cased = read_cases(found, again, used.arrays, accept)
            if cased is not None:
                return Undone(apply_edits(text, cased), lambda: cased)
        current = _with_made(text, found.drafts) if found.current is None else found.current
        return Undone(current, found.edits, found)


def _again(text: str, accept: str, most: int, used: Model) -> list[Edit]:
    return _run(text, accept, most, used)[0].edits()


def _run(text: str, accept: str, most: int, used: Model) -> tuple[Found, bool]:
    """What is found in a text as it stands; and whether the case of some of it may have been changed."""
    speakers = Speakers(used)
    grader = Grader.from_decisions(used.decisions)
    drafts: Sequence[Draft] = []
    banned: list[tuple[int, int, str]] = []
    is_retried = False
    left: list[Edit] = []
    beyond: list[Edit] = []
    may_be_cased = False
    for number in range(most):
        current = ""  # no text of a pass is kept while the next one makes its own
        grown, refused, first, current = _pass(text, drafts, speakers, grader, banned, accept)
        if number == 0 and first is not None:
            left = [_left(text, proposal, grader) for proposal in refused]
            beyond, may_be_cased = first
        if _are_same(grown, drafts):
            if is_retried or not banned:
                break
            # What led nowhere among the drafts of then may be right among these: a second repair tries.
            banned.clear()
            is_retried = True
            continue
        is_retried = False
        drafts = grown
    else:
        current = _with_made(text, drafts)
    kept = current if len(text) <= runs.BLOCK else None
    return Found(text, kept, drafts, [left, beyond], grader), may_be_cased


def _are_same(some: Sequence[Draft], others: Sequence[Draft]) -> bool:
    """Whether drafts are the same, in whatever way they are kept."""
    return some is others or (len(some) == len(others) and list(some) == list(others))


class First(NamedTuple):
    """What the first pass sees beside its proposals."""

    beyond: list[Edit]
    """What is beyond repair."""
    may_be_cased: bool
    """Whether the case of some of the text may have been changed."""


def _pass(
    text: str,
    drafts: Sequence[Draft],
    speakers: Speakers,
    grader: Grader,
    banned: list[tuple[int, int, str]],
    accept: str,
) -> tuple[Sequence[Draft], list[Proposal], First | None, str]:
    """The drafts with what one pass adds, the proposals that are not made, what the first saw, and the text.

    What a pass holds of the text goes with it, but for the text as it was read: a large one is never held as
    it was and as it is.
    """
    current = _with_made(text, drafts)
    codes = runs.code_points(current)
    there = np.zeros(65536, np.bool_)
    code = cache(partial(code_spans, current))
    proposals = find_proposals(codes, speakers, code, there)
    first = None if drafts else First(_beyond_repair(text, codes, there), may_be_in_case(codes, there))
    if not proposals:
        return drafts, [], first, current
    spans = places(drafts)
    may_be = Shown(current, codes, proposals, spans, code()).allowed()
    sure = grader.confidences(proposals)
    chosen = may_be & np.array(grader.made(proposals, sure, accept), np.bool_)
    refused = list(compress(proposals, (~chosen).tolist())) if not chosen.all() else []
    if isinstance(proposals, Whole) and not drafts and not banned and chosen.any():
        whole = proved(codes, proposals.taken(chosen), sure[0])
        if whole is not None:
            return whole, refused, first, current
    made = list(compress(proposals, chosen.tolist())), list(compress(sure, chosen.tolist()))
    grown = grow(Pass(text, current, drafts, spans), *made, grader, banned, accept)
    return grown, refused, first, current


def _with_made(text: str, drafts: Sequence[Draft]) -> str:
    """A text with the drafts made."""
    if isinstance(drafts, WholeDrafts):
        return drafts.applied(text)
    return apply_edits(text, drafts) if drafts else text


@cache
def _wreckage() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What U+FFFD itself becomes in another page: signs of it, and the whole of it."""
    mark = "\N{REPLACEMENT CHARACTER}"
    single = sorted({damage(mark, f"{name}:c1") for name in SINGLE_BYTE})
    double = [damage(mark * 2, f"{name}:?") for name in DOUBLE_BYTE if name not in ("gb18030", "gbk-strict")]
    double = [seen for seen in double if "?" not in seen]
    runs_of = [f"[{re.escape(seen)}]{{{len(seen)},}}" for seen in double]
    return (*single, *double), re.compile("|".join([f"(?:{'|'.join(map(re.escape, single))})+", *runs_of]))


@cache
def _characters_of_wreckage() -> tuple[runs.Array, runs.Array]:
    """The code points of all signs, one sign after the other, and where each begins."""
    signs, _ = _wreckage()
    sizes = np.array(list(map(len, signs)))
    return runs.code_points("".join(signs)), np.cumsum(sizes) - sizes


def _holds(codes: runs.Array, sign: str) -> bool:
    """Whether a sign stands in a text; of frequent letters, as Cyrillic has, this is faster than `in`."""
    *before, last = map(ord, sign)
    at = np.flatnonzero(codes[len(before) :] == last)
    for k, code in enumerate(before):
        at = at[codes[at + k] == code]
    return len(at) > 0


def _beyond_repair(text: str, codes: runs.Array, there: runs.Array) -> list[Edit]:
    """What is beyond repair in a text, by its code points and by what characters are there."""
    signs, pattern = _wreckage()
    chars, firsts = _characters_of_wreckage()
    could = np.logical_and.reduceat(there[chars], firsts)
    if not could.any() or not any(_holds(codes, sign) for sign in compress(signs, could.tolist())):
        return []
    return [
        Edit(
            start=match.start(),
            end=match.end(),
            before=match.group(),
            after=None,
            bytes="",
            channel=None,
            loss=None,
            layers=0,
            confidence=0.0,
            grade=GRADES[3],
            decided_by="proof",
        )
        for match in pattern.finditer(text)
    ]


def _left(text: str, proposal: Proposal, grader: Grader) -> Edit:
    readings = list(proposal.readings)
    if proposal.after is not None:
        readings.insert(0, (proposal.after, proposal.log_p))
    before = text[proposal.start : proposal.end]
    return Edit(
        start=proposal.start,
        end=proposal.end,
        before=before,
        after=None,
        bytes="",
        channel=None,
        loss=None,
        layers=0,
        confidence=grader.confidence(proposal) if proposal.after is not None else 0.0,
        grade=GRADES[3],
        decided_by="model",
        alternatives=tuple(Alternative(text=t, probability=grader.probability(p)) for t, p in readings[:6]),
    )
