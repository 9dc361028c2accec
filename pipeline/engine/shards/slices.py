"""A shard's rows a few documents at a time, so that an export holds no more of them at once.

In: a folder of Parquet files, one a table. Out: `Rows` of whole families, in order. Touches those
files, reading only, a batch of rows at a time.
All tables are in the order of documents, and families are contiguous, so one walk through the four
is enough. A pair is in its source's family, or its target's, which is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline import rows as rows_room
from pipeline.engine.corpus.families import family_of
from pipeline.export import parquet
from pipeline.export.selection import Rows
from pipeline.tables import TABLES

BYTES = 2**18
"""A slice ends after the family with which its documents come to so many bytes."""

_BATCH = 512
"""Rows that are made records of at once."""


def slices(folder: Path) -> Iterator[tuple[Rows, bool]]:
    """The rows in a folder of Parquet files, in slices, each with whether it is the last.

    Where there are no rows there is one slice, without any.
    """
    ends = _ends(folder)
    cursors = {name: _Cursor(name, folder, ends) for name in TABLES}
    last = max(ends.values(), default=0)
    for number in range(last + 1):
        yield Rows(**{name: cursor.take(number) for name, cursor in cursors.items()}), number == last


def _ends(folder: Path) -> dict[str, int]:
    """The slice of each document, by its id."""
    table = parquet.read(folder / "documents.parquet", ["document_id", "path", "bytes"])
    columns = (table.column(name).to_pylist() for name in ("document_id", "path", "bytes"))
    found: dict[str, int] = {}
    number = size = 0
    for _, family in groupby(zip(*columns, strict=True), key=lambda row: family_of(row[1])):
        if size >= BYTES:
            number, size = number + 1, 0
        for document_id, _, length in family:
            found[document_id] = number
            size += length or 0
    return found


class _Cursor:
    """Where the walk through one table is."""

    def __init__(self, name: str, folder: Path, slice_of: Mapping[str, int]) -> None:
        self._slice_of = slice_of
        self._keys = ("source_document_id", "target_document_id") if name == "pairs" else ("document_id",)
        self._records = _records(name, folder / f"{name}.parquet")
        self._next: Any = next(self._records, None)

    def take(self, number: int) -> list[Any]:
        """The records of a slice; slices are asked for in order."""
        found = []
        while self._next is not None and self._number(self._next) <= number:
            found.append(self._next)
            self._next = next(self._records, None)
        return found

    def _number(self, record: Any) -> int:
        for key in self._keys:
            document_id = getattr(record, key)
            if document_id is not None:
                return self._slice_of[document_id]
        return 0


def _records(name: str, path: Path) -> Iterator[Any]:
    for batch in parquet.batches(path, _BATCH):
        records: Iterable[Any] = rows_room.from_arrow(name, batch)
        yield from records
