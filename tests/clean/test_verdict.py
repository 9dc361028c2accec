"""Findings of a document put together, and its status."""

import pytest

from pipeline.clean.verdict import merge_findings, status_of
from pipeline.findings import finding
from pipeline.records import PlacedEdit
from tests.clean.builders import edit, extracted

TEXT = "a\x80b\x80c \ufffd d"


def row(before, after, at=0):
    one = edit(TEXT, before, after, at=at)
    values = {name: getattr(one, name) for name in one.__slots__}
    return PlacedEdit(
        **values, repair_id="r", document_id="d", block_id=None, start_byte=0, line=1, column=one.start + 1
    )


def control(at):
    return finding("control-character", "U+0080", line=1, column=at + 1, start=at, end=at + 1)


def codes(findings, rows, found=(), repaired="abc"):
    document = extracted(TEXT, findings=tuple(findings)).document
    return [f.code for f in merge_findings(document, found, rows, repaired)]


def test_what_a_repair_answers_is_told_by_the_repair():
    assert codes([control(1)], [row("\x80", "é")]) == ["mojibake-lossless"]
    assert codes([control(1)], [row("\x80", None)]) == ["control-character", "mojibake-lossless"]
    assert codes([control(1), control(3)], [row("\x80", "é")]) == ["mojibake-lossless", "control-character"]


def test_a_count_of_further_places_goes_with_the_last_that_is_named():
    more = finding("control-character", "and 480 more in this file")
    assert codes([control(1), more], [row("\x80", "é")]) == ["mojibake-lossless"]
    kept = codes([control(1), more, finding("bom", "bom")], [])
    assert kept == ["bom", "control-character", "control-character"]


def test_a_count_of_replacement_characters_stays_while_the_text_has_one():
    more = finding("replacement-character", "and 5 more in this file")
    assert "replacement-character" in codes([more], [row("\x80", "é")], repaired="a \ufffd")
    assert "replacement-character" not in codes([more], [row("\x80", "é")], repaired="a")


def test_a_rule_that_is_not_closed_is_not_told_twice():
    unclosed = finding("front-matter-unclosed", "no closing rule", line=1, column=1, start=0, end=3)
    missing = finding("front-matter-missing", "no front matter")
    assert codes([unclosed], [], found=[missing]) == ["front-matter-unclosed"]
    assert codes([], [], found=[missing]) == ["front-matter-missing"]


@pytest.mark.parametrize(
    ("grades", "code", "status"),
    [
        ([], None, "clean"),
        ([], "bom", "clean"),
        (["confident"], None, "repaired"),
        (["certain", "doubtful"], None, "doubtful"),
        (["certain"], "undecodable-byte", "damaged"),
        ([], "replacement-character", "damaged"),
        (["left", "doubtful"], None, "damaged"),
    ],
)
def test_the_status_is_the_worst_that_can_be_said(grades, code, status):
    edits = [edit(TEXT, "\x80", None if grade == "left" else "é", grade=grade) for grade in grades]
    assert status_of(edits, [finding(code, "x")] if code else []) == status
