"""Drafts of stretches that lost nothing, as arrays: their proof, and the text with them made.

In: a text's code points, proposals that are `Whole`. Out: their drafts. Touches nothing.
Idea: as of `reading.whole`. The proof is the same as of a single one, for all readings at once: their bytes,
each shown as their page shows it, are what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from pipeline.mojibake.edits.certificates import bytes_in_words, in_bytes, layer_of, shown_by
from pipeline.mojibake.edits.drafts import Draft
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.whole import Rows, Whole
from pipeline.mojibake.spans import covered

Array = np.ndarray[Any, Any]


class WholeDrafts(Rows[Draft]):
    """Drafts of which none touches another or lost anything, and all came through one page."""

    __slots__ = ("confidence", "has_controls", "made")
    made: Whole
    confidence: float
    """Of each."""
    has_controls: Array
    """Whether in each a byte that the page lacks was kept as a control (bool)."""

    def __init__(self, made: Whole, confidence: float, has_controls: Array) -> None:
        super().__init__()
        self.made, self.confidence, self.has_controls = made, confidence, has_controls

    def __len__(self) -> int:
        return len(self.made)

    def _made(self) -> list[Draft]:
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
        return list(map(partial(tuple.__new__, Draft), columns))

    def some(self, numbers: Sequence[int]) -> WholeDrafts:
        """Those of some numbers, in order."""
        mask = np.zeros(len(self), np.bool_)
        mask[numbers] = True
        return WholeDrafts(self.made.taken(mask), self.confidence, self.has_controls[mask])

    def applied(self, text: str) -> str:
        """The text with the drafts made."""
        made = self.made
        return put(text, made.starts, made.ends, made.text, made.cuts)


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


def put(text: str, starts: Array, ends: Array, afters: str, cuts: Array) -> str:
    """A text of which stretches become others, none of them longer than what it takes the place of.

    Args:
        text: the text.
        starts, ends: the stretches, in order, not overlapping.
        afters: what they become, one behind the other.
        cuts: where in this each begins, and where the last ends.
    """
    out: list[str] = []
    begin = first = 0
    # some of the text at a time: several arrays of a large one would take most of the memory
    while begin < len(text):
        last = int(np.searchsorted(starts, begin + runs.BLOCK))
        end = max(min(begin + runs.BLOCK, len(text)), int(ends[last - 1]) if last else 0)
        here = slice(first, last)
        there = slice(int(cuts[first]), int(cuts[last]))
        part = text[begin:end]
        if first < last:
            part = _put(part, starts[here] - begin, ends[here] - begin, afters[there], cuts[first : last + 1])
        out.append(part)
        begin, first = end, last
    return "".join(out)


def _put(text: str, starts: Array, ends: Array, afters: str, cuts: Array) -> str:
    """The same for all of a text at once; `cuts` may begin anywhere."""
    codes = runs.code_points(text).copy()
    places = np.repeat(starts - cuts[:-1], np.diff(cuts)) + np.arange(cuts[0], cuts[-1])
    kept = ~covered(len(codes), starts, ends)
    kept[places] = True
    codes[places] = runs.code_points(afters)
    return runs.text_of(codes[kept])
