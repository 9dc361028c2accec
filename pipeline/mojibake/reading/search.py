"""The best reading of a region, and how probable each of its arcs is.

In: a lattice and the model's arrays. Out: the arcs of the best path, and for every arc the
logarithm of its probability given all that is seen. Touches nothing.
Idea: beam search over a lattice whose states are what the model knows of the history
(two histories with the same known context are one state, so nothing is lost by joining
them), then forward-backward over the edges that the beam kept. Integers throughout:
the answer is the same on every machine.
Where only one state is alive and only one arc leaves it, nothing is scored: what all paths
share cannot tell them apart. That is most of a damaged text, and why it is fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import context, extend, extend_all, symbol
from pipeline.mojibake.reading.brackets import BLANK, pair, stray
from pipeline.mojibake.reading.logs import FAR, log_add
from pipeline.mojibake.reading.paths import trace
from pipeline.mojibake.reading.states import HISTORY, join, key_of, worst

Array = np.ndarray[Any, Any]

for _function in (
    lookup.symbol,
    lookup.step,
    lookup.find,
    lookup.context,
    lookup.context_of,
    lookup.extend,
    lookup.extend_all,
    lookup.score,
    lookup.span_score,
    lookup.known_score,
):
    kernel(_function)


@kernel
def beams(
    arrays: tuple[Array, ...],
    adds: Array,
    first: Array,
    arc_end: Array,
    arc_char: Array,
    arc_symbol: Array,
    arc_extra: Array,
    arc_cost: Array,
    arc_kind: Array,
    arc_part: Array,
    before: Array,
    held: Array,
    modes: Array,
    begins: Array,
    ends: Array,
    enter: int,
    leave: int,
    width: int,
    slack: int,
    reach: int,
    done: int,
    edges: Array,
    states: Array,
    path: Array,
    lengths: Array,
    posterior: Array,
) -> int:
    """Searches regions, each for itself, that are side by side in one lattice.

    Args:
        arrays: the model's arrays.
        adds: `log_add_table()`.
        first ... arc_kind: the lattice (see `lattice.Lattice`); no arc leads from one region into another.
        arc_part: part of each arc's character in a pair of brackets (see `brackets.parts_of`).
        before: int64[regions, HISTORY]: the symbols before each region, the nearest last: its context.
        held: how many symbols there are before each region.
        modes: what stands before each region (see `beam`).
        begins, ends: the first node of each region, and its last.
        enter ... reach: as in `beam`.
        done: how many regions are done.
        edges: int64[4, edges], room for those of one region; states: int64[3, edges + 2], for its states.
        path: filled with the arcs of the best paths, one after the other; lengths: how many each has.
        posterior: int64 for each arc: UNIT * log of its probability.

    Returns:
        How many regions are done now: all, or those before the first whose edges did not fit.
    """
    work = np.zeros(HISTORY, np.int64)
    symbols = np.zeros((reach, width, HISTORY), np.int64)
    numbers = np.zeros((reach, width, 6), np.int64)
    keys, ids = np.zeros((reach, width), np.int64), np.zeros((reach, width), np.int64)
    after = np.zeros((most_arcs(first, 0, len(first) - 1), 3), np.int64)
    alive, tops = np.zeros(reach, np.int64), np.zeros(reach, np.int64)
    at = 0
    for k in range(done):
        at += lengths[k]
    for k in range(done, len(begins)):
        length = beam(
            arrays,
            adds,
            first,
            arc_end,
            arc_char,
            arc_symbol,
            arc_extra,
            arc_cost,
            arc_kind,
            arc_part,
            before[k],
            held[k],
            modes[k],
            begins[k],
            ends[k],
            enter,
            leave,
            width,
            slack,
            reach,
            edges[0],
            edges[1],
            edges[2],
            edges[3],
            states[0],
            states[1],
            states[2],
            symbols,
            numbers,
            keys,
            ids,
            alive,
            tops,
            work,
            after,
            path[at:],
            posterior,
        )
        if length < 0:
            return k
        lengths[k] = length
        at += length
    return len(begins)


@kernel
def beam(
    arrays: tuple[Array, ...],
    adds: Array,
    first: Array,
    arc_end: Array,
    arc_char: Array,
    arc_symbol: Array,
    arc_extra: Array,
    arc_cost: Array,
    arc_kind: Array,
    arc_part: Array,
    past: Array,
    held: int,
    mode0: int,
    begin: int,
    stop: int,
    enter: int,
    leave: int,
    width: int,
    slack: int,
    reach: int,
    edge_from: Array,
    edge_to: Array,
    edge_arc: Array,
    edge_weight: Array,
    sums: Array,
    came: Array,
    rest: Array,
    symbols: Array,
    numbers: Array,
    keys: Array,
    ids: Array,
    alive: Array,
    tops: Array,
    work: Array,
    after: Array,
    path: Array,
    posterior: Array,
) -> int:
    """Searches one region.

    It makes no array itself: then it counts no references to those of a state at each arc (see `jit.py`).

    Args:
        arrays ... arc_part: as in `beams`.
        past: int64[HISTORY]: symbols before the region, the nearest last; the last `held` of them count.
        mode0: what stands before the region: 0 ASCII, 1 damage, 2 another sound character; four times its
            edge (see `brackets.stray`); and sixteen times the brackets that are open there.
        begin, stop: the region's first node and its last.
        enter, leave: cost of a stretch of damage, and of each end of it that touches a sound
            character above ASCII.
        width: states kept at a node; slack: how much worse than the best one may be.
        reach: nodes whose states are kept at once; more than any arc spans.
        edge_*: room for edges.
        sums, came, rest: room by id of a state, two more than edges: all paths to it; the edge of its best
            path; all paths from it.
        symbols, numbers, keys, ids, alive, tops: rings over the nodes: of each state the symbols [reach,
            width, HISTORY], then best, sum, back-off, known length, mode, held [reach, width, 6], the key by
            which it is joined with another, and the id [reach, width]; of each node how many there are, and
            the best score.
        work: int64[HISTORY].
        after: int64[arcs of a node, 3]: what `extend` says of each.
        path: filled with the arcs of the best path.
        posterior: of each arc of the region.

    Returns:
        How many arcs the path has, or -1 if the edges did not fit.
    """
    capacity = len(edge_from)
    alive[:] = 0
    came[0] = -1
    ring = begin % reach
    for k in range(HISTORY):
        symbols[ring, 0, k] = past[k] if k >= HISTORY - held else 0
    numbers[ring, 0, 0], numbers[ring, 0, 1], numbers[ring, 0, 2] = 0, 0, 0
    numbers[ring, 0, 3], numbers[ring, 0, 4], numbers[ring, 0, 5] = -1, mode0, held
    keys[ring, 0], ids[ring, 0] = 0, 0
    alive[ring] = 1
    total_states = 1
    edges = 0
    pending = 1  # states alive at this node and beyond
    line_end = symbol(arrays, 10)
    for node in range(begin, stop):
        ring = node % reach
        states = alive[ring]
        if states == 0:
            continue
        best = FAR
        for s in range(states):
            if numbers[ring, s, 0] > best:
                best = numbers[ring, s, 0]
        lonely = pending == 1 and first[node + 1] - first[node] == 1
        for s in range(states):
            pending -= 1
            if numbers[ring, s, 0] < best - slack:
                continue
            held = numbers[ring, s, 5]
            sums[ids[ring, s]] = numbers[ring, s, 1]
            if numbers[ring, s, 3] < 0 and not lonely:
                found_backoff, found_length = context(arrays, symbols[ring, s], HISTORY - held, HISTORY)
                numbers[ring, s, 2] = found_backoff
                numbers[ring, s, 3] = found_length
            if not lonely:
                extend_all(
                    arrays,
                    symbols[ring, s],
                    HISTORY,
                    arc_symbol,
                    first[node],
                    first[node + 1],
                    numbers[ring, s, 2],
                    numbers[ring, s, 3],
                    after,
                )
            for arc in range(first[node], first[node + 1]):
                kind = arc_kind[arc]
                char = arc_char[arc]
                mode, part = numbers[ring, s, 4] & 3, arc_part[arc]
                edge, opened = numbers[ring, s, 4] >> 2 & 3, numbers[ring, s, 4] >> 4
                weight = -arc_cost[arc]
                if part != 0:
                    opened, price = pair(opened, part)
                    weight -= price
                if char >= 0:
                    edge, price = stray(edge, part)
                    weight -= price
                    if arc_extra[arc] > 0:
                        edge, price = stray(edge, BLANK if arc_extra[arc] <= 32 else 0)
                        weight -= price
                if kind > 0:
                    if mode != 1:
                        weight -= enter
                    if mode == 2:
                        weight -= leave
                    mode = 1
                elif char >= 0x80:
                    if mode == 1:
                        weight -= leave
                    mode = 2
                elif char >= 0:
                    mode = 0
                mode |= edge << 2 | opened << 4
                backoff, length = numbers[ring, s, 2], numbers[ring, s, 3]
                sym = arc_symbol[arc]
                if sym < 0 or (sym == line_end and symbols[ring, s, HISTORY - 1] == line_end):
                    char = -1  # it is read over; the model knows several line ends as one
                if lonely and char >= 0:
                    backoff, length = 0, -1
                elif char >= 0:
                    here = arc - first[node]
                    backoff, length = after[here, 1], after[here, 2]
                    weight += after[here, 0]
                last = -1
                if arc_extra[arc] > 0 and char >= 0:
                    last = symbol(arrays, arc_extra[arc])
                    if not lonely:
                        for k in range(HISTORY - 1):
                            work[k] = symbols[ring, s, k + 1]
                        work[HISTORY - 1] = sym
                        gained, backoff, length = extend(arrays, work, HISTORY, last, backoff, length)
                        weight += gained
                best_there = numbers[ring, s, 0] + weight
                target = arc_end[arc] % reach
                there = alive[target]
                if there > 0 and best_there < tops[target] - slack:
                    continue
                shift = 0 if char < 0 else 2 if last >= 0 else 1
                # the symbols that the arc adds, oldest first
                older, newest = (sym, last) if shift == 2 else (-1, sym)
                sum_there = numbers[ring, s, 1] + weight
                key = key_of(backoff, length, mode)
                found = join(symbols, keys, target, there, ring, s, shift, older, newest, length, key)
                if found < 0:
                    if there < width:
                        found = there
                        alive[target] = there + 1
                        pending += 1
                    else:
                        found = worst(numbers, target, width)
                        if numbers[target, found, 0] >= best_there:
                            continue
                    for k in range(HISTORY - shift):
                        symbols[target, found, k] = symbols[ring, s, k + shift]
                    if shift > 0:
                        symbols[target, found, HISTORY - 1] = newest
                    if shift == 2:
                        symbols[target, found, HISTORY - 2] = older
                    keys[target, found] = key
                    numbers[target, found, 0] = best_there
                    numbers[target, found, 1] = sum_there
                    numbers[target, found, 2] = backoff
                    numbers[target, found, 3] = length
                    numbers[target, found, 4] = mode
                    numbers[target, found, 5] = min(HISTORY, held + shift)
                    ids[target, found] = total_states
                    came[total_states] = edges
                    total_states += 1
                else:
                    if best_there > numbers[target, found, 0]:
                        numbers[target, found, 0] = best_there
                        came[ids[target, found]] = edges
                    numbers[target, found, 1] = log_add(numbers[target, found, 1], sum_there, adds)
                if there == 0 or best_there > tops[target]:
                    tops[target] = best_there
                if edges >= capacity:
                    return -1
                edge_from[edges] = ids[ring, s]
                edge_to[edges] = ids[target, found]
                edge_arc[edges] = arc
                edge_weight[edges] = weight
                edges += 1
        alive[ring] = 0
    end = stop % reach
    for s in range(alive[end]):
        sums[ids[end, s]] = numbers[end, s, 1]
    return trace(
        edges,
        total_states,
        edge_from,
        edge_to,
        edge_arc,
        edge_weight,
        sums,
        came,
        rest,
        ids[end],
        numbers[end],
        alive[end],
        adds,
        path,
        posterior,
        first[begin],
        first[stop],
    )


@kernel
def most_arcs(first: Array, begin: int, stop: int) -> int:
    """The most arcs that leave a node of a region."""
    most = 0
    for node in range(begin, stop):
        most = max(most, first[node + 1] - first[node])
    return most
