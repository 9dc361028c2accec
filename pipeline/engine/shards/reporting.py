"""The report of a run: a shard's outline, made with the shard, and the page put together in the end.

In: what clean made of a shard; the folders of export's parts. Out: bytes. Touches the parts,
reading only: their outlines, and the tables of those whose documents the page shows.
The outlines say which rows the page shows; those of each part are made where a run's shards are
worked on, perhaps side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline import rows
from pipeline.engine.garbage import collecting_by_hand
from pipeline.export import parquet
from pipeline.mojibake.edits.apply import undo_edits
from pipeline.records import Cleaned, Document, Edit, PlacedEdit
from pipeline.report import (
    Choice,
    Lot,
    Outline,
    Part,
    Shown,
    Subject,
    Wanted,
    decoded,
    encoded,
    outline_of,
    page,
    rows_of,
)
from pipeline.report.rows import Languages, Problem

PART = "report.json"
"""File in a part of export: the outline of what the report tells of its documents."""

REPORT = "report.html"

_TOGETHER = 64
"""Documents whose edits are made records at a time."""

Lots = Callable[[Sequence[tuple[int, Wanted]]], Iterable[Lot]]
"""The rows that are wanted of parts of export, each named by its place among all, in the same order."""


def part(cleaned: Iterable[Cleaned]) -> bytes:
    """The outline of a shard."""
    return encoded(outline_of(_subject(one.document, one.repairs) for one in cleaned))


def report(folders: Sequence[Path], lots: Lots) -> bytes:
    """The page, of all parts in order.

    Args:
        folders: where their outlines are.
        lots: makes their rows.
    """
    whole, shown = Part(), Shown()
    totals: Counter[str] = Counter()
    for folder in folders:
        outline = _outline(folder)
        whole.count(outline.counts)
        totals.update(outline.totals())
    choice = Choice(totals)
    asked = [(number, choice.wanted(_outline(folder))) for number, folder in enumerate(folders)]
    for one in lots([(number, wanted) for number, wanted in asked if wanted.ordinals]):
        shown.take(one)
    whole.more = totals.total() - shown.changes
    return page(whole, shown)


def lot(folder: Path, wanted: Wanted) -> Lot:
    """The rows that are wanted of a part of export, from its folder."""
    found = Lot()
    # So many small lists are made of the rows that the collector would take longer than all else.
    with collecting_by_hand():
        for subject in _subjects(folder / "parquet", wanted.ordinals):
            # Of most documents the page shows what is least sure, and that is the smaller part.
            wanted.take(found, rows_of(subject, wanted.space))
    return found


def _outline(folder: Path) -> Outline:
    return decoded((folder / PART).read_bytes())


def _subjects(folder: Path, wanted: Sequence[int]) -> Iterator[Subject]:
    """Of a part's documents those at some places, with their edits and the languages of their blocks."""
    documents = rows.from_arrow("documents", parquet.read(folder / "documents.parquet").take(wanted))
    # As edits, not as rows: of a row's columns the report needs but these.
    names = ("document_id", *(field.name for field in fields(Edit)))
    repairs = parquet.read(folder / "repairs.parquet", names)
    columns = ("document_id", "start", "end", "language")
    spoken = parquet.read(folder / "blocks.parquet", columns)
    for first in range(0, len(documents), _TOGETHER):
        some = documents[first : first + _TOGETHER]
        ids = [document.document_id for document in some]
        found = _of_documents(repairs, ids)
        edits: dict[str, list[Edit]] = {}
        for name, edit in zip(
            found.column("document_id").to_pylist(), rows.from_arrow("repairs", found, Edit), strict=True
        ):
            edits.setdefault(name, []).append(edit)
        found = _of_documents(spoken, ids)
        blocks: dict[str, list[tuple[int, int, str | None]]] = {}
        for name, *block in zip(*(found.column(column).to_pylist() for column in columns), strict=True):
            blocks.setdefault(name, []).append(tuple(block))
        for document in some:
            own = edits.pop(document.document_id, [])
            yield _subject(document, own, blocks.get(document.document_id, []), is_whole=True)


def _of_documents(table: Any, ids: Sequence[str]) -> Any:
    """A table's rows of some documents."""
    import pyarrow as pa
    from pyarrow import compute

    return table.filter(compute.is_in(table.column("document_id"), pa.array(ids, pa.string())))


def _subject(
    document: Document,
    edits: Sequence[Edit | PlacedEdit],
    blocks: Iterable[tuple[int, int, str | None]] = (),
    *,
    is_whole: bool = False,
) -> Subject:
    """A document as the report takes it; for an outline without its source and languages."""
    problems = [
        Problem(
            line=found.line,
            column=found.column,
            start=found.start,
            end=found.end,
            severity=found.severity,
            code=found.code,
            message=found.message,
        )
        for found in document.findings
        if not found.code.startswith("mojibake-")  # each of these is told by its change
    ]
    return Subject(
        path=document.path,
        status=document.status,
        encoding=document.encoding,
        source=undo_edits(document.text or "", edits) if is_whole else "",
        edits=edits,
        problems=problems,
        language_at=Languages(blocks).at,
    )
