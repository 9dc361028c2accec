"""Edits taken out of a repaired text again, and where an offset goes on the way.

In: a repaired document and its rows of table `repairs`, or edits. Out: the source text, or an
offset. Touches nothing. Edits are half-open code point spans into the source, ascending,
never overlapping; one whose `after` is None is left, and changes nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import add, attrgetter, sub
from typing import TypeVar

from pipeline.mojibake.edits.apply import undo_edits
from pipeline.records import Document, Edit, PlacedEdit

AnyEdit = TypeVar("AnyEdit", Edit, PlacedEdit)


def made(edits: Iterable[AnyEdit]) -> list[AnyEdit]:
    """The edits that change the text, in order."""
    return [edit for edit in edits if edit.after is not None]


def revert(document: Document, repairs: Iterable[PlacedEdit]) -> str:
    """The decoded source text, from the tables alone.

    Args:
        document: a row of `documents`.
        repairs: the rows of `repairs`, all or those of this document, in any order.
    """
    mine = [r for r in repairs if r.after is not None and r.document_id == document.document_id]
    return undo_edits(document.text or "", sorted(mine, key=attrgetter("start", "end")))


class Borders:
    """Offsets of the source text in the repaired one, and back.

    A border inside an edit goes to the edit's end, both ways: what an edit replaced has no
    inner borders in common with what stands there now.
    """

    __slots__ = ("_ends", "_starts", "repaired_ends", "repaired_starts")

    def __init__(self, edits: Sequence[Edit | PlacedEdit]) -> None:
        """Borders of a text with these edits, all of them made ones."""
        self._starts = list(map(attrgetter("start"), edits))
        self._ends = list(map(attrgetter("end"), edits))
        lengths = list(map(len, map(attrgetter("after"), edits)))
        grown = accumulate(map(sub, lengths, map(sub, self._ends, self._starts)))
        self.repaired_ends = list(map(add, self._ends, grown))
        self.repaired_starts = list(map(sub, self.repaired_ends, lengths))

    def snapped(self, offset: int) -> int:
        """An offset in the source, moved out of the edit that it lies in."""
        place = bisect_right(self._starts, offset) - 1
        inside = place >= 0 and self._starts[place] < offset < self._ends[place]
        return self._ends[place] if inside else offset

    def to_repaired(self, offset: int) -> int:
        """Where an offset of the source is in the repaired text."""
        return _moved(offset, self._starts, self._ends, self.repaired_starts, self.repaired_ends)

    def to_source(self, offset: int) -> int:
        """Where an offset of the repaired text is in the source."""
        return _moved(offset, self.repaired_starts, self.repaired_ends, self._starts, self._ends)


def _moved(
    offset: int, starts: list[int], ends: list[int], new_starts: list[int], new_ends: list[int]
) -> int:
    place = bisect_right(starts, offset) - 1
    if place < 0:
        return offset
    if offset == starts[place]:
        return new_starts[place]
    return new_ends[place] + max(0, offset - ends[place])
