"""Knowledge of words, as counts of character n-grams.

In: tab-separated lists of words, pairs and triples of words. Out: `Level`s like those of running text, to
be mixed with them. Touches the files named.

A list of words says which characters follow one another inside a word, and nothing of what comes after:
so the last characters of a word count as seen but not as followed, and text alone decides what follows.
Where words are divided by spaces, a space (or a line's start) stands before and a space after; a part
of the occurrences has a capital, since lists are in lower case and a capital decides much (the first
letters of sentences were half of the errors in Russian, Spanish and Hungarian without it). Of a pair only
the n-grams across the border are counted, of a triple only those that reach from the first word to the
last: what lies inside is in the shorter list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipeline.mojibake.model.counting import BASE, Level, beginnings, merge_levels
from pipeline.mojibake.model.normalize import alike

_ONE = np.uint64(1)
_EDGE = "<s>"  # in lists of pairs: a sentence's border
_CAPITAL, _CAPITAL_FIRST, _SHOUTED = 0.06, 0.09, 0.01
_ARABIC_MARKS = {
    "\u064d": 0.01,
    "\u0650": 0.004,
    "\u064f": 0.004,
    "\u064c": 0.004,
    "\u064e": 0.003,
    "\u064b": 0.002,
}
"""Vowel signs at the end of a word, and how often: lists leave them out, careful writers do not."""


def count_words(phrases: Sequence[tuple[str, ...]], weights: np.ndarray, *, order: int) -> list[Level]:
    """Weighted counts of the n-grams of phrases that reach from a phrase's first word to its last.

    Args:
        phrases: tuples of words, all of the same number.
        weights: how often each phrase occurs, above 0.
        order: longest n-gram.
    """
    joined = ["".join(phrase) for phrase in phrases]
    text = alike(np.frombuffer("".join(joined).encode("utf-32-le"), np.uint32))
    lengths = np.array([len(phrase) for phrase in joined], np.int64)
    number = np.repeat(np.arange(len(joined)), lengths)
    left = np.cumsum(lengths)[number] - np.arange(len(text))  # characters from here to the phrase's end
    first_word = np.array([len(phrase[0]) for phrase in phrases], np.int64)
    last_word = np.array([len(phrase[-1]) for phrase in phrases], np.int64)
    inside = lengths[number] - left < first_word[number]  # begins in the first word
    levels = []
    rolling = np.zeros(len(text), np.uint64)
    for length in range(1, order + 1):
        count = max(0, len(text) - length + 1)
        rolling = rolling[:count] * BASE + text[len(text) - count :].astype(np.uint64) + _ONE
        whole = (
            inside[:count] & (left[:count] >= length) & (left[:count] - length < last_word[number[:count]])
        )
        at = np.flatnonzero(whole)
        weight = weights[number[at]]
        followed = np.where(left[at] > length, weight, 0.0)
        part = Level(
            hashes=rolling[at], counts=weight, followed=followed, first=text[at], last=text[at + length - 1]
        )
        levels.append(merge_levels([part]))
    return levels


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def _weighted(path: Path) -> tuple[list[str], np.ndarray]:
    """Words and their shares of a list `word, weight`; lists write figures as zeros, those are left out."""
    words, weights = [], []
    for word, weight, *_ in _rows(path):
        if word and word != _EDGE and "0" not in word and float(weight) > 0:
            words.append(word)
            weights.append(float(weight))
    shares = np.array(weights)
    return words, shares / shares.sum()


def joined_words(path: Path, *, total: float, order: int) -> list[Level]:
    """Counts of a list of words that are written without spaces, as in `total` words of text."""
    words, shares = _weighted(path)
    return count_words([(word,) for word in words], shares * total, order=order)


def spaced_words(path: Path, *, total: float, order: int) -> list[Level]:
    """Counts of a list of words that spaces divide, as in `total` words of text."""
    words, shares = _weighted(path)
    phrases: list[tuple[str]] = []
    weights: list[float] = []
    for word, share in zip(words, shares, strict=True):
        times = float(share) * total
        capital = word[0].upper() + word[1:]
        if capital != word and len(capital) == len(word):
            phrases += [(f"\n{capital} ",), (f" {capital} ",), (f" {word.upper()} ",)]
            weights += [times * _CAPITAL_FIRST, times * _CAPITAL, times * _SHOUTED]
            times *= 1 - _CAPITAL_FIRST - _CAPITAL - _SHOUTED
        phrases.append((f" {word} ",))
        weights.append(times)
        if "\u0620" <= word[-1] <= "\u064a" and len(word) > 2:
            phrases += [(f"{word[-2:]}{mark} ",) for mark in _ARABIC_MARKS]
            weights += [times * often for often in _ARABIC_MARKS.values()]
    return count_words(phrases, np.array(weights), order=order)


def symbols_among(path: Path, *, total: float) -> list[Level]:
    """Counts of the single signs in a list of words: emoji and the like, which text has too few of."""
    words, shares = _weighted(path)
    found = [
        (word, share)
        for word, share in zip(words, shares, strict=True)
        if all(unicodedata.category(char)[0] in "SM" or char in "\u200d\ufe0f" for char in word)
    ]
    return count_words(
        [(word,) for word, _ in found], np.array([share * total for _, share in found]), order=3
    )


def word_sequences(singles: Path, pairs: Path, triples: Path, *, total: float, order: int) -> list[Level]:
    """Counts of a word trigram model, as in `total` words of text.

    Args:
        singles: word, probability; `<s>` is the border of a sentence.
        pairs: two words, probability of the second after the first.
        triples: three words, probability of the third after the others.
        total: words of text.
        order: longest n-gram of characters.
    """
    single = {row[0]: float(row[1]) for row in _rows(singles) if row[0]}
    scale = total / sum(share for word, share in single.items() if word != _EDGE)
    pair: dict[tuple[str, str], float] = {}
    for one, two, probability in _rows(pairs):
        if one in single and two in single:
            pair[one, two] = single[one] * float(probability)
    triple: dict[tuple[str, ...], float] = {}
    for one, two, three, probability in _rows(triples):
        joint = pair.get((one, two))
        if joint is not None and two != _EDGE and three in single:
            triple[one, two, three] = joint * float(probability)
    parts = []
    for table in ({(word,): share for word, share in single.items()}, pair, triple):
        chosen = {
            words: share
            for words, share in table.items()
            if (len(words) == 1 or set(words) != {_EDGE}) and share > 0
        }
        phrases = [tuple("\n" if word == _EDGE else word for word in words) for words in chosen]
        parts.append(count_words(phrases, np.array(list(chosen.values())) * scale, order=order))
    levels = [merge_levels(level) for level in zip(*parts, strict=True)]
    return [_followed_by(level, levels[k + 1]) if k + 1 < order else level for k, level in enumerate(levels)]


def _followed_by(level: Level, longer: Level) -> Level:
    """The level, followed as often as longer n-grams say and not as words' ends do."""
    context = np.searchsorted(level.hashes, beginnings(longer))
    followed = np.bincount(context, longer.counts, minlength=len(level))
    return Level(
        hashes=level.hashes,
        counts=np.maximum(level.counts, followed),
        followed=followed,
        first=level.first,
        last=level.last,
    )
