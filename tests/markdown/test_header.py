"""The front matter's bounds and its scalars."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown import cut
from pipeline.markdown.header import find_rules


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closing", ["---", "...", "--- \t"])
def test_a_header_reaches_from_rule_to_rule(newline: str, closing: str) -> None:
    text = newline.join(["--- ", "title: a", "tags: [b, c]", closing, "d", ""])
    result = cut(text)
    assert result.header is not None
    assert result.header.readable
    assert text[result.header.start : result.header.end] == text[: text.index("d") - len(newline)].rstrip(
        " \t"
    )
    assert text[result.header.content_start : result.header.content_end].startswith("title: a")
    assert text[result.header.content_end :].startswith(closing)
    assert [(b.path_in_document, text[b.start : b.end]) for b in result.blocks] == [
        ("front_matter/title", "a"),
        ("front_matter/tags[0]", "b"),
        ("front_matter/tags[1]", "c"),
        ("paragraph[0]", "d"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n---\nb\n---\n",
        " ---\na: b\n---\n",
        "----\na: b\n----\n",
        "--- a\nb: c\n---\n",
        "\n---\na: b\n---\n",
    ],
)
def test_a_header_begins_with_a_rule_on_the_first_line(text: str) -> None:
    result = cut(text)
    assert result.header is None
    assert result.findings == ()


@pytest.mark.parametrize(
    "text", ["---\ntitle: a\n", "---\n", "---", "---\na\n----\n", "---\na\n ---\n", "---\n--- x"]
)
def test_a_header_without_closing_rule_is_text_and_a_finding(text: str) -> None:
    result = cut(text)
    assert result.header is None
    assert [(f.code, f.line, f.column, f.start, f.end) for f in result.findings] == [
        ("front-matter-unclosed", 1, 1, 0, 3)
    ]
    assert all(b.kind != "front_matter" for b in result.blocks)


@pytest.mark.parametrize("content", ["", "\n", " \n\t\n", "# only a comment\n"])
def test_an_empty_header_is_readable_and_has_no_blocks(content: str) -> None:
    result = cut(f"---\n{content}---\n")
    assert result.header is not None
    assert result.header.readable
    assert result.blocks == ()


def test_text_between_two_leading_rules_is_kept() -> None:
    text = "---\n\nSome text.\n\n---\n\nmore\n"
    assert [text[b.start : b.end] for b in cut(text).blocks] == ["Some text.", "more"]


def test_a_header_alone_is_a_document() -> None:
    assert find_rules("---\na: b\n---") == (4, 9, 12)
    assert [b.path_in_document for b in cut("---\na: b\n---").blocks] == ["front_matter/a"]


@pytest.mark.parametrize(
    "content",
    [
        "title: \u00e9\u00a2\x9d\n",  # a C1 control, which YAML refuses until it is repaired
        "- a\n- b\n",
        "just text\n",
        "a: b: c\n",
        "a: 1\na: 2\n",
        "b:\n  a: 1\n  a: 2\n",
        "? [a]\n: b\n",
        "a: &x [*x]\n",
        "\ta: b\n",
        "a: [\n",
        "a: \x00\n",
        "x\n--- y\n",
    ],
)
def test_a_header_that_cannot_be_read_is_one_block(content: str) -> None:
    text = f"---\n{content}---\nb\n"
    result = cut(text)
    assert result.header is not None
    assert not result.header.readable
    assert [(b.kind, b.path_in_document, text[b.start : b.end]) for b in result.blocks] == [
        ("front_matter", "front_matter", content.strip(" \t\n")),
        ("paragraph", "paragraph[0]", "b"),
    ]


SCALARS = {
    "quotes are gaps": ("a: 'it''s'\nb: \" x \"\n", [("a", "it''s"), ("b", "x")]),
    "a block scalar's head is a gap": ("a: |-\n  x\n  y\n\nb: >2 # c\n   z\n", [("a", "x\n  y"), ("b", "z")]),
    "a plain scalar over two lines": ("a: x\n  y\nb: z\n", [("a", "x\n  y"), ("b", "z")]),
    "anchors, tags and aliases are gaps": ("a: &k !!str x\nb: *k\n", [("a", "x")]),
    "null and empty scalars": ("a:\nb: ''\nc: ~\nd: &k\n", [("c", "~")]),
    "nesting": ("a: {b: [c, {d: e}]}\n", [("a/b[0]", "c"), ("a/b[1]/d", "e")]),
    "lists at the margin": ("a:\n- b\n- - c\n", [("a[0]", "b"), ("a[1][0]", "c")]),
    "keys that are no names": ("'a/b': c\n\u6807\u9898: d\n", [("[0]", "c"), ("[1]", "d")]),
    "other planes": ("a: \U0001f4a1 x\nb: y\n", [("a", "\U0001f4a1 x"), ("b", "y")]),
    "a byte order mark": ("\ufeffa: x\nb: y\n", [("a", "x"), ("b", "y")]),
    "comments": ("a: x # no\n# no\nb: y\n", [("a", "x"), ("b", "y")]),
    "a surrogate": ("a: x\ud800\nb: y\n", [("a", "x\ud800"), ("b", "y")]),
}


@pytest.mark.parametrize("name", SCALARS)
def test_scalars_where(name: str) -> None:
    content, expected = SCALARS[name]
    text = f"---\n{content}---\n"
    blocks = cut(text).blocks
    assert [
        (b.path_in_document.removeprefix("front_matter").removeprefix("/"), text[b.start : b.end])
        for b in blocks
    ] == expected


def test_a_header_over_the_limit_is_one_block() -> None:
    text = "---\na: \u4e2d\nb: c\n---\n"
    assert [b.path_in_document for b in cut(text, max_front_matter_bytes=12).blocks] == [
        "front_matter/a",
        "front_matter/b",
    ]
    assert [b.path_in_document for b in cut(text, max_front_matter_bytes=11).blocks] == ["front_matter"]
    assert [
        b.path_in_document for b in cut("---\na: &x y\nb: *x\n---\n", max_front_matter_aliases=0).blocks
    ] == ["front_matter"]


def test_a_collection_nested_too_deeply_for_paths_is_one_block() -> None:
    text = "---\na: " + "[" * 200 + "x, y" + "]" * 200 + "\n---\n"
    (block,) = cut(text).blocks
    assert text[block.start : block.end].strip("[]") == "x, y"
    assert block.level == 64


@given(
    st.lists(st.sampled_from(("---", "...", "----", "a", " ", "\n", "\r", "\r\n", "\u2028")), max_size=9).map(
        "".join
    )
)
def test_a_closing_rule_is_the_first_line_that_is_one(text: str) -> None:
    rules = find_rules(f"---\n{text}")
    lines = re.split("\r\n|\r|\n", text)
    closing = [at for at, line in enumerate(lines) if line.rstrip(" \t") in ("---", "...")]
    if not closing:
        assert rules is None
        return
    assert rules is not None
    start, end, close = rules
    assert start == 4
    assert len(re.split("\r\n|\r|\n", f"---\n{text}"[4:end])) == closing[0] + 1
    assert f"---\n{text}"[end:close] == lines[closing[0]].rstrip(" \t")
