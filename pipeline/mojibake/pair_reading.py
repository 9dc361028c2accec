"""Reads one region of text that went through a double-byte page.

In: code points, where the region lies, its page, a model's arrays. Out: proposals, as `readings.py` gives
them for single-byte pages. Touches nothing. Idea: the lattice of `pair_lattice.py` is searched; what was read
between two places where no character is begun is one proposal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import lattice, logs, paths, runs
from pipeline.mojibake.brackets import WHITE
from pipeline.mojibake.chance import is_text
from pipeline.mojibake.losses import Costs
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import EATEN, ROW, START, Arc, Seen, lacks_many
from pipeline.mojibake.pair_lattice import core, marks_in, pair_lattice
from pipeline.mojibake.readings import WIDTH, Proposal, Searched, run, single
from pipeline.mojibake.signs import kind_of, noted
from pipeline.mojibake.taken import wraps_near

Array = np.ndarray[Any, Any]
Eats = tuple[bool | None, bool]

WEAK = Costs(enter=8 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where nothing else in the text speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where the page is proved elsewhere in the text."""
BEAM = 48
"""States kept at a place where characters may be read of which no byte is left: each may be one of dozens."""
SLACK = 10 * UNIT
"""How much worse than the best of its place a state may be: less than elsewhere, for there are hundreds."""
NEAR = 300
"""Characters around a region whose words tell what kind of text it is in."""
FAR = 4000
"""The same whose lines tell how lines end."""
AHEAD = 6
"""Characters read beyond a region."""


def read_pairs(
    codes: Array,
    start: int,
    stop: int,
    page: str,
    arrays: tuple[Array, ...],
    costs: Costs,
    eats: Eats = (None, False),
    *,
    gone: bool = False,
    opened: int = 0,
) -> list[Proposal]:
    """Proposals for codes[start:stop], in order.

    Args:
        codes: code points of the whole text.
        page: the double-byte page that it was read in.
        arrays: the model's, for the language of what is read.
        eats: whether a mark took the byte after it along, None if not known; whether plainly ASCII, too.
        gone: whether characters may be read of which no byte is left; they may where costs are STRONG.
        opened: the brackets that are open before `start`, as bits (see `brackets.Opened`).
    """
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
        wraps=wraps_near(codes[max(0, start - FAR) : end + FAR]),
    )
    nodes, found, arcs = pair_lattice(seen, page, arrays)
    if not any(arc.kind != lattice.LITERAL for arc in arcs):
        return []
    width = BEAM if seen.gone else WIDTH
    regions = single(start, found)
    searched = run(codes, regions, found, costs, arrays, mode, np.array([opened]), width, SLACK)
    read = _proposals(start, page, nodes, found, arcs, searched)
    # beyond stands what is read next
    read = [p for p in read if p.start < stop and is_text(p.after or "")]
    return _with_something_left(codes, read, rows=seen.gone)


def may_be_sign(codes: Array) -> Array:
    """Where two marks stand as a dash, an arrow or a check mark does: after white space, before a letter.

    Nothing is left of it but where it stood.
    """
    before = np.append(32, codes[:-1])
    marked = marks_in(codes)
    ends = np.append(marked[1:], False) & ~np.append(marked[2:], (False, False))
    after = np.append(codes[2:], (32, 32))
    lower = after | 0x20
    is_next = ((lower >= 0x61) & (lower <= 0x7A)) | (codes == 0xFFFD)
    found: Array = marked & np.isin(before, WHITE) & ends & is_next
    return found


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


def _proposals(
    start: int,
    page: str,
    nodes: list[tuple[int, tuple[int, ...]]],
    found: lattice.Lattice,
    arcs: list[Arc],
    searched: Searched,
) -> list[Proposal]:
    """Stretches between places where neither side has a character begun."""
    begins = np.zeros(len(searched.lengths), np.int64)
    paths.settle(
        searched.path, searched.lengths, begins, found.first, found.end, found.kind, searched.posterior
    )
    out: list[Proposal] = []
    group: list[int] = []
    for arc in searched.path.tolist():
        if arcs[arc].kind == lattice.LITERAL:
            continue
        group.append(arc)
        to = nodes[int(found.end[arc])]
        if to[1] == START:
            out.append(_proposal(start, page, nodes, found, arcs, group, searched.posterior))
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
        chars.append(_said(made))
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
            if arcs[other].char > 0 and other != group[lossy] and _is_beside(arcs[other], arcs[group[lossy]]):
                text = [*chars[:lossy], _said(arcs[other]), *chars[lossy + 1 :]]
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


def _is_beside(arc: Arc, other: Arc) -> bool:
    """Whether two arcs lead to the same place; for what was taken along it has a node for each kind."""
    return arc.to == other.to or (arc.to[0] == other.to[0] and arc.to[1] in EATEN and other.to[1] in EATEN)


def _said(arc: Arc) -> str:
    """The characters that an arc says, if any."""
    return "".join(chr(char) for char in (arc.char, arc.extra) if char > 0)


def _others(posterior: Array, begin: int, end: int, arc: int, adds: Array) -> int:
    """Logarithm of the probability of all arcs of a node but one."""
    there = posterior[begin:end]
    near = np.flatnonzero(there > int(there.max()) - logs.TOP) + begin
    others = logs.FAR
    for other in near.tolist() if len(near) > 1 else range(begin, end):
        if other != arc:
            others = logs.log_add(others, int(posterior[other]), adds)
    return others
