"""Places: findings and repairs of a run as lines that a person can go to.

In: records of `documents` and `repairs`. Out: `Place`s in order of file, line, column.
Touches nothing. Damaged text is never quoted, only what it says once repaired: our own
output is never mojibake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import SettingError
from pipeline.findings import CODES
from pipeline.records import Document, Finding, PlacedEdit

SEVERITIES = ("error", "warning", "note")
"""The worst first."""

_QUOTED = 40
"""How many code points of a reading a message quotes."""


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
    code: str
    message: str

    def __str__(self) -> str:
        where = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n is not None)])
        return f"{where}: {self.severity}: {self.code}: {self.message}"


def places(documents: Iterable[Document], repairs: Iterable[PlacedEdit]) -> tuple[Place, ...]:
    """All findings of these documents; a damaged stretch that no finding names is one more."""
    edits = defaultdict(list)
    for edit in repairs:
        edits[edit.document_id].append(edit)
    found: list[Place] = []
    for document in documents:
        found += [_of_finding(document.path, finding) for finding in document.findings]
        named = [f for f in document.findings if f.code.startswith("mojibake-")]
        found += [_of_edit(document.path, e) for e in edits[document.document_id] if not _is_named(e, named)]
    return tuple(sorted(found, key=lambda p: (p.path, p.line or 0, p.column or 0, p.code, p.message)))


def select(found: Iterable[Place], codes: Sequence[str] = ()) -> tuple[Place, ...]:
    """What is shown: errors and warnings, and what `codes` names or is a prefix of.

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


def _of_finding(path: str, finding: Finding) -> Place:
    return Place(
        path=path,
        line=finding.line,
        column=finding.column,
        severity=finding.severity,
        code=finding.code,
        message=finding.message,
    )


def _of_edit(path: str, edit: PlacedEdit) -> Place:
    code = _code(edit)
    return Place(
        path=path,
        line=edit.line,
        column=edit.column,
        severity=CODES[code].severity,
        code=code,
        message=_message(edit),
    )


def _is_named(edit: PlacedEdit, named: Sequence[Finding]) -> bool:
    """Whether a stage has already made a finding of this stretch."""
    return any(
        f.start is not None and f.end is not None and f.start < edit.end and edit.start < f.end for f in named
    )


def _code(edit: PlacedEdit) -> str:
    if edit.grade == "doubtful":
        return "mojibake-doubtful"
    if edit.after is None and edit.channel is None:
        return "mojibake-beyond-repair"
    return "mojibake-lossless" if edit.loss == "none" else "mojibake-lossy"


def _message(edit: PlacedEdit) -> str:
    length = edit.end - edit.start
    stretch = f"{length} damaged character{'' if length == 1 else 's'}"
    if edit.after is None:
        return f"{stretch}, left as found"
    quoted = edit.after if len(edit.after) <= _QUOTED else edit.after[:_QUOTED] + "..."
    return f"{stretch} for {quoted!r}" if edit.grade != "doubtful" else f"{stretch}, likely for {quoted!r}"
