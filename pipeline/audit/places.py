"""Places: findings with the file that each is in, as a person goes through them.

In: findings of files, or of the last run. Out: `Place`s in order of file, line, column.
Touches the files of the last run, reading only. A run's findings of damage need no look into
table `repairs`: clean makes a finding of every edit, one a line and kind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.audit.fingerprints import fingerprints

if TYPE_CHECKING:
    from pipeline.fixing.pieces import Line

SEVERITIES = ("error", "warning", "note")
"""The worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One finding with the file it is in."""

    path: str
    """From the folder that the command was started in (of a run: relative to RAW), with `/`."""
    line: int | None
    """From 1; None where the finding is of the whole file."""
    column: int | None
    """From 1, in code points."""
    end_line: int | None = None
    end_column: int | None = None
    """One past the last code point."""
    severity: str
    """`error`, `warning` or `note`."""
    code: str
    message: str
    text: str | None = None
    """What stands there; None where the finding is of the whole file."""
    proposal: str | None = None
    """What would stand there, if a repair is proposed."""
    confidence: float | None = None
    """Of the least sure of the repairs proposed, 0 to 1."""
    grade: str | None = None
    """Of the least sure of the repairs proposed."""
    channel: str | None = None
    """How the text was damaged: `page:loss` for each layer."""
    fingerprint: str = ""
    """32 hex digits that stay the same where the finding moves to another line or file."""
    diff: Line = ()
    """The line with what would change in it."""

    def __str__(self) -> str:
        return f"{self.where}: {self.severity}: {self.code}: {self.message}"

    @property
    def where(self) -> str:
        """Path, line and column, as editors and terminals understand them."""
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n is not None)])


def in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    """By file, line, column, code."""
    return tuple(sorted(places, key=lambda p: (p.path, p.line or 0, p.column or 0, p.code, p.message)))


def worst_first(places: Iterable[Place]) -> list[Place]:
    """By severity, then the surest damage, then by place: what is cut off at the end matters least."""
    return sorted(
        places,
        key=lambda p: (
            SEVERITIES.index(p.severity),
            -(p.confidence or 0.0),
            p.path,
            p.line or 0,
            p.column or 0,
            p.code,
        ),
    )


def places_of_run(out: str | os.PathLike[str]) -> tuple[Place, ...]:
    """All findings of the last run that wrote to `out`.

    Raises:
        InputError: no run has written there.
    """
    from pipeline.engine.reading import read_table

    documents = read_table("documents", out)
    return places(zip(documents["path"], documents["findings"]))


def places(documents: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> tuple[Place, ...]:
    """The findings of these documents, sorted.

    Args:
        documents: path and findings, each a row's, by column name.
    """
    found = []
    for path, findings in documents:
        rows = list(findings)
        # A run keeps no text beside a finding; its message names what stands there.
        marks = fingerprints((row["code"], "", row["message"], "", "") for row in rows)
        found += [
            Place(
                path=path,
                line=row["line"],
                column=row["column"],
                severity=row["severity"],
                code=row["code"],
                message=row["message"],
                fingerprint=mark,
            )
            for row, mark in zip(rows, marks, strict=True)
        ]
    return in_order(found)
