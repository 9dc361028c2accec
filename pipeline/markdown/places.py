"""Where each character of a block's plain text stands in the block.

In: a block's text without prefixes, and its kind. Out: its plain text, with an offset for each
code point. Touches nothing. The same steps as `plain` takes, on characters that know their
places; the parser gives byte ranges for its events, which are exact for text. A character that
was written otherwise (an entity, a line break that became a space) has the place where that
begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipeline.markdown.events import encodable
from pipeline.markdown.html_parts import TOKEN
from pipeline.markdown.plain import HARD_BREAK, MARKUP, SOFT_BREAK, SPACES, parser, rendered_tag

Placed = list[tuple[str, int]]
"""Characters and their places."""


def plain_places(text: str, kind: str) -> tuple[str, tuple[int, ...]] | None:
    """The plain text, and for each of its code points the offset in `text` where it comes from.

    Args:
        text: the block's text without prefixes.
        kind: its kind.

    Returns:
        What `plain` gives, with offsets that never fall; None for HTML, whose entities and tags
        are not followed.
    """
    if kind == "html":
        return None
    placed = [(c, i) for i, c in enumerate(text)]
    if kind == "code":
        return text, tuple(range(len(text)))
    if kind != "front_matter":
        if kind == "table_cell":
            placed = _sub(re.compile(r"\\\|"), lambda _: "|", placed)
        if MARKUP.search(_text(placed)):
            return _result(_rendered(placed))
        return _result(_strip(placed))
    return _result(_strip(_sub(SPACES, lambda _: " ", placed)))


def _result(placed: Placed) -> tuple[str, tuple[int, ...]]:
    return _text(placed), tuple(place for _, place in placed)


def _text(placed: Placed) -> str:
    return "".join(char for char, _ in placed)


def _strip(placed: Placed) -> Placed:
    start, end = 0, len(placed)
    while start < end and placed[start][0] == " ":
        start += 1
    while end > start and placed[end - 1][0] == " ":
        end -= 1
    return placed[start:end]


def _sub(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], placed: Placed) -> Placed:
    found: Placed = []
    at = 0
    for match in pattern.finditer(_text(placed)):
        found += placed[at : match.start()]
        start = placed[match.start()][1] if match.start() < len(placed) else 0
        found += [(char, start) for char in put(match)]
        at = match.end()
    return found + placed[at:]


def _rendered(placed: Placed) -> Placed:
    """What the parser renders of a paragraph's lines."""
    if any(char in "\r\n" for char, _ in placed):
        placed = _sub(HARD_BREAK, lambda match: (match[1] or "") + "<br>", placed)
        placed = _sub(SOFT_BREAK, lambda _: " ", placed)
    line = "." + encodable(_text(placed))
    starts = _byte_starts(line)
    found: Placed = []
    mute = False
    for event, span in parser().events_with_range(line):
        shape: Any = event
        first, last = starts[span["start"]] - 1, starts[span["end"]] - 1
        if "Text" in shape:
            if not mute:
                found += _spread(shape["Text"], placed, first, last)
        elif "Code" in shape:
            inner = shape["Code"]
            at = _text(placed[first:last]).find(inner)
            found += _spread(inner, placed, first + max(at, 0), first + at + len(inner) if at >= 0 else last)
        elif "InlineHtml" in shape:
            put = TOKEN.sub(rendered_tag, shape["InlineHtml"])
            found += _spread(put, placed, first, last)
        elif "Start" in shape and "Link" in shape["Start"]:
            mute = shape["Start"]["Link"]["id"].startswith("^")
        elif "End" in shape and shape["End"] == "Link":
            mute = False
    return _strip(_sub(SPACES, lambda _: " ", found[1:]))


def _spread(text: str, placed: Placed, first: int, last: int) -> Placed:
    """A text's characters on the places first to last, one each where there are as many."""
    if last - first == len(text):
        return [(char, placed[i][1] if i >= 0 else 0) for i, char in enumerate(text, first)]
    place = placed[first][1] if 0 <= first < len(placed) else 0
    return [(char, place) for char in text]


def _byte_starts(line: str) -> dict[int, int]:
    """Code point offsets by byte offset."""
    starts = {0: 0}
    size = 0
    for number, char in enumerate(line, 1):
        code = ord(char)
        size += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
        starts[size] = number
    return starts
