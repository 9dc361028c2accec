"""Comments that allow a finding."""

from __future__ import annotations

import pytest

from pipeline.findings import finding
from pipeline.markdown.allowed import NOTHING, find_allowed


@pytest.mark.parametrize(
    "line",
    [
        "text <!-- mojibake: allow bidi-control -->",
        "x = 1  # mojibake: allow bidi-control",
        "code(); // mojibake: allow mojibake, bidi",
        "code(); /* mojibake:allow: bidi-control */ more();",
        "text <!-- mojibake: allow bidi-control because it is a sample -->",
    ],
)
def test_a_comment_behind_text_holds_for_its_line(line: str) -> None:
    allowed = find_allowed(f"before\n{line}\nafter\n")
    assert [allowed.holds("bidi-control", number) for number in (1, 2, 3)] == [False, True, False]
    assert not allowed.holds("bom", 2)


def test_a_comment_alone_holds_for_the_next_block() -> None:
    text = "one\n\n<!-- mojibake: allow mojibake -->\n\ntwo\nthree\n\nfour\n"
    allowed = find_allowed(text)
    held = [number for number in range(1, 9) if allowed.holds("mojibake-lossless", number)]
    assert held == [5, 6]


def test_a_fence_is_one_block_with_its_blank_lines() -> None:
    text = "<!-- mojibake: allow mojibake -->\n```text\none\n\ntwo\n```\n\nthree\n"
    held = [n for n in range(1, 9) if find_allowed(text).holds("mojibake-lossy", n)]
    assert held == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    allowed = find_allowed(end.join(["# mojibake: allow bom", "a", "b", "", "c"]))
    assert [n for n in range(1, 6) if allowed.holds("bom", n)] == [2, 3]


def test_a_finding_that_begins_before_and_ends_on_the_line_is_allowed() -> None:
    allowed = find_allowed("a\nb <!-- mojibake: allow bidi -->\n")
    assert allowed.holds("bidi-control", 1, 2)
    assert not allowed.holds("bidi-control", 1)


def test_a_code_that_is_none_allows_nothing_and_is_told() -> None:
    allowed = find_allowed("a <!-- mojibake: allow mojibike -->")
    assert allowed.spans == ()
    assert allowed.unknown == ((1, "mojibike"),)


def test_a_comment_at_the_end_of_the_file_allows_nothing_else() -> None:
    allowed = find_allowed("a\n<!-- mojibake: allow bom -->")
    assert not allowed.holds("bom", 1)


def test_without_the_words_there_is_nothing() -> None:
    assert find_allowed("mojibake is allowed here") is NOTHING


def test_findings_of_the_whole_file_cannot_be_allowed_by_a_line() -> None:
    allowed = find_allowed("a <!-- mojibake: allow bom -->")
    assert allowed.without([finding("bom", "a BOM")]) == [finding("bom", "a BOM")]
