"""A block's text without what Markdown puts around it: `without_prefixes`, then `plain`.

In: a block's text and kind. Out: text. Touches nothing.
A block's inlines cannot be read by parsing it as a document: a heading `1. First` would become
a list. So its lines are joined into one, behind a character that keeps the line a paragraph,
which is what its lines were. A `.` does: `_a_` and `**"a"**` open behind punctuation.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from pipeline.markdown.events import encodable, parser
from pipeline.markdown.html_parts import BLOCK_LEVEL, TOKEN

_LINE_END = r"(?:\r\n|\n|\r)"
_CONTINUATION = re.compile(rf"({_LINE_END})([ \t>]+)")
_MARKUP = re.compile(r"[\\`*_\[<&~\r\n\t]|  ")
# The look-behinds keep a long run of spaces from being tried again at each of its spaces.
_HARD_BREAK = re.compile(rf"(?:(?<!\\)((?:\\\\)*+)\\|(?<! ) {{2,}}+){_LINE_END}[ \t]*")
_SOFT_BREAK = re.compile(rf"(?<![ \t])[ \t]*+{_LINE_END}[ \t]*")
_SPACES = re.compile(r"[\t\r\n][ \t\r\n]*+| [ \t\r\n]++")
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

_KEEPS_INDENTATION = frozenset({"code", "html", "front_matter"})


def without_prefixes(raw: str, kind: str, path: str = "", column: int | None = None) -> str:
    """A block's text without the prefixes of its containers on its second and later lines.

    Where path and column are not given, quotes are guessed: any `>` that begins a line of a
    paragraph is a prefix (at the top level it could not stand there unless indented by four).

    Args:
        raw: the block as it stands in the file, from its first content character.
        kind: its kind. Code, HTML and scalars keep their indentation beyond `column`.
        path: its `path_in_document`, which says how many quotes are around it.
        column: code points between the start of the block's first line and the block.

    Returns:
        The text with its line ends as they were.
    """
    if "\n" not in raw and "\r" not in raw:
        return raw
    exact = kind in _KEEPS_INDENTATION
    quotes_unknown = 0 if exact else len(raw)
    quotes = path.count("block_quote[") if path else quotes_unknown
    if column is None:
        column = 0 if exact and kind != "front_matter" else len(raw)

    def strip(match: re.Match[str]) -> str:
        prefix, left, taken = match[2], quotes, 0
        limit = column if exact else len(prefix)
        for character in prefix[:limit]:
            if character == ">":
                if not left:
                    break
                left -= 1
            taken += 1
        return match[1] + prefix[taken:]

    return _CONTINUATION.sub(strip, raw)


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
        return _one_line(unescape(TOKEN.sub(_rendered_tag, text)))
    if kind == "table_cell":
        text = text.replace("\\|", "|")
    if not _MARKUP.search(text):
        return text.strip(" ")
    if "\n" in text or "\r" in text:
        text = _SOFT_BREAK.sub(" ", _HARD_BREAK.sub(r"\1<br>", text))
    return _one_line("".join(_inline_texts("." + encodable(text)))[1:])


def _inline_texts(line: str) -> list[str]:
    texts: list[str] = []
    mute = False
    for event in parser(_link_anyway).events(line):
        shape: Any = event
        if "Text" in shape:
            if not mute:
                texts.append(shape["Text"])
        elif "Code" in shape:
            texts.append(shape["Code"])
        elif "InlineHtml" in shape:
            texts.append(TOKEN.sub(_rendered_tag, shape["InlineHtml"]))
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


def _rendered_tag(match: re.Match[str]) -> str:
    if match["whole"] is not None:
        return ""
    name = match["name"].lower()
    if name == "img":
        alt = _ALT.search(match[0])
        return (alt[1] or alt[2] or alt[3] or "") if alt else ""
    return " " if name == "br" or name.removeprefix("/") in BLOCK_LEVEL else ""


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")
