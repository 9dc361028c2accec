"""Places: findings of a run as lines that a person can go to.

In: paths of documents with their findings. Out: `Place`s in order of file, line, column.
Touches the files of the last run, reading only. Findings of damage need no look into table
`repairs`: clean makes a finding of every edit, one a line and kind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SettingError
from pipeline.findings import CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One finding with the file it is in."""

    path: str
    """Relative to RAW, with `/`."""
    line: int | None
    """From 1; None where the finding is of the whole file."""
    column: int | None
    """From 1, in code points."""
    severity: str
    """`error`, `warning` or `note`."""
    code: str
    message: str

    def __str__(self) -> str:
        where = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n is not None)])
        return f"{where}: {self.severity}: {self.code}: {self.message}"


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
    found = [
        Place(
            path=path,
            line=finding["line"],
            column=finding["column"],
            severity=finding["severity"],
            code=finding["code"],
            message=finding["message"],
        )
        for path, findings in documents
        for finding in findings
    ]
    return tuple(sorted(found, key=lambda p: (p.path, p.line or 0, p.column or 0, p.code, p.message)))


def select(found: Iterable[Place], codes: Sequence[str] = ()) -> tuple[Place, ...]:
    """What is shown: errors and warnings, or what `codes` names or is a prefix of.

    Args:
        found: all places.
        codes: names of codes, or prefixes of names; if any is given, nothing else is shown.

    Raises:
        SettingError: one of `codes` is no code's beginning.
    """
    for code in codes:
        if not any(name.startswith(code) for name in CODES):
            raise SettingError(
                f"no finding's code begins with `{code}`", hint="docs/findings.md lists the codes"
            )
    if codes:
        return tuple(place for place in found if place.code.startswith(tuple(codes)))
    return tuple(place for place in found if place.severity != "note")
