"""The readings of text that went through a double-byte page, as a lattice.

In: the characters of a region and what stands around it. Out: nodes, arcs, and a lattice
over their numbers, as the search takes it. Touches nothing.
Idea: a character seen stands for two bytes, and those for parts of different characters of
UTF-8; so the nodes are places between seen characters together with the bytes of a
character begun. A mark (`?`, U+FFFD, U+30FB) stands for an odd byte, for an odd byte and
the ASCII character that it took along, or for a pair that the page lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.mojibake import lattice
from pipeline.mojibake.channel import is_hidden
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import EATEN, MARKS, START, Arc, fed, mark_arcs, seen_bytes

Array = np.ndarray[Any, Any]

EATS = UNIT // 2
"""Cost of an ASCII character taken along."""
SPARES = {"?": 10 * UNIT, "\N{REPLACEMENT CHARACTER}": 0, "\N{KATAKANA MIDDLE DOT}": 2 * UNIT}
"""Cost of a mark for one byte only: the decoders that write `?` take two bytes at once."""
_EATEN = "\n \"'*()<>,.:;/-|=!0123456789"
"""ASCII characters that a mark may have taken along."""
_ITEM = re.compile(r"(?<=[?\ufffd])(?:[-*+]|#{1,6}|\d{1,3}\.) ")
"""What begins a line, where a mark stands before it."""
_CLOSERS = frozenset("\"'),;]}")
_QUOTES = {'"': re.compile('"'), "'": re.compile(r"(?<!\w)'|'(?!\w)")}  # an apostrophe is no quote
PAIRS = 13 * UNIT
"""What it is worth that a character taken along closes what its line has open."""
HIDDEN = 3 * UNIT
"""Cost of a byte that a page does not show."""
MANY = 80
"""Characters begun at one place, above which a mark there is not read: each has its own readings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A region, with what stands around it on its first and last line."""

    before: str
    text: str
    after: str
    ends: bool
    """Whether the whole text ends with the region."""
    is_line: bool
    """Whether the whole text is one line: then it is no file, and need not end with a line end."""
    eats: bool | None
    """Whether a mark for an odd byte took an ASCII character along; None where that is not known."""


def pair_lattice(
    seen: Seen, page: str, arrays: tuple[Array, ...]
) -> tuple[list[tuple[int, tuple[int, ...]]], lattice.Lattice, list[Arc]]:
    """Nodes in order, the lattice over their numbers, and the arcs as they were made."""
    text = seen.text
    layers: list[dict[tuple[int, ...], list[Arc]]] = [{} for _ in range(len(text) + 1)]
    layers[0][START] = []
    for i, char in enumerate(text + "\0"):
        # partial characters first, so that what is eaten is met after them
        for partial in sorted(layers[i], key=lambda p: (p != EATEN, len(p), p)):
            if i == len(text) and partial != EATEN:
                continue
            arcs = _arcs(seen, i, partial, char, page, arrays, many=len(layers[i]) > MANY)
            layers[i][partial] = arcs
            for arc in arcs:
                layers[arc.to[0]].setdefault(arc.to[1], [])
    return _numbered(layers, len(text))


def _numbered(
    layers: list[dict[tuple[int, ...], list[Arc]]], length: int
) -> tuple[list[tuple[int, tuple[int, ...]]], lattice.Lattice, list[Arc]]:
    alive = _reaching(layers, length)
    nodes = [
        (i, p)
        for i, layer in enumerate(layers)
        for p in sorted(layer, key=lambda p: (p != EATEN, len(p), p))
        if (i, p) in alive
    ]
    # the end must be the last node
    nodes.sort(
        key=lambda node: (
            node[0],
            node[1] != EATEN,
            node[0] == length and node[1] == START,
            len(node[1]),
            node[1],
        )
    )
    number = {node: k for k, node in enumerate(nodes)}
    first, flat = [0], []
    for i, partial in nodes[:-1]:
        flat += [arc for arc in layers[i][partial] if arc.to in number]
        first.append(len(flat))
    found = lattice.Lattice(
        first=np.array(first, np.int64),
        end=np.array([number[arc.to] for arc in flat], np.int64),
        char=np.array([ord("\n") if arc.ends else arc.char for arc in flat], np.int64),
        extra=np.array([arc.extra for arc in flat], np.int64),
        cost=np.array([arc.cost for arc in flat], np.int64),
        kind=np.array([arc.kind for arc in flat], np.int64),
    )
    return nodes, found, flat


def _reaching(
    layers: list[dict[tuple[int, ...], list[Arc]]], length: int
) -> set[tuple[int, tuple[int, ...]]]:
    """Nodes from which the end can be reached."""
    alive = {(length, START)}
    for i in range(length, -1, -1):
        # within a place, eaten characters lead on to the start of the next
        for partial in sorted(layers[i], key=lambda p: p == EATEN):
            if any(arc.to in alive for arc in layers[i][partial]):
                alive.add((i, partial))
    return alive


def _arcs(
    seen: Seen,
    i: int,
    partial: tuple[int, ...],
    char: str,
    page: str,
    arrays: tuple[Array, ...],
    *,
    many: bool,
) -> list[Arc]:
    if partial == EATEN:
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
        elif seen.eats and not ends and mark != "\N{KATAKANA MIDDLE DOT}":
            alone = SPARES["?"]
        prices = {a: EATS - (PAIRS if a in wanted else 0) for a in eaten}
        if quoted and "\n" in prices:
            prices["\n"] += PAIRS  # a string in quotes does not go over a line
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
    out: list[Arc] = []
    if partial == START:
        out.append(Arc(to=(i + 1, START), char=ord(char), extra=0, cost=0, kind=lattice.LITERAL))
    known = seen_bytes(page, char)
    if partial != START:
        data = known or (char.encode() if char < "\x80" else b"")
        for byte in (0x80, 0xA0):  # the lone bytes of UTF-8 that such a page does not show
            arc = fed(i, partial, bytes((byte,)) + data, HIDDEN, ((byte, ""),), arrays)
            if data and is_hidden(page, byte) and arc:
                out.append(arc)
    if char < "\x80" and char not in MARKS:
        return out
    if known:
        arc = fed(i, partial, known, 0, (), arrays)
        if arc:
            out.append(arc)
    if not many and char in MARKS and (char != "\N{KATAKANA MIDDLE DOT}" or page == "shift_jis"):
        out += mark_arcs(seen.text, i, partial, page, arrays, seen.eats)
    return out


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
    if re.match(r"(?:[-*+]|#+|\d+\.) ", text[i:]):
        out += "\n"
    return out, quoted
