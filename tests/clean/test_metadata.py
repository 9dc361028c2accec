"""Columns made of a front matter."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.clean.metadata import read, to_metadata
from pipeline.settings import Settings


def columns(yaml):
    return to_metadata(read(f"---\n{yaml}\n---", Settings()))


def codes(found):
    return [f.code for f in found.findings]


def test_scalars_are_kept_as_written():
    found = columns("title: no\nemoji: 010\ntags: [no, 1.10, 'x']\nlink: 3")
    assert (found.title, found.emoji, found.tags, found.link) == ("no", "010", ("no", "1.10", "x"), "3")
    assert found.metadata is None
    assert not found.findings


def test_tags_may_be_one_line_with_commas():
    assert columns("tags: a, b ,,c").tags == ("a", "b", "c")


@pytest.mark.parametrize("value", ["", "''", "[]", "~", "null", "[~]"])
def test_what_is_missing_is_null(value):
    found = columns(f"tags: {value}\ntitle:\ncreated: ~")
    assert (found.tags, found.title, found.created, found.metadata) == (None, None, None, None)
    assert not found.findings


def test_a_link_loses_its_tracking_and_the_original_is_kept():
    link = "https://a.example/x?utm_source=m&id=1"
    found = columns(f"link: {link}")
    assert found.link == "https://a.example/x?id=1"
    assert found.metadata is not None
    assert json.loads(found.metadata) == {"link": link}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2022-01-18T14:48:04.250Z", datetime(2022, 1, 18, 14, 48, 4, 250000, UTC)),
        ("2022-01-18 14:48:04 +01:00", datetime(2022, 1, 18, 13, 48, 4, tzinfo=UTC)),
        ("'2022-01-18T01:00+02:00'", datetime(2022, 1, 17, 23, tzinfo=UTC)),
    ],
)
def test_timestamps_are_brought_to_utc(written, moment):
    found = columns(f"created: {written}")
    assert found.created == moment
    assert found.created.utcoffset().total_seconds() == 0
    assert not found.findings


def test_a_timestamp_without_a_zone_is_taken_for_utc_with_a_note_at_its_place():
    found = columns("created: 2022-01-18\nmodified: 2022-01-18 09:00:00")
    assert found.created == datetime(2022, 1, 18, tzinfo=UTC)
    assert found.modified == datetime(2022, 1, 18, 9, tzinfo=UTC)
    assert codes(found) == ["front-matter-zone-missing"] * 2
    assert (found.findings[0].start, found.findings[0].end) == (13, 23)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("soon", "soon"),
        ("12", 12),
        ("[2022-01-01]", ["2022-01-01"]),
        ("{a: 1}", {"a": 1}),
        ("yes", True),
        ("2022-02-30", "2022-02-30"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_what_is_no_date_is_null_and_kept(written, kept):
    found = columns(f"created: {written}")
    assert found.created is None
    assert found.metadata is not None
    assert json.loads(found.metadata) == {"created": kept}
    assert codes(found) == ["front-matter-value"]


def test_all_else_is_json_with_sorted_keys_iso_dates_and_no_escapes():
    found = columns(
        "z: 2022-01-18\na: {ü: [1, ~, on, 1.5]}\n7: .inf\nb: !!binary /w==\ns: !!set {y, x}\nyes: 010"
    )
    assert found.metadata == (
        '{"7": "inf", "a": {"ü": [1, null, true, 1.5]}, "b": "/w==", "s": ["x", "y"], '
        '"yes": 8, "z": "2022-01-18"}'
    )


def test_a_title_that_is_a_list_is_null_and_kept():
    found = columns("title: [[a]]\ntags: {a: 1}\nemoji: [x]")
    assert (found.title, found.tags, found.emoji) == (None, None, None)
    assert found.metadata == '{"emoji": ["x"], "tags": {"a": 1}, "title": [["a"]]}'
    assert codes(found) == ["front-matter-value"] * 3


def test_a_number_of_a_thousand_digits_is_kept_as_text():
    found = columns("n: 1" + "0" * 1000)
    assert found.metadata is not None
    assert json.loads(found.metadata)["n"] == "1" + "0" * 1000


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("a: b: c", "front-matter-unreadable"),
        ("- a", "front-matter-not-a-mapping"),
        ("a: 1\na: 2", "front-matter-duplicate-key"),
        ("a: &a [*a]", "front-matter-alias-bomb"),
    ],
)
def test_a_header_that_cannot_be_read_leaves_every_column_null(yaml, code):
    found = columns(f"title: x\n{yaml}" if not yaml.startswith("-") else yaml)
    assert (found.title, found.metadata) == (None, None)
    assert codes(found) == [code]


def test_a_header_that_nests_too_deeply_for_json_keeps_its_othercolumns():
    found = columns("title: x\ndeep: " + "[" * 500 + "]" * 500)
    assert (found.title, found.metadata) == ("x", None)
    assert codes(found) == ["front-matter-value"]


def test_tags_that_differ_in_case_alone_are_one_and_the_list_as_written_is_kept():
    found = columns("tags: [Git, web, git, cafe\u0301, Caf\u00e9]")
    assert found.tags == ("Git", "web", "cafe\u0301")
    assert json.loads(found.metadata) == {"tags": ["Git", "web", "git", "cafe\u0301", "Caf\u00e9"]}
