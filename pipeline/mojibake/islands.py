"""Islands: stretches of characters of one page, and the regions that are read together.

In: code points and offsets. Out: half-open spans, in order, not overlapping. Touches nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np

from pipeline.mojibake.readings import Proposal

Array = np.ndarray[Any, Any]
Spans = list[tuple[int, int]]

GAP = 6
"""Characters between two islands that are read together."""
AHEAD = 6
"""Characters read beyond a region: they tell readings apart."""
LONGEST = 3000
"""Characters after which a region is cut at the next ASCII character."""
MARKS = frozenset((ord("?"), 0xFFFD))
"""What may stand for a lost byte between two islands."""


def islands_at(high: Array, at: Array) -> Spans:
    """Stretches of characters of the page around the places given."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], high, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    which = np.unique(np.searchsorted(starts, at, side="right") - 1)
    return [(int(starts[k]), int(ends[k])) for k in which]


def within(at: Array, regions: Spans) -> Array:
    """Which places lie in one of the regions (in order, not overlapping)."""
    if not regions:
        return np.zeros(len(at), np.bool_)
    starts, ends = np.array(regions, np.int64).T
    k = np.searchsorted(starts, at, side="right") - 1
    inside: Array = (k >= 0) & (at < ends[np.maximum(k, 0)])
    return inside


def beside(codes: Array, islands: Spans, at: Array) -> tuple[Spans, Spans]:
    """Islands that hold a suspect, or that only a mark parts from one that does; and the others.

    In a page of letters a sound word of the same alphabet has lead bytes, too.
    """
    starts, ends = np.array(islands, np.int64).T
    kept = (np.searchsorted(at, ends) > np.searchsorted(at, starts)).tolist()
    inside: Spans = []
    others: Spans = []
    for k, (start, end) in enumerate(islands):
        after = k + 1 < len(islands) and kept[k + 1] and islands[k + 1][0] == end + 1 and codes[end] in MARKS
        before = k > 0 and kept[k - 1] and islands[k - 1][1] == start - 1 and codes[start - 1] in MARKS
        (inside if kept[k] or after or before else others).append((start, end))
    return inside, others


def covering(proposals: list[Proposal], islands: Spans) -> list[Proposal]:
    """Proposals in islands that are damage for the most part; a shred of one is chance.

    Both in order.
    """
    starts = [proposal.start for proposal in proposals]
    kept: list[Proposal] = []
    for start, end in islands:
        inside = proposals[bisect_left(starts, start) : bisect_left(starts, end)]
        if 3 * sum(min(p.end, end) - p.start for p in inside) >= 2 * (end - start):
            kept += inside
    return kept


def is_listing(island: Array) -> bool:
    """Whether characters stand in the order of their numbers, as in a table of letters."""
    if len(island) < 6:
        return False
    near = np.abs(np.diff(island)) <= 2
    return 2 * int(np.count_nonzero(near)) >= len(near)


def close(islands: Spans) -> Spans:
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


def regions(codes: Array, islands: Spans) -> Spans:
    """Close islands as one region each, with what is read beyond them."""
    regions = []
    for first, last in close(islands):
        start, stop = islands[first][0], islands[last - 1][1]
        limit = islands[last][0] if last < len(islands) else len(codes)
        regions.append((start, min(stop + AHEAD, limit)))
    return regions
