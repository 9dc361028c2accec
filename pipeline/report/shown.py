"""The rows that a page shows, as the JSON that they are in it.

In: files with their rows, in order. Out: `Shown`: bytes. Touches nothing.
A row is some forty small objects, and the rows of 120,000 changes are 400 MB of these; as JSON they
are a tenth of that. So each file's rows become JSON as they come, and only the first few of all
are kept as they are, for readers without scripts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.report.parts import Part
from pipeline.wording import counted, mistake

FIRST = 50
"""Rows that are shown where scripts are off."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


class Shown:
    """Files and their rows."""

    def __init__(self) -> None:
        self.documents: list[list[Any]] = []
        """As in `Part`."""
        self.first: list[list[Any]] = []
        """The first `FIRST` rows, as in `Part`."""
        self.count = 0
        """Rows in all."""
        self._rows: list[bytes] = []
        self._mistakes: dict[str, int] = {}

    @classmethod
    def of(cls, part: Part) -> Shown:
        """All rows of a part."""
        shown = cls()
        shown.documents = part.documents
        for _, rows in groupby(part.rows, lambda row: row[0]):
            shown._take(list(rows))
        return shown

    def add(self, document: list[Any], rows: Sequence[list[Any]]) -> None:
        """Take a file with its rows: see `Part.add`."""
        number = len(self.documents)
        self.documents.append(document)
        self._take([[number, *row] for row in rows])

    def _take(self, rows: Sequence[list[Any]]) -> None:
        self.first += rows[: max(0, FIRST - len(self.first))]
        self.count += len(rows)
        numbered = [[*row[:8], [*map(self._numbered, row[8])], row[9]] for row in rows]
        self._rows.append(escaped(numbered)[1:-1].encode("utf-8", "backslashreplace"))

    def _numbered(self, change: list[Any]) -> list[Any]:
        """A change with the number of its mistake in the place of its channel."""
        channel = change[7]
        if channel is None:
            return change
        numbered = change.copy()
        numbered[7] = self._mistakes.setdefault(channel, len(self._mistakes))
        return numbered

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
