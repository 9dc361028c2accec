"""A first look at regions of a single-byte page that nothing proves: in sound text nothing is read in any.

In: code points, regions, the page with its losses. Out: whether something may be read. Touches nothing.
Idea: such regions are few and short, and what `readings.py` does for each, from items to paths, takes many
times as long to call as to do. So all of it is one kernel, and only where it finds something it is done again
in a way that can be told.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.channel.codepages import ALPHABETS
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading import joints, logs
from pipeline.mojibake.reading.brackets import PARTS
from pipeline.mojibake.reading.context import fill_context
from pipeline.mojibake.reading.joiners import JOINER
from pipeline.mojibake.reading.lattice import build
from pipeline.mojibake.reading.losses import Costs, Losses, byte_sets
from pipeline.mojibake.reading.search import beams
from pipeline.mojibake.reading.side_by_side import WALL, fill_arcs, fill_modes, lay
from pipeline.mojibake.reading.states import HISTORY
from pipeline.mojibake.reading.symbols import add_prices, prices

Array = np.ndarray[Any, Any]

ARCS = 24
"""Arcs for each character for which there is room; where they are more, the regions are read."""
ROOM = 6
"""The same of the search's edges for each arc."""


def may_read(
    codes: Array,
    starts: Array,
    ends: Array,
    losses: Losses,
    costs: Costs,
    arrays: tuple[Array, ...],
    width: int,
    slack: int,
) -> bool:
    """Whether something is read in any of some regions, or may be.

    Args: as of `readings.read_regions` and `readings.run`; no bracket is open before a region.
    """
    lost, rare, leads, mark_of, marks = byte_sets(losses)
    of_symbols = prices(arrays, losses.page, is_proved=False)
    tables = (
        runs.bytes_of(losses.page),
        joints.classes(),
        mark_of,
        marks,
        PARTS,
        logs.log_add_table(),
        of_symbols,
    )
    literal = costs.literal, 0 if losses.page in ALPHABETS else costs.odd, 1 if costs.closed else 0
    lacking = lost, rare, leads, losses.drop_cost, losses.gone_cost, losses.most
    way = costs.enter, costs.leave, width, slack
    return bool(reads(codes, starts, ends, arrays, tables, literal, lacking, way))


@kernel
def reads(
    codes: Array,
    starts: Array,
    ends: Array,
    arrays: tuple[Array, ...],
    tables: tuple[Array, Array, Array, Array, Array, Array, Array],
    literal: tuple[int, int, int],
    lacking: tuple[int, int, int, int, int, int],
    way: tuple[int, int, int, int],
) -> bool:
    """As `may_read`.

    Args:
        codes: code points.
        starts, ends: the regions.
        arrays: the model's.
        tables: byte of each code point in the page; `joints.classes()`; the mark that each begins, and the
            marks (see `losses.byte_sets`); the part of each in a pair of brackets; `log_add_table()`;
            `symbols.prices`.
        literal: cost of leaving a character, and two that no word has (see `losses.Costs`); 1 if closed.
        lacking: bytes lost, seldom lost, and lost leads, as bits, and what `lattice.build` asks beside.
        way: `enter` to `slack` of `search.beams`.
    """
    count = WALL * len(starts)
    for k in range(len(starts)):
        count += ends[k] - starts[k]
    nodes, rows = np.empty((2, len(starts)), np.int64), np.empty((5, count), np.int64)
    lay(codes, starts, ends, tables[0], tables[1], tables[2], literal[0], literal[1], nodes, rows)
    first, arcs = np.zeros(count + 1, np.int64), np.empty((4, ARCS * count), np.int64)
    end, char, cost, kind = arcs[0], arcs[1], arcs[2], arcs[3]
    size = build(
        rows[0],
        np.ones(count, np.int64),
        rows[2],
        rows[4],
        tables[3],
        rows[3],
        lacking[0],
        lacking[1],
        lacking[2],
        lacking[3],
        lacking[4],
        lacking[5],
        0,
        literal[2],
        first,
        end,
        char,
        cost,
        kind,
    )
    if size > len(end):
        return True
    for arc in range(size):
        if char[arc] == JOINER:  # it is priced elsewhere
            return True
    add_prices(codes, rows[1], first, char, kind, cost, tables[6])
    return finds(
        codes, starts, nodes, arrays, tables, way, first, end[:size], char[:size], cost[:size], kind[:size]
    )


@kernel
def finds(
    codes: Array,
    starts: Array,
    nodes: Array,
    arrays: tuple[Array, ...],
    tables: tuple[Array, Array, Array, Array, Array, Array, Array],
    way: tuple[int, int, int, int],
    first: Array,
    end: Array,
    char: Array,
    cost: Array,
    kind: Array,
) -> bool:
    """Whether the best path of any region reads something.

    Args: as of `reads`; `nodes` as of `side_by_side.lay`; the rest is the lattice (see `lattice.Lattice`).
    """
    none = np.zeros(len(starts), np.int64)
    modes, lengths = np.empty(len(starts), np.int64), np.zeros(len(starts), np.int64)
    fill_modes(codes, starts, none, none, tables[4], modes)
    before, held = np.zeros((len(starts), HISTORY), np.int64), np.zeros(len(starts), np.int64)
    fill_context(
        codes,
        starts,
        arrays[0],
        arrays[1],
        arrays[0],
        arrays[1],
        none,
        none[:0],
        none[:0],
        none[:0],
        none[:0],
        before,
        held,
    )
    symbols, parts, extra = (
        np.empty(len(end), np.int64),
        np.empty(len(end), np.int64),
        np.zeros(len(end), np.int64),
    )
    reach = fill_arcs(first, end, char, arrays[0], arrays[1], tables[4], symbols, parts)
    most = 0
    for k in range(len(starts)):
        most = max(most, first[nodes[1, k]] - first[nodes[0, k]])
    room = ROOM * most + 1024
    path, posterior = np.zeros(len(first), np.int64), np.zeros(len(end), np.int64)
    done = beams(
        arrays,
        tables[5],
        first,
        end,
        char,
        symbols,
        extra,
        cost,
        kind,
        parts,
        before,
        held,
        modes,
        nodes[0],
        nodes[1],
        way[0],
        way[1],
        way[2],
        way[3],
        reach,
        0,
        np.empty((4, room), np.int64),
        np.empty((3, room + 2), np.int64),
        path,
        lengths,
        posterior,
    )
    if done < len(starts):
        return True
    read = 0
    for k in range(lengths.sum()):
        read |= kind[path[k]]
    return read != 0
