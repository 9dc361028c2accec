"""The chart of an alignment: best sums to and from each place, in a band about the diagonal.

In: units of both texts, as `Compared` has them. Out: the best path, with the margin of each
step. Touches nothing. Whole numbers; of equal sums the first step in `STEPS`.
The work is done in kernels, over lists where they run as plain Python: see `mojibake.jit`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pipeline.clean.pairs.evidence import Compared, space, weigh
from pipeline.mojibake.jit import kernel

STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))
"""Units of the source and of the target that a step takes."""

PRIORS = (-10, -400, -400, -420, -420)
"""100 times the natural logarithm of how often each step occurs, about."""

UNLIKE = 600
"""What it costs to join units of two kinds, such as a heading and a paragraph."""

_NEVER = -(10**12)


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


def best_path(compared: Compared, source: range, target: range, half: int) -> list[Step]:
    """The best path through one part of two texts.

    Args:
        compared: the units of both.
        source: places of the part's units in the source, one or more.
        target: the same in the target.
        half: how far from the straight line the path may go.
    """
    rows, columns = len(source), len(target)
    width = min(columns, 2 * half) + 1
    size = (rows + 1) * width
    band = (rows, columns, half, width)
    worths, best, rest, steps = space(len(STEPS) * size), space(size), space(size), space(size)
    _weigh(band, source.start, target.start, worths, compared.numbers)
    _fill(band, worths, best, steps)
    _fill_rest(band, worths, rest)
    crossing = space(rows + columns + 1)
    path = space(rows + columns), space(rows + columns), space(rows + columns), space(rows + columns)
    count = _follow(band, worths, steps, crossing, *path)
    margins = space(count)
    _measure(band, worths, best, rest, *path[:3], crossing, margins)
    columns_of_path = (list(map(int, values[:count])) for values in (*path, margins))
    return [
        Step(source.start + i, target.start + j, number, worth, margin)
        for i, j, number, worth, margin in zip(*columns_of_path, strict=True)
    ]


@kernel
def _low(i: int, band: tuple[int, int, int, int]) -> int:
    """The first place of a row that is in the band: of rows, columns, half and whole width."""
    return max(0, i * band[1] // band[0] - band[2])


@kernel
def _high(i: int, band: tuple[int, int, int, int]) -> int:
    """The last place of a row that is in the band."""
    return min(band[1], i * band[1] // band[0] + band[2])


@kernel
def _place(i: int, j: int, band: tuple[int, int, int, int]) -> int:
    """Where a place of the chart is in its arrays; -1 outside of the band."""
    if i < 0 or i > band[0] or j < _low(i, band) or j > _high(i, band):
        return -1
    return i * band[3] + j - _low(i, band)


@kernel
def _weigh(band: tuple[int, int, int, int], start: int, low: int, worths: Any, compared: Any) -> None:
    """What each step from each place is worth."""
    kinds, kinds_there = compared[0][4], compared[1][4]
    size = len(worths) // len(STEPS)
    for i in range(band[0] + 1):
        for j in range(_low(i, band), _high(i, band) + 1):
            at = _place(i, j, band)
            for number in range(len(STEPS)):
                m, n = STEPS[number]
                if _place(i + m, j + n, band) < 0:
                    continue
                worth = PRIORS[number]
                a, b = start + i, low + j
                if m and n:
                    worth += weigh(a, m, b, n, compared)
                    if kinds[a] != kinds[a + m - 1] or kinds_there[b] != kinds_there[b + n - 1]:
                        worth -= UNLIKE
                worths[number * size + at] = worth


@kernel
def _fill(band: tuple[int, int, int, int], worths: Any, best: Any, steps: Any) -> None:
    """Best sums to each place, and the steps that lead there."""
    size = len(best)
    for i in range(band[0] + 1):
        for j in range(_low(i, band), _high(i, band) + 1):
            at = _place(i, j, band)
            best[at] = _NEVER if i or j else 0
            for number in range(len(STEPS)):
                m, n = STEPS[number]
                before = _place(i - m, j - n, band)
                if before < 0:
                    continue
                total = best[before] + worths[number * size + before]
                if total > best[at]:
                    best[at] = total
                    steps[at] = number


@kernel
def _fill_rest(band: tuple[int, int, int, int], worths: Any, rest: Any) -> None:
    """Best sums from each place to the end."""
    size = len(rest)
    for i in range(band[0], -1, -1):
        for j in range(_high(i, band), _low(i, band) - 1, -1):
            at = _place(i, j, band)
            rest[at] = _NEVER if i < band[0] or j < band[1] else 0
            for number in range(len(STEPS)):
                m, n = STEPS[number]
                after = _place(i + m, j + n, band)
                if after >= 0:
                    rest[at] = max(rest[at], worths[number * size + at] + rest[after])


@kernel
def _follow(
    band: tuple[int, int, int, int],
    worths: Any,
    steps: Any,
    crossing: Any,
    sources: Any,
    targets: Any,
    numbers: Any,
    own: Any,
) -> int:
    """How many steps the best path has; fills where each begins, its number and its worth.

    And in `crossing`, for each anti-diagonal that a step begins on, which it is.
    """
    size = len(steps)
    for diagonal in range(len(crossing)):
        crossing[diagonal] = -1
    count = 0
    i, j = band[0], band[1]
    while i or j:
        m, n = STEPS[steps[_place(i, j, band)]]
        i, j = i - m, j - n
        count += 1
    i, j = band[0], band[1]
    for step in range(count - 1, -1, -1):
        number = steps[_place(i, j, band)]
        m, n = STEPS[number]
        i, j = i - m, j - n
        sources[step], targets[step], numbers[step] = i, j, number
        own[step] = worths[number * size + _place(i, j, band)]
        crossing[i + j] = step
    return count


@kernel
def _measure(
    band: tuple[int, int, int, int],
    worths: Any,
    best: Any,
    rest: Any,
    sources: Any,
    targets: Any,
    numbers: Any,
    crossing: Any,
    margins: Any,
) -> None:
    """For each step of the best path, what the best path without it is worse by.

    Every path crosses the anti-diagonal behind a step's beginning; the best that crosses it by
    another step is the best without this one. Which step begins on a diagonal is in `crossing`.
    """
    size = len(best)
    for step in range(len(margins)):
        margins[step] = _NEVER
    for i in range(band[0] + 1):
        for j in range(_low(i, band), _high(i, band) + 1):
            at = _place(i, j, band)
            if best[at] <= _NEVER // 2:
                continue
            for number in range(len(STEPS)):
                m, n = STEPS[number]
                after = _place(i + m, j + n, band)
                if after < 0:
                    continue
                total = best[at] + worths[number * size + at] + rest[after]
                for diagonal in range(i + j, i + j + m + n):
                    step = crossing[diagonal]
                    if step < 0 or total <= margins[step]:
                        continue
                    if sources[step] != i or targets[step] != j or numbers[step] != number:
                        margins[step] = total
    whole = best[_place(band[0], band[1], band)]
    for step in range(len(margins)):
        margins[step] = whole - margins[step]
