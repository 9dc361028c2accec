r"""Words in which a letter of another script hides.

In: a text. Out: spans with what hides there. Touches the table of letters beside this file.
A word counts that has letters of two scripts, those of the rarer one all looking like letters of
the other: `p\u0430ypal`, with a Cyrillic a, but not a word of which one half is Greek and is
seen to be. The table is a part of Unicode's confusables (UTS 39), of whole letters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

_WORD = re.compile(r"[A-Za-z\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff]{2,}")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[^A-Za-z]")


@cache
def table() -> dict[str, str]:
    """Letters of other scripts, by the Latin letter each looks like."""
    text = resources.files("pipeline.audit").joinpath("data/lookalikes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {chr(int(code, 16)): latin for code, latin in rows}


def mixed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and message of each word in which a letter hides."""
    letters = table()
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii() or not _LATIN.search(word):
            continue
        foreign = _OTHER.findall(word)
        latin = len(word) - len(foreign)
        if latin >= len(foreign):
            hidden = all(char in letters for char in foreign)
        else:
            hidden = set(_LATIN.findall(word)) <= set(letters.values())
        if hidden:
            rarer = foreign if latin >= len(foreign) else _LATIN.findall(word)
            named = ", ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(rarer))
            yield match.start(), match.end(), f"{named} of another script in the word {word}"
