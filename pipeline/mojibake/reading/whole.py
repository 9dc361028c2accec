"""Proposals of a page for stretches that lost nothing, as arrays.

In: code points, stretches that are nothing but complete characters of a page. Out: their proposals. Touches
nothing. Idea: text that was damaged without loss has one such stretch for every few characters, and nearly
all are asked the same, together. An object for each, made for those who ask for one alone, takes most of the
time of a repair.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, repeat
from typing import Any, TypeVar, overload

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading import logs
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.spans import covered

Array = np.ndarray[Any, Any]


T = TypeVar("T")


class Rows(Sequence[T]):
    """What is kept in arrays, and made one by one only for those who ask."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: list[T] | None = None

    @abstractmethod
    def _made(self) -> list[T]:
        """All of them."""

    def _one(self, k: int) -> T:
        """One of them, by its number; not negative."""
        return self.rows()[k]

    def rows(self) -> list[T]:
        """All of them, one by one."""
        if self._rows is None:
            self._rows = self._made()
        return self._rows

    @overload
    def __getitem__(self, k: int) -> T: ...

    @overload
    def __getitem__(self, k: slice) -> list[T]: ...

    def __getitem__(self, k: int | slice) -> T | list[T]:
        if self._rows is not None or isinstance(k, slice):
            return self.rows()[k]
        return self._one(range(len(self))[k])

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows())


class Whole(Rows[Proposal]):
    """Proposals of one page, in order, of which each is for sure what it says: no byte was lost."""

    __slots__ = ("cuts", "ends", "page", "starts", "text")
    page: str
    starts: Array
    """Where each begins (int64)."""
    ends: Array
    text: str
    """All readings, one behind the other."""
    cuts: Array
    """Where each reading begins in `text`, and where the last one ends (int64)."""

    def __init__(self, page: str, starts: Array, ends: Array, text: str, cuts: Array) -> None:
        super().__init__()
        self.page, self.starts, self.ends, self.text, self.cuts = page, starts, ends, text, cuts

    def __len__(self) -> int:
        return len(self.starts)

    def _one(self, k: int) -> Proposal:
        after = self.text[self.cuts[k] : self.cuts[k + 1]]
        return Proposal(int(self.starts[k]), int(self.ends[k]), after, self.page, (), 0, (), 1)

    def _made(self) -> list[Proposal]:
        columns = zip(
            self.starts.tolist(),
            self.ends.tolist(),
            self.afters(),
            repeat(self.page),
            repeat(()),
            repeat(0),
            repeat(()),
            repeat(1),
            repeat(0),
            repeat(logs.FAR),
            strict=False,
        )
        # four times as fast as by their names
        return list(map(partial(tuple.__new__, Proposal), columns))

    def afters(self) -> list[str]:
        """The readings."""
        text = self.text
        return [text[first:last] for first, last in pairwise(self.cuts.tolist())]

    def taken(self, mask: Array) -> Whole:
        """Those that a mask (bool) says."""
        if mask.all():
            return self
        sizes = np.diff(self.cuts)
        kept = runs.code_points(self.text)[np.repeat(mask, sizes)]
        cuts = np.append(0, np.cumsum(sizes[mask]))
        return Whole(self.page, self.starts[mask], self.ends[mask], runs.text_of(kept), cuts)


def whole_of(codes: Array, starts: Array, ends: Array, page: str) -> Whole:
    """The proposals of stretches that are nothing but complete characters of a single-byte page.

    Args:
        codes: the text's code points (int32).
        starts, ends: the stretches, in order, not overlapping.
        page: the page.
    """
    data = runs.bytes_at(codes[covered(len(codes), starts, ends)], runs.bytes_of(page))
    firsts = np.append(0, np.cumsum((data & 0xC0) != 0x80))  # a character begins with each such byte
    cuts = firsts[np.append(0, np.cumsum(ends - starts))]
    return Whole(page, starts, ends, data.tobytes().decode("utf-8"), cuts)


def readings_of(proposals: Sequence[Proposal]) -> tuple[str, Array]:
    """All readings, one behind the other; where each begins, and where the last ends (int64).

    What is left has none.
    """
    if isinstance(proposals, Whole):
        return proposals.text, proposals.cuts
    afters = [p.after or "" for p in proposals]
    return "".join(afters), np.append(0, np.cumsum(np.fromiter(map(len, afters), np.int64, len(afters))))
