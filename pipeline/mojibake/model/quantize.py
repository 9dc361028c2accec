"""Makes integers of probabilities.

In: estimated levels of the n-grams that have a place. Out: the arrays of a model file. Touches nothing.
Idea: a gain is rounded last, against what the look-up will say of the shorter n-gram, rounding and all,
so that errors do not add up (closed loop); 5 bits are enough then, and 4 where no other n-gram builds on it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from pipeline.mojibake.model.counting import Level
from pipeline.mojibake.model.kneser_ney import Estimate, Links
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.model.normalize import CLASS_SIZE, lookup_table
from pipeline.mojibake.model.placing import hash_levels, write_table

_IMPOSSIBLE = -24.0  # log probability of an unassigned code point, a C1 control, a private one


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """Numbers of the characters that the model knows by themselves, and of classes for the others."""

    index: np.ndarray
    """uint16: page of a code point (code point >> 8) -> row of `pages`."""

    pages: np.ndarray
    """uint16: row, low byte -> symbol."""

    logp: np.ndarray
    """float64: log probability of one code point with this symbol, without context."""

    of_char: np.ndarray
    """int64: for each character of the first level its symbol; -1 where it has none of its own."""


def make_symbols(level: Level, logp: np.ndarray, *, at_least: float) -> Symbols:
    """Symbols for characters that occur `at_least` so often; one for each page of the others."""
    chars = level.last.astype(np.int64)
    own = level.counts >= at_least
    table = np.zeros(0x110000, np.uint16)
    values = [_IMPOSSIBLE]
    group = _classes(chars[own])
    possible = np.zeros(0x110000, bool)
    for char in range(0x110000):
        possible[char] = unicodedata.category(chr(char)) not in ("Cn", "Co", "Cs", "Cc") or char in (
            9,
            10,
            13,
        )
    rare = np.bincount(group[chars[~own]], np.exp(logp[~own]), minlength=int(group.max()) + 1)
    own_table = np.zeros(0x110000, bool)
    own_table[chars[own]] = True
    for name in np.unique(group[possible]):
        members = np.flatnonzero((group == name) & possible & ~own_table)
        if len(members):
            whole = (group == name) & ~own_table
            table[whole if name >= 0x10000 else members] = len(values)
            # Half a count spread over the class beside what it was seen with; a class is never impossible.
            values.append(float(np.log((rare[name] + 1e-9 * len(members) ** 0.5) / len(members))))
    of_char = np.full(len(chars), -1, np.int64)
    of_char[own] = np.arange(len(values), len(values) + own.sum())
    table[chars[own]] = of_char[own]
    shares = np.array([np.log(CLASS_SIZE.get(int(char), 1)) for char in chars[own]])
    values.extend(logp[own] - shares)
    low = lookup_table().astype(np.int64)
    meant = np.r_[low, np.arange(0x10000, 0x110000)]
    table = table[meant]
    rows, index = np.unique(table.reshape(-1, 256), axis=0, return_inverse=True)
    return Symbols(index=index.reshape(-1), pages=rows.reshape(-1), logp=np.array(values), of_char=of_char)


def _classes(own: np.ndarray) -> np.ndarray:
    """Class of each code point: a page (256) that holds characters of their own, else a wide range.

    Pages that are alike share a row of the table, so that a language of few letters costs little.
    """
    pages = np.arange(0x110000) >> 8
    borders = np.array([0x34, 0xA0, 0xAC, 0xD8, 0xE0, 0xF9, 0xFB, 0x100, 0x1F0, 0x200, 0x320])
    wide = 0x10000 + np.searchsorted(borders, pages, side="right")
    named = np.zeros(0x1100, bool)
    named[np.unique(own >> 8)] = True
    return np.where(named[pages], pages, wide)


def codebook(values: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """`size` integers that stand for the values with the least weighted square error (Lloyd; int64)."""
    if not len(values):
        return np.zeros(size, np.int64)
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order].astype(np.float64) + 1e-9
    # Begin with centres as dense as the cube root of the values are: best for square error (Panter and Dite).
    heights, edges = np.histogram(values, 512, weights=weights)
    share = np.cumsum(heights ** (1 / 3))
    centres = np.interp((np.arange(size) + 0.5) / size, share / share[-1], edges[1:])
    mass, moment = np.r_[0, np.cumsum(weights)], np.r_[0, np.cumsum(weights * values)]
    for _ in range(40):
        cuts = np.r_[0, np.searchsorted(values, (centres[1:] + centres[:-1]) / 2), len(values)]
        inside = mass[cuts[1:]] - mass[cuts[:-1]]
        sums = moment[cuts[1:]] - moment[cuts[:-1]]
        centres = np.sort(np.where(inside > 0, sums / np.maximum(inside, 1e-12), centres))
    return np.asarray(np.rint(centres).astype(np.int64))


def nearest(values: np.ndarray, book: np.ndarray) -> np.ndarray:
    """Index of the nearest entry of an ascending codebook."""
    return np.asarray(np.searchsorted((book[1:] + book[:-1]) / 2, values))


def pack(
    levels: list[Level], links: list[Links], estimates: list[Estimate], symbols: Symbols, *, lines: int
) -> tuple[np.ndarray, ...]:
    """Arrays of the model file for n-grams that find room in its table.

    Args:
        levels: of these n-grams only.
        links: of the same.
        estimates: of the same.
        symbols: of the characters.
        lines: of the table.
    """
    order = len(links)
    unigram = np.rint(symbols.logp * UNIT).astype(np.int64)
    single = np.zeros(len(symbols.logp), np.int64)
    own = symbols.of_char >= 0
    single[symbols.of_char[own]] = np.rint(estimates[0].backoff[own] * UNIT).astype(np.int64)
    gains, backoffs = np.zeros((order + 1, 64), np.int64), np.zeros((order + 1, 16), np.int64)
    said = np.where(own, unigram[symbols.of_char], 0)  # what the look-up will say of each n-gram
    weight_said = np.where(own, single[symbols.of_char], 0)
    share = np.rint(np.log([CLASS_SIZE.get(int(char), 1) for char in levels[0].last]) * UNIT)
    gain_codes, weight_codes = [], []
    for k in range(1, order):
        often = levels[k].counts ** 0.5
        last = np.searchsorted(levels[0].last, levels[k].last)
        base = said[links[k].ending] + weight_said[links[k].context]
        wanted = estimates[k].logp * UNIT - share[last] - base
        followed = np.zeros(len(levels[k]), bool)
        if k + 1 < order:
            followed[links[k + 1].context] = True
        gain = _gain_codes(wanted, often, followed, gains[k + 1])
        said = base + gains[k + 1][gain]
        weights = estimates[k].backoff * UNIT
        backoffs[k + 1, 1:] = codebook(weights[followed], often[followed], 15)
        code = np.where(followed, 1 + nearest(weights, backoffs[k + 1, 1:]), 0)
        weight_said = backoffs[k + 1][code]
        gain_codes.append(gain)
        weight_codes.append(code)
    states = np.concatenate(hash_levels(levels, links, symbols.of_char))
    table = write_table(states, np.concatenate(gain_codes), np.concatenate(weight_codes), lines)
    return (
        symbols.index,
        symbols.pages,
        unigram,
        single,
        table,
        gains.reshape(-1),
        backoffs.reshape(-1),
        np.array([order, lines], np.int64),
    )


def _gain_codes(wanted: np.ndarray, often: np.ndarray, followed: np.ndarray, book: np.ndarray) -> np.ndarray:
    """Codes of the gains of n-grams of one length, as `lookup.find` says them; fills `book` (64 gains)."""
    codes = np.zeros(len(wanted), np.int64)
    for which, first, size in ((followed, 0, 32), (~followed, 32, 16)):
        part = codebook(wanted[which], often[which], size)
        book[first : first + size] = part
        codes[which] = first + nearest(wanted[which], part)
    return codes
