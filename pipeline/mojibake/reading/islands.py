"""Islands: stretches of characters of one page, and the regions that are read together.

In: code points and offsets. Out: half-open spans, in order, not overlapping. Touches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.runs import mark_characters
from pipeline.mojibake.evidence.sequences import is_continuation, is_mark, needed
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.losses import DOTS, Losses, lost_leads
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.reading.whole import Whole
from pipeline.mojibake.spans import Islands, Spans, covered, edges

Array = np.ndarray[Any, Any]

GAP = 6
"""Characters between two islands that are read together."""
AHEAD = 6
"""Characters read beyond a region: they tell readings apart."""
LONGEST = 3000
"""Characters after which a region is cut at the next ASCII character."""
CHUNK = 2048
"""Characters that are looked through at once for those above ASCII."""
MANY, DENSE = 1000, 8
"""With so many places, and one in so many characters, marking what lies in regions beats a search."""
MARKS = frozenset((ord("?"), 0xFFFD))
"""What may stand for a lost byte between two islands."""


def islands_at(codes: Array, table: Array, at: Array) -> Islands:
    """Stretches of characters of a page around the places given, in order.

    Args:
        codes: code points.
        table: byte of each code point in the page.
        at: offsets, ascending.
    """
    starts, ends = np.empty((2, len(at)), np.int64)
    jit.expect(4 * len(at))
    count = stretches(codes, table, at, starts, ends)
    return Islands(starts[:count], ends[:count])


@kernel
def stretches(codes: Array, table: Array, at: Array, starts: Array, ends: Array) -> int:
    """Writes the stretches of characters with a byte 80-FF around places; returns how many there are."""
    count, done = 0, 0
    for k in range(len(at)):
        i = at[k]
        if i < done or codes[i] > 65535 or table[codes[i]] < 0x80:
            continue
        starts[count], done = stretch_start(codes, table, i, done), stretch_end(codes, table, i)
        ends[count] = done
        count += 1
    return count


@kernel
def stretch_start(codes: Array, table: Array, at: int, least: int) -> int:
    """Where characters with a byte 80-FF begin that end before a place, at `least` or behind it."""
    while at > least and codes[at - 1] < 65536 and table[codes[at - 1]] >= 0x80:
        at -= 1
    return at


@kernel
def stretch_end(codes: Array, table: Array, at: int) -> int:
    """Where characters with a byte 80-FF end that begin at a place."""
    while at < len(codes) and codes[at] < 65536 and table[codes[at]] >= 0x80:
        at += 1
    return at


def over_marks(codes: Array, table: Array, islands: Spans) -> Islands:
    """The islands with those beside them, where a mark between may stand for a byte inside a character."""
    starts, ends = (side.copy() for side in edges(islands))
    jit.expect(4 * len(starts))
    count = join_over_marks(codes, table, starts, ends)
    return Islands(starts[:count], ends[:count])


@kernel
def join_over_marks(codes: Array, table: Array, starts: Array, ends: Array) -> int:
    """Does what `over_marks` says, in place; returns how many there are."""
    count = 0
    for k in range(len(starts)):
        start, end = starts[k], ends[k]
        while goes_on(codes, start, table):
            start = stretch_start(codes, table, start - 2, 0)
        while goes_on(codes, end + 1, table):
            end = stretch_end(codes, table, end + 1)
        if count > 0 and start < ends[count - 1]:
            ends[count - 1] = max(ends[count - 1], end)
        else:
            starts[count], ends[count] = start, end
            count += 1
    return count


@kernel
def goes_on(codes: Array, at: int, table: Array) -> bool:
    """Whether codes[at] goes on with a character of which a mark before it stands for a byte."""
    if at < 2 or not is_continuation(codes, at, table) or not is_mark(codes[at - 1]):
        return False
    for begun_at in range(at - 2, max(-1, at - 4), -1):
        byte = table[codes[begun_at]] if codes[begun_at] < 65536 else 0
        if byte < 0x80 or byte > 0xBF:
            return byte > 0xBF and needed(byte) > at - 1 - begun_at
    return False


def begun(codes: Array, table: Array) -> Islands:
    """All stretches of characters of a page that hold a first byte, in order."""
    if not jit.is_compiled():
        return islands_at(codes, table, np.flatnonzero(runs.bytes_at(codes, table) >= 0xC2))
    room = 1024 + len(codes) // 8  # seldom too few
    places = np.empty(CHUNK, np.int64)
    while True:
        starts, ends = np.empty((2, room), np.int64)
        count = begun_stretches(codes.view(np.uint32), table, places, starts, ends)
        if count < room:
            return Islands(starts[:count], ends[:count])
        room = count + 1


@kernel
def begun_stretches(codes: Array, table: Array, places: Array, starts: Array, ends: Array) -> int:
    """Writes these stretches; returns how many there are, of which those before the last place stand there.

    What is known of a stretch is written at each of its characters, over what was known before: whether it
    goes on is hard to foretell.

    Args:
        codes: code points without a sign (uint32).
        table: byte of each code point in the page.
        places: room for CHUNK of them.
        starts, ends: filled.
    """
    count, start, end, top, room = 0, 0, -1, 0, len(starts) - 1
    for begin in range(0, len(codes), CHUNK):
        part = codes[begin : begin + CHUNK]
        for k in range(places_above_ascii(part, places)):
            at = places[k]
            byte = int(table[min(part[at], 65535)])
            at += begin
            is_new = byte >= 0x80 and at != end
            count += is_new and top >= 0xC2
            top = byte if is_new else max(top, byte)
            start = at if is_new else start
            end = at + 1 if byte >= 0x80 else end
            last = min(count, room)
            starts[last], ends[last] = start, end
    return count + (top >= 0xC2)


@kernel
def places_above_ascii(codes: Array, places: Array) -> int:
    """Writes the places of characters above ASCII; returns how many there are."""
    count = 0
    for k in range(len(codes)):
        places[count] = k  # the next overwrites it if it is none: no branch that is hard to foretell
        count += codes[k] >= 0x80
    return count


def more_above_ascii(codes: Array, least: int) -> bool:
    """Whether more than so many characters are above ASCII."""
    if jit.is_compiled():
        return bool(count_above_ascii(codes, least) > least)
    return bool(np.count_nonzero(codes >= 0x80) > least)


@kernel
def count_above_ascii(codes: Array, most: int) -> int:
    """Counts the characters above ASCII, up to one more than so many."""
    count = 0
    for code in codes:
        if code >= 0x80:
            count += 1
            if count > most:
                break
    return count


def characters_of(codes: Array, islands: Spans) -> Array:
    """For each code point below 65,536 whether it stands in an island of a page; all there are below.

    Marks are not of the page.
    """
    starts, ends = edges(islands)
    found = np.zeros(65536, np.bool_)
    jit.expect(int((ends - starts).sum()))
    mark_spans(codes, starts, ends, found)
    found[[0x3F, 0xFFFD]] = False
    return found


@kernel
def mark_spans(codes: Array, starts: Array, ends: Array, found: Array) -> None:
    """Marks in `found` each code point of the stretches."""
    for k in range(len(starts)):
        mark_characters(codes, starts[k], ends[k], found)


def within(at: Array, regions: Spans) -> Array:
    """Which places lie in one of the regions (in order, not overlapping)."""
    if not regions:
        return np.zeros(len(at), np.bool_)
    starts, ends = edges(regions)
    size = int(at.max()) + 1 if len(at) >= MANY else 0
    if 0 < size < DENSE * len(at):
        some = (starts < ends) & (starts < size)
        marked: Array = covered(size, starts[some], np.minimum(ends[some], size))[at]
        return marked
    k = np.searchsorted(starts, at, side="right") - 1
    inside: Array = (k >= 0) & (at < ends[np.maximum(k, 0)])
    return inside


def beside(codes: Array, islands: Spans, at: Array) -> tuple[Spans, Spans]:
    """Islands that hold a suspect, or that only a mark parts from one that does; and the others.

    In a page of letters a sound word of the same alphabet has lead bytes, too.
    """
    starts, ends = edges(islands)
    kept = (np.searchsorted(at, ends) > np.searchsorted(at, starts)).tolist()
    inside: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for k, (start, end) in enumerate(islands):
        after = k + 1 < len(islands) and kept[k + 1] and _is_mark(codes, end, islands[k + 1][0])
        before = k > 0 and kept[k - 1] and _is_mark(codes, islands[k - 1][1], start)
        (inside if kept[k] or after or before else others).append((start, end))
    return inside, others


def _is_mark(codes: Array, start: int, end: int) -> bool:
    """Whether what parts two islands may stand for a lost byte."""
    if end - start == 1:
        return int(codes[start]) in MARKS
    return end - start == len(DOTS) and runs.text_of(codes[start:end]) == DOTS


def could_be(codes: Array, islands: Spans, losses: Losses, share: tuple[int, int] = (2, 3)) -> Array:
    """Which islands could be damage for so large a share, by the order of their bytes alone.

    Words of a language hardly ever are, and a look at the bytes costs a hundredth of a search.
    """
    if not islands:
        return np.zeros(0, np.bool_)
    starts, ends = edges(islands)
    found = np.zeros(len(islands), np.int64)
    jit.expect(int((ends - starts).sum()))
    coverable(codes, starts, ends, runs.bytes_of(losses.page), losses.most, lost_leads(losses) != 0, found)
    likely: Array = share[1] * found >= share[0] * (ends - starts)
    return likely


@kernel
def coverable(
    codes: Array, starts: Array, ends: Array, table: Array, most: int, lost_leads: bool, found: Array
) -> None:
    """Counts in each stretch the characters, and marks, that some reading could take for bytes of UTF-8.

    Args:
        codes: code points.
        starts, ends: stretches of characters of the page.
        table: byte of each code point in the page.
        most: bytes that one character may have lost.
        lost_leads: whether a lead byte may be lost, too.
        found: filled with the counts.
    """
    for k in range(len(starts)):
        i, count = starts[k], 0
        while i < ends[k]:
            lead = table[codes[i]]
            need = needed(lead)
            j, lost = i + 1, 0
            if need == 0:
                count += 1 if lost_leads and 0x80 <= lead < 0xC0 else 0
            else:
                last = min(ends[k], i + need + 1)
                while j < last and (is_mark(codes[j]) or 0x80 <= table[codes[j]] <= 0xBF):
                    lost += 1 if is_mark(codes[j]) else 0
                    j += 1
                if i + need + 1 - j + lost <= most:
                    count += j - i
                else:
                    j = i + 1
            i = j
        found[k] = count


def covering(proposals: Sequence[Proposal], islands: Spans) -> list[Proposal]:
    """Proposals in islands that are damage for the most part; a shred of one is chance.

    Both in order.
    """
    if not proposals or not islands:
        return []
    starts, ends = edges(islands)
    begins, owner = owners(proposals, islands)
    _, stops = edges_of(proposals)
    inside = owner >= 0
    held = np.zeros(len(starts), np.int64)
    np.add.at(held, owner[inside], (np.minimum(stops, ends[owner]) - begins)[inside])
    is_kept = inside & (3 * held >= 2 * (ends - starts))[owner]
    return list(compress(proposals, is_kept.tolist()))


def edges_of(proposals: Sequence[Proposal]) -> tuple[Array, Array]:
    """Where each of some proposals starts and ends."""
    if isinstance(proposals, Whole):
        return proposals.starts, proposals.ends
    count = len(proposals)
    starts, ends = (np.fromiter(map(itemgetter(k), proposals), np.int64, count) for k in (0, 1))
    return starts, ends


def owners(proposals: Sequence[Proposal], islands: Spans) -> tuple[Array, Array]:
    """Where each of some proposals starts, and the number of the island in which it does, or -1."""
    starts, ends = edges(islands)
    begins, _ = edges_of(proposals)
    owner = np.searchsorted(starts, begins, side="right") - 1
    owner[owner >= 0] = np.where(begins < ends[owner], owner, -1)[owner >= 0]
    return begins, owner


def without_listings(codes: Array, islands: Spans) -> Spans:
    """The islands but those whose characters stand in the order of their numbers, as in an alphabet."""
    if not islands:
        return []
    starts, ends = edges(islands)
    listing = np.zeros(len(islands), np.bool_)
    jit.expect(int((ends - starts).sum()))
    mark_listings(codes, starts, ends, listing)
    return Islands(starts[~listing], ends[~listing]) if listing.any() else islands


@kernel
def mark_listings(codes: Array, starts: Array, ends: Array, listing: Array) -> None:
    """Marks stretches of six characters and more of which half are near their neighbour, or its capital."""
    for k in range(len(starts)):
        near = 0
        for i in range(starts[k] + 1, ends[k]):
            apart = abs(codes[i] - codes[i - 1])
            is_case = apart == 0x20 and min(codes[i], codes[i - 1]) >= 0xC0
            near += 1 if apart <= 2 or is_case else 0
        listing[k] = ends[k] - starts[k] >= 6 and 2 * near >= ends[k] - starts[k] - 1


def close(starts: Array, ends: Array, alone: Array | None = None) -> tuple[Array, Array]:
    """Islands that lie close to one another, as ranges of their numbers; those `alone` are one each."""
    begins = np.zeros(len(starts), np.bool_)
    jit.expect(len(starts))
    mark_begins(starts, ends, np.zeros(len(starts), np.bool_) if alone is None else alone, begins)
    firsts = np.flatnonzero(begins)
    return firsts, np.append(firsts[1:], len(starts))


@kernel
def mark_begins(starts: Array, ends: Array, alone: Array, begins: Array) -> None:
    """Marks the stretches with which a range of close ones begins."""
    first = 0
    for k in range(len(starts)):
        if k == 0 or starts[k] - ends[k - 1] > GAP or ends[k] - starts[first] > LONGEST:
            begins[k], first = True, k
        elif alone[k] or alone[k - 1]:
            begins[k] = True


def regions(codes: Array, islands: Spans) -> Spans:
    """Close islands as one region each, with what is read beyond them."""
    if not islands:
        return []
    starts, ends = edges(islands)
    firsts, lasts = close(starts, ends)
    stops = np.minimum(ends[lasts - 1] + AHEAD, np.append(starts, len(codes))[lasts])
    return Islands(starts[firsts], stops)
