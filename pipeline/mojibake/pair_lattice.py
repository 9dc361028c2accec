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
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake import lattice, runs
from pipeline.mojibake.channel import is_hidden, lone_char, pair_char
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

MARKS = {"?": UNIT, "\N{REPLACEMENT CHARACTER}": UNIT // 2, "\N{KATAKANA MIDDLE DOT}": UNIT}
"""What may stand for lost bytes, and what that costs; the last in Shift-JIS alone."""
EATS = UNIT // 2
"""Cost of an ASCII character taken along."""
SPARES = {"?": 10 * UNIT, "\N{REPLACEMENT CHARACTER}": 0, "\N{KATAKANA MIDDLE DOT}": 2 * UNIT}
"""Cost of a mark for one byte only: the decoders that write `?` take two bytes at once."""
_EATEN = "\n \"'*()<>,.:;/-|=!0123456789"
"""ASCII characters that a mark may have taken along."""
_CLOSERS = frozenset("\"'),;]}")
_QUOTES = {'"': re.compile('"'), "'": re.compile(r"(?<!\w)'|'(?!\w)")}  # an apostrophe is no quote
PAIRS = 10 * UNIT
"""What it is worth that a character taken along closes what its line has open."""
HIDDEN = 3 * UNIT
"""Cost of a byte that a page does not show."""
RAREST = -14 * UNIT
"""A reading that rests on lost bytes must be a character at least as frequent as this (log p * UNIT)."""
START: tuple[int, ...] = ()
"""No character of UTF-8 is begun."""
EATEN = (-1,)
"""A mark may have taken an ASCII character along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """An arc before nodes are numbered."""

    to: tuple[int, tuple[int, ...]]
    char: int
    extra: int
    cost: int
    kind: int
    struck: tuple[tuple[int, str], ...] = ()
    """Bytes lost on this arc, and what stands for each; they are the first of `data`."""
    data: bytes = b""
    """All bytes that this arc stands for, lost ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A region, with what stands around it on its first and last line."""

    before: str
    text: str
    after: str
    ends: bool
    """Whether the whole text ends with the region."""


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
            arcs = _arcs(seen, i, partial, char, page, arrays)
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
        char=np.array([arc.char for arc in flat], np.int64),
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
    seen: Seen, i: int, partial: tuple[int, ...], char: str, page: str, arrays: tuple[Array, ...]
) -> list[Arc]:
    if partial == EATEN:
        wanted, quoted = _wanted(seen, i)
        mark, after = seen.text[i - 1], seen.text[i : i + 1]
        alone = SPARES[mark]
        if seen.ends and i == len(seen.text):
            alone = min(alone, 4 * UNIT)  # nothing may have followed
        elif after in _CLOSERS and not wanted:
            alone = min(alone, 3 * UNIT)  # what closes is there already
        # the decoders that write U+30FB leave a line end where it is
        eaten = _EATEN if mark == "?" else _EATEN.replace("\n", "")
        prices = {a: EATS - (PAIRS if a in wanted else 0) for a in eaten}
        if quoted and "\n" in prices:
            prices["\n"] += PAIRS  # a string in quotes does not go over a line
        return [
            Arc(to=(i, START), char=-1, extra=0, cost=alone, kind=lattice.LOSSY),
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
    known = _bytes(page, char)
    if partial != START:
        data = known or (char.encode() if char < "\x80" else b"")
        for byte in (0x80, 0xA0):  # the lone bytes of UTF-8 that such a page does not show
            arc = _fed(i, partial, bytes((byte,)) + data, HIDDEN, ((byte, ""),), arrays)
            if data and is_hidden(page, byte) and arc:
                out.append(arc)
    if char < "\x80" and char not in MARKS:
        return out
    if known:
        arc = _fed(i, partial, known, 0, (), arrays)
        if arc:
            out.append(arc)
    if char in MARKS and (char != "\N{KATAKANA MIDDLE DOT}" or page == "shift_jis"):
        out += _mark_arcs(i, partial, char, page, arrays)
    return out


def _wanted(seen: Seen, i: int) -> tuple[str, bool]:
    """ASCII characters that would close what the line around text[i] has open; whether in quotes.

    Quotes, brackets and Markdown's asterisks pair; a list item or a heading begins a line.
    """
    text = seen.before + seen.text + seen.after
    i += len(seen.before)
    start, end = text.rfind("\n", 0, i) + 1, text.find("\n", i)
    line = text[start : end if end >= 0 else len(text)]
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


@lru_cache(maxsize=1 << 16)
def _bytes(page: str, char: str) -> bytes:
    if ord(char) > 65535:
        return b""
    first, second = runs.pair_bytes_of(page)
    a, b = int(first[ord(char)]), int(second[ord(char)])
    return b"" if not a else bytes((a,)) if not b else bytes((a, b))


def _mark_arcs(
    i: int, partial: tuple[int, ...], mark: str, page: str, arrays: tuple[Array, ...]
) -> list[Arc]:
    out = []
    cost = MARKS[mark]
    for byte in _lone(page):
        arc = _fed(i, partial, bytes((byte,)), cost, ((byte, mark),), arrays)
        if arc and arc.char >= 0:
            # the byte ended a character: what the mark took along comes after it
            out.append(
                Arc(
                    to=(i + 1, EATEN),
                    char=arc.char,
                    extra=0,
                    cost=arc.cost,
                    kind=lattice.LOSSY,
                    struck=arc.struck,
                    data=arc.data,
                )
            )
        elif arc:
            out.append(arc)
    if partial == START or len(partial) < 3:
        for first, second in _lacking(page):
            arc = _fed(
                i, partial, bytes((first, second)), cost + UNIT // 2, ((first, mark), (second, "")), arrays
            )
            if arc:
                out.append(arc)
    return out


@lru_cache(maxsize=8)
def _lone(page: str) -> tuple[int, ...]:
    """Bytes that are no character by themselves and can be UTF-8's."""
    return tuple(b for b in range(0x80, 0xF5) if lone_char(page, b) is None and not 0xC0 <= b <= 0xC1)


@lru_cache(maxsize=8)
def _lacking(page: str) -> tuple[tuple[int, int], ...]:
    """Pairs of bytes of UTF-8 that a page lacks: continuation or lead, then the like."""
    return tuple(
        (a, b)
        for a in range(0x80, 0xF5)
        if lone_char(page, a) is None
        for b in range(0x80, 0xF5)
        if pair_char(page, a, b) is None and not (a >= 0xC0 and b >= 0xC0)
    )


def _fed(
    i: int,
    partial: tuple[int, ...],
    data: bytes,
    cost: int,
    struck: tuple[tuple[int, str], ...],
    arrays: tuple[Array, ...],
) -> Arc | None:
    """The arc of a seen character that stands for these bytes, or None where UTF-8 forbids them."""
    chars: list[int] = []
    begun = list(partial)
    for byte in data:
        if not begun:
            if byte < 0x80:
                chars.append(byte)
            elif 0xC2 <= byte <= 0xF4:
                begun = [byte]
            else:
                return None
            continue
        if not 0x80 <= byte <= 0xBF:
            return None
        begun.append(byte)
        need = 2 if begun[0] < 0xE0 else 3 if begun[0] < 0xF0 else 4
        if len(begun) == 2 and not lattice.is_valid(need - 1, begun[0], byte):
            return None
        if len(begun) == need:
            char = ord(bytes(begun).decode("utf-8"))
            if char == 0xFFFD:
                return None
            if struck and int(arrays[2][lookup.symbol(arrays, char)]) < RAREST:
                return None
            chars.append(char)
            begun = []
    if len(chars) > 2 or (len(chars) == 2 and chars[1] >= 0x80):
        return None
    return Arc(
        to=(i + 1, tuple(begun)),
        char=chars[0] if chars else -1,
        extra=chars[1] if len(chars) == 2 else 0,
        cost=cost,
        kind=lattice.LOSSY if struck else lattice.WHOLE,
        struck=struck,
        data=data,
    )
