"""What stands before regions, as the search takes it.

In: code points, where regions begin, a model's arrays. Out: symbols. Touches nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.evidence.markup import Markup
from pipeline.mojibake.evidence.speakers import Arrays
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.punctuation import AS_IT_STANDS, OVER, way_of
from pipeline.mojibake.reading.states import HISTORY

Array = np.ndarray[Any, Any]

_SPACE, _FEED = 32, 10
NEAR = 64
"""Pieces of markup before a region that are read over to what stands before it."""


class Context(NamedTuple):
    """What stands before regions."""

    symbols: Array
    """int64[regions, HISTORY], the nearest last."""
    held: Array
    """int64[regions]: how many of them there are."""


class Words(NamedTuple):
    """How the words before regions are read, in languages that part words by spaces."""

    classes: Array
    """`punctuation.classes()`."""
    small: Arrays
    """The model's arrays for what stands in capitals (see `capitals.in_small`)."""
    letters: Array
    """int64[regions]: how many characters before each belong to a word in capitals in which it begins."""


def context_of(
    codes: Array,
    starts: Array,
    arrays: Arrays,
    markup: Markup | None = None,
    words: Words | None = None,
    wraps: Array | None = None,
) -> Context:
    """What stands before regions.

    Args:
        codes: the text's code points.
        starts: where the regions begin.
        arrays: the model's.
        markup: what is read over; None for nothing.
        words: how words are read; None for all as it stands.
        wraps: where lines were broken, in order; None for nowhere.
    """
    none = np.zeros(0, np.int64)
    over_starts, over_ends = (none, none) if markup is None else (markup.starts, markup.ends)
    broken = none if wraps is None else wraps
    first, last = (_first_near(places, starts) for places in (over_starts, broken))
    classes, small, letters = words or (none, arrays, np.zeros(len(starts), np.int64))
    symbols, held = np.zeros((len(starts), HISTORY), np.int64), np.zeros(len(starts), np.int64)
    fill_context(
        codes,
        starts,
        arrays[0],
        arrays[1],
        small[0],
        small[1],
        letters,
        over_starts[first:],
        over_ends[first:],
        classes,
        broken[last:],
        symbols,
        held,
    )
    return Context(symbols, held)


def _first_near(places: Array, starts: Array) -> int:
    """The number of the first of some places that may matter to what stands before regions."""
    return max(0, int(np.searchsorted(places, starts[0])) - NEAR) if len(starts) else 0


@kernel
def fill_context(
    codes: Array,
    starts: Array,
    index: Array,
    pages: Array,
    small_index: Array,
    small_pages: Array,
    letters: Array,
    over_starts: Array,
    over_ends: Array,
    classes: Array,
    wraps: Array,
    out: Array,
    held: Array,
) -> None:
    """Fills in the symbols before regions, and how many there are.

    Args:
        codes: the text's code points.
        starts: where the regions begin.
        index, pages: the model's first two arrays; with `small` those of `Words.small`.
        letters, classes: as of `Words`; no classes if marks are read as they stand.
        over_starts, over_ends: what is read over, in order.
        wraps: line ends that are read as a space, or over where no spaces part words, in order.
        out, held: filled in.
    """
    last = broken = 0
    for k in range(len(starts)):
        while broken < len(wraps) and wraps[broken] < starts[k]:
            broken += 1
        wrap = broken - 1
        while last < len(over_starts) and over_starts[last] < starts[k]:
            last += 1
        over, at, count = last - 1, starts[k] - 1, 0
        while at >= 0 and count < HISTORY:
            if over >= 0 and at < over_ends[over]:
                at = over_starts[over] - 1
                over -= 1
                continue
            code = codes[at]
            while wrap >= 0 and wraps[wrap] > at:
                wrap -= 1
            if wrap >= 0 and wraps[wrap] == at:
                if len(classes) == 0:
                    at -= 1
                    continue
                code = _SPACE
            if len(classes) > 0:
                way = way_of(classes, codes[at - 1] if at > 0 else _FEED, code, codes[at + 1])
                if way == OVER:
                    at -= 1
                    continue
                code = code if way == AS_IT_STANDS else _SPACE
            count += 1
            if at >= starts[k] - letters[k]:
                out[k, HISTORY - count] = small_pages[(int(small_index[code >> 8]) << 8) | (code & 255)]
            else:
                out[k, HISTORY - count] = pages[(int(index[code >> 8]) << 8) | (code & 255)]
            at -= 1
        held[k] = count
