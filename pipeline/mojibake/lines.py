"""Which groups of islands can be searched side by side: those before which the brackets are known.

In: a text, spans in order, and what is found in each. Out: lines, each with what is still to be searched in
it. Touches nothing. Idea: what is open before a place is told by what is read before it in its line alone
(see `brackets.Opened`), so lines wait for themselves, and for no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.mojibake.brackets import REACH, Opened
from pipeline.mojibake.readings import Proposal

Array = np.ndarray[Any, Any]


class Line:
    """Spans of one line, those to be searched in order."""

    def __init__(self, lines: Lines, first: int, numbers: list[int]) -> None:
        """What stands before the first that is searched, from number `first` on, is read already."""
        self._lines, self._read, self._waiting = lines, first, numbers[::-1]
        self._opened = Opened(lines.codes)
        self._proposals: list[Proposal] = []

    def next(self) -> tuple[int, int]:
        """Number of the next span to be searched, and the brackets that are open before it, as bits."""
        number = self._waiting.pop()
        for some in self._lines.found[self._read : number]:
            self._proposals += some
        self._read = number
        return number, self._opened.before(self._lines.spans[number][0], self._proposals)

    def is_done(self) -> bool:
        """Whether nothing is left to be searched."""
        return not self._waiting


class Lines:
    """The spans of a text."""

    def __init__(self, codes: Array, found: list[list[Proposal]]) -> None:
        """Spans are added; `found` has what is read in each, and grows while they are searched."""
        self.codes, self.found = codes, found
        self.spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        """The next span, half-open, with all that is read of it."""
        self.spans.append((start, end))

    def of(self, numbers: Sequence[int]) -> list[Line]:
        """Lines, of the spans that are to be searched (their numbers, in order)."""
        breaks = np.flatnonzero((self.codes == 10) | (self.codes == 13)) + 1
        starts = np.array([self.spans[k][0] for k in numbers], np.int64)
        before = np.searchsorted(breaks, starts, side="right")
        line_starts = np.append(0, breaks)[before]
        bounds = np.maximum(line_starts, starts - REACH).tolist()
        lines: list[tuple[int, list[int]]] = []
        for k, bound in zip(numbers, bounds, strict=True):
            if lines and self.spans[lines[-1][1][-1]][1] > bound:
                lines[-1][1].append(k)
                continue
            first = k
            while first and self.spans[first - 1][1] > bound:
                first -= 1
            lines.append((first, [k]))
        return [Line(self, first, some) for first, some in lines]
