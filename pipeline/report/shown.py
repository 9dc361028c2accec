"""The rows that a page shows, as the JSON that they are in it.

In: files with their rows, in order. Out: `Lot`, of some files, and `Shown`, of all: bytes. Touches nothing.
A row is some forty small objects, and the rows of 120,000 changes are 400 MB of these; as JSON they
are a tenth of that. So each file's rows become JSON as they come, and only the first few of all
are kept as they are, for readers without scripts.
Lots can be made side by side: what is numbered through all files stands in them as a placeholder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from pipeline.report.parts import Part
from pipeline.wording import counted, mistake

FIRST = 50
"""Rows that are shown where scripts are off."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_FILE, _MISTAKE = "\0f", "\0m"
"""How a placeholder begins, before its number in the lot. In no text that is shown there is a U+0000."""
_PLACEHOLDER = re.compile(rb'"\\u0000[fm]\d+"')


@dataclass(slots=True)
class Lot:
    """Some files and their rows, whatever comes before them."""

    documents: list[list[Any]] = field(default_factory=list)
    """As in `Part`."""
    rows: list[bytes] = field(default_factory=list)
    """Of each file, as JSON with placeholders."""
    first: list[list[Any]] = field(default_factory=list)
    """The first `FIRST` rows, as in `Part`."""
    count: int = 0
    """Rows in all."""
    changes: int = 0
    """What they take of the room of a page."""
    mistakes: dict[str, int] = field(default_factory=dict)
    """Channels that changes name, numbered."""

    def add(self, document: list[Any], rows: Sequence[list[Any]]) -> None:
        """Take a file with its rows: see `Part.add`."""
        number = len(self.documents)
        self.documents.append(document)
        self.first += [[number, *row] for row in rows[: max(0, FIRST - len(self.first))]]
        self.count += len(rows)
        self.changes += sum([size_of(row) for row in rows])
        numbered = [[f"{_FILE}{number}", *row[:7], [*map(self._numbered, row[7])], *row[8:]] for row in rows]
        self.rows.append(escaped(numbered)[1:-1].encode("utf-8", "backslashreplace"))

    def _numbered(self, change: list[Any]) -> list[Any]:
        """A change with the number of its mistake in the place of its channel."""
        channel = change[7]
        if channel is None:
            return change
        numbered = change.copy()
        numbered[7] = f"{_MISTAKE}{self.mistakes.setdefault(channel, len(self.mistakes))}"
        return numbered


def size_of(row: Sequence[Any]) -> int:
    """How many changes a row counts for, without its file's number."""
    return max(1, len(row[7]))


class Shown:
    """Files and their rows."""

    def __init__(self) -> None:
        self.documents: list[list[Any]] = []
        """As in `Part`."""
        self.first: list[list[Any]] = []
        """The first `FIRST` rows, as in `Part`."""
        self.count = 0
        """Rows in all."""
        self.changes = 0
        """As in `Lot`."""
        self._rows: list[bytes] = []
        self._mistakes: dict[str, int] = {}

    @classmethod
    def of(cls, part: Part) -> Shown:
        """All rows of a part."""
        shown, lot = cls(), Lot()
        for number, rows in groupby(part.rows, lambda row: row[0]):
            lot.add(part.documents[number], [row[1:] for row in rows])
        shown.take(lot)
        return shown

    def take(self, lot: Lot) -> None:
        """Take the next files with their rows."""
        before = len(self.documents)
        numbers = {f'"\\u0000f{number}"': before + number for number in range(len(lot.documents))}
        for channel, number in lot.mistakes.items():
            numbers[f'"\\u0000m{number}"'] = self._mistakes.setdefault(channel, len(self._mistakes))
        found = {name.encode("ascii"): str(number).encode("ascii") for name, number in numbers.items()}
        self._rows += [_PLACEHOLDER.sub(lambda place: found[place[0]], rows) for rows in lot.rows]
        self.documents += lot.documents
        few = lot.first[: max(0, FIRST - len(self.first))]
        self.first += [[before + row[0], *row[1:]] for row in few]
        self.count += lot.count
        self.changes += lot.changes

    def json(self, words: Mapping[str, str]) -> Iterator[bytes]:
        """Files, rows, and the mistakes that changes name by number, piece by piece.

        Args:
            words: what a page calls each status.
        """
        documents = [
            [path, status, badge(words[status], places)] for path, status, _, places in self.documents
        ]
        yield f'{{"documents":{escaped(documents)},"rows":['.encode("utf-8", "backslashreplace")
        for at, rows in enumerate(self._rows):
            yield b"," + rows if at else rows
        mistakes = [mistake(channel) for channel in self._mistakes]
        yield f'],"mistakes":{escaped(mistakes)}}}'.encode("utf-8", "backslashreplace")


def escaped(value: Any) -> str:
    """JSON that may stand in a page: nothing in it can end the element or begin another."""
    text = _ENCODER.encode(value)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


def badge(words: str, places: int) -> str:
    """What became of a file, and how many damaged places it had."""
    return f"{words}, {counted(places, 'place')}" if places else words
