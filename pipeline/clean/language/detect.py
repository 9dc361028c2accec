"""The language of each block of a document.

In: blocks as rendered, in order, and what names their languages. Out: a `Detection` each. Touches
only the tables and models of this room. The same blocks give the same answers, in any order of
documents.
Idea: script first (a text in Thai letters is Thai); then two statistical detectors, among the
languages written in that script; then context (Bayes over the detectors' candidates); langdetect
last, where doubt is left. What has no letters, or is an address, a name of a file, a hash or
code, is `und`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.clean.language.context import lean_on_neighbours
from pipeline.clean.language.detectors import Candidates, scripts_of_languages, second_opinion
from pipeline.clean.language.drafts import UNDETERMINED, Draft, draft, minor_groups, only
from pipeline.clean.language.evidence import weigh, weigh_chinese
from pipeline.clean.language.mixed import sentences, shares_by_sentence, to_shares, with_script
from pipeline.clean.language.script import count_letters, han_form
from pipeline.records import LanguageShare

__all__ = ["NO_LANGUAGE", "UNDETERMINED", "Detection", "detect", "detect_blocks"]

UNSURE = 0.5
"""Below this, after context, langdetect is asked too; a part in another script needs as much."""
SECOND_OPINION_LETTERS = 20
"""langdetect is no help on fewer (31 of 40 strings of 6 to 20 characters)."""
MOST_SECOND_OPINIONS = 2
"""Per document: at 4 ms a call, a long note of names would cost more than all else."""

_SINGLE = 0.99
_KANA_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """The language of one block."""

    language: str
    """BCP 47 tag; `und` where there is no language."""
    script: str | None
    """ISO 15924 code of most of its letters; null without letters."""
    confidence: float | None
    """0 to 1; null for `und`."""
    shares: tuple[LanguageShare, ...] | None
    """Languages of a mixed block, the largest first; null for others."""
    letters: int
    """How many letters it has."""


NO_LANGUAGE = Detection(language=UNDETERMINED, script=None, confidence=None, shares=None, letters=0)
"""For code, addresses, numbers and what else is in no language."""


def detect(text: str, *, detector: str = "auto") -> Detection:
    """The language of one text by itself."""
    return detect_blocks([text], detector=detector)[0]


def detect_blocks(
    texts: Sequence[str | None],
    *,
    detector: str = "auto",
    named: Sequence[str | None] | None = None,
    named_by_path: str | None = None,
) -> list[Detection]:
    """The language of each block of one document.

    Args:
        texts: blocks as rendered; None for what has no language (code, empty).
        detector: `auto`, or `langdetect` for that one alone, without context.
        named: BCP 47 tag of the language that each block is said to be in, by a flag or a name in
            the summary that it stands under; it weighs, and decides nothing.
        named_by_path: the tag that the name of the file or its folder says; it weighs less.
    """
    drafts = [draft(text) if text else None for text in texts]
    work = [d for d in drafts if d is not None]
    if detector == "auto":
        hints = [named[place] if named else None for place, d in enumerate(drafts) if d is not None]
        _look(work)
        lean_on_neighbours(work, hints, named_by_path)
        _ask_again(work)
        _look_closer(work)
    else:
        for one in work:
            one.take(second_opinion(one.text))
            form = han_form(one.text) if one.language == "zh" else None
            one.language = f"zh-{form}" if form else one.language
    return [NO_LANGUAGE if one is None else _finish(one) for one in drafts]


def _look(drafts: Sequence[Draft]) -> None:
    """First look at every block by itself; a block in several scripts is looked at by parts."""
    parts: list[tuple[Draft, str]] = []
    whole = []
    for one in drafts:
        minor = minor_groups(one)
        whole.append(only(one.text, one.group) if minor else one.text)
        parts += [(one, group) for group in minor]
    sizes = [one.size for one in drafts] + [one.letters[group] for one, group in parts]
    groups = [one.group for one in drafts] + [group for _, group in parts]
    texts = whole + [only(one.text, group) for one, group in parts]
    found = _candidates(texts, sizes, groups)
    for one, candidates in zip(drafts, found):
        one.take(candidates)
    said: dict[int, list[tuple[str, int]]] = {}
    for (one, group), candidates in zip(parts, found[len(drafts) :]):
        if candidates and candidates[0][1] >= UNSURE and one.found:
            main = (with_script(one.language, one.group), one.size)
            other = (with_script(candidates[0][0], group), one.letters[group])
            said.setdefault(id(one), [main]).append(other)
    for one in drafts:
        if id(one) in said:
            one.shares = to_shares(said[id(one)])


def _candidates(texts: Sequence[str], sizes: Sequence[int], groups: Sequence[str]) -> list[Candidates]:
    """Candidates of texts, group by group of scripts, for arrays are made once a group."""
    found: list[Candidates] = [()] * len(texts)
    by_group: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        by_group.setdefault(group, []).append(place)
    for group, places in by_group.items():
        able = _languages_in().get(group, ())
        if group == "Hani":
            answers = _of_han([texts[p] for p in places])
        elif len(able) == 1:
            answers = [((able[0], _SINGLE),)] * len(places)
        else:
            answers = weigh([texts[p] for p in places], [sizes[p] for p in places], group, able)
        for place, answer in zip(places, answers):
            found[place] = answer
    return found


def _of_han(texts: Sequence[str]) -> list[Candidates]:
    """Japanese by its kana; what has none may be any of three."""
    found: list[Candidates] = [(("ja", _SINGLE),)] * len(texts)
    open_ = []
    for place, text in enumerate(texts):
        letters = count_letters(text)
        kana = letters.get("Hira", 0) + letters.get("Kana", 0)
        if kana < _KANA_SHARE * sum(letters.values()):
            open_.append(place)
    if open_:
        for place, answer in zip(open_, weigh_chinese([texts[p] for p in open_])):
            found[place] = answer
    return found


@cache
def _languages_in() -> dict[str, tuple[str, ...]]:
    """Languages written in each script."""
    found: dict[str, list[str]] = {}
    for tag, scripts in scripts_of_languages().items():
        for script in scripts:
            found.setdefault(script, []).append(tag)
    return {script: tuple(sorted(tags)) for script, tags in found.items()}


def _ask_again(drafts: Sequence[Draft]) -> None:
    """The opinion of langdetect on blocks that are still unsure; it settles, never surprises.

    Only a language that the first detectors thought possible is taken from it.
    """
    asked = 0
    for one in drafts:
        if not one.found or one.confidence >= UNSURE or one.size < SECOND_OPINION_LETTERS:
            continue
        if asked == MOST_SECOND_OPINIONS:
            return
        asked += 1
        possible = dict(one.found)
        for tag, probability in second_opinion(one.text)[:1]:
            if tag in possible:
                one.language = tag
                one.confidence = round((possible[tag] + probability) / 2, 4)


def _look_closer(drafts: Sequence[Draft]) -> None:
    """Look at the sentences of blocks that have several: they may be in different languages."""
    owners, parts = [], []
    for one in drafts:
        if one.shares is None and one.found:
            found = sentences(one)
            owners += [one] * len(found)
            parts += found
    if not parts:
        return
    answers = _candidates(parts, [len(part) for part in parts], [one.group for one in owners])
    first = 0
    while first < len(parts):
        after = first
        while after < len(parts) and owners[after] is owners[first]:
            after += 1
        shares_by_sentence(owners[first], parts[first:after], answers[first:after])
        first = after


def _finish(one: Draft) -> Detection:
    total = sum(one.letters.values())
    script = one.group
    language = one.language
    if script == "Hani":
        script = {"ja": "Jpan", "zh-Hans": "Hans", "zh-Hant": "Hant"}.get(language, "Hani")
    elif script == "Hang":
        script = "Kore"
    if not one.found:
        return replace(NO_LANGUAGE, script=script, letters=total)
    return Detection(
        language=with_script(language, script),
        script=script,
        confidence=round(min(one.confidence, 1.0), 2),
        shares=one.shares,
        letters=total,
    )
