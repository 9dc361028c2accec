"""The language of each block of a document.

In: blocks as rendered, in order. Out: a `Detection` each. Touches only the tables and models
of this room. The same blocks give the same answers, in any order of documents.
Idea: script first (a text in Thai letters is Thai), a statistical detector second, among the
languages written in that script; a short or unsure block leans on what the document's other
blocks in its script say (Bayes over the detector's candidates). What has no letters is `und`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.clean.language.detectors import Candidates, candidates, scripts_of_languages, second_opinion
from pipeline.clean.language.script import count_letters, han_form, script_of
from pipeline.records import LanguageShare

UNDETERMINED = "und"

SURE = 0.7
"""Below this the document's other blocks are asked; on the dev texts' first 40 code points 97 %
of blocks above it are right, and 60 % of those below."""
UNSURE = 0.5
"""Below this, after context, langdetect is asked too."""
ENOUGH_LETTERS = 12
"""A block with fewer letters leans on its document however sure the detector is."""
SECOND_OPINION_LETTERS = 20
"""langdetect is no help on fewer (31 of 40 strings of 6 to 20 characters)."""
MOST_SECOND_OPINIONS = 2
"""Per document: at 4 ms a call, a long note of names would cost more than all else."""

_CANDIDATES = 5
_SINGLE = 0.99
_EVEN = 0.02
_KANA_SHARE = 0.1
_MIXED_SHARE = 0.2
_CJK = frozenset(("Hani", "Hira", "Kana", "Bopo", "Hang"))
_GROUPS = {"Hani": "Hani", "Hira": "Hani", "Kana": "Hani", "Bopo": "Hani"}
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|\bmailto:|\bwww\.)[!-~]+|[!-?A-~]{1,64}@[!-~]{1,255}")
_DIGEST = re.compile(r"[0-9a-fA-F]{16,}")
_SHAPED = re.compile(r"[\d:.\-+TZ/\s]*")


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


@dataclass(slots=True)
class _Draft:
    """One block on the way: its text by group of scripts, and what is known so far."""

    text: str
    scripts: dict[str, int]
    letters: dict[str, int]
    group: str
    found: Candidates = ()
    language: str = UNDETERMINED
    confidence: float = 0.0
    shares: tuple[LanguageShare, ...] | None = None

    @property
    def weak(self) -> bool:
        """Whether the document's other blocks should have a say."""
        return self.confidence < SURE or self.letters[self.group] < ENOUGH_LETTERS


def detect(text: str, *, detector: str = "auto") -> Detection:
    """The language of one text by itself."""
    return detect_blocks([text], detector=detector)[0]


def detect_blocks(texts: Sequence[str | None], *, detector: str = "auto") -> list[Detection]:
    """The language of each block of one document.

    Args:
        texts: blocks as rendered; None for what has no language (code, empty).
        detector: `auto`, or `langdetect` for that one alone, without context.
    """
    drafts = [_draft(text) if text else None for text in texts]
    work = [d for d in drafts if d is not None]
    ask = second_opinion if detector == "langdetect" else candidates
    for draft in work:
        _look(draft, ask)
    if detector == "auto":
        _lean_on_document(work)
        _ask_again(work)
    _settle_han(work)
    return [NO_LANGUAGE if draft is None else _finish(draft) for draft in drafts]


def _draft(text: str) -> _Draft | None:
    """What detection needs of a text; None where it is no text."""
    if "://" in text or "@" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    scripts = count_letters(text)
    if not scripts or _SHAPED.fullmatch(text) or _DIGEST.fullmatch(text):
        return None
    letters = _grouped(scripts)
    if len(letters) == 1:
        return _Draft(text, scripts, letters, next(iter(letters)))
    # A Chinese character says about what two Latin letters say.
    group = max(letters, key=lambda g: letters[g] * (2 if g in _CJK else 1))
    return _Draft(text, scripts, letters, group)


def _grouped(letters: dict[str, int]) -> dict[str, int]:
    """Letters with the scripts of one language (kana and Han) taken together."""
    if not _GROUPS.keys() & letters.keys():
        return letters
    found: dict[str, int] = {}
    for script, count in letters.items():
        group = _GROUPS.get(script, script)
        found[group] = found.get(group, 0) + count
    return found


def _look(draft: _Draft, ask: Callable[[str], Candidates]) -> None:
    """First look at a block by itself."""
    total = sum(draft.letters.values())
    mixed = [g for g, n in draft.letters.items() if g != draft.group and _counts(g, n, total)]
    text = _only(draft.text, draft.group) if mixed else draft.text
    draft.found = _of_script(text, draft.group, draft.scripts, ask)
    if draft.found:
        draft.language, draft.confidence = draft.found[0]
    if not mixed:
        return
    parts = [(draft.language, draft.letters[draft.group])]
    for group in mixed:
        found = _of_script(_only(draft.text, group), group, draft.scripts, ask)
        if found and found[0][1] >= UNSURE:
            parts.append((_with_form(found[0][0], draft.text), draft.letters[group]))
    parts[0] = (_with_form(draft.language, draft.text), parts[0][1])
    whole = sum(n for _, n in parts)
    if len(parts) > 1 and draft.found:
        shares = (LanguageShare(language=tag, share=round(n / whole, 4)) for tag, n in parts)
        draft.shares = tuple(sorted(shares, key=lambda s: (-s.share, s.language)))


def _counts(group: str, letters: int, total: int) -> bool:
    """Whether letters of another script make a block mixed: not for a name or a term."""
    return letters >= _MIXED_SHARE * total and letters >= (4 if group in _CJK else ENOUGH_LETTERS)


def _only(text: str, group: str) -> str:
    """The text with letters of other scripts blanked."""
    kept = (c if (s := script_of(c)) is None or _GROUPS.get(s, s) == group else " " for c in text)
    return "".join(kept) if group != "Latn" else " ".join(re.findall(r"[^\W\d_]+", "".join(kept)))


def _of_script(
    text: str, group: str, scripts: dict[str, int], ask: Callable[[str], Candidates]
) -> Candidates:
    """Candidates for a text in one group of scripts; `scripts` has the letters of each."""
    if ask is second_opinion:
        return ask(text)
    if group == "Hani":
        return _of_han(scripts)
    able = _languages_in().get(group, ())
    if len(able) == 1:
        return ((able[0], _SINGLE),)
    found = ask(text)
    if found and found[0][0] in able:
        return found
    return _among(able, text)


def _among(able: tuple[str, ...], text: str) -> Candidates:
    return tuple([one for one in candidates(text, _CANDIDATES) if one[0] in able])


def _see_more(draft: _Draft) -> None:
    """More than the first candidate, for those who weigh them."""
    able = _languages_in().get(draft.group, ())
    if len(draft.found) == 1 and len(able) > 1:
        draft.found = _among(able, draft.text) or draft.found


def _of_han(scripts: dict[str, int]) -> Candidates:
    """Japanese by its kana, else Chinese; short and without kana it may be either."""
    kana = scripts.get("Hira", 0) + scripts.get("Kana", 0)
    han = scripts.get("Hani", 0) + scripts.get("Bopo", 0)
    if kana >= _KANA_SHARE * (kana + han):
        return (("ja", _SINGLE),)
    return (("zh", _SINGLE), ("ja", 0.01)) if han >= ENOUGH_LETTERS else (("zh", 0.8), ("ja", 0.2))


@cache
def _languages_in() -> dict[str, tuple[str, ...]]:
    """Languages written in each script."""
    found: dict[str, list[str]] = {}
    for tag, scripts in scripts_of_languages().items():
        for script in scripts:
            found.setdefault(script, []).append(tag)
    return {script: tuple(sorted(tags)) for script, tags in found.items()}


def _lean_on_document(drafts: Sequence[_Draft]) -> None:
    """Give weak blocks the document's weight: P(language | block) x P(language | document)."""
    weak = [d for d in drafts if d.weak]
    if not weak:
        return
    said: dict[str, dict[str, float]] = {}
    for draft in drafts:
        if draft.found and not draft.weak:
            by_language = said.setdefault(draft.group, {})
            weight = draft.confidence * draft.letters[draft.group]
            by_language[draft.language] = by_language.get(draft.language, 0.0) + weight
    for draft in weak:
        prior = said.get(draft.group)
        if not prior:
            continue
        # One more voice for what all others say needs no other candidates to be weighed.
        if len(prior) > 1 or draft.language not in prior:
            _see_more(draft)
        draft.found = _posterior(draft.found, prior)
        draft.language, draft.confidence = draft.found[0]


def _posterior(found: Candidates, prior: dict[str, float]) -> Candidates:
    whole = sum(prior.values())
    # What the detector did not name at all is not impossible for a block of one word.
    likely = {**dict.fromkeys(prior, _EVEN), **dict(found)}
    scored = {tag: p * (prior.get(tag, 0.0) / whole + _EVEN) for tag, p in likely.items()}
    unnamed = max(0.0, 1 - sum(p for _, p in found))
    norm = sum(scored.values()) + unnamed * _EVEN
    ranked = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
    return tuple((tag, round(p / norm, 4)) for tag, p in ranked)


def _ask_again(drafts: Sequence[_Draft]) -> None:
    """The opinion of langdetect on blocks that are still unsure; it settles, never surprises.

    Only a language that the first detector thought possible is taken from it.
    """
    asked = 0
    for draft in drafts:
        letters = draft.letters[draft.group]
        if not draft.found or draft.confidence >= UNSURE or letters < SECOND_OPINION_LETTERS:
            continue
        if asked == MOST_SECOND_OPINIONS:
            return
        asked += 1
        _see_more(draft)
        possible = dict(draft.found)
        for tag, probability in second_opinion(draft.text)[:1]:
            if tag in possible:
                draft.language = tag
                draft.confidence = round((possible[tag] + probability) / 2, 4)


def _settle_han(drafts: Iterable[_Draft]) -> None:
    """Tell Hans from Hant: by the block, where that says nothing by the document."""
    chinese = [d for d in drafts if d.language == "zh"]
    if not chinese:
        return
    whole: str | None = None
    asked = False
    for draft in chinese:
        form = han_form(draft.text)
        if form is None:
            if not asked:
                whole, asked = han_form("".join(d.text for d in chinese)), True
            form = whole
        draft.language = f"zh-{form}" if form else "zh"


def _with_form(tag: str, text: str) -> str:
    form = han_form(text) if tag == "zh" else None
    return f"{tag}-{form}" if form else tag


def _finish(draft: _Draft) -> Detection:
    total = sum(draft.letters.values())
    script = draft.group
    language = draft.language
    if script == "Hani":
        script = {"ja": "Jpan", "zh-Hans": "Hans", "zh-Hant": "Hant"}.get(language, "Hani")
    elif script == "Hang":
        script = "Kore"
    if not draft.found:
        return replace(NO_LANGUAGE, script=script, letters=total)
    usual = scripts_of_languages().get(language, (script,))
    # The script stands in the tag where the language alone would not tell it.
    if language == "sr" or (script in usual and script != usual[0] and language not in ("ja", "ko")):
        language = f"{language}-{script}"
    return Detection(
        language=language,
        script=script,
        confidence=round(min(draft.confidence, 1.0), 2),
        shares=draft.shares,
        letters=total,
    )
