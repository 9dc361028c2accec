"""What a mark took along besides the lost byte: the decoders that know pairs take two bytes at once.

In: a region's lattice, where a node after a mark has an arc for each ASCII character that may have stood
there, and one for none. Out: what these cost. Touches nothing else.
Idea: nothing tells what it was but the text around it: what stands before and after, quotes and brackets that
pair, a line that goes on as it began. How much each of these says was counted (see `taken.py`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake.double_byte.lacking import CLOSERS, Lacking, lacking
from pipeline.mojibake.double_byte.pair_chart import START
from pipeline.mojibake.double_byte.pair_lattice import PairLattice
from pipeline.mojibake.double_byte.pair_marks import WORD_END
from pipeline.mojibake.double_byte.pair_seen import PUNCTUATION, SPOKEN, Seen
from pipeline.mojibake.double_byte.taken import KINDS, classes_after, shares, taken_by
from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

EATS = {"?": UNIT // 2, "\N{REPLACEMENT CHARACTER}": UNIT, "\N{KATAKANA MIDDLE DOT}": 5 * UNIT}
"""Cost of an ASCII character taken along."""
NOTHING = 5 * UNIT
"""What it costs more where nothing may have been there: at the end, and before what closes."""
USUAL = -25 * UNIT // 4
"""How frequent white space is taken to be where some may stand, if the model says less (log p * UNIT)."""
SELDOM = 10 * UNIT
"""Cost of an ASCII character taken along where a decoder left U+FFFD, and nothing says that it took any."""
SPARES = {"?": 10 * UNIT, "\N{REPLACEMENT CHARACTER}": 0, "\N{KATAKANA MIDDLE DOT}": 2 * UNIT}
"""Cost of a mark for one byte only: the decoders that write `?` take two bytes at once."""
_COMMENT = re.compile(r"[ \t]*(?://|--)")
_STARRED = re.compile(r"[ \t]+\*")


class _Place(NamedTuple):
    """A place after a mark that ended a character."""

    lacks: Lacking
    spare: int
    """What it costs that nothing was taken along."""
    cost: int
    """What it costs that something was; the more so `rest`, what is no punctuation."""
    rest: int
    near: tuple[str, str] | None
    """The classes of the characters after it; None where the text ends."""


def price_taken(made: PairLattice, seen: Seen, page: str, arrays: tuple[Array, ...]) -> None:
    """Fills in the costs of the arcs after a mark that ended a character, in a region's lattice."""
    eaten = np.flatnonzero(made.begun < START)
    first, costs, of = made.found.first, made.found.cost, Same(arrays)
    before, place = -1, None
    columns = made.places[eaten], made.begun[eaten], first[eaten], first[eaten + 1]
    for i, begun, none, end in zip(*(column.tolist() for column in columns), strict=True):
        if place is None or i != before:
            before, place = i, _place(seen, i, page)
        costs[none] = place.spare
        if end > none + 1:
            known = _costs(page, KINDS[-1 - begun], place, seen.wraps, of)
            ended = end - none - 1 == len(known)  # else no line end is among the arcs
            costs[none + 1 : end] = known if ended else known[_no_line_end(page)]


def _place(seen: Seen, i: int, page: str) -> _Place:
    """What there is to say of the place i of a region."""
    lacks = lacking(seen.before + seen.text + seen.after, len(seen.before) + i)
    mark, after, ends = seen.text[i - 1], seen.text[i : i + 1], seen.ends and i == len(seen.text)
    cost = EATS[mark if "\n" not in lacks.wanted else "?"]  # what begins a line says that its end was taken
    if mark == "\N{REPLACEMENT CHARACTER}" and not (seen.eats or seen.along or _is_cut(page, after)):
        cost = SELDOM
    return _Place(
        lacks=lacks,
        spare=_spare(seen, i, lacks),
        cost=cost,
        rest=cost + (NOTHING if (ends or after in CLOSERS) and not lacks.wanted else 0),
        near=None if ends else classes_after((seen.text[i : i + 2] + seen.after[:2])[:2]),
    )


def _spare(seen: Seen, i: int, lacks: Lacking) -> int:
    """Cost of the mark before a place having taken nothing along."""
    mark, after = seen.text[i - 1], seen.text[i : i + 1]
    ends = seen.ends and i == len(seen.text)
    if seen.eats is False:
        return 0
    if not ends and (seen.eats if mark == "?" else seen.along):
        cost = 0 if after == "\n" and mark != "?" else SPARES["?"]
    elif (ends or after in CLOSERS) and not lacks.wanted:
        return 0  # nothing need have followed
    else:
        cost = SPARES[mark]
    if after == "\n":
        line = (seen.before + seen.text[:i]).rpartition("\n")[2]
        rest = (seen.text + seen.after)[i + 1 :]
        if _COMMENT.match(line) or (_STARRED.match(line) and _STARRED.match(rest)):
            return 0  # a carriage return; after a comment's line there is none that is empty
    return cost


def _is_cut(page: str, after: str) -> bool:
    """Whether what follows a mark is no ASCII, in a page that has nearly all pairs: ASCII was between."""
    return page == "gbk" and after >= "\x80" and after not in SPARES


@lru_cache(maxsize=1 << 14)
def _costs(page: str, kind: str, place: _Place, wraps: int, of: Same) -> Array:
    """What each character costs that may have been taken along, beside what the model takes it for."""
    known = shares(page, kind, place.near, place.lacks, wraps)
    usual = max(int(of.arrays[2][lookup.symbol(of.arrays, WORD_END)]), USUAL)
    costs: Array = place.rest + usual - known
    if kind == "letter":  # what the model knows of scripts that use it
        for k, char in enumerate(taken_by(page)):
            if char in SPOKEN:
                costs[k] = place.cost if char in PUNCTUATION else place.rest
    return costs


@cache
def _no_line_end(page: str) -> list[int]:
    """The numbers of what a page may take along, but for a line end."""
    return [k for k, char in enumerate(taken_by(page)) if char != "\n"]
