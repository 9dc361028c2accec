"""Find the front matter: `---` on the very first line, down to a line `---` or `...`.

In: a document's decoded text, without BOM. Out: a `Header`, or None.
Touches nothing. The rules are found here and not by python-frontmatter, which loses text
between two leading rules and misses CR line ends. A line that only begins with `---` is no rule.
"""

from __future__ import annotations

import re

from pipeline.markdown.spans import Header, Span

_LINE_END = r"(?:\r\n|\n|\r)"
_OPENING = re.compile(rf"---[ \t]*{_LINE_END}")
_RULE_ALONE = re.compile(r"---[ \t]*\Z")
_CLOSING = re.compile(r"[\r\n](---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
"""With the line end in front, which is quickly found."""
_SPACE = " \t\r\n"


def starts_with_rule(text: str) -> bool:
    """Whether the first line is a rule that opens a front matter, closed or not."""
    return bool(_OPENING.match(text) or _RULE_ALONE.match(text))


def find_rules(text: str) -> tuple[int, int, int] | None:
    """Where the content begins and ends, and where the closing rule ends; None without a front matter."""
    if not text.startswith("---"):
        return None
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end() - 1) if opening else None
    if not opening or not closing:
        return None
    return opening.end(), closing.start(1), closing.end(1)


def find_header(text: str, *, max_bytes: int = 2**20, max_aliases: int = 100) -> Header | None:
    """The front matter with its scalars.

    Args:
        text: decoded text without BOM.
        max_bytes: content larger than this, as UTF-8, is not parsed: one block.
        max_aliases: content with more YAML aliases is not parsed: one block.
    """
    rules = find_rules(text)
    if rules is None:
        return None
    start, end, close = rules
    content = text[start:end]
    blank = not content.strip(_SPACE)
    scalars: tuple[Span, ...] | None = ()
    if not blank:
        from pipeline.markdown.yaml_nodes import scalar_spans

        scalars = scalar_spans(content, start, max_bytes=max_bytes, max_aliases=max_aliases)
    readable = scalars is not None
    if scalars is None:
        first = start + len(content) - len(content.lstrip(_SPACE))
        last = start + len(content.rstrip(_SPACE))
        scalars = (_block("front_matter", 0, first, last),)
    return Header(
        start=0, end=close, content_start=start, content_end=end, readable=readable, scalars=scalars
    )


def _block(path: str, level: int, start: int, end: int) -> Span:
    return Span(kind="front_matter", level=level, section=None, path_in_document=path, start=start, end=end)
