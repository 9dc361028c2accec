"""Reads the islands of a page that many places of a text prove, each region in its own language.

In: code points, islands, a page with its losses. Out: proposals. Touches nothing.
Idea: where the page is proved, what is whole is read without a search, and what lost bytes at less cost. But
not all of the text need be damaged: an island that is likelier as it stands is asked about like any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import compress
from typing import Any

import numpy as np

from pipeline.mojibake import jit, runs
from pipeline.mojibake.brackets import Opened
from pipeline.mojibake.chance import (
    is_letter_in_word,
    is_sign,
    stands_among_its_own,
    without_lone_leads,
)
from pipeline.mojibake.islands import AHEAD, Spans, close, covering, edges
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT, span_score
from pipeline.mojibake.readings import OPEN, STRONG, Losses, Proposal, read_region
from pipeline.mojibake.repair import apply_edits
from pipeline.mojibake.runs import needed
from pipeline.mojibake.speakers import Arrays, Speakers

Array = np.ndarray[Any, Any]

JUDGED = 40
"""What it costs to ask of one place whether it reads as language (see `jit.expect`)."""
SHORT = 4
"""Characters of an island up to which it may be whole by chance: `’è` of `C’è` is a letter in Macintosh."""
BESIDE = 5
"""Characters on each side that tell whether one is likelier as it stands or as it is read."""


def read_proved(
    codes: Array, islands: Spans, losses: Losses, speakers: Speakers, at: Array | None = None
) -> list[Proposal]:
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
    runs.whole_islands(codes, starts, ends, table, whole)
    if at is not None:
        jit.expect(4 * JUDGED * int(np.count_nonzero((whole == 1) & (ends - starts <= SHORT))))
        mark_likelier(speakers.all, codes, starts, ends, table, whole, sound)
        sound |= (np.searchsorted(at, starts) == np.searchsorted(at, ends)) & (whole == 1)
    data = runs.bytes_at(codes, table)
    is_high = b"\0" + (codes >= 0x80).tobytes()  # what stands before: of nearly all no more is asked
    is_whole, is_sound = whole.tolist(), sound.tolist()
    language: Arrays | None = None
    out: list[Proposal] = []
    opened: Opened | None = None
    for first, last in _parted(close(islands), is_sound):
        start, stop = islands[first][0], islands[last - 1][1]
        if is_sound[first]:
            found, _ = read_region(codes, start, stop, losses, OPEN, speakers.all)
            out += [p for p in found if p.log_damaged > -UNIT // 8]
            continue
        if all(is_whole[first:last]):
            for start, end in islands[first:last]:
                after = data[start:end].tobytes().decode("utf-8")
                out.append(Proposal(start, end, after, losses.page, (), 0, (), 1, 0))
            continue
        if language is None or opened is None:
            language, opened = speakers.of_islands(codes, islands, table), Opened(codes)
        end = min(stop + AHEAD, islands[last][0] if last < len(islands) else len(codes))
        arrays = speakers.of_region(codes, start, end, table, language)
        found, _ = read_region(codes, start, end, losses, STRONG, arrays, opened.before(start, out))
        for proposal in found:
            if proposal.start >= stop:
                break  # read ahead: it is no damage, or not of this group
            if proposal.struck and not is_high[proposal.start] and is_letter_in_word(codes, proposal):
                continue
            out.append(proposal)
    return without_lone_leads(codes, table, out) if at is not None else out


def _parted(groups: Spans, is_sound: list[bool]) -> Iterator[tuple[int, int]]:
    """Groups of islands, cut where one may be sound: that one stands for itself."""
    for first, last in groups:
        begin = first
        for k in range(first, last):
            if is_sound[k]:
                if begin < k:
                    yield begin, k
                yield k, k + 1
                begin = k + 1
        if begin < last:
            yield begin, last


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


def read_again(codes: Array, proposals: list[Proposal], losses: Losses, speakers: Speakers) -> list[Proposal]:
    """Stretches that are damage for sure, read once more in the language of what they hold."""
    spans: Spans = []
    for proposal in proposals:
        if spans and proposal.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], proposal.end)
        else:
            spans.append((proposal.start, proposal.end))
    return read_proved(codes, spans, losses, speakers)


def in_damage(codes: Array, proposals: list[Proposal], islands: Spans, arrays: Arrays) -> list[Proposal]:
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
        starts, ends = edges(islands)
        begins = np.fromiter([p.start for p in kept], np.int64, len(kept))
        stops = np.fromiter([p.end for p in kept], np.int64, len(kept))
        grown = np.cumsum([len(p.after or "") - (p.end - p.start) for p in kept])
        shift = np.append(0, grown)
        read = runs.code_points(apply_edits(runs.text_of(codes), kept))
        # a mark behind an island may stand for its last byte
        ends = np.maximum(ends, np.append(0, stops)[np.searchsorted(begins, ends)])
        new_starts, new_ends = (at + shift[np.searchsorted(begins, at)] for at in (starts, ends))
        likely = np.zeros(len(islands), np.bool_)
        jit.expect(2 * JUDGED * int((ends - starts).sum()))
        mark_damage(arrays, codes, starts, ends, read, new_starts, new_ends, likely)
        owner = np.searchsorted(starts, begins, side="right") - 1
        kept = list(compress(kept, likely[owner].tolist()))
        kept = _without_their_own(codes, kept, islands)
    there = {proposal.start for proposal in kept}
    return [p for p in proposals if p.start in there or _is_mark(codes, p)]


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
    starts, ends = [p.start for p in proposals], [p.end for p in proposals]
    kept: list[Proposal] = []
    for start, end in islands:
        inside = proposals[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside and not stands_among_its_own(codes, start, end, starts, ends):
            kept += inside
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
