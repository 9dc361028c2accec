"""Reads regions of a text through one code page: items, lattice, search, proposals.

In: code points, a page with its losses, where the regions lie. Out: proposals: stretches
with their likeliest reading, its probability and what else was possible. Touches nothing.
Idea: a search of a few characters takes less time than calling it, so regions are laid side by
side in one lattice, with walls between them, and searched in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit, lattice, logs, paths, runs, search
from pipeline.mojibake.brackets import BLANK, LINE, parts_of
from pipeline.mojibake.codepages import ALPHABETS
from pipeline.mojibake.joiners import BEFORE, price_joiners
from pipeline.mojibake.joints import odd_joints
from pipeline.mojibake.losses import MANY, Costs, Losses, byte_sets, lacking, marks_at
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.struck import struck_of

Array = np.ndarray[Any, Any]

WIDTH = 12
"""States the beam keeps at a node; two for each byte of a page that lacks many."""
SLACK = 14 * UNIT
"""How much worse than the best of its node a state may be."""
WALL = BEFORE
"""Items between two regions that no byte can be: as many as are looked at before a place."""
TOGETHER = 4000
"""Characters that are read in one lattice, or one region: it holds some 400 bytes for each, and some 30 kB
where most bytes are lost."""


class Proposal(NamedTuple):
    """A stretch of the text that could be repaired, or is left.

    A tuple, not a dataclass: a damaged text has one for every few characters, and a frozen
    dataclass takes five times as long to make.
    """

    start: int
    end: int
    after: str | None
    """The likeliest reading; None where the stretch stays as it is."""
    page: str
    struck: tuple[tuple[int, int, str], ...]
    """Bytes lost: (index in the UTF-8 of `after`, byte, what stands for it)."""
    log_p: int
    """UNIT * log of the probability of `after` given what is seen."""
    readings: tuple[tuple[str, int], ...]
    """Other readings with the logarithm of their probability, likeliest first."""
    choices: int
    """How many readings the bytes allow."""
    log_damaged: int = 0
    """UNIT * log of the probability that the stretch is damage at all, whatever its reading."""
    log_rest: int = logs.FAR
    """UNIT * log of the probability of everything else together; finer than 1 - p where p is near 1."""


def read_regions(
    codes: Array,
    spans: Sequence[tuple[int, int]],
    losses: Losses,
    costs: Costs,
    arrays: tuple[Array, ...],
    opened: Sequence[int] = (),
    width: int | None = None,
    foreign: Array | None = None,
) -> list[list[Proposal]]:
    """Proposals for each of some regions of a text, half-open; each is read for itself.

    Args:
        codes: the text's code points; what stands before a region is context.
        opened: the brackets that are open before each region, as bits (see `brackets.Opened`); none if empty.
        width: states that the beam keeps at a node; by default as many as the page asks for.
        foreign: what it costs to read some letters (see `alphabet.foreign_letters`).
    """
    lost = lacking(losses.page)
    width = width or (2 * lost if lost > MANY else WIDTH)
    out: list[list[Proposal]] = []
    first = size = 0
    for k, (start, end) in enumerate([*spans, (0, TOGETHER)]):  # the last one is none
        size += end - start
        if first < k and size > TOGETHER:
            some = spans[first:k]
            out += _read_together(codes, some, losses, costs, arrays, opened[first:k], width, foreign)
            first, size = k, end - start
    return out


def _read_together(
    codes: Array,
    spans: Sequence[tuple[int, int]],
    losses: Losses,
    costs: Costs,
    arrays: tuple[Array, ...],
    opened: Sequence[int],
    width: int,
    foreign: Array | None,
) -> list[list[Proposal]]:
    items = _side_by_side(codes, np.array(spans, np.int64))
    item_byte = runs.bytes_at(items.codes, runs.bytes_of(losses.page)).astype(np.int64)
    literal_cost = np.where(item_byte >= 0x80, costs.literal, 0).astype(np.int64)
    if costs.odd and losses.page not in ALPHABETS:
        literal_cost += costs.odd * odd_joints(items.before, items.codes)
    found = _lattice(items.codes.astype(np.int64), item_byte, literal_cost, losses, costs)
    price_joiners(found, item_byte)
    if foreign is not None:
        priced = (found.kind != lattice.WHOLE) & (found.char < len(foreign))
        found.cost[priced] += foreign[found.char[priced]]
    searched = run(codes, items.regions, found, costs, arrays, opened=opened, width=width)
    return _proposals(items, losses.page, found, searched, item_byte)


class Regions(NamedTuple):
    """Where regions lie in their text and in a lattice: int64 for each."""

    starts: Array
    """Offset in the text."""
    begins: Array
    """First node."""
    ends: Array
    """Last node."""


def single(start: int, found: lattice.Lattice) -> Regions:
    """One region at a place of the text, which has a lattice for itself."""
    return Regions(*np.array([[start], [0], [len(found.first) - 1]], np.int64))


class _Items(NamedTuple):
    """The characters of regions side by side, with walls between them."""

    regions: Regions
    codes: Array
    """Code point of each item; 0 for a wall."""
    before: Array
    """Code point before it; 0 at the text's beginning."""
    shift: Array
    """What to add to an item's number for its offset in the text."""


def _side_by_side(codes: Array, spans: Array) -> _Items:
    starts, sizes = spans[:, 0], spans[:, 1] - spans[:, 0]
    ends = np.cumsum(sizes + WALL) - WALL
    begins = ends - sizes
    shift = np.repeat(starts - begins, sizes + WALL)
    items = np.arange(len(shift))
    places = np.minimum(items + shift, len(codes) - 1)
    is_wall = items >= np.repeat(ends, sizes + WALL)
    here = np.where(is_wall, 0, codes[places])
    before = np.where(places > 0, codes[places - 1], 0)
    return _Items(Regions(starts, begins, ends), here, before, shift)


def _lattice(
    literal: Array, item_byte: Array, literal_cost: Array, losses: Losses, costs: Costs
) -> lattice.Lattice:
    lost, rare, leads, mark_of, marks = byte_sets(losses)
    item_mark = marks_at(literal, mark_of)
    n = len(literal)
    width = np.ones(n, np.int64)
    capacity = 24 * n + 1024  # seldom too few: lossy text has some 12 arcs a character
    jit.expect(4 * n)
    while True:
        first = np.zeros(n + 1, np.int64)
        end, char, cost, kind = np.empty((4, capacity), np.int64)
        count = lattice.build(
            literal,
            width,
            item_byte,
            item_mark,
            marks,
            literal_cost,
            lost,
            rare,
            leads,
            losses.drop_cost,
            losses.gone_cost,
            losses.most,
            0,
            1 if costs.closed else 0,
            first,
            end,
            char,
            cost,
            kind,
        )
        if count <= capacity:
            break
        capacity *= 3
    return lattice.Lattice(
        first=first,
        end=end[:count],
        char=char[:count],
        extra=np.zeros(count, np.int64),
        cost=cost[:count],
        kind=kind[:count],
    )


class Searched(NamedTuple):
    """What a search found."""

    path: Array
    """Arcs of the best path of each region, one after the other."""
    lengths: Array
    """How many arcs each region has of these."""
    posterior: Array
    """UNIT * log of the probability of each arc."""


def run(
    codes: Array,
    regions: Regions,
    found: lattice.Lattice,
    costs: Costs,
    arrays: tuple[Array, ...],
    mode: int = 0,
    opened: Sequence[int] = (),
    width: int = WIDTH,
    slack: int = SLACK,
) -> Searched:
    """Searches regions that are side by side in a lattice.

    Args:
        mode: what stands before each (see `search.beam`).
        opened: the brackets that are open before each, as bits; none if empty.
    """
    starts, begins, ends = regions
    before = parts_of(codes[np.maximum(starts - 1, 0)])
    edges = (starts == 0) | (before == BLANK) | (before == LINE)
    modes = mode | edges.astype(np.int64) << 2
    if len(opened):
        modes |= np.array(opened, np.int64) << 4
    count = len(found.end)
    leaving = np.repeat(np.arange(len(found.first) - 1), np.diff(found.first))
    reach = int((found.end - leaving).max(initial=1)) + 1
    path, posterior = np.zeros(len(found.first), np.int64), np.zeros(count, np.int64)
    lengths = np.zeros(len(starts), np.int64)
    jit.expect(2 * len(found.first) + 30 * (count - len(found.first) + 1))
    room = 6 * int((found.first[ends] - found.first[begins]).max()) + 1024
    done = 0
    while True:
        done = search.beams(
            arrays,
            logs.log_add_table(),
            found.first,
            found.end,
            found.char,
            symbols_of(found.char, arrays),
            found.extra,
            found.cost,
            found.kind,
            parts_of(found.char),
            codes,
            starts,
            modes,
            begins,
            ends,
            costs.enter,
            costs.leave,
            width,
            slack,
            reach,
            done,
            np.empty((4, room), np.int64),
            np.empty((2, room + 2), np.int64),
            path,
            lengths,
            posterior,
        )
        if done == len(starts):
            break
        room *= 3
    return Searched(path[: int(lengths.sum())], lengths, posterior)


def symbols_of(chars: Array, arrays: tuple[Array, ...]) -> Array:
    """The model's symbols of code points (int64); -1 for what is no character."""
    safe = np.maximum(chars, 0)
    found = arrays[1][(arrays[0][safe >> 8].astype(np.int64) << 8) | (safe & 255)].astype(np.int64)
    return np.where(chars < 0, -1, found)


OTHERS = 5
"""Other readings that are kept beside the likeliest."""
NAMED = -6 * UNIT
"""Other readings less probable than this (UNIT * log) are not kept."""


def _proposals(
    items: _Items, page: str, found: lattice.Lattice, searched: Searched, item_byte: Array
) -> list[list[Proposal]]:
    """The best paths as proposals, for each region; neighbours that lost nothing are one."""
    arcs, lengths, posterior = searched
    paths.settle(arcs, lengths, items.regions.begins, found.first, found.end, found.kind, posterior)
    kinds = found.kind[arcs]
    borders = np.cumsum(lengths)
    starts, stops = _stretches(kinds, borders)
    if not len(starts):
        return [[] for _ in lengths]
    facts, others = np.zeros((len(arcs), 5), np.int64), np.zeros((len(arcs), OTHERS), np.int64)
    paths.summarize(
        arcs,
        lengths,
        items.regions.begins,
        found.first,
        found.end,
        found.kind,
        posterior,
        logs.log_add_table(),
        NAMED,
        OTHERS,
        facts,
        others,
    )
    nodes, ends, shifts = facts[starts, 0], found.end[arcs[stops - 1]], items.shift[facts[starts, 0]]
    spans = np.stack([starts, stops], axis=1).ravel()  # each second piece lies between two stretches
    sure = np.minimum.reduceat(np.append(posterior[arcs], 0), spans)[::2]
    other = np.maximum.reduceat(np.append(facts[:, 4], logs.FAR), spans)[::2]
    said = runs.text_of(np.maximum(found.char[arcs], 0).astype(np.int32))
    is_lossy = kinds[starts] == lattice.LOSSY
    columns = (is_lossy, starts, stops, nodes, ends, shifts, sure, other)
    lost = starts[is_lossy]
    named = lost[facts[lost, 3] > 0]
    rows = zip(found.char[others[named]].tolist(), posterior[others[named]].tolist(), strict=True)
    alternatives = dict(zip(named.tolist(), rows, strict=True))
    details = dict(zip(lost.tolist(), facts[lost, 1:4].tolist(), strict=True))
    text = runs.text_of(items.codes)
    data = item_byte.astype(np.uint8).tobytes()
    made: list[Proposal] = []
    for lossy, k, stop, node, end, shift, p, rest in zip(*(c.tolist() for c in columns), strict=True):
        after, place = said[k:stop], (node + shift, end + shift)
        if not lossy:
            made.append(Proposal(*place, after, page, (), p, (), 1, p, rest))
            continue
        choices, damaged, count = details[k]
        known: tuple[tuple[str, int], ...] = ()
        if count:
            chars, chances = alternatives[k]
            known = tuple(zip(map(chr, chars[:count]), chances, strict=False))
        struck = struck_of(after, data[node:end], text[node:end], page)
        made.append(Proposal(*place, after, page, struck, p, known, choices, damaged, rest))
    cuts = [0, *np.searchsorted(starts, borders).tolist()]
    return [made[first:last] for first, last in pairwise(cuts)]


def _stretches(kinds: Array, borders: Array) -> tuple[Array, Array]:
    """Which arcs of the best paths are a proposal each: the first, and the one after the last.

    Args:
        kinds: the kind of each arc.
        borders: after how many arcs each region's path ends.
    """
    is_whole = kinds == lattice.WHOLE
    goes_on = np.zeros(len(kinds) + 1, np.bool_)  # whether an arc and the one before it are one stretch
    goes_on[1:-1] = is_whole[1:] & is_whole[:-1]
    goes_on[borders] = False
    starts = np.flatnonzero((kinds != lattice.LITERAL) & ~goes_on[:-1])
    ends = np.flatnonzero(~goes_on)
    return starts, ends[np.searchsorted(ends, starts, side="right")]
