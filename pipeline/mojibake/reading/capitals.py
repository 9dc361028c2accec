"""Words in capitals, which are read as if they were written small.

In: code points, regions of them, a page. Out: which items of the regions stand in such words, and a model's
arrays in which a capital has the symbol of its small letter. Touches symbols and costs of a lattice.
Idea: the model has seen few words in capitals, and of `PROBÃHÁ` it cannot say which letter is short of a
byte. Of the same word in small letters it knows all; that the letter is a capital, the word around it says.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple
from unicodedata import category

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.sequences import needed
from pipeline.mojibake.evidence.speakers import Arrays, Same
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.lattice import Lattice

Array = np.ndarray[Any, Any]

SMALL_LETTER = 8 * UNIT
"""What a small letter costs in a word in capitals."""
LONG = 4
"""Letters of a word in capitals that is no acronym, whatever stands beside it."""
TELLING = 2
"""Capitals that tell of a word that it is written in such."""
BESIDE = 64
"""Characters before and after a region that are looked at."""
QUIET, ACRONYM, LOUD = 0, 1, 2
"""What an item stands in: a word with small letters, or none; a short one in capitals among small ones, to be
read as it stands; one to be read as if it were small."""
NO_LETTER, CAPITAL, SMALL, LETTER = 0, 1, 2, 3
"""What a character is in a word: none of it; a capital; a small letter; a letter of which that is not known,
or a mark on one."""

_CASED = (*range(6), 0x1E, 0x1F, 0x2C, 0xA6, 0xA7, 0xFF)
"""Blocks of 256 code points in which there are capitals of scripts that the model knows."""


class Loud(NamedTuple):
    """Which items of regions stand in words in capitals."""

    items: Array
    """int64: QUIET, ACRONYM or LOUD."""
    before: Array
    """int64 of each region: how many characters before it belong to the loud word that it begins in."""


def loud_in(codes: Array, starts: Array, begins: Array, ends: Array, count: int, page: str) -> Loud | None:
    """Which items stand in words in capitals; None if none does.

    Args:
        codes: the text's code points.
        starts: where each region begins in the text.
        begins, ends: its first item and the one behind its last (int64).
        count: how many items there are.
        page: the page through which they are read.
    """
    found = Loud(np.zeros(count, np.int64), np.zeros(len(starts), np.int64))
    room = int((ends - begins).max()) + 2 * BESIDE + 2
    jit.expect(2 * (count + 2 * BESIDE * len(starts)))
    some = mark_loud(
        codes, starts, begins, ends, runs.bytes_of(page), cases(), np.zeros((6, room), np.int64), *found
    )
    return found if some else None


@cache
def cases() -> Array:
    """For each code point below 65,536 what it is in a word (int64)."""
    found = np.zeros(65536, np.int64)
    for block in _CASED:
        for code in range(block << 8, (block + 1) << 8):
            char = chr(code)
            if char.isalpha():
                found[code] = CAPITAL if char.isupper() else SMALL if char != char.upper() else LETTER
            elif category(char)[0] == "M":
                found[code] = LETTER
    return found


WORD_START, WORD_END, CAPITALS, SMALLS, LETTERS, LINE = range(6)
"""Rows of what is known of words."""


@kernel
def mark_loud(
    codes: Array,
    starts: Array,
    begins: Array,
    ends: Array,
    table: Array,
    cases: Array,
    words: Array,
    items: Array,
    before: Array,
) -> bool:
    """Fills in `items` and `before` (see `Loud`); returns whether any is not quiet.

    Args:
        table: byte of each code point in the page.
        cases: see `cases`.
        words: int64[6, longest region and what is beside it] to work in.
    """
    some = False
    for k in range(len(starts)):
        stop = starts[k] + ends[k] - begins[k]
        first, last = max(0, starts[k] - BESIDE), min(len(codes), stop + BESIDE)
        count = words_in(codes, first, last, table, cases, words)
        for w in range(count):
            if words[WORD_END, w] <= starts[k] or words[WORD_START, w] >= stop:
                continue
            level = level_of(words, w, count)
            if level == QUIET:
                continue
            some = True
            for at in range(max(words[WORD_START, w], starts[k]), min(words[WORD_END, w], stop)):
                items[begins[k] + at - starts[k]] = level
            if level == LOUD and words[WORD_START, w] < starts[k]:
                before[k] = starts[k] - words[WORD_START, w]
    return some


@kernel
def words_in(codes: Array, first: int, last: int, table: Array, cases: Array, words: Array) -> int:
    """Writes the words of codes[first:last] as they are read through a page; returns how many there are."""
    count, line, at, inside = 0, 0, first, False
    while at < last:
        code = codes[at]
        lead = int(table[code]) if code < 65536 else 0
        size, kind = 1, NO_LETTER
        if lead < 0x80:
            kind = int(cases[code]) if code < 65536 else NO_LETTER
            line += 1 if code == 10 else 0
        else:
            need = needed(lead)
            value = lead & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
            while size <= need and at + size < last:
                byte = int(table[codes[at + size]]) if codes[at + size] < 65536 else 0
                if byte < 0x80 or byte > 0xBF:
                    break
                value = (value << 6) | (byte & 0x3F)
                size += 1
            if size <= need:  # of what is read in East Asia, signs and emoji no word is in capitals
                kind = LETTER if lead < 0xE0 or lead == 0xE1 else NO_LETTER
                if at + size < last and (codes[at + size] == 0x3F or codes[at + size] == 0xFFFD):
                    size += 1  # it stands for the byte
            elif need == 0:
                kind = LETTER
            else:
                kind = int(cases[value]) if value < 65536 else NO_LETTER
        if kind != NO_LETTER:
            if not inside:
                words[WORD_START, count], words[LINE, count] = at, line
                words[CAPITALS, count], words[SMALLS, count], words[LETTERS, count] = 0, 0, 0
                count += 1
            words[WORD_END, count - 1] = at + size
            words[CAPITALS, count - 1] += kind == CAPITAL
            words[SMALLS, count - 1] += kind == SMALL
            words[LETTERS, count - 1] += 1
        inside = kind != NO_LETTER
        at += size
    return count


@kernel
def level_of(words: Array, w: int, count: int) -> int:
    """What the items of a word stand in: QUIET, ACRONYM or LOUD."""
    if words[SMALLS, w] > 0:
        return QUIET
    if is_loud(words, w, count):
        return LOUD
    return ACRONYM if words[CAPITALS, w] >= TELLING else QUIET


@kernel
def is_loud(words: Array, w: int, count: int) -> bool:
    """Whether a word without small letters is more than an acronym: by itself, or by those beside it."""
    if words[CAPITALS, w] >= TELLING and words[LETTERS, w] >= LONG:
        return True
    told = False
    for step in (-1, 1):
        v = w + step
        while 0 <= v < count and words[LINE, v] == words[LINE, w]:
            if words[SMALLS, v] > 0:
                return False
            if words[CAPITALS, v] >= TELLING:
                told = True
                break
            v += step
    return told


@lru_cache(maxsize=1)
def small_prices() -> Array:
    """What each code point below 65,536 costs in a word in capitals: a small letter that has a capital."""
    return np.where(cases() == SMALL, SMALL_LETTER, 0)


def in_small(arrays: Arrays) -> Arrays:
    """A model's arrays in which a capital has the symbol of its small letter."""
    return _in_small(Same(arrays))


@lru_cache(maxsize=32)
def _in_small(of: Same) -> Arrays:
    index, pages = of.arrays[0].copy(), of.arrays[1]
    rows = [pages]
    for block in _CASED:
        codes = range(block << 8, (block + 1) << 8)
        small = np.array([ord(low) if len(low := chr(code).lower()) == 1 else code for code in codes])
        rows.append(pages[(of.arrays[0][small >> 8].astype(np.int64) << 8) | (small & 255)])
        index[block] = (len(pages) >> 8) + len(rows) - 2
    found = index, np.concatenate(rows)
    for array in found:
        array.setflags(write=False)  # as those of the file are: kernels are compiled for one kind
    return (*found, *of.arrays[2:])


def quieten(found: Lattice, symbols: Array, loud: Loud, arrays: Arrays) -> None:
    """Gives what is read in loud words the symbols of small letters, and small letters their price.

    Args:
        found: the lattice; its costs are changed.
        symbols: the symbols of its arcs, changed.
        loud: as of `loud_in`.
        arrays: the model's.
    """
    small = in_small(arrays)
    quieten_arcs(found.first, found.char, loud.items, small[0], small[1], small_prices(), symbols, found.cost)


@kernel
def quieten_arcs(
    first: Array,
    char: Array,
    items: Array,
    index: Array,
    pages: Array,
    prices: Array,
    symbols: Array,
    cost: Array,
) -> None:
    """As `quieten`; `index` and `pages` are the first of `in_small`."""
    for node in range(len(first) - 1):
        if items[node] == QUIET:
            continue
        for arc in range(first[node], first[node + 1]):
            code = char[arc]
            if code < 0 or code > 65535:
                continue
            cost[arc] += prices[code]
            if items[node] == LOUD:
                symbols[arc] = pages[(int(index[code >> 8]) << 8) | (code & 255)]
