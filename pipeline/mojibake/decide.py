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
from pipeline.mojibake.chance import is_mark, is_text, without_chance
from pipeline.mojibake.codepages import SINGLE_BYTE
from pipeline.mojibake.double_byte import read_double
from pipeline.mojibake.evidence import Evidence, weigh
from pipeline.mojibake.islands import AHEAD, beside, close, covering, is_listing, islands_at, regions, within
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import OPEN, STRONG, WEAK, Losses, Proposal, read_region
from pipeline.mojibake.siblings import best_losses
from pipeline.mojibake.speakers import Arrays, Speakers

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
"""Where nothing else speaks for the page, a stretch must be damage with about this log probability;
one that lost bytes, too, with one that rounds to 1."""
ALPHABETS = frozenset(
    {
        *("windows-1251", "windows-1253", "windows-1255", "windows-1256", "windows-874"),
        *("iso-8859-5", "iso-8859-7", "ibm866", "koi8-r", "koi8-u"),
    }
)
"""Pages in which the bytes of UTF-8 read as letters of one alphabet, and so make words by chance."""
LEAST = 4
"""Seen characters that must be damage in such a page, if nothing else proves it, but for lone marks."""
PAGES = 4
"""Pages looked for in one text and pass; each takes its suspects from the next."""


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
        mine = np.isin(at, evidence.at) | within(at, regions)
        at, bits = at[~mine], bits[~mine]
    return out


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
    islands = [island for island in islands_at(high, evidence.at) if not is_listing(codes[slice(*island)])]
    if not islands:
        return [], []
    losses = best_losses(codes, islands, evidence, speakers)
    table = runs.bytes_of(losses.page)
    high = table[small] >= 0x80
    proving = evidence.at[~within(evidence.at, code)]
    outside = islands_at(high, proving) if len(proving) else []
    outside = [island for island in outside if not is_listing(codes[slice(*island)])]
    strong = (
        bool(outside) and _kinds(codes, proving) >= PROVING and _is_proved(codes, outside, losses, speakers)
    )
    if strong:
        every = islands_at(high, np.flatnonzero(table[small] >= 0xC2))
        if losses.page not in ALPHABETS:
            return _read_proved(codes, every, losses, speakers, evidence.at), every
        islands, others = beside(codes, every, evidence.at)
        found = _read_proved(codes, islands, losses, speakers, evidence.at)
        return found + _read_weakly(codes, others, losses, speakers), every
    out = _read_weakly(codes, islands, losses, speakers)
    out = without_chance(codes, out, islands, alphabet=losses.page in ALPHABETS)
    said = "".join(p.after or "" for p in out)
    if losses.page in ALPHABETS and sum(p.end - p.start for p in out) < LEAST and not is_mark(said):
        return [], []
    if any(p.struck for p in out):
        out = _read_again(codes, out, losses, speakers)
    return out, []


def _kinds(codes: Array, at: Array) -> int:
    """How many different suspects there are: one that stands again and again proves no more."""
    padded = np.concatenate((codes, [0, 0])).astype(np.int64)
    return len(np.unique((padded[at] << 42) | (padded[at + 1] << 21) | padded[at + 2]))


def _read_weakly(
    codes: Array, islands: list[tuple[int, int]], losses: Losses, speakers: Speakers
) -> list[Proposal]:
    """Proposals where nothing but the stretch itself says that it is damage."""
    # where nothing proves the page, a slot short of two bytes, or a space, proves nothing
    few = replace(losses, most=1, as_space=False)
    out: list[Proposal] = []
    for start, end in regions(codes, islands):
        found, _ = read_region(codes, start, end, few, WEAK, speakers.all)
        out += found
    out = [p for p in out if p.log_damaged >= (SURE if not p.struck else 0) and is_text(p.after or "")]
    return covering(out, islands)


def _read_proved(
    codes: Array, islands: list[tuple[int, int]], losses: Losses, speakers: Speakers, at: Array | None = None
) -> list[Proposal]:
    """Proposals for the islands of a page that is proved, each region in its own language.

    Islands that lost nothing need no search, unless they stand close to one that did, or hold none of
    the suspects `at`: then they read as language, and the model is asked.
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
    for first, last in close(islands):
        if whole[first:last].all():
            for start, end in islands[first:last]:
                if at is not None and np.searchsorted(at, start) == np.searchsorted(at, end):
                    found, _ = read_region(codes, start, end, losses, OPEN, speakers.all)
                    out += [p for p in found if p.log_damaged > -UNIT // 8]
                    continue
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
