"""The decisions file: what is read back, which line holds, and what is said of a bad line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import (
    PairDecision,
    RepairDecision,
    cases_of,
    holding,
    line_of,
    parse,
    words_around,
)
from pipeline.errors import DecisionsError

PATH = Path("raw.decisions.jsonl")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))

REPAIRS = st.builds(
    RepairDecision,
    seen=TEXT.filter(bool),
    left=TEXT,
    right=TEXT,
    nth=st.integers(1, 99),
    verdict=st.sampled_from(["sound", "leave", "open"]),
    path=TEXT | st.none(),
    line=st.integers(1, 9) | st.none(),
) | st.builds(
    RepairDecision,
    seen=TEXT.filter(bool),
    left=TEXT,
    right=TEXT,
    nth=st.integers(1, 99),
    verdict=st.just("read"),
    text=TEXT,
    forced=st.booleans(),
)
PAIRS = st.builds(
    PairDecision,
    level=st.sampled_from(["title", "block", "sentence"]),
    source=TEXT,
    target=TEXT,
    verdict=st.sampled_from(["keep", "reject", "open"]),
)


def _repair(**other: object) -> RepairDecision:
    values = {"seen": "\xe9\xa2", "left": "a", "right": "b", "nth": 1, "verdict": "read", "text": "\u9762"}
    return RepairDecision(**{**values, **other})  # type: ignore[arg-type]


@given(st.lists(REPAIRS | PAIRS))
def test_what_is_written_is_read_back(decisions) -> None:
    data = "".join(line_of(one) + "\n" for one in decisions).encode("utf-8")
    assert data.count(b"\n") == len(decisions)
    assert parse(data, PATH) == decisions


def test_of_two_lines_about_one_case_the_last_holds() -> None:
    first, second = _repair(), _repair(text="\u9763")
    assert holding([first, second]).repairs == {first.case: second}
    assert not holding([first, second, _repair(verdict="open", text=None)])


def test_a_line_that_was_cut_off_while_it_was_written_does_not_count() -> None:
    data = (line_of(_repair()) + "\n").encode()
    for end in range(len(data) + 1, 2 * len(data)):
        assert parse((data * 2)[:end], PATH) == [_repair()] * (1 + (end == 2 * len(data) - 1))


def test_a_byte_order_mark_and_crlf_and_empty_lines_are_taken() -> None:
    data = (
        b"\xef\xbb\xbf"
        + line_of(_repair()).encode()
        + b"\r\n\r\n"
        + line_of(_repair(nth=2)).encode()
        + b"\r\n"
    )
    assert parse(data, PATH) == [_repair(), _repair(nth=2)]


def test_a_kind_of_a_later_version_of_the_same_format_is_left_out() -> None:
    assert parse(b'{"version":1,"kind":"finding","code":"bom"}\n', PATH) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"<<<<<<< HEAD", "a merge was left half done"),
        (b"{", "the line is no JSON"),
        (b'{"version":1,"kind":"repair","seen":"\xff"}', "not UTF-8"),
        (b"[]", "no JSON object"),
        (b"[" * 100_000, "nested too deep"),
        (b"{}", "no `version`"),
        (b'{"version":true}', "no `version`"),
        (b'{"version":99,"kind":"repair"}', "version 99"),
        (b'{"version":1}', "no `kind`"),
        (b'{"version":1,"kind":"repair","verdict":"sound"}', "`seen` must be a text"),
        (b'{"version":1,"kind":"repair","seen":"","verdict":"sound"}', "`seen` is empty"),
        (b'{"version":1,"kind":"repair","seen":"x","verdict":"maybe"}', "`verdict` must be one of"),
        (b'{"version":1,"kind":"repair","seen":"x","verdict":["read"]}', "`verdict` must be one of"),
        (b'{"version":1,"kind":"repair","seen":"x","verdict":"read"}', "`text` goes with"),
        (b'{"version":1,"kind":"repair","seen":"x","verdict":"sound","text":"y"}', "`text` goes with"),
        (b'{"version":1,"kind":"repair","seen":"x","verdict":"sound","nth":"1"}', "`nth` must be a whole"),
        (b'{"version":1,"kind":"repair","seen":"\\ud800","verdict":"sound"}', "half a surrogate pair"),
        (
            b'{"version":1,"kind":"pair","level":"block","source":"a","target":"b","verdict":"correct"}',
            "`text`",
        ),
        (
            b'{"version":1,"kind":"pair","level":1,"source":"a","target":"b","verdict":"keep"}',
            "`level` must be",
        ),
    ],
)
def test_a_bad_line_is_named_with_its_place(line: bytes, message: str) -> None:
    good = line_of(_repair()).encode()
    with pytest.raises(DecisionsError, match=message) as caught:
        parse(good + b"\n" + line + b"\n" + good + b"\n", PATH)
    assert caught.value.context.startswith("raw.decisions.jsonl, line 2, column ")


def _words(text: str, seen: str = "\xe9\xa2") -> tuple[str, str]:
    start = text.index(seen)
    return words_around(text, start, start + len(seen))


def test_a_case_survives_that_the_text_moves_and_is_wrapped_anew() -> None:
    expected = ("one two", "three four")
    assert _words("one two \xe9\xa2 three four") == expected
    assert _words("# Head\n\none\ntwo \xe9\xa2\nthree four\n\nMore.") == expected
    assert _words("Head\r\n\r\n  one\ttwo \xe9\xa2 three\r\nfour\r\n\r\nMore.") == expected


def test_scripts_without_spaces_have_words_of_bounded_length() -> None:
    left, right = _words("\u4e00" * 90 + "\xe9\xa2" + "\u4e8c" * 90)
    assert (left, right) == ("\u4e00" * 32, "\u4e8c" * 32)


def test_equal_places_of_a_document_are_counted() -> None:
    text = "a \xe9\xa2 b\n" * 2
    spans = [(2, 4), (9, 11)]
    first, second = cases_of(text, spans)
    assert first[0] == second[0] == "\xe9\xa2"
    same = cases_of("a \xe9\xa2 b " + "a \xe9\xa2 b a \xe9\xa2 b a", [(9, 11), (16, 18)])
    assert [case[3] for case in same] == [1, 2]


def test_the_lines_of_version_1_are_still_read(root: Path) -> None:
    """A fixture of each version that was released; never to be written again."""
    data = (root / "tests" / "review" / "decisions-1.jsonl").read_bytes()
    found = parse(data, PATH)
    assert len(found) == 6
    assert len(holding(found).repairs) == 3
    assert len(holding(found).pairs) == 2
    assert [json.loads(line)["version"] for line in data.splitlines()] == [1] * 6
