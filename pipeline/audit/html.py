"""An audit as the HTML report: what is damaged, and what the text would be.

In: an `Audit`. Out: the bytes of one file. Touches nothing but the report's own parts. Nothing
was changed, so what a run would call repaired can be repaired here; the page carries the
fingerprints of its findings and serves as a baseline.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.audit.auditing import Audit
from pipeline.audit.looking import Looked
from pipeline.audit.places import Place
from pipeline.positions import LineIndex
from pipeline.records import Edit
from pipeline.report import Subject, merged, page, part_of
from pipeline.report.rows import Problem


def as_html(audit: Audit) -> bytes:
    """The report."""
    part = part_of(_subjects(audit))
    sound = audit.files - sum(part.statuses.values())
    part.statuses["clean"] += sound
    part.before["sound"] += sound
    marks = [(place.path, place.fingerprint) for place in audit.places]
    return page(merged([part]), of_audit=True, fingerprints=marks)


def _subjects(audit: Audit) -> Iterator[Subject]:
    listed = {(place.path, place.fingerprint) for place in audit.places}
    for looked in audit.looked:
        places = [place for place in looked.places if (place.path, place.fingerprint) in listed]
        if not places:
            continue
        lines = {place.line for place in places if place.code.startswith("mojibake-")}
        edits = _on_lines(looked, lines)
        offsets = LineIndex(looked.text) if looked.text else None
        problems = [_problem(place, offsets) for place in places if not place.code.startswith("mojibake-")]
        yield Subject(
            path=looked.path,
            status=_status(edits, problems),
            encoding=None,
            source=looked.text,
            edits=edits,
            problems=problems,
        )


def _problem(place: Place, offsets: LineIndex | None) -> Problem:
    start = end = None
    if offsets is not None and place.line is not None:
        start = offsets.offset(place.line, place.column or 1)
        if place.end_line is not None:
            end = offsets.offset(place.end_line, place.end_column or 1)
    return Problem(
        line=place.line,
        column=place.column,
        start=start,
        end=end,
        severity=place.severity,
        code=place.code,
        message=place.message,
    )


def _on_lines(looked: Looked, lines: set[int | None]) -> list[Edit]:
    """The edits of the lines that are listed; the others may be chance, or are allowed."""
    if not lines:
        return []
    index = LineIndex(looked.text)
    return [edit for edit in looked.edits if index.place(edit.start)[0] in lines]


def _status(edits: list[Edit], problems: list[Problem]) -> str:
    if any(edit.after is None for edit in edits) or any(one.severity == "error" for one in problems):
        return "damaged"
    if any(edit.grade == "doubtful" for edit in edits):
        return "doubtful"
    return "repaired" if edits else "clean"
