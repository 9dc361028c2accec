"""Two lists of units aligned: which belong together, none crossing another but what is out of order.

In: units of both sides. Out: `Bead`s that cover all units. Touches nothing.
Idea: Gale and Church (1993), dynamic programming over 1-1, 1-2, 2-1, 1-0 and 0-1, in whole
numbers, within a band. Long lists are first cut at pairs that share what no other unit has (as
patience diff does), the parts again, so that time grows with the length alone. What is left
over on both sides in the end is paired where its content is strong evidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.clean.pairs.chart import PRIORS, STEPS, best_path
from pipeline.clean.pairs.evidence import Compared, Evidence, Lengths
from pipeline.clean.pairs.units import Unit
from pipeline.mojibake import jit

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
_WORK = 60
"""Microseconds that a place of the chart takes in plain Python, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """Units of both sides that belong together; one side may be empty."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    evidence: int
    """What speaks for it; 0 where a side is empty."""
    margin: int
    """How much better the best alignment is than the best one without this bead."""


def align(source: Sequence[Unit], target: Sequence[Unit], lengths: Lengths) -> list[Bead]:
    """The best alignment, and then what is left over on both sides paired by content.

    Args:
        source: units of one text, in order.
        target: units of its translation, in order.
        lengths: the length model of the two languages.

    Returns:
        Beads that cover all units of both sides once, in the order of the source; those without
        one stand behind what precedes them in the target.
    """
    if len(source) == len(target) == 1:
        worth = Evidence(lengths).of(source[0], target[0])
        # The other way is a gap on both sides; what is weak has nothing to change places with.
        margin = worth + _BOTH - _OURS - _THEIRS
        if margin >= 0:
            return [Bead(source=(0,), target=(0,), evidence=worth, margin=min(margin, _CERTAIN))]
    jit.expect(_WORK * len(source) * min(len(target), 2 * BAND))
    aligner = Aligner(source, target, lengths)
    beads = aligner.beads()
    ours = [bead.source[0] for bead in beads if not bead.target]
    theirs = [bead.target[0] for bead in beads if not bead.source]
    # A path cannot cross itself, so of two paragraphs that changed places it may pair the wrong ones.
    weak = [
        (bead.source[0], bead.target[0])
        for bead in beads
        if len(bead.source) == len(bead.target) == 1 and bead.margin < _WEAK and bead.evidence < CROSSED
    ]
    ours += [i for i, _ in weak]
    theirs += [j for _, j in weak]
    if not ours or not theirs or len(ours) * len(theirs) > _MOST_CROSSED:
        return beads
    pairs = _by_content(aligner, ours, theirs)
    taken = {bead.target[0] for bead in pairs.values()}
    return list(_crossed(beads, pairs, taken, {i for i, j in weak if i in pairs or j in taken}))


def _by_content(aligner: Aligner, ours: Sequence[int], theirs: Sequence[int]) -> dict[int, Bead]:
    """Units paired by their content alone, the strongest first; by their places in the source."""
    least = CROSSED + CHOICE * (len(ours) * len(theirs)).bit_length()
    worths = zip(aligner.worths(ours, theirs), product(ours, theirs), strict=True)
    found = sorted((least - worth, i, j) for worth, (i, j) in worths if worth >= least)
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


class Aligner:
    """Aligns the units of one pair of texts."""

    def __init__(self, source: Sequence[Unit], target: Sequence[Unit], lengths: Lengths) -> None:
        self._source = source
        self._target = target
        self._compared = Compared(source, target, lengths)

    def worths(self, ours: Sequence[int], theirs: Sequence[int]) -> list[int]:
        """Evidence and prior of each of some units of the source with each of some of the target."""
        return [evidence + _BOTH for evidence in self._compared.worths(ours, theirs)]

    def beads(self) -> list[Bead]:
        """The best alignment without crossings."""
        whole = (0, len(self._source), 0, len(self._target))
        return [bead for part in self._parts(*whole) for bead in self._aligned(*part)]

    def _parts(self, start: int, stop: int, low: int, high: int) -> list[tuple[int, int, int, int]]:
        """Parts to be aligned by themselves, cut at units that share what no other has."""
        parts = [(start, stop, low, high)]
        done: list[tuple[int, int, int, int]] = []
        while parts:
            start, stop, low, high = part = parts.pop()
            cuts = self._cuts(*part) if (stop - start) * (high - low) > _SMALL else []
            if not cuts:
                done.append(part)
                continue
            ends = [*cuts, (stop, high)]
            for (a, b), (c, d) in zip([(start, low), *cuts], ends, strict=True):
                if (a, b) != (c, d):
                    parts.append((a, c, b, d))
        return sorted(done)

    def _cuts(self, start: int, stop: int, low: int, high: int) -> list[tuple[int, int]]:
        """Places to cut a part at, none of them its beginning."""
        ours = _singles(self._source, start, stop)
        theirs = _singles(self._target, low, high)
        shared = Counter((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
        strong = sorted(
            (i, j)
            for (i, j), count in shared.items()
            if count >= _LEAST_SHARED and self.worths([i], [j])[0] >= FIXED
        )
        rising = longest_rising([j for _, j in strong])
        return [strong[place] for place in rising if strong[place] != (start, low)]

    def _aligned(self, start: int, stop: int, low: int, high: int) -> list[Bead]:
        """Beads of one part."""
        rows, columns = stop - start, high - low
        if not rows or not columns:
            gaps = [((i,), ()) for i in range(start, stop)] + [((), (j,)) for j in range(low, high)]
            return [Bead(source=i, target=j, evidence=0, margin=_CERTAIN) for i, j in gaps]
        # Wide enough that the bands of two rows meet.
        half = max(BAND + min(abs(rows - columns), WIDEST), columns // rows + 1)
        beads = []
        for step in best_path(self._compared, range(start, stop), range(low, high), half):
            m, n = STEPS[step.number]
            beads.append(
                Bead(
                    source=tuple(range(step.source, step.source + m)),
                    target=tuple(range(step.target, step.target + n)),
                    evidence=step.worth - PRIORS[step.number],
                    margin=min(step.margin, _CERTAIN),
                )
            )
        return beads


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
