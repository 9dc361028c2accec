"""What an audit prints for other programs: JSON, JSON Lines, CSV, lines of GitHub's.

In: an `Audit`. Out: texts and bytes. Touches nothing. Each of them but GitHub's lines can be the
baseline of a later audit, since each finding carries its fingerprint.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline import __version__
from pipeline.audit.auditing import Audit, blame, by_code, by_folder
from pipeline.audit.places import SEVERITIES, Place, worst_first
from pipeline.audit.selection import count_by_severity

FIELDS = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "code",
    "message",
    "text",
    "proposal",
    "confidence",
    "grade",
    "channel",
    "fingerprint",
)
"""What is told of a finding, in this order."""

MOST_ANNOTATIONS = 10
"""GitHub shows so many of each severity of one step."""

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def record(place: Place) -> dict[str, Any]:
    """A finding as a JSON object."""
    return {name: getattr(place, name) for name in FIELDS}


def as_json(audit: Audit) -> dict[str, Any]:
    """The whole audit as one JSON object."""
    return {
        "tool": "mojibake-pipeline",
        "version": __version__,
        "files": audit.files,
        "known": audit.known,
        "severities": dict(count_by_severity(audit.places)),
        "codes": dict(by_code(audit.places)),
        "folders": dict(by_folder(audit.places)),
        "channels": [
            {"folder": folder, "channel": channel, "lines": lines}
            for folder, channel, lines in blame(audit.places)
        ],
        "findings": [record(place) for place in audit.places],
    }


def as_jsonl(audit: Audit) -> Iterator[str]:
    """A line a finding."""
    for place in audit.places:
        yield json.dumps(record(place), ensure_ascii=False) + "\n"


def as_csv(audit: Audit) -> Iterator[str]:
    """A file for spreadsheets, with a byte order mark, in which no formula can run."""
    from pipeline.export.spreadsheet import cell

    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + ",".join(f'"{name}"' for name in FIELDS) + "\r\n"
    for place in audit.places:
        yield ",".join(cell(value) for value in record(place).values()) + "\r\n"


def as_github(audit: Audit) -> Iterator[str]:
    """Workflow commands that mark the worst findings of each severity, and one line that counts.

    Source: GitHub's "Workflow commands", which says what is escaped.
    """
    for severity in SEVERITIES:
        found = worst_first(place for place in audit.places if place.severity == severity)
        for place in found[:MOST_ANNOTATIONS]:
            yield f"::{_LEVELS[severity]} {_properties(place)}::{_escaped(place.message)}\n"
    yield _escaped(sentence(audit)) + "\n"


def sentence(audit: Audit) -> str:
    """What was found, in one line."""
    counts = count_by_severity(audit.places)
    told = ", ".join(_counted(number, name) for name, number in counts.items() if number) or "nothing found"
    known = f", {audit.known:,} known from the baseline left out" if audit.known else ""
    return f"{_counted(audit.files, 'file')}: {told}{known}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _properties(place: Place) -> str:
    values: Sequence[tuple[str, object]] = (
        ("file", place.path),
        ("line", place.line),
        ("endLine", place.end_line),
        ("col", place.column),
        ("endColumn", place.end_column if place.end_line == place.line else None),
        ("title", place.code),
    )
    return ",".join(f"{name}={_escaped_property(str(value))}" for name, value in values if value is not None)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
