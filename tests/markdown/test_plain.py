"""A block's text without prefixes, and as rendered."""

from __future__ import annotations

import re
from html import unescape

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown import cut, plain, without_prefixes

PLAIN = {
    "sound text": ("It's fine.", "paragraph", "It's fine."),
    "emphasis, code, links, images": (
        "*a* **b** _c_ ~~d~~ `e*f*` [g](/u) ![h](/v) <i>j</i>",
        "paragraph",
        "a b c d e*f* g h j",
    ),
    "an image without text": ("![]()", "paragraph", ""),
    "entities and escapes": ("&amp; &#20013; \\* \\# a\\b", "paragraph", "& \u4e2d * # a\\b"),
    "breaks": ("a  \nb\\\nc\nd<br>e\r\n  f", "paragraph", "a b c d e f"),
    "an escaped backslash at a line's end": ("a\\\\\nb", "paragraph", "a\\ b"),
    "what would be a list": ("1. First *x*", "heading", "1. First x"),
    "what would be a heading": ("# a", "paragraph", "# a"),
    "what would be a quote and a list": ("a\n- b\n> c", "paragraph", "a - b > c"),
    "references": ("[a][b] ![c][d] [e][] [f] [^1]", "paragraph", "a c e [f]"),
    "an automatic link": ("<https://x.y/z>", "paragraph", "https://x.y/z"),
    "a comment": ("a <!-- b --> c", "paragraph", "a c"),
    "an escaped pipe": ("a \\| `b\\|c`", "table_cell", "a | b|c"),
    "code": ("*a*\n  b", "code", "*a*\n  b"),
    "a scalar": ("a\n  *b*", "front_matter", "a *b*"),
    "html": ("<b>*a*</b>&nbsp;x<br/>b <p>c</p><img src=x alt='d e'>", "html", "*a*\xa0x b c d e"),
    "a comment alone": ("<!-- a\nb -->", "html", ""),
    "a script": ("<script>a</script>", "html", ""),
    "a flag": ("\U0001f1e8\U0001f1f3 **\u4e2d\u6587**", "summary", "\U0001f1e8\U0001f1f3 \u4e2d\u6587"),
    "a surrogate in markup": ("*\ud800*", "paragraph", "\ufffd"),
    "NBSP stays": ("a\xa0*b*", "paragraph", "a\xa0b"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_text_of(name: str) -> None:
    text, kind, expected = PLAIN[name]
    assert plain(text, kind) == expected


INLINES = (
    "a",
    "b c",
    " ",
    " ",
    ".",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "[x](/u)",
    "![y](/v)",
    "&lt;",
    "\\*",
    "\\\\",
    "\u4e2d",
    "<i>",
    "!",
    "(",
    '"',
    "1",
)


@given(st.lists(st.sampled_from(INLINES), min_size=1, max_size=12).map("".join))
def test_plain_text_is_what_a_renderer_shows(inlines: str) -> None:
    # A word in front, so that the renderer too takes it for a paragraph.
    text = "w " + inlines.strip()
    page = pyromark.html(text, options=pyromark.Options.ENABLE_STRIKETHROUGH)
    assert page.startswith("<p>")
    shown = unescape(re.sub("<[^>]*>", "", re.sub('<img [^>]*alt="([^"]*)"[^>]*>', r"\1", page)))
    assert plain(text, "paragraph") == re.sub("[ \n]+", " ", shown).strip()


PREFIXED = {
    "a quote": ("a\n> b\n>  c", "block_quote", "block_quote[0]/paragraph[0]", 2, "a\nb\nc"),
    "a lazy quote": ("a\nb", "block_quote", "block_quote[0]/paragraph[0]", 2, "a\nb"),
    "an item": ("a\r\n  b\r\n\tc", "list_item", "list[0]/item[0]/paragraph[0]", 2, "a\r\nb\r\nc"),
    "a quote in an item": ("a\n  > b", "block_quote", "item[0]/block_quote[0]/paragraph[0]", 4, "a\nb"),
    "a sign that is none": ("a\n     > b", "paragraph", "paragraph[0]", 0, "a\n> b"),
    "code in an item": ("a\n    b\n\n  c", "code", "list[0]/item[0]/code[0]", 2, "a\n  b\n\nc"),
    "code in a quote": ("a\n>   b\n>\n> > c", "code", "block_quote[0]/code[0]", 2, "a\n  b\n\n> c"),
    "indented code": ("a\n      b\n    c", "code", "code[0]", 4, "a\n  b\nc"),
    "code with signs": ("a\n> b", "code", "code[0]", 0, "a\n> b"),
    "html": ("<a\n  href=x\n>b</a>", "html", "html[0]", 0, "<a\n  href=x\n>b</a>"),
    "a literal scalar": ("a\n    b\n  c", "front_matter", "front_matter/x", 2, "a\n  b\nc"),
    "one line": ("> a", "paragraph", "paragraph[0]", 0, "> a"),
}  # fmt: skip


@pytest.mark.parametrize("name", PREFIXED)
def test_the_prefixes_of(name: str) -> None:
    raw, kind, path, column, expected = PREFIXED[name]
    assert without_prefixes(raw, kind, path, column) == expected


def test_prefixes_are_guessed_where_only_the_kind_is_known() -> None:
    assert without_prefixes("a\n> > b\n  c", "list_item") == "a\nb\nc"
    assert without_prefixes("a\n> b\n  c", "code") == "a\n> b\n  c"
    assert without_prefixes("a\n  b", "front_matter") == "a\nb"


words = st.sampled_from(["a", "b c", "\u4e2d\u6587", "x."])


@given(st.lists(words, min_size=1, max_size=4), st.lists(st.sampled_from(["> ", "- "]), max_size=4))
def test_a_paragraph_in_containers_reads_as_it_does_outside(lines: list[str], containers: list[str]) -> None:
    first = "".join(containers)
    others = first.replace("-", " ")
    text = first + f"\n{others}".join(lines) + "\n"
    (block,) = cut(text).blocks
    raw = text[block.start : block.end]
    assert without_prefixes(raw, block.kind, block.path_in_document, block.start) == "\n".join(lines)
    assert without_prefixes(raw, block.kind) == "\n".join(lines)


@given(
    st.lists(st.sampled_from(["a", "  b", "> c", "", "\u4e2d"]), max_size=4),
    st.lists(st.sampled_from(["> ", "- "]), max_size=3),
)
def test_code_in_containers_reads_as_it_does_outside(middle: list[str], containers: list[str]) -> None:
    lines = ["first", *middle, "last"]
    first = "".join(containers)
    others = first.replace("-", " ")
    text = first + f"\n{others}".join(["```", *lines, "```"]) + "\n"
    (block,) = cut(text).blocks
    column = len(others)
    assert without_prefixes(
        text[block.start : block.end], "code", block.path_in_document, column
    ) == "\n".join(lines)
