"""What a mark took along besides the lost byte: the decoders that know pairs take two bytes at once.

In: a region, and a place in it after a mark that ended a character. Out: arcs for the lattice, one for each
ASCII character that may have stood there, and one for none. Touches nothing.
Idea: nothing tells what it was but the text around it: what stands before and after, quotes and brackets that
pair, a line that goes on as it began. How much each of these says was counted (see `taken.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.mojibake import lattice
from pipeline.mojibake.lacking import CLOSERS, Lacking, lacking
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import START, Arc, Partial, Seen, lacks_many
from pipeline.mojibake.speakers import Same
from pipeline.mojibake.taken import KINDS, shares

EATS = {"?": UNIT // 2, "\N{REPLACEMENT CHARACTER}": UNIT, "\N{KATAKANA MIDDLE DOT}": 5 * UNIT}
"""Cost of an ASCII character taken along."""
NOTHING = 5 * UNIT
"""What it costs more where nothing may have been there: at the end, and before what closes."""
USUAL = -25 * UNIT // 4
"""How frequent white space is taken to be where some may stand, if the model says less (log p * UNIT)."""
SELDOM = 10 * UNIT
"""Cost of an ASCII character taken along where a decoder left U+FFFD, and nothing says that it took any."""
SPOKEN = " .,!?"
"""What the model knows of scripts that use it; of all else it has seen hardly any."""
WORD_ENDS = ord(" ")
"""What the model takes for all the others."""
SPARES = {"?": 10 * UNIT, "\N{REPLACEMENT CHARACTER}": 0, "\N{KATAKANA MIDDLE DOT}": 2 * UNIT}
"""Cost of a mark for one byte only: the decoders that write `?` take two bytes at once."""
_COMMENT = re.compile(r"[ \t]*(?://|--)")
_STARRED = re.compile(r"[ \t]+\*")


def eaten_arcs(seen: Seen, i: int, partial: Partial, page: str, of: Same) -> list[Arc]:
    """Arcs from the place i of a region, where the mark before it ended a character of the kind `partial`."""
    lacks = _lacking(seen, i)
    mark, ends = seen.text[i - 1], seen.ends and i == len(seen.text)
    # a text's end is a line's
    none = Arc((i, START), -1, 0, _spare(seen, i, lacks), lattice.LOSSY, seen_as=ord("\n") if ends else 0)
    if seen.eats is False:
        return [none]
    after = seen.text[i : i + 1]
    cost = EATS[mark]
    if mark == "\N{REPLACEMENT CHARACTER}" and not (seen.eats or seen.along or _is_cut(page, after)):
        cost = SELDOM
    rest = cost + (NOTHING if (ends or after in CLOSERS) and not lacks.wanted else 0)
    kind = KINDS[-1 - partial[0]]
    near = None if ends else (seen.text + seen.after)[i : i + 2]
    spoken = SPOKEN if kind == "letter" else ""
    # the decoders that write U+30FB leave a line end where it is
    ended = mark == "?" and not ends
    return [
        none,
        *(
            _taken(
                i, char, (cost if char in spoken[1:] else rest) + price, 0 if char in spoken else WORD_ENDS
            )
            for char, price in _prices(page, kind, near, lacks, seen.wraps, of)
            if ended or char != "\n"
        ),
    ]


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
    return after >= "\x80" and after not in SPARES and not lacks_many(page)


@lru_cache(maxsize=4)
def _lacking(seen: Seen, i: int) -> Lacking:
    """What the line lacks at a place; asked for each kind of character that may have stood before it."""
    return lacking(seen.before + seen.text + seen.after, len(seen.before) + i)


def _taken(i: int, char: str, price: int, seen_as: int) -> Arc:
    """The arc of a character taken along before the place i."""
    struck, data = ((ord(char), ""),), char.encode()
    return Arc((i, START), ord(char), 0, price, lattice.LOSSY, struck, data, seen_as)


@lru_cache(maxsize=1 << 14)
def _prices(
    page: str, kind: str, near: str | None, lacks: Lacking, wraps: int, of: Same
) -> tuple[tuple[str, int], ...]:
    """What each character costs beside a space, which is what the model takes it for."""
    known = shares(page, kind, near, lacks, wraps)
    usual = max(int(of.arrays[2][lookup.symbol(of.arrays, WORD_ENDS)]), USUAL)
    spoken = SPOKEN if kind == "letter" else ""
    return tuple((char, 0 if char in spoken else usual - share) for char, share in known.items())
