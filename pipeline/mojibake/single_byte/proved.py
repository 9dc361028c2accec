"""Reads the islands of a page that many places of a text prove, each region in its own language.

In: code points, islands, a page with its losses. Out: proposals. Touches nothing.
Idea: where the page is proved, what is whole is read without a search, and what lost bytes at less cost. But
not all of the text need be damaged: an island that is likelier as it stands is asked about like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.mojibake.evidence import runs, sequences
from pipeline.mojibake.evidence.alphabet import foreign_letters
from pipeline.mojibake.evidence.markup import Markup, markup_in
from pipeline.mojibake.evidence.sequences import needed
from pipeline.mojibake.evidence.speakers import Arrays, Speakers
from pipeline.mojibake.evidence.wraps import wraps_in
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT, span_score
from pipeline.mojibake.reading.islands import AHEAD, close, covering, edges_of, owners
from pipeline.mojibake.reading.lines import lines_of
from pipeline.mojibake.reading.losses import OPEN, STRONG, Losses
from pipeline.mojibake.reading.plain import Plain
from pipeline.mojibake.reading.readings import Proposal, read_regions
from pipeline.mojibake.reading.whole import whole_of
from pipeline.mojibake.sound import unfamiliar
from pipeline.mojibake.sound.chance import (
    is_sign,
    is_stranger,
    stand_among_their_own,
    without_letters_in_words,
)
from pipeline.mojibake.sound.lone import unsupported, without_lone_leads
from pipeline.mojibake.spans import Islands, Spans, edges

Array = np.ndarray[Any, Any]

JUDGED = 40
"""What it costs to ask of one place whether it reads as language (see `jit.expect`)."""
SHORT = 4
"""Characters of an island up to which it may be whole by chance: `’è` of `C’è` is a letter in Macintosh."""
BESIDE = 5
"""Characters on each side that tell whether one is likelier as it stands or as it is read."""


def read_proved(
    codes: Array, islands: Spans, losses: Losses, speakers: Speakers, at: Array | None = None
) -> Sequence[Proposal]:
    """Proposals for the islands of a page that is proved.

    Islands that lost nothing need no search, unless they stand close to one that did, or may be sound: they
    hold none of the suspects `at`, or are short and likelier as they stand. Then the model is asked.
    """
    if not islands:
        return []
    table = runs.bytes_of(losses.page)
    starts, ends = edges(islands)
    whole, sound = np.zeros(len(islands), np.int64), np.zeros(len(islands), np.bool_)
    jit.expect(int((ends - starts).sum()) // 4)
    sequences.whole_islands(codes, starts, ends, table, whole)
    if at is not None:
        jit.expect(4 * JUDGED * int(np.count_nonzero((whole == 1) & (ends - starts <= SHORT))))
        mark_likelier(speakers.all, codes, starts, ends, table, whole, sound)
        sound |= (np.searchsorted(at, starts) == np.searchsorted(at, ends)) & (whole == 1)
    if whole.all() and not sound.any():  # as in all text that was damaged without loss
        return whole_of(codes, starts, ends, losses.page)
    known = _whole_ones(codes, starts, ends, whole == 1, losses.page)
    markup = markup_in(codes, islands)
    firsts, lasts = close(markup.without(starts), markup.without(ends), sound)
    lone = np.flatnonzero(sound).tolist()
    read = read_regions(codes, [islands[k] for k in lone], losses, OPEN, speakers.all)
    doubted = {k: [p for p in some if p.log_damaged > -UNIT // 8] for k, some in zip(lone, read, strict=True)}
    short = np.append(0, np.cumsum(whole == 0))
    searched = np.flatnonzero(~sound[firsts] & (short[firsts] < short[lasts])).tolist()
    groups = list(zip(firsts.tolist(), lasts.tolist(), strict=True))
    if searched:
        found = [doubted[first] if first in doubted else known[first:last] for first, last in groups]
        _search(codes, islands, groups, searched, found, losses, speakers, markup)
    else:
        found = [doubted.get(k, known[k : k + 1]) for k in range(len(known))] if doubted else [known]
    out = [proposal for some in found for proposal in some]
    if at is None or not any(map(itemgetter(4), out)):  # nothing is struck
        return out
    out = without_lone_leads(codes, table, _without_shreds(codes, out, speakers.all))
    return _without(codes, out, unsupported(codes, out), speakers.all)


def _without_shreds(codes: Array, proposals: list[Proposal], arrays: Arrays) -> list[Proposal]:
    """The proposals but those that stand alone, lost a byte, and are likelier as they stand, or join words.

    `ă Ş` in sound Romanian is one character of Japanese to windows-1250, if its NBSP became a space.
    """
    starts, ends = edges_of(proposals)
    alone = (ends - starts >= 2) & (ends - starts <= SHORT) & ~np.isin(starts, ends) & ~np.isin(ends, starts)
    doubted = [proposals[k] for k in np.flatnonzero(alone).tolist() if proposals[k].struck]
    if not doubted:
        return proposals
    joining = {p.start for p in doubted if _joins_words(codes, p)}
    proposals = [p for p in proposals if p.start not in joining]
    return _without(codes, proposals, [p for p in doubted if p.start not in joining], arrays)


def _without(
    codes: Array, proposals: list[Proposal], doubted: list[Proposal], arrays: Arrays
) -> list[Proposal]:
    """The proposals but those of some of them that are likelier as they stand."""
    if not doubted:
        return proposals
    kept = {p.start for p in _likelier(codes, doubted, [(p.start, p.end) for p in doubted], arrays)}
    dropped = {p.start for p in doubted} - kept
    return [p for p in proposals if p.start not in dropped]


def _joins_words(codes: Array, proposal: Proposal) -> bool:
    """Whether what is read as a character of East Asia holds a space between two words."""
    if proposal.start == 0 or proposal.end >= len(codes) or ord((proposal.after or " ")[0]) < sequences.WIDE:
        return False
    seen = runs.text_of(codes[proposal.start - 1 : proposal.end + 1])
    first, *between, last = seen[:2], *seen[2:-2], seen[-2:]
    return first.isalpha() and last.isalpha() and any(map(str.isspace, between))


def _search(
    codes: Array,
    islands: Spans,
    groups: Spans,
    searched: list[int],
    found: list[list[Proposal]],
    losses: Losses,
    speakers: Speakers,
    markup: Markup,
) -> None:
    """Searches some groups of islands, each in its own language, and writes what is `found` in them.

    Which brackets are open before a group is told by what is read before it in its line; so of each line
    the first is searched, then of each the second, and so on: those that are at hand together.
    """
    table = runs.bytes_of(losses.page)
    language = speakers.of_islands(codes, islands, table)
    foreign = foreign_letters(codes, losses.page)
    spans = []
    for first, last in groups:
        limit = islands[last][0] if last < len(islands) else len(codes)
        spans.append((islands[first][0], min(markup.beyond(islands[last - 1][1], AHEAD), limit)))
    arrays_of = {k: speakers.of_region(codes, *spans[k], table, language) for k in searched}
    doubts = _doubts(codes, spans, table, arrays_of, speakers)
    waiting = lines_of(codes, spans, found, searched)
    wraps: dict[bool, Array] = {}
    while waiting:
        ways: dict[int, tuple[Arrays, list[int], list[int]]] = {}
        for line in waiting:
            k, opened = line.next()
            arrays = arrays_of[k]
            _, numbers, bits = ways.setdefault(id(arrays[2]), (arrays, [], []))
            numbers.append(k)
            bits.append(opened)
        for arrays, numbers, bits in ways.values():
            some = [spans[k] for k in numbers]
            spaced = speakers.have_spaces(arrays)
            if spaced not in wraps:
                wraps[spaced] = wraps_in(codes, spans, losses.page, wide=not spaced)
            plain = Plain(markup, wraps[spaced], spaced)
            read = read_regions(codes, some, losses, STRONG, arrays, bits, foreign=foreign, plain=plain)
            for k, made in zip(numbers, read, strict=True):
                stop = islands[groups[k][1] - 1][1]  # read ahead, it is no damage, or not of this group
                kept = made if not made or made[-1].start < stop else [p for p in made if p.start < stop]
                found[k] = without_letters_in_words(
                    codes, unfamiliar.doubted(kept, doubts[id(arrays[2])], arrays)
                )
        waiting = [line for line in waiting if not line.is_done()]


def _doubts(
    codes: Array, spans: Spans, table: Array, arrays_of: dict[int, Arrays], speakers: Speakers
) -> dict[int, int]:
    """For each language, by its arrays, how much what is read in it surprises the model; 0 in East Asia.

    Chinese, Japanese and Korean are all known, and surprise by as much as an alphabet that is not.
    """
    read_in: dict[int, tuple[Arrays, list[tuple[int, int]]]] = {}
    for k, arrays in arrays_of.items():
        read_in.setdefault(id(arrays[2]), (arrays, []))[1].append(spans[k])
    return {
        key: 0 if speakers.is_east_asian(arrays) else unfamiliar.surprise(codes, some, table, arrays)
        for key, (arrays, some) in read_in.items()
    }


def _whole_ones(codes: Array, starts: Array, ends: Array, whole: Array, page: str) -> list[Any]:
    """For each island that lost nothing its proposal; for the others None."""
    there = np.flatnonzero(whole)
    out: list[Any] = [None] * len(starts)
    for k, proposal in zip(there.tolist(), whole_of(codes, starts[there], ends[there], page), strict=True):
        out[k] = proposal
    return out


@kernel
def mark_likelier(
    arrays: tuple[Array, ...],
    codes: Array,
    starts: Array,
    ends: Array,
    table: Array,
    whole: Array,
    sound: Array,
) -> None:
    """Marks in `sound` the short whole stretches that are likelier as they stand than as they are read.

    Args:
        arrays: the model's, for all languages.
        codes: code points.
        starts, ends: stretches of characters of the page.
        table: byte of each code point in the page.
        whole: 1 for the stretches that are nothing but complete characters.
        sound: bool for each stretch.
    """
    room = np.zeros(BESIDE + SHORT + 1, np.int64)
    for k in range(len(starts)):
        if whole[k] == 0 or ends[k] - starts[k] > SHORT:
            continue
        before, after = max(0, starts[k] - BESIDE), min(len(codes), ends[k] + 1)
        count = 0
        for at in range(before, starts[k]):
            room[count] = codes[at]
            count += 1
        first, place = count, starts[k]
        while place < ends[k]:
            lead = int(table[codes[place]])
            need = needed(lead)
            value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
            for at in range(place + 1, place + need + 1):
                value = (value << 6) | (int(table[codes[at]]) & 0x3F)
            room[count] = value
            count += 1
            place += need + 1
        if after > ends[k]:
            room[count] = codes[ends[k]]
            count += 1
        here = span_score(arrays, codes, before, starts[k], after)
        sound[k] = here > span_score(arrays, room, 0, first, count)


def read_again(
    codes: Array, proposals: list[Proposal], losses: Losses, speakers: Speakers
) -> Sequence[Proposal]:
    """Stretches that are damage for sure, read once more in the language of what they hold."""
    spans: list[tuple[int, int]] = []
    for proposal in proposals:
        if spans and proposal.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], proposal.end)
        else:
            spans.append((proposal.start, proposal.end))
    return read_proved(codes, spans, losses, speakers)


def in_damage(codes: Array, proposals: Sequence[Proposal], islands: Spans, arrays: Arrays) -> list[Proposal]:
    """Proposals in islands that are damage for the most part, and likelier read so than as they stand.

    In a page of letters a sound word has a shred of damage by chance. A quotation mark that lost nothing may
    be damage beside a sound word.

    Args:
        codes: the text's code points.
        proposals: in order, each in an island, or from one into what follows.
        islands: stretches of characters of the page, in order.
        arrays: the model's, for all languages.
    """
    kept = covering(proposals, islands)
    if kept:
        kept = _likelier(codes, kept, islands, arrays)
        kept = _without_their_own(codes, kept, islands)
        begins, stops = [p.start for p in kept], [p.end for p in kept]
        kept = [p for p in kept if not is_stranger(codes, p, begins, stops)]
    there = {proposal.start for proposal in kept}
    return [p for p in proposals if p.start in there or _is_mark(codes, p)]


def _likelier(codes: Array, proposals: list[Proposal], islands: Spans, arrays: Arrays) -> list[Proposal]:
    """The proposals in islands that are at least as likely as they are read as they are as they stand."""
    starts, ends = edges(islands)
    begins, stops = edges_of(proposals)
    grown = np.cumsum([len(p.after or "") - (p.end - p.start) for p in proposals])
    shift = np.append(0, grown)
    read = runs.code_points(apply_edits(runs.text_of(codes), proposals))
    # a mark behind an island may stand for its last byte
    ends = np.maximum(ends, np.append(0, stops)[np.searchsorted(begins, ends)])
    new_starts, new_ends = (at + shift[np.searchsorted(begins, at)] for at in (starts, ends))
    likely = np.zeros(len(islands), np.bool_)
    jit.expect(2 * JUDGED * int((ends - starts).sum()))
    mark_damage(arrays, codes, starts, ends, read, new_starts, new_ends, likely)
    owner = np.searchsorted(starts, begins, side="right") - 1
    return list(compress(proposals, likely[owner].tolist()))


def _is_mark(codes: Array, proposal: Proposal) -> bool:
    """Whether a mark or sign lost nothing, and not all that is seen of it is letters."""
    if proposal.struck or not is_sign(proposal.after or ""):
        return False
    return not runs.text_of(codes[proposal.start : proposal.end]).isalpha()


def _without_their_own(codes: Array, proposals: list[Proposal], islands: Spans) -> list[Proposal]:
    """The proposals less those in words that stand among sound words of their own script, if most do.

    A language that the model does not know has such words; in damaged text a few are left among what lies
    beside them, until the next pass.
    """
    if not proposals:
        return proposals
    _, owner = owners(proposals, islands)
    asked = np.unique(owner[owner >= 0])
    starts, ends = edges(islands)
    own = np.zeros(len(islands), np.bool_)
    own[asked] = stand_among_their_own(codes, Islands(starts[asked], ends[asked]), proposals)
    kept = list(compress(proposals, ((owner >= 0) & ~own[owner]).tolist()))
    return kept if 2 * len(kept) < len(proposals) else proposals


@kernel
def mark_damage(
    arrays: tuple[Array, ...],
    codes: Array,
    starts: Array,
    ends: Array,
    read: Array,
    read_starts: Array,
    read_ends: Array,
    likely: Array,
) -> None:
    """Marks in `likely` the stretches that are at least as likely read as they are as they stand.

    Args:
        arrays: the model's, for all languages.
        codes, starts, ends: code points, and stretches of them.
        read, read_starts, read_ends: the same as they are read.
        likely: bool for each stretch.
    """
    for k in range(len(starts)):
        first, last = max(0, starts[k] - BESIDE), min(len(codes), ends[k] + BESIDE)
        here = span_score(arrays, codes, first, starts[k], last)
        first, last = max(0, read_starts[k] - BESIDE), min(len(read), read_ends[k] + BESIDE)
        likely[k] = span_score(arrays, read, first, read_starts[k], last) >= here
