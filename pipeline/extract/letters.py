"""How likely each character is in each language, roughly: evidence for guessing an encoding.

In: a codec's name. Out: the `Letters` of the languages that it can write.
Touches nothing.
Idea: the order of a language's letters by frequency falls off geometrically, so the order
alone gives usable probabilities. charset-normalizer brings the order for 40 languages; what
is common among Chinese characters and Korean syllables is told by the national standards
themselves, whose first level holds the common ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from unicodedata import decomposition

from pipeline.extract.alphabets import BEYOND_ASCII, MORE_ORDERS

LETTER_RATIO = 0.87
"""Each letter of an alphabet is this much rarer than the one before. Fitted by eye to
English, Russian and Greek counts; 0.84 and 0.90 guess the same pages."""

UNLISTED = -6.0
"""Log probability of a letter of the language that is not among its 26 commonest: Czech
s-caron, Hungarian o with double acute."""

ALIEN = -11.0
"""Log probability of a letter of the language's script that the language does not have."""

FOREIGN = -14.0
"""Log probability of a letter of another script."""

ALPHABET_SHARE = 0.87
"""Of a language's letters, so many a page must have: all but one of Spanish's seven beyond ASCII
are too few, all but the ligature of French's sixteen enough."""

FLOORS: dict[str, float] = {"latin": -7.0, "alphabet": -4.7, "Thai": -5.2, "ideographs": -9.5}
"""The least mean log probability of the characters beyond ASCII in a sound text. Of texts in 21
languages, a line each, 99 in 100 stand above; random bytes read as Arabic, and Hebrew of DOS
read as Cyrillic, below. Thai's list lacks half of its signs."""

_LEVEL_ONE: dict[str, tuple[str, int, int]] = {
    "Chinese": ("gb2312", 0xB0, 0xD7),
    "Traditional Chinese": ("big5", 0xA4, 0xC6),
    "Japanese": ("shift_jis", 0x88, 0x97),
    "Korean": ("euc-kr", 0xB0, 0xC8),
}
"""Where a standard's first level stands: codec, first and last lead byte."""

_LEVEL_ONE_EACH = math.log(0.4 / 4000)
_LEVEL_TWO_EACH = math.log(0.02 / 20000)

_LANGUAGE_OF: dict[str, str] = {
    "gb18030": "Chinese",
    "cp950": "Traditional Chinese",
    "cp932": "Japanese",
    "euc_jp": "Japanese",
    "cp949": "Korean",
    "johab": "Korean",
}
"""The language of each double-byte codec; it can write others, and nobody does."""


@dataclass(frozen=True, slots=True)
class Letters:
    """One language's letters."""

    language: str
    """Its English name."""
    logs: dict[str, float]
    """Natural log probability of its letters, in lower case."""
    other: float
    """The same of another letter of its script; that of an ideograph depends on its level."""
    floor: float
    """One of `FLOORS`."""

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters."""
        return "e" in self.logs

    def log_of(self, letter: str) -> float:
        """Log probability of a non-ASCII letter of this language's script, in lower case."""
        found = self.logs.get(letter)
        if found is not None:
            return found
        return _by_level(self.language, letter) if self.language in _LEVEL_ONE else self.other


@cache
def letters_for(codec: str) -> tuple[Letters, ...]:
    """The languages that are written in a codec: it has nearly all letters of their alphabet.

    Spanish without n-tilde is not written in windows-1250, so a Spanish file that shows no
    other difference is not in that page. English is written in all.
    """
    if codec in _LANGUAGE_OF:
        return tuple(item for item in _all() if item.language == _LANGUAGE_OF[codec])
    single = (item for item in _all() if item.language not in _LEVEL_ONE)
    return tuple(item for item in single if _is_written(item, codec))


@cache
def english_letters() -> Letters:
    """English, which stands for the ASCII letters in a text of another script."""
    return next(item for item in _all() if item.language == "English")


@cache
def _all() -> tuple[Letters, ...]:
    from charset_normalizer.constant import FREQUENCIES

    orders = {**FREQUENCIES, **{name: list(order) for name, order in MORE_ORDERS.items()}}
    names = sorted(name for name in orders if not name.startswith("Japanese") and not name.endswith("\u2014"))
    found = [_letters(name, "".join(orders[name])) for name in names]
    common = _ideographs("".join(orders["Chinese"]))
    found.append(Letters("Traditional Chinese", common, _LEVEL_TWO_EACH, FLOORS["ideographs"]))
    kana = _japanese([orders["Japanese" + dashes] for dashes in ("", "\u2014", "\u2014\u2014")])
    found.append(Letters("Japanese", kana, _LEVEL_TWO_EACH, FLOORS["ideographs"]))
    return tuple(found)


def _letters(name: str, order: str) -> Letters:
    if name in _LEVEL_ONE:
        return Letters(name, _ideographs(order), _LEVEL_TWO_EACH, FLOORS["ideographs"])
    rare = BEYOND_ASCII.get(name)
    logs = dict.fromkeys(rare or "", UNLISTED) | _alphabet(order)
    floor = FLOORS["latin"] if order[0].isascii() else FLOORS.get(name, FLOORS["alphabet"])
    return Letters(name, logs, UNLISTED if rare is None else ALIEN, floor)


def _alphabet(order: str) -> dict[str, float]:
    whole = sum(LETTER_RATIO**rank for rank in range(len(order)))
    return {char: math.log(0.8 * LETTER_RATIO**rank / whole) for rank, char in enumerate(order)}


def _ideographs(order: str, share: float = 0.45) -> dict[str, float]:
    whole = sum(1 / (rank + 8) for rank in range(len(order)))
    return {char: math.log(share / (rank + 8) / whole) for rank, char in enumerate(order)}


def _japanese(orders: list[list[str]]) -> dict[str, float]:
    """Kanji, katakana, hiragana: about a tenth, an eighth and half of running text."""
    found: dict[str, float] = {}
    for order, share in zip(orders, (0.1, 0.12, 0.5), strict=True):
        found |= _ideographs("".join(order), share)
    return found


def _is_written(letters: Letters, codec: str) -> bool:
    alphabet = BEYOND_ASCII.get(letters.language) or "".join(letters.logs)
    can = sum(_is_encodable(char, codec) for char in alphabet)
    return letters.language == "English" or can >= ALPHABET_SHARE * len(alphabet)


def _is_encodable(char: str, codec: str) -> bool:
    """Whether a codec has the letter, or its parts: windows-1258 has Vietnamese tones apart."""
    parts = "".join(chr(int(code, 16)) for code in decomposition(char).split() if code[0] != "<")
    return any(len(text.encode(codec, "ignore")) >= len(text) for text in (char, parts) if text)


def _by_level(language: str, letter: str) -> float:
    codec, first, last = _LEVEL_ONE[language]
    try:
        lead = letter.encode(codec)[0]
    except UnicodeEncodeError:
        return _LEVEL_TWO_EACH
    return _LEVEL_ONE_EACH if first <= lead <= last else _LEVEL_TWO_EACH
