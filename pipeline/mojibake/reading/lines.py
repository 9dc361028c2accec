"""Which groups of islands can be searched side by side: those before which the brackets are known.

In: a text, spans in order, and what is found in each. Out: lines, each with what is still to be searched in
it. Touches nothing. Idea: what is open before a place is told by what is read before it in its line alone
(see `brackets.Opened`), so lines wait for themselves, and for no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.mojibake.reading.brackets import REACH, Opened
from pipeline.mojibake.reading.readings import Proposal

Array = np.ndarray[Any, Any]
Spans = list[tuple[int, int]]


class Line:
    """Spans of one line that are to be searched, in order."""

    def __init__(
        self, codes: Array, spans: Spans, found: list[list[Proposal]], first: int, numbers: list[int]
    ) -> None:
        """`spans`, and what is `found` in them, are those of the whole text.

        Args:
            first: number of the first span of the line.
            numbers: of those to be searched, in order; what stands before each is read by then.
        """
        self._spans, self._found = spans, found
        self._read, self._waiting = first, numbers[::-1]
        self._opened = Opened(codes)
        self._proposals: list[Proposal] = []

    def next(self) -> tuple[int, int]:
        """Number of the next span to be searched, and the brackets that are open before it, as bits."""
        number = self._waiting.pop()
        for some in self._found[self._read : number]:
            self._proposals += some
        self._read = number
        return number, self._opened.before(self._spans[number][0], self._proposals)

    def is_done(self) -> bool:
        """Whether nothing is left to be searched."""
        return not self._waiting


def lines_of(codes: Array, spans: Spans, found: list[list[Proposal]], numbers: Sequence[int]) -> list[Line]:
    """Lines that do not wait for one another.

    Args:
        codes: the text's code points.
        spans: half-open, in order.
        found: what is read in each; grows while they are searched.
        numbers: those to be searched, in order.
    """
    breaks = np.flatnonzero((codes == 10) | (codes == 13)) + 1
    starts = np.array([spans[k][0] for k in numbers], np.int64)
    line_starts = np.append(0, breaks)[np.searchsorted(breaks, starts, side="right")]
    lines: list[tuple[int, list[int]]] = []
    for k, bound in zip(numbers, np.maximum(line_starts, starts - REACH).tolist(), strict=True):
        if lines and spans[lines[-1][1][-1]][1] > bound:
            lines[-1][1].append(k)
            continue
        first = k
        while first and spans[first - 1][1] > bound:
            first -= 1
        lines.append((first, [k]))
    return [Line(codes, spans, found, first, some) for first, some in lines]
