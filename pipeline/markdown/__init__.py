"""Cuts Markdown and front matter into blocks and gaps; used by extract and clean.

`cut` for the structure, `without_prefixes` and `plain` for a block's text, `read_header` for
the values of a repaired front matter. PyYAML and pyromark load when they are first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.markdown.blocks import cut
from pipeline.markdown.normalized import normalized_markdown
from pipeline.markdown.plain import plain, without_prefixes
from pipeline.markdown.spans import Cut, Fold, Header, Span

if TYPE_CHECKING:
    from pipeline.markdown.yaml_reader import HeaderValue, HeaderValues, read_header

__all__ = [
    "Cut",
    "Fold",
    "Header",
    "HeaderValue",
    "HeaderValues",
    "Span",
    "cut",
    "normalized_markdown",
    "plain",
    "read_header",
    "without_prefixes",
]


def __getattr__(name: str) -> Any:
    if name not in {"HeaderValue", "HeaderValues", "read_header"}:
        raise AttributeError(f"module 'pipeline.markdown' has no attribute {name!r}")
    from pipeline.markdown import yaml_reader

    value = getattr(yaml_reader, name)
    globals()[name] = value
    return value
