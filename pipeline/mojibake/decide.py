"""Repair, doubt or leave: one pass over a text.

In: a text and the model. Out: proposals for it, in order, not overlapping. Touches nothing.
Idea: a suspect is damage only where the model finds the reading likelier than what stands
there; `leave it` is always one of the readings. Where a page is proved by many places, the
rest of the text is read with that page at less cost, and whole characters at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel.codepages import ALPHABETS, SINGLE_BYTE
from pipeline.mojibake.double_byte.texts import read_double
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.speakers import Arrays, Speakers
from pipeline.mojibake.evidence.weighing import Evidence, weigh
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.islands import (
    AHEAD,
    begun,
    beside,
    characters_of,
    could_be,
    covering,
    edges_of,
    islands_at,
    more_above_ascii,
    over_marks,
    regions,
    within,
    without_listings,
)
from pipeline.mojibake.reading.losses import KNOWN, WEAK, Costs, Losses, with_few, without_space
from pipeline.mojibake.reading.readings import Proposal, read_regions
from pipeline.mojibake.single_byte.deeper import damaged_twice, find_deeper, read_deeper
from pipeline.mojibake.single_byte.proved import JUDGED, in_damage, read_again, read_proved
from pipeline.mojibake.single_byte.siblings import SIBLINGS, alike, best_losses, candidate_rivals, candidates
from pipeline.mojibake.sound import shouted, suspicious
from pipeline.mojibake.sound.chance import (
    apart,
    ends_capitals,
    is_lone_capital,
    is_lone_letter,
    is_more_than_chance,
    is_text,
    is_wide_in_word,
    words_around,
)
from pipeline.mojibake.sound.endings import is_word_and_mark
from pipeline.mojibake.sound.formulas import without_signs
from pipeline.mojibake.sound.lone import without_small_ones
from pipeline.mojibake.sound.noise import without_noise
from pipeline.mojibake.sound.nonsense import without_chance, without_nonsense
from pipeline.mojibake.spans import Islands, Spans, among, chosen, edges

Array = np.ndarray[Any, Any]

SOUND = -7 * UNIT
"""Mean score of a suspect's two characters above which they are language (nats * UNIT).

Measured on dev: of sound suspects 2 in 100 are below -8, of damaged ones 2 in 100 above it.
"""
SAMPLE = 48
"""Suspects of one page that are looked at before all of them are."""
PROVING = 3
"""Different suspects that prove a page, if the model agrees on a sample of them."""
SURE = -UNIT // 128
"""Where nothing else speaks for the page, a stretch must be damage with about this log probability."""
BESIDE = -UNIT
"""The same of one in a word of which another stretch is damage for sure."""
SURER = -1
"""The same of one that lost bytes: it rounds to 1, but for a step that the sum over its readings may lose."""
LOOK = 40
"""Characters of an island of a sample that are read."""
FEW = 8
"""Where less than such a share of what is above ASCII could be damage, most likely nothing is."""
PAGES = 4
"""Pages looked for in one text and pass; each takes its suspects from the next."""


Code = Callable[[], Spans]
"""Spans of code, in order, found when they are asked for."""


def find_proposals(codes: Array, speakers: Speakers, code: Code, seen: Array) -> Sequence[Proposal]:
    """One pass: what could be repaired in a text, and what is left.

    Args:
        codes: the text's code points (int32).
        speakers: the model's distributions.
        code: says where code is: what stands there proves nothing.
        seen: the text's characters are marked in it (see `runs.characters_in`).
    """
    at, bits = without_signs(codes, *runs.suspects(codes, seen), seen)
    if not len(at):
        return []
    at, bits = _not_sound(codes, at, bits, speakers.all)
    out: Sequence[Proposal] = []
    for _ in range(PAGES):
        evidence = weigh(codes, at, bits)
        if evidence is None:
            break
        if evidence.page in SINGLE_BYTE:
            found, regions = _with_page(codes, evidence, speakers, code)
            found = without_small_ones(codes, found)
            if evidence.page not in ALPHABETS:
                found = without_noise(codes, found)
        else:
            found, regions = read_double(codes, evidence, speakers)
        out = _merge(out, _disjoint(found))
        mine = among(at, evidence.at) | within(at, regions)
        at, bits = at[~mine], bits[~mine]
    return out


def _not_sound(codes: Array, at: Array, bits: Array, arrays: tuple[Array, ...]) -> tuple[Array, Array]:
    """Suspects without those that read as language; a page whose sample does is dropped whole."""
    used, sound = int(np.bitwise_or.reduce(bits)) if len(at) > 4 * SAMPLE else 0, 0
    for bit in (bit for bit in range(used.bit_length()) if used >> bit & 1):
        has_bit = bits & np.uint32(1 << bit) != 0
        if np.count_nonzero(has_bit) <= 4 * SAMPLE:
            continue
        mine = np.flatnonzero(has_bit)
        sample = at[mine[:: len(mine) // SAMPLE]]
        kept = np.zeros(len(sample), np.bool_)
        jit.expect(JUDGED * len(sample))
        if suspicious.keep_suspicious(arrays, codes, sample, SOUND, kept) * 20 < len(sample):
            sound |= 1 << bit
    if sound:
        bits = bits & ~np.uint32(sound)
        there = np.flatnonzero(bits != 0)
        at, bits = at[there], bits[there]
    kept = np.zeros(len(at), np.bool_)
    jit.expect(JUDGED * len(at))
    suspicious.keep_suspicious(arrays, codes, at, SOUND, kept)
    return at[kept], bits[kept]


def _with_page(
    codes: Array, evidence: Evidence, speakers: Speakers, code: Code
) -> tuple[Sequence[Proposal], Spans]:
    """Proposals of a single-byte page, and the regions it has settled, if it is proved."""
    table = runs.bytes_of(evidence.page)
    islands = over_marks(codes, table, without_listings(codes, islands_at(codes, table, evidence.at)))
    anything = Losses(page=evidence.page, dropped=True)
    likely = could_be(codes, islands, anything)
    if not likely.any():
        return [], []
    proving = evidence.at[~within(evidence.at, code())]
    is_code = len(proving) < len(evidence.at)
    sample = _sample(without_listings(codes, islands_at(codes, table, proving)) if is_code else islands)
    hopeful = chosen(islands, likely)
    # spaces stand for bytes where a page is proved; words of a language seldom could prove one
    could = _has_kinds(codes, proving) and _could_prove(codes, sample, anything)
    if not could and evidence.page in ALPHABETS and not apart(codes, hopeful):
        return [], []
    # a lone first byte is no suspect, and tells as much as others; in an alphabet's page any letter is one
    read = _begun(codes, evidence.page) if could and evidence.page not in ALPHABETS else hopeful
    losses, is_proved = _choose(codes, evidence, (islands, hopeful, read), sample if could else [], speakers)
    if losses is None:
        return [], []
    if is_proved:
        every = read if losses.page == evidence.page and read is not hopeful else _begun(codes, losses.page)
        twice = _twice(codes, every, losses)
        if twice is not None:
            deep = damaged_twice(codes, every, *twice, speakers.all)
            return read_deeper(codes, deep, *twice), every
        found = _read_all(codes, every, losses, speakers, evidence.at)
        if 2 * np.count_nonzero(within(evidence.at, Islands(*edges_of(found)))) >= len(evidence.at):
            return found, every
        # it explains little of what made it suspect: this is a language that the model does not know
    out = _read_weakly(codes, islands, losses, speakers, chance=losses.page in ALPHABETS)
    out = without_chance(codes, out, islands, alphabet=losses.page in ALPHABETS)
    if losses.page in ALPHABETS and not is_more_than_chance(codes, runs.bytes_of(losses.page), out):
        return [], []
    sure: list[tuple[int, int]] = []
    if out and losses.page not in ALPHABETS:
        sure = words_around(codes, [p for p in out if not p.struck])
        out = _read_weakly(codes, islands, losses, speakers, costs=KNOWN, sure=sure)
    if any(p.struck for p in out):
        again = read_again(codes, out, losses, speakers)
        out = [p for p in again if _is_in(p, sure) or not _may_be_sound(codes, p)]
    return out, []


def _choose(
    codes: Array, evidence: Evidence, islands: tuple[Spans, Spans, Spans], sample: Spans, speakers: Speakers
) -> tuple[Losses | None, bool]:
    """Which page it was of those that explain as much, and what it lost; and whether the sample proves it.

    The page is None if nothing is damage.

    Args:
        islands: all that hold a suspect; those that could be damage; and those that are to be read.
        sample: of islands that could prove the page; none if none could.
    """
    suspected, hopeful, read = islands
    options = candidates(codes, hopeful, read, evidence, spaces=bool(sample))
    starts, ends = edges(hopeful)
    is_rare = len(options) > 1 and more_above_ascii(codes, FEW * int((ends - starts).sum()))
    if is_rare and not _is_damage(codes, suspected, sample, options, speakers):
        return None, False  # sound text: which page it would be need not be known
    is_proved = bool(sample) and _is_proved(codes, sample, options[0], speakers)
    if sample and evidence.page not in ALPHABETS:
        rivals = candidate_rivals(codes, hopeful, read, evidence, options)
        if is_proved or any(_is_proved(codes, sample, losses, speakers) for losses in rivals):
            options += rivals
    best = best_losses(codes, read, options, speakers)
    if sample and best is not options[0]:
        is_proved = _is_proved(codes, sample, best, speakers)
    return best, is_proved


def _begun(codes: Array, name: str) -> Spans:
    """All islands of a page that hold a first byte."""
    return begun(codes, runs.bytes_of(name))


def _read_all(
    codes: Array, every: Spans, losses: Losses, speakers: Speakers, at: Array
) -> Sequence[Proposal]:
    """Proposals for all islands of a page that is proved; `at` are its suspects."""
    if losses.page not in ALPHABETS:
        return read_proved(codes, every, losses, speakers, at)
    islands, others = beside(codes, every, at)
    found = in_damage(codes, read_proved(codes, islands, losses, speakers, at), islands, speakers.all)
    found = without_nonsense(codes, found, islands)
    return found + _read_weakly(codes, others, losses, speakers)


def _is_damage(
    codes: Array, islands: Spans, sample: Spans, options: list[Losses], speakers: Speakers
) -> bool:
    """Whether any page of several is proved by the sample, or finds damage in an island."""
    return any(
        (sample and _is_proved(codes, sample, option, speakers))
        or _read_weakly(codes, islands, option, speakers, chance=option.page in ALPHABETS)
        for option in options
    )


def _twice(codes: Array, islands: Spans, losses: Losses) -> tuple[Losses, str] | None:
    """The pages of text that was damaged twice: a page and its siblings, each within each."""
    seen = np.flatnonzero(characters_of(codes, islands))
    names = alike(losses.page, seen)
    inners = [losses.page, *SIBLINGS.get(losses.page, ())]
    options = [(replace(losses, page=name), inner) for name in names for inner in inners]
    return find_deeper(codes, islands, options)


def _has_kinds(codes: Array, at: Array) -> bool:
    """Whether there are different suspects enough: one that stands again and again proves no more."""
    for some in (at[:SAMPLE], at):  # a few tell nearly always
        near = [codes[np.minimum(some + k, len(codes) - 1)].tolist() for k in range(3)]
        if len(set(zip(*near, strict=True))) >= PROVING:
            return True
    return False


def _read_weakly(
    codes: Array,
    islands: Spans,
    losses: Losses,
    speakers: Speakers,
    *,
    chance: bool = False,
    costs: Costs = WEAK,
    sure: Spans = (),
) -> list[Proposal]:
    """Proposals where nothing but the stretch itself says that it is damage.

    With `chance`, what stands among its own letters is left out: it is to be dropped as chance.
    `sure` are the words of which something is damage for sure, in order.
    """
    few = with_few(losses)
    likely = chosen(islands, could_be(codes, islands, few))
    if chance:
        likely = apart(codes, likely)
    if not likely:
        return []
    spans, (starts, _) = regions(codes, islands), edges(likely)
    begins, stops = edges(spans)
    spans = chosen(spans, np.searchsorted(starts, begins) < np.searchsorted(starts, stops))

    def read(some: Spans, arrays: Arrays) -> list[Proposal]:
        return [p for part in read_regions(codes, some, few, costs, arrays) for p in part]

    out = shouted.judged(codes, read(spans, speakers.all), spans, speakers.all, BESIDE, read)
    out = [p for p in out if p.log_damaged >= (SURE if not p.struck else SURER) or _is_beside(p, sure)]
    out = [p for p in out if is_text(p.after or "") and not ends_capitals(codes, p)]
    out = [p for p in out if _is_beside(p, sure) or not is_lone_letter(codes, p)]
    out = [p for p in out if not is_word_and_mark(codes, p) and not is_wide_in_word(codes, p)]
    return covering(without_small_ones(codes, out), islands)


def _may_be_sound(codes: Array, proposal: Proposal) -> bool:
    return is_lone_capital(codes, proposal) or is_word_and_mark(codes, proposal)


def _is_beside(proposal: Proposal, sure: Spans) -> bool:
    """Whether a stretch is likely damage and stands in one of the words that are for sure."""
    return proposal.log_damaged >= BESIDE and _is_in(proposal, sure)


def _is_in(proposal: Proposal, spans: Spans) -> bool:
    """Whether a proposal begins in one of some spans, which are in order."""
    k = bisect_right(spans, proposal.start, key=itemgetter(0)) - 1
    return k >= 0 and proposal.start < spans[k][1]


def _sample(islands: Spans) -> Spans:
    """Islands from all over the text, no more than a few, and the first characters of each."""
    starts, ends = edges(islands[:: max(1, len(islands) // 8)])
    return Islands(starts, np.minimum(ends, starts + LOOK))


def _could_prove(codes: Array, sample: Spans, losses: Losses) -> bool:
    """Whether by the order of their bytes alone enough islands of a sample could be damage."""
    could = int(np.count_nonzero(could_be(codes, sample, losses, share=(1, 2))))
    return bool(sample) and could * 10 >= len(sample) * 7


def _is_proved(codes: Array, sample: Spans, losses: Losses, speakers: Speakers) -> bool:
    """Whether the model reads the islands of a sample as damage."""
    losses = without_space(losses)
    likely = chosen(sample, could_be(codes, sample, losses, share=(1, 2)))
    # so many more may be sound; where so many and one are, as in sound text, the others need not be read
    most = len(sample) * 3 // 10 - (len(sample) - len(likely))
    if most < 0:
        return False
    arrays = shouted.arrays_for(codes, sample, speakers.all)
    for some in (likely[: most + 1], likely[most + 1 :]):
        starts, ends = edges(some)
        spans = Islands(starts, np.minimum(len(codes), ends + AHEAD))
        for (start, end), found in zip(some, read_regions(codes, spans, losses, WEAK, arrays), strict=True):
            most -= 2 * sum(p.end - p.start for p in found if p.log_damaged > -UNIT // 4) < end - start
        if most < 0:
            return False
    return True


def _disjoint(proposals: Sequence[Proposal]) -> Sequence[Proposal]:
    """In order; of two that overlap, the first stands. Regions read a little beyond their end."""
    starts, ends = edges_of(proposals)
    if (ends[:-1] <= starts[1:]).all():
        return proposals
    out: list[Proposal] = []
    end = 0
    for proposal in sorted(proposals, key=itemgetter(0, 1)):
        if proposal.start >= end:
            out.append(proposal)
            end = proposal.end
    return out


def _merge(first: Sequence[Proposal], second: Sequence[Proposal]) -> Sequence[Proposal]:
    """Both lists, which are in order, in one; where two overlap, the first list's stands."""
    if not first or not second:
        return first or second
    out = list(first)
    starts = [p.start for p in first]
    for proposal in second:
        k = bisect_left(starts, proposal.end)
        if k and first[k - 1].end > proposal.start:
            continue
        out.append(proposal)
    return sorted(out, key=itemgetter(0))
