"""What speaks for a text's having been decoded rightly: its letters and how they stand.

In: a text and the codec that read it. Out: a log likelihood, and what in it is unsound.
Touches nothing.
A reading is better if its letters are common in one language (`letters.py`), stand in words of
one script, with capitals at the beginnings of words and symbols outside of them.
Wrong pages show there: windows-1252 French read as Mac Roman has capitals behind small
letters, as windows-1250 letters of four languages in one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from pipeline.extract.letters import FOREIGN, UNLISTED, Letters, english_letters, letters_for

BROKEN_SHARE = 0.02
"""Of the characters beyond ASCII, so many may be controls, private or undefined."""

SPACE = -1.8
PUNCTUATION = -4.0
TYPOGRAPHIC = -5.0
NUMERIC = -6.0
SYMBOL = -8.5
HALF_WIDTH = -9.0
FRAME = -12.0
BROKEN = -14.0
CAPITAL = -2.0
"""Log probabilities by class of character; the last is added to a capital's letter."""

_WORD = "aAeEgGcChrt"
_LETTERS = _WORD + "z"
"""Kinds of letters; ideographs are no words, and marks stand among them without a space."""

_COSTS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[ae](?=E)|e(?=A)|[gc](?=[GC])"), -4.0),  # a capital behind a small letter
    (re.compile(r"[AE][AE](?=e[^aeAE])|[GC][GC](?=[gc][^gcGC])"), -2.0),  # a small letter ends capitals
    (re.compile(r"[aAeE](?=[gGcChrt])|[gGcChrt](?=[aAeE])|[gG](?=[cC])|[cC](?=[gG])"), -5.0),
    (re.compile(rf"[{_WORD}](?=[pksnb][{_WORD}])"), -8.0),  # a mark or symbol inside a word
    (re.compile(rf"[{_WORD}](?=d[{_WORD}])"), -2.0),  # a dash may stand there
    (re.compile(rf"[{_LETTERS}](?=[sb])|[sb](?=[{_LETTERS}])"), -3.0),
    (re.compile(rf"[{_WORD}](?=k)"), -3.0),
    (re.compile(rf"[{_WORD}](?=o)"), -6.0),  # an opening quote that opens nothing
    (re.compile(r"(?<= )[po](?= )"), -3.0),  # a quote that quotes nothing
    (re.compile(r"z(?=[aA])|[aA](?=z)"), -2.0),  # an ideograph that took a letter of a Latin word
    (re.compile(r"(?<![aAeEm])m"), -6.0),  # a combining mark with nothing to stand on
)
"""Patterns over kinds (see `_kind`) and what each match adds."""

_MARKS: dict[str, str] = {
    "q": "\u2019",
    "o": "\u00a1\u00ab\u00bf\u201a\u201e\u300a\u300c\u300e\u3010\uff08",
    "d": "\u00b7\u2010\u2013\u2014\u30fb\u200c\u200d\u200e\u200f\u00a0\u00ad",
    "n": "\u00b1\u00b2\u00b3\u00b5\u00b9\u00bc\u00bd\u00be\u00d7\u00f7",
    "k": "\u00a3\u00a7\u00a9\u20ac\u2116",
    "p": (
        "\u00ae\u00b0\u00bb\u060c\u061b\u061f\u2018\u201c\u201d\u2022\u2026\u2122\u3001\u3002\u300b\u300d\u300f\u3011"
        "\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
    ),
}
"""Marks of ordinary typesetting by where they stand: apostrophe, opening, between words,
beside numbers, before a word or number, any."""

_MARK = {char: kind for kind, chars in _MARKS.items() for char in chars}
_SCRIPTS = {"LATIN": "e", "GREEK": "g", "CYRILLIC": "c", "HEBREW": "h", "ARABIC": "r", "THAI": "t"}
_IDEOGRAPHIC = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How sound one reading of some bytes is."""

    likelihood: float
    """Natural log of the reading's probability under its likeliest language."""
    seen: int
    """Characters beyond ASCII."""
    broken: int
    """Of these: C1 controls, private use, unassigned, undefined bytes."""
    mean: float
    """Log likelihood of one character beyond ASCII, structure included; 0 if there is none."""
    distinct: int
    """Different characters beyond ASCII."""
    ascii_letters: int
    """Letters of ASCII."""
    letters: Letters
    """The likeliest language's."""

    @property
    def is_sound(self) -> bool:
        """Whether it can be text: usual letters, in variety, and few that are broken.

        Likelihood alone is fooled by one common letter over and over. A language in Latin letters
        has most of its letters in ASCII, and may well have a single other one.
        """
        is_varied = 2 * self.distinct >= min(self.seen, 12)
        is_woven = self.seen <= self.ascii_letters
        return (
            self.mean >= self.letters.floor
            and self.broken <= BROKEN_SHARE * self.seen
            and (is_woven if self.letters.is_latin else is_varied)
        )


def weigh(text: str, codec: str) -> Evidence:
    """The evidence in a text that was read by `codec`."""
    text = unicodedata.normalize("NFC", text)
    kinds = text.translate(_KINDS)
    structure = sum(cost * sum(1 for _ in pattern.finditer(kinds)) for pattern, cost in _COSTS)
    counts = [(char, _KINDS[ord(char)], count) for char, count in Counter(text).items()]
    letters = [item for item in counts if item[1] in _LETTERS]
    fixed = [item for item in counts if item[1] not in _LETTERS]
    plain = sum(_FIXED[kind] * count for char, kind, count in fixed if char.isascii())
    beyond = sum(_FIXED[kind] * count for char, kind, count in fixed if not char.isascii())
    ascii_log, beyond_log, language = _likeliest(letters, codec)
    seen = sum(count for char, _, count in counts if not char.isascii())
    return Evidence(
        likelihood=plain + beyond + structure + ascii_log + beyond_log,
        seen=seen,
        broken=sum(count for _, kind, count in fixed if kind == "x"),
        mean=(beyond + structure + beyond_log) / seen if seen else 0.0,
        distinct=sum(not char.isascii() for char, _, _ in counts),
        ascii_letters=sum(count for _, kind, count in counts if kind in "aA"),
        letters=language,
    )


def _likeliest(letters: list[tuple[str, str, int]], codec: str) -> tuple[float, float, Letters]:
    """Log likelihood of the ASCII letters and of the others, in the likeliest language."""
    found = [(*_in_language(letters, language), language) for language in letters_for(codec)]
    return max(found, key=lambda item: item[0] + item[1])


def _in_language(letters: list[tuple[str, str, int]], language: Letters) -> tuple[float, float]:
    """Log likelihood of the ASCII letters and of the others; English stands in for ASCII."""
    script = _KINDS[ord(next(iter(language.logs)))].replace("a", "e")
    latin = language if script == "e" else english_letters()
    ascii_log = beyond_log = 0.0
    for char, kind, count in letters:
        capital = CAPITAL if kind.isupper() else 0.0
        if char.isascii():
            ascii_log += (latin.log_of(char.lower()) + capital) * count
        elif kind.lower() == script:
            beyond_log += (language.log_of(char.lower()) + capital) * count
        else:
            beyond_log += FOREIGN * count
    return ascii_log, beyond_log


_FIXED = {
    " ": SPACE,
    ".": PUNCTUATION,
    "q": -4.0,
    "o": TYPOGRAPHIC,
    "d": TYPOGRAPHIC,
    "k": TYPOGRAPHIC,
    "n": NUMERIC,
    "p": TYPOGRAPHIC,
    "s": SYMBOL,
    "m": UNLISTED,
    "w": HALF_WIDTH,
    "b": FRAME,
    "x": BROKEN,
}


class _Kinds(dict[int, str]):
    """Code point to kind, found when first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind(chr(code))
        return kind


_KINDS = _Kinds()


def _kind(char: str) -> str:
    """One letter that says what a character is.

    `a` ASCII letter, `e` other Latin, `g` Greek, `c` Cyrillic, `h` Hebrew, `r` Arabic, `t` Thai,
    `z` ideograph, kana or syllable; capitals in upper case; `m` combining mark; `q`, `o`, `d`,
    `n`, `k`, `p` as in `_MARKS`; `s` symbol, `b` frame, `w` half-width, `x` broken; a full stop for
    other ASCII, a space for white space.
    """
    category = unicodedata.category(char)
    if char in " \t\n\r":
        return " "
    if category in ("Cc", "Co", "Cn", "Cs") or char == "\N{REPLACEMENT CHARACTER}":
        return "x"
    if char.isascii():
        return "." if category[0] != "L" else ("A" if category == "Lu" else "a")
    if char in _MARK:
        return _MARK[char]
    first = unicodedata.name(char, "").partition(" ")[0]
    if first in ("HALFWIDTH", "BOX", "BLOCK"):
        return "w" if first == "HALFWIDTH" else "b"
    if first in _IDEOGRAPHIC or first.startswith("CJK"):
        return "z"
    script = _SCRIPTS.get(first)
    if script is None or (script == "e" and category not in ("Ll", "Lu")):
        return "m" if category == "Mn" else "s"
    return script.upper() if category == "Lu" else script
