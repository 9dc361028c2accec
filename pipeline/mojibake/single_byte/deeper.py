"""Text that was damaged twice: the outer layer is undone by the bytes of the inner one.

In: code points, the stretches of a page that is proved. Out: whether what they say is damage again,
and then proposals for them. Touches nothing.
Idea: what the outer layer hides is no language, so the model knows nothing of it; but it is UTF-8 again.
A character that lost a byte must be one that the page has, at a place where UTF-8 asks for its byte, and
its lead bytes are those of the text's own alphabet.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache, lru_cache
from itertools import compress
from typing import Any
from unicodedata import name

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.channel.codepages import page
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.sequences import needed
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import is_valid
from pipeline.mojibake.reading.losses import Losses
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound import language
from pipeline.mojibake.spans import Spans, edges

Array = np.ndarray[Any, Any]
Slot = tuple[int, int, str, tuple[str, ...]]
"""Start, end, the character that is whole (or none), and those that it may be if it lost a byte."""

PLACES = 6
"""Places of a text that are looked at."""
SAMPLE = 8
"""Stretches there that are looked at to tell whether there is a second layer."""
LOOK = 80
"""Characters of each that are read for it."""
FITTING = 32
"""The same to tell which of two pages it was."""
PROVING = 8
"""Inner characters that prove a second layer."""
MARKS = "?\N{REPLACEMENT CHARACTER}"
FITS, SHORT = 3.0, -2.0
"""What it is worth that a lead byte has all it asks for; the price of each byte that the inner layer lost."""
CLEAR = 2.0
"""How much better the first reading must be than the second to be all but certain."""


@kernel
def parse(codes: Array, starts: Array, ends: Array, table: Array, rows: Array) -> int:
    """Writes the characters of UTF-8 in stretches that are whole, or short of one byte; returns how many.

    Args:
        codes: code points.
        starts, ends: stretches of characters of the page.
        table: byte of each code point in the page.
        rows: filled with start, end, the character or -1 if it is short, and whether a mark follows that.
    """
    count, n = 0, len(codes)
    for k in range(len(starts)):
        i = starts[k]
        while i < ends[k]:
            lead = int(table[codes[i]])
            need = needed(lead)
            value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
            j = i + 1
            while j < ends[k] and j <= i + need and 0x80 <= table[codes[j]] <= 0xBF:
                value = (value << 6) | (int(table[codes[j]]) - 0x80)
                j += 1
            missing = i + need + 1 - j
            if need > 0 and missing == 0 and is_valid(need, lead, int(table[codes[i + 1]])):
                rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = i, j, value, 0
                count += 1
            elif need > 0 and missing == 1:
                marked = 1 if j < n and (codes[j] == 0x3F or codes[j] == 0xFFFD) else 0
                rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = i, j, -1, marked
                count += 1
            i = j
    return count


def rows_of(codes: Array, islands: Spans, page_name: str) -> Array:
    """What `parse` finds in the islands: int64[characters, 4]."""
    starts, ends = edges(islands)
    length = int((ends - starts).sum())
    rows = np.empty((length, 4), np.int64)
    jit.expect(length)
    return rows[: parse(codes, starts, ends, runs.bytes_of(page_name), rows)]


def slots_of(codes: Array, rows: Array, losses: Losses, inner: str) -> list[Slot]:
    """What the outer layer says, character for character; what is neither whole nor short is left out.

    A character that lost a byte is one of those that the inner page has.

    Args:
        codes: code points.
        rows: what `rows_of` says of the islands.
        losses: the outer page and what it loses.
        inner: the inner page.
    """
    table = runs.bytes_of(losses.page)
    found: list[Slot] = []
    for start, end, char, marked in rows.tolist():
        if char >= 0:
            found.append((start, end, chr(char), ()))
            continue
        likely = _short(table[codes[start:end]].tobytes(), losses, inner, marked=bool(marked))
        if likely:
            found.append((start, end + marked, "", likely))
    return found


@lru_cache(maxsize=1 << 12)
def _short(seen: bytes, losses: Losses, inner: str, *, marked: bool) -> tuple[str, ...]:
    """The characters of the inner page whose UTF-8 is these bytes and one that was lost."""
    table = page(losses.page)
    chars = page(inner).byte_of
    hyphen = losses.soft_hyphen and not marked and table.chars[0xAD] == "\N{SOFT HYPHEN}"
    found = []
    for lost in range(0x80, 0xC0):
        if not (is_lossy(losses.page, lost) and (losses.dropped or marked)) and not (hyphen and lost == 0xAD):
            continue
        for at in range(1, len(seen) + 1):
            char = (seen[:at] + bytes((lost,)) + seen[at:]).decode("utf-8", "ignore")
            if len(char) == 1 and chars.get(char, 0) >= 0x80 and char not in found:
                found.append(char)
    return tuple(found)


def _sample(islands: Spans, size: int) -> Spans:
    """Stretches that follow one another, from all over the text: marks part what belongs together."""
    step = max(size, len(islands) // PLACES)
    return [one for first in range(0, len(islands), step) for one in islands[first : first + size]]


@cache
def _inner_bytes(inner: str) -> Array:
    """For each code point below 65,536 the byte of a page above 7F, or 0; no byte is undefined."""
    table = np.zeros(65536, np.uint8)
    for char, byte in page(inner).byte_of.items():
        table[ord(char)] = byte
    return table


def could_be_deeper(rows: Array, inner: str) -> bool:
    """Whether the whole characters alone allow that `is_deeper` says so: hardly ever, where it does not."""
    whole = rows[rows[:, 2] >= 0, 2]
    data = _inner_bytes(inner)[np.minimum(whole, 65535)]
    good = int(np.count_nonzero((data >= 0x80) & (data < 0xC2)))
    return good >= PROVING and good > 4 * int(np.count_nonzero(data < 0x80))


def is_deeper(slots: list[Slot], inner: str) -> bool:
    """Whether what the outer layer says in a sample is itself UTF-8 read in the inner page."""
    byte_of = page(inner).byte_of
    good = bad = asked = last = 0
    for start, end, char, _ in slots:
        if start != last:
            asked = 0  # what the inner layer asks for ends with the stretch
        last = end
        byte = byte_of.get(char, 0)
        if not char or byte >= 0xC2:
            asked = needed(byte) or 3  # a character that lost a byte may be any lead
        elif byte >= 0x80 and asked:
            good += 1
            asked -= 1
        else:
            bad += 1
    return good >= PROVING and good > 4 * bad


def find_deeper(codes: Array, islands: Spans, options: list[tuple[Losses, str]]) -> tuple[Losses, str] | None:
    """The outer page with its losses, and the inner page, that fit best where a byte was lost.

    None where what the outer layer says is no damage.

    Args:
        codes: code points.
        islands: stretches of characters of the outer page, in order.
        options: pages that read all that is seen alike, each with an inner page.
    """
    # pages that read all alike parse it alike
    name = options[0][0].page
    sample = rows_of(codes, [(s, min(e, s + LOOK)) for s, e in _sample(islands, SAMPLE)], name)
    could = [option for option in options if could_be_deeper(sample, option[1])]
    likely = [option for option in could if is_deeper(slots_of(codes, sample, *option), option[1])]
    if len(likely) < 2:
        return likely[0] if likely else None
    rows = rows_of(codes, _sample(islands, FITTING), name)

    def worth(option: tuple[Losses, str]) -> float:
        slots = slots_of(codes, rows, *option)
        byte_of, leads = page(option[1]).byte_of, _leads(slots, option[1])
        return sum(
            max(_fit(byte_of[char], _follow(slots, k, byte_of), leads) for char in short)
            for k, (_, _, _, short) in enumerate(slots)
            if short
        )

    return max(likely, key=worth)  # of equals the first


def _leads(slots: list[Slot], inner: str) -> Counter[str]:
    """How often whole characters begin one of each alphabet."""
    byte_of = page(inner).byte_of
    return Counter(_alphabet(byte_of.get(char, 0)) for _, _, char, _ in slots if char)


def damaged_twice(
    codes: Array, islands: Spans, losses: Losses, inner: str, arrays: tuple[Array, ...]
) -> Spans:
    """The islands that were damaged twice: they are no language, and say something of the inner page.

    The others, which were damaged once or not at all, are left to the next pass.

    Args:
        codes: code points.
        islands: stretches of characters of the page, in order.
        losses: the outer page and what it loses.
        inner: the inner page.
        arrays: the model's, for all languages.
    """
    starts, ends = edges(islands)
    # what only a mark parts is one: it may stand for a byte of either layer
    marked = runs.are_any(codes[np.minimum(ends[:-1], len(codes) - 1)], MARKS)
    first = np.flatnonzero(np.append(True, ~(marked & (starts[1:] == ends[:-1] + 1))))
    begins, stops = starts[first], ends[np.append(first[1:], len(starts)) - 1]
    sound = np.zeros(len(first), np.bool_)
    jit.expect(10 * int((ends - starts).sum()))
    language.mark_language(arrays, codes, begins, stops, language.SOUND, sound)
    rows = rows_of(codes, islands, losses.page)
    whole = rows[rows[:, 2] >= 0]
    fits = whole[runs.bytes_of(inner)[np.minimum(whole[:, 2], 65535)] >= 0x80, 0]
    says = np.searchsorted(fits, stops) > np.searchsorted(fits, begins)
    group = np.searchsorted(first, np.arange(len(starts)), side="right") - 1
    return list(compress(islands, (says & ~sound)[group].tolist()))


def read_deeper(codes: Array, islands: Spans, losses: Losses, inner: str) -> list[Proposal]:
    """Proposals that undo the outer layer.

    Args:
        codes: code points.
        islands: stretches of characters of the page, in order.
        losses: the outer page and what it loses.
        inner: the inner page.
    """
    slots = slots_of(codes, rows_of(codes, islands, losses.page), losses, inner)
    byte_of = page(inner).byte_of
    leads = _leads(slots, inner)
    out: list[Proposal] = []
    whole: list[Slot] = []

    def flush() -> None:
        if whole:
            after = "".join(char for _, _, char, _ in whole)
            out.append(Proposal(whole[0][0], whole[-1][1], after, losses.page, (), 0, (), 1, 0))
            whole.clear()

    for k, (start, end, char, likely) in enumerate(slots):
        if whole and whole[-1][1] != start:
            flush()
        if char:
            whole.append(slots[k])
            continue
        flush()
        follow = _follow(slots, k, byte_of)
        worth = {c: _fit(byte_of[c], follow, leads) for c in likely}
        ranked = sorted(likely, key=lambda c, w=worth: (-w[c], c))  # type: ignore[misc]
        out.append(_lossy(codes, start, end, worth, ranked, losses))
    flush()
    return out


def _follow(slots: list[Slot], k: int, byte_of: dict[str, int]) -> int:
    """How many inner continuation bytes follow slot k without a gap."""
    count = 0
    while k + 1 < len(slots) and count < 3 and slots[k][1] == slots[k + 1][0]:
        k += 1
        if not 0x80 <= byte_of.get(slots[k][2], 0) < 0xC0:
            break
        count += 1
    return count


def _fit(byte: int, follow: int, leads: Counter[str]) -> float:
    """How well an inner byte stands before so many continuation bytes in this text."""
    need = needed(byte)
    if not need:
        return -4.0 if byte >= 0xC0 else 0.0
    worth = FITS if follow == need else SHORT * (need - follow) if follow < need else -4.0
    return worth + min(4.0, float(leads[_alphabet(byte)].bit_length()))


@cache
def _alphabet(lead: int) -> str:
    """What most characters that begin with a lead byte belong to, by the first word of their names."""
    need = needed(lead)
    if not need:
        return ""
    first, size = (lead & (0x1F, 0x0F, 0x07)[need - 1]) << 6 * need, 1 << 6 * need
    codes = range(first, min(first + size, sys.maxunicode + 1), max(1, size // 4096))
    words = Counter(name(chr(code), "").partition(" ")[0] for code in codes)
    del words[""]
    return max(words, key=lambda word: (words[word], word), default="")


def _lossy(
    codes: Array, start: int, end: int, worth: dict[str, float], ranked: list[str], losses: Losses
) -> Proposal:
    """The proposal of a character that lost a byte; `worth` says how well each reading fits."""
    after = ranked[0]
    data = after.encode("utf-8")
    seen = runs.bytes_of(losses.page)[np.minimum(codes[start:end], 65535)].tobytes()
    mark = chr(int(codes[end - 1])) if chr(int(codes[end - 1])) in MARKS else ""
    left = seen[: len(seen) - len(mark)]
    index = next((n for n in range(1, len(data)) if n >= len(left) or data[n] != left[n]), len(data) - 1)
    gap = worth[after] - worth[ranked[1]] if len(ranked) > 1 else CLEAR
    sure = -1 if gap >= CLEAR else -UNIT // 2
    rest = -7 * UNIT if gap >= CLEAR else -UNIT
    others = tuple((char, rest) for char in ranked[1:6])
    struck = ((index, data[index], mark),)
    return Proposal(start, end, after, losses.page, struck, sure, others, len(ranked), 0, rest)
