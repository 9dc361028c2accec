"""The language of each block of documents.

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
from itertools import chain, islice

from pipeline.clean.language.context import lean_on_neighbours
from pipeline.clean.language.detectors import Candidates, scripts_of_languages, second_opinion
from pipeline.clean.language.drafts import UNDETERMINED, Draft, draft, minor_groups, only
from pipeline.clean.language.evidence import Asked, weigh, weigh_chinese
from pipeline.clean.language.mixed import sentences, shares_by_sentence, to_shares, with_script
from pipeline.clean.language.script import count_letters, han_form
from pipeline.records import LanguageShare

__all__ = [
    "NO_LANGUAGE",
    "UNDETERMINED",
    "Detection",
    "Spoken",
    "detect",
    "detect_blocks",
    "detect_documents",
]

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
    """The language of each block of one document: see `Spoken` and `detect_documents`."""
    spoken = Spoken(texts=texts, named=named, named_by_path=named_by_path)
    return detect_documents([spoken], detector=detector)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What the languages of a document's blocks are told from."""

    texts: Sequence[str | None]
    """Blocks as rendered; None for what has no language (code, empty)."""
    named: Sequence[str | None] | None
    """BCP 47 tag of the language that each block is said to be in, by a flag or a name in the summary
    that it stands under; it weighs, and decides nothing."""
    named_by_path: str | None
    """The tag that the name of the file or its folder says; it weighs less."""


def detect_documents(documents: Sequence[Spoken], *, detector: str = "auto") -> list[list[Detection]]:
    """The language of each block of each document.

    Each document has the answers that it has alone; to ask for many at once takes less time.

    Args:
        documents: in any order.
        detector: `auto`, or `langdetect` for that one alone, without context.
    """
    drafted = [[draft(text) if text else None for text in one.texts] for one in documents]
    works = [[draft for draft in drafts if draft is not None] for drafts in drafted]
    if detector == "auto":
        _look(works)
        for one, drafts, work in zip(documents, drafted, works, strict=True):
            hints = [one.named[at] if one.named else None for at, d in enumerate(drafts) if d is not None]
            lean_on_neighbours(work, hints, one.named_by_path)
            _ask_again(work)
        _look_closer(works)
    else:
        for draft_ in chain.from_iterable(works):
            draft_.take(second_opinion(draft_.text))
            form = han_form(draft_.text) if draft_.language == "zh" else None
            draft_.language = f"zh-{form}" if form else draft_.language
    return [[NO_LANGUAGE if one is None else _finish(one) for one in drafts] for drafts in drafted]


def _look(works: Sequence[Sequence[Draft]]) -> None:
    """First look at every block by itself; a block in several scripts is looked at by parts."""
    drafts: list[Draft] = []
    owners: list[int] = []
    texts: list[str] = []
    parts: list[tuple[int, Draft, str]] = []
    for owner, work in enumerate(works):
        for one in work:
            minor = minor_groups(one)
            drafts.append(one)
            owners.append(owner)
            texts.append(only(one.text, one.group) if minor else one.text)
            parts += [(owner, one, group) for group in minor]
    asked = Asked(
        texts=texts + [only(one.text, group) for _, one, group in parts],
        letters=[one.size for one in drafts] + [one.letters_of(group) for _, one, group in parts],
        owners=owners + [owner for owner, _, _ in parts],
    )
    found = _candidates(asked, [one.group for one in drafts] + [group for _, _, group in parts])
    for one, candidates in zip(drafts, found):
        one.take(candidates)
    said: dict[int, list[tuple[str, int]]] = {}
    for (_, one, group), candidates in zip(parts, found[len(drafts) :]):
        if candidates and candidates[0][1] >= UNSURE and one.found:
            main = (with_script(one.language, one.group), one.size)
            other = (with_script(candidates[0][0], group), one.letters_of(group))
            said.setdefault(id(one), [main]).append(other)
    for one in drafts:
        if id(one) in said:
            one.shares = to_shares(said[id(one)])


def _candidates(asked: Asked, groups: Sequence[str]) -> list[Candidates]:
    """Candidates of texts, group by group of scripts, for arrays are made once a group."""
    found: list[Candidates] = [()] * len(groups)
    by_group: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        by_group.setdefault(group, []).append(place)
    for group, places in by_group.items():
        able = _languages_in().get(group, ())
        if group == "Hani":
            answers = _of_han([asked.texts[p] for p in places])
        elif len(able) == 1:
            answers = [((able[0], _SINGLE),)] * len(places)
        else:
            answers = weigh(asked.of(places), group, able)
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


def _look_closer(works: Sequence[Sequence[Draft]]) -> None:
    """Look at the sentences of blocks that have several: they may be in different languages."""
    several: list[tuple[Draft, list[str]]] = []
    owners: list[int] = []
    for owner, work in enumerate(works):
        for one in work:
            if one.shares is None and one.found and (parts := sentences(one)):
                several.append((one, parts))
                owners += [owner] * len(parts)
    if not several:
        return
    texts = [part for _, parts in several for part in parts]
    asked = Asked(texts=texts, letters=list(map(len, texts)), owners=owners)
    answers = iter(_candidates(asked, [one.group for one, parts in several for _ in parts]))
    for one, parts in several:
        shares_by_sentence(one, parts, list(islice(answers, len(parts))))


def _finish(one: Draft) -> Detection:
    total = one.total
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
