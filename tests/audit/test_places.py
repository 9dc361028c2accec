"""Places: what an audit lists, in which order, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.audit import places, select
from pipeline.errors import SettingError
from pipeline.findings import finding
from pipeline.records import Document, PlacedEdit

DOCUMENT = Document(
    document_id="d1",
    path="letters/a.md",
    sha256="0",
    bytes=1,
    encoding="utf-8",
    encoding_confidence=1.0,
    newline="lf",
    bom=False,
    status="repaired",
)
EDIT = PlacedEdit(
    repair_id="r1",
    document_id="d1",
    block_id=None,
    start=3,
    end=6,
    start_byte=3,
    line=1,
    column=4,
    before="\u00e2\u20ac\u2122",
    after="\u2019",
    bytes="e28099",
    channel="windows-1252:none",
    loss="none",
    layers=1,
    confidence=1.0,
    grade="certain",
    decided_by="proof",
    alternatives=(),
    struck=(),
)


def test_a_repair_is_a_place_that_quotes_what_the_text_says() -> None:
    (place,) = places([DOCUMENT], [EDIT])
    assert str(place) == "letters/a.md:1:4: error: mojibake-lossless: 3 damaged characters for '\u2019'"


def test_damaged_text_is_never_quoted() -> None:
    left = replace(EDIT, after=None, grade="left", loss="dropped")
    for edit in (EDIT, left):
        (place,) = places([DOCUMENT], [edit])
        assert edit.before not in place.message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "mojibake-lossless"),
        ({"loss": "dropped"}, "mojibake-lossy"),
        ({"loss": "dropped", "grade": "doubtful"}, "mojibake-doubtful"),
        ({"loss": "dropped", "grade": "left", "after": None}, "mojibake-lossy"),
        ({"loss": None, "channel": None, "grade": "left", "after": None}, "mojibake-beyond-repair"),
    ],
)
def test_grade_and_loss_make_the_code(changes: dict[str, str | None], code: str) -> None:
    (place,) = places([DOCUMENT], [replace(EDIT, **changes)])
    assert place.code == code


def test_a_stretch_that_a_stage_has_named_is_listed_once() -> None:
    named = finding("mojibake-lossless", "read as windows-1252", line=1, column=4, start=3, end=6)
    (place,) = places([replace(DOCUMENT, findings=(named,))], [EDIT])
    assert place.message == "read as windows-1252"


def test_a_long_reading_is_cut() -> None:
    (place,) = places([DOCUMENT], [replace(EDIT, after="x" * 100)])
    assert len(place.message) < 80


def test_places_are_sorted_by_file_line_and_column() -> None:
    first = replace(DOCUMENT, document_id="d0", path="a.md", findings=(finding("bom", "a BOM"),))
    later = replace(EDIT, repair_id="r2", line=2, column=1)
    found = places([DOCUMENT, first], [later, EDIT])
    assert [(p.path, p.line, p.column) for p in found] == [
        ("a.md", None, None),
        ("letters/a.md", 1, 4),
        ("letters/a.md", 2, 1),
    ]


def test_notes_are_quiet_until_selected() -> None:
    noted = replace(DOCUMENT, findings=(finding("bom", "a BOM"), finding("path-damaged", "a name")))
    found = places([noted], [])
    assert [p.code for p in select(found)] == ["path-damaged"]
    assert [p.code for p in select(found, ["bom"])] == ["bom"]


def test_a_prefix_selects_all_codes_that_begin_with_it() -> None:
    found = places([replace(DOCUMENT, findings=(finding("path-damaged", "a name"),))], [EDIT])
    assert [p.code for p in select(found, ["path"])] == ["path-damaged"]


def test_a_selection_that_fits_no_code_is_refused() -> None:
    with pytest.raises(SettingError, match="mojibike"):
        select([], ["mojibike"])
