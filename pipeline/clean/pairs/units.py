"""What is aligned: a block or a sentence, and what of it can be compared with another language.

In: text as rendered and as written, its language. Out: `Unit` records. Touches nothing but the
glosses. Numbers, addresses, inline code and names pass through a translation as they are;
words do not, so those that the glosses know stand for their English stem, in every language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.clean.pairs.tables import glosses, stem_weights

_MARKS = "".join(chr(c) for c in range(0x300, 0x1900) if unicodedata.category(chr(c))[0] == "M")
# Runs of letters and runs of marks: one by one, with a choice at each, takes three times as long.
_WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}\u200c]+[^\W\d_]*)*")
_TYPOGRAPHIC = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026"
"""Marks that part words in every language, and are often all in an English text that is not ASCII."""
_LOWER_LETTERS = bytes([ord(c.lower()) if c.isalpha() else 0x20 for c in map(chr, range(128))]) + bytes(128)
"""For ASCII as bytes: letters in lower case, and a space for all else."""
_UNSPACED_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_UNSPACED = re.compile(f"[{_UNSPACED_LETTERS}]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_OTHERWISE = re.compile(f"[{_UNSPACED_LETTERS}\uac00-\ud7a3]")
"""Letters whose words are not cut to their first six."""
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f'\u2019\u066b\u066c]\d+)*")
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^\s<>()\[\]\"'`\u3000-\u303f\uff00-\uffef]+|\bwww\.[^\s<>()\[\]\"'`]+"
)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_TARGET = re.compile(r"\]\(\s*<?([^\s()<>]+)")
_PLACEHOLDER = re.compile(
    r"\{\{?\s*[A-Za-z_][\w.\-]*\s*\}?\}|\{\d*\}|%(?:\([A-Za-z_]\w*\))?[sdif](?![A-Za-z])|\$\{[^{}\s]+\}"
    r"|<[A-Za-z_][\w\-]*>(?!\S*</)"
)
_EMOJIS = "\u2600-\u27bf\U0001f300-\U0001faff"
_SIGN = re.compile(rf"[`{{%<{_EMOJIS}]|://|www\.|\]\(")
"""Without one of these there is no mark."""
_EMOJI = re.compile(f"[{_EMOJIS}]")
_ENDINGS = {
    "?": "?", "\uff1f": "?", "\u061f": "?", "\u037e": "?", "!": "!", "\uff01": "!", ":": ":", "\uff1a": ":",
    ".": ".", "\u3002": ".", "\u0964": ".", "\u06d4": ".", "\uff0e": ".", "\u2026": "~",
}  # fmt: skip
_CLOSERS = "\"'\u201d\u2019\u300d\u300f\u00bb)\uff09]*_` \u00a0\u200e\u200f"
_ENDERS = frozenset(_ENDINGS) | frozenset("\"')\u2019\u201d\u300d\u300f\uff09\uff61")
"""What a sentence ends with where no space follows; no part of a word in any form."""
_LONGEST_STEM = 6
_LONGEST_HANGUL = 2
_LEAST_NAME = 3
_MOST_KEPT = 20_000
"""Stems of one language whose meaning is kept, and as many words."""
_LONGEST_KEPT = 32
_NOTHING: frozenset[str] = frozenset()


class Unit(NamedTuple):
    """One block or sentence, ready to be compared."""

    kind: str
    """The block's kind, with the level of a heading; `sentence` for a sentence."""
    length: int
    """Code points that are no white space."""
    words: dict[str, int]
    """Stems of English words that it speaks of (with a `=` before), each with its weight; and words
    that no gloss knows, which weigh nothing."""
    known: int
    """Sum of the weights of the former."""
    numbers: frozenset[str]
    """Numbers as ASCII digits without separators."""
    marks: frozenset[str]
    """Addresses, inline code, targets of links, placeholders, emoji."""
    ending: str
    """`?`, `!`, `:`, `.`, `~` or nothing: what it ends with."""


def unit_of(plain: str, text: str, kind: str, language: str | None) -> Unit:
    """What of a text can be compared.

    Args:
        plain: as rendered.
        text: as written, inline Markdown and all.
        kind: see `Unit.kind`.
        language: BCP 47 tag; None or `und` where it is not known.
    """
    words = words_of(plain, language)
    known = sum(words.values())
    return Unit(kind, length_of(plain), words, known, numbers_of(plain), marks_of(text), _ending(plain))


def units_of(
    plain: str, text: str, kind: str, language: str | None, spans: Sequence[tuple[int, int]]
) -> tuple[Unit, list[Unit]]:
    """What `unit_of` gives for a block, and for each sentence in it: what both have is looked for once.

    Args:
        plain: as `unit_of` takes it, like the next three.
        text: the block's.
        kind: the block's.
        language: of both.
        spans: of the sentences, in order.
    """
    # Few blocks have any, so few sentences need be searched.
    has_numbers, has_marks = _DIGIT.search(plain) is not None, _SIGN.search(plain) is not None
    parts = []
    for start, end in spans:
        part = plain[start:end]
        words = words_of(part, language)
        numbers = numbers_of(part) if has_numbers else _NOTHING
        marks = marks_of(part) if has_marks else _NOTHING
        known = sum(words.values())
        parts.append(Unit("sentence", length_of(part), words, known, numbers, marks, _ending(part)))
    together = words_together(plain, spans, parts)
    if together is None:
        return unit_of(plain, text, kind, language), parts
    numbers = numbers_of(plain) if has_numbers else _NOTHING
    marks = marks_of(text) if has_marks or text != plain else _NOTHING
    length, known = sum([part.length for part in parts]), sum(together.values())
    return Unit(kind, length, together, known, numbers, marks, _ending(plain)), parts


def _ending(plain: str) -> str:
    return _ENDINGS.get(plain.rstrip(_CLOSERS)[-1:], "")


def length_of(text: str) -> int:
    """Code points that are no white space."""
    return len("".join(text.split()))


def stems_of(text: str) -> set[str]:
    """Words of a text cut to stems; of a script without spaces every two characters in a row."""
    words, is_spaced = _words_in(text)
    if is_spaced:
        return {word[:_LONGEST_STEM] for word in words if len(word) > 1}
    return _stems_without_spaces(words)


def _stems_without_spaces(words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        if _UNSPACED.search(word):
            for run in _UNSPACED.findall(word):
                found.update([run[i : i + 2] for i in range(len(run) - 1)])
            found.update([part for part in _UNSPACED.split(word) if len(part) > 1])
        elif _HANGUL.search(word):
            found.add(word[:_LONGEST_HANGUL])
        elif len(word) > 1:
            found.add(word[:_LONGEST_STEM])
    return found


def _words_in(text: str) -> tuple[list[str], bool]:
    """Words of a text, folded; and whether all are of scripts with spaces, other than Hangul."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, " ")
    if text.isascii():
        # Most sources are English: nothing to normalize, and no script without spaces.
        return text.encode("ascii").translate(_LOWER_LETTERS).decode("ascii").split(), True
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(folded), not _OTHERWISE.search(folded)


def words_of(text: str, language: str | None) -> dict[str, int]:
    """Stems by weight: English ones with a `=` before, where the word or its gloss is known."""
    words, is_spaced = _words_in(text)
    if is_spaced:  # what each whole word means is known too, so that none need be cut
        return dict(filter(None, map(_meanings_of_words(language or "und").__getitem__, words)))
    stems = _stems_without_spaces(words)
    return dict(filter(None, map(_meanings(language or "und").__getitem__, stems)))


def words_together(
    text: str, spans: Sequence[tuple[int, int]], parts: Iterable[Unit]
) -> dict[str, int] | None:
    """Words of a text from those of its parts; None where a word may go from one into the next.

    Args:
        text: as rendered.
        spans: of the parts, in order.
        parts: the units of these.
    """
    at = 0
    for start, end in (*spans, (len(text), len(text))):
        between = text[at:start]
        if between:
            if not between.isspace():
                return None
        elif 0 < at < len(text) and not _is_cut(text[at - 1], text[at]):
            return None
        at = end
    words: dict[str, int] = {}
    for part in parts:
        words |= part.words
    return words


def _is_cut(before: str, after: str) -> bool:
    """Whether neither a word nor a composed character has both of two characters."""
    return before in _ENDERS and after != "\u200c" and unicodedata.category(after)[0] != "M"


class _Meanings(dict[str, "tuple[str, int] | None"]):
    """Stems of one language as `words_of` has them, filled in as they come; None for what says nothing."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._is_english = language.partition("-")[0] == "en"
        self._glosses = {} if self._is_english else glosses(language)
        self._weights = stem_weights()

    def __missing__(self, stem: str) -> tuple[str, int] | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        english = self._glosses.get(stem, stem)
        weight = self._weights.get(english)
        found = None
        if weight is not None and (english != stem or self._is_english or len(stem) > _LEAST_NAME):
            found = "=" + english, weight
        elif len(stem) >= _LEAST_NAME or _UNSPACED.match(stem):
            found = stem, 0
        self[stem] = found
        return found


_meanings = lru_cache(maxsize=64)(_Meanings)


class _MeaningsOfWords(dict[str, "tuple[str, int] | None"]):
    """The same by whole words of scripts with spaces."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._stems = _meanings(language)

    def __missing__(self, word: str) -> tuple[str, int] | None:
        found = self._stems[word[:_LONGEST_STEM]] if len(word) > 1 else None
        if len(self) >= _MOST_KEPT:
            self.clear()
        if len(word) <= _LONGEST_KEPT:
            self[word] = found
        return found


_meanings_of_words = lru_cache(maxsize=64)(_MeaningsOfWords)


def numbers_of(text: str) -> frozenset[str]:
    """Numbers of a text; `1,000`, `1.000` and `1 000` are one."""
    found = []
    numbers = _NUMBER.findall(text)
    if not numbers:
        return _NOTHING
    for number in numbers:
        digits = "".join([str(unicodedata.digit(c)) for c in number if c.isdecimal()])
        found.append(digits.lstrip("0") or "0")
    return frozenset(found)


def addresses_of(text: str) -> frozenset[str]:
    """URLs, without the stops and slashes at their ends."""
    if "://" not in text and "www." not in text:
        return _NOTHING
    return frozenset(match.group().rstrip(".,;:!?*_/") for match in _ADDRESS.finditer(text))


def codes_of(text: str) -> frozenset[str]:
    """Contents of inline code."""
    if "`" not in text:
        return _NOTHING
    return frozenset(match[2].strip() for match in _CODE.finditer(text))


def placeholders_of(text: str) -> frozenset[str]:
    """Things like `{name}`, `%s`, `${HOME}`."""
    if "{" not in text and "%" not in text and "<" not in text:
        return _NOTHING
    return frozenset(match.group() for match in _PLACEHOLDER.finditer(text))


def marks_of(text: str) -> frozenset[str]:
    """Whatever of the markup passes through a translation as it is."""
    if not _SIGN.search(text):
        return _NOTHING
    emoji = () if text.isascii() else _EMOJI.findall(text)
    targets = {t.partition("#")[0].rstrip("/").rpartition("/")[2] for t in _TARGET.findall(text)}
    found = {*addresses_of(text), *codes_of(text), *placeholders_of(text), *targets, *emoji}
    return frozenset(found - {""})
