"""Repair, doubt or leave: one pass over a text.

In: a text and the model. Out: proposals for it, in order, not overlapping. Touches nothing.
Idea: a suspect is damage only where the model finds the reading likelier than what stands
there; `leave it` is always one of the readings. Where a page is proved by many places, the
rest of the text is read with that page at less cost, and whole characters at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.mojibake import jit, runs
from pipeline.mojibake.codepages import SINGLE_BYTE, page
from pipeline.mojibake.double_byte import read_double
from pipeline.mojibake.evidence import Evidence, weigh
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import Costs, Losses, Proposal, read_region
from pipeline.mojibake.speakers import Arrays, Speakers

Array = np.ndarray[Any, Any]

SOUND = -7 * UNIT
"""Mean score of a suspect's two characters above which they are language (nats * UNIT).

Measured on dev: of sound suspects 2 in 100 are below -8, of damaged ones 2 in 100 above it.
"""
SAMPLE = 48
"""Suspects of one page that are looked at before all of them are."""
WEAK = Costs(enter=7 * UNIT, leave=9 * UNIT, literal=0, closed=False)
"""Where nothing else in the text speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=2 * UNIT, closed=True)
"""Where the page is proved by other places."""
PROVING = 3
"""Different suspects that prove a page, if the model agrees on a sample of them."""
GAP = 6
"""Characters between two islands that are read together."""
AHEAD = 6
"""Characters read beyond a region: they tell readings apart."""
SURE = -UNIT // 128
"""Where nothing else speaks for the page, a stretch must be damage with about this log probability;
one that lost bytes, too, with one that rounds to 1."""
SIBLINGS = {
    "windows-1252": ("windows-1254", "iso-8859-1"),
    "windows-1254": ("windows-1252", "iso-8859-9"),
    "iso-8859-1": ("windows-1252",),
    "windows-1250": ("iso-8859-2",),
    "windows-1257": ("windows-1252",),
    "iso-8859-15": ("windows-1252",),
}
"""Pages that read most bytes alike, and differ in what they lose."""
OTHER = 3 * UNIT
"""How much better a sibling must explain a sample to be taken for the page."""
ALPHABETS = frozenset(
    {
        *("windows-1251", "windows-1253", "windows-1255", "windows-1256", "windows-874"),
        *("iso-8859-5", "iso-8859-7", "ibm866", "koi8-r", "koi8-u"),
    }
)
"""Pages in which the bytes of UTF-8 read as letters of one alphabet, and so make words by chance."""
LEAST = 4
"""Seen characters that must be damage in such a page, if nothing else proves it."""
SPACES = 8
"""Slots short of a byte that must be there to say that a space stands for what was lost."""
WINDOW, WINDOWS = 120, 24
"""Characters that are read to tell siblings apart, and how often at most."""
CLEAR = 16 * UNIT
"""How much better one sibling must explain what was read so far for the rest not to be asked."""
PAGES = 4
"""Pages looked for in one text and pass; each takes its suspects from the next."""
LONGEST = 3000
"""Characters after which a region is cut at the next ASCII character."""


@kernel
def literal_score(arrays: tuple[Array, ...], codes: Array, start: int, end: int) -> int:
    """Mean score of a character of codes[start:end], each after what stands before it."""
    total = 0
    for i in range(start, end):
        first = i - 5 if i > 5 else 0
        total += lookup_score(arrays, codes, first, i + 1)
    return total // max(end - start, 1)


lookup_score = lookup.score


@kernel
def keep_suspicious(arrays: tuple[Array, ...], codes: Array, at: Array, limit: int, kept: Array) -> int:
    """Marks in `kept` the suspects that do not read as language; returns how many there are."""
    count = 0
    n = len(codes)
    for k in range(len(at)):
        if literal_score(arrays, codes, at[k], min(at[k] + 2, n)) < limit:
            kept[k] = True
            count += 1
    return count


def find_proposals(codes: Array, speakers: Speakers, code: list[tuple[int, int]]) -> list[Proposal]:
    """One pass: what could be repaired in a text, and what is left.

    Args:
        codes: the text's code points (int32).
        speakers: the model's distributions.
        code: spans of code, in order: what stands there proves nothing.
    """
    at, bits = runs.suspects(codes)
    if not len(at):
        return []
    at, bits = _not_sound(codes.astype(np.int64), at, bits, speakers.all)
    out: list[Proposal] = []
    for _ in range(PAGES):
        evidence = weigh(codes, at, bits)
        if evidence is None:
            break
        if evidence.page in SINGLE_BYTE:
            found, regions = _with_page(codes, evidence, speakers, code)
        else:
            found, regions = read_double(codes, evidence, speakers)
        out = _merge(out, _disjoint(found))
        mine = np.isin(at, evidence.at) | _within(at, regions)
        at, bits = at[~mine], bits[~mine]
    return out


def _within(at: Array, regions: list[tuple[int, int]]) -> Array:
    """Which places lie in one of the regions (in order, not overlapping)."""
    if not regions:
        return np.zeros(len(at), np.bool_)
    starts, ends = np.array(regions, np.int64).T
    k = np.searchsorted(starts, at, side="right") - 1
    inside: Array = (k >= 0) & (at < ends[np.maximum(k, 0)])
    return inside


def _not_sound(codes: Array, at: Array, bits: Array, arrays: tuple[Array, ...]) -> tuple[Array, Array]:
    """Suspects without those that read as language; a page whose sample does is dropped whole."""
    for bit in range(len(runs.BITS)):
        mine = np.flatnonzero(bits >> np.uint32(bit) & np.uint32(1))
        if len(mine) > 4 * SAMPLE:
            sample = at[mine[:: len(mine) // SAMPLE]]
            kept = np.zeros(len(sample), np.bool_)
            jit.expect(3 * len(sample))
            if keep_suspicious(arrays, codes, sample, SOUND, kept) * 20 < len(sample):
                bits = bits & ~np.uint32(1 << bit)
    there = bits != 0
    at, bits = at[there], bits[there]
    kept = np.zeros(len(at), np.bool_)
    jit.expect(3 * len(at))
    keep_suspicious(arrays, codes, at, SOUND, kept)
    return at[kept], bits[kept]


def _with_page(
    codes: Array, evidence: Evidence, speakers: Speakers, code: list[tuple[int, int]]
) -> tuple[list[Proposal], list[tuple[int, int]]]:
    """Proposals of a single-byte page, and the regions it has settled, if it is proved."""
    small = np.minimum(codes, 65535)
    high = runs.bytes_of(evidence.page)[small] >= 0x80
    islands = [island for island in _islands(high, evidence.at) if not _is_listing(codes[slice(*island)])]
    if not islands:
        return [], []
    losses = _best_losses(codes, islands, evidence, speakers)
    table = runs.bytes_of(losses.page)
    high = table[small] >= 0x80
    proving = evidence.at[~_within(evidence.at, code)]
    outside = _islands(high, proving) if len(proving) else []
    outside = [island for island in outside if not _is_listing(codes[slice(*island)])]
    strong = (
        bool(outside) and _kinds(codes, proving) >= PROVING and _is_proved(codes, outside, losses, speakers)
    )
    if strong:
        islands = _islands(high, np.flatnonzero(table[small] >= 0xC2))
        if losses.page in ALPHABETS:
            islands = _beside(codes, islands, evidence.at)
        return _read_proved(codes, islands, losses, speakers), islands
    out: list[Proposal] = []
    few = replace(losses, most=1)  # where nothing proves the page, a slot short of two bytes proves nothing
    for start, end in _regions(codes, islands):
        found, _ = read_region(codes, start, end, few, WEAK, speakers.all)
        out += found
    out = [p for p in out if p.log_damaged >= (SURE if not p.struck else 0)]
    out = _covering(out, islands)
    if losses.page in ALPHABETS and sum(p.end - p.start for p in out) < LEAST:
        return [], []
    if any(p.struck for p in out):
        out = _read_again(codes, out, losses, speakers)
    return out, []


def _kinds(codes: Array, at: Array) -> int:
    """How many different suspects there are: one that stands again and again proves no more."""
    padded = np.concatenate((codes, [0, 0])).astype(np.int64)
    return len(np.unique((padded[at] << 42) | (padded[at + 1] << 21) | padded[at + 2]))


def _beside(codes: Array, islands: list[tuple[int, int]], at: Array) -> list[tuple[int, int]]:
    """Islands that hold a suspect, or that only a mark parts from one that does.

    In a page of letters a sound word of the same alphabet has lead bytes, too.
    """
    marks = {ord("?"), 0xFFFD}
    counts = np.searchsorted(at, [end for _, end in islands]) - np.searchsorted(
        at, [start for start, _ in islands]
    )
    kept = (counts > 0).tolist()
    out = []
    for k, (start, end) in enumerate(islands):
        after = k + 1 < len(islands) and kept[k + 1] and islands[k + 1][0] == end + 1 and codes[end] in marks
        before = k > 0 and kept[k - 1] and islands[k - 1][1] == start - 1 and codes[start - 1] in marks
        if kept[k] or after or before:
            out.append((start, end))
    return out


def _read_proved(
    codes: Array, islands: list[tuple[int, int]], losses: Losses, speakers: Speakers
) -> list[Proposal]:
    """Proposals for the islands of a page that is proved, each region in its own language.

    Islands that lost nothing need no search, unless they stand close to one that did.
    """
    table = runs.bytes_of(losses.page)
    if not islands:
        return []
    starts, ends = np.array(islands, np.int64).T.copy()
    whole = np.zeros(len(islands), np.int64)
    jit.expect(int((ends - starts).sum()) // 4)
    runs.whole_islands(codes, starts, ends, table, whole)
    data = table[np.minimum(codes, 65535)].tobytes()
    language: Arrays | None = None
    out: list[Proposal] = []
    for first, last in _close(islands):
        if whole[first:last].all():
            for start, end in islands[first:last]:
                after = data[start:end].decode("utf-8")
                out.append(Proposal(start, end, after, losses.page, (), 0, (), 1, 0))
            continue
        if language is None:
            language = speakers.of_islands(codes, islands, table)
        start, stop = islands[first][0], islands[last - 1][1]
        end = min(stop + AHEAD, islands[last][0] if last < len(islands) else len(codes))
        arrays = speakers.of_region(codes, start, end, table, language)
        found, _ = read_region(codes, start, end, losses, STRONG, arrays)
        out += found
    return out


def _read_again(
    codes: Array, proposals: list[Proposal], losses: Losses, speakers: Speakers
) -> list[Proposal]:
    """Stretches that are damage for sure, read once more in the language of what they hold."""
    spans: list[tuple[int, int]] = []
    for proposal in proposals:
        if spans and proposal.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], proposal.end)
        else:
            spans.append((proposal.start, proposal.end))
    return _read_proved(codes, spans, losses, speakers)


def _best_losses(
    codes: Array, islands: list[tuple[int, int]], evidence: Evidence, speakers: Speakers
) -> Losses:
    """The page, or a sibling that reads all that is seen alike and explains what was lost better."""
    seen = np.unique(np.concatenate([codes[s:e] for s, e in islands]))
    seen = seen[seen < 65536]
    as_space = _leaves_spaces(codes, islands, evidence.page)
    first = _losses(evidence.page, seen, as_space=as_space)
    if not evidence.short:
        return first
    table = runs.bytes_of(evidence.page)
    names = [evidence.page]
    names += [n for n in SIBLINGS.get(names[0], ()) if np.array_equal(runs.bytes_of(n)[seen], table[seen])]
    if len(names) == 1:
        return first
    arrays = speakers.of_islands(codes, islands, table)
    candidates = [_losses(name, seen, as_space=as_space) for name in names]
    totals = [-OTHER if k else 0 for k in range(len(names))]
    windows = [
        (at, min(last, at + WINDOW))
        for start, last in _regions(codes, islands)
        for at in range(start, last, WINDOW)
    ]
    for start, stop in windows[:: max(1, len(windows) // WINDOWS)]:
        for k, losses in enumerate(candidates):
            found, _ = read_region(codes, start, stop, losses, STRONG, arrays)
            totals[k] += _score_read(codes, start, stop, found, losses, arrays)
        ordered = sorted(totals)
        if ordered[-1] - ordered[-2] > CLEAR:
            break
    return candidates[totals.index(max(totals))]


def _score_read(
    codes: Array, start: int, stop: int, proposals: list[Proposal], losses: Losses, arrays: Arrays
) -> int:
    """Score of codes[start:stop] with its proposals made: what a search sums up leaves out what all its
    paths share, and so cannot be held against that of another lattice.
    """
    out: list[int] = []
    at, lost = start, 0
    for proposal in proposals:
        out += codes[at : proposal.start].tolist()
        out += map(ord, proposal.after or "")
        at = proposal.end
        lost += len(proposal.struck)
    out += codes[at:stop].tolist()
    chars = np.array(out, np.int64)
    jit.expect(3 * len(chars))
    score = lookup.known_score(arrays, chars, np.ones(len(chars), np.int64), 0, len(chars))
    return int(score) - lost * losses.drop_cost


def _leaves_spaces(codes: Array, islands: list[tuple[int, int]], name: str) -> bool:
    """Whether spaces stand where most of the lost bytes were."""
    counts = np.zeros(2, np.int64)
    starts, ends = np.array(islands, np.int64).T.copy()
    runs.short_slots(codes, starts, ends, runs.bytes_of(name), counts)
    return bool(counts[0] >= SPACES and 10 * counts[1] >= 7 * counts[0])


def _losses(name: str, seen: Array, *, as_space: bool) -> Losses:
    """What a page may have lost, from the characters of its islands: what is seen was not lost."""
    there = set(seen.tolist())
    return Losses(
        page=name,
        dropped=not as_space and not any(byte in there for byte in page(name).undefined if byte < 0xA0),
        as_space=as_space,
        soft_hyphen=0xAD not in there,
        space=0xA0 not in there,
        quotes=not there & {0x2018, 0x2019, 0x201C, 0x201D},
    )


def _islands(high: Array, at: Array) -> list[tuple[int, int]]:
    """Stretches of characters of the page around the places given."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], high, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    which = np.unique(np.searchsorted(starts, at, side="right") - 1)
    return [(int(starts[k]), int(ends[k])) for k in which]


def _covering(proposals: list[Proposal], islands: list[tuple[int, int]]) -> list[Proposal]:
    """Proposals in islands that are damage for the most part; a shred of one is chance."""
    kept: list[Proposal] = []
    for start, end in islands:
        inside = [p for p in proposals if start <= p.start < end]
        if 3 * sum(min(p.end, end) - p.start for p in inside) >= 2 * (end - start):
            kept += inside
    return kept


def _is_listing(island: Array) -> bool:
    """Whether characters stand in the order of their numbers, as in a table of letters."""
    near = np.abs(np.diff(island)) <= 2
    return len(island) >= 6 and 2 * int(np.count_nonzero(near)) >= len(near)


def _is_proved(codes: Array, islands: list[tuple[int, int]], losses: Losses, speakers: Speakers) -> bool:
    """Whether the model reads every island of a sample as damage."""
    step = max(1, len(islands) // 8)
    losses = replace(losses, space=False)  # a byte that leaves a mere space, or nothing, is no proof
    good = tried = 0
    for start, end in islands[::step]:
        stop = min(len(codes), min(end, start + 40) + AHEAD)
        found, _ = read_region(codes, start, stop, losses, WEAK, speakers.all)
        tried += 1
        read = sum(p.end - p.start for p in found if p.log_damaged > -UNIT // 4)
        good += 2 * read >= min(end, start + 40) - start
    return good * 10 >= tried * 7


def _close(islands: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Islands that lie close to one another, as ranges of their numbers."""
    out: list[tuple[int, int]] = []
    first = 0
    for k in range(1, len(islands) + 1):
        if (
            k == len(islands)
            or islands[k][0] - islands[k - 1][1] > GAP
            or islands[k][1] - islands[first][0] > LONGEST
        ):
            out.append((first, k))
            first = k
    return out


def _regions(codes: Array, islands: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Close islands as one region each, with what is read beyond them."""
    regions = []
    for first, last in _close(islands):
        start, stop = islands[first][0], islands[last - 1][1]
        limit = islands[last][0] if last < len(islands) else len(codes)
        regions.append((start, min(stop + AHEAD, limit)))
    return regions


def _disjoint(proposals: list[Proposal]) -> list[Proposal]:
    """In order; of two that overlap, the first stands. Regions read a little beyond their end."""
    out: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda p: (p.start, p.end)):
        if not out or proposal.start >= out[-1].end:
            out.append(proposal)
    return out


def _merge(first: list[Proposal], second: list[Proposal]) -> list[Proposal]:
    """Both lists in order; where two overlap, the first list's stands."""
    taken = sorted(first, key=lambda p: p.start)
    out = list(taken)
    starts = np.array([p.start for p in taken], np.int64)
    for proposal in second:
        k = int(np.searchsorted(starts, proposal.end))
        if k and taken[k - 1].end > proposal.start:
            continue
        out.append(proposal)
    return sorted(out, key=lambda p: p.start)
