"""Reads regions of a text through one code page: items, lattice, search, proposals.

In: code points, a page with its losses, where the regions lie. Out: proposals: stretches
with their likeliest reading, its probability and what else was possible. Touches nothing.
Idea: a search of a few characters takes less time than calling it, so regions are laid side by
side in one lattice, with walls between them, and searched in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel.struck import struck_of
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading import first_look, lattice, logs, paths, search, symbols
from pipeline.mojibake.reading.joiners import price_joiners
from pipeline.mojibake.reading.losses import MANY, STRONG, WEAK, Costs, Losses, byte_sets, lacking
from pipeline.mojibake.reading.plain import Plain, Seen, as_it_stands, plainly
from pipeline.mojibake.reading.side_by_side import Items, Regions, items_of, modes_of
from pipeline.mojibake.spans import edges

Array = np.ndarray[Any, Any]

WIDTH = 12
"""States the beam keeps at a node; two for each byte of a page that lacks many."""
SLACK = 14 * UNIT
"""How much worse than the best of its node a state may be."""
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
    plain: Plain | None = None,
) -> list[list[Proposal]]:
    """Proposals for each of some regions of a text, half-open; each is read for itself.

    Args:
        codes: the text's code points; what stands before a region is context.
        opened: the brackets that are open before each region, as bits (see `brackets.Opened`); none if empty.
        width: states that the beam keeps at a node; by default as many as the page asks for.
        foreign: what it costs to read some letters (see `alphabet.foreign_letters`).
        plain: what is read as if it stood plainly; None for nothing.
    """
    lost = lacking(losses.page)
    width = width or (2 * lost if lost > MANY else WIDTH)
    starts, ends = edges(spans)
    brackets = np.array(opened, np.int64) if len(opened) else np.zeros(len(starts), np.int64)
    # where the page is not proved, nothing is read in most texts
    is_doubted = costs is WEAK and jit.is_compiled() and not len(opened) and foreign is None
    out: list[list[Proposal]] = []
    first = size = 0
    for k, more in enumerate([*(ends - starts).tolist(), TOGETHER]):  # the last one is none
        size += more
        if first < k and size > TOGETHER:
            some = slice(first, k)
            if is_doubted and not first_look.may_read(
                codes, starts[some], ends[some], losses, costs, arrays, width, SLACK
            ):
                out += [[] for _ in range(first, k)]
                first, size = k, more
                continue
            items = items_of(codes, starts[some], ends[some], losses, costs)
            out += _read_together(codes, items, losses, costs, arrays, brackets[some], width, foreign, plain)
            first, size = k, more
    return out


def _read_together(
    codes: Array,
    items: Items,
    losses: Losses,
    costs: Costs,
    arrays: tuple[Array, ...],
    opened: Array,
    width: int,
    foreign: Array | None,
    plain: Plain | None,
) -> list[list[Proposal]]:
    found = _lattice(items, losses, costs)
    price_joiners(found, items.byte, items.codes)
    of_symbols = symbols.prices(arrays, losses.page, is_proved=costs is STRONG)
    symbols.add_prices(codes, items.shift, found.first, found.char, found.kind, found.cost, of_symbols)
    if foreign is not None:
        priced = (found.kind != lattice.WHOLE) & (found.char < len(foreign))
        found.cost[priced] += foreign[found.char[priced]]
    seen = None if plain is None else plainly(codes, items, found, arrays, losses.page, plain)
    searched = run(codes, items.regions, found, costs, arrays, opened=opened, width=width, seen=seen)
    return _proposals(items, losses.page, found, searched)


def single(start: int, found: lattice.Lattice) -> Regions:
    """One region at a place of the text, which has a lattice for itself."""
    return Regions(*np.array([[start], [0], [len(found.first) - 1]], np.int64))


def _lattice(items: Items, losses: Losses, costs: Costs) -> lattice.Lattice:
    lost, rare, leads, _, marks = byte_sets(losses)
    n = len(items.codes)
    width = np.ones(n, np.int64)
    capacity = 24 * n + 1024  # seldom too few: lossy text has some 12 arcs a character
    jit.expect(4 * n)
    while True:
        first = np.zeros(n + 1, np.int64)
        end, char, cost, kind = np.empty((4, capacity), np.int64)
        count = lattice.build(
            items.codes,
            width,
            items.byte,
            items.mark,
            marks,
            items.cost,
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
    mode: int | Array = 0,
    opened: Array | None = None,
    width: int = WIDTH,
    slack: int = SLACK,
    seen: Seen | None = None,
) -> Searched:
    """Searches regions that are side by side in a lattice.

    Args:
        mode: what stands before each (see `search.beam`).
        opened: the brackets that are open before each, as bits; None for none.
        seen: what the search takes of the lattice; None for all as it stands.
    """
    starts, begins, ends = regions
    modes = modes_of(codes, starts, mode, np.zeros(len(starts), np.int64) if opened is None else opened)
    count = len(found.end)
    arcs, (before, held) = seen or as_it_stands(codes, starts, found, arrays)
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
            arcs.symbol,
            found.extra,
            found.cost,
            found.kind,
            arcs.part,
            before,
            held,
            modes,
            begins,
            ends,
            costs.enter,
            costs.leave,
            width,
            slack,
            arcs.reach,
            done,
            np.empty((4, room), np.int64),
            np.empty((3, room + 2), np.int64),
            path,
            lengths,
            posterior,
        )
        if done == len(starts):
            break
        room *= 3
    return Searched(path[: int(lengths.sum())], lengths, posterior)


OTHERS = 5
"""Other readings that are kept beside the likeliest."""
NAMED = -6 * UNIT
"""Other readings less probable than this (UNIT * log) are not kept."""


def _proposals(items: Items, page: str, found: lattice.Lattice, searched: Searched) -> list[list[Proposal]]:
    """The best paths as proposals, for each region; neighbours that lost nothing are one."""
    arcs, lengths, posterior = searched
    begins = items.regions.begins
    paths.settle(arcs, lengths, begins, found.first, found.end, found.kind, posterior)
    if not found.kind[arcs].any():
        return [[] for _ in lengths]
    facts, others = np.zeros((len(arcs), 5), np.int64), np.zeros((len(arcs), OTHERS), np.int64)
    paths.summarize(
        arcs,
        lengths,
        begins,
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
    rows, counts = np.empty((len(arcs), 9), np.int64), np.zeros(len(lengths), np.int64)
    size = paths.stretches(arcs, lengths, found.end, found.kind, posterior, facts, rows, counts)
    said = runs.text_of(np.maximum(found.char[arcs], 0).astype(np.int32))
    lost = rows[:size, 0][(rows[:size, 7] > 0)]
    named = zip(found.char[others[lost]].tolist(), posterior[others[lost]].tolist(), strict=True)
    text = runs.text_of(items.codes.astype(np.int32))
    data = items.byte.astype(np.uint8).tobytes()
    shifts = items.shift[rows[:size, 2]].tolist()
    made: list[Proposal] = []
    proposal = partial(tuple.__new__, Proposal)  # three times as fast as by its name
    for (k, stop, node, end, p, rest, choices, count, damaged), shift in zip(
        rows[:size].tolist(), shifts, strict=True
    ):
        after, start, last = said[k:stop], node + shift, end + shift
        if not choices:
            made.append(proposal((start, last, after, page, (), p, (), 1, p, rest)))
            continue
        known: tuple[tuple[str, int], ...] = ()
        if count:
            chars, chances = next(named)
            known = tuple(zip(map(chr, chars[:count]), chances, strict=False))
        struck = struck_of(after, data[node:end], text[node:end], page)
        made.append(proposal((start, last, after, page, struck, p, known, choices, damaged, rest)))
    cuts = [0, *np.cumsum(counts).tolist()]
    return [made[first:last] for first, last in pairwise(cuts)]
