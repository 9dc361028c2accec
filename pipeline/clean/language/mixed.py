"""Blocks in more than one language: by script, and by sentence within a script.

In: a draft with its language. Out: its shares, or none. Touches nothing but the detectors' models.
A word or a name of another language makes no block mixed; a sentence of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.clean.language.detectors import Candidates, scripts_of_languages
from pipeline.clean.language.drafts import Draft
from pipeline.clean.language.script import count_letters
from pipeline.records import LanguageShare

SURE = 0.97
"""A sentence counts as in another language from here on."""
EXCLUDED = 0.01
"""And only where the block's own language has no more than this chance of it."""

_LEAST_LETTERS = 24
_LEAST_CJK = 10
_MOST_SENTENCES = 12
_SHARE = 0.15
_CJK = frozenset(("Hani", "Hang"))
_CLOSING = ".!?\u2026;"
_BORDER = re.compile(rf"[{_CLOSING}][\"'\u201d\u00bb)]*\s+|[\u3002\uff01\uff1f]|\s+[/|\u2013\u2014]\s+|\n+")
"""Between two sentences, with the stop of the first. A look-behind would do without that, and would take
four times as long: so each way to go on begins with a set of characters."""


def sentences(draft: Draft) -> list[str]:
    """Sentences and lines of a block that are long enough to have a language; none if it is one."""
    least = _LEAST_CJK if draft.group in _CJK else _LEAST_LETTERS
    if draft.size < 2 * least:
        return []
    parts = [part for part in _parts(draft.text) if len(part) >= least]
    return parts[:_MOST_SENTENCES] if len(parts) > 1 else []


def _parts(text: str) -> Iterator[str]:
    """What stands between borders, some of it empty; stops stay."""
    at = 0
    for border in _BORDER.finditer(text):
        start, end = border.span()
        if text[start] in _CLOSING:
            yield text[at : start + 1]
        elif text[start].isspace():
            yield text[at:start]
        else:
            yield text[at:end]
        at = end
    yield text[at:]


def shares_by_sentence(draft: Draft, parts: Sequence[str], found: Sequence[Candidates]) -> None:
    """Write the shares of a block whose sentences are in several languages.

    Args:
        draft: with its language.
        parts: its sentences.
        found: candidates of each.
    """
    tags = [_other_language(draft.language, candidates) or draft.language for candidates in found]
    if tags.count(draft.language) == len(tags):
        return
    letters: dict[str, int] = {}
    for part, tag in zip(parts, tags, strict=True):
        letters[tag] = letters.get(tag, 0) + sum(count_letters(part).values())
    total = sum(letters.values())
    letters = {tag: n for tag, n in letters.items() if n >= _SHARE * total}
    if len(letters) < 2:
        return
    draft.language = max(sorted(letters), key=lambda tag: letters[tag])
    draft.shares = to_shares([(with_script(tag, draft.group), n) for tag, n in letters.items()])


def _other_language(own: str, found: Candidates) -> str | None:
    """The language that a sentence is surely in, where it is not the block's own."""
    if not found or found[0][1] < SURE or dict(found).get(own, 0.0) > EXCLUDED:
        return None
    return found[0][0]


def to_shares(letters: Iterable[tuple[str, int]]) -> tuple[LanguageShare, ...]:
    """Shares of letters by tag, the largest first, ties by tag."""
    counted: dict[str, int] = {}
    for tag, n in letters:
        counted[tag] = counted.get(tag, 0) + n
    whole = sum(counted.values())
    found = (LanguageShare(language=tag, share=round(n / whole, 4)) for tag, n in counted.items())
    return tuple(sorted(found, key=lambda s: (-s.share, s.language)))


@cache
def with_script(language: str, group: str) -> str:
    """The whole tag: the script stands in it where the language alone would not tell it.

    Args:
        language: as the detectors name it.
        group: the scripts that the text is in.
    """
    usual = scripts_of_languages().get(language, (group,))
    if language == "sr" or (group in usual and group != usual[0] and language not in ("ja", "ko")):
        return f"{language}-{group}"
    return language
