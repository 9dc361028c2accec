"""A block's text without what Markdown puts around it: `without_prefixes`, then `plain`.

In: a block's text and kind. Out: text. Touches nothing.
A block's inlines cannot be read by parsing it as a document: a heading `1. First` would become
a list. So its lines are joined into one, behind a character that keeps the line a paragraph,
which is what its lines were. A `.` does: `_a_` and `**"a"**` open behind punctuation.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from pipeline.markdown.events import encodable
from pipeline.markdown.html_parts import BLOCK_LEVEL, TOKEN

if TYPE_CHECKING:
    from pyromark import Markdown

_LINE_END = r"(?:\r\n|\n|\r)"
_CONTINUATION = re.compile(rf"({_LINE_END})([ \t>]+)")
MARKUP = re.compile(r"[\\`*_\[<&~\r\n\t]|  ")
# The look-behinds keep a long run of spaces from being tried again at each of its spaces.
HARD_BREAK = re.compile(rf"(?:(?<!\\)((?:\\\\)*+)\\|(?<! ) {{2,}}+){_LINE_END}[ \t]*")
SOFT_BREAK = re.compile(rf"(?<![ \t])[ \t]*+{_LINE_END}[ \t]*")
SPACES = re.compile(r"[\t\r\n][ \t\r\n]*+| [ \t\r\n]++")
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

_KEEPS_INDENTATION = frozenset({"code", "html", "front_matter"})


def without_prefixes(raw: str, kind: str, path: str = "", column: int | None = None) -> str:
    """A block's text without the prefixes of its containers on its second and later lines.

    Args:
        raw: the block as it stands in the file, from its first content character.
        kind: its kind. Code, HTML and scalars keep what they are indented beyond their first line.
        path: its `path_in_document`, which says how many quotes are around it. Without it any `>`
            that begins a line of a paragraph is a prefix: at the top level none could stand there,
            unless indented by four. In code and HTML none is.
        column: code points between the start of the block's first line and the block. Without it
            code and HTML keep all indentation.

    Returns:
        The text with its line ends as they were.
    """
    if "\n" not in raw and "\r" not in raw:
        return raw
    exact = kind in _KEEPS_INDENTATION
    quotes = path.count("block_quote[") if path else 0 if exact else len(raw)
    if column is None:
        column = len(raw) if kind == "front_matter" else 0

    def strip(match: re.Match[str]) -> str:
        prefix = match[2]
        taken = _quotes_end(prefix, quotes)
        while taken < len(prefix) and prefix[taken] != ">" and (taken < column or not exact):
            taken += 1
        return match[1] + prefix[taken:]

    return _CONTINUATION.sub(strip, raw)


def _quotes_end(prefix: str, quotes: int) -> int:
    """Where in a line's prefix at most so many quotes' markers end, each with one space."""
    end = 0
    for place, character in enumerate(prefix):
        if character == ">":
            if not quotes:
                break
            quotes -= 1
            end = place + 1
    return end + (end > 0 and prefix[end : end + 1] == " ")


def plain(text: str, kind: str) -> str:
    """A block's text as rendered: markup dropped, code, link and image texts kept, entities read.

    Args:
        text: the block's text without prefixes.
        kind: its kind. Code stays as it is; HTML blocks know no Markdown.

    Returns:
        One line (but of code); empty where nothing is rendered, as of `![]()` or a comment.
    """
    if kind == "code":
        return text
    if kind == "front_matter":
        return _one_line(text)
    if kind == "html":
        return _one_line(unescape(TOKEN.sub(rendered_tag, text)))
    if kind == "table_cell":
        text = text.replace("\\|", "|")
    if not MARKUP.search(text):
        return text.strip(" ")
    if "\n" in text or "\r" in text:
        text = SOFT_BREAK.sub(" ", HARD_BREAK.sub(r"\1<br>", text))
    return _one_line("".join(_inline_texts("." + encodable(text)))[1:])


@cache
def parser() -> Markdown:
    """The parser for inlines; without footnotes, so that a reference to one is a link without definition."""
    from pyromark import Markdown, Options

    return Markdown(options=Options.ENABLE_STRIKETHROUGH, broken_link_callback=_link_anyway)


def _inline_texts(line: str) -> list[str]:
    texts: list[str] = []
    mute = False
    for event in parser().events(line):
        shape: Any = event
        if "Text" in shape:
            if not mute:
                texts.append(shape["Text"])
        elif "Code" in shape:
            texts.append(shape["Code"])
        elif "InlineHtml" in shape:
            texts.append(TOKEN.sub(rendered_tag, shape["InlineHtml"]))
        elif "Start" in shape and "Link" in shape["Start"]:
            mute = shape["Start"]["Link"]["id"].startswith("^")
        elif "End" in shape and shape["End"] == "Link":
            mute = False
    return texts


def _link_anyway(link: Any) -> tuple[str, str] | None:
    """`[text][label]`, `[label][]` and `[^1]` are links though their definitions are elsewhere;
    `[text]` alone may be just that.
    """
    if link["link_type"] == "Shortcut" and not link["reference"].startswith("^"):
        return None
    return "", ""


def rendered_tag(match: re.Match[str]) -> str:
    """What is seen of a tag: an image's other text, a space for what ends a line, else nothing."""
    if match["whole"] is not None:
        return ""
    name = match["name"].lower()
    if name == "img":
        alt = _ALT.search(match[0])
        return (alt[1] or alt[2] or alt[3] or "") if alt else ""
    return " " if name == "br" or name.removeprefix("/") in BLOCK_LEVEL else ""


def _one_line(text: str) -> str:
    return SPACES.sub(" ", text).strip(" ")
