"""The readings of text that went through a double-byte page, as a lattice.

In: the characters of a region and what stands around it. Out: nodes, arcs, and a lattice
over their numbers, as the search takes it. Touches nothing.
Idea: a character seen stands for two bytes, and those for parts of different characters of
UTF-8; so the nodes are places between seen characters together with the bytes of a
character begun. A mark (`?`, U+FFFD, U+30FB) stands for an odd byte, for an odd byte and
the ASCII character that it took along, or for a pair that the page lacks.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit, lattice, runs
from pipeline.mojibake.channel import is_hidden
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.pair_arcs import (
    EATEN,
    MARKS,
    START,
    Arc,
    Partial,
    Seen,
    fed,
    is_rare,
    mark_arcs,
    seen_bytes,
)
from pipeline.mojibake.pair_eaten import eaten_arcs
from pipeline.mojibake.sequences import needed
from pipeline.mojibake.signs import place_of
from pipeline.mojibake.speakers import Same
from pipeline.mojibake.states import HISTORY

Array = np.ndarray[Any, Any]

HIDDEN = 3 * UNIT
"""Cost of a byte that a page does not show."""
MEMORY = HISTORY + 1
"""Characters after which the search has forgotten how those before were read."""
MANY = 200
"""Characters begun at one place, above which a mark there is not read: each has its own readings."""


def pair_lattice(
    seen: Seen, page: str, arrays: tuple[Array, ...]
) -> tuple[list[tuple[int, Partial]], lattice.Lattice, list[Arc]]:
    """Nodes in order, the lattice over their numbers, and the arcs as they were made."""
    text = seen.text
    layers: list[dict[Partial, list[Arc]]] = [{} for _ in range(len(text) + 1)]
    layers[0][START] = []
    begins = [*(damage_ends(runs.code_points(text), page) > 0).tolist(), True]
    for i, char in enumerate(text + "\0"):
        if not begins[i] and len(layers[i]) == 1 and START in layers[i]:
            layers[i][START] = [Arc((i + 1, START), ord(char), 0, 0, lattice.LITERAL)]
            layers[i + 1][START] = []
            continue
        # partial characters first, so that what is eaten is met after them
        layers[i] = _ordered(layers[i])
        for partial in layers[i]:
            if i == len(text) and partial not in EATEN:
                continue
            arcs = _arcs(seen, i, partial, char, page, arrays, many=len(layers[i]) > MANY)
            layers[i][partial] = arcs
            for arc in arcs:
                layers[arc.to[0]].setdefault(arc.to[1], [])
    return _numbered(layers, len(text))


def damage_ends(codes: Array, page: str) -> Array:
    """Where damage that begins at each place ends at the latest, at a border of characters; 0 for none.

    In sound text there is hardly any, and the rest needs no look at its bytes.
    """
    ends = np.zeros(len(codes), np.int64)
    jit.expect(2 * len(codes))
    mark_ends(codes, *runs.pair_bytes_of(page), bool(hidden_bytes(page)), ends)
    return ends


@kernel
def mark_ends(codes: Array, first: Array, second: Array, hidden: bool, ends: Array) -> None:
    """Fills `ends`; what a mark stands for is not looked at: there damage goes on to the end.

    Args:
        codes: code points.
        first, second: the bytes of each code point in the page, 0 if it has none.
        hidden: whether the page has bytes that are not seen: one may stand before a character.
        ends: filled.
    """
    for start in range(len(codes)):
        needs, i = 1, start  # bit k: k continuation bytes may be needed
        while i < len(codes) and needs != 0:
            code = codes[i]
            if is_mark(code):
                ends[start] = len(codes)
                break
            lead = int(first[code]) if code < 65536 else 0
            trail = int(second[code]) if code < 65536 else 0
            after = 0
            for need in range(4):
                if needs >> need & 1 == 0:
                    continue
                left = needed_after(need, lead) if lead > 0 else -1
                after |= bit_of(needed_after(left, trail) if left >= 0 and trail > 0 else left)
                if hidden and need > 0 and (lead > 0 or code < 0x80):
                    left = needed_after(need - 1, lead) if lead > 0 else 0 if need == 1 else -1
                    after |= bit_of(needed_after(left, trail) if left >= 0 and trail > 0 else left)
            i += 1
            if after & 1 == 1:
                ends[start] = i
            needs = after & 14


@kernel
def is_mark(code: int) -> bool:
    """Whether a code point may stand for lost bytes (see `MARKS`)."""
    return code in (0x3F, 0xFFFD, 0x30FB)


@kernel
def bit_of(need: int) -> int:
    """The bit of so many continuation bytes; none for -1."""
    return 1 << need if need >= 0 else 0


@kernel
def needed_after(need: int, byte: int) -> int:
    """Continuation bytes needed after a byte, where so many were before it; -1 if UTF-8 forbids it."""
    if need > 0:
        return need - 1 if 0x80 <= byte <= 0xBF else -1
    more = needed(byte)
    return more if more > 0 or byte < 0x80 else -1


def core(codes: Array, start: int, end: int, page: str) -> tuple[int, int]:
    """The part of a region outside of which nothing can be read, and that the search need not see.

    What all readings share does not tell them apart: so much follows the damage as the model remembers.
    A region with marks is whole, for what is open on its lines counts.
    """
    part = codes[start:end]
    ends = damage_ends(part, page)
    places = np.flatnonzero(ends)
    if not len(places):
        return start, start
    if marks_in(part).any():
        return start, end
    first, last = start + int(places[0]), min(end, start + int(ends.max()) + MEMORY)
    return (
        start if _has_line_ends(codes[max(0, first - MEMORY) : first]) else first,
        end if _has_line_ends(codes[last - MEMORY : last]) else last,
    )


def _has_line_ends(codes: Array) -> bool:
    """Whether two line ends follow one another: the search knows them as one, and remembers more."""
    there = (codes == 10) | (codes == 13)
    return bool((there[1:] & there[:-1]).any())


def marks_in(codes: Array) -> Array:
    """Which code points may stand for lost bytes."""
    found: Array = codes == ord("?")
    for mark in MARKS:
        found |= codes == ord(mark)
    return found


def _ordered(layer: dict[Partial, list[Arc]]) -> dict[Partial, list[Arc]]:
    """What may be begun at a place, in order; most places have one."""
    if len(layer) == 1:
        return layer
    return {p: layer[p] for p in sorted(layer, key=lambda p: (p not in EATEN, len(p), p))}


def _numbered(
    layers: list[dict[Partial, list[Arc]]], length: int
) -> tuple[list[tuple[int, Partial]], lattice.Lattice, list[Arc]]:
    alive = _reaching(layers, length)
    nodes = [(i, p) for i, layer in enumerate(layers) for p in layer if (i, p) in alive]
    # the end must be the last node
    nodes.remove((length, START))
    nodes.append((length, START))
    number = {node: k for k, node in enumerate(nodes)}
    first, flat = [0], []
    for i, partial in nodes[:-1]:
        flat += [arc for arc in layers[i][partial] if arc.to in number]
        first.append(len(flat))
    char, extra, cost, kind = np.array([arc[1:5] for arc in flat], np.int64).T.copy()
    for k, arc in enumerate(flat):
        if arc.seen_as:
            char[k] = arc.seen_as
    found = lattice.Lattice(
        first=np.array(first, np.int64),
        end=np.array([number[arc.to] for arc in flat], np.int64),
        char=char,
        extra=extra,
        cost=cost,
        kind=kind,
    )
    return nodes, found, flat


def _reaching(layers: list[dict[Partial, list[Arc]]], length: int) -> set[tuple[int, Partial]]:
    """Nodes from which the end can be reached."""
    alive = {(length, START)}
    for i in range(length, -1, -1):
        layer = layers[i]
        # within a place, eaten characters lead on to the start of the next
        for partial in sorted(layer, key=lambda p: p in EATEN) if len(layer) > 1 else layer:
            for arc in layer[partial]:
                if arc.to in alive:
                    alive.add((i, partial))
                    break
    return alive


def _arcs(
    seen: Seen,
    i: int,
    partial: Partial,
    char: str,
    page: str,
    arrays: tuple[Array, ...],
    *,
    many: bool,
) -> list[Arc]:
    if partial in EATEN:
        return eaten_arcs(seen, i, partial, page, Same(arrays))
    out: list[Arc] = []
    if partial == START:
        out.append(Arc((i + 1, START), ord(char), 0, 0, lattice.LITERAL))
        if char < "\x80" and char not in MARKS:
            return out
    known = seen_bytes(page, char)
    if partial != START:
        data = known or (char.encode() if char < "\x80" else b"")
        for byte in hidden_bytes(page) if data else ():
            arc = fed(i, partial, bytes((byte,)) + data, HIDDEN, ((byte, ""),), arrays)
            if arc:
                out.append(arc)
    if char < "\x80" and char not in MARKS:
        return out
    if known:
        arc = fed(i, partial, known, 0, (), arrays)
        if arc and not (char in MARKS and arc.char >= 0 and is_rare(arc.char, arrays)):
            out.append(arc)
    if not many and char in MARKS and (char != "\N{KATAKANA MIDDLE DOT}" or page == "shift_jis"):
        begins = i - 1 if partial else i
        column = seen.notes, place_of(seen.text[begins - 1] if begins > 0 else seen.before[-1:])
        out += mark_arcs(seen.text, i, partial, page, arrays, column, eats=seen.eats, gone=seen.gone)
    return out


@cache
def hidden_bytes(page: str) -> tuple[int, ...]:
    """The lone bytes of UTF-8 that a page does not show."""
    return tuple(byte for byte in (0x80, 0xA0) if is_hidden(page, byte))
