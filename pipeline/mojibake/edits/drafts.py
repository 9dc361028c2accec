"""Edits in the making: how the proposals of one pass grow on those of the passes before.

In: drafts on the source's offsets, proposals on the offsets of the text with those drafts
made. Out: drafts again; what has no certificate is not made. Touches nothing.
Idea: a proposal that touches a draft is a further layer of the same damage. The joined
stretch counts only if its new reading, sent through all layers, gives the source back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import compress, pairwise
from operator import itemgetter
from typing import NamedTuple

from pipeline.mojibake.channel import Layer, replay
from pipeline.mojibake.edits.certificates import certify, kept_controls, loss_name
from pipeline.mojibake.edits.grades import Grader
from pipeline.mojibake.reading.readings import Proposal
from pipeline.records import Struck

_end = itemgetter(1)


class Draft(NamedTuple):
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
    described: tuple[str, str, str] | None = None
    """Bytes, channel and losses in words, where they are known already."""


def places(drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    """Each draft's span in the text with the drafts made."""
    places = []
    shift = 0
    for start, end, after, _, _, _, _, _, _ in drafts:
        stop = start + shift + len(after)
        places.append((start + shift, stop))
        shift = stop - end
    return places


class Pass(NamedTuple):
    """What a further pass is told on: a text with its drafts made."""

    source: str
    current: str
    drafts: Sequence[Draft]
    """In order, of the source."""
    spans: list[tuple[int, int]]
    """Where each draft stands in `current`."""


def grow(
    on: Pass,
    made: list[Proposal],
    sure: list[float],
    grader: Grader,
    banned: list[tuple[int, int, str]],
    accept: str,
) -> Sequence[Draft]:
    """The drafts with the proposals of a further pass; what has no certificate is not made.

    Args:
        on: what the proposals are told on.
        made: proposals in order, not overlapping.
        sure: the confidence in each.
        grader: makes confidences of what the search says.
        banned: spans of the source, and what is not made of them; grows by drafts that lead to what has
            no certificate.
        accept: the last grade that is made; one of several layers is as sure as all of them together.
    """
    if banned:
        kept = [not _is_banned(p, on, banned) for p in made]
        made, sure = list(compress(made, kept)), list(compress(sure, kept))
    if not made:
        return on.drafts
    if not on.drafts:
        return _join_neighbours(_alone(on.source, made, sure, grader))
    on = _cut(on, made)
    text, current, drafts, spans = on
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    out: list[Draft] = []
    done = n = 0
    while n < len(made):
        # a group: proposals and drafts that touch one another
        start, end = made[n].start, made[n].end
        k = old_from = bisect_right(ends, start, done)
        new_from = n
        n += 1
        while True:
            if k < len(drafts) and starts[k] < end:
                start, end = min(start, starts[k]), max(end, ends[k])
                k += 1
            elif n < len(made) and made[n].start < end:
                start, end = min(start, made[n].start), max(end, made[n].end)
                n += 1
            else:
                break
        out += drafts[done:old_from]
        done = k
        # what stands before the group in `current` is longer or shorter than in the source by this
        shift = ends[old_from - 1] - drafts[old_from - 1].end if old_from else 0
        old, new = list(drafts[old_from:k]), made[new_from:n]
        draft = _joined(text, current, (start, end, shift), old, spans[old_from:k], new, grader)
        if draft is not None and grader.is_accepted(draft.confidence, draft.choices, accept):
            out.append(draft)
        elif old:
            # Half of a stretch that would be read on, with nothing to prove it: left as it stands, or a
            # second repair of the repaired text would go on where this one stopped.
            banned += [(d.start, d.end, d.after) for d in old]
    return _join_neighbours([*out, *drafts[done:]])


def _cut(on: Pass, made: list[Proposal]) -> Pass:
    """The same, with drafts that lost nothing cut where a proposal begins or ends inside them.

    Text of different depths may touch: what went on to be damaged is read on, the rest stays.
    """
    ends = [end for _, end in on.spans]
    cuts: dict[int, list[int]] = {}
    for mark in sorted({edge for proposal in made for edge in (proposal.start, proposal.end)}):
        k = bisect_right(ends, mark)
        if k < len(ends) and on.spans[k][0] < mark and not on.drafts[k].struck:
            cuts.setdefault(k, []).append(mark - on.spans[k][0])
    if not cuts:
        return on
    out: list[Draft] = []
    done = 0
    for k, inside in cuts.items():
        out += [*on.drafts[done:k], *_pieces(on.source, on.drafts[k], inside)]
        done = k + 1
    out += on.drafts[done:]
    return on._replace(drafts=out, spans=places(out))


def _pieces(text: str, draft: Draft, cuts: list[int]) -> list[Draft]:
    """A draft that lost nothing, cut at offsets of its `after`; whole if a piece has no certificate."""
    pieces, at = [], draft.start
    for first, last in pairwise((0, *cuts, len(draft.after))):
        after = draft.after[first:last]
        before = replay(after, draft.layers, ())
        if before is None or not text.startswith(before, at):
            return [draft]
        pieces.append(draft._replace(start=at, end=at + len(before), after=after, described=None))
        at += len(before)
    return pieces if at == draft.end else [draft]


def _is_banned(proposal: Proposal, on: Pass, banned: list[tuple[int, int, str]]) -> bool:
    """Whether a proposal is one that led to what has no certificate.

    Another reading of the same place is none: a second repair, which knows of no bans, would make it.
    """
    k = bisect_right(on.spans, proposal.start, key=_end)
    shift = on.spans[k - 1][1] - on.drafts[k - 1].end if k else 0
    return (proposal.start - shift, proposal.end - shift, proposal.after) in banned


def _alone(text: str, made: list[Proposal], sure: list[float], grader: Grader) -> list[Draft]:
    """The drafts of proposals where there are no drafts yet; what has no certificate is left out."""
    proofs = certify(text, made)
    out: list[Draft] = []
    draft = partial(tuple.__new__, Draft)  # three times as fast as by its name
    for proposal, confidence, proof in zip(made, sure, proofs, strict=True):
        if proof is None:
            continue
        start, end, after, _, _, _, readings, choices, _, _ = proposal
        layers, struck, described = proof
        others = grader.readings(proposal, confidence) if readings else ()
        out.append(draft((start, end, after, layers, struck, confidence, others, choices, described)))
    return out


def _joined(
    text: str,
    current: str,
    where: tuple[int, int, int],
    old: list[Draft],
    old_places: list[tuple[int, int]],
    new: list[Proposal],
    grader: Grader,
) -> Draft | None:
    """One draft for a group, or None where there is no certificate."""
    start, end, shift = where
    inner = sum(len(d.after) - (d.end - d.start) for d in old)
    source_start, source_end = start - shift, end - shift - inner
    after, struck, at = [], [], start
    losses: dict[str, None] = {}
    for proposal in new:
        after.append(current[at : proposal.start])
        offset = len("".join(after).encode("utf-8"))
        for index, byte, became in proposal.struck:
            struck.append(Struck(layer=0, index=offset + index, byte=byte, became=became))
            losses.setdefault(loss_name(proposal.page, byte, became))
        after.append(proposal.after or "")
        at = proposal.end
    after.append(current[at:end])
    layer = Layer(new[0].page, (*kept_controls(new[0].page, current[start:end]), *losses))
    layers: tuple[Layer, ...] = (layer,)
    if old:
        before = _common([d.layers for d in old])
        if before is None:
            return None
        layers += before
        for draft, place in zip(old, old_places, strict=True):
            offset = len(current[start : place[0]].encode("utf-8"))
            struck += [replace(s, layer=s.layer + 1, index=s.index + offset) for s in draft.struck]
    joined = "".join(after)
    if replay(joined, layers, tuple(struck)) != text[source_start:source_end]:
        return None
    confidence = sure = min(grader.confidences(new))
    for draft in old:
        confidence *= draft.confidence
    single = len(new) == 1 and new[0].start == start and new[0].end == end
    readings = grader.readings(new[0], sure) if single else ()
    return Draft(
        start=source_start,
        end=source_end,
        after=joined,
        layers=layers,
        struck=tuple(struck),
        confidence=confidence,
        readings=readings,
        choices=max([p.choices for p in new] + [d.choices for d in old]),
    )


def _common(ways: list[tuple[Layer, ...]]) -> tuple[Layer, ...] | None:
    """The layers of all ways, where they went through the same pages, with the losses of each."""
    if len({tuple(layer.page for layer in way) for way in ways}) != 1:
        return None
    return tuple(
        Layer(layers[0].page, tuple(dict.fromkeys(loss for layer in layers for loss in layer.losses)))
        for layers in zip(*ways, strict=True)
    )


def _may_join(drafts: list[Draft]) -> bool:
    """Whether any neighbours touch and lost nothing."""
    end = -1  # where the last one ends that lost nothing
    for start, stop, _, _, struck, _, _, _, _ in drafts:
        if start == end and not struck:
            return True
        end = -1 if struck else stop
    return False


def _join_neighbours(drafts: list[Draft]) -> list[Draft]:
    """Neighbours that lost nothing and came by the same way become one."""
    if not _may_join(drafts):
        return drafts
    out: list[Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        if (
            last
            and last.end == draft.start
            and not last.struck
            and not draft.struck
            and last.layers == draft.layers
        ):
            sure, after = min(last.confidence, draft.confidence), last.after + draft.after
            out[-1] = last._replace(end=draft.end, after=after, confidence=sure, described=None)
        else:
            out.append(draft)
    return out
