"""Where each character of a block's plain text stands in the block.

In: a block's text without prefixes, and its kind. Out: its plain text, with an offset for each
code point. Touches nothing. The same steps as `plain` takes, on a text whose characters have
their places beside them; the parser gives byte ranges for its events, which are exact for text.
A character that was written otherwise (an entity, a line break that became a space) has the
place where that begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.markdown.events import encodable
from pipeline.markdown.html_parts import TOKEN
from pipeline.markdown.plain import HARD_BREAK, MARKUP, SOFT_BREAK, SPACES, parser, rendered_tag

Placed = tuple[str, Sequence[int]]
"""A text, and the place of each of its characters."""

_PIPE = re.compile(r"\\\|")


def plain_places(text: str, kind: str) -> Placed | None:
    """The plain text, and for each of its code points the offset in `text` where it comes from.

    Args:
        text: the block's text without prefixes.
        kind: its kind.

    Returns:
        What `plain` gives, with offsets that never fall (a range, where nothing is left out between
        them); None for HTML, whose entities and tags are not followed.
    """
    if kind == "html":
        return None
    placed: Placed = text, range(len(text))
    if kind == "code":
        return placed
    if kind == "front_matter":
        return _strip(_sub(SPACES, lambda _: " ", placed))
    if kind == "table_cell":
        placed = _sub(_PIPE, lambda _: "|", placed)
    return _rendered(placed) if MARKUP.search(placed[0]) else _strip(placed)


def _strip(placed: Placed) -> Placed:
    text, places = placed
    start = len(text) - len(text.lstrip(" "))
    end = max(start, len(text.rstrip(" ")))
    return (text[start:end], places[start:end]) if end - start < len(text) else placed


def _sub(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], placed: Placed) -> Placed:
    text, places = placed
    pieces: list[str] = []
    found: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        new = put(match)
        pieces += (text[at:start], new)
        found += places[at:start]
        found += [places[start]] * len(new)
        at = end
    if not at:
        return placed
    found += places[at:]
    return "".join(pieces) + text[at:], found


def _rendered(placed: Placed) -> Placed:
    """What the parser renders of a paragraph's lines."""
    if "\n" in placed[0] or "\r" in placed[0]:
        placed = _sub(HARD_BREAK, lambda match: (match[1] or "") + "<br>", placed)
        placed = _sub(SOFT_BREAK, lambda _: " ", placed)
    text, places = placed
    line = "." + encodable(text)
    offset = _Offsets(line)
    pieces: list[str] = []
    found: list[int] = []
    mute = False
    for event, span in parser().events_with_range(line):
        shape: Any = event
        if "Text" in shape:
            put = "" if mute else shape["Text"]
        elif "Code" in shape:
            put = shape["Code"]
        elif "InlineHtml" in shape:
            put = TOKEN.sub(rendered_tag, shape["InlineHtml"])
        else:
            if "Start" in shape and "Link" in shape["Start"]:
                mute = shape["Start"]["Link"]["id"].startswith("^")
            elif "End" in shape and shape["End"] == "Link":
                mute = False
            continue
        if put:
            first, last = offset.of(span["start"]) - 1, offset.of(span["end"]) - 1
            if "Code" in shape and (at := text.find(put, first, last)) >= 0:
                first, last = at, at + len(put)
            pieces.append(put)
            found += _spread(len(put), places, first, last)
    return _strip(_sub(SPACES, lambda _: " ", ("".join(pieces)[1:], found[1:])))


def _spread(count: int, places: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Places of so many characters: first to last, one each where there are as many."""
    if last - first == count:
        return places[first:last] if first >= 0 else [0, *places[:last]]
    place = places[first] if 0 <= first < len(places) else 0
    return [place] * count


class _Offsets:
    """Code point offsets by byte offset, of offsets that hardly ever fall."""

    def __init__(self, line: str) -> None:
        self._data = None if line.isascii() else line.encode("utf-8")
        self._byte = self._point = 0

    def of(self, byte: int) -> int:
        """The code point that begins at a byte."""
        if self._data is None:
            return byte
        if byte < self._byte:
            self._byte = self._point = 0
        self._point += len(self._data[self._byte : byte].decode("utf-8"))
        self._byte = byte
        return self._point
