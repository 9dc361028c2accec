"""Pass after pass until nothing more is found; all edits told on the source's offsets.

In: a text. Out: its edits with grade, confidence, channel and certificate. Touches the
model file. Idea: each pass undoes the outermost damage of a stretch. A stretch that is
repaired in two passes was damaged twice; its channel names both layers, the first damage
first, and its certificate replays both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.mojibake import runs
from pipeline.mojibake.channel import Layer, channel_name, replay
from pipeline.mojibake.code import Shown
from pipeline.mojibake.decide import find_proposals
from pipeline.mojibake.grades import Grader
from pipeline.mojibake.model import Model, load
from pipeline.mojibake.readings import Proposal
from pipeline.mojibake.search import FAR
from pipeline.records import GRADES, Alternative, Edit, Struck


@lru_cache(maxsize=1)
def default_model() -> Model:
    """The model that comes with the package, mapped once a process."""
    return load()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An edit in the making: a span of the source, and what has been found for it."""

    start: int
    end: int
    after: str
    layers: tuple[Layer, ...]
    """First damage first."""
    struck: tuple[Struck, ...]
    confidence: float
    readings: tuple[tuple[str, float], ...]
    choices: int


def run_passes(text: str, *, accept: str, most: int, model: Model | None = None) -> tuple[Edit, ...]:
    """The edits of a text, in order, on its own offsets.

    Args:
        accept: the last grade that is made.
        most: passes at most.
        model: another than the package's.
    """
    used = model or default_model()
    grader = Grader.from_decisions(used.decisions)
    drafts: list[_Draft] = []
    left: list[Edit] = []
    current = text
    for _ in range(most):
        proposals = find_proposals(runs.code_points(current), used.arrays)
        shown = Shown(current, proposals, _places(drafts))
        proposals = [p if shown.is_allowed(p) else replace(p, log_p=FAR) for p in proposals]
        made = [p for p in proposals if grader.is_made(p, accept)]
        if not left:
            left = [_left(text, p, drafts, grader) for p in proposals if not grader.is_made(p, accept)]
        grown = _grow(text, current, drafts, made, grader)
        if grown == drafts:
            break
        drafts = grown
        current = _apply(text, drafts)
    edits = [_edit(text, d, grader) for d in drafts]
    edits += [e for e in left if not any(d.start < e.end and e.start < d.end for d in drafts)]
    return tuple(sorted(edits, key=lambda e: e.start))


def _apply(text: str, drafts: list[_Draft]) -> str:
    out, at = [], 0
    for draft in drafts:
        out += [text[at : draft.start], draft.after]
        at = draft.end
    out.append(text[at:])
    return "".join(out)


def _places(drafts: list[_Draft]) -> list[tuple[int, int]]:
    """Each draft's span in the text with the drafts made."""
    places = []
    shift = 0
    for draft in drafts:
        start = draft.start + shift
        places.append((start, start + len(draft.after)))
        shift += len(draft.after) - (draft.end - draft.start)
    return places


def _grow(
    text: str, current: str, drafts: list[_Draft], made: list[Proposal], grader: Grader
) -> list[_Draft]:
    """The drafts with the proposals of a further pass; what has no certificate is not made."""
    places = _places(drafts)
    out: list[_Draft] = []
    k = n = 0
    while k < len(drafts) or n < len(made):
        if n == len(made) or (k < len(drafts) and places[k][1] <= made[n].start):
            out.append(drafts[k])
            k += 1
            continue
        # a group: proposals and drafts that touch one another
        start, end = made[n].start, made[n].end
        old_from, new_from = k, n
        n += 1
        while True:
            if k < len(drafts) and places[k][0] < end:
                start, end = min(start, places[k][0]), max(end, places[k][1])
                k += 1
            elif n < len(made) and made[n].start < end:
                start, end = min(start, made[n].start), max(end, made[n].end)
                n += 1
            else:
                break
        old, new = drafts[old_from:k], made[new_from:n]
        draft = _joined(text, current, start, end, old, places[old_from:k], new, drafts[:old_from], grader)
        if draft is None:
            out += old
        else:
            out.append(draft)
    return _join_neighbours(text, out)


def _joined(
    text: str,
    current: str,
    start: int,
    end: int,
    old: list[_Draft],
    old_places: list[tuple[int, int]],
    new: list[Proposal],
    before: list[_Draft],
    grader: Grader,
) -> _Draft | None:
    """One draft for a group, or None where there is no certificate."""
    shift = sum(len(d.after) - (d.end - d.start) for d in before)  # of what is already in `current`
    inner = sum(len(d.after) - (d.end - d.start) for d in old)
    source_start, source_end = start - shift, end - shift - inner
    after, struck, at = [], [], start
    losses: dict[str, None] = {}
    for proposal in new:
        after.append(current[at : proposal.start])
        offset = len("".join(after).encode("utf-8"))
        for index, byte, became in proposal.struck:
            struck.append(Struck(layer=0, index=offset + index, byte=byte, became=became))
            losses.setdefault(_loss_name(proposal.page, byte, became))
        after.append(proposal.after or "")
        at = proposal.end
    after.append(current[at:end])
    layer = Layer(new[0].page, tuple(losses) or _kept_controls(new[0].page, current[start:end]))
    layers: tuple[Layer, ...] = (layer,)
    if old:
        if len({d.layers for d in old}) != 1:
            return None
        layers += old[0].layers
        for draft, place in zip(old, old_places, strict=True):
            offset = len(current[start : place[0]].encode("utf-8"))
            struck += [replace(s, layer=s.layer + 1, index=s.index + offset) for s in draft.struck]
    joined = "".join(after)
    if replay(joined, layers, tuple(struck)) != text[source_start:source_end]:
        return None
    confidence = min(grader.confidence(p) for p in new)
    for draft in old:
        confidence *= draft.confidence
    single = len(new) == 1 and new[0].start == start and new[0].end == end
    readings = tuple((t, grader.probability(p)) for t, p in new[0].readings) if single else ()
    return _Draft(
        start=source_start,
        end=source_end,
        after=joined,
        layers=layers,
        struck=tuple(struck),
        confidence=confidence,
        readings=readings,
        choices=max([p.choices for p in new] + [d.choices for d in old]),
    )


def _kept_controls(name: str, seen: str) -> tuple[str, ...]:
    """`c1` where a byte that the page lacks was kept as the control of its number."""
    from pipeline.mojibake.codepages import page

    lacking = page(name).undefined if name in runs.SINGLE_BYTE else frozenset()
    return ("c1",) if any(ord(c) in lacking for c in seen) else ()


def _loss_name(name: str, byte: int, became: str) -> str:
    """The loss that makes `became` of a byte in a page."""
    from pipeline.mojibake.channel import MARKS, ONWARD, is_lossy
    from pipeline.mojibake.codepages import SINGLE_BYTE, page

    if name not in SINGLE_BYTE or is_lossy(name, byte):
        return next(loss for loss, mark in MARKS.items() if mark == became)
    char = page(name).chars[byte]
    return next(loss for loss, table in ONWARD.items() if char is not None and table.get(char) == became)


def _join_neighbours(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """Neighbours that lost nothing and came by the same way become one."""
    out: list[_Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        if (
            last
            and last.end == draft.start
            and last.layers == draft.layers
            and not last.struck
            and not draft.struck
        ):
            out[-1] = replace(
                last,
                end=draft.end,
                after=last.after + draft.after,
                confidence=min(last.confidence, draft.confidence),
            )
        else:
            out.append(draft)
    return out


def _edit(text: str, draft: _Draft, grader: Grader) -> Edit:
    lost = {s.index for s in draft.struck if s.layer == 0}
    data = draft.after.encode("utf-8")
    return Edit(
        start=draft.start,
        end=draft.end,
        before=text[draft.start : draft.end],
        after=draft.after,
        bytes=" ".join(".." if k in lost else f"{b:02x}" for k, b in enumerate(data)),
        channel=channel_name(draft.layers),
        loss="+".join(dict.fromkeys(x for layer in draft.layers for x in layer.losses)) or "none",
        layers=len(draft.layers),
        confidence=round(draft.confidence, 4),
        grade=grader.grade(draft.confidence, draft.choices),
        decided_by="model" if draft.struck else "proof",
        alternatives=tuple(Alternative(text=t, probability=p) for t, p in draft.readings),
        struck=draft.struck,
    )


def _left(text: str, proposal: Proposal, drafts: list[_Draft], grader: Grader) -> Edit:
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
