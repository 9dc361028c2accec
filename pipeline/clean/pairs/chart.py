"""The charts of alignments: best sums to and from each place, in a band about the diagonal.

In: units of pairs of texts, as `Compared` has them, and parts of them. Out: the best path through
each part, with the margin of each step. Touches nothing. Whole numbers; of equal sums the first
step in `STEPS`.
A *cell* is a place in a part: so many units of the source and of the target are behind it. Cells
of all parts are worked on together, diagonal by diagonal, for those of a diagonal need nothing of
one another: what an array costs beside its numbers is then shared by hundreds of short texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.pairs.compared import Compared, Numbers

STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))
"""Units of the source and of the target that a step takes."""

PRIORS = (-10, -400, -400, -420, -420)
"""100 times the natural logarithm of how often each step occurs, about."""

UNLIKE = 600
"""What it costs to join units of two kinds, such as a heading and a paragraph."""

_NEVER = -(10**12)
_NO_STEP = -(2**30)
"""What a step is worth that leads out of the band; 32 bits, for most of a chart are such numbers."""
_AT_ONCE = 100_000
"""Cells that are worked on together; what is kept of each takes 150 bytes."""


class Part(NamedTuple):
    """A stretch of two texts that is aligned by itself."""

    task: int
    """Which of the tasks compared."""
    start: int
    """Its first unit in the source."""
    stop: int
    """One past its last unit."""
    low: int
    """The same in the target."""
    high: int
    half: int
    """How far from the straight line the path may go."""

    @property
    def cells(self) -> int:
        """How many it has, about."""
        columns = self.high - self.low
        return (self.stop - self.start + 1) * (min(columns, 2 * self.half) + 1)


class Step(NamedTuple):
    """One step of the best path."""

    source: int
    """Place of its first unit in the source."""
    target: int
    number: int
    """Which of `STEPS` it is."""
    worth: int
    """Its evidence and prior."""
    margin: int
    """What the best path without it is worse by."""


def best_paths(compared: Compared, parts: Sequence[Part]) -> list[list[Step]]:
    """The best path through each part.

    Args:
        compared: the units of all.
        parts: each with a unit or more on either side.
    """
    found: list[list[Step]] = []
    for some in _lots(parts):
        chart = _Chart(compared, some)
        found += chart.paths()
    return found


def _lots(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts that are worked on together; a large one is by itself."""
    lot: list[Part] = []
    cells = 0
    for part in parts:
        if lot and cells + part.cells > _AT_ONCE:
            yield lot
            lot, cells = [], 0
        lot.append(part)
        cells += part.cells
    if lot:
        yield lot


class _Chart:
    """The cells of some parts, in the order of their diagonals, and what the steps between them are worth."""

    def __init__(self, compared: Compared, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._place_cells()
        self._weigh(compared)

    def _place_cells(self) -> None:
        """Where each cell is, and where each step from it leads."""
        ends = np.array([(part.stop - part.start, part.high - part.low) for part in self._parts], np.int64)
        halves = np.array([part.half for part in self._parts], np.int64)
        rows = ends[:, 0] + 1
        first_rows = np.cumsum(rows) - rows
        part = np.repeat(np.arange(len(rows)), rows)
        i = np.arange(len(part)) - first_rows[part]
        straight = i * ends[part, 1] // ends[part, 0]
        low = np.maximum(0, straight - halves[part])
        high = np.minimum(ends[part, 1], straight + halves[part])
        widths = high - low + 1
        starts = np.cumsum(widths) - widths
        row = np.repeat(np.arange(len(part)), widths)
        j = np.arange(len(row)) - (starts - low)[row]
        order = np.argsort(i[row] + j, kind="stable")
        count = len(order)
        at = np.empty(count, np.int32)
        at[order] = np.arange(count, dtype=np.int32)
        row, self._j = row[order], j[order].astype(np.int32)
        self._i, self._part = i[row].astype(np.int32), part[row].astype(np.int32)
        diagonals = self._i + self._j
        self._borders = np.searchsorted(diagonals, np.arange(int(diagonals[-1]) + 2)).tolist()
        last_rows = first_rows + ends[:, 0]
        self._ends = at[starts[last_rows] + widths[last_rows] - 1]
        # One more stands for all cells out of the band.
        self._after = np.full((count + 1, len(STEPS)), count, np.int32)
        self._before = np.full((count + 1, len(STEPS)), count, np.int32)
        for number, (m, n) in enumerate(STEPS):
            to = np.minimum(row + m, len(part) - 1)
            column = self._j + n
            leads = (self._i + m <= ends[self._part, 0]) & (column >= low[to]) & (column <= high[to])
            cells = np.flatnonzero(leads)
            reached = at[(starts - low)[to[cells]] + column[cells]]
            self._after[cells, number] = reached
            self._before[reached, number] = cells

    def _weigh(self, compared: Compared) -> None:
        """What each step from each cell is worth."""
        firsts = [compared.firsts[part.task] for part in self._parts]
        start = np.array([first + part.start for part, (first, _) in zip(self._parts, firsts)], np.int64)
        low = np.array([first + part.low for part, (_, first) in zip(self._parts, firsts)], np.int64)
        count = len(self._i)
        self._worth = np.full((count + 1, len(STEPS)), _NO_STEP, np.int32)
        for number, (m, n) in enumerate(STEPS):
            cells = np.flatnonzero(self._after[:count, number] < count)
            worth: Any = PRIORS[number]
            if m and n:
                ours = start[self._part[cells]] + self._i[cells] + (compared.count if m > 1 else 0)
                theirs = low[self._part[cells]] + self._j[cells] + (compared.count if n > 1 else 0)
                unlike = compared.is_unlike[ours] | compared.is_unlike[theirs]
                worth = worth + compared.weigh(ours, theirs) - UNLIKE * unlike
            self._worth[cells, number] = worth

    def paths(self) -> list[list[Step]]:
        """The best path through each part."""
        best, steps = self._best()
        rest = self._rest()
        owners, cells, numbers = self._followed(steps)
        margins = best[self._ends][owners] - self._without(owners, cells, numbers, best, rest)
        starts = np.array([(part.start, part.low) for part in self._parts], np.int64)
        columns = (
            starts[owners, 0] + self._i[cells],
            starts[owners, 1] + self._j[cells],
            numbers,
            self._worth[cells, numbers],
            margins,
        )
        made = list(map(Step, *(column.tolist() for column in columns)))
        ends = np.cumsum(np.bincount(owners, minlength=len(self._parts))).tolist()
        return [made[first:last] for first, last in zip([0, *ends], ends)]

    def _best(self) -> tuple[Numbers, NDArray[np.int8]]:
        """Best sums to each cell, and the steps that lead there."""
        worth = self._worth[self._before, np.arange(len(STEPS))]
        best = np.full(len(self._before), _NEVER, np.int64)
        steps = np.zeros(len(self._before), np.int8)
        best[: self._borders[1]] = 0
        for first, last in zip(self._borders[1:], self._borders[2:]):
            sums = best.take(self._before[first:last]) + worth[first:last]
            steps[first:last] = sums.argmax(axis=1)
            best[first:last] = sums.max(axis=1)
        return best, steps

    def _rest(self) -> Numbers:
        """Best sums from each cell to the end."""
        rest = np.full(len(self._after), _NEVER, np.int64)
        is_end = np.zeros(len(self._after), bool)
        is_end[self._ends] = True
        for first, last in zip(self._borders[-2::-1], self._borders[:0:-1]):
            sums = rest.take(self._after[first:last]) + self._worth[first:last]
            rest[first:last] = np.where(is_end[first:last], 0, sums.max(axis=1))
        return rest

    def _followed(self, steps: NDArray[np.int8]) -> tuple[Numbers, Numbers, Numbers]:
        """The steps of the best paths, part by part in order: part, the cell each begins at, its number."""
        cell, part = self._ends, np.arange(len(self._parts))
        trail = []
        while len(cell):
            number = steps[cell].astype(np.int64)
            cell = self._before[cell, number]
            trail.append((part, cell, number))
            goes_on = cell >= self._borders[1]
            cell, part = cell[goes_on], part[goes_on]
        owners, cells, numbers = (np.concatenate(values) for values in zip(*trail[::-1]))
        order = np.argsort(owners, kind="stable")
        return owners[order], cells[order].astype(np.int64), numbers[order]

    def _without(
        self, owners: Numbers, cells: Numbers, numbers: Numbers, best: Numbers, rest: Numbers
    ) -> Numbers:
        """For each step of the best paths, what the best path without it comes to.

        Every path crosses the anti-diagonal behind a step's beginning; the best that crosses it by
        another step is the best without this one.
        """
        count = len(self._i)
        firsts = np.cumsum([0, *(part.stop - part.start + part.high - part.low + 1 for part in self._parts)])
        crossing = np.full(firsts[-1], -1, np.int64)
        crossing[firsts[owners] + self._i[cells] + self._j[cells]] = np.arange(len(cells))
        found = np.full(len(cells), _NEVER, np.int64)
        for number, (m, n) in enumerate(STEPS):
            at = np.flatnonzero(self._after[:count, number] < count)
            sums = best[at] + self._worth[at, number] + rest[self._after[at, number]]
            diagonal = firsts[self._part[at]] + self._i[at] + self._j[at]
            for crossed in range(m + n):
                step = crossing[diagonal + crossed]
                is_other = (step >= 0) & ((cells[step] != at) | (numbers[step] != number))
                np.maximum.at(found, step[is_other], sums[is_other])
        return found
