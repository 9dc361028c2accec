"""What a shard's documents would have in the report, without its texts; and what of it is shown.

In: subjects. Out: an `Outline`, as JSON and back; of all outlines together, a `Choice`. Touches nothing.
A page holds 120,000 changes, a corpus may have a thousand times as many: so a shard says only how many of
each kind its documents have, and the rows are made in the end, for those documents alone that the
page has room for. Whole rows of a shard took 40 kB of JSON a document.
From the outlines alone it is known what room there is when a shard's turn comes, so the rows of
several shards can be made side by side.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.records import PlacedEdit
from pipeline.report.parts import COUNTS, KINDS, MOST, Part
from pipeline.report.rows import Subject, count, grouped, kind_of
from pipeline.report.shown import Lot, size_of


@dataclass(slots=True)
class Outline:
    """What is told of a shard's files."""

    counts: Part = field(default_factory=Part)
    """Without documents and rows."""
    sizes: dict[str, list[int]] = field(default_factory=dict)
    """By kind: a file's ordinal, the changes in its rows of that kind, and so on in turns."""

    def totals(self) -> Counter[str]:
        """Changes by kind."""
        return Counter({kind: sum(found[1::2]) for kind, found in self.sizes.items()})


def outline_of(subjects: Iterable[Subject]) -> Outline:
    """The outline of these files, whose edits know their lines; no source is looked at."""
    outline = Outline()
    for ordinal, subject in enumerate(subjects):
        count(outline.counts, subject)
        found: Counter[str] = Counter()
        for group in grouped(subject.edits, map(_line_of, subject.edits)):
            found[kind_of(group)] += len(group)
        for problem in subject.problems:
            if problem.severity != "note":
                found[problem.severity] += 1
        for kind, size in found.items():
            outline.sizes.setdefault(kind, []).extend((ordinal, size))
    return outline


def _line_of(edit: Any) -> int:
    assert isinstance(edit, PlacedEdit)
    return edit.line


def encoded(outline: Outline) -> bytes:
    """An outline as JSON, the same bytes for the same outline."""
    counts = {name: dict(sorted(getattr(outline.counts, name).items())) for name in COUNTS}
    value = {"counts": counts, "sizes": outline.sizes}
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode("ascii")


def decoded(data: bytes) -> Outline:
    """The outline of such JSON."""
    value = json.loads(data)
    counts = Part()
    for name in COUNTS:
        setattr(counts, name, Counter(value["counts"][name]))
    return Outline(counts=counts, sizes=value["sizes"])


class Choice:
    """Which rows of all are shown: the least sure first, of equal ones the first."""

    def __init__(self, totals: Counter[str], most: int = MOST) -> None:
        """Choose.

        Args:
            totals: changes of all files by kind.
            most: changes that a page holds.
        """
        self._space: dict[str, int] = {}
        """By kind that is shown: changes that there still is room for."""
        for kind in KINDS:
            self._space[kind] = most
            most -= totals[kind]
            if most <= 0:
                break

    def wanted(self, outline: Outline) -> Wanted:
        """What is shown of the outline's files; outlines are asked in order."""
        found: set[int] = set()
        before = {kind: space for kind, space in self._space.items() if space > 0}
        for kind, space in before.items():
            sizes = outline.sizes.get(kind, ())
            for ordinal, size in zip(sizes[::2], sizes[1::2], strict=True):
                if space <= 0:
                    break
                found.add(ordinal)
                space -= size
            self._space[kind] = space
        return Wanted(ordinals=sorted(found), space=before)


@dataclass(slots=True)
class Wanted:
    """What of a shard's rows is shown."""

    ordinals: list[int]
    """The files that have some."""
    space: dict[str, int]
    """By kind: changes that there is room for before the first of them."""

    def take(self, whole: Part | Lot, part: Part) -> None:
        """Add a file's rows, as far as there is room for them; files come in order."""
        kept = []
        for _, *row in part.rows:
            kind, size = row[2], size_of(row)
            if kind not in self.space:
                continue
            if size > self.space[kind]:
                del self.space[kind]  # what comes after a row that does not fit is not shown either
                continue
            self.space[kind] -= size
            kept.append(row)
        if kept:
            whole.add(part.documents[0], kept)
