"""The values of a front matter, parsed and as written, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipeline.markdown import read_header


def test_values_are_parsed_and_kept_as_written() -> None:
    raw = (
        "---\ntitle: no\nversion: 1.10\nnumber: 010\nquoted: '01'\nempty:\nnull_word: null\n"
        'tags: [yes, 1.0, ~, "x\\u00e9"]\nnested: [[a]]\nmapping: {no: 1}\ncontent: body\n---\n'
    )
    header = read_header(raw)
    assert header.readable
    assert {e.key: (e.parsed, e.written) for e in header.entries} == {
        "title": (False, "no"),
        "version": (1.1, "1.10"),
        "number": (8, "010"),
        "quoted": ("01", "01"),
        "empty": (None, None),
        "null_word": (None, None),
        "tags": ([True, 1.0, None, "x\u00e9"], ("yes", "1.0", "x\u00e9")),
        "nested": ([["a"]], None),
        "mapping": ({"no": 1}, None),
        "content": ("body", "body"),
    }
    assert header.keys[:2] == ("title", "version")
    assert header.get("title") is header.entries[0]
    assert header.get("missing") is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_values_have_their_places(newline: str) -> None:
    raw = newline.join(["---", "a: \U0001f4a1", "b: 'x y'", "c: [d, e]", "---"])
    header = read_header(raw)
    assert [raw[e.start : e.end] for e in header.entries] == ["\U0001f4a1", "x y", "[d, e]"]


def test_dates_are_parsed_and_impossible_ones_stay_text() -> None:
    header = read_header("---\na: 2022-01-18T14:48:04.000Z\nb: 2022-01-18\nc: 2022-02-30\nd: !!int x\n---\n")
    assert [e.parsed for e in header.entries] == [
        datetime(2022, 1, 18, 14, 48, 4, tzinfo=UTC),
        date(2022, 1, 18),
        "2022-02-30",
        "x",
    ]


def test_a_number_too_long_for_int_stays_text() -> None:
    digits = "1" * 5000
    assert read_header(f"---\na: {digits}\n---\n").entries[0].parsed == digits


def test_what_stands_between_the_rules_is_read_too() -> None:
    assert read_header("a: b\n").entries[0].parsed == "b"
    assert [(f.line, f.column) for f in read_header("a: b\na: c\n").findings] == [(3, 1)]


def test_an_empty_header_has_no_values_and_no_findings() -> None:
    assert read_header("---\n# nothing\n---\n").readable
    assert read_header("---\n---\n").entries == ()


def test_merged_keys_come_from_their_anchors() -> None:
    header = read_header("---\nbase: &b {x: 1, y: 2}\nother:\n  <<: *b\n  x: 3\n---\n")
    other = header.get("other")
    assert other is not None
    assert other.parsed == {"x": 3, "y": 2}


REFUSED = {
    "not YAML": ("a: b\nc: d: e\n", "front-matter-unreadable", 3, 5),
    "a C1 control": ("a: \x9d\n", "front-matter-unreadable", 2, 4),
    "a tab": ("a:\n\tb: c\n", "front-matter-unreadable", 3, 1),
    "an object": ("a: !!python/object:os.system x\n", "front-matter-unreadable", 2, 4),
    "an unknown tag": ("a: !x y\n", "front-matter-unreadable", 2, 4),
    "a key that is a list": ("? [a]\n: b\n", "front-matter-unreadable", 2, 3),
    "two documents": ("a: b\n--- c\n", "front-matter-unreadable", 3, 1),
    "a key twice": ("a: 1\nb: 2\n'a': 3\n", "front-matter-duplicate-key", 4, 1),
    "a nested key twice": ("a:\n  b: 1\n  b: 2\n", "front-matter-duplicate-key", 4, 3),
    "a list": ("- a\n", "front-matter-not-a-mapping", 2, 1),
    "a text": ("a\n", "front-matter-not-a-mapping", 2, 1),
    "itself in itself": ("a: &x [*x]\n", "front-matter-alias-bomb", 2, 8),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_finding_names_the_place_of(name: str) -> None:
    content, code, line, column = REFUSED[name]
    header = read_header(f"---\n{content}---\n")
    assert header.entries == ()
    assert not header.readable
    assert [(f.code, f.line, f.column) for f in header.findings] == [(code, line, column)]


def test_many_aliases_are_refused_by_number() -> None:
    content = "a: &x y\nb: [" + ", ".join(["*x"] * 101) + "]\n"
    assert [f.code for f in read_header(content).findings] == ["front-matter-alias-bomb"]
    assert read_header(content, max_aliases=101).readable


def test_few_aliases_that_expand_far_are_refused() -> None:
    lines = ["a: &a [x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
    assert [f.code for f in read_header("\n".join(lines)).findings] == ["front-matter-alias-bomb"]


def test_a_large_header_is_refused_unparsed() -> None:
    content = "a: " + "x" * 2**21 + "\n"
    assert [f.code for f in read_header(content).findings] == ["front-matter-too-large"]
    assert read_header(content, max_bytes=2**22).readable
