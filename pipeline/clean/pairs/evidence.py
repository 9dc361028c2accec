"""How much speaks for it that two units are translations of one another.

In: two units. Out: integer evidence, 100 times the natural logarithm of how much likelier what
is seen is of a translation than of two texts that happen to stand near one another. Touches
only `data/`. Each kind of evidence is a table of whole numbers, counted on parallel texts:
length in the manner of Gale and Church (1993), with parameters of each language; glossed
words; names; numbers; addresses and code; how they end; the kind of block.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import Any

import numpy as np

from pipeline.clean.pairs.tables import length_parameters, table
from pipeline.clean.pairs.units import Unit
from pipeline.mojibake import jit
from pipeline.mojibake.jit import kernel

_SIZES = (10, 25, 60, 150)
_COVERS = (1, 6, 12, 25, 50, 100)
_SHARES = 11
_FARTHEST = 12
_MOST_NAMES = 4
_ENDINGS = "-!.:?~"
_NAME, _NUMBER, _MARK = 0, -1, -2
"""What is shared, where it is no word with a weight."""


class Lengths:
    """Length model of one pair of languages."""

    __slots__ = ("model",)

    def __init__(self, source: str | None, target: str | None) -> None:
        """From the tables of the two languages.

        Args:
            source: BCP 47 tag; an unknown one is taken for English in its length.
            target: the same.
        """
        ratio_source, spread_source = length_parameters(source)
        ratio_target, spread_target = length_parameters(target)
        self.model = (
            ratio_source / 1000,
            ratio_target / 1000,
            (spread_source + spread_target) / 1000,
        )
        """What a text of each language is longer than an English one by, and how that varies."""

    def distance(self, source: int, target: int) -> tuple[int, int]:
        """Bin of size, and how many halves of a standard deviation the target is too long."""
        size, distance = distance_of(source, target, self.model)
        return int(size), int(distance)


@kernel
def distance_of(source: int, target: int, model: tuple[float, float, float]) -> tuple[int, int]:
    """See `Lengths.distance`.

    Only operations that IEEE 754 rounds exactly: the same bins on every machine, compiled or not.
    """
    ours, theirs = source / model[0], target / model[1]
    mean = (ours + theirs) / 2
    z = (theirs - ours) / math.sqrt(model[2] * mean + 4)
    least = min(theirs, ours)
    size = 0
    for border in _SIZES:
        size += border <= least
    return size, max(-_FARTHEST, min(_FARTHEST, math.floor(2 * z + 0.5)))


@kernel
def cover_of(known: int) -> int:
    """Bin of what could be shared of glossed words."""
    cover = 0
    for border in _COVERS:
        cover += border <= known
    return cover


def features(source: Unit, target: Unit, lengths: Lengths) -> tuple[str, ...]:
    """What is seen of the two, each as a key of the table of evidence."""
    size, distance = lengths.distance(source.length, target.length)
    cover, share, names = _shared(source, target)
    return (
        f"length {size} {distance}",
        f"words {cover} {share}",
        f"names {names}",
        f"numbers {_overlap(source.numbers, target.numbers)}",
        f"marks {_overlap(source.marks, target.marks)}",
        f"ending {source.ending or '-'} {target.ending or '-'}",
        f"kind {'same' if source.kind == target.kind else 'other'}",
    )


def _shared(source: Unit, target: Unit) -> tuple[int, int, int]:
    """Bin of what could be shared of glossed words, tenths that are, and how many names."""
    matched = names = 0
    ours, theirs = source.words, target.words
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    for word, weight in ours.items():
        if word in theirs:
            if word[0] == "=":
                matched += weight
            else:
                names += 1
    known = min(source.known, target.known)
    return cover_of(known), min(_SHARES - 1, matched * 10 // known) if known else 0, min(names, _MOST_NAMES)


_OVERLAPS = ("none", "lone", "same", "same+", "part", "other")


def _overlap(ours: frozenset[str], theirs: frozenset[str]) -> str:
    return _OVERLAPS[overlap(len(ours), len(theirs), len(ours & theirs))]


@kernel
def overlap(ours: int, theirs: int, both: int) -> int:
    """Which of `_OVERLAPS` two sets are, from how many they hold and how many are in both."""
    if not ours and not theirs:
        return 0
    if not ours or not theirs:
        return 1
    if ours == theirs == both:
        return 2 if both == 1 else 3
    return 4 if both else 5


@cache
def _laid() -> tuple[tuple[int, ...], ...]:
    """The table of evidence, laid out so that a look-up makes no keys.

    Lengths by size and distance, words by cover and share, names, numbers, marks, endings by both, kinds.
    """
    seen = table()
    distances = range(-_FARTHEST, _FARTHEST + 1)
    return (
        tuple(seen.get(f"length {size} {z}", 0) for size in range(len(_SIZES) + 1) for z in distances),
        tuple(
            seen.get(f"words {cover} {share}", 0)
            for cover in range(len(_COVERS) + 1)
            for share in range(_SHARES)
        ),
        tuple(seen.get(f"names {count}", 0) for count in range(_MOST_NAMES + 1)),
        tuple(seen.get(f"numbers {kind}", 0) for kind in _OVERLAPS),
        tuple(seen.get(f"marks {kind}", 0) for kind in _OVERLAPS),
        tuple(seen.get(f"ending {one} {other}", 0) for one in _ENDINGS for other in _ENDINGS),
        (seen.get("kind other", 0), seen.get("kind same", 0)),
    )


def integers(values: Sequence[int]) -> Any:
    """Numbers as kernels take them: plain Python reads a list several times as fast as an array."""
    return np.array(values, np.int64) if jit.is_compiled() else list(values)


def space(size: int) -> Any:
    """Room for so many numbers, which a kernel is to write."""
    return np.empty(size, np.int64) if jit.is_compiled() else [0] * size


class Compared:
    """Units of two texts as numbers, so that a kernel compares them: see `weigh`.

    What two units may share (a word, a number, a mark) is a number, the same on both sides, and
    `sorts` says what it is. A side is the first place of each of its units in the list of these,
    the list, and the units' lengths, endings and kinds.
    """

    __slots__ = ("numbers",)

    def __init__(self, source: Sequence[Unit], target: Sequence[Unit], lengths: Lengths) -> None:
        """Number what the units hold.

        Args:
            source: units of one text.
            target: units of the other.
            lengths: the length model of the two languages.
        """
        sorts: dict[str, int] = {}
        held = [_held(units, sorts) for units in (source, target)]
        names = {name: number for number, name in enumerate(sorts)}
        kinds = {unit.kind: 0 for unit in (*source, *target)}
        kinds = {kind: number for number, kind in enumerate(kinds)}
        self.numbers = (
            _side(source, held[0], names, kinds),
            _side(target, held[1], names, kinds),
            integers(list(sorts.values())),
            integers([0] * (len(sorts) + 1)),
            lengths.model,
            _compiled_laid() if jit.is_compiled() else _laid(),
        )
        """Both sides; what each thing that is shared is (a word's weight, or less than one); when each
        was seen last, and in the end the time, kept from call to call; `Lengths.model`; `_laid`."""

    def worths(self, ours: Sequence[int], theirs: Sequence[int]) -> list[int]:
        """Evidence that a unit of the source and one of the target belong together, for all of these."""
        found = space(len(ours) * len(theirs))
        weigh_all(integers(ours), integers(theirs), found, self.numbers)
        return list(map(int, found))


def _held(units: Sequence[Unit], sorts: dict[str, int]) -> list[Iterable[str]]:
    """What each unit holds that another may share; fills what sort of thing each is."""
    held: list[Iterable[str]] = []
    for unit in units:
        sorts.update(unit.words)
        if not unit.numbers and not unit.marks:
            held.append(unit.words)
            continue
        numbers = dict.fromkeys([f"#{number}" for number in unit.numbers], _NUMBER)
        marks = dict.fromkeys([f"`{mark}" for mark in unit.marks], _MARK)
        sorts.update(numbers)
        sorts.update(marks)
        held.append((*unit.words, *numbers, *marks))
    return held


def _side(
    units: Sequence[Unit], held: Sequence[Iterable[str]], names: dict[str, int], kinds: dict[str, int]
) -> tuple[Any, ...]:
    """One side in numbers."""
    items = [list(map(names.__getitem__, one)) for one in held]
    return (
        integers(list(accumulate(map(len, items), initial=0))),
        integers(list(chain.from_iterable(items))),
        integers([unit.length for unit in units]),
        integers([_ENDINGS.index(unit.ending or "-") for unit in units]),
        integers([kinds[unit.kind] for unit in units]),
    )


@cache
def _compiled_laid() -> tuple[Any, ...]:
    return tuple(map(integers, _laid()))


@kernel
def weigh(i: int, m: int, j: int, n: int, compared: Any) -> int:
    """Evidence that `m` units of the source from `i` on and `n` of the target from `j` on belong together.

    Args:
        i, m, j, n: one or two units of each side; two count as one, what both hold once.
        compared: `Compared.numbers`.
    """
    ours, theirs, sorts, seen, model, laid = compared
    time = seen[-1] + 2
    seen[-1] = time
    known = numbers = marks = 0
    for at in range(ours[0][i], ours[0][i + m]):
        item = ours[1][at]
        if seen[item] != time:
            seen[item] = time
            sort = sorts[item]
            known += max(sort, 0)
            numbers += sort == _NUMBER
            marks += sort == _MARK
    known_there = numbers_there = marks_there = 0
    matched = names = same_numbers = same_marks = 0
    for at in range(theirs[0][j], theirs[0][j + n]):
        item = theirs[1][at]
        if seen[item] == time + 1:
            continue
        is_shared = seen[item] == time
        seen[item] = time + 1
        sort = sorts[item]
        known_there += max(sort, 0)
        numbers_there += sort == _NUMBER
        marks_there += sort == _MARK
        if is_shared:
            matched += max(sort, 0)
            names += sort == _NAME
            same_numbers += sort == _NUMBER
            same_marks += sort == _MARK
    length = length_there = 0
    for at in range(i, i + m):
        length += ours[2][at]
    for at in range(j, j + n):
        length_there += theirs[2][at]
    size, distance = distance_of(length, length_there, model)
    known = min(known, known_there)
    found: int = (
        laid[0][size * (2 * _FARTHEST + 1) + distance + _FARTHEST]
        + laid[1][cover_of(known) * _SHARES + (min(_SHARES - 1, matched * 10 // known) if known else 0)]
        + laid[2][min(names, _MOST_NAMES)]
        + laid[3][overlap(numbers, numbers_there, same_numbers)]
        + laid[4][overlap(marks, marks_there, same_marks)]
        + laid[5][ours[3][i + m - 1] * len(_ENDINGS) + theirs[3][j + n - 1]]
        + laid[6][1 if ours[4][i] == theirs[4][j] else 0]
    )
    return found


@kernel
def weigh_all(sources: Any, targets: Any, found: Any, compared: Any) -> None:
    """Evidence of each of some units of the source with each of some of the target: see `weigh`."""
    for a in range(len(sources)):
        for b in range(len(targets)):
            at = a * len(targets) + b
            found[at] = weigh(sources[a], 1, targets[b], 1, compared)


class Evidence:
    """The table of evidence for one pair of languages."""

    __slots__ = ("_lengths",)

    def __init__(self, lengths: Lengths) -> None:
        self._lengths = lengths

    def of(self, source: Unit, target: Unit) -> int:
        """100 times the natural logarithm of the odds that what is seen gives for a translation."""
        return Compared([source], [target], self._lengths).worths([0], [0])[0]
