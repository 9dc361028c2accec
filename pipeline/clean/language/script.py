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
from functools import cache

from pipeline.clean.language.tables import rows

_ASCII_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NO_ASCII_LETTERS = bytes(set(range(256)) - set(_ASCII_LETTERS))
_ASCII = bytes(range(128))


def count_letters(text: str) -> dict[str, int]:
    """Letters of each script, by ISO 15924 code, most letters first, ties by code.

    Han characters count as `Hani`, whichever language they write.
    """
    if text.isascii():
        latin = len(text.encode("ascii").translate(None, _NO_ASCII_LETTERS))
        return {"Latn": latin} if latin else {}
    return _letters_of(text)


def _letters_of(text: str) -> dict[str, int]:
    # ASCII, the most of most texts, is counted and dropped as bytes, ten times as fast.
    data = text.encode("utf-8", "replace")
    marks = data.translate(None, _ASCII).decode("utf-8").translate(_MARKS)
    found: dict[str, int] = {}
    for mark in set(marks):
        if script := _MARKS.scripts[ord(mark)]:
            found[script] = marks.count(mark)
    latin = len(data.translate(None, _NO_ASCII_LETTERS))
    if latin:
        found["Latn"] = found.get("Latn", 0) + latin
    return found if len(found) < 2 else dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def script_of(character: str) -> str | None:
    """ISO 15924 code of a letter or syllable's script; None for everything else."""
    return _MARKS.scripts[ord(_MARKS[ord(character)])]


class _Marks(dict[int, str]):
    """A table for `str.translate`: each code point's script as one character.

    The character is the script's ordinal in `scripts`; 0 is none. It fills as it is asked, for
    what a text holds is few of all code points.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str | None] = [None]

    def __missing__(self, code_point: int) -> str:
        script = _look_up(chr(code_point))
        if script not in self.scripts:
            self.scripts.append(script)
        mark = self[code_point] = chr(self.scripts.index(script))
        return mark


_MARKS = _Marks()


def _look_up(character: str) -> str | None:
    if unicodedata.category(character)[0] not in "LM":
        return None
    starts, ends, scripts = _ranges()
    place = bisect_right(starts, ord(character)) - 1
    return scripts[place] if place >= 0 and ord(character) <= ends[place] else None


def han_form(text: str) -> str | None:
    """`Hans` or `Hant`, of which `text` has more different characters of its own; None for a tie.

    Args:
        text: Chinese; of Japanese nothing can be said, whose own short forms are among both.
    """
    short, long = han_letters(text)
    if short == long:
        return None
    return "Hans" if short > long else "Hant"


def han_letters(text: str) -> tuple[int, int]:
    """How many different characters of simplified, and of traditional Chinese alone, a text has."""
    simplified, traditional = _han()
    characters = set(text)
    return len(simplified & characters), len(traditional & characters)


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    table = [(int(first, 16), int(last, 16), script) for first, last, script in rows("scripts.tsv")]
    return [r[0] for r in table], [r[1] for r in table], [r[2] for r in table]


@cache
def _han() -> tuple[frozenset[str], frozenset[str]]:
    table = {row[0]: frozenset(row[1]) for row in rows("han.tsv")}
    return table["Hans"], table["Hant"]
