"""Reads text that went through a double-byte page: GBK, Shift-JIS, EUC-KR, Big5.

In: code points, the evidence for a page. Out: proposals, as `readings.py` gives them for
single-byte pages. Touches nothing.
Idea: a character seen stands for two bytes, and those for parts of different characters of
UTF-8; so the lattice's nodes are places between seen characters together with the bytes of
a character begun. A mark (`?`, U+FFFD, U+30FB) stands for an odd byte, for an odd byte and
the ASCII character that it took along, or for a pair that the page lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit, lattice, runs
from pipeline.mojibake.channel import lone_char, pair_char
from pipeline.mojibake.evidence import Evidence
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import Costs, Proposal, run
from pipeline.mojibake.speakers import Speakers

Array = np.ndarray[Any, Any]

MARKS = {"?": UNIT, "\N{REPLACEMENT CHARACTER}": UNIT // 2, "\N{KATAKANA MIDDLE DOT}": UNIT}
"""What may stand for lost bytes, and what that costs; the last in Shift-JIS alone."""
EATS = UNIT // 2
"""Cost of an ASCII character taken along."""
SPARES = 10 * UNIT
"""Cost of a mark for one byte only: the decoders that write `?` or U+30FB take two at once."""
PAIRS = 6 * UNIT
"""What it is worth that a character taken along closes what its line has open."""
RAREST = -14 * UNIT
"""A reading that rests on lost bytes must be a character at least as frequent as this (log p * UNIT)."""
WEAK = Costs(enter=8 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where nothing else in the text speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Costs where the page is proved elsewhere in the text."""
PROVING = 2
"""Characters read without a loss that prove a page."""
ENOUGH = 8
"""Characters read without a loss that tell the language; with fewer, the others are asked, too."""
AHEAD = 6
"""Characters read beyond a region."""
LONGEST = 400
"""Characters after which a region is cut."""
START: tuple[int, ...] = ()
"""No character of UTF-8 is begun."""
EATEN = (-1,)
"""A mark may have taken an ASCII character along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arc:
    """An arc before nodes are numbered."""

    to: tuple[int, tuple[int, ...]]
    char: int
    extra: int
    cost: int
    kind: int
    struck: tuple[tuple[int, str], ...] = ()
    """Bytes lost on this arc, and what stands for each."""
    data: bytes = b""
    """All bytes that this arc stands for, lost ones included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A region, with what stands around it on its first and last line."""

    before: str
    text: str
    after: str
    ends: bool
    """Whether the whole text ends with the region."""


def read_double(
    codes: Array, evidence: Evidence, speakers: Speakers
) -> tuple[list[Proposal], list[tuple[int, int]]]:
    """Proposals for the places where a double-byte page was misread, and the regions it has settled."""
    first, second = runs.pair_bytes_of(evidence.page)
    small = np.minimum(codes, 65535)
    member = first[small] >= 0x80
    for mark in MARKS:
        member |= codes == ord(mark)
    spans: list[tuple[int, int]] = []
    wide = codes.astype(np.int64)
    jit.expect(len(evidence.at))
    good = np.zeros(len(evidence.at), np.bool_)
    begin_characters(wide, evidence.at, first, second, good)
    for place in evidence.at[good].tolist():
        if not spans or place >= spans[-1][1]:
            spans.append(_span(member, codes, place, spans[-1][1] if spans else 0))
    found = [_read(codes, start, end, evidence.page, speakers.all, WEAK) for start, end in spans]
    proved = sum(len(p.after or "") for part in found for p in part if not p.struck and p.log_p > -UNIT // 8)
    if proved >= PROVING:
        # now a single seen character may be a whole one of two bytes, too
        alone = (
            member
            & (first[small] >= 0xC2)
            & (first[small] <= 0xDF)
            & (second[small] >= 0x80)
            & (second[small] <= 0xBF)
        )
        spans = _joined_spans(spans, [_span(member, codes, int(k), 0) for k in np.flatnonzero(alone)])
        arrays = _language([p for part in found for p in part], speakers)
        found = [_read(codes, start, end, evidence.page, arrays, STRONG) for start, end in spans]
    elif any(found):
        arrays = _language([p for part in found for p in part], speakers)
        found = [
            _read(codes, start, end, evidence.page, arrays, WEAK) if part else part
            for (start, end), part in zip(spans, found, strict=True)
        ]
    return [proposal for part in found for proposal in part], spans if proved >= PROVING else []


def _language(proposals: list[Proposal], speakers: Speakers) -> tuple[Array, ...]:
    """The arrays of the language that the stretches read without a loss are in."""
    known = "".join(p.after or "" for p in proposals if not p.struck)
    if sum(c >= "\x80" for c in known) < ENOUGH:
        known = "".join(p.after or "" for p in proposals)
    chars = runs.code_points(known).astype(np.int64)
    if int(np.count_nonzero(chars >= 0x80)) < 2:
        return speakers.all
    return speakers.of_text(chars, np.ones(len(chars), np.int64))


def _joined_spans(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Both lists in order; spans that overlap are one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(first + second):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


@kernel
def begin_characters(codes: Array, at: Array, first: Array, second: Array, good: Array) -> None:
    """Marks in `good` the suspects for which `begins_character` holds."""
    for k in range(len(at)):
        good[k] = begins_character(codes, at[k], first, second)


@kernel
def begins_character(codes: Array, at: int, first: Array, second: Array) -> bool:
    """Whether the bytes from a suspect on are two characters of UTF-8, or end or are lost after one."""
    need = 0
    done = 0
    for i in range(at, min(at + 8, len(codes))):
        code = codes[i]
        a = first[code] if code < 65536 else 0
        if a == 0:
            # a mark may be any byte; anything else must find no character begun
            return done > 0 if need == 0 else code == 0x3F or code == 0xFFFD or code == 0x30FB
        for k in range(2):
            byte = a if k == 0 else second[code]
            if k == 1 and byte == 0:
                break
            if need > 0:
                if byte < 0x80 or byte > 0xBF:
                    return False
                need -= 1
                if need == 0:
                    done += 1
                    if done == 2:
                        return True
            elif byte < 0x80:
                return done > 0
            elif byte < 0xC2 or byte > 0xF4:
                return False
            else:
                need = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
    return done > 0


def _span(member: Array, codes: Array, place: int, done: int) -> tuple[int, int]:
    """The region around a suspect: characters of the page, and short ASCII between them."""
    start = place
    while start > done and place - start < 40 and member[start - 1]:
        start -= 1
    end, gap = place, 0
    while end < len(codes) and end - start < LONGEST and gap <= 3:
        gap = 0 if member[end] else gap + 1
        end += 1
    return start, end - gap


def _read(
    codes: Array, start: int, stop: int, page: str, arrays: tuple[Array, ...], costs: Costs
) -> list[Proposal]:
    end = min(len(codes), stop + AHEAD)
    before = "".join(map(chr, codes[max(0, start - 500) : start].tolist()))
    after = "".join(map(chr, codes[end : end + 500].tolist()))
    seen = _Seen(
        before=before[before.rfind("\n") + 1 :],
        text="".join(map(chr, codes[start:end].tolist())),
        after=after.partition("\n")[0],
        ends=end == len(codes),
    )
    nodes, found, arcs = _lattice(seen, page, arrays)
    if not any(arc.kind != lattice.LITERAL for arc in arcs):
        return []
    path, posterior, _ = run(codes, start, found, costs, arrays, 0)
    return _proposals(start, page, nodes, found, arcs, path, posterior)


def _lattice(
    seen: _Seen, page: str, arrays: tuple[Array, ...]
) -> tuple[list[tuple[int, tuple[int, ...]]], lattice.Lattice, list[_Arc]]:
    """Nodes in order, the lattice over their numbers, and the arcs as they were made."""
    text = seen.text
    layers: list[dict[tuple[int, ...], list[_Arc]]] = [{} for _ in range(len(text) + 1)]
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
    layers: list[dict[tuple[int, ...], list[_Arc]]], length: int
) -> tuple[list[tuple[int, tuple[int, ...]]], lattice.Lattice, list[_Arc]]:
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
    layers: list[dict[tuple[int, ...], list[_Arc]]], length: int
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
    seen: _Seen, i: int, partial: tuple[int, ...], char: str, page: str, arrays: tuple[Array, ...]
) -> list[_Arc]:
    if partial == EATEN:
        wanted = _wanted(seen, i)
        last = seen.ends and i == len(seen.text)
        alone = 4 * UNIT if last else 0 if seen.text[i - 1] == "\N{REPLACEMENT CHARACTER}" else SPARES
        return [
            _Arc(to=(i, START), char=-1, extra=0, cost=alone, kind=lattice.LOSSY),
            *(
                _Arc(
                    to=(i, START),
                    char=ord(a),
                    extra=0,
                    cost=EATS - (PAIRS if a in wanted else 0),
                    kind=lattice.LOSSY,
                    struck=((ord(a), ""),),
                    data=a.encode(),
                )
                for a in "\n \"'*()<>,.:;/-|=!0123456789"
            ),
        ]
    out: list[_Arc] = []
    if partial == START:
        out.append(_Arc(to=(i + 1, START), char=ord(char), extra=0, cost=0, kind=lattice.LITERAL))
    if char < "\x80" and char not in MARKS:
        return out
    known = _bytes(page, char)
    if known:
        arc = _fed(i, partial, known, 0, (), arrays)
        if arc:
            out.append(arc)
    if char in MARKS and (char != "\N{KATAKANA MIDDLE DOT}" or page == "shift_jis"):
        out += _mark_arcs(i, partial, char, page, arrays)
    return out


def _wanted(seen: _Seen, i: int) -> str:
    """ASCII characters that would close what the line around text[i] has open.

    Quotes and brackets pair; a list item or a heading begins a line.
    """
    text = seen.before + seen.text + seen.after
    i += len(seen.before)
    start, end = text.rfind("\n", 0, i) + 1, text.find("\n", i)
    line = text[start : end if end >= 0 else len(text)]
    out = "".join(q for q in "\"'*" if line.count(q) % 2)
    if line.count("(") < line.count(")"):
        out += "("
    elif line.count("(") > line.count(")"):
        out += ")"
    if re.match(r"(?:[-*+]|#+|\d+\.) ", text[i:]):
        out += "\n"
    return out


@lru_cache(maxsize=1 << 16)
def _bytes(page: str, char: str) -> bytes:
    if ord(char) > 65535:
        return b""
    first, second = runs.pair_bytes_of(page)
    a, b = int(first[ord(char)]), int(second[ord(char)])
    return b"" if not a else bytes((a,)) if not b else bytes((a, b))


def _mark_arcs(
    i: int, partial: tuple[int, ...], mark: str, page: str, arrays: tuple[Array, ...]
) -> list[_Arc]:
    out = []
    cost = MARKS[mark]
    for byte in _lone(page):
        arc = _fed(i, partial, bytes((byte,)), cost, ((byte, mark),), arrays)
        if arc and arc.char >= 0:
            # the byte ended a character: what the mark took along comes after it
            out.append(
                _Arc(
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
) -> _Arc | None:
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
    return _Arc(
        to=(i + 1, tuple(begun)),
        char=chars[0] if chars else -1,
        extra=chars[1] if len(chars) == 2 else 0,
        cost=cost,
        kind=lattice.LOSSY if struck else lattice.WHOLE,
        struck=struck,
        data=data,
    )


def _proposals(
    start: int,
    page: str,
    nodes: list[tuple[int, tuple[int, ...]]],
    found: lattice.Lattice,
    arcs: list[_Arc],
    path: list[int],
    posterior: Array,
) -> list[Proposal]:
    """Stretches between places where neither side has a character begun."""
    out: list[Proposal] = []
    group: list[int] = []
    for arc in path:
        if arcs[arc].kind == lattice.LITERAL:
            continue
        group.append(arc)
        to = nodes[int(found.end[arc])]
        if to[1] == START:
            out.append(_proposal(start, page, nodes, found, arcs, group, posterior))
            group = []
    return out


def _proposal(
    start: int,
    page: str,
    nodes: list[tuple[int, tuple[int, ...]]],
    found: lattice.Lattice,
    arcs: list[_Arc],
    group: list[int],
    posterior: Array,
) -> Proposal:
    leaving = [int(np.searchsorted(found.first, arc, side="right")) - 1 for arc in group]
    begin, end = nodes[leaving[0]][0], nodes[int(found.end[group[-1]])][0]
    chars: list[str] = []
    struck: list[tuple[int, int, str]] = []
    offset = 0
    for arc in group:
        made = arcs[arc]
        chars.append("".join(chr(c) for c in (made.char, made.extra) if c > 0))
        base = offset + len(made.data) - len(made.struck)
        struck += [(base + k, byte, became) for k, (byte, became) in enumerate(made.struck)]
        offset += len(made.data)
    lossy = next(
        (k for k, arc in enumerate(group) if arcs[arc].kind == lattice.LOSSY and arcs[arc].char >= 0), None
    )
    readings: list[tuple[str, int]] = []
    choices = 1
    if lossy is not None:
        node = leaving[lossy]
        for other in range(int(found.first[node]), int(found.first[node + 1])):
            choices += found.kind[other] == lattice.LOSSY and other != group[lossy]
            if other == group[lossy] or posterior[other] < -8 * UNIT or arcs[other].kind == lattice.LITERAL:
                continue
            if arcs[other].char > 0 and arcs[other].to == arcs[group[lossy]].to:
                text = [*chars[:lossy], chr(arcs[other].char), *chars[lossy + 1 :]]
                readings.append(("".join(text), int(posterior[other])))
        readings.sort(key=lambda r: (-r[1], r[0]))
    return Proposal(
        start=start + begin,
        end=start + end,
        after="".join(chars),
        page=page,
        struck=tuple(struck),
        log_p=min(int(posterior[arc]) for arc in group),
        readings=tuple(readings[:5]),
        choices=int(choices),
    )
