"""Rows of the report: each damaged line on both sides, each change told once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mojibake import damage, repair
from pipeline.records import Alternative, Edit, Struck
from pipeline.report import Part, Subject, merged, part_of, rows_of
from pipeline.report.parts import KINDS
from pipeline.report.rows import (
    DAMAGED,
    DECODED,
    DOUBTFUL,
    LEFT,
    MOST_IN_ROW,
    PLAIN,
    RESTORED,
    RESTORED_DOUBTFUL,
    Languages,
    Problem,
)

QUOTE = damage("\u2019", "windows-1252:none")


def _subject(source: str, **more: Any) -> Subject:
    values = {"path": "notes/a.md", "status": "repaired", "encoding": "utf-8", "edits": repair(source).edits}
    return Subject(source=source, **{**values, **more})


def _edit(before: str, after: str | None, **more: Any) -> Edit:
    values: dict[str, Any] = {
        "start": 0,
        "end": len(before),
        "bytes": "",
        "channel": "windows-1252:none",
        "loss": "none",
        "layers": 1,
        "confidence": 1.0,
        "grade": "certain" if after is not None else "left",
        "decided_by": "proof",
    }
    return Edit(before=before, after=after, **{**values, **more})


def _row(source: str, edit: Edit) -> list[Any]:
    (row,) = part_of([_subject(source, edits=(edit,))]).rows
    return row


def _problem(severity: str, **more: Any) -> Problem:
    values = {"line": 1, "column": 1, "start": 0, "end": 1, "code": "bidi-control", "message": "m"}
    return Problem(severity=severity, **{**values, **more})


def test_a_line_stands_on_both_sides_with_its_changes_marked() -> None:
    (row,) = part_of([_subject(f"one\nIt{QUOTE}s and it{QUOTE}s.\n")]).rows
    number, line, column, kind, _, _, before, after, changes, _ = row
    assert (number, line, column, kind) == (0, 2, 3, "certain")
    assert before == [["It", PLAIN], [QUOTE, DAMAGED], ["s and it", PLAIN], [QUOTE, DAMAGED], ["s.", PLAIN]]
    assert [text for text, _ in after] == ["It", "\u2019", "s and it", "\u2019", "s."]
    assert [role for _, role in after] == [PLAIN, DECODED, PLAIN, DECODED, PLAIN]
    assert [change[:4] for change in changes] == [
        [3, QUOTE, "\u2019", "certain"],
        [14, QUOTE, "\u2019", "certain"],
    ]


def _lost(index: int) -> Struck:
    return Struck(layer=0, index=index, byte=0x9D, became="")


def test_restored_characters_are_told_from_decoded_ones() -> None:
    struck = (Struck(layer=0, index=4, byte=0x9D, became=""),)
    row = _row(
        "\u00e4\u00b8\u00ad\u00e2\u20ac",
        _edit("\u00e4\u00b8\u00ad\u00e2\u20ac", "\u4e2d\u201d", struck=struck),
    )
    assert row[7] == [["\u4e2d", DECODED], ["\u201d", RESTORED]]
    doubtful = _edit(
        "\u00e2\u20ac", "\u201d", struck=(Struck(layer=0, index=2, byte=0x9D, became=""),), grade="doubtful"
    )
    assert _row("\u00e2\u20ac", doubtful)[7] == [["\u201d", RESTORED_DOUBTFUL]]


@pytest.mark.parametrize(
    ("edit", "kind", "role"),
    [
        (_edit("xy", "z", grade="doubtful", confidence=0.7), "doubtful", DOUBTFUL),
        (_edit("xy", None), "left", LEFT),
    ],
)
def test_doubt_and_what_is_left_are_marked(edit: Edit, kind: str, role: int) -> None:
    row = _row("xy", edit)
    assert row[3] == kind
    assert [span[1] for span in row[7]] == [role]


def test_alternatives_bytes_and_losses_come_along() -> None:
    edit = _edit(
        "xy",
        "z",
        bytes="e2 ..",
        struck=(Struck(layer=0, index=1, byte=0x80, became="?"),),
        alternatives=(Alternative(text="w\n", probability=0.25),),
        confidence=0.7,
        grade="confident",
        decided_by="model",
    )
    (change,) = _row("xy", edit)[8]
    assert change[4:] == [
        "70 %",
        "e2 ..",
        "byte 80, turned into ?",
        "windows-1252:none",
        "model",
        [["w\\n", "25 %"]],
    ]


def test_errors_and_warnings_are_rows_and_notes_are_counted() -> None:
    problems = [
        _problem("error"),
        _problem("warning", line=None, column=None, start=None, end=None),
        _problem("note"),
    ]
    part = part_of([_subject("a\u202eb", edits=(), problems=problems)])
    assert [row[3] for row in part.rows] == ["error", "warning"]
    assert part.codes["bidi-control"] == 3


def test_nothing_that_a_page_would_obey_is_left_in_a_text() -> None:
    part = part_of(
        [_subject("a\x00\u202e\u2028 \u009d", path="x\u202e.md", edits=(_edit("a\x00\u202e", "b\u2066"),))]
    )
    assert not set(str(part.rows) + str(part.documents)) & set("\x00\u202e\u2066\u2028\u009d")


def test_long_lines_keep_the_surroundings_of_their_changes() -> None:
    source = "x" * 5000 + QUOTE + "y" * 5000 + QUOTE + "z" * 5000
    (row,) = part_of([_subject(source, edits=_two(source))]).rows
    assert sum(len(text) for text, _ in row[6]) < 400


def _two(source: str) -> tuple[Edit, ...]:
    places = [source.index(QUOTE), source.rindex(QUOTE)]
    return tuple(_edit(QUOTE, "\u2019", start=at, end=at + len(QUOTE)) for at in places)


def test_rows_of_a_file_are_those_that_are_counted_elsewhere() -> None:
    subject = _subject(f"one\nIt{QUOTE}s and it{QUOTE}s.\n")
    counted, alone = part_of([subject]), rows_of(subject)
    assert (alone.documents, alone.rows) == (counted.documents, counted.rows)
    assert counted.statuses["repaired"] == 1
    assert not alone.statuses
    assert rows_of(subject, ["left"]).rows == []


def test_a_line_of_many_changes_is_several_rows() -> None:
    source = f"{QUOTE} " * (2 * MOST_IN_ROW + 1)
    step = len(QUOTE) + 1
    edits = tuple(
        _edit(QUOTE, "\u2019", start=n * step, end=n * step + len(QUOTE)) for n in range(2 * MOST_IN_ROW + 1)
    )
    part = part_of([_subject(source, edits=edits)])
    assert [len(row[8]) for row in part.rows] == [MOST_IN_ROW, MOST_IN_ROW, 1]
    assert not [text for row in part.rows for text, role in row[7] if role == PLAIN and QUOTE in text]


def test_a_sound_file_is_counted_and_not_listed() -> None:
    part = part_of([_subject("sound", edits=(), status="clean")])
    assert (part.documents, part.rows) == ([], [])
    assert (part.statuses["clean"], part.before["sound"]) == (1, 1)


def test_the_language_of_a_row_is_its_blocks() -> None:
    languages = Languages([(0, 5, "en"), (7, 9, "zh-Hans"), (9, 12, "und")])
    assert [languages.at(offset) for offset in (0, 4, 5, 7, 9, 12)] == [
        "en",
        "en",
        None,
        "zh-Hans",
        None,
        None,
    ]


def test_parts_are_put_together_in_order() -> None:
    one = part_of([_subject(f"It{QUOTE}s", path="a.md")])
    two = part_of([_subject(f"It{QUOTE}s", path="b/c.md")])
    both = merged([one, two])
    assert [both.documents[row[0]][0] for row in both.rows] == ["a.md", "b/c.md"]
    assert both.folders == {".": 1, "b/": 1}


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 4)), max_size=40), st.integers(0, 30))
def test_what_does_not_fit_is_the_surest_and_is_counted(rows: list[tuple[str, int]], most: int) -> None:
    part = Part()
    for number, (kind, changes) in enumerate(rows):
        part.add([f"{number}.md", "clean", None, 0], [[1, 1, kind, "", None, [], [], [[]] * changes, ""]])
    kept = merged([part], most)
    sizes = sum(max(1, len(row[8])) for row in kept.rows)
    assert sizes <= most
    assert sizes + kept.more == sum(max(1, changes) for _, changes in rows)
    assert [kept.documents[row[0]][0] for row in kept.rows] == [document[0] for document in kept.documents]
    if kept.rows and kept.more:
        worst_gone = min(
            KINDS.index(kind)
            for number, (kind, _) in enumerate(rows)
            if [f"{number}.md", "clean", None, 0] not in kept.documents
        )
        assert max(KINDS.index(row[3]) for row in kept.rows) <= worst_gone
