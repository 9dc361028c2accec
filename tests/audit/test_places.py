"""Places: what an audit lists, and in which order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from pipeline.audit import places, select
from pipeline.errors import SettingError
from pipeline.findings import finding


def _row(code: str, line: int | None = None, column: int | None = None) -> dict[str, Any]:
    return asdict(finding(code, "what was found", line=line, column=column))


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
    assert [place.code for place in select(found)] == ["path-damaged"]
    assert [place.code for place in select(found, ["bom"])] == ["bom"]


def test_a_prefix_selects_all_codes_that_begin_with_it() -> None:
    found = places([("a.md", [_row("path-damaged"), _row("path-not-utf8"), _row("bidi-control")])])
    assert [place.code for place in select(found, ["path"])] == ["path-damaged", "path-not-utf8"]


def test_a_selection_that_fits_no_code_is_refused() -> None:
    with pytest.raises(SettingError, match="mojibike"):
        select([], ["mojibike"])
