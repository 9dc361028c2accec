"""Reads one region of text that went through a double-byte page.

In: code points, where the region lies, its page, a model's arrays. Out: proposals, as `readings.py` gives
them for single-byte pages. Touches nothing. Idea: the lattice of `pair_lattice.py` is searched; what was read
between two places where no character is begun is one proposal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.double_byte.pair_chart import ALONG, BOTH_UNSEEN, EACH, MARK, MARKS, START, UNSEEN
from pipeline.mojibake.double_byte.pair_cores import NOTHING, cores_of
from pipeline.mojibake.double_byte.pair_eaten import price_taken
from pipeline.mojibake.double_byte.pair_lattice import PairLattice, pair_lattices
from pipeline.mojibake.double_byte.pair_marks import ROW
from pipeline.mojibake.double_byte.pair_pages import LOST, marks_in
from pipeline.mojibake.double_byte.pair_seen import Eats, PairText, Seen, marks_of, seen_at
from pipeline.mojibake.double_byte.signs import noted
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading import logs, paths, plain
from pipeline.mojibake.reading.brackets import WHITE
from pipeline.mojibake.reading.context import context_of
from pipeline.mojibake.reading.lattice import LITERAL, LOSSY
from pipeline.mojibake.reading.losses import Costs
from pipeline.mojibake.reading.readings import WIDTH, Proposal, Searched, run
from pipeline.mojibake.reading.side_by_side import Regions, arcs_of
from pipeline.mojibake.sound.chance import is_text
from pipeline.mojibake.spans import among

Array = np.ndarray[Any, Any]
_WHITE = "".join(map(chr, WHITE))

WEAK = Costs(enter=8 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where nothing else in the text speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where the page is proved elsewhere in the text."""
BEAM = 48
"""States kept at a place where characters may be read of which no byte is left: each may be one of dozens."""
SLACK = 10 * UNIT
"""How much worse than the best of its place a state may be: less than elsewhere, for there are hundreds."""
AHEAD = 6
"""Characters read beyond a region."""
OTHERS = 5
"""Other readings that are kept beside the likeliest."""
NAMED = -8 * UNIT
"""Other readings less probable than this (UNIT * log) are not kept."""


def read_pairs(
    text: PairText,
    start: int,
    stop: int,
    arrays: tuple[Array, ...],
    costs: Costs,
    eats: Eats = (None, False),
    *,
    gone: bool = False,
    opened: int = 0,
) -> list[Proposal]:
    """Proposals for codes[start:stop] of a text, in order.

    Args:
        text: the whole text, and the double-byte page that it was read in.
        arrays: the model's, for the language of what is read.
        eats: whether a mark took the byte after it along, None if not known; whether plainly ASCII, too.
        gone: whether characters may be read of which no byte is left; they may where costs are STRONG.
        opened: the brackets that are open before `start`, as bits (see `brackets.Opened`).
    """
    codes = text.codes
    if stop - start > AHEAD and _is_mostly_lost(codes[start:stop]):
        return []
    region = np.array([start], np.int64), np.array([min(len(codes), stop + AHEAD)], np.int64)
    page = text.known
    cores = cores_of(codes, *region, page)
    start, end, held, mode = cores[:, 0].tolist()
    if held == NOTHING:
        return []
    seen = seen_at(text, start, end, eats, gone=(gone or costs is STRONG) and page.lacks_many)
    of_mark = len(page.lone) + len(page.starts) + len(page.inner)
    jit.expect(30 * (end - start) + 3 * of_mark * int(np.count_nonzero(marks_in(codes[start:end]))))
    made = pair_lattices(codes, cores[0], cores[1], page, arrays, marks_of(seen, text.page, arrays))
    if not made.found.kind.any():
        return []
    price_taken(made, seen, text.page, arrays)
    width = BEAM if seen.gone else WIDTH
    regions = Regions(cores[0], *made.edges)
    over = _plainly(text, start, made, regions, arrays) if text.markup else None
    searched = run(codes, regions, made.found, costs, arrays, mode, np.array([opened]), width, SLACK, over)
    read = _proposals(start, text.page, seen, made, searched)
    # beyond stands what is read next
    read = [p for p in read if p.start < stop and is_text(p.after or "")]
    return _with_something_left(codes, read, rows=seen.gone)


def _plainly(
    text: PairText, start: int, made: PairLattice, regions: Regions, arrays: tuple[Array, ...]
) -> plain.Seen:
    """What the search takes of a region, which begins at `start`, if markup is read over."""
    markup, found, at = text.markup, made.found, made.places + start
    over = np.repeat(markup.covers(at[:-1]), np.diff(found.first[: len(at)])) & (found.kind == LITERAL)
    found.char[over] = -1
    plain.price_labels(found, np.flatnonzero(among(at, markup.labels) & (made.begun == START)))
    context = context_of(text.codes, regions.starts, arrays, markup)
    return plain.Seen(arcs_of(found, arrays), context)


def may_be_sign(codes: Array) -> Array:
    """Where two marks stand as a dash, an arrow or a check mark does: after white space, before a letter.

    Nothing is left of it but where it stood.
    """
    before = np.append(32, codes[:-1])
    marked = marks_in(codes)
    ends = np.append(marked[1:], False) & ~np.append(marked[2:], (False, False))
    after = np.append(codes[2:], (32, 32))
    lower = after | 0x20
    is_next = ((lower >= 0x61) & (lower <= 0x7A)) | (codes == LOST)
    found: Array = marked & runs.are_any(before, _WHITE) & ends & is_next
    return found


def _is_mostly_lost(codes: Array) -> bool:
    """Whether more bytes are lost than are there: `?` stands for two, as a rule, U+FFFD for one."""
    marks = int(np.count_nonzero(marks_in(codes)))
    single = int(np.count_nonzero(codes == LOST))
    return 2 * marks - single > 3 * (len(codes) - marks)


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
        is_left = is_left or (rows and _is_sign(codes, proposal))
    return kept + (row if is_left else [])


def _is_sign(codes: Array, proposal: Proposal) -> bool:
    """Whether two marks are read as a sign that is likelier than all others, and stand as one does."""
    start, end = max(0, proposal.start - 1), proposal.end
    if end - proposal.start != ROW or ord((proposal.after or " ")[0]) not in noted():
        return False
    if proposal.log_p < -UNIT // 4:
        return False
    return bool(may_be_sign(codes[start : end + 1])[proposal.start - start])


def _proposals(start: int, page: str, seen: Seen, made: PairLattice, searched: Searched) -> list[Proposal]:
    """Stretches between places where neither side has a character begun; the region begins at `start`."""
    found, (path, lengths, posterior) = made.found, searched
    paths.settle(path, lengths, made.edges[0], found.first, found.end, found.kind, posterior)
    leaving = np.append(0, found.end[path[:-1]])
    rest = np.empty(len(path), np.int64)
    paths.rests(path, leaving, found.first, posterior, logs.log_add_table(), rest)
    read = np.flatnonzero(found.kind[path] != LITERAL)
    ended = np.flatnonzero(made.begun[found.end[path[read]]] == START) + 1
    out: list[Proposal] = []
    for group in np.split(read, ended)[:-1]:
        proposal = _proposal(page, seen, made, posterior, path[group], leaving[group])
        first, end = start + proposal.start, start + proposal.end
        out.append(proposal._replace(start=first, end=end, log_rest=int(rest[group].max())))
    return out


def _proposal(
    page: str, seen: Seen, made: PairLattice, posterior: Array, arcs: Array, leaving: Array
) -> Proposal:
    """What is read by some arcs of the best path, with its places in the region.

    Args:
        arcs, leaving: the arcs, and the nodes that they leave.
    """
    places = made.places[leaving].tolist()
    chars = [_said(made, arc) for arc in arcs.tolist()]
    struck: list[tuple[int, int, str]] = []
    offset = 0
    for place, data in zip(places, made.data[arcs].tolist(), strict=True):
        struck += _struck(offset, data, seen.text[place : place + 3])
        offset += data >> 32 & 255
    readings: tuple[tuple[str, int], ...] = ()
    choices = 1
    lossy = np.flatnonzero((made.found.kind[arcs] == LOSSY) & (made.said[arcs] >= 0))
    if len(lossy):
        readings, choices = _others(made, posterior, arcs, leaving, chars, int(lossy[0]))
    log_p = int(posterior[arcs].min())
    return Proposal(
        start=places[0],
        end=int(made.places[made.found.end[arcs[-1]]]),
        after="".join(chars),
        page=page,
        struck=tuple(struck),
        log_p=log_p,
        readings=readings,
        choices=choices,
        log_damaged=log_p,
    )


def _others(
    made: PairLattice, posterior: Array, arcs: Array, leaving: Array, chars: list[str], lossy: int
) -> tuple[tuple[tuple[str, int], ...], int]:
    """What else may be said in the place of one of some arcs, likeliest first, and how many may be."""
    begins, stop = made.found.first[leaving[lossy] : leaving[lossy] + 2].tolist()
    lost = made.found.kind[begins:stop] == LOSSY
    likely = np.flatnonzero(lost & (posterior[begins:stop] >= NAMED) & (made.said[begins:stop] > 0)) + begins
    readings: list[tuple[str, int]] = []
    for other in likely.tolist():
        if other != arcs[lossy] and _is_beside(made, other, int(arcs[lossy])):
            text = [*chars[:lossy], _said(made, other), *chars[lossy + 1 :]]
            readings.append(("".join(text), int(posterior[other])))
    readings.sort(key=lambda r: (-r[1], r[0]))
    return tuple(readings[:OTHERS]), int(np.count_nonzero(lost))


def _is_beside(made: PairLattice, arc: int, other: int) -> bool:
    """Whether two arcs lead to the same place; for what was taken along it has a node for each kind."""
    to, there = made.found.end[arc], made.found.end[other]
    is_taken = made.begun[to] < START and made.begun[there] < START
    return bool(to == there or (made.places[to] == made.places[there] and is_taken))


def _said(made: PairLattice, arc: int) -> str:
    """The characters that an arc says, if any."""
    return "".join(chr(char) for char in (made.said[arc], made.found.extra[arc]) if char > 0)


def _struck(offset: int, data: int, marks: str) -> list[tuple[int, int, str]]:
    """Bytes lost on an arc, and what stands for each.

    Args:
        offset: the bytes before it.
        data: as of `pair_chart.packed`.
        marks: the characters where it begins.
    """
    how, size = data >> 40, data >> 32 & 255
    lost = (data & 0xFFFFFFFF).to_bytes(4, "big")[4 - size :]
    became = {
        UNSEEN: ("",),
        BOTH_UNSEEN: ("", ""),
        MARK: (marks[:1],),
        MARKS: (marks[:1], "", marks[1:2]),
        EACH: tuple(marks),
    }
    stands = became.get(how, ())
    count = size if how in (MARK, MARKS, ALONG) else len(stands)
    return [(offset + k, lost[k], stands[k] if k < len(stands) else "") for k in range(count)]
