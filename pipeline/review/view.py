"""The review page as HTML: Jinja templates in which every text is escaped.

In: what a person is to see. Out: HTML. Touches the templates, which come with the package.
Text of documents is hostile: it may hold markup, ends of scripts, and controls that turn the
order of what follows. Markup is escaped by Jinja, always; what would not be seen is written
as its code point in a box; each text stands in an element of its own, with language and direction.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_JOINER = "\N{ZERO WIDTH JOINER}"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"))

STATIC = {
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "review.css": "text/css",
    "review.js": "text/javascript",
}
"""Files that the pages load, with their types; no other name is looked for."""

CHECKS = {
    "numbers": "a number is on one side only",
    "urls": "an address is on one side only",
    "placeholders": "a placeholder is on one side only",
    "untranslated": "the translation says the same as the source",
    "length": "one side is far longer than the other",
    "list-items": "the lists have different numbers of items",
    "stale": "the source changed and the translation did not",
}
"""What a person is told of each check that failed."""


def render(name: str, **values: Any) -> str:
    """A page.

    Args:
        name: of the template, without ending.
        values: what it shows.
    """
    return _environment().get_template(f"{name}.html").render(**values)


def static(name: str) -> bytes | None:
    """A file that the pages load; None if there is no such file."""
    if name not in STATIC:
        return None
    return resources.files("pipeline.review").joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return resources.files("pipeline.review").joinpath("templates", name).read_text(encoding="utf-8")

    made = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["seen"] = seen
    made.filters["lang"] = language
    made.filters["dir"] = direction
    made.filters["percent"] = percent
    made.globals["CHECKS"] = CHECKS
    return made


def seen(text: str) -> Markup:
    """A text in which what would not be seen, or would move other text, stands as its code point."""
    from markupsafe import Markup, escape

    pieces = [_boxed(char) if _is_unseen(char) else escape(char) for char in text]
    return Markup("").join(pieces)


def _is_unseen(char: str) -> bool:
    if char in "\n\t " or char == _JOINER:
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")


def _boxed(char: str) -> Markup:
    from markupsafe import Markup

    name = unicodedata.name(char, "control" if unicodedata.category(char) == "Cc" else "no character")
    return Markup('<span class="unseen" title="{}">U+{:04X}</span>').format(name.capitalize(), ord(char))


def language(tag: str | None) -> str:
    """A value for `lang`: empty, which means unknown, unless the tag is one."""
    return tag if tag and tag != "und" and _TAG.fullmatch(tag) else ""


def direction(tag: str | None) -> str:
    """A value for `dir`."""
    return "rtl" if (tag or "").partition("-")[0] in _RIGHT_TO_LEFT else "auto"


def percent(probability: float) -> str:
    """A probability for a person, who needs no more than two digits."""
    if probability >= 0.995:
        return "over 99 %"
    return f"{100 * probability:.0f} %" if probability >= 0.01 else "under 1 %"
