"""What the detectors together say of texts by themselves.

In: texts of one group of scripts. Out: candidates of each, likeliest first. Touches nothing but
the detectors' models.
Idea: the logarithms of fastText's probabilities and of our own model's are added (a product of
experts), fastText's with a smaller weight in short texts. A language that only fastText knows has
one fixed, small chance of our model, which long texts outweigh and short ones do not. Sums are
whole numbers of `STEP` nats, and what they are as probabilities stands in a table, so that every
machine says the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.clean.language import detectors, ngrams
from pipeline.clean.language.detectors import Candidates
from pipeline.clean.language.script import han_letters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEP = 0.05
"""Nats of one whole number of evidence; the unit of our model's weights."""

PLAIN = 0.98
"""fastText alone is believed from here on, of texts of `PLAIN_LETTERS` and more."""
PLAIN_LETTERS = 36

_TOGETHER = 1024
"""Texts that are weighed at a time: a document of 64 MB has hundreds of thousands, and what is known of one
takes a kilobyte until its candidates are known."""
_KEPT = 6
"""Candidates of a text."""
_SHORT, _LONG = 20, 60
_LEAST_SAID = 0.01
_UNSAID = round(math.log(_LEAST_SAID) / STEP)
"""Of a language that fastText does not name among its first."""
_UNKNOWN = round(math.log(0.01) / STEP)
"""Of a language that our own model does not know."""
_HOPELESS = round(math.log(0.005) / STEP)
"""What our own model thinks less likely is only weighed where fastText names it."""
_AGREED = 0.999
"""Where our own model sees one language only, and fastText puts it first."""
_VOUCHED = 2
_OBJECTION = 0.3
_FARTHEST = 400
_NOTHING = 200
"""Steps behind the best from which on a candidate is none: its chance is a twenty-thousandth."""
_WHOLE = 1 << 30
_SHARPER = 5
"""Quarters by which both models together are surer than their sum: on the dev texts what was called 0.45
was right in 58 of 100."""
_HAN_SIGN = 40
"""For each character that one of the two Chinese writings has alone, by the dictionary."""

_USUAL = {"Deva": "hi", "Hebr": "he", "Beng": "bn", "Geor": "ka", "Ethi": "am", "Mymr": "my", "Tibt": "bo",
          "Gujr": "gu", "Guru": "pa", "Sinh": "si"}  # fmt: skip
"""Most of what is written in these scripts is in one language; from CLDR's likely subtags."""
_UNUSUAL = round(math.log(0.05) / STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Texts whose languages are asked for."""

    texts: Sequence[str]
    """Their addresses, code and other scripts blanked."""
    letters: Sequence[int]
    """How many letters each has."""
    owners: Sequence[int]
    """Which document each is of: what is said of one text weighs with others of its document alone."""

    def of(self, places: Sequence[int]) -> Asked:
        """Some of the texts."""
        return Asked(
            texts=[self.texts[place] for place in places],
            letters=[self.letters[place] for place in places],
            owners=[self.owners[place] for place in places],
        )


def weigh(asked: Asked, group: str, able: Sequence[str]) -> list[Candidates]:
    """Candidates of texts in one group of scripts.

    Args:
        asked: the texts.
        group: of scripts, other than Chinese and Japanese ones.
        able: languages that are written in it.
    """
    known = _set_of(tuple(able))
    if group not in ngrams.ORDERS:
        usual = _USUAL.get(group)
        return [_of_usual(detectors.candidates(text, _KEPT), usual, known) for text in asked.texts]
    model = _Model(languages=ngrams.load()[group].languages, known=known)
    found: list[Candidates] = []
    claims: dict[tuple[int, str], list[int]] = {}
    for place, (row, seen) in enumerate(_looked_at(asked.texts, group)):
        if len(seen) == 1:
            claim = model.languages[seen[0]]
            found.append(_agreed(claim))
            claims.setdefault((asked.owners[place], claim), []).append(place)
        else:
            said = detectors.candidates(asked.texts[place], _KEPT)
            found.append(model.weighed(row, seen, said, asked.letters[place]))
    told = _objections(asked, claims, model)
    again = _looked_at([asked.texts[place] for place in told], group)
    for (place, said), (row, seen) in zip(told.items(), again, strict=True):
        found[place] = model.weighed(row, seen, said, asked.letters[place])
    return found


def _looked_at(texts: Sequence[str], group: str) -> Iterator[tuple[list[int], list[int]]]:
    """What our own model says of texts: evidence, a column a language, and columns worth a look."""
    for first in range(0, len(texts), _TOGETHER):
        chances = _log_chances(ngrams.scores(texts[first : first + _TOGETHER], group))
        yield from zip(chances.tolist(), _likely(chances), strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """What is known of the languages of a group of scripts."""

    languages: tuple[str, ...]
    """Those of our own model, in the order of its columns."""
    known: frozenset[str]
    """Those that are written in it."""

    @property
    def columns(self) -> dict[str, int]:
        """Of our own model, by language."""
        return _columns_of(self.languages)

    def beyond(self, said: Candidates) -> float:
        """What chance fastText gives to languages that our own model does not know."""
        columns = self.columns
        return sum([p for tag, p in said if tag not in columns and tag in self.known])

    def weighed(self, row: Sequence[int], seen: Sequence[int], said: Candidates, letters: int) -> Candidates:
        """Candidates of a text.

        Args:
            row: our own model's evidence, a column a language.
            seen: columns that are worth a look.
            said: fastText's candidates.
            letters: of the text.
        """
        if said and said[0][1] >= PLAIN and letters >= PLAIN_LETTERS and said[0][0] in self.known:
            return ((said[0][0], min(1.0, round(said[0][1], 4))),)
        if self.beyond(said) >= _enough(letters):
            return _ranked({tag: round(math.log(p) / STEP) for tag, p in said if tag in self.known})
        weight, columns = _weight(letters), self.columns
        unsaid = round(_UNSAID * weight)
        evidence = {self.languages[column]: row[column] + unsaid for column in seen}
        for tag, p in said:
            if tag in self.known:
                # 1 % and less is as much as not said.
                steps = round(math.log(p) / STEP * weight) if p > _LEAST_SAID else unsaid
                evidence[tag] = (row[columns[tag]] if tag in columns else _UNKNOWN) + steps
        return _ranked(evidence)


def _objections(
    asked: Asked, claims: Mapping[tuple[int, str], list[int]], model: _Model
) -> dict[int, Candidates]:
    """What fastText says of texts in which it sees another language than the only one that we see.

    It could but object that it is one which our own model does not know (Estonian, seen as Finnish).
    So it is asked about the longest few texts of each such claim in a document, and about the others
    only if it objects: to ask about all costs a sixth more.

    Args:
        asked: as `weigh` takes it.
        claims: places of texts by owner and the one language that our own model sees.
        model: of the texts' scripts.
    """
    found: dict[int, Candidates] = {}
    for (_, claim), places in claims.items():
        places.sort(key=lambda place: -asked.letters[place])
        objects = False
        for count, place in enumerate(places, 1):
            said = detectors.candidates(asked.texts[place], _KEPT)
            if said and said[0][0] != claim:
                found[place] = said
            objects |= model.beyond(said) >= _OBJECTION
            if count >= _VOUCHED and not objects:
                break
    return found


def _enough(letters: int) -> float:
    """From which chance on it is believed that a text is in one of those.

    0.9 of a word, 0.4 from 36 letters on: so one in 300 of the dev texts' stretches is, wrongly.
    """
    return 0.9 - 0.5 * (min(36, max(8, letters)) - 8) / 28


def _likely(chances: NDArray[np.int32]) -> list[list[int]]:
    """Columns of each row that are worth a look."""
    import numpy as np

    rows, columns = np.nonzero(chances > _HOPELESS)
    found: list[list[int]] = [[] for _ in range(len(chances))]
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        found[row].append(column)
    return found


def _weight(letters: int) -> float:
    """0.3 up to 20 letters, 1 from 60 on: on the dev texts no weight of its own below adds anything."""
    return min(1.0, 0.3 + 0.7 * max(0, letters - _SHORT) / (_LONG - _SHORT))


def weigh_chinese(texts: Sequence[str]) -> list[Candidates]:
    """Simplified or traditional Chinese or Japanese, of texts in Han characters without kana."""
    languages = ngrams.load()["Hani"].languages
    found: list[Candidates] = []
    for text, (row, _) in zip(texts, _looked_at(texts, "Hani"), strict=True):
        ours = dict(zip(languages, row))
        short, long = han_letters(text)
        ours["zh-Hans"] += _HAN_SIGN * short
        ours["zh-Hant"] += _HAN_SIGN * long
        found.append(_ranked(ours))
    return found


def _of_usual(said: Candidates, usual: str | None, known: frozenset[str]) -> Candidates:
    evidence = {tag: _steps(p) + (0 if tag == usual else _UNUSUAL) for tag, p in said if tag in known}
    if usual is not None:
        evidence.setdefault(usual, _UNSAID)
    return _ranked(evidence)


def _steps(probability: float) -> int:
    return max(_UNSAID, round(math.log(max(probability, 1e-4)) / STEP))


def _log_chances(scores: NDArray[np.int32]) -> NDArray[np.int32]:
    """Logarithms of each row's softmax, in steps."""
    import numpy as np

    if not scores.size:
        return np.empty(scores.shape, np.int32)
    behind = scores.max(axis=1, keepdims=True) - scores
    sums = _table()[np.minimum(behind, _FARTHEST)].sum(axis=1)
    whole = [round(math.log(total / _WHOLE) / STEP) for total in sums.tolist()]
    chances: NDArray[np.int32] = -behind - np.array(whole, np.int32)[:, None]
    return chances


@cache
def _table() -> NDArray[np.int64]:
    import numpy as np

    return np.array(_chances(), np.int64)


def _ranked(evidence: dict[str, int]) -> Candidates:
    """Probabilities of sums of evidence, likeliest first, ties by tag; none that is no ten-thousandth."""
    if not evidence:
        return ()
    best = max(evidence.values())
    table = _chances()
    chances = [
        (table[behind], tag)
        for tag, steps in evidence.items()
        if (behind := (best - steps) * _SHARPER // 4) < _NOTHING
    ]
    if len(chances) == 1:
        return ((chances[0][1], 1.0),)
    total = sum([chance for chance, _ in chances])
    chances.sort(key=_likeliest)
    # In whole numbers: `round` to decimals takes three times as long, and this runs for most blocks.
    half = total // 2
    return tuple([(tag, (chance * 10_000 + half) // total / 10_000) for chance, tag in chances[:_KEPT]])


@cache
def _agreed(language: str) -> Candidates:
    return ((language, _AGREED),)


def _likeliest(chance: tuple[int, str]) -> tuple[int, str]:
    return -chance[0], chance[1]


@cache
def _set_of(tags: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tags)


@cache
def _columns_of(languages: tuple[str, ...]) -> dict[str, int]:
    return {tag: column for column, tag in enumerate(languages)}


@cache
def _chances() -> list[int]:
    return [round(_WHOLE * math.exp(-steps * STEP)) for steps in range(_FARTHEST + 1)]
