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

from pipeline.clean.language.summing import Adder, Sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 48
"""Code points that are read of a text; more of them say little more, and sums would not fit."""
ORDERS = {"Latn": 5, "Cyrl": 5, "Arab": 5, "Hani": 3}
"""Longest n-grams of each group of scripts."""

_MULTIPLIER = 0x9E3779B97F4A7C15
_MIXED = 29
_BORDER = 0
_SPACE = 32
_BIAS = 128
_TOGETHER = 64
"""Texts that are read at a time, so that what is read of them stays near the processor."""
_MOST = 8192
"""The same of the compiled form, which needs no more than that it all fits."""
_EVEN_BYTES = 0x00FF00FF00FF00FF

compiled_sums = Sums()
"""Counts the texts of this process, and has the compiled form of `_sums` once they are enough."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one group of scripts."""

    languages: tuple[str, ...]
    """BCP 47 tags of the columns, without a script where the group tells it."""
    lanes: NDArray[np.uint64]
    """A row a bucket; weights plus `_BIAS`, a byte a language, eight languages a number. The last
    row, of no n-gram, says nothing."""
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
    add = compiled_sums.adder(len(texts))
    if add is not None:
        sums = np.zeros((len(texts), model.lanes.shape[1] * 8), np.int32)
        for at in range(0, len(texts), _MOST):
            some = slice(at, at + _MOST)
            _add_compiled(add, texts[some], ORDERS[group], model, sums[some])
        return sums[:, : len(model.languages)]
    parts = [
        _sums(texts[at : at + _TOGETHER], ORDERS[group], model) for at in range(0, len(texts), _TOGETHER)
    ]
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros((0, 0), np.int32)
    return whole[:, : len(model.languages)]


def _sums(texts: Sequence[str], longest: int, model: Model) -> NDArray[np.int32]:
    """The weights of every n-gram added up, a row a text.

    Eight weights are read at a time, and added as four sums of 16 bits twice: the table must be
    small, for what costs is the way to memory (`take` goes it three times as fast as indexing).
    """
    import numpy as np

    buckets, starts = _buckets(texts, longest, model.bits)
    mask = np.uint64(_EVEN_BYTES)
    read = model.lanes.take(buckets, axis=0)
    even = np.add.reduceat((read & mask).sum(axis=0), starts, axis=0)
    odd = np.add.reduceat(((read >> np.uint64(8)) & mask).sum(axis=0), starts, axis=0)
    places = np.diff(starts, append=buckets.shape[1])
    columns = np.empty((len(texts), model.lanes.shape[1] * 8), np.int32)
    columns[:, 0::2] = even.view(np.uint16)
    columns[:, 1::2] = odd.view(np.uint16)
    columns -= (_BIAS * longest * places[:, None]).astype(np.int32)
    return columns


def _add_compiled(
    add: Adder, texts: Sequence[str], longest: int, model: Model, sums: NDArray[np.int32]
) -> None:
    """Fill in what `_sums` gives, by the compiled function."""
    import numpy as np

    table = model.lanes.view(np.uint8)
    points = np.frombuffer(f"{_joined(texts)}\0".encode("utf-32-le", "replace"), np.uint32)
    symbols = np.empty(LONGEST + 2, np.uint64)
    numbers = (np.uint64(64 - model.bits), np.uint64(_MULTIPLIER), np.uint64(_MIXED))
    add(points, symbols, _letters(), longest, *numbers, table, sums)


def features(texts: Sequence[str], longest: int, bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Buckets of the n-grams of each text, text after text, and where each text's end.

    Args:
        texts: as `scores` takes them.
        longest: of the n-grams.
        bits: two to this power is the number of buckets.
    """
    import numpy as np

    buckets, starts = _buckets(texts, longest, bits)
    real = buckets < (1 << bits)
    before = np.concatenate(([0], np.cumsum(real.sum(axis=0))))
    ends = before[np.append(starts[1:], buckets.shape[1])]
    return buckets.T[real.T], ends


def _buckets(texts: Sequence[str], longest: int, bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The bucket of the n-gram of each length at each place, and the place where each text begins.

    Words are folded to lower case and parted by one space; a space stands at both ends. Where no
    n-gram of a length begins, the bucket is one past the last.
    """
    import numpy as np

    points = np.frombuffer(_joined(texts).encode("utf-32-le", "replace"), np.uint32)
    border = points == _BORDER
    points = np.where(_letters()[np.minimum(points, 0xFFFF)], points, np.uint32(_SPACE))
    points[border] = _BORDER
    keep = np.ones(len(points), bool)
    keep[1:] = (points[1:] != _SPACE) | (points[:-1] != _SPACE)
    symbols = points[keep].astype(np.uint64)
    borders = np.flatnonzero(symbols == _BORDER)
    starts = np.concatenate(([0], borders + 1))
    ends = np.append(borders, len(symbols))
    left = np.repeat(ends, ends - starts + 1)[: len(symbols)] - np.arange(len(symbols))
    return _hashed(symbols, left, longest, bits), starts


def _joined(texts: Sequence[str]) -> str:
    """The texts in lower case, cut, each between spaces, and a NUL between two."""
    # Cut twice, for one letter is longer in lower case: sums of 16 bits hold no more places.
    inner = " \0 ".join([text[:LONGEST].replace("\0", " ").lower()[:LONGEST] for text in texts])
    return f" {inner} "


def _hashed(
    symbols: NDArray[np.uint64], left: NDArray[np.int64], longest: int, bits: int
) -> NDArray[np.int64]:
    """Buckets; `left` is how many symbols of its text stand from each place on."""
    import numpy as np

    hashes = np.zeros((longest, len(symbols)), np.uint64)
    rolled = np.zeros(1, np.uint64)
    for order in range(min(longest, len(symbols))):
        size = len(symbols) - order
        rolled = (rolled[:size] + symbols[order:]) * np.uint64(_MULTIPLIER)
        hashes[order, :size] = rolled
    hashes ^= hashes >> np.uint64(_MIXED)
    hashes *= np.uint64(_MULTIPLIER)
    hashes >>= np.uint64(64 - bits)
    inside = left >= np.arange(1, longest + 1)[:, None]
    inside[0] &= symbols != _SPACE
    return np.where(inside, hashes.view(np.int64), 1 << bits)


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
        models[group] = Model(tuple(facts["languages"]), _lanes(weights), facts["unit"], facts["bits"])
        start = end
    return models


def _lanes(weights: NDArray[np.int8]) -> NDArray[np.uint64]:
    import numpy as np

    buckets, languages = weights.shape
    lanes = np.full((buckets + 1, -(-languages // 8) * 8), _BIAS, np.uint8)
    lanes[:buckets, :languages] += weights.view(np.uint8)  # wraps, as two's complement does
    return lanes.view("<u8")
