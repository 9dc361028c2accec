"""Places: what an audit lists, and in which order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from pipeline.audit import places, selection
from pipeline.audit.places import Place, worst_first
from pipeline.audit.selection import fails
from pipeline.errors import SettingError
from pipeline.findings import finding


def _row(code: str, line: int | None = None, column: int | None = None) -> dict[str, Any]:
    return asdict(finding(code, "what was found", line=line, column=column))


def _codes(found: tuple[Place, ...], *select: str, **more: Any) -> list[str]:
    chosen = selection(select, **more)
    return [place.code for place in found if chosen.keeps(place)]


def test_a_place_reads_as_file_line_column_severity_code_and_message() -> None:
    (place,) = places([("letters/a.md", [_row("mojibake-lossless", 1, 4)])])
    assert str(place) == "letters/a.md:1:4: error: mojibake-lossless: what was found"


def test_a_finding_of_the_whole_file_has_no_line() -> None:
    (place,) = places([("a.md", [_row("bom")])])
    assert str(place) == "a.md: note: bom: what was found"


def test_places_are_sorted_by_file_line_and_column() -> None:
    found = places(
        [
            ("b.md", [_row("bidi-control", 2, 1), _row("bidi-control", 1, 9), _row("bidi-control", 1, 4)]),
            ("a.md", [_row("bom")]),
        ]
    )
    where = [(place.path, place.line, place.column) for place in found]
    assert where == [("a.md", None, None), ("b.md", 1, 4), ("b.md", 1, 9), ("b.md", 2, 1)]


def test_notes_are_quiet_until_selected() -> None:
    found = places([("a.md", [_row("bom"), _row("path-damaged")])])
    assert _codes(found) == ["path-damaged"]
    assert _codes(found, "bom") == ["bom"]
    assert _codes(found, "all") == ["bom", "path-damaged"]
    assert _codes(found, notes=True) == ["bom", "path-damaged"]


def test_a_prefix_selects_all_codes_that_begin_with_it() -> None:
    found = places([("a.md", [_row("path-damaged"), _row("path-not-utf8"), _row("bidi-control")])])
    assert _codes(found, "path") == ["path-damaged", "path-not-utf8"]
    assert _codes(found, "path,bidi", ignore=["path-not"]) == ["bidi-control", "path-damaged"]


def test_codes_are_let_alone_in_the_files_that_a_pattern_names() -> None:
    found = places([("tests/a.md", [_row("bidi-control", 1, 1)]), ("a.md", [_row("bidi-control", 1, 1)])])
    chosen = selection(per_file_ignores=["tests/**:mojibake,bidi"])
    assert [place.path for place in found if chosen.keeps(place)] == ["a.md"]
    assert not [place for place in found if selection(per_file_ignores=["*.md:all"]).keeps(place)]


@pytest.mark.parametrize("item", ["tests/**", ":bom", "tests/**:", "tests/**:mojibike"])
def test_a_per_file_ignore_that_says_nothing_is_refused(item: str) -> None:
    with pytest.raises(SettingError):
        selection(per_file_ignores=[item])


def test_a_selection_that_fits_no_code_is_refused() -> None:
    with pytest.raises(SettingError, match="mojibike"):
        selection(["mojibike"])
    with pytest.raises(SettingError, match="mojibike"):
        selection(ignore=["mojibike"])


@pytest.mark.parametrize(
    ("severity", "fail_on", "expected"),
    [
        ("error", "error", True),
        ("warning", "error", False),
        ("warning", "warning", True),
        ("note", "note", True),
        ("note", "warning", False),
        ("error", "never", False),
    ],
)
def test_an_audit_fails_from_a_severity_on(severity: str, fail_on: str, expected: bool) -> None:
    place = Place(path="a", line=None, column=None, severity=severity, code="bom", message="m")
    assert fails([place], fail_on) is expected
    assert fails([], fail_on) is False


def test_the_worst_come_first() -> None:
    rows = [_row("bom"), _row("path-damaged"), _row("bidi-control", 3, 1), _row("bidi-control", 1, 1)]
    found = worst_first(places([("a.md", rows)]))
    assert [(place.severity, place.line) for place in found] == [
        ("error", 1),
        ("error", 3),
        ("warning", None),
        ("note", None),
    ]
