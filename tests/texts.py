"""Sound text for the tests of repair: the project's own, in 12 languages; and its sentences.

In: nothing. Out: paragraphs and sentences by language. Touches tests/golden/text.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "text"


@cache
def paragraphs() -> dict[str, tuple[str, ...]]:
    """Language -> its paragraphs."""
    return {
        path.parent.name: tuple(path.read_text(encoding="utf-8").strip("\n").split("\n\n"))
        for path in sorted(FOLDER.glob("*/notes.txt"))
    }


@cache
def sentences() -> tuple[str, ...]:
    """The first sentence of each paragraph."""
    return tuple(
        re.split(r"(?<=[.;。；\N{DEVANAGARI DANDA}])\s*", text)[0]
        for texts in paragraphs().values()
        for text in texts
    )


def paragraph_of_each_language() -> list[str]:
    """One paragraph a language."""
    return [texts[0] for texts in paragraphs().values()]
