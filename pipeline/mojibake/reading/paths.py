"""What the edges that a beam kept say: the best path, and how probable each arc is.

In: edges in the order in which the beam made them. Out: the arcs of the best path, and for
every arc the logarithm of its probability. Touches nothing.
Idea: forward-backward (Rabiner 1989) over the lattice that is left after pruning.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.logs import FAR, TOP, log_add

Array = np.ndarray[Any, Any]


@kernel
def trace(
    edges: int,
    states: int,
    edge_from: Array,
    edge_to: Array,
    edge_arc: Array,
    edge_weight: Array,
    sums: Array,
    came: Array,
    rest: Array,
    last_ids: Array,
    last_numbers: Array,
    last_count: int,
    adds: Array,
    path: Array,
    posterior: Array,
    first_arc: int,
    end_arc: int,
) -> int:
    """Fills the best path and, going back over the edges, the probability of each arc of a region.

    Edges stand in the order in which the beam made them: those that leave a state come
    after those that lead to it.
    """
    rest[:states] = FAR  # all paths from a state to the end
    all_paths = FAR
    winner = 0
    for s in range(last_count):
        rest[last_ids[s]] = 0
        all_paths = log_add(all_paths, last_numbers[s, 1], adds)
        if last_numbers[s, 0] > last_numbers[winner, 0]:
            winner = s
    for k in range(first_arc, end_arc):
        posterior[k] = FAR
    for e in range(edges - 1, -1, -1):
        onward = rest[edge_to[e]]
        if onward <= FAR:
            continue
        onward += edge_weight[e]
        rest[edge_from[e]] = log_add(rest[edge_from[e]], onward, adds)
        share = sums[edge_from[e]] + onward - all_paths
        posterior[edge_arc[e]] = log_add(posterior[edge_arc[e]], share, adds)
    length = 0
    edge = came[last_ids[winner]]
    while edge >= 0:
        path[length] = edge_arc[edge]
        length += 1
        edge = came[edge_from[edge]]
    for k in range(length // 2):
        path[k], path[length - 1 - k] = path[length - 1 - k], path[k]
    return length


@kernel
def settle(
    path: Array,
    lengths: Array,
    begins: Array,
    first: Array,
    arc_end: Array,
    arc_kind: Array,
    posterior: Array,
) -> None:
    """Puts in place of each lossy arc of the best paths the likeliest one between the same nodes."""
    node, region, region_end = 0, -1, 0
    for k in range(len(path)):
        while k == region_end:
            region += 1
            node, region_end = begins[region], region_end + lengths[region]
        best = path[k]
        if arc_kind[best] == 2:
            for other in range(first[node], first[node + 1]):
                alike = arc_kind[other] == 2 and arc_end[other] == arc_end[best]
                if alike and posterior[other] > posterior[best]:
                    best = other
            path[k] = best
        node = arc_end[best]


@kernel
def stretches(
    path: Array,
    lengths: Array,
    arc_end: Array,
    arc_kind: Array,
    posterior: Array,
    facts: Array,
    rows: Array,
    counts: Array,
) -> int:
    """Tells which arcs of the best paths are a stretch each: neighbours that lost nothing are one.

    Args:
        path ... posterior: as of `summarize`, which filled in `facts`.
        rows: int64[arcs, 9]: first arc and the one after the last, as numbers in `path`; first node and last;
            the least probability of an arc, the most of all others; and of what lost bytes the number of
            its readings, of others that are named, the probability that it is damage; 0 of what lost none.
        counts: filled with the stretches of each region.

    Returns:
        How many there are.
    """
    size = k = 0
    for region in range(len(lengths)):
        stop = k + lengths[region]
        while k < stop:
            kind = arc_kind[path[k]]
            if kind == 0:
                k += 1
                continue
            first, sure, rest = k, posterior[path[k]], facts[k, 4]
            k += 1
            while kind == 1 and k < stop and arc_kind[path[k]] == 1:
                sure, rest = min(sure, posterior[path[k]]), max(rest, facts[k, 4])
                k += 1
            rows[size, 0], rows[size, 1] = first, k
            rows[size, 2], rows[size, 3] = facts[first, 0], arc_end[path[k - 1]]
            rows[size, 4], rows[size, 5] = sure, rest
            rows[size, 6] = facts[first, 1] if kind == 2 else 0
            rows[size, 7] = facts[first, 3] if kind == 2 else 0
            rows[size, 8] = facts[first, 2] if kind == 2 else 0
            size += 1
            counts[region] += 1
    return size


@kernel
def summarize(
    path: Array,
    lengths: Array,
    begins: Array,
    first: Array,
    arc_end: Array,
    arc_kind: Array,
    posterior: Array,
    adds: Array,
    floor: int,
    most: int,
    out: Array,
    others: Array,
) -> None:
    """What there is to say of each arc of the best paths.

    Args:
        path, lengths: the best paths of regions, one after the other, and how many arcs each has.
        begins: the first node of each region.
        first, arc_end, arc_kind: the lattice.
        posterior: UNIT * log of the probability of each arc.
        adds: `log_add_table()`.
        floor: other readings less probable than this are not named.
        most: how many other readings are named.
        out: int64[arcs, 5], for those that leave nothing as it stands: node, readings of the slot, log of the
            probability that it is damage at all, how many others are named, log of that of all others.
        others: int64[arcs, most]: these, the likeliest first.
    """
    node, region, region_end = 0, -1, 0
    for k in range(len(path)):
        while k == region_end:
            region += 1
            node, region_end = begins[region], region_end + lengths[region]
        arc = path[k]
        if arc_kind[arc] == 0:
            node = arc_end[arc]
            continue
        out[k, 0] = node
        rest = FAR
        for other in range(first[node], first[node + 1]):
            if other != arc:
                rest = log_add(rest, posterior[other], adds)
        out[k, 4] = rest
        if arc_kind[arc] == 2:
            damaged = FAR
            count = 0
            named = 0
            for other in range(first[node], first[node + 1]):
                if arc_kind[other] != 2:
                    continue
                count += 1
                damaged = log_add(damaged, posterior[other], adds)
                if other == arc or arc_end[other] != arc_end[arc] or posterior[other] < floor:
                    continue
                place = named
                while place > 0 and posterior[others[k, place - 1]] < posterior[other]:
                    if place < most:
                        others[k, place] = others[k, place - 1]
                    place -= 1
                if place < most:
                    others[k, place] = other
                    named = min(named + 1, most)
            out[k, 1] = count
            out[k, 2] = min(damaged, 0)
            out[k, 3] = named
        node = arc_end[arc]


@kernel
def rests(path: Array, leaving: Array, first: Array, posterior: Array, adds: Array, out: Array) -> None:
    """Fills in for each arc of the best path the probability of all others of its node together.

    Args:
        path, leaving: the arcs, and the nodes that they leave.
        first, posterior, adds: as of `summarize`.
        out: int64[arcs]: UNIT * log; what is hopelessly behind the likeliest of them is not added.
    """
    for k in range(len(path)):
        begin, end = first[leaving[k]], first[leaving[k] + 1]
        top = FAR
        for arc in range(begin, end):
            top = max(top, posterior[arc])
        near = 0
        for arc in range(begin, end):
            near += 1 if posterior[arc] > top - TOP else 0
        out[k] = FAR
        for arc in range(begin, end):
            if arc != path[k] and (near <= 1 or posterior[arc] > top - TOP):
                out[k] = log_add(out[k], posterior[arc], adds)
