"""Drafts of stretches that lost nothing, as arrays: their proof, and the text with them made.

In: a text's code points, proposals that are `Whole`. Out: their drafts. Touches nothing.
Idea: as of `reading.whole`. The proof is the same as of a single one, for all readings at once: their bytes,
each shown as their page shows it, are what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import repeat
from typing import Any, overload

import numpy as np

from pipeline.mojibake.edits.certificates import bytes_in_words, in_bytes, layer_of, shown_by
from pipeline.mojibake.edits.drafts import Draft
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.whole import Whole
from pipeline.mojibake.spans import covered

Array = np.ndarray[Any, Any]


class WholeDrafts(Sequence[Draft]):
    """Drafts of which none touches another or lost anything, and all came through one page."""

    __slots__ = ("_rows", "confidence", "has_controls", "made")
    made: Whole
    confidence: float
    """Of each."""
    has_controls: Array
    """Whether in each a byte that the page lacks was kept as a control (bool)."""

    def __init__(self, made: Whole, confidence: float, has_controls: Array) -> None:
        self.made, self.confidence, self.has_controls = made, confidence, has_controls
        self._rows: list[Draft] | None = None

    def __len__(self) -> int:
        return len(self.made)

    @overload
    def __getitem__(self, k: int) -> Draft: ...

    @overload
    def __getitem__(self, k: slice) -> list[Draft]: ...

    def __getitem__(self, k: int | slice) -> Draft | list[Draft]:
        return self.rows()[k]

    def __iter__(self) -> Iterator[Draft]:
        return iter(self.rows())

    def rows(self) -> list[Draft]:
        """All of them, one by one."""
        if self._rows is None:
            made = self.made
            data, cuts = in_bytes(made.text, np.diff(made.cuts))
            ways = [layer_of(made.page, (), has_controls) for has_controls in (False, True)]
            known = [ways[flag] for flag in self.has_controls.tolist()]
            layers, marks, channels, losses = zip(*known, strict=True)
            words = zip(bytes_in_words(data, np.zeros(0, np.int64), cuts), channels, losses, strict=True)
            columns = zip(
                made.starts.tolist(),
                made.ends.tolist(),
                made.afters(),
                layers,
                marks,
                repeat(self.confidence),
                repeat(()),
                repeat(1),
                words,
                strict=False,
            )
            self._rows = list(map(partial(tuple.__new__, Draft), columns))
        return self._rows

    def some(self, numbers: Sequence[int]) -> WholeDrafts:
        """Those of some numbers, in order."""
        mask = np.zeros(len(self), np.bool_)
        mask[numbers] = True
        return WholeDrafts(self.made.taken(mask), self.confidence, self.has_controls[mask])

    def applied(self, codes: Array) -> Array:
        """The code points of the text with the drafts made, of those of the text."""
        made = self.made
        return put(codes, made.starts, made.ends, runs.code_points(made.text), made.cuts)


def proved(codes: Array, made: Whole, confidence: float) -> WholeDrafts | None:
    """The drafts of proposals; None where not all have a proof, or some touch.

    Args:
        codes: the code points of what they are told on.
        made: the proposals.
        confidence: in each of them.
    """
    starts, ends = made.starts, made.ends
    if (starts[1:] == ends[:-1]).any():
        return None
    data, cuts = in_bytes(made.text, np.diff(made.cuts))
    if not np.array_equal(np.diff(cuts), ends - starts):
        return None
    chars, lacking = shown_by(made.page)
    if not np.array_equal(chars[data], codes[covered(len(codes), starts, ends)]):
        return None
    kept = np.append(0, np.cumsum(lacking[data]))[cuts]
    return WholeDrafts(made, confidence, kept[1:] > kept[:-1])


def put(codes: Array, starts: Array, ends: Array, afters: Array, cuts: Array) -> Array:
    """Code points of which stretches become others, none of them longer than what it takes the place of.

    Args:
        codes: code points (int32).
        starts, ends: the stretches, in order, not overlapping.
        afters: the code points that they become, one stretch behind the other.
        cuts: where in these each begins, and where the last ends.
    """
    places = np.repeat(starts - cuts[:-1], np.diff(cuts)) + np.arange(cuts[-1])
    kept = ~covered(len(codes), starts, ends)
    kept[places] = True
    out = codes.copy()
    out[places] = afters
    out = out[kept]
    out.flags.writeable = False  # as those of any text
    return out
