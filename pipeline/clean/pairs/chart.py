"""The chart of an alignment: best sums to and from each place, in a band about the diagonal.

In: how many units each side has, and what each step is worth. Out: the best path, with the
margin of each step. Touches nothing. Whole numbers; of equal sums the first step in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

STEPS = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))
"""Units of the source and of the target that a step takes."""

_NEVER = -(10**12)

Worth = Callable[[int, int, int, int], int]
"""What it is worth to take `m` units from `i` on and `n` from `j` on: `worth(i, m, j, n)`."""


class Chart:
    """Best sums for one part of two texts."""

    def __init__(self, rows: int, columns: int, half: int, worth: Worth) -> None:
        """Fill the chart.

        Args:
            rows: units of the source, one or more.
            columns: units of the target, one or more.
            half: how far from the straight line the path may go.
            worth: of a step.
        """
        self._rows = rows
        self._columns = columns
        self._worth = worth
        self._lows = [max(0, i * columns // rows - half) for i in range(rows + 1)]
        self._highs = [min(columns, i * columns // rows + half) for i in range(rows + 1)]
        self._best, self._steps = self._fill()

    def _line(self, row: int) -> list[int]:
        return [_NEVER] * (self._highs[row] - self._lows[row] + 1)

    def _fill(self) -> tuple[list[list[int]], list[list[int]]]:
        """Best sums to each place, and the steps that lead there."""
        lows, highs, worth = self._lows, self._highs, self._worth
        best = [self._line(row) for row in range(self._rows + 1)]
        steps = [[0] * len(line) for line in best]
        best[0][0] = 0
        for i, (line, chosen) in enumerate(zip(best, steps, strict=True)):
            low = lows[i]
            for j in range(low + (not i), highs[i] + 1):
                top = _NEVER
                for number, (m, n) in enumerate(STEPS):
                    a, b = i - m, j - n
                    if a < 0 or b < lows[a] or b > highs[a]:
                        continue
                    total = best[a][b - lows[a]] + worth(a, m, b, n)
                    if total > top:
                        top = total
                        chosen[j - low] = number
                line[j - low] = top
        return best, steps

    def best_path(self) -> list[tuple[int, int, int, int]]:
        """Steps of the best path: from where, the step's number, its margin."""
        path: list[tuple[int, int, int]] = []
        i, j = self._rows, self._columns
        while i or j:
            number = self._steps[i][j - self._lows[i]]
            m, n = STEPS[number]
            i, j = i - m, j - n
            path.append((i, j, number))
        path.reverse()
        margins = self._margins(path)
        return [(*step, margin) for step, margin in zip(path, margins, strict=True)]

    def _margins(self, path: Sequence[tuple[int, int, int]]) -> list[int]:
        """For each step of the best path, what the best path without it is worse by.

        Every path crosses the anti-diagonal behind a step's beginning; the best that crosses it
        by another step is the best without this one.
        """
        rest = self._rest()
        lows, highs, worth, best = self._lows, self._highs, self._worth, self._best
        own = {a + b: (a, b, number) for a, b, number in path}
        others = dict.fromkeys(own, _NEVER)
        for i in range(self._rows + 1):
            for j in range(lows[i], highs[i] + 1):
                before = best[i][j - lows[i]]
                if before <= _NEVER // 2:
                    continue
                for number, (m, n) in enumerate(STEPS):
                    a, b = i + m, j + n
                    if a > self._rows or b < lows[a] or b > highs[a]:
                        continue
                    total = before + worth(i, m, j, n) + rest[a][b - lows[a]]
                    for diagonal in range(i + j, a + b):
                        if total > others.get(diagonal, total) and own[diagonal] != (i, j, number):
                            others[diagonal] = total
        whole = best[self._rows][self._columns - lows[self._rows]]
        return [whole - others[a + b] for a, b, _ in path]

    def _rest(self) -> list[list[int]]:
        """Best sums from each place to the end."""
        lows, highs, worth = self._lows, self._highs, self._worth
        rest = [self._line(row) for row in range(self._rows + 1)]
        rest[self._rows][self._columns - lows[self._rows]] = 0
        for i in range(self._rows, -1, -1):
            for j in range(highs[i], lows[i] - 1, -1):
                top = rest[i][j - lows[i]]
                for m, n in STEPS:
                    a, b = i + m, j + n
                    if a > self._rows or b < lows[a] or b > highs[a]:
                        continue
                    total = worth(i, m, j, n) + rest[a][b - lows[a]]
                    if total > top:
                        top = total
                rest[i][j - lows[i]] = top
        return rest
