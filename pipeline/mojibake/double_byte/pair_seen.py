"""A region of text that went through a double-byte page, with what stands around it.

In: code points, where the region lies, its page. Out: what is asked of it: what it says of marks. Touches
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake.double_byte.pair_arcs import Marks
from pipeline.mojibake.double_byte.pair_marks import WORD_END
from pipeline.mojibake.double_byte.pair_pages import (
    OFTEN,
    SELDOM,
    Likely,
    dropping_page,
    frequent,
    likely_pairs,
    pair_page,
)
from pipeline.mojibake.double_byte.signs import PLACES, SIGNS, kind_of, place_of, prices
from pipeline.mojibake.double_byte.taken import Wraps, kinds_before, taken_by
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.markup import Markup, markup_in
from pipeline.mojibake.evidence.speakers import Same

Array = np.ndarray[Any, Any]
Eats = tuple[bool | None, bool]

PUNCTUATION = frozenset(".,!?")
SPOKEN = PUNCTUATION | {" "}
"""What the model knows of scripts that use it; of all else that may be taken along it has seen hardly any."""
NEAR = 300
"""Characters around a region whose words tell what kind of text it is in."""
FAR = 4000
"""The same whose lines tell how lines end."""
LINE = 500
"""The same in which its first and its last line are looked for."""


class PairText:
    """A text that was read in a double-byte page, and what all its regions share."""

    def __init__(self, codes: Array, page: str, *, drops: bool = False) -> None:
        self.codes, self.page = codes, page
        self.known = dropping_page(page) if drops else pair_page(page)
        """What the page shows and lacks; whether its decoder dropped what it lacks."""

    @cached_property
    def markup(self) -> Markup:
        """Where markup stands in it."""
        return markup_in(self.codes, [(0, len(self.codes))])

    @cached_property
    def wraps(self) -> Wraps:
        """How lines end in it."""
        return Wraps(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A region, with what stands around it on its first and last line."""

    before: str
    text: str
    after: str
    ends: bool
    """Whether the whole text ends with the region."""
    eats: bool | None
    """Whether a mark for an odd byte took the byte after it along; None where that is not known."""
    along: bool
    """Whether it is plain that it took ASCII along, too."""
    gone: bool
    """Whether characters may be read of which no byte is left."""
    notes: str
    """The kind of text around it, see `signs`."""
    wraps: int
    """How much more often lines than words end between characters beyond ASCII near it, in nats."""


def seen_at(text: PairText, start: int, end: int, eats: Eats, *, gone: bool) -> Seen:
    """The region codes[start:end] of a text."""
    codes = text.codes
    before = runs.text_of(codes[max(0, start - LINE) : start])
    after = runs.text_of(codes[end : end + LINE])
    return Seen(
        before=before[before.rfind("\n") + 1 :],
        text=runs.text_of(codes[start:end]),
        after=after.partition("\n")[0],
        ends=end == len(codes),
        eats=eats[0],
        along=eats[1],
        gone=gone,
        notes=kind_of(codes[max(0, start - NEAR) : end + NEAR]),
        wraps=text.wraps.near(start - FAR, end + FAR),
    )


def marks_of(seen: Seen, page: str, arrays: tuple[Array, ...]) -> Marks:
    """What marks may stand for in a region."""
    of, known = Same(arrays), pair_page(page)
    least = OFTEN if known.lacks_many and not seen.gone else SELDOM
    return Marks(
        signs=_sign_prices(seen.notes, of),
        frequent=frequent(page, of) if seen.gone else np.zeros((0, 2), np.int64),
        likely=likely_pairs(page, of, least),
        least=least,
        kinds=kinds_before(),
        taken=_taken(page),
        eats=-1 if seen.eats is None else int(seen.eats),
        gone=seen.gone,
        after_white=place_of(seen.before[-1:]) == PLACES[0],
        ends=seen.ends,
        spaces=_spaces(),
    )


@cache
def no_marks() -> Marks:
    """What they may stand for where none are."""
    none, rows = np.zeros(0, np.int64), np.zeros((0, 2), np.int64)
    return Marks(
        signs=np.zeros((2, 0), np.int64),
        frequent=rows,
        likely=Likely(none, none, none, none),
        least=0,
        kinds=np.zeros(0, np.uint8),
        taken=rows,
        eats=-1,
        gone=False,
        after_white=False,
        ends=False,
        spaces=np.zeros(0, np.bool_),
    )


@lru_cache(maxsize=64)
def _sign_prices(notes: str, of: Same) -> Array:
    """What signs cost more at each kind of place (see `Marks.signs`)."""
    found = np.zeros((len(PLACES), int(SIGNS[-1]) + 1), np.int64)
    for k, place in enumerate(PLACES):
        known = prices((notes, place), of)
        found[k, list(known)] = list(known.values())
    return found


@cache
def _taken(page: str) -> Array:
    """The ASCII characters that marks take along (see `Marks.taken`)."""
    found = [(ord(char), ord(char) if char in SPOKEN else WORD_END) for char in taken_by(page)]
    return np.array(found, np.int64).reshape(-1, 2)


@cache
def _spaces() -> Array:
    """Whether each code point is white space (bool); there is none beyond."""
    return np.array([chr(code).isspace() for code in range(0x3001)], np.bool_)
