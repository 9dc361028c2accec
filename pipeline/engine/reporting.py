"""The report of a run: a shard's part, made with the shard, and the page put together of all.

In: what clean made of a shard; the folders of export's parts. Out: bytes. Touches the parts,
reading only their own part of the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.clean import revert
from pipeline.records import Cleaned
from pipeline.report import Subject, decoded, encoded, merged, page, part_of
from pipeline.report.rows import Languages, Problem

PART = "report.json"
"""File in a part of export: what the report tells of its documents."""

REPORT = "report.html"


def part(cleaned: Iterable[Cleaned]) -> bytes:
    """The report's part of a shard."""
    return encoded(part_of(_subjects(cleaned)))


def report(folders: Iterable[Path]) -> bytes:
    """The page, of all parts in order."""
    return page(merged(decoded((folder / PART).read_bytes()) for folder in folders))


def _subjects(cleaned: Iterable[Cleaned]) -> Iterator[Subject]:
    for one in cleaned:
        document = one.document
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
        is_told = bool(one.repairs or problems)
        yield Subject(
            path=document.path,
            status=document.status,
            encoding=document.encoding,
            source=revert(document, one.repairs) if is_told else "",
            edits=one.repairs,
            problems=problems,
            language_at=Languages((b.start, b.end, b.language) for b in one.blocks).at,
        )
