"""Which writing systems a text uses, and how many letters of each.

In: text. Out: counts by ISO 15924 code (`Latn`, `Hani`, ...), Hans told from Hant.
Touches only the tables beside it, read once, when first asked.
Idea: Unicode's Script property (UAX #24) of each letter; what Common and Inherited
characters say (digits, signs, accents) is nothing. Simplified and traditional Chinese share
most characters, so they are told apart by those that only one of the two has (OpenCC).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import cache

from pipeline.clean.language.tables import rows

_ASCII_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NO_LETTERS = bytes(set(range(256)) - set(_ASCII_LETTERS))


def count_letters(text: str) -> dict[str, int]:
    """Letters of each script, by ISO 15924 code, most letters first, ties by code.

    Han characters count as `Hani`, whichever language they write.
    """
    ascii_text = text.encode("ascii", "ignore")
    counts: Counter[str] = Counter()
    latin = len(ascii_text.translate(None, _NO_LETTERS))
    if latin:
        counts["Latn"] = latin
    if len(ascii_text) < len(text):
        for character, times in Counter(text).items():
            if character > "\x7f" and (script := script_of(character)):
                counts[script] += times
        if len(counts) > 1:
            return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return counts


@cache
def script_of(character: str) -> str | None:
    """ISO 15924 code of a letter or syllable's script; None for everything else."""
    if unicodedata.category(character)[0] not in "LM":
        return None
    starts, ends, scripts = _ranges()
    place = bisect_right(starts, ord(character)) - 1
    return scripts[place] if place >= 0 and ord(character) <= ends[place] else None


def han_form(text: str) -> str | None:
    """`Hans` or `Hant`, whichever has more characters of its own in `text`; None for a tie.

    Args:
        text: Chinese; of Japanese nothing can be said, whose own short forms are among both.
    """
    simplified, traditional = _han()
    characters = Counter(text)
    short = sum(n for c, n in characters.items() if c in simplified)
    long = sum(n for c, n in characters.items() if c in traditional)
    if short == long:
        return None
    return "Hans" if short > long else "Hant"


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    table = [(int(first, 16), int(last, 16), script) for first, last, script in rows("scripts.tsv")]
    return [r[0] for r in table], [r[1] for r in table], [r[2] for r in table]


@cache
def _han() -> tuple[frozenset[str], frozenset[str]]:
    table = {row[0]: frozenset(row[1]) for row in rows("han.tsv")}
    return table["Hans"], table["Hant"]
