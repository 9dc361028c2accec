"""Take an HTML block apart: structural tags, comments and the text between them.

In: a text and the lines of one HTML block in it. Out: parts with code point offsets.
Touches nothing. Follows the tokenizer of the HTML standard as far as a note needs it: a tag
that is not closed is text, a comment that is not closed reaches to the end of the block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

TEXT, WHOLE, TAG = "text", "whole", "tag"

Part = tuple[str, str, int, int]
"""(TEXT, "", start, end): text with its inline tags, from first to last content character;
(WHOLE, "", start, end): a comment, script, style, declaration, with its delimiters;
(TAG, name, start, end): a block-level tag, its name in lower case, with `/` where it closes."""

BLOCK_LEVEL = frozenset(
    {
        "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
        "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html",
        "iframe", "legend", "li", "link", "main", "menu", "menuitem", "meta", "nav",
        "noframes", "ol", "optgroup", "option", "p", "param", "pre", "search", "section",
        "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title",
        "tr", "track", "ul",
    }
)  # fmt: skip
"""Tags that end a text: CommonMark's start condition 6, and `pre` and `textarea`."""

# The possessive quantifiers keep a failing match from being tried again in shorter ways.
TOKEN = re.compile(
    r"""
    (?P<whole> <!--(?:>|->|.*?(?:-->|\Z))
             | <!\[CDATA\[.*?(?:\]\]>|\Z)
             | <\?.*?(?:\?>|\Z)
             | <![A-Za-z][^>]*+(?:>|\Z)
             | <(?P<raw>script|style)(?=[\s/>]).*?(?:</(?P=raw)\s*+>|\Z) )
    | <(?P<name>/?[A-Za-z][A-Za-z0-9-]*+)(?=[\s/>])(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONTENT = re.compile(r"[^ \t\r\n]")
_SUMMARY_ENDS = re.compile(r"<(/summary|summary|/?details)(?=[\s>])", re.IGNORECASE)


def parts(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """The parts of one HTML block in order; what is in none of them is white space or prefix.

    Args:
        text: the whole text.
        lines: the block's lines as [start, end), without prefixes of containers around it.
    """
    start, end = lines[0][0], lines[-1][1]
    source, base = _without_prefixes(text, lines), 0
    if source is not text:
        base, start, end = start, 0, end - start
    pending = start
    for token in TOKEN.finditer(source, start, end):
        if token["whole"] is not None:
            # Within a run of text a comment is no border: the text reads on behind it.
            if not _CONTENT.search(source, pending, token.start()):
                yield WHOLE, "", base + token.start(), base + _last(source, token.start(), token.end())
                pending = token.end()
            continue
        name = token["name"].lower()
        if name.removeprefix("/") not in BLOCK_LEVEL:
            continue
        yield from _text(source, base, pending, token.start())
        yield TAG, name, base + token.start(), base + token.end()
        pending = token.end()
    yield from _text(source, base, pending, end)


def has_text(text: str, start: int, end: int) -> bool:
    """Whether anything but tags, comments and white space stands in a stretch."""
    if text[start] != "<":
        return True
    return _CONTENT.search(TOKEN.sub("", text[start:end])) is not None


def summary_closes(text: str, offset: int) -> bool:
    """Whether a summary that is open at an offset is closed before the next one or its fold ends."""
    match = _SUMMARY_ENDS.search(text, offset)
    return match is not None and match[1].lower() == "/summary"


def _text(source: str, base: int, start: int, end: int) -> Iterator[Part]:
    first = _CONTENT.search(source, start, end)
    if first:
        yield TEXT, "", base + first.start(), base + _last(source, first.start(), end)


def _last(source: str, start: int, end: int) -> int:
    while end > start and source[end - 1] in " \t\r\n":
        end -= 1
    return end


def _without_prefixes(text: str, lines: Sequence[tuple[int, int]]) -> str:
    """The text itself where only line ends lie between the lines; else a copy of the block
    in which the prefixes of its containers are blank, so that a `>` of a quote ends no tag.
    """
    gaps = [(a[1], b[0]) for a, b in pairwise(lines) if a[1] != b[0]]
    if not any(text[start:end].strip(" \t\r\n") for start, end in gaps):
        return text
    copy, cursor = [], lines[0][0]
    for start, end in gaps:
        copy += [text[cursor:start], " " * (end - start)]
        cursor = end
    copy.append(text[cursor : lines[-1][1]])
    return "".join(copy)
