"""Makes integers of probabilities, and puts n-grams into the places of the table.

In: estimated levels. Out: the arrays of a model file. Touches nothing.
Idea: a gain is rounded last, against what the look-up will say of the shorter n-gram, rounding and all,
so that errors do not add up (closed loop); 5 bits are enough then. N-grams are placed in the order of
their importance; one that finds no place is left out with the longer ones that need it, which costs less
than a second probe for every look-up would.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.mojibake.model.counting import Level
from pipeline.mojibake.model.kernels import compiled
from pipeline.mojibake.model.kneser_ney import Estimate, Links
from pipeline.mojibake.model.lookup import _A, _B, _LOW, _SEED, UNIT
from pipeline.mojibake.model.normalize import CLASS_SIZE, lookup_table

LINE = 24
"""Places in a line of the table."""

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


def hash_symbols(symbols: np.ndarray) -> np.ndarray:
    """`lookup.step` from the last column to the first, for all rows of an array (int64)."""
    state = np.full(len(symbols), _SEED, np.int64)
    for column in range(symbols.shape[1] - 1, -1, -1):
        mixed = state ^ ((symbols[:, column].astype(np.int64) + 1) * 0x9E3779B1)
        mixed = (mixed & _LOW) * _A + (mixed >> 31) * _B
        state = mixed ^ (mixed >> 29)
    return state


def shrink(
    levels: list[Level], links: list[Links], estimates: list[Estimate], keep: list[np.ndarray]
) -> tuple[list[Links], list[Estimate]]:
    """Links and estimates of the kept n-grams only."""
    new_links, new_estimates = [], []
    for k in range(len(levels)):
        if k == 0:
            new_links.append(links[0])
        else:
            number = np.cumsum(keep[k - 1]) - 1
            new_links.append(
                Links(context=number[links[k].context[keep[k]]], ending=number[links[k].ending[keep[k]]])
            )
        source = estimates[k]
        new_estimates.append(
            Estimate(logp=source.logp[keep[k]], gain=source.gain[keep[k]], backoff=source.backoff[keep[k]])
        )
    return new_links, new_estimates


def place(lines: int, order: Any, states: Any, parents: Any, at: Any) -> None:
    """Fills `at` with each n-gram's place (line * 24 + place) or -1, first come first served.

    Args:
        lines: of the table.
        order: numbers of n-grams, parents before children.
        states: hash of each.
        parents: numbers of its beginning and its end (-1: always there).
        at: int32, all -1.
    """
    tags = np.zeros(lines * 24, np.int16)
    owner = np.full(lines * 24, -1, np.int32)
    for turn in range(len(order)):
        one = order[turn]
        if (parents[one, 0] >= 0 and at[parents[one, 0]] < 0) or (
            parents[one, 1] >= 0 and at[parents[one, 1]] < 0
        ):
            continue
        state = states[one]
        tag = max(1, (state >> 38) & 4095)
        line = ((state & 0x7FFFFFFF) * lines) >> 31
        group = ((state >> 50) & 4095) % 30
        free, clash = -1, False
        for half in range(2):
            mine = group % 6 if half == 0 else (group % 6 + 1 + group // 6) % 6
            for i in range(line * 24 + mine * 4, line * 24 + mine * 4 + 4):
                if tags[i] == tag:
                    clash = True
                if tags[i] == 0 and free < 0:
                    free = i
        if clash:
            continue
        if free < 0:  # move one of the eight to its other group, if there is room
            for half in range(2):
                mine = group % 6 if half == 0 else (group % 6 + 1 + group // 6) % 6
                for i in range(line * 24 + mine * 4, line * 24 + mine * 4 + 4):
                    if free >= 0:
                        continue
                    other = ((states[owner[i]] >> 50) & 4095) % 30
                    a, b = other % 6, (other % 6 + 1 + other // 6) % 6
                    away = b if a == mine else a
                    for j in range(line * 24 + away * 4, line * 24 + away * 4 + 4):
                        if free < 0 and tags[j] == 0:
                            tags[j], owner[j], at[owner[i]] = tags[i], owner[i], j
                            tags[i] = 0
                            free = i
        if free >= 0:
            tags[free], owner[free], at[one] = tag, one, free


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
    levels: list[Level],
    links: list[Links],
    estimates: list[Estimate],
    worth: list[np.ndarray],
    *,
    places: int,
    symbols_at_least: float,
) -> tuple[tuple[np.ndarray, ...], dict[str, int]]:
    """Arrays of the model file for kept n-grams, and how many of each length found a place.

    Args:
        levels: of the kept n-grams only.
        links: of the same, see `shrink`.
        estimates: of the same.
        worth: importance of the same.
        places: how many n-grams the table can hold at most.
        symbols_at_least: how often a character must occur to be known by itself.
    """
    order = len(links)
    symbols = make_symbols(levels[0], estimates[0].logp.astype(np.float64), at_least=symbols_at_least)
    lines = places // LINE
    states, at = _place_all(levels, links, worth, symbols, lines)
    unigram = np.rint(symbols.logp * UNIT).astype(np.int64)
    single = np.zeros(len(symbols.logp), np.int64)
    own = symbols.of_char >= 0
    single[symbols.of_char[own]] = np.rint(estimates[0].backoff[own] * UNIT).astype(np.int64)
    table = np.zeros((lines, 32), np.uint16)
    gains, backoffs = np.zeros((order + 1, 32), np.int64), np.zeros((order + 1, 16), np.int64)
    said = np.where(own, unigram[symbols.of_char], 0)  # what the look-up will say of each n-gram
    weight_said = np.where(own, single[symbols.of_char], 0)
    share = np.rint(np.log([CLASS_SIZE.get(int(char), 1) for char in levels[0].last]) * UNIT)
    counted = {"1": int(own.sum())}
    for k in range(1, order):
        placed = at[k] >= 0
        often = levels[k].counts ** 0.5
        last = np.searchsorted(levels[0].last, levels[k].last)
        base = said[links[k].ending] + weight_said[links[k].context]
        wanted = estimates[k].logp * UNIT - share[last] - base
        gains[k + 1] = codebook(wanted[placed], often[placed], 32)
        gain = nearest(wanted, gains[k + 1])
        said = base + gains[k + 1][gain]
        code = np.zeros(len(placed), np.int64)
        if k + 1 < order:
            child = np.zeros(len(placed), bool)
            child[links[k + 1].context[at[k + 1] >= 0]] = True
            weights = estimates[k].backoff * UNIT
            backoffs[k + 1, 1:] = codebook(weights[child], often[child], 15)
            code = np.where(child, 1 + nearest(weights, backoffs[k + 1, 1:]), 0)
            weight_said = backoffs[k + 1][code]
        line, spot = at[k][placed] // LINE, at[k][placed] % LINE
        tag = np.maximum((states[k] >> 38) & 4095, 1)
        table[line, spot] = ((tag << 4) | (gain >> 1))[placed]
        rest = (((gain & 1) << 4) | code)[placed] << (spot % 3 * 5)
        np.bitwise_or.at(table, (line, LINE + spot // 3), rest.astype(np.uint16))
        counted[str(k + 1)] = int(placed.sum())
    return (
        symbols.index,
        symbols.pages,
        unigram,
        single,
        table.reshape(-1),
        gains.reshape(-1),
        backoffs.reshape(-1),
        np.array([order, lines], np.int64),
    ), counted


def _place_all(
    levels: list[Level], links: list[Links], worth: list[np.ndarray], symbols: Symbols, lines: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each length the n-grams' hashes, and their places in the table or -1."""
    order = len(links)
    rows, states = [symbols.of_char[:, None]], [np.zeros(0, np.int64)]
    parents, offset = [np.zeros((0, 2), np.int64)], [0, 0]
    for k in range(1, order):
        last = np.searchsorted(levels[0].last, levels[k].last)
        rows.append(np.hstack([rows[k - 1][links[k].context], symbols.of_char[last][:, None]]))
        states.append(hash_symbols(rows[k]))
        pair = np.stack([links[k].context, links[k].ending], axis=1).astype(np.int64)
        parents.append(pair + offset[k - 1] if k > 1 else np.full_like(pair, -1))
        offset.append(offset[k] + len(pair))
    usable = np.concatenate([np.zeros(0, bool)] + [(row >= 0).all(axis=1) for row in rows[1:]])
    ranked = np.argsort(-np.concatenate(worth[1:]), kind="stable")
    at = np.full(offset[order], -1, np.int32)
    everything, kin = np.concatenate(states), np.concatenate(parents)
    compiled((place,))["place"](lines, ranked[usable[ranked]], everything, kin, at)
    return states, [np.zeros(0, np.int32)] + [at[offset[k] : offset[k + 1]] for k in range(1, order)]
