"""What the blocks around a block say of its language.

In: a document's drafts, and the languages that its folds and file names name. Out: the drafts,
weighed again. Touches nothing.
Idea: P(language | block, document) is proportional to P(language | block) x P(language | place).
The place's languages are what the neighbours are thought to be in, near ones more (half as much
every few blocks), the whole document a little, and what a summary or a file name says much.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from pipeline.clean.language.detectors import scripts_of_languages
from pipeline.clean.language.drafts import Draft

SETTLED = 0.995
"""A long block as sure as this asks nobody."""
SETTLED_LETTERS = 40

NAMED_WEIGHT = 60.0
"""What a flag or a language's name counts, in letters of a neighbour."""
PATH_WEIGHT = 15.0
"""What the name of a file or folder counts: `it/` may hold notes about computers."""

_FADE = 0.8
_WHOLE = 0.2
_MOST_LETTERS = 40
_VOICES = 3
_HEARD = 0.05
_RARE = 0.005
_EVEN = 0.03
_ALL = 0.9
_LIKELY = 0.6
_TRUST = 12.0
"""Letters whose worth of a doubt stays: that a block is in a language (`_EVEN`) unheard of around it."""
_ALIKE = 0.98
_DOUBT = 1.0
"""Before a document is read its blocks are thought to be so far alike, with the worth of one block."""
_ROUNDS = 12
_CLOSE = 0.002
_UNSEEN = 0.01
"""Chance by a block of one word of a language that the detectors do not name; less for longer ones."""

Weights = dict[str, float]


def lean_on_neighbours(
    drafts: Sequence[Draft], named: Sequence[str | None], named_by_path: str | None = None
) -> None:
    """Weigh every block that is short or unsure against those around it.

    Args:
        drafts: of one document, in order, each with its candidates.
        named: the language that each one's fold is said to be in.
        named_by_path: the language that the document is said to be in.
    """
    groups: dict[str, list[int]] = {}
    for place, draft in enumerate(drafts):
        if draft.found:
            groups.setdefault(draft.group, []).append(place)
    for places in groups.values():
        _lean([drafts[p] for p in places], [named[p] for p in places], named_by_path)


def _lean(drafts: list[Draft], named: list[str | None], by_path: str | None) -> None:
    if len(drafts) == 1 and named[0] is None and by_path is None:
        return
    settled: dict[tuple[str, int], Weights] = {}
    said = [_voice(draft, settled) for draft in drafts]
    around = _around(said)
    alike = _alike(said, around)
    for place, draft in enumerate(drafts):
        if draft.confidence >= SETTLED and draft.size >= SETTLED_LETTERS:
            continue
        here = {tag: weights[place] for tag, weights in around.items()}
        for name, weight in ((named[place], NAMED_WEIGHT), (by_path, PATH_WEIGHT)):
            if name is not None and (tag := _like(name, draft)) is not None:
                here[tag] = here.get(tag, 0.0) + weight
        draft.take(_at(draft, here, alike))


def _voice(draft: Draft, settled: dict[tuple[str, int], Weights]) -> Weights:
    """How many letters a block has to say for each language.

    Args:
        draft: with its candidates.
        settled: voices of one language, to be shared: most of a document's are one of a few.
    """
    letters = min(draft.size, _MOST_LETTERS)
    if draft.confidence >= SETTLED:
        return settled.setdefault((draft.language, letters), {draft.language: float(letters)})
    return {tag: p * letters for tag, p in draft.found[:_VOICES] if p >= _HEARD}


def _around(said: Sequence[Weights]) -> dict[str, array[float]]:
    """By language, what the others say for each block: neighbours, fading with distance, and all a little."""
    whole: Weights = {}
    for voice in said:
        for tag, weight in voice.items():
            whole[tag] = whole.get(tag, 0.0) + weight
    around: dict[str, array[float]] = {}
    least = _RARE * sum(whole.values())
    for tag, total in whole.items():
        if total < least:
            continue
        own = [voice.get(tag, 0.0) for voice in said]
        weights = around[tag] = array("d", bytes(8 * len(own)))
        now = 0.0
        for place, weight in enumerate(own):
            weights[place] = now + _WHOLE * (total - weight)
            now = _FADE * now + weight
        now = 0.0
        for place in range(len(own) - 1, -1, -1):
            weights[place] += now
            now = _FADE * now + own[place]
    return around


def _alike(said: Sequence[Weights], around: Mapping[str, Sequence[float]]) -> float:
    """How far the blocks of this document are in the languages of those around them, 0 to 1.

    A note of one language, or of one after the other, has about 1; a list of greetings in thirty
    languages has near 0, and there the neighbours must not be asked. Found by expectation and
    maximization: each block is of its neighbours' languages, or of any (`_EVEN`).
    """
    heard = []
    for place, voice in enumerate(said):
        both = sum(voice.values()) * sum([weights[place] for weights in around.values()])
        if both:
            common = [
                weight * (around[tag][place] if tag in around else 0.0) for tag, weight in voice.items()
            ]
            heard.append(sum(common) / both)
    alike = _ALIKE
    for _ in range(_ROUNDS):
        belong = sum([alike * chance / (alike * chance + (1 - alike) * _EVEN) for chance in heard])
        before, alike = alike, (belong + _ALIKE * _DOUBT) / (len(heard) + _DOUBT)
        if abs(before - alike) < _CLOSE:
            break
    return alike


def _at(draft: Draft, around: Weights, alike: float) -> tuple[tuple[str, float], ...]:
    """The candidates by the product of both chances."""
    whole = sum(around.values())
    trust = alike / (whole + _TRUST)
    even = _EVEN * _TRUST * trust + (1 - alike) * _EVEN
    near = around.get(draft.language, 0.0)
    if near >= _ALL * whole and draft.confidence >= _LIKELY:
        # Nearly always so, and no other can come first: the others together are one.
        score = draft.confidence * (near * trust + even)
        rest = (1 - draft.confidence) * ((whole - near) * trust + even)
        return ((draft.language, round(score / (score + rest), 4)),)
    # What the detectors hardly named is not impossible for a block of one word.
    low = _UNSEEN / max(1.0, draft.size / 6)
    scored = []
    for tag, p in draft.found:
        weight = around.get(tag)
        scored.append((p * even if weight is None else max(p, low) * (weight * trust + even), tag))
    named = {tag for _, tag in scored}
    scored += [(low * (weight * trust + even), tag) for tag, weight in around.items() if tag not in named]
    norm = sum([score for score, _ in scored])
    scored.sort(key=_likeliest)
    return tuple([(tag, round(score / norm, 4)) for score, tag in scored])


def _likeliest(scored: tuple[float, str]) -> tuple[float, str]:
    return -scored[0], scored[1]


def _like(name: str, draft: Draft) -> str | None:
    """The tag as the detectors have it: `pt-BR` is `pt`, `sr-Cyrl` is `sr`, `zh` is the likelier one.

    None where the block's script is not the language's.
    """
    primary = name.partition("-")[0]
    tag = {"nb": "no", "fil": "tl"}.get(primary, primary)
    if draft.group not in scripts_of_languages().get(tag, (draft.group,)):
        return None
    if tag == "zh" and name not in ("zh-Hans", "zh-Hant"):
        return next((found for found, _ in draft.found if found.startswith("zh")), "zh-Hans")
    return name if tag == "zh" else tag
