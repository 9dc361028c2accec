"""Units of many pairs of texts as numbers, so that thousands of them are compared in one go.

In: `Task`s: the units of two texts each. Out: `Compared`, which gives the evidence of any units of
a source with any of its target: what `evidence` says of two, in whole arrays. Touches nothing.
What two units may share (a word, a number, a mark) is a number, an *item*, the same in all texts.
A *place* is one unit, or behind all of these two neighbours taken together: what both hold counts
once. So the first place of two units is that of the first unit plus `Compared.count`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.pairs.evidence import (
    COVERS,
    ENDINGS,
    FARTHEST,
    MOST_NAMES,
    OVERLAPS,
    SHARES,
    SIZES,
    Lengths,
)
from pipeline.clean.pairs.tables import table
from pipeline.clean.pairs.units import Unit

Numbers = NDArray[np.int64]

_NAME, _NUMBER, _MARK = 0, -1, -2
"""What sort of item it is, where it is no word with a weight."""
_AT_ONCE = 2**18
"""Items that are looked up at once; what is kept of each takes 60 bytes."""
_MOST_NARROW = 2**31 - 1
"""Up to here keys are numbers of 32 bits."""
_PAIR = 8
"""What a pair of units costs beside its items."""


class Task(NamedTuple):
    """Two texts that are to be aligned."""

    source: Sequence[Unit]
    target: Sequence[Unit]
    lengths: Lengths


class Compared:
    """The units of some tasks, in numbers."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        sides = [side for task in tasks for side in (task.source, task.target)]
        units = [unit for side in sides for unit in side]
        self.count = len(units)
        """How many units there are; places from here on are of two."""
        sizes = np.array([len(side) for side in sides], np.int64)
        firsts = np.cumsum(sizes) - sizes
        self.firsts: list[tuple[int, int]] = list(zip(firsts[::2].tolist(), firsts[1::2].tolist()))
        """Of each task the places of the first unit of its source and of its target."""
        side_of = np.repeat(np.arange(len(sides)), sizes)
        self._task = np.tile(side_of // 2, 2)
        self._models = np.array([task.lengths.model for task in tasks])
        self._take_shapes(units)
        self._take_items(units, side_of)

    def _take_shapes(self, units: Sequence[Unit]) -> None:
        """Lengths, endings and kinds of all places."""
        kinds = {kind: number for number, kind in enumerate(dict.fromkeys([unit.kind for unit in units]))}
        lengths = np.array([unit.length for unit in units], np.int64)
        endings = np.array([ENDINGS.index(unit.ending or "-") for unit in units], np.int64)
        kind = np.array([kinds[unit.kind] for unit in units], np.int64)
        self._lengths = np.concatenate((lengths, lengths + _following(lengths)))
        self._endings = np.concatenate((endings, _following(endings)))
        self._kinds = np.tile(kind, 2)
        self.is_unlike = np.concatenate((np.zeros(len(kind), bool), kind != _following(kind)))
        """Whether a place is of two units of different kinds."""

    def _take_items(self, units: Sequence[Unit], side_of: Numbers) -> None:
        """What is in each place: how much of it, and of a target's as sorted keys."""
        held, sorts = _held(units)
        owner = np.repeat(np.arange(self.count), np.fromiter(map(len, held), np.int64, self.count))
        names: defaultdict[str, int] = defaultdict(count().__next__)
        item = np.fromiter(map(names.__getitem__, chain.from_iterable(held)), np.int64, len(owner))
        self._items = max(len(names), 1)
        sort_of = np.zeros(self._items, np.int64)
        sort_of[item] = np.fromiter(chain.from_iterable(sorts), np.int64, len(owner))
        # Half as wide they are sorted and looked up in two thirds of the time.
        self._is_narrow = 2 * self.count * self._items <= _MOST_NARROW
        owner, item = self._narrowed(owner), self._narrowed(item)
        has_next = np.zeros(self.count + 1, bool)
        has_next[1:-1] = side_of[1:] == side_of[:-1]
        with_next, with_last = has_next[1:][owner], has_next[:-1][owner]
        keys = np.concatenate(
            (
                owner * self._items + item,
                (owner[with_next] + self.count) * self._items + item[with_next],
                (owner[with_last] + self.count - 1) * self._items + item[with_last],
            )
        )
        keys = _distinct(keys)
        place, item = np.divmod(keys, self._items)
        sort = sort_of[item]
        whole = 2 * self.count
        self._known = _sums(place, whole, np.maximum(sort, 0))
        self._numbers = _sums(place, whole, sort == _NUMBER)
        self._marks = _sums(place, whole, sort == _MARK)
        is_target = np.tile(side_of % 2 == 1, 2)[place]
        self._keys = keys[is_target]
        # What no unit of the other text has need never be looked up.
        tasks = self._narrowed(self._task)[place] * self._items + item
        is_shared = ~is_target & _is_among(tasks, _distinct(tasks[is_target]))
        self._item, self._sort = item[is_shared], sort[is_shared]
        self._sizes = np.bincount(place[is_shared], minlength=whole)
        self._starts = np.cumsum(self._sizes) - self._sizes

    def _narrowed(self, numbers: Numbers) -> Numbers:
        """The numbers as keys are made of them."""
        return numbers.astype(np.int32) if self._is_narrow else numbers

    def weigh(self, ours: Numbers, theirs: Numbers) -> Numbers:
        """Evidence that the units of each two places belong together.

        Args:
            ours: places in the sources.
            theirs: as many in the targets, each of the same task.
        """
        found = np.empty(len(ours), np.int64)
        ends = np.cumsum(self._sizes[ours] + _PAIR)
        at = 0
        while at < len(ours):
            until = int(np.searchsorted(ends, (ends[at - 1] if at else 0) + _AT_ONCE))
            some = slice(at, max(until, at + 1))
            found[some] = self._weighed(ours[some], theirs[some])
            at = some.stop
        return found

    def _weighed(self, ours: Numbers, theirs: Numbers) -> Numbers:
        sizes = self._sizes[ours]
        pair = np.repeat(np.arange(len(ours)), sizes)
        at = np.arange(len(pair)) + np.repeat(self._starts[ours] - np.cumsum(sizes) + sizes, sizes)
        keys = self._narrowed(theirs)[pair] * self._items + self._item[at]
        is_shared = _is_among(keys, self._keys)
        pair, sort = pair[is_shared], self._sort[at[is_shared]]
        matched, names, numbers, marks = (
            _sums(pair, len(ours), values)
            for values in (np.maximum(sort, 0), sort == _NAME, sort == _NUMBER, sort == _MARK)
        )
        known = np.minimum(self._known[ours], self._known[theirs])
        share = np.minimum(SHARES - 1, matched * 10 // np.maximum(known, 1))
        laid = _laid()
        size, distance = self._distances(ours, theirs)
        found: Numbers = (
            laid[0][size, distance]
            + laid[1][np.searchsorted(COVERS, known, "right"), np.where(known > 0, share, 0)]
            + laid[2][np.minimum(names, MOST_NAMES)]
            + laid[3][_overlap(self._numbers[ours], self._numbers[theirs], numbers)]
            + laid[4][_overlap(self._marks[ours], self._marks[theirs], marks)]
            + laid[5][self._endings[ours], self._endings[theirs]]
            + laid[6][(self._kinds[ours] == self._kinds[theirs]).astype(np.int64)]
        )
        return found

    def _distances(self, ours: Numbers, theirs: Numbers) -> tuple[Numbers, Numbers]:
        """As `Lengths.distance` gives them, the second from 0: by the same operations, exactly rounded."""
        models = self._models[self._task[ours]]
        source, target = self._lengths[ours] / models[:, 0], self._lengths[theirs] / models[:, 1]
        z = (target - source) / np.sqrt(models[:, 2] * ((source + target) / 2) + 4)
        size = np.searchsorted(SIZES, np.minimum(target, source), "right")
        return size, np.clip(np.floor(2 * z + 0.5), -FARTHEST, FARTHEST).astype(np.int64) + FARTHEST


def _held(units: Sequence[Unit]) -> tuple[list[Collection[str]], list[Iterable[int]]]:
    """Items that each unit holds, and the sort of each."""
    held: list[Collection[str]] = []
    sorts: list[Iterable[int]] = []
    for unit in units:
        items = unit.words
        if unit.numbers or unit.marks:
            items = {
                **items,
                **dict.fromkeys([f"#{number}" for number in unit.numbers], _NUMBER),
                **dict.fromkeys([f"`{mark}" for mark in unit.marks], _MARK),
            }
        held.append(items)
        sorts.append(items.values())
    return held, sorts


def _following(values: Numbers) -> Numbers:
    """What stands behind each value; behind the last, itself."""
    return values[np.minimum(np.arange(len(values)) + 1, len(values) - 1)]


def _sums(group: Numbers, count: int, values: NDArray[np.bool_] | Numbers) -> Numbers:
    """Sums of whole numbers by group; as floats they are exact up to 2^53."""
    return np.bincount(group, values, minlength=count).astype(np.int64)


def _distinct(values: Numbers) -> Numbers:
    """Each value once, ascending; `np.unique` hashes them, which takes four times as long."""
    ascending = np.sort(values)
    is_new = np.ones(len(ascending), bool)
    is_new[1:] = ascending[1:] != ascending[:-1]
    return ascending[is_new]


def _is_among(values: Numbers, ascending: Numbers) -> NDArray[np.bool_]:
    """Which values stand in a list."""
    if not len(ascending):
        return np.zeros(len(values), bool)
    at = np.searchsorted(ascending, values)
    found: NDArray[np.bool_] = ascending[np.minimum(at, len(ascending) - 1)] == values
    return found


def _overlap(ours: Numbers, theirs: Numbers, both: Numbers) -> Numbers:
    """Which of `OVERLAPS` two sets are, from how many they hold and how many are in both."""
    is_same = (ours == theirs) & (ours == both)
    kind = np.where(is_same, np.where(both == 1, 2, 3), np.where(both > 0, 4, 5))
    kind[(ours == 0) | (theirs == 0)] = 1
    kind[(ours == 0) & (theirs == 0)] = 0
    return kind


@cache
def _laid() -> tuple[Numbers, ...]:
    """The table of evidence by what is seen, as numbers.

    Lengths by size and distance, words by cover and share, names, numbers, marks, endings by both, kinds.
    """
    seen = table()
    distances = range(-FARTHEST, FARTHEST + 1)
    laid: tuple[Sequence[object], ...] = (
        [[seen.get(f"length {size} {z}", 0) for z in distances] for size in range(len(SIZES) + 1)],
        [[seen.get(f"words {n} {share}", 0) for share in range(SHARES)] for n in range(len(COVERS) + 1)],
        [seen.get(f"names {count}", 0) for count in range(MOST_NAMES + 1)],
        [seen.get(f"numbers {kind}", 0) for kind in OVERLAPS],
        [seen.get(f"marks {kind}", 0) for kind in OVERLAPS],
        [[seen.get(f"ending {one} {other}", 0) for other in ENDINGS] for one in ENDINGS],
        [seen.get("kind other", 0), seen.get("kind same", 0)],
    )
    return tuple(np.array(values, np.int64) for values in laid)
