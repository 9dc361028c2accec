"""Reads one region of a text through one code page: items, lattice, search, proposals.

In: code points, a page with its losses, where the region lies. Out: proposals: stretches
with their likeliest reading, its probability and what else was possible. Touches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit, lattice, logs, paths, runs, search
from pipeline.mojibake.brackets import WHITE, parts_of
from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.codepages import ALPHABETS, Page, page
from pipeline.mojibake.joiners import price_joiners
from pipeline.mojibake.joints import odd_joints
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.struck import struck_of

Array = np.ndarray[Any, Any]

WIDTH = 12
"""States the beam keeps at a node."""
SLACK = 10 * UNIT
"""How much worse than the best of its node a state may be."""
NEVER = 1 << 40
"""A cost that closes a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What a single-byte page loses on the way, and what that costs (UNIT to one nat)."""

    page: str
    dropped: bool
    """Bytes that the page lacks may vanish."""
    soft_hyphen: bool = True
    """Byte AD may vanish."""
    space: bool = True
    """The byte that reads as NBSP may become a space or a line end, or vanish."""
    as_space: bool = False
    """Bytes that the page lacks became a space."""
    marked: bool = False
    """Bytes that the page lacks became `?` or U+FFFD: they vanish seldom."""
    quotes: bool = True
    """Bytes that read as curly quotes may become straight ones."""
    drop_cost: int = 3 * UNIT // 2
    mark_cost: int = UNIT // 2
    question_cost: int = UNIT // 2
    """`?` for a byte."""
    space_cost: int = 2 * UNIT
    gone_cost: int = 5 * UNIT // 2
    """NBSP gone."""
    onward_cost: int = 4 * UNIT
    """NBSP to a line end, curly quotes made straight."""
    most: int = 2
    """Bytes that may be lost in one character."""


class Proposal(NamedTuple):
    """A stretch of the text that could be repaired, or is left.

    A tuple, not a dataclass: a damaged text has one for every few characters, and a frozen
    dataclass takes five times as long to make.
    """

    start: int
    end: int
    after: str | None
    """The likeliest reading; None where the stretch stays as it is."""
    page: str
    struck: tuple[tuple[int, int, str], ...]
    """Bytes lost: (index in the UTF-8 of `after`, byte, what stands for it)."""
    log_p: int
    """UNIT * log of the probability of `after` given what is seen."""
    readings: tuple[tuple[str, int], ...]
    """Other readings with the logarithm of their probability, likeliest first."""
    choices: int
    """How many readings the bytes allow."""
    log_damaged: int = 0
    """UNIT * log of the probability that the stretch is damage at all, whatever its reading."""
    log_rest: int = logs.FAR
    """UNIT * log of the probability of everything else together; finer than 1 - p where p is near 1."""


@lru_cache(maxsize=256)
def _byte_sets(losses: Losses) -> tuple[int, int, int, Array, Array]:
    """Bytes lost, seldom lost, and lost leads, as bits; mark of each code point; marks."""
    name = losses.page
    table = page(name)
    lacking = sum(1 << (b - 0x80) for b in range(0x80, 0xC0) if is_lossy(name, b))
    leads = sum(1 << (b - 0xC0) for b in range(0xC2, 0xE0) if is_lossy(name, b))
    lost = lacking if losses.dropped and not losses.marked else 0
    if losses.soft_hyphen and table.chars[0xAD] == "\xad":
        lost |= 1 << 0x2D
    space = table.byte_of.get("\N{NO-BREAK SPACE}", 0)
    rare = 1 << (space - 0x80) if losses.space and 0x80 <= space < 0xC0 else 0
    rare |= lacking if losses.dropped and losses.marked else 0
    rows: list[tuple[int, int]] = []
    mark_of = np.full(65536, -1, np.int64)

    def mark(char: str, bits: int, cost: int) -> None:
        if bits and mark_of[ord(char)] < 0:
            mark_of[ord(char)] = len(rows)
            rows.append((_signed(bits), cost))

    mark("?", lacking, losses.question_cost)
    mark("\N{REPLACEMENT CHARACTER}", lacking, losses.mark_cost // 2)
    if losses.as_space:
        mark(" ", lacking | rare, losses.mark_cost)
    if losses.space:
        mark(" ", _bits(table, "\xa0"), losses.space_cost)
        mark("\n", _bits(table, "\xa0"), losses.onward_cost)
    if losses.quotes:
        mark("'", _bits(table, "\u2018\u2019"), losses.onward_cost)
        mark('"', _bits(table, "\u201c\u201d"), losses.onward_cost)
    marks = np.array(rows or [(0, 0)], np.int64)
    return _signed(lost), _signed(rare), leads if losses.dropped else 0, mark_of, marks


def lost_leads(losses: Losses) -> int:
    """The lead bytes C0-DF that may vanish, as bits."""
    return _byte_sets(losses)[2]


def _bits(table: Page, chars: str) -> int:
    """The bytes 80-BF of a page that read as these characters, as bits."""
    return sum(1 << (table.byte_of[c] - 0x80) for c in chars if 0x80 <= table.byte_of.get(c, 0) < 0xC0)


def _signed(bits: int) -> int:
    """64 bits as a signed number, as the kernels take them."""
    return bits - (1 << 64) if bits >> 63 else bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What it costs to go from sound to damaged text and back, in steps of the model."""

    enter: int
    leave: int
    literal: int
    """Of leaving a character that the page has as it stands."""
    closed: bool
    """Whether characters with all their bytes are always read (a page proved by much)."""
    odd: int = 0
    """Of leaving two characters side by side that no word has so (see `joints.py`)."""


WEAK = Costs(enter=7 * UNIT, leave=9 * UNIT, literal=0, closed=False, odd=3 * UNIT)
"""Where nothing else in the text speaks for the page."""
KNOWN = Costs(enter=4 * UNIT, leave=6 * UNIT, literal=0, closed=False, odd=3 * UNIT)
"""Where another place, sure by itself, speaks for the page."""
STRONG = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=2 * UNIT, closed=True)
"""Where the page is proved by other places."""
OPEN = Costs(enter=2 * UNIT, leave=3 * UNIT, literal=0, closed=False)
"""Where it is, and what stands here reads as language, too."""


def read_region(
    codes: Array,
    start: int,
    end: int,
    losses: Losses,
    costs: Costs,
    arrays: tuple[Array, ...],
    opened: int = 0,
) -> tuple[list[Proposal], int]:
    """Proposals for codes[start:end], and UNIT * log of the sum of all its paths.

    Args:
        codes: the text's code points; what stands before `start` is context.
        opened: the brackets that are open before `start`, as bits (see `brackets.Opened`).
    """
    part = codes[start:end]
    small = np.minimum(part, 65535)
    item_byte = runs.bytes_of(losses.page)[small].astype(np.int64)
    lost, rare, leads, mark_of, marks = _byte_sets(losses)
    item_mark = mark_of[small]
    literal_cost = np.where(item_byte >= 0x80, costs.literal, 0).astype(np.int64)
    if costs.odd and losses.page not in ALPHABETS:
        first = max(0, start - 1)
        literal_cost += costs.odd * odd_joints(codes[first:end])[start - first :]
    found = _lattice(
        part.astype(np.int64),
        np.ones(len(part), np.int64),
        item_byte,
        item_mark,
        marks,
        literal_cost,
        lost,
        rare,
        leads,
        losses,
        costs.closed,
    )
    price_joiners(found, item_byte)
    path, posterior, total = run(codes, start, found, costs, arrays, opened=opened)
    return _proposals(part, start, losses, found, path, posterior, item_byte), total


def _lattice(
    literal: Array,
    width: Array,
    item_byte: Array,
    item_mark: Array,
    marks: Array,
    literal_cost: Array,
    lost: int,
    rare: int,
    leads: int,
    losses: Losses,
    closed: bool,
) -> lattice.Lattice:
    n = len(literal)
    capacity = 24 * n + 1024  # seldom too few: lossy text has some 12 arcs a character
    jit.expect(4 * n)
    while True:
        first = np.zeros(n + 1, np.int64)
        end, char, cost, kind = np.empty((4, capacity), np.int64)
        count = lattice.build(
            literal,
            width,
            item_byte,
            item_mark,
            marks,
            literal_cost,
            lost,
            rare,
            leads,
            losses.drop_cost,
            losses.gone_cost,
            losses.most,
            0,
            1 if closed else 0,
            first,
            end,
            char,
            cost,
            kind,
        )
        if count <= capacity:
            break
        capacity *= 3
    return lattice.Lattice(
        first=first,
        end=end[:count],
        char=char[:count],
        extra=np.zeros(count, np.int64),
        cost=cost[:count],
        kind=kind[:count],
    )


def run(
    codes: Array,
    start: int,
    found: lattice.Lattice,
    costs: Costs,
    arrays: tuple[Array, ...],
    mode: int = 0,
    opened: int = 0,
    width: int = WIDTH,
) -> tuple[list[int], Array, int]:
    """Best path (arcs), log posterior of each arc, log of the sum of all paths."""
    past = symbols_of(codes[max(0, start - search.HISTORY) : start], arrays)
    edge = int(start == 0 or int(codes[start - 1]) in WHITE)
    arcs = len(found.end)
    leaving = np.repeat(np.arange(len(found.first) - 1), np.diff(found.first))
    reach = int((found.end - leaving).max(initial=1)) + 1
    symbols = symbols_of(found.char, arrays)
    path = np.zeros(len(found.first), np.int64)
    posterior = np.zeros(arcs, np.int64)
    total = np.zeros(1, np.int64)
    jit.expect(2 * len(found.first) + 30 * (arcs - len(found.first) + 1))
    room = 6 * arcs + 1024
    while True:
        edges = np.empty((4, room), np.int64)
        length = search.beam(
            arrays,
            logs.log_add_table(),
            found.first,
            found.end,
            found.char,
            symbols,
            found.extra,
            found.cost,
            found.kind,
            parts_of(found.char),
            past,
            len(past),
            mode | edge << 2 | opened << 4,
            costs.enter,
            costs.leave,
            width,
            SLACK,
            reach,
            edges[0],
            edges[1],
            edges[2],
            edges[3],
            path,
            posterior,
            total,
        )
        if length >= 0:
            break
        room *= 3
    return path[:length].tolist(), posterior, int(total[0])


def symbols_of(chars: Array, arrays: tuple[Array, ...]) -> Array:
    """The model's symbols of code points (int64); -1 for what is no character."""
    safe = np.maximum(chars, 0)
    found = arrays[1][(arrays[0][safe >> 8].astype(np.int64) << 8) | (safe & 255)].astype(np.int64)
    return np.where(chars < 0, -1, found)


OTHERS = 5
"""Other readings that are kept beside the likeliest."""
NAMED = -6 * UNIT
"""Other readings less probable than this (UNIT * log) are not kept."""


def _proposals(
    part: Array,
    start: int,
    losses: Losses,
    found: lattice.Lattice,
    path: list[int],
    posterior: Array,
    item_byte: Array,
) -> list[Proposal]:
    """The best path as proposals; neighbours that lost nothing are one."""
    arcs = np.array(path, np.int64)
    path_kinds = found.kind[arcs]
    read = np.flatnonzero(path_kinds != lattice.LITERAL).tolist()
    if not read:
        return []
    facts, others = np.zeros((len(path), 5), np.int64), np.zeros((len(path), OTHERS), np.int64)
    paths.summarize(
        arcs,
        len(arcs),
        found.first,
        found.end,
        found.kind,
        posterior,
        logs.log_add_table(),
        NAMED,
        OTHERS,
        facts,
        others,
    )
    kinds, ends = path_kinds.tolist(), found.end[arcs].tolist()
    chars, sure_of = list(map(chr, np.maximum(found.char[arcs], 0).tolist())), posterior[arcs].tolist()
    rows, other_chars, other_sure = facts.tolist(), found.char[others].tolist(), posterior[others].tolist()
    text = runs.text_of(part)
    data = item_byte.astype(np.uint8).tobytes()
    name = losses.page
    out: list[Proposal] = []
    done = 0
    for k in read:
        if k < done:
            continue
        node, choices, damaged, named, other = rows[k]
        if kinds[k] == lattice.LOSSY:
            end, after = ends[k], chars[k]
            rest: tuple[tuple[str, int], ...] = ()
            if named:
                rest = tuple(zip(map(chr, other_chars[k][:named]), other_sure[k], strict=False))
            struck = struck_of(after, data[node:end], text[node:end], name)
            place = (start + node, start + end)
            out.append(Proposal(*place, after, name, struck, sure_of[k], rest, choices, damaged, other))
            continue
        done = k + 1
        while done < len(path) and kinds[done] == lattice.WHOLE:
            done += 1
        sure, other = min(sure_of[k:done]), max([row[4] for row in rows[k:done]])
        after = "".join(chars[k:done])
        place = (start + node, start + ends[done - 1])
        out.append(Proposal(*place, after, name, (), sure, (), 1, sure, other))
    return out
