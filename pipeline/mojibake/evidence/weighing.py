"""Which code pages damaged a text: the evidence of the whole document.

In: the text's code points and the suspects among them. Out: the page that explains most of
them, with what its islands tell. Touches nothing.
Idea: a page that was really misread explains nearly every character around its suspects
as bytes of UTF-8; one that was not leaves lead bytes without what must follow. Among pages
that explain the same, the first in the list of pages is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel.codepages import SINGLE_BYTE
from pipeline.mojibake.evidence import runs, sequences

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a document says for one page."""

    page: str
    """Label of the page."""
    at: Array
    """Offsets of the suspects that this page explains, ascending."""
    characters: int
    """Characters above ASCII in the stretches around them."""
    explained: int
    """Of these, how many are bytes of complete characters."""
    complete: int
    """Complete characters."""
    short: int
    """Lead bytes whose continuation is not all there."""
    begun: int
    """Characters that are bytes of what those begin."""

    @property
    def weight(self) -> int:
        """How well the page explains what is there: what it cannot explain counts against it."""
        return 2 * self.explained + self.begun - 3 * (self.characters - self.explained - self.begun)


def weigh(codes: Array, at: Array, bits: Array) -> Evidence | None:
    """The page that explains most of the suspects, or None if there are none.

    A page that explains no complete character is still returned if nothing else is, for
    what it explains may have lost a byte everywhere.
    """
    if not len(at):
        return None
    found = np.zeros((len(_masks()), 9), np.int64)
    jit.expect(4 * len(at))
    sequences.parse_pages(codes, at, bits, _masks(), _tables(), int(np.count_nonzero(codes >= 0x80)), found)
    best: tuple[int, int] | None = None
    used = int(np.bitwise_or.reduce(bits))
    # of equals the first: pages stand in order of preference, each at the first of its bits that is used
    for page in dict.fromkeys(number for bit, number in enumerate(_numbers()) if used >> bit & 1):
        if found[page, 0] and (found[page, 1] or page >= len(SINGLE_BYTE)):
            weight = sequences.weight_of(found[page, 2:])
            best = (weight, page) if best is None or weight > best[0] else best
    if best is None:
        return None
    return _evidence(codes, at[(bits & _masks()[best[1]]) != 0], _pages()[best[1]])


@cache
def _pages() -> list[str]:
    """All pages of suspects, each once: those of one byte, and then the others."""
    return list(dict.fromkeys(runs.BITS))


@cache
def _numbers() -> list[int]:
    """The number of the page that each bit stands for."""
    return [_pages().index(name) for name in runs.BITS]


@cache
def _masks() -> Array:
    """The bits of each page."""
    bits = [sum(1 << bit for bit, page in enumerate(runs.BITS) if page == name) for name in _pages()]
    return np.array(bits, np.uint32)


@cache
def _tables() -> Array:
    """For each single-byte page, which come first, the byte of each code point below 65,536."""
    return np.stack([runs.bytes_of(name) for name in _pages() if name in SINGLE_BYTE])


def _evidence(codes: Array, mine: Array, name: str) -> Evidence | None:
    if name in SINGLE_BYTE:
        return _explaining(codes, mine, name)
    return Evidence(
        page=name, at=mine, characters=len(mine), explained=len(mine), complete=0, short=0, begun=0
    )


def rivals(codes: Array, evidence: Evidence, seen: Array, *, short: int) -> list[str]:
    """Other single-byte pages that explain as much: only language can tell them apart.

    Args:
        codes: the text's code points.
        evidence: what the text says for its page.
        seen: the characters of the page's islands, each once.
        short: how many characters lost a byte; if none, a page that reads the others alike is none.
    """
    seen = seen[seen < 65536]
    bytes_seen = runs.bytes_of(evidence.page)[seen]
    found = []
    for name in SINGLE_BYTE:
        other = runs.bytes_of(name)[seen]
        if name == evidence.page or not other.all() or (not short and np.array_equal(other, bytes_seen)):
            continue
        explaining = _explaining(codes, evidence.at, name)
        if explaining and explaining.weight >= evidence.weight:
            found.append(name)
    return found


def _explaining(codes: Array, mine: Array, name: str) -> Evidence | None:
    counts, kept = np.zeros(7, np.int64), np.zeros(len(mine), np.int64)
    jit.expect(4 * len(mine))
    if not sequences.parse_islands(codes, mine, runs.bytes_of(name), kept, counts, *sequences.ALL):
        return None
    characters, explained, two, three, four, short, begun = (int(count) for count in counts)
    return Evidence(
        page=name,
        at=mine[kept == 1],
        characters=characters,
        explained=explained,
        complete=two + three + four,
        short=short,
        begun=begun,
    )
