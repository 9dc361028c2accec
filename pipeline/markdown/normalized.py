"""A note with its header and text evened out, for those who ask for that.

In: a cleaned document and the steps to take. Out: Markdown. Touches nothing.
Text outside code takes the steps of the column `text`; code takes only the line ends, for a file
has one kind. In the header, the values that a column holds otherwise than written are replaced
where they stand, never by a dump: comments, order and everything unknown stay. A header that
would not read the same keys afterwards stays as it was.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pipeline.markdown.blocks import cut
from pipeline.markdown.normalize import STEPS, normalize
from pipeline.records import Document

if TYPE_CHECKING:
    from pipeline.markdown.yaml_reader import HeaderValue

_LINE_END = re.compile(r"[\r\n]")


def normalized_markdown(document: Document, steps: tuple[str, ...] = tuple(STEPS)) -> str:
    """The document's repaired text, normalized.

    Args:
        document: as clean left it.
        steps: of `normalize`.
    """
    text = document.text or ""
    found = cut(text)
    body = found.header.end if found.header is not None else 0
    parts = []
    last = body
    for block in found.blocks:
        if block.kind == "code" and block.start >= body:
            # What stands before code on its line is its indentation, no trailing space.
            line = max(last, text.rfind("\n", last, block.start) + 1, text.rfind("\r", last, block.start) + 1)
            parts.append(normalize(text[last:line], steps))
            last = _line_end(text, block.end)
            parts.append(normalize(text[line:last], _only_line_ends(steps)))
    parts.append(normalize(text[last:], steps))
    return _header(text[:body], document, steps) + "".join(parts)


def _line_end(text: str, start: int) -> int:
    """Where the line of `start` ends: spaces behind code are its own."""
    found = _LINE_END.search(text, start)
    return found.start() if found else len(text)


def _only_line_ends(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step == "newlines")


def _header(raw: str, document: Document, steps: tuple[str, ...]) -> str:
    """The front matter with its link, tags and moments as the columns have them."""
    if not raw:
        return raw
    from pipeline.markdown.yaml_reader import read_header

    before = read_header(raw)
    if not before.readable:
        return normalize(raw, _only_line_ends(steps))
    text = raw
    for entry in sorted(before.entries, key=lambda entry: -entry.start):
        value = _value(entry, document, raw[entry.start : entry.end])
        if value is not None:
            text = text[: entry.start] + value + text[entry.end :]
    text = normalize(text, steps)
    after = read_header(text)
    return text if after.keys == before.keys else normalize(raw, _only_line_ends(steps))


def _value(entry: HeaderValue, document: Document, raw: str) -> str | None:
    """What stands for an entry's value; None where it stays."""
    if entry.key == "tags" and document.tags is not None:
        return _tags(entry, document.tags, raw)
    if raw != entry.written:  # escapes, several lines: its quoting would not fit another value
        return None
    if entry.key == "link" and document.link is not None:
        return document.link
    moments = {"created": document.created, "modified": document.modified}
    moment = moments.get(entry.key)
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _tags(entry: HeaderValue, tags: tuple[str, ...], raw: str) -> str | None:
    """The tags without those that were there twice."""
    if isinstance(entry.written, tuple):
        if len(entry.written) == len(tags) or (raw[:1] != "[" and raw[:1] != "-"):
            return None
        return json.dumps(tags, ensure_ascii=False)
    if entry.written != raw or len(raw.split(",")) == len(tags):
        return None
    return ", ".join(tags)
