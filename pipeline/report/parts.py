"""The report of some files, and of several lots together.

In: rows and counts. Out: `Part`. Touches nothing.
A page holds `MOST` changes at most: those that a person should look at come first, what is left
over is counted, and stands in table `repairs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 120_000
"""Changes in one page: more than that a browser would take too long to open."""

KINDS = ("error", "left", "doubtful", "warning", "confident", "certain")
"""What a row can be, most in need of a person first."""

COUNTS = ("statuses", "before", "grades", "channels", "folders", "codes")
"""Fields of a part that are counts."""


@dataclass(slots=True)
class Part:
    """What is told of some files."""

    statuses: Counter[str] = field(default_factory=Counter)
    """Files by what became of them."""
    before: Counter[str] = field(default_factory=Counter)
    """Files that were sound, and that were damaged, before."""
    grades: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    folders: Counter[str] = field(default_factory=Counter)
    """Damaged places by folder."""
    codes: Counter[str] = field(default_factory=Counter)
    """Findings by code."""
    documents: list[list[Any]] = field(default_factory=list)
    """Path, status, encoding, damaged places: the files that have rows."""
    rows: list[list[Any]] = field(default_factory=list)
    """Number of the document, then what `rows.py` says of a row."""
    more: int = 0
    """Changes and findings that are not shown."""

    def add(self, document: list[Any], rows: Sequence[list[Any]]) -> None:
        """Take a file with its rows."""
        number = len(self.documents)
        self.documents.append(document)
        self.rows += [[number, *row] for row in rows]

    def count(self, other: Part) -> None:
        """Add the counts of another part."""
        for name in COUNTS:
            getattr(self, name).update(getattr(other, name))


def merged(parts: Iterable[Part], most: int = MOST) -> Part:
    """Several parts as one, with no more changes than a page can hold.

    Args:
        parts: in the order of their files.
        most: changes that are kept; the least sure are.
    """
    whole = Part()
    for part in parts:
        whole.count(part)
        shift = len(whole.documents)
        whole.documents += part.documents
        whole.rows += [[row[0] + shift, *row[1:]] for row in part.rows]
        whole.more += part.more
        if sum(map(_size, whole.rows)) > 2 * most:
            _cut(whole, most)
    _cut(whole, most)
    return whole


def _size(row: Sequence[Any]) -> int:
    return max(1, len(row[8]))


def _cut(part: Part, most: int) -> None:
    """Keep the rows that a person should look at first, in the order in which they stand."""
    if sum(map(_size, part.rows)) <= most:
        return
    ranked = sorted(range(len(part.rows)), key=lambda at: (KINDS.index(part.rows[at][3]), at))
    kept, count = set(), 0
    for at in ranked:
        count += _size(part.rows[at])
        if count > most:
            break
        kept.add(at)
    part.more += sum(_size(row) for at, row in enumerate(part.rows) if at not in kept)
    part.rows = [row for at, row in enumerate(part.rows) if at in kept]
    numbers = sorted({row[0] for row in part.rows})
    place = {number: at for at, number in enumerate(numbers)}
    part.documents = [part.documents[number] for number in numbers]
    part.rows = [[place[row[0]], *row[1:]] for row in part.rows]
