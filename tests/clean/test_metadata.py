"""Columns made of a front matter."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipeline.clean.metadata import to_metadata, whole


def codes(found):
    return [f.code for f in found.findings]


def test_scalars_are_kept_as_written():
    found = to_metadata(
        {"title": False, "emoji": 8, "tags": [False, 1.1], "link": 3},
        {"title": "no", "emoji": "010", "tags": ("no", "1.10"), "link": "3"},
    )
    assert (found.title, found.emoji, found.tags, found.link) == ("no", "010", ("no", "1.10"), "3")
    assert found.metadata is None
    assert not found.findings


def test_tags_may_be_one_line_with_commas():
    assert to_metadata({"tags": "a, b ,,c"}, {"tags": "a, b ,,c"}).tags == ("a", "b", "c")


@pytest.mark.parametrize(("value", "written"), [(None, ""), ("", ""), ([], ())])
def test_what_is_missing_is_null(value, written):
    found = to_metadata({"tags": value, "title": None, "created": None}, {"tags": written})
    assert (found.tags, found.title, found.created, found.metadata) == (None, None, None, None)
    assert not found.findings


def test_a_link_loses_its_tracking_and_the_original_is_kept():
    link = "https://a.example/x?utm_source=m&id=1"
    found = to_metadata({"link": link}, {"link": link})
    assert found.link == "https://a.example/x?id=1"
    assert found.metadata is not None
    assert json.loads(found.metadata) == {"link": link}


@pytest.mark.parametrize(
    ("value", "written", "moment"),
    [
        (datetime(2022, 1, 18, 14, 48, 4, 250000, UTC), "", datetime(2022, 1, 18, 14, 48, 4, 250000, UTC)),
        (
            "2022-01-18T14:48:04+01:00",
            "2022-01-18T14:48:04+01:00",
            datetime(2022, 1, 18, 13, 48, 4, tzinfo=UTC),
        ),
        (
            datetime(2022, 1, 18, 1, tzinfo=timezone(timedelta(hours=2))),
            "",
            datetime(2022, 1, 17, 23, tzinfo=UTC),
        ),
    ],
)
def test_timestamps_are_brought_to_utc(value, written, moment):
    found = to_metadata({"created": value}, {"created": written})
    assert found.created == moment
    assert not found.findings


def test_a_timestamp_without_a_zone_is_taken_for_utc_with_a_note():
    found = to_metadata({"created": date(2022, 1, 18), "modified": datetime(2022, 1, 18, 9)}, {})
    assert (found.created, found.modified) == (
        datetime(2022, 1, 18, tzinfo=UTC),
        datetime(2022, 1, 18, 9, tzinfo=UTC),
    )
    assert codes(found) == ["front-matter-zone-missing"] * 2


@pytest.mark.parametrize("value", ["soon", 12, ["2022-01-01"], {"a": 1}, True])
def test_what_is_no_date_is_null_and_kept(value):
    found = to_metadata({"created": value}, {"created": str(value)} if isinstance(value, str | int) else {})
    assert found.created is None
    assert found.metadata is not None
    assert json.loads(found.metadata) == {"created": value}
    assert codes(found) == ["front-matter-value"]


def test_a_date_at_the_end_of_time_is_no_crash():
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert codes(to_metadata({"modified": edge}, {})) == ["front-matter-value"]


def test_all_else_is_json_with_sorted_keys_iso_dates_and_no_escapes():
    found = to_metadata(
        {
            "z": date(2022, 1, 18),
            "a": {"ü": [1, None, True, 1.5]},
            7: float("inf"),
            "b": b"\xff",
            "s": {"y", "x"},
        },
        {},
    )
    assert found.metadata == (
        '{"7": "inf", "a": {"ü": [1, null, true, 1.5]}, "b": "/w==", "s": ["x", "y"], "z": "2022-01-18"}'
    )


def test_a_title_that_is_a_list_is_null_and_kept():
    found = to_metadata({"title": ["a"], "tags": {"a": 1}}, {})
    assert (found.title, found.tags) == (None, None)
    assert found.metadata == '{"tags": {"a": 1}, "title": ["a"]}'
    assert codes(found) == ["front-matter-value"] * 2


def test_aliases_that_multiply_and_circles_are_refused():
    bomb: list[object] = ["x"]
    for _ in range(9):
        bomb = [bomb] * 9
    circle: list[object] = []
    circle.append(circle)
    for value in (bomb, circle):
        found = to_metadata({"title": "t", "x": value}, {"title": "t"})
        assert (found.title, found.metadata) == ("t", None)
        assert codes(found) == ["front-matter-alias-bomb"]


def test_a_number_of_a_thousand_digits_is_kept_as_text():
    found = to_metadata({"n": 10**1000, "h": 16**9000}, {})
    assert found.metadata is not None
    assert json.loads(found.metadata)["n"] == "1" + "0" * 1000


def test_surrogates_of_yaml_escapes_are_joined_and_lone_ones_replaced():
    assert whole("\ud83d\udca1") == "\U0001f4a1"
    assert whole("a\ud83d") == "a\ufffd"
