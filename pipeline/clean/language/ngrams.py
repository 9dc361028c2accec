"""A detector of our own for short texts: hashed character n-grams, one linear model a script.

In: texts of one group of scripts, in one go. Out: scores in whole numbers, a row a text, and the
languages of the columns. Touches only `data/ngrams.bin`, read when first asked.
Idea: fastText knows 176 languages from sentences and is unsure of three words; a softmax
regression over n-grams (Cavnar and Trenkle 1994; hashing: Weinberger et al. 2009) that learned
from stretches of 5 to 60 characters knows 30 of them, and their neighbours, better. Sums of
8-bit weights are the same on every machine.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 60
"""Code points that are read of a text; more of them say no more."""
ORDERS = {"Latn": 5, "Cyrl": 5, "Arab": 5, "Hani": 3}
"""Longest n-grams of each group of scripts."""

_MULTIPLIER = 0x9E3779B97F4A7C15
_BORDER = 0
_SPACE = 32


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one group of scripts."""

    languages: tuple[str, ...]
    """BCP 47 tags of the columns, without a script where the group tells it."""
    weights: NDArray[np.int8]
    """A row a bucket, a column a language; `UNIT`s of the logarithm of the odds."""
    unit: float
    """What one step of the weights is, in nats."""
    bits: int
    """Two to this power is the number of buckets."""


def scores(texts: Sequence[str], group: str) -> NDArray[np.int32]:
    """How well each language goes with each text, in `Model.unit`s.

    Args:
        texts: in letters of the group; only the first `LONGEST` code points are read.
        group: a key of `ORDERS`.
    """
    import numpy as np

    model = load()[group]
    buckets, ends = features(texts, ORDERS[group], model.bits)
    out = np.zeros((len(texts), len(model.languages)), np.int32)
    filled = np.diff(ends, prepend=0) > 0
    if len(buckets):
        starts = np.concatenate(([0], ends[:-1]))[filled]
        # A chunk of one n-gram's rows at a time would be slower: the sum is bound by memory.
        out[filled] = np.add.reduceat(model.weights[buckets], starts, axis=0, dtype=np.int32)
    return out


def features(texts: Sequence[str], longest: int, bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Buckets of the n-grams of each text, text after text, and where each text's end.

    Words are folded to lower case and parted by one space; a space stands at both ends.
    """
    import numpy as np

    joined = " \0 ".join(text[:LONGEST].replace("\0", " ") for text in texts).lower()
    points = np.frombuffer(f" {joined} ".encode("utf-32-le", "replace"), np.uint32)
    border = points == _BORDER
    points = np.where(_letters()[np.minimum(points, 0xFFFF)], points, np.uint32(_SPACE))
    points[border] = _BORDER
    keep = np.ones(len(points), bool)
    keep[1:] = (points[1:] != _SPACE) | (points[:-1] != _SPACE)
    return _hashed(points[keep].astype(np.uint64), longest, bits, len(texts))


def _hashed(
    points: NDArray[np.uint64], longest: int, bits: int, texts: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    import numpy as np

    text_of = np.cumsum(points == _BORDER)
    rolled = np.zeros(len(points), np.uint64)
    found, owners = [], []
    for order in range(1, longest + 1):
        size = len(points) - order + 1
        if size <= 0:
            break
        rolled = (rolled[:size] + points[order - 1 :]) * np.uint64(_MULTIPLIER)
        inside = (points[:size] != _BORDER) & (text_of[:size] == text_of[order - 1 :])
        if order == 1:
            inside &= points != _SPACE
        mixed = (rolled ^ (rolled >> np.uint64(29))) * np.uint64(_MULTIPLIER)
        found.append((mixed[inside] >> np.uint64(64 - bits)).astype(np.int64))
        owners.append(text_of[:size][inside])
    owner = np.concatenate(owners)
    by_text = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner, minlength=texts))
    return np.concatenate(found)[by_text], ends


@cache
def _letters() -> NDArray[np.bool_]:
    """Which code points of the basic plane are letters or marks; the last stands for all beyond."""
    import numpy as np

    found = np.array([unicodedata.category(chr(c))[0] in "LM" for c in range(0x10000)], np.bool_)
    found[0xFFFF] = True
    return found


@cache
def load() -> dict[str, Model]:
    """The models by group of scripts."""
    import numpy as np

    data = (files("pipeline.clean.language") / "data" / "ngrams.bin").read_bytes()
    size = int.from_bytes(data[:4], "little")
    header: dict[str, Any] = json.loads(data[4 : 4 + size])
    body = np.frombuffer(zlib.decompress(data[4 + size :]), np.int8)
    models, start = {}, 0
    for group, facts in header["models"].items():
        shape = (1 << facts["bits"], len(facts["languages"]))
        end = start + shape[0] * shape[1]
        weights = body[start:end].reshape(shape)
        models[group] = Model(tuple(facts["languages"]), weights, facts["unit"], facts["bits"])
        start = end
    return models
