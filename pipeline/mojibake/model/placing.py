"""Which n-grams find room in the table, and the table itself.

In: n-grams in the order of their importance; then the codes of those that found room. Out: which they are;
then the words of the table, as `lookup.py` describes them. Touches nothing.
Idea: more n-grams are offered than the table holds, so that lines to which few belong are filled too, and
the most important come first: what finds its line full is worth hardly more than the last that found room.
It is left out with the longer ones that need it, which costs less than a second probe for every look-up
would. What is left out is known before probabilities are estimated, so the shorter n-grams have its share.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.model.counting import Level
from pipeline.mojibake.model.kernels import compiled
from pipeline.mojibake.model.kneser_ney import Links
from pipeline.mojibake.model.lookup import _A, _B, _LOW, _SEED

LINE_BYTES = 64
"""Bytes of a line."""

OFFERED = 60
"""N-grams offered for each line; 24 to 27 find room."""

_BUCKETS, _IN_BUCKET = 32, 3
_FIRST, _ENTRY, _REST = 96, 14, 5  # bits: before the first n-gram, of each, of one that others follow
_ROOM = 8 * LINE_BYTES - _FIRST


def hash_symbols(symbols: np.ndarray) -> np.ndarray:
    """`lookup.step` from the last column to the first, for all rows of an array (int64)."""
    state = np.full(len(symbols), _SEED, np.int64)
    for column in range(symbols.shape[1] - 1, -1, -1):
        mixed = state ^ ((symbols[:, column].astype(np.int64) + 1) * 0x9E3779B1)
        mixed = (mixed & _LOW) * _A + (mixed >> 31) * _B
        state = mixed ^ (mixed >> 29)
    return state


def hash_levels(levels: list[Level], links: list[Links], of_char: np.ndarray) -> list[np.ndarray]:
    """For each length the n-grams' hashes (int64), -1 where a character has no symbol of its own.

    Args:
        levels: from length 1 up, closed: beginning and end of each n-gram are there too.
        links: of the same.
        of_char: see `Symbols.of_char`.
    """
    rows, found = of_char[:, None], [np.zeros(0, np.int64)]
    for level, link in zip(levels[1:], links[1:], strict=True):
        last = np.searchsorted(levels[0].last, level.last)
        rows = np.hstack([rows[link.context], of_char[last][:, None]])
        found.append(np.where((rows >= 0).all(axis=1), hash_symbols(rows), -1))
    return found


def keep_placed(
    states: list[np.ndarray], links: list[Links], worth: list[np.ndarray], lines: int
) -> list[np.ndarray]:
    """For each length which n-grams find room in a table (bool); all of the first.

    Args:
        states: see `hash_levels`.
        links: of the same n-grams.
        worth: their importance, never less than that of a longer one that needs them.
        lines: of the table.
    """
    offset = np.cumsum([0] + [len(one) for one in states[1:]])
    parents = [np.full((len(states[1]), 2), -1, np.int64)]  # of pairs: they are always there
    parents += [
        np.stack([kin.context, kin.ending], axis=1) + at
        for kin, at in zip(links[2:], offset[:-2], strict=True)
    ]
    everything = np.concatenate(states[1:])
    order = np.argsort(-np.concatenate(worth[1:]), kind="stable")
    placed = np.zeros(len(everything), np.bool_)
    compiled((place,))["place"](
        lines, order[everything[order] >= 0], everything, np.concatenate(parents), placed
    )
    return [np.ones(len(worth[0]), np.bool_), *np.split(placed, offset[1:-1])]


def place(lines: int, order: Any, states: Any, parents: Any, placed: Any) -> None:
    """Marks in `placed` the n-grams that find room, first come first served.

    Args:
        lines: of the table.
        order: numbers of n-grams, parents before children.
        states: hash of each.
        parents: numbers of its beginning and its end (-1: always there).
        placed: bool, all false.
    """
    room = np.full(lines, _ROOM, np.int16)
    counts = np.zeros(lines * _BUCKETS, np.int8)
    tags = np.zeros((lines * _BUCKETS, _IN_BUCKET), np.int16)
    is_followed = np.zeros(len(states), np.bool_)
    for turn in range(len(order)):
        one = order[turn]
        beginning, ending = parents[one]
        if beginning >= 0 and not (placed[beginning] and placed[ending]):
            continue
        line = ((states[one] & _LOW) * lines) >> 31
        bucket = line * _BUCKETS + ((states[one] >> 38) & 31)
        tag = (states[one] >> 43) & 1023
        is_there = counts[bucket] == _IN_BUCKET
        for at in range(counts[bucket]):
            is_there = is_there or tags[bucket, at] == tag
        if is_there or room[line] < _ENTRY:
            continue
        room[line] -= _ENTRY
        if beginning >= 0 and not is_followed[beginning]:
            other = ((states[beginning] & _LOW) * lines) >> 31
            if room[other] < _REST:
                room[line] += _ENTRY
                continue
            room[other] -= _REST
            is_followed[beginning] = True
        tags[bucket, counts[bucket]] = tag
        counts[bucket] += 1
        placed[one] = True


def write_table(states: np.ndarray, gains: np.ndarray, backoffs: np.ndarray, lines: int) -> np.ndarray:
    """The table's words (int64, 8 a line).

    Args:
        states: hashes of n-grams that find room together.
        gains: code of each one's gain: below 32 where others follow it, else from 32.
        backoffs: code of each one's back-off weight, 0 where none follows.
        lines: of the table.
    """
    bits = np.zeros((lines, 8 * LINE_BYTES), np.uint8)

    def put(line: np.ndarray, first: np.ndarray, values: np.ndarray, width: int) -> None:
        for bit in range(width):
            bits[line, first + bit] = (values >> bit) & 1

    line = ((states & _LOW) * lines) >> 31
    bucket = line * _BUCKETS + ((states >> 38) & 31)
    tag = (states >> 43) & 1023
    counts = np.bincount(bucket, minlength=lines * _BUCKETS)
    every = np.arange(len(counts))
    put(every // _BUCKETS, every % _BUCKETS * 2, counts, 2)
    order = np.argsort(bucket << 10 | tag, kind="stable")
    line, tag, gains, backoffs = line[order], tag[order], gains[order], backoffs[order]
    starts = np.searchsorted(line, line)
    at = np.arange(len(line)) - starts
    followed = backoffs > 0
    put(line, 64 + at, followed.astype(np.int64), 1)
    put(line, _FIRST + _ENTRY * at, tag << 4 | np.where(followed, gains >> 1, gains & 15), _ENTRY)
    before = np.r_[0, np.cumsum(followed)]
    rank = (before[:-1] - before[starts])[followed]
    rest = ((gains & 1) << 4 | backoffs)[followed]
    put(line[followed], 8 * LINE_BYTES - _REST * (rank + 1), rest, _REST)
    return np.packbits(bits, axis=1, bitorder="little").view("<i8").reshape(-1)
