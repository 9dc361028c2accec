"""The readings of a slot are all characters that the channel can make into it, by brute force."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from pipeline.mojibake.channel import is_lossy
from pipeline.mojibake.channel.codepages import page
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading import lattice
from pipeline.mojibake.reading.losses import DOTS

MOST = 2
MARKS = ("?", "\N{REPLACEMENT CHARACTER}", " ", DOTS)
"""What may stand for a byte that the page lacks, for NBSP, and for an ellipsis."""


def _bits(values: set[int]) -> int:
    """Bytes 80-BF as bits of a signed number."""
    bits = sum(1 << (value - 0x80) for value in values)
    return bits - (1 << 64) if bits >> 63 else bits


def _lacking(name: str) -> set[int]:
    return {byte for byte in range(0x80, 0xC0) if is_lossy(name, byte)}


def _of_char(name: str, char: str) -> set[int]:
    byte = page(name).byte_of.get(char, 0)
    return {byte} if 0x80 <= byte < 0xC0 else set()


def readings(name: str, seen: str, *, closed: bool = False) -> dict[int, set[tuple[int, int]]]:
    """Kind -> (end, code point) of the arcs that leave the first of the characters seen."""
    lacking, hyphen, space = _lacking(name), _of_char(name, "\xad"), _of_char(name, "\xa0")
    codes = np.array([ord(char) for char in seen], np.int64)
    n = len(codes)
    rows = {"?": lacking, "\N{REPLACEMENT CHARACTER}": lacking, " ": space, DOTS: _of_char(name, "\u2026")}
    marks = np.array([(_bits(rows[mark]), 1, len(mark)) for mark in MARKS], np.int64)
    begun = [[n for n, mark in enumerate(MARKS) if rows[mark] and seen.startswith(mark, i)] for i in range(n)]
    item_mark = np.array([some[0] if some else -1 for some in begun], np.int64)
    first = np.zeros(n + 1, np.int64)
    end, char, cost, kind = (np.zeros(1 << 15, np.int64) for _ in range(4))
    count = lattice.build(
        codes,
        np.ones(n, np.int64),
        runs.bytes_of(name)[codes].astype(np.int64),
        item_mark,
        marks,
        np.zeros(n, np.int64),
        _bits(lacking | hyphen),
        _bits(space),
        sum(1 << (byte - 0xC0) for byte in range(0xC2, 0xE0) if is_lossy(name, byte)),
        1,
        1,
        MOST,
        0,
        int(closed),
        first,
        end,
        char,
        cost,
        kind,
    )
    assert count <= 1 << 15
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for arc in range(first[1]):
        found[int(kind[arc])].add((int(end[arc]), int(char[arc])))
    assert sum(map(len, found.values())) == first[1], "a reading stands twice"
    return found


def _kept(name: str, byte: int) -> str:
    return page(name).chars[byte] or chr(byte)


def _fates(name: str, byte: int) -> list[tuple[str, int]]:
    """What may be seen of a continuation byte, and whether it was lost."""
    out = [(_kept(name, byte), 0)]
    if byte in _lacking(name):
        out += [("", 1), ("?", 1), ("\N{REPLACEMENT CHARACTER}", 1)]
    if byte in _of_char(name, "\xad"):
        out.append(("", 1))
    if byte in _of_char(name, "\xa0"):
        out += [("", 1), (" ", 1)]
    if byte in _of_char(name, "\u2026"):
        out.append((DOTS, 1))
    return out


def _is_character(code: int) -> bool:
    """No surrogate, no C1 control, not what stands for a loss or for nothing."""
    return not (0xD800 <= code < 0xE000 or 0x80 <= code < 0xA0 or code == 0xFFFD or code & 0xFFFE == 0xFFFE)


@cache
def by_seen(name: str, lead: int) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """All that can be seen of all characters with a lead byte: of whole ones, of those with losses."""
    low, high = (0x80, 0x800) if lead < 0xE0 else (0x800, 0x10000) if lead < 0xF0 else (0x10000, 0x20000)
    whole: dict[str, set[int]] = defaultdict(set)
    lossy: dict[str, set[int]] = defaultdict(set)
    for code in range(low, high):
        if 0xD800 <= code < 0xE000:
            continue
        data = chr(code).encode("utf-8")
        if data[0] != lead:
            continue
        for fates in itertools.product(*(_fates(name, byte) for byte in data[1:])):
            losses = sum(lost for _, lost in fates)
            seen = _kept(name, lead) + "".join(shown for shown, _ in fates)
            if losses == 0 and code != 0xFFFD:
                whole[seen].add(code)
            elif 0 < losses <= MOST and _is_character(code):
                lossy[seen].add(code)
    return whole, lossy


@pytest.mark.parametrize("lead", [0xC3, 0xD0, 0xE2, 0xE4, 0xE9, 0xED])
@pytest.mark.parametrize("name", ["windows-1252", "windows-1254", "windows-1251", "iso-8859-1", "macintosh"])
def test_a_slots_readings_are_those_of_brute_force(name: str, lead: int) -> None:
    if is_lossy(name, lead) or page(name).chars[lead] is None:
        return
    whole, lossy = by_seen(name, lead)
    chance = random.Random(lead)
    shown = sorted({*whole, *lossy}, key=lambda s: (len(s), s))
    for seen in chance.sample(shown, min(50, len(shown))):
        _compare(
            name, seen + chance.choice(["", "a", "?", " ", "...", "\N{REPLACEMENT CHARACTER}x"]), whole, lossy
        )


@pytest.mark.slow
def test_emoji_with_lost_bytes_have_the_readings_of_brute_force() -> None:
    """Only plane 1, where they stand, is listed and compared."""
    whole, lossy = by_seen("windows-1254", 0xF0)
    for seen in (
        "\u011f\u0178\u2019\xa1",
        "\u011f\u0178\u2019",
        "\u011f\u0178\u201d",
        "\u011f\u0178?",
        "\u011f\u0178",
    ):
        _compare("windows-1254", seen, whole, lossy)


def _compare(name: str, seen: str, whole: dict[str, set[int]], lossy: dict[str, set[int]]) -> None:
    prefixes = [seen[:size] for size in range(1, len(seen) + 1)]
    complete = {(len(p), code) for p in prefixes for code in whole.get(p, ())}
    short = {(len(p), code) for p in prefixes for code in lossy.get(p, ())}
    found = readings(name, seen)
    found[lattice.LOSSY] = {(end, code) for end, code in found[lattice.LOSSY] if code < 0x20000}
    assert found[lattice.WHOLE] == complete, (name, ascii(seen))
    # where a whole character can be read, no loss is looked for
    assert found[lattice.LOSSY] == (set() if complete else short), (name, ascii(seen))
    assert found[lattice.LITERAL] == {(1, ord(seen[0]))}


def test_a_character_whose_lead_was_lost_is_read_from_its_trail() -> None:
    """windows-1255 lacks D9 to DF, with which Arabic begins."""
    trail = _kept("windows-1255", 0xA7)
    expected = {
        (1, ord(bytes((lead, 0xA7)).decode("utf-8")))
        for lead in range(0xC2, 0xE0)
        if is_lossy("windows-1255", lead)
    }
    assert expected
    assert readings("windows-1255", trail)[lattice.LOSSY] == expected


def test_leaving_it_is_closed_only_where_a_whole_character_can_be_read() -> None:
    assert not readings("windows-1252", "\u00c3\u00a9", closed=True)[lattice.LITERAL]
    assert readings("windows-1252", "\u00e9\u00a2", closed=True)[lattice.LITERAL]


def test_what_unicode_forbids_is_no_reading() -> None:
    """No overlong form, no surrogate, nothing above U+10FFFF, and no U+FFFD from U+FFFD's own bytes."""
    for data in (b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf0\x80\x80\x80", b"\xef\xbf\xbd"):
        seen = "".join(_kept("iso-8859-1", byte) for byte in data)
        assert not readings("iso-8859-1", seen)[lattice.WHOLE], data
