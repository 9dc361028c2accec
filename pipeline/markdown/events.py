"""The one wrapper of pyromark: a text's block structure as a short stream of steps.

In: Markdown without front matter and BOM. Out: steps with code point offsets.
Touches nothing. pyromark's event shapes changed between 0.6 and 0.10, so it is pinned, and
nothing outside this file and `plain.py` sees them. Its ranges are UTF-8 byte offsets.
Idea: blocks need no inlines, only where a run of them begins and ends, so runs are joined
here, and only their borders are turned into code points (one pass, ascending).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyromark import Markdown

OPEN, CLOSE, RUN, HTML = "open", "close", "run", "html"

Step = tuple[str, str, Any, Any]
"""(OPEN, tag, heading level or 0, None); (CLOSE, tag, None, None); (RUN, "", start, end) for a
run of inlines or a code block's content; (HTML, "", lines, None) for an HTML block's lines as
[start, end) pairs without the prefixes of the containers around it."""

SPACE = " \t\r\n"
"""What Markdown strips. NBSP, U+3000 and NEL are content."""

_BLOCK_TAGS = frozenset(
    {
        "Paragraph", "Heading", "BlockQuote", "CodeBlock", "HtmlBlock", "List", "Item",
        "FootnoteDefinition", "Table", "TableHead", "TableRow", "TableCell",
    }
)  # fmt: skip
_LARGE = 2**20
"""Code points of a text of which a second form is felt."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONE_CR = re.compile(r"\r(?!\n)")


class UnparsableError(Exception):
    """The parser gave up on a text; the caller keeps it whole."""


@cache
def _parser() -> Markdown:
    """With GitHub's extensions: tables, footnotes, strikethrough, task lists, alerts."""
    from pyromark import Markdown, Options

    return Markdown(
        options=Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_GFM
    )


def encodable(text: str) -> str:
    """The text with each unpaired surrogate as U+FFFD, one for one; offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def steps(text: str, start: int = 0) -> Iterator[Step]:
    """The block structure of a Markdown text from an offset on, in order.

    A run's borders are content characters, and a backslash that escapes its first one is in it.

    Raises:
        UnparsableError: the parser gave up; steps already given are void.
    """
    body = encodable(text[start:])
    if len(body) > _LARGE and body is text:
        # The parser asks for its UTF-8, which Python then keeps beside a text for as long as that lives.
        body = f"{text[:1]}{text[1:]}"
    if "\r" in body:
        # CommonMark ends a line at CR, pyromark not everywhere (a code block runs on).
        body = _LONE_CR.sub("\n", body)
    at = code_point_offsets(body, start)
    first = last = -1  # byte range of the open run; -1 where none is open
    in_code = False
    lines: list[tuple[int, int]] = []
    for event, span in _events(body):
        if "Text" in event:
            # A code block's blank lines at either end are gaps; the prefixes of a quote stand between lines.
            if in_code and not event["Text"].strip(SPACE):
                continue
            if first < 0:
                first = span["start"]
            last = span["end"]
            continue
        what, tag, value = _shape(event)
        if what == "Html":
            lines.append((at(span["start"]), at(span["end"])))
        elif tag in _BLOCK_TAGS:
            if first >= 0:
                yield from _run(text, at(first), at(last), in_code)
                first = -1
            if what == "Start":
                in_code = tag == "CodeBlock"
                yield OPEN, tag, int(value["level"][1]) if tag == "Heading" else 0, None
                continue
            in_code = False
            if lines:
                yield HTML, "", lines, None
                lines = []
            yield CLOSE, tag, None, None
        elif what == "Rule":
            if first >= 0:
                yield from _run(text, at(first), at(last), in_code)
                first = -1
        elif what not in _NO_CONTENT:
            if first < 0:
                first = span["start"]
            last = span["end"]


_NO_CONTENT = frozenset({"SoftBreak", "HardBreak", "TaskListMarker"})
"""Events that neither begin nor end a run: a break never stands at its border, a box is a gap."""


def _shape(event: Any) -> tuple[str, str, Any]:
    """What happens, the tag that it happens to (of `Start` and `End`), and the tag's data."""
    if event.__class__ is str:
        return event, "", None
    what, value = next(iter(event.items()))
    if what != "Start" and what != "End":
        return what, "", None
    if value.__class__ is str:
        return what, value, None
    tag, data = next(iter(value.items()))
    return what, tag, data


def _run(text: str, start: int, end: int, in_code: bool) -> tuple[Step, ...]:
    while start < end and text[start] in SPACE:
        start += 1
    while start < end and text[end - 1] in SPACE:
        end -= 1
    if start == end:
        return ()
    # The range of an escaped character begins behind its backslash.
    if not in_code and start and text[start - 1] == "\\":
        start -= 1
    return ((RUN, "", start, end),)


def _events(text: str) -> Iterator[tuple[Any, Any]]:
    """The parser's events with their byte ranges, text never merged.

    Raises:
        UnparsableError: whatever the parser raised, a panic of its Rust side included.
    """
    try:
        yield from _parser().events_with_range(text, merge_text=False)
    except (ValueError, RuntimeError, MemoryError) as err:
        raise UnparsableError(str(err)) from err
    except BaseException as err:
        # pyo3 derives it from BaseException and exports no class to catch.
        if type(err).__name__ != "PanicException":
            raise
        raise UnparsableError(str(err)) from err


def code_point_offsets(text: str, shift: int = 0) -> Callable[[int], int]:
    """A function from UTF-8 byte offset to code point offset, quick on ascending offsets.

    Args:
        text: what the byte offsets are into.
        shift: added to every result.
    """
    if text.isascii():
        return lambda byte: byte + shift
    data = text.encode()
    seen_byte, seen = 0, shift

    def at(byte: int) -> int:
        nonlocal seen_byte, seen
        if byte >= seen_byte:
            seen += len(data[seen_byte:byte].decode())
        else:
            seen -= len(data[byte:seen_byte].decode())
        seen_byte = byte
        return seen

    return at
