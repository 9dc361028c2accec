"""Lists of units aligned, two and two: which belong together, none crossing another but what is out of order.

In: units of both sides. Out: `Bead`s that cover all units. Touches nothing.
Idea: Gale and Church (1993), dynamic programming over 1-1, 1-2, 2-1, 1-0 and 0-1, in whole
numbers, within a band. Long lists are first cut at pairs that share what no other unit has (as
patience diff does), the parts again, so that time grows with the length alone. What is left
over on both sides in the end is paired where its content is strong evidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from pipeline.clean.pairs.chart import PRIORS, STEPS, Part, Step, best_paths
from pipeline.clean.pairs.compared import Compared, Task
from pipeline.clean.pairs.evidence import Lengths
from pipeline.clean.pairs.units import Unit

CROSSED = 300
"""Least evidence for units that are out of order; below it they are gaps."""
CHOICE = 40
"""Evidence more for each doubling of the pairs that could be: among many, one fits by chance."""
FIXED = 500
"""Least evidence where a long text is cut."""

BAND = 24
"""Units on either side of the straight line that are compared."""
WIDEST = 40
"""At most so many more where one side is longer: what is farther off is for the cuts to find."""

_SMALL = 1600
"""Products of lengths that are not cut further."""
_LEAST_SHARED = 2
_WEAK = 600
"""Pairs with a smaller margin, and less evidence than `CROSSED`, may give way to ones that are out of
order; on the pages of a tutorial in 19 languages that made 2 more blocks of 3,344 right, and no
sentence of 2,147 wrong."""
_MOST_CROSSED = 40_000
_CERTAIN = 2000
_BOTH, _OURS, _THEIRS = PRIORS[:3]


class Bead(NamedTuple):
    """Units of both sides that belong together; one side may be empty."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    evidence: int
    """What speaks for it; 0 where a side is empty."""
    margin: int
    """How much better the best alignment is than the best one without this bead."""


def align(source: Sequence[Unit], target: Sequence[Unit], lengths: Lengths) -> list[Bead]:
    """The best alignment of one pair of texts: see `align_all`.

    Args:
        source: units of one text, in order.
        target: units of its translation, in order.
        lengths: the length model of the two languages.
    """
    return align_all([Task(source, target, lengths)])[0]


def align_all(tasks: Sequence[Task]) -> list[list[Bead]]:
    """The best alignment of each, and then what is left over on both sides paired by content.

    Each is what it would be by itself; together they take a tenth of the time.

    Returns:
        Beads that cover all units of both sides once, in the order of the source; those without
        one stand behind what precedes them in the target.
    """
    compared = Compared(tasks)
    found = _lone_pairs(tasks, compared)
    waiting = [number for number, beads in enumerate(found) if beads is None]
    for number, beads in zip(waiting, in_order(tasks, compared, waiting)):
        found[number] = beads
    left = {number: _left_over(found[number] or []) for number in waiting}
    asked = {number: pairs for number, pairs in left.items() if _can_cross(*pairs[:2])}
    worths = _worths(compared, {number: list(product(*pairs[:2])) for number, pairs in asked.items()})
    for number, (ours, theirs, weak) in asked.items():
        pairs = _by_content(worths[number], ours, theirs)
        taken = {bead.target[0] for bead in pairs.values()}
        loose = {i for i, j in weak if i in pairs or j in taken}
        found[number] = list(_crossed(found[number] or [], pairs, taken, loose))
    return [beads or [] for beads in found]


def _lone_pairs(tasks: Sequence[Task], compared: Compared) -> list[list[Bead] | None]:
    """The beads of tasks of one unit a side, where these go together; None for all others."""
    found: list[list[Bead] | None] = [None] * len(tasks)
    lone = [number for number, task in enumerate(tasks) if len(task.source) == len(task.target) == 1]
    for number, (worth,) in _worths(compared, {number: [(0, 0)] for number in lone}).items():
        # The other way is a gap on both sides; what is weak has nothing to change places with.
        margin = worth - _OURS - _THEIRS
        if margin >= 0:
            margin = min(margin, _CERTAIN)
            found[number] = [Bead(source=(0,), target=(0,), evidence=worth - _BOTH, margin=margin)]
    return found


def _worths(compared: Compared, asked: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, list[int]]:
    """Evidence and prior of pairs of units of each task, by its number."""
    ours, theirs = [], []
    for number, pairs in asked.items():
        first, first_there = compared.firsts[number]
        ours += [first + i for i, _ in pairs]
        theirs += [first_there + j for _, j in pairs]
    found = compared.weigh(np.array(ours, np.int64), np.array(theirs, np.int64)) + _BOTH
    worths = iter(found.tolist())
    return {number: list(islice(worths, len(pairs))) for number, pairs in asked.items()}


def _left_over(beads: Sequence[Bead]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Units of both sides that may be paired by content, and the weak pairs among them."""
    ours = [bead.source[0] for bead in beads if not bead.target]
    theirs = [bead.target[0] for bead in beads if not bead.source]
    # A path cannot cross itself, so of two paragraphs that changed places it may pair the wrong ones.
    weak = [
        (bead.source[0], bead.target[0])
        for bead in beads
        if len(bead.source) == len(bead.target) == 1 and bead.margin < _WEAK and bead.evidence < CROSSED
    ]
    return [*ours, *[i for i, _ in weak]], [*theirs, *[j for _, j in weak]], weak


def _can_cross(ours: Sequence[int], theirs: Sequence[int]) -> bool:
    return 0 < len(ours) * len(theirs) <= _MOST_CROSSED


def _by_content(worths: Sequence[int], ours: Sequence[int], theirs: Sequence[int]) -> dict[int, Bead]:
    """Units paired by their content alone, the strongest first; by their places in the source.

    Args:
        worths: of each unit of the source with each of the target.
        ours: units of the source.
        theirs: units of the target.
    """
    least = CROSSED + CHOICE * (len(ours) * len(theirs)).bit_length()
    paired = zip(worths, product(ours, theirs), strict=True)
    found = sorted((least - worth, i, j) for worth, (i, j) in paired if worth >= least)
    pairs: dict[int, Bead] = {}
    taken: set[int] = set()
    for margin, i, j in found:
        if i not in pairs and j not in taken:
            pairs[i] = Bead(source=(i,), target=(j,), evidence=least - margin - _BOTH, margin=-margin)
            taken.add(j)
    return pairs


def _crossed(
    beads: Iterable[Bead], pairs: dict[int, Bead], taken: set[int], loose: set[int]
) -> Iterable[Bead]:
    """The beads with some gaps of both sides put together, and some weak pairs taken apart.

    Args:
        beads: of the best path.
        pairs: found by content, by place in the source.
        taken: places in the target of those.
        loose: places in the source of pairs that are none any more.
    """
    for bead in beads:
        if not bead.source and bead.target[0] in taken:
            continue
        if bead.source and bead.source[0] in pairs:
            yield pairs[bead.source[0]]
        elif bead.source and bead.target and bead.source[0] in loose:
            yield Bead(source=bead.source, target=(), evidence=0, margin=bead.margin)
        else:
            yield bead
        if bead.source and bead.source[0] in loose and bead.target[0] not in taken:
            yield Bead(source=(), target=bead.target, evidence=0, margin=bead.margin)


def in_order(tasks: Sequence[Task], compared: Compared, numbers: Sequence[int]) -> list[list[Bead]]:
    """The best alignment without crossings of some tasks.

    Args:
        tasks: all that were compared.
        compared: their units.
        numbers: of the tasks that are to be aligned.
    """
    parts = [(number, part) for number in numbers for part in _parts(tasks[number], compared, number)]
    whole = [part for _, part in parts if part.stop > part.start and part.high > part.low]
    paths = iter(best_paths(compared, whole))
    found: dict[int, list[Bead]] = {number: [] for number in numbers}
    for number, part in parts:
        if part.stop > part.start and part.high > part.low:
            found[number] += map(_bead, next(paths))
            continue
        found[number] += [_gap((i,), ()) for i in range(part.start, part.stop)]
        found[number] += [_gap((), (j,)) for j in range(part.low, part.high)]
    return list(found.values())


def _gap(source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    return Bead(source=source, target=target, evidence=0, margin=_CERTAIN)


def _bead(step: Step) -> Bead:
    source, target, number, worth, margin = step
    m, n = STEPS[number]
    return Bead(
        source=tuple(range(source, source + m)),
        target=tuple(range(target, target + n)),
        evidence=worth - PRIORS[number],
        margin=min(margin, _CERTAIN),
    )


def _parts(task: Task, compared: Compared, number: int) -> list[Part]:
    """Parts of a task to be aligned by themselves, cut at units that share what no other has."""
    parts = [(0, len(task.source), 0, len(task.target))]
    done: list[Part] = []
    while parts:
        start, stop, low, high = part = parts.pop()
        rows, columns = stop - start, high - low
        cuts = _cuts(task, compared, number, part) if rows * columns > _SMALL else []
        if not cuts:
            # Wide enough that the bands of two rows meet.
            half = max(BAND + min(abs(rows - columns), WIDEST), columns // max(rows, 1) + 1)
            done.append(Part(number, *part, half))
            continue
        ends = [*cuts, (stop, high)]
        for (a, b), (c, d) in zip([(start, low), *cuts], ends, strict=True):
            if (a, b) != (c, d):
                parts.append((a, c, b, d))
    return sorted(done)


def _cuts(
    task: Task, compared: Compared, number: int, part: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Places to cut a part at, none of them its beginning."""
    start, stop, low, high = part
    ours = _singles(task.source, start, stop)
    theirs = _singles(task.target, low, high)
    shared = Counter((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    likely = [pair for pair, count in shared.items() if count >= _LEAST_SHARED]
    worths = _worths(compared, {number: likely})[number]
    strong = sorted(pair for pair, worth in zip(likely, worths, strict=True) if worth >= FIXED)
    rising = longest_rising([j for _, j in strong])
    return [strong[place] for place in rising if strong[place] != (start, low)]


def _singles(units: Sequence[Unit], start: int, stop: int) -> dict[str, int]:
    """Words, numbers and marks that one unit of a stretch alone has, and which."""
    where: dict[str, int] = {}
    for place in range(start, stop):
        unit = units[place]
        for key in unit.words:
            where[key] = place if key not in where else -1
        for prefix, keys in (("#", unit.numbers), ("`", unit.marks)):
            for key in keys:
                key = prefix + key
                where[key] = place if key not in where else -1
    return {key: place for key, place in where.items() if place >= 0}


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Places of a longest run of numbers that rises, in order."""
    ends: list[int] = []
    at: list[int] = []
    before = [-1] * len(numbers)
    for place, number in enumerate(numbers):
        rank = bisect_left(ends, number)
        before[place] = at[rank - 1] if rank else -1
        ends[rank : rank + 1] = [number]
        at[rank : rank + 1] = [place]
    found: list[int] = []
    place = at[-1] if at else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
