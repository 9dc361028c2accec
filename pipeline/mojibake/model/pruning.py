"""Which n-grams are worth their place in a file of limited size.

In: counted and estimated levels. Out: an importance for each n-gram, and which are kept.
Touches nothing.

Idea: weighted differences (Seymore and Rosenfeld 1996): how often an n-gram occurs, times what it adds to
the logarithm of the probability. That is multiplied by how much of it can be in doubt: the model tells
readings apart that share the bytes which a code page kept, and an n-gram whose characters never lose a
byte, nor are ever mistaken for one that did, can decide nothing.
"""

from __future__ import annotations

import numpy as np

from pipeline.mojibake.model.counting import Level
from pipeline.mojibake.model.kneser_ney import Estimate, Links

_LOSSES = (
    ((0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD), 0.5),  # windows-1252, and the soft hyphen
    ((0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD), 0.4),  # windows-1254
    ((*range(0x80, 0xA0), 0xAD), 0.1),  # ISO 8859: all the C1 controls
)
"""Sets of bytes that leave nothing behind, with the weight of each in what is worth keeping."""

_FLOOR = 0.03
"""What is left of the importance of an n-gram that no loss can touch: sound text is scored as well."""


def doubt(chars: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """How much each character is in doubt once its lost bytes are gone: 0 never, near 1 always.

    One less its share among the characters that look the same, averaged over the sets of lost bytes.
    """
    total = np.zeros(len(chars))
    encoded = [_utf8(int(char)) for char in chars]
    for lost, weight in _LOSSES:
        gone = frozenset(lost)
        seen = [
            (data[0], len(data), bytes(byte for byte in data[1:] if byte not in gone)) for data in encoded
        ]
        shared: dict[tuple[int, int, bytes], float] = {}
        for key, probability in zip(seen, probabilities, strict=True):
            shared[key] = shared.get(key, 0.0) + float(probability)
        total += weight * np.array([1 - p / shared[key] for key, p in zip(seen, probabilities, strict=True)])
    return np.clip(total, 0.0, 1.0)


def _utf8(char: int) -> bytes:
    return chr(char).encode("utf-8", "surrogatepass")


def importances(levels: list[Level], links: list[Links], estimates: list[Estimate]) -> list[np.ndarray]:
    """Importance of each n-gram, never less than that of a longer one that needs it (float32)."""
    chars = levels[0].last
    in_doubt = doubt(chars, levels[0].counts / levels[0].counts.sum())
    certain = 1 - in_doubt  # that no character of the n-gram is in doubt, as a product
    found: list[np.ndarray] = [np.zeros(len(levels[0]), np.float32)]
    for k in range(1, len(levels)):
        last = np.searchsorted(chars, levels[k].last)
        certain = certain[links[k].context] * (1 - in_doubt[last])
        worth = levels[k].counts * np.maximum(estimates[k].gain, 0.0) * np.maximum(1 - certain, _FLOOR)
        found.append(worth.astype(np.float32))
    for k in range(len(levels) - 1, 1, -1):
        for parent in (links[k].context, links[k].ending):
            np.maximum.at(found[k - 1], parent, found[k])
    return found


def keep_best(worth: list[np.ndarray], size: int) -> list[np.ndarray]:
    """The `size` most important n-grams of two characters and more; all single characters."""
    everything = np.concatenate(worth[1:])
    if len(everything) <= size:
        limit = np.float32(-1.0)
    else:
        limit = np.partition(everything, len(everything) - size)[len(everything) - size]
    return [np.ones(len(worth[0]), bool)] + [level > limit for level in worth[1:]]
