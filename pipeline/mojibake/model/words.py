"""Knowledge of words, as counts of character n-grams.

In: words with weights, or pairs and triples of words. Out: `Level`s like those of running text, to be
mixed with them. Touches nothing.

A list of words says which characters follow one another inside a word, and nothing of what comes after:
so the last characters of a word count as seen but not as followed, and text alone decides what follows.
Where words are divided by spaces, a space (or a line's start) stands on both sides. Of a pair only the
n-grams across the border are counted, of a triple only those that reach from the first word to the last:
what lies inside is in the shorter list.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.mojibake.model.counting import BASE, Level
from pipeline.mojibake.model.normalize import alike

_ONE = np.uint64(1)


def count_words(
    phrases: Sequence[tuple[str, ...]], weights: np.ndarray, *, order: int, closed: bool = False
) -> list[Level]:
    """Weighted counts of the n-grams of phrases that reach from a phrase's first word to its last.

    Args:
        phrases: tuples of words, all of the same number.
        weights: how often each phrase occurs, above 0.
        order: longest n-gram.
        closed: whether the phrase is whole, with the spaces that divide it (so all of it is followed).
    """
    joined = ["".join(phrase) for phrase in phrases]
    text = alike(np.frombuffer("".join(joined).encode("utf-32-le"), np.uint32))
    lengths = np.array([len(phrase) for phrase in joined])
    number = np.repeat(np.arange(len(joined)), lengths)
    ends = np.cumsum(lengths)
    left = ends[number] - np.arange(len(text))  # characters from here to the phrase's end
    first_word = np.array([len(phrase[0]) for phrase in phrases])
    last_word = np.array([len(phrase[-1]) for phrase in phrases])
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
        followed = np.where((left[at] > length) | closed, weight, 0.0)
        levels.append(_collect(rolling[at], weight, followed, text[at], text[at + length - 1]))
    return levels


def _collect(
    hashes: np.ndarray, counts: np.ndarray, followed: np.ndarray, first: np.ndarray, last: np.ndarray
) -> Level:
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else np.zeros(0, np.int64)
    if not len(starts):
        return Level(hashes=hashes, counts=counts, followed=followed, first=first, last=last)
    return Level(
        hashes=hashes[starts],
        counts=np.add.reduceat(counts[order], starts),
        followed=np.add.reduceat(followed[order], starts),
        first=first[order[starts]],
        last=last[order[starts]],
    )
