"""Languages that a text names at its start: by a flag, or by a name.

In: a summary or a heading. Out: the tag named, and where the text proper begins.
Touches only the tables beside it. Names are CLDR's, in English and in the language itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.clean.language.tables import rows

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f")
_REGIONAL_A = 0x1F1E6
_TAG_A = 0xE0061
_SUBDIVISIONS = {"gbeng": "en", "gbsct": "en", "gbwls": "cy"}
_SIGNS = "\\s\ufe0f\u200d\u200b:\uff1a\\-\u2013\u2014\u00b7\u2022|/*_`,."
_LEADING = re.compile(f"[{_SIGNS}]*")
_WORD_AFTER = re.compile(
    "(?:version|translation|translated|text)\\b|\u7248\u672c?|\u7ffb(?:\u8bd1|\u8b6f)|\u8a33", re.IGNORECASE
)
_BORDER = re.compile(f"[{_SIGNS}(\uff08]*$|[*_`]*\\s*[:\uff1a|/(\uff08\u2013\u2014\u00b7,]|\\s+-\\s")
_WORD = re.compile(r"[A-Za-z]+(?![^\W\d_])")
"""An ASCII word; most headings begin with one that begins no name."""
_LONGEST_NAME = 40
_LONGEST_KEPT = 200
"""Code points of a text whose answer is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the start of a text says about its language."""

    language: str | None
    """BCP 47 tag; null where a flag is of no known territory."""
    end: int
    """Where the text proper begins: after flag, name and the signs behind them."""
    by_flag: bool
    """Whether a flag says so."""


def leading_language(text: str) -> Named | None:
    """The flag or the language's name with which `text` begins; None if there is neither.

    A name counts where something closes it: the end, a colon, a bracket, the word
    "version" or the like. `Polish your notes` names no language, `Polish: ...` does.
    """
    return _leading_kept(text) if len(text) <= _LONGEST_KEPT else _leading(text)


def _leading(text: str) -> Named | None:
    start = _skip(text, 0)
    flag = _FLAG.match(text, start)
    if flag is None:
        return _name_at(text, start)
    end = flag.end()
    while again := _FLAG.match(text, _skip(text, end)):  # several territories of one language
        end = again.end()
    end = _skip(text, end)
    by_name = _name_at(text, end)
    if by_name is not None:
        return Named(language=by_name.language, end=by_name.end, by_flag=True)
    return Named(language=_language_of_flag(flag.group()), end=end, by_flag=True)


_leading_kept = lru_cache(maxsize=1024)(_leading)
"""A document's headings and summaries are asked about five times each, by those who find its languages,
its folds and its translations; and many notes have headings in common."""


def _name_at(text: str, start: int) -> Named | None:
    """The longest name that begins at `start` and is closed."""
    names, longest, first_words = _names()
    word = _WORD.match(text, start)
    if word is not None and word.group().casefold() not in first_words:
        return None
    # Character by character, so that the offsets hold where folding lengthens a text.
    folded = "".join(f if len(f := c.casefold()) == 1 else c for c in text[start : start + longest])
    for end in range(min(len(folded), longest), 1, -1):
        tag = names.get(folded[:end])
        if tag is None:
            continue
        after = start + end
        if _BORDER.match(text, after):
            return Named(language=tag, end=_skip(text, after), by_flag=False)
        closing = _WORD_AFTER.match(text, _skip(text, after))
        if closing is not None:
            return Named(language=tag, end=_skip(text, closing.end()), by_flag=False)
    return None


def _skip(text: str, start: int) -> int:
    match = _LEADING.match(text, start)
    return match.end() if match else start


def _language_of_flag(flag: str) -> str | None:
    if flag[0] == "\U0001f3f4":
        return _SUBDIVISIONS.get("".join(chr(ord(c) - _TAG_A + ord("a")) for c in flag[1:-1]))
    territory = "".join(chr(ord(c) - _REGIONAL_A + ord("A")) for c in flag)
    return _flags().get(territory)


@cache
def _names() -> tuple[dict[str, str], int, frozenset[str]]:
    """Tags by name; the length of the longest name; the first words of names, where they are ASCII."""
    found = {name: tag for name, tag in rows("names.tsv") if len(name) <= _LONGEST_NAME}
    words = (_WORD.match(name) for name in found)
    return found, max(map(len, found)), frozenset(word.group() for word in words if word is not None)


@cache
def _flags() -> dict[str, str]:
    return dict(rows("flags.tsv"))
