"""Reads text that went through a double-byte page: GBK, Shift-JIS, EUC-KR, Big5.

In: code points, the evidence for a page. Out: proposals, as `readings.py` gives them for
single-byte pages. Touches nothing. The lattice is in `pair_lattice.py`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.mojibake import jit, language, lattice, logs, pair_suspects, runs
from pipeline.mojibake.brackets import Opened
from pipeline.mojibake.chance import is_text, without_foreign_letters, without_lone_letters
from pipeline.mojibake.evidence import Evidence
from pipeline.mojibake.islands import edges
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import MARKS, START, Arc, lacks_many
from pipeline.mojibake.pair_lattice import Seen, core, marks_in, pair_lattice
from pipeline.mojibake.readings import WIDTH, Costs, Proposal, run
from pipeline.mojibake.siblings import score_read
from pipeline.mojibake.signs import kind_of
from pipeline.mojibake.speakers import Speakers

Array = np.ndarray[Any, Any]
Spans = list[tuple[int, int]]

WEAK = Costs(enter=8 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where nothing else in the text speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where the page is proved elsewhere in the text."""
PROVING = 2
"""Characters read without a loss that prove a page."""
ENOUGH = 8
"""Characters read without a loss that tell the language; with fewer, the others are asked, too."""
CLEAR = 64
"""The same that are enough to know page and language: then nothing more is read to prove it."""
CLEARER = 400
"""The same in a page that lacks many pairs, where words are in pieces."""
CREDIBLE = 24
"""Places that are looked at where two-byte letters alone prove a page."""
SAMPLE = 8
"""Regions that are read to tell what the decoder took along."""
FEW = 4
"""Marks that tell what the decoder took along."""
EATEN = 2 * UNIT
"""What is granted to a character taken along: text that has one more is always less likely."""
OTHER = 3 * UNIT
"""How much better one way must explain the sample to be taken."""
AROUND = 24
"""Characters before what is read whose ASCII tells the language, too."""
PARTS = 6
"""Parts of what is read from whose beginnings characters are taken for that."""
SAMPLED = 590
"""Characters that are taken from all parts together, about."""
BEAM = 48
"""States kept at a place where characters may be read of which no byte is left: each may be one of dozens."""
NEAR = 300
"""Characters around a region whose words tell what kind of text it is in."""
AHEAD = 6
"""Characters read beyond a region."""
LONGEST = 400
"""Characters after which a region is cut."""
LOOK = 60
"""The same for a first look: where it finds nothing, as in sound text, nothing else is read."""


def read_double(
    codes: Array, evidence: Evidence, speakers: Speakers
) -> tuple[list[Proposal], list[tuple[int, int]]]:
    """Proposals for the places where a double-byte page was misread, and the regions it has settled."""
    first, second = runs.pair_bytes_of(evidence.page)
    firsts = runs.bytes_at(codes, first)
    member = firsts >= 0x80
    member |= marks_in(codes)
    jit.expect(len(evidence.at))
    good = np.zeros(len(evidence.at), np.bool_)
    pair_suspects.likely(speakers.all, codes, evidence.at, first, second, good)
    suspects = evidence.at[good].tolist()
    close = _spans(member, codes, suspects, LOOK)
    if not any(_read(codes, start, end, evidence.page, speakers.all, WEAK) for start, end in close):
        return [], []
    spans, _ = _by_language(codes, _spans(member, codes, suspects, LONGEST), speakers)
    found, proved = [], 0
    clear = CLEARER if lacks_many(evidence.page) else CLEAR
    for start, end in spans:
        found.append(_read(codes, start, end, evidence.page, speakers.all, WEAK))
        telling = without_lone_letters(codes, found[-1])
        proved += sum(len(p.after or "") for p in telling if not p.struck and p.log_p > -UNIT // 8)
        if proved >= clear:
            break
    if proved >= PROVING:
        # now a single seen character may be a whole one of two bytes, too
        seconds = runs.bytes_at(codes, second)
        alone = (firsts >= 0xC2) & (firsts <= 0xDF) & (seconds >= 0x80) & (seconds <= 0xBF)
        # and a mark before a continuation byte may be the pair that began a character
        follows = (firsts >= 0x80) & (firsts <= 0xBF)
        begins = (firsts >= 0xE0) & (firsts <= 0xF4) & (seconds >= 0x80) & (seconds <= 0xBF)
        if not _is_credible(codes, member, np.flatnonzero(alone), found, evidence.page, speakers):
            return [], []
        marked = np.isin(codes, [ord(mark) for mark in MARKS])
        alone |= (marked | begins) & np.append(follows[1:], False)
        spans = _joined_spans(spans, [_span(member, codes, int(k), 0) for k in np.flatnonzero(alone)])
        arrays = _language(codes, [p for part in found for p in part], speakers)
        along = _takes_ascii(codes, spans)
        eats = along or _takes_along(codes, spans, evidence.page, arrays), along
        spans, sound = _by_language(codes, spans, speakers)
        ways = [(speakers.all, WEAK) if is_sound else (arrays, STRONG) for is_sound in sound]
        found, opened, done = [], Opened(codes), []
        for (start, end), way in zip(spans, ways, strict=True):
            is_open = opened.before(start, done)
            found.append(_read(codes, start, end, evidence.page, *way, eats, opened=is_open))
            done += found[-1]
    elif any(found):
        arrays = _language(codes, [p for part in found for p in part], speakers)
        ways = None, _takes_ascii(codes, spans)
        found = [
            _read(codes, start, end, evidence.page, arrays, WEAK, ways) if part else part
            for (start, end), part in zip(spans, found, strict=True)
        ]
        found = [without_lone_letters(codes, part) for part in found]
    proposals = [proposal for part in found for proposal in part]
    if proved < PROVING:
        return proposals, []
    return without_foreign_letters(codes, proposals), spans


def _by_language(codes: Array, spans: Spans, speakers: Speakers) -> tuple[Spans, list[bool]]:
    """Regions cut at blank lines where one side is language as it stands and the other is not; which are."""
    pieces: Spans = []
    for start, end in spans:
        here = codes[start:end]
        cuts = (np.flatnonzero((here[:-1] == 10) & (here[1:] == 10)) + start + 1).tolist()
        pieces += pairwise([start, *cuts, end])
    if not pieces:
        return [], []
    starts, ends = edges(pieces)
    sound = np.zeros(len(pieces), np.bool_)
    jit.expect(10 * int((ends - starts).sum()))
    language.mark_language(speakers.all, codes, starts, ends, language.SOUND, sound)
    begins = {start for start, _ in spans}
    out: Spans = []
    kinds: list[bool] = []
    for (start, end), is_sound in zip(pieces, sound.tolist(), strict=True):
        if out and out[-1][1] == start and start not in begins and kinds[-1] == is_sound:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
            kinds.append(is_sound)
    return out, kinds


def _is_credible(
    codes: Array, member: Array, alone: Array, found: list[list[Proposal]], page: str, speakers: Speakers
) -> bool:
    """Whether letters of two bytes are damage all over the text, where nothing but such letters proves it.

    In sound Chinese, too, two characters in a row may be the bytes of Greek or Cyrillic letters by chance.
    """
    telling = [p for part in found for p in without_lone_letters(codes, part)]
    said = "".join(p.after or "" for p in telling if not p.struck)
    if any(char >= "\u0800" for char in said) or not len(alone):
        return True
    places = alone[:: max(1, len(alone) // CREDIBLE)].tolist()
    hits = 0
    for place in places:
        read = _read(codes, *_span(member, codes, place, 0, LOOK), page, speakers.all, WEAK, gone=True)
        hits += any(p.start <= place < p.end for p in read)
    return 2 * hits >= len(places)


def _takes_along(codes: Array, spans: Spans, page: str, arrays: tuple[Array, ...]) -> bool | None:
    """Whether this text's decoder took an ASCII character along with an odd byte; None if none can tell.

    A page that has nearly all pairs leaves marks only before ASCII, white space for the most part, if it
    takes nothing along. Of the others each way is tried on a sample; what the model finds likelier is taken.
    """
    marks = [ord(mark) for mark in MARKS]
    if page == "gbk":
        near = np.concatenate([np.arange(start, min(end, len(codes) - 1)) for start, end in spans])
        after = codes[near[np.isin(codes[near], marks)] + 1]
        blank = np.count_nonzero((after == 32) | (after == 10) | (after == 13))
        if len(after) < FEW:
            return None
        return not (np.count_nonzero(after < 0x80) >= 0.95 * len(after) and blank >= 0.3 * len(after))
    marked = [(start, min(end, start + LOOK)) for start, end in spans]
    marked = [(start, end) for start, end in marked if np.isin(codes[start:end], marks).any()]
    gain = 0
    for start, end in marked[:: max(1, len(marked) // SAMPLE)]:
        for eats, sign in ((True, 1), (False, -1)):
            found = _read(codes, start, end, page, arrays, STRONG, (eats, False))
            eaten = sum(byte < 0x80 for p in found for _, byte, _ in p.struck)
            gain += sign * (score_read(codes, start, end, found, arrays) + EATEN * eaten)
    return None if abs(gain) < OTHER else gain > 0


def _takes_ascii(codes: Array, spans: Spans) -> bool:
    """Whether it is plain that this text's decoder took ASCII along: then letters follow marks, not white space."""
    near = np.concatenate([np.arange(start, min(end, len(codes) - 1)) for start, end in spans])
    after = codes[near[np.isin(codes[near], [ord(mark) for mark in MARKS])] + 1]
    letters = int(np.count_nonzero(((after | 0x20) >= 0x61) & ((after | 0x20) <= 0x7A)))
    return letters >= FEW and letters >= 4 * int(np.count_nonzero(after == 32))


def _language(codes: Array, proposals: list[Proposal], speakers: Speakers) -> tuple[Array, ...]:
    """The arrays of the language of what is read, by what lost nothing and the ASCII around it.

    What lost bytes is not known, and parts words: of Russian every second letter may be lost. If all did, or
    nearly, it counts.
    """
    high = sum(char >= "\x80" for p in proposals if not p.struck for char in p.after or "")
    chars: list[int] = []
    known: list[int] = []
    for part in range(PARTS):
        first, last = (k * len(proposals) // PARTS for k in (part, part + 1))
        stop = len(chars) + SAMPLED // PARTS
        done = proposals[first].start - AROUND if first < last else 0
        for proposal in proposals[first:last]:
            gap = codes[max(done, 0, proposal.start - AROUND) : proposal.start].tolist()
            after = [ord(char) for char in proposal.after or ""]
            chars += [*gap, *after]
            known += [int(code < 0x80 and code != ord("?")) for code in gap]
            known += [int(not proposal.struck or high < ENOUGH)] * len(after)
            done = proposal.end
            if len(chars) > stop:
                break
    if sum(char >= 0x80 for char, is_known in zip(chars, known, strict=True) if is_known) < 2:
        return speakers.all
    return speakers.of_text(np.array(chars, np.int64), np.array(known, np.int64))


def _joined_spans(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Both lists in order; spans that overlap are one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(first + second):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _spans(member: Array, codes: Array, places: list[int], longest: int) -> list[tuple[int, int]]:
    """The regions around suspects, in order, not overlapping."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if not spans or place >= spans[-1][1]:
            spans.append(_span(member, codes, place, spans[-1][1] if spans else 0, longest))
    return spans


def _span(member: Array, codes: Array, place: int, done: int, longest: int = LONGEST) -> tuple[int, int]:
    """The region around a suspect: characters of the page, and short ASCII between them."""
    start = place
    while start > done and place - start < min(40, longest // 4) and member[start - 1]:
        start -= 1
    end, gap = place, 0
    while end < len(codes) and end - start < longest and gap <= 3:
        gap = 0 if member[end] else gap + 1
        end += 1
    return start, end - gap


def _read(
    codes: Array,
    start: int,
    stop: int,
    page: str,
    arrays: tuple[Array, ...],
    costs: Costs,
    eats: tuple[bool | None, bool] = (None, False),
    *,
    gone: bool = False,
    opened: int = 0,
) -> list[Proposal]:
    if stop - start > AHEAD and _is_mostly_lost(codes[start:stop]):
        return []
    region = start
    start, end = core(codes, start, min(len(codes), stop + AHEAD), page)
    if start == end:
        return []
    mode = 2 if start > region and codes[start - 1] >= 0x80 else 0
    before = runs.text_of(codes[max(0, start - 500) : start])
    after = runs.text_of(codes[end : end + 500])
    seen = Seen(
        before=before[before.rfind("\n") + 1 :],
        text=runs.text_of(codes[start:end]),
        after=after.partition("\n")[0],
        ends=end == len(codes),
        is_line=not (codes == 10).any(),
        eats=eats[0],
        along=eats[1],
        gone=(gone or costs is STRONG) and lacks_many(page),
        notes=kind_of(codes[max(0, start - NEAR) : end + NEAR]),
    )
    nodes, found, arcs = pair_lattice(seen, page, arrays)
    if not any(arc.kind != lattice.LITERAL for arc in arcs):
        return []
    width = BEAM if seen.gone else WIDTH
    path, posterior, _ = run(codes, start, found, costs, arrays, mode, opened, width)
    read = _proposals(start, page, nodes, found, arcs, path, posterior)
    # beyond stands what is read next
    read = [p for p in read if p.start < stop and is_text(p.after or "")]
    return _with_something_left(codes, read, rows=seen.gone)


def _is_mostly_lost(codes: Array) -> bool:
    """Whether more bytes are lost than are there: `?` stands for two, as a rule, U+FFFD for one."""
    marks = int(np.count_nonzero(marks_in(codes)))
    single = int(np.count_nonzero(codes == 0xFFFD))
    return 2 * marks - single > 2 * (len(codes) - marks)


def _with_something_left(codes: Array, proposals: list[Proposal], *, rows: bool) -> list[Proposal]:
    """The proposals, in order, less those of which no byte is left: nothing says what was there.

    With `rows`, it is enough if something is left of one in a row of them.
    """
    kept: list[Proposal] = []
    row: list[Proposal] = []
    is_left = False
    for proposal in proposals:
        if row and (not rows or row[-1].end != proposal.start):
            kept += row if is_left else []
            row, is_left = [], False
        row.append(proposal)
        is_left = is_left or not bool(marks_in(codes[proposal.start : proposal.end]).all())
    return kept + (row if is_left else [])


def _proposals(
    start: int,
    page: str,
    nodes: list[tuple[int, tuple[int, ...]]],
    found: lattice.Lattice,
    arcs: list[Arc],
    path: list[int],
    posterior: Array,
) -> list[Proposal]:
    """Stretches between places where neither side has a character begun."""
    out: list[Proposal] = []
    group: list[int] = []
    for arc in path:
        if arcs[arc].kind == lattice.LITERAL:
            continue
        group.append(arc)
        to = nodes[int(found.end[arc])]
        if to[1] == START:
            out.append(_proposal(start, page, nodes, found, arcs, group, posterior))
            group = []
    return out


def _proposal(
    start: int,
    page: str,
    nodes: list[tuple[int, tuple[int, ...]]],
    found: lattice.Lattice,
    arcs: list[Arc],
    group: list[int],
    posterior: Array,
) -> Proposal:
    leaving = [int(np.searchsorted(found.first, arc, side="right")) - 1 for arc in group]
    begin, end = nodes[leaving[0]][0], nodes[int(found.end[group[-1]])][0]
    chars: list[str] = []
    struck: list[tuple[int, int, str]] = []
    offset = 0
    for arc in group:
        made = arcs[arc]
        chars.append("".join(chr(c) for c in (made.char, made.extra) if c > 0))
        struck += [(offset + k, byte, became) for k, (byte, became) in enumerate(made.struck)]
        offset += len(made.data)
    lossy = next(
        (k for k, arc in enumerate(group) if arcs[arc].kind == lattice.LOSSY and arcs[arc].char >= 0), None
    )
    readings: list[tuple[str, int]] = []
    choices = 1
    if lossy is not None:
        node = leaving[lossy]
        begins, stop = int(found.first[node]), int(found.first[node + 1])
        lost = found.kind[begins:stop] == lattice.LOSSY
        choices += int(np.count_nonzero(lost)) - 1
        for other in (np.flatnonzero(lost & (posterior[begins:stop] >= -8 * UNIT)) + begins).tolist():
            if arcs[other].char > 0 and arcs[other].to == arcs[group[lossy]].to and other != group[lossy]:
                text = [*chars[:lossy], chr(arcs[other].char), *chars[lossy + 1 :]]
                readings.append(("".join(text), int(posterior[other])))
        readings.sort(key=lambda r: (-r[1], r[0]))
    adds, rest = logs.log_add_table(), logs.FAR
    for node, arc in zip(leaving, group, strict=True):
        rest = max(rest, _others(posterior, int(found.first[node]), int(found.first[node + 1]), arc, adds))
    log_p = min(int(posterior[arc]) for arc in group)
    return Proposal(
        start=start + begin,
        end=start + end,
        after="".join(chars),
        page=page,
        struck=tuple(struck),
        log_p=log_p,
        readings=tuple(readings[:5]),
        choices=int(choices),
        log_damaged=log_p,
        log_rest=rest,
    )


def _others(posterior: Array, begin: int, end: int, arc: int, adds: Array) -> int:
    """Logarithm of the probability of all arcs of a node but one."""
    there = posterior[begin:end]
    near = np.flatnonzero(there > int(there.max()) - logs.TOP) + begin
    others = logs.FAR
    for other in near.tolist() if len(near) > 1 else range(begin, end):
        if other != arc:
            others = logs.log_add(others, int(posterior[other]), adds)
    return others
