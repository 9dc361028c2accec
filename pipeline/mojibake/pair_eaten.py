"""What a mark took along besides the lost byte: the decoders that know pairs take two bytes at once.

In: a region, and a place in it after a mark that ended a character. Out: arcs for the lattice, one for each
ASCII character that may have stood there, and one for none. Touches nothing.
Idea: nothing tells what it was but the text around it: quotes and brackets pair, a line goes on as it began.
"""

from __future__ import annotations

import re

from pipeline.mojibake import lattice
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import START, Arc, Seen

EATS = UNIT // 2
"""Cost of an ASCII character taken along."""
SPARES = {"?": 10 * UNIT, "\N{REPLACEMENT CHARACTER}": 0, "\N{KATAKANA MIDDLE DOT}": 2 * UNIT}
"""Cost of a mark for one byte only: the decoders that write `?` take two bytes at once."""
_EATEN = "\n \"'*()<>,.:;/-|=!0123456789"
"""ASCII characters that a mark may have taken along."""
_ITEM = re.compile(r"(?<=[?\ufffd])(?:[-*+]|#{1,6}|\d{1,3}\.) ")
"""What begins a line, where a mark stands before it."""
_LEADER = re.compile(r"([ \t]*)(?:(\*|//+!?|#+|--+|;+|>|%+)(?=\s|$|[^\x00-\x7f]))?")
"""The indentation of a line, and what marks it as a comment, a quotation or an item."""
_COMMENT = re.compile(r"[ \t]*(?://|--)")
_CLOSERS = frozenset("\"'),;]}")
_QUOTES = {'"': re.compile('"'), "'": re.compile(r"(?<!\w)'|'(?!\w)")}  # an apostrophe is no quote
PAIRS = 13 * UNIT
"""What it is worth that a character taken along closes what its line has open."""


def eaten_arcs(seen: Seen, i: int) -> list[Arc]:
    """Arcs from the place i of a region, where the mark before it ended a character."""
    wanted, quoted = _wanted(seen, i)
    mark, after = seen.text[i - 1], seen.text[i : i + 1]
    alone = SPARES[mark]
    ends = seen.ends and i == len(seen.text)
    if ends and not wanted:
        alone = min(alone, 0 if seen.is_line else 4 * UNIT)  # nothing may have followed
    elif after in _CLOSERS and not wanted:
        alone = min(alone, 3 * UNIT)  # what closes is there already
    # the decoders that write U+30FB leave a line end where it is
    eaten = _EATEN if mark == "?" else _EATEN.replace("\n", "")
    if seen.eats is False:
        eaten, alone = "", 0
    elif not ends and (seen.eats if mark == "?" else seen.along):
        alone = 0 if after == "\n" and mark != "?" else SPARES["?"]
    line = (seen.before + seen.text[:i]).rpartition("\n")[2]
    if after == "\n" and _COMMENT.match(line):
        alone = min(alone, 0)  # a carriage return; after a comment's line there is none that is empty
    prices = {a: EATS - (PAIRS if a in wanted else 0) for a in eaten}
    if (quoted or not line[:-2].strip()) and "\n" in prices:
        prices["\n"] += PAIRS  # a string in quotes does not go over a line, and a sign makes none
    return [
        Arc(to=(i, START), char=-1, extra=0, cost=alone, kind=lattice.LOSSY, ends=ends),
        *(
            Arc(
                to=(i, START),
                char=ord(a),
                extra=0,
                cost=price,
                kind=lattice.LOSSY,
                struck=((ord(a), ""),),
                data=a.encode(),
            )
            for a, price in prices.items()
        ),
    ]


def begins_alike(line: str, after: str) -> bool:
    """Whether what follows begins as this line does: as a comment does, or with its indentation."""
    begins, goes_on = _LEADER.match(line), _LEADER.match(after)
    if begins is None or goes_on is None or goes_on[1] != begins[1]:
        return False
    return len(begins[1]) > 1 or (begins[2] is not None and goes_on[2] == begins[2])


def _wanted(seen: Seen, i: int) -> tuple[str, bool]:
    """ASCII characters that would close what the line around text[i] has open; whether in quotes.

    Quotes, brackets and Markdown's asterisks pair; a list item or a heading begins a line.
    """
    text = seen.before + seen.text + seen.after
    i += len(seen.before)
    start, end = text.rfind("\n", 0, i) + 1, text.find("\n", i)
    end = end if end >= 0 else len(text)
    for item in _ITEM.finditer(text, start, end):  # a line end that was taken along, too
        if item.start() >= i:
            end = item.start()
            break
        start = item.start()
    line = text[start:end]
    before, after = text[start:i], text[i : start + len(line)]
    out = ""
    quoted = False
    for quote, pattern in _QUOTES.items():
        opened = len(pattern.findall(before)) % 2 == 1
        closed = len(pattern.findall(after)) % 2 == 1
        out += quote if opened != closed else ""
        quoted = quoted or (opened and closed)
    if (re.match(r"\*(?!\*)", after) and before.count("**") % 2) or (
        re.match(r"\*[^\s*]", line) and line.count("*") == 1
    ):
        out += "*"
    if line.count("(") < line.count(")"):
        out += "("
    elif line.count("(") > line.count(")"):
        out += ")"
    if re.match(r"(?:[-*+]|#+|\d+\.) ", text[i:]) or begins_alike(line, text[i:]):
        out += "\n"
    return out, quoted
