"""Marks that touch a word, which are read over, or as the space that parts words.

In: a lattice, and the code points it was made of. Out: other symbols of some of its arcs. Touches nothing.
Idea: the model was made of running text, and knows of few words what a quotation mark before them says, or a
slash. What stands between white space and a word is no character to it then; what parts two words is a space.
That holds for languages that part their words by spaces, and only where a mark has no other reading.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import LITERAL, Lattice

Array = np.ndarray[Any, Any]

LETTER, EDGE, OPENING, CLOSING, TOUCHING, PARTING = range(6)
"""Classes of characters: all others; white space and marks that stand behind words; marks that are read over
beside an edge; those that are read as a space between two words, too; and the one that is read over there
though it may have other readings, for its last byte is lost more often than any other mark's."""
AS_IT_STANDS, OVER, SPACE = range(3)
"""How a mark is read."""
CLOSED = 2 * UNIT
"""What the closing quotation mark costs where the model is not asked."""
_EDGES = " \t\n\r.,;:!?"
_OPENING, _TOUCHING = "\u201c\u201e", "\u2018\u2019\"'"
_WIDE = "\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\uff08\uff09"
_PARTING = "\u00ab\u00bb()[]<>/\\|=#@~^{}*_+&"
_FEED, ASCII = 10, 0x80


@cache
def classes() -> Array:
    """The class of each code point below 65,536 (int64)."""
    found = np.full(65536, LETTER, np.int64)
    for chars, name in (
        (_EDGES, EDGE),
        (_OPENING, OPENING),
        (_TOUCHING, TOUCHING),
        (_PARTING + _WIDE, PARTING),
        ("\u201d", CLOSING),
    ):
        found[list(map(ord, chars))] = name
    return found


@kernel
def way_of(classes: Array, before: int, code: int, after: int) -> int:
    """How a mark is read that stands between two characters: AS_IT_STANDS, OVER or SPACE."""
    of = classes[code] if code < 65536 else LETTER
    if of < OPENING:
        return AS_IT_STANDS
    is_behind = before < ASCII and classes[before] != LETTER and of != CLOSING
    if is_behind or (after < ASCII and classes[after] != LETTER and of != OPENING):
        return OVER  # what is beyond ASCII may be a byte
    return SPACE if of == PARTING else AS_IT_STANDS


def read_over(codes: Array, shift: Array, found: Lattice, symbols: Array, space: int) -> None:
    """Gives marks that touch words the symbols that they are read as; -1 to what is read over.

    Args:
        codes: the text's code points.
        shift: for each node what to add to its number for its offset in the text.
        found: the lattice; costs of closing quotation marks are changed.
        symbols: of its arcs, changed.
        space: the model's symbol of a space.
    """
    read_arcs_over(
        codes, shift, found.first, found.end, found.char, found.kind, classes(), space, symbols, found.cost
    )


@kernel
def read_arcs_over(
    codes: Array,
    shift: Array,
    first: Array,
    end: Array,
    char: Array,
    kind: Array,
    classes: Array,
    space: int,
    symbols: Array,
    cost: Array,
) -> None:
    """As `read_over`, of a lattice in parts."""
    for node in range(len(first) - 1):
        is_only = first[node + 1] - first[node] == 1
        for arc in range(first[node], first[node + 1]):
            code = char[arc]
            if code < 0 or code > 65535 or classes[code] < OPENING:
                continue
            if (not is_only and classes[code] != CLOSING) or (code >= 0x80 and kind[arc] == LITERAL):
                continue  # what is left as it stands may be a byte
            at, stop = node + shift[node], end[arc] + shift[node]
            before = codes[at - 1] if at > 0 else _FEED
            after = codes[stop] if stop < len(codes) else _FEED
            way = way_of(classes, before, code, after)
            if way == SPACE:
                symbols[arc] = space
            elif way == OVER:
                symbols[arc] = -1
                if classes[code] == CLOSING:
                    cost[arc] += CLOSED
