"""Which n-grams are worth their place in a file of limited size.

In: counted and estimated levels. Out: an importance for each n-gram, and which are kept.
Touches nothing.

Idea: weighted differences (Seymore and Rosenfeld 1996): how often an n-gram occurs, times what it adds to
the logarithm of the probability. That is multiplied by how much is in doubt that it can decide: the model
tells readings apart that share the bytes which a code page kept. A character that never loses a byte is in
no doubt. One that does is in doubt as far as the shorter n-grams inside this one occur with its rivals in
its place: where they never do, the shorter ones have decided already, and the longer one is not needed.
"""

from __future__ import annotations

import numpy as np

from pipeline.mojibake.model.counting import BASE, Level, select
from pipeline.mojibake.model.kneser_ney import Estimate, Links

_LOST = (0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD)
"""Bytes that leave nothing behind in windows-1254, with the soft hyphen."""

_SELDOM_LOST = frozenset((0x8E, 0x9E))
"""Of these those that windows-1252 keeps: what only they put in doubt counts half."""

_RIVALS = 5
"""Most frequent readings of the same remains that are looked at; the sixth is hardly ever the true one."""

_FLOOR = 0.03
"""What is left of the importance of an n-gram that no loss can touch: sound text is scored as well."""

_UNSURE = 0.7
"""Count that stands for what was not seen: an n-gram that occurs once decides little."""


def rivals(chars: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each character those it may be taken for, and how much it is in doubt without context.

    Returns:
        Indices into `chars` (len(chars), `_RIVALS`), -1 where there are fewer, the most frequent first;
        doubts from 0 (never lost, or no rival) to near 1 (all rivals are more frequent).
    """
    encoded = [chr(int(char)).encode("utf-8", "surrogatepass") for char in chars]
    same: dict[tuple[int, int, bytes], list[int]] = {}
    for at, data in enumerate(encoded):
        rest = bytes(byte for byte in data[1:] if byte not in _LOST)
        if len(rest) < len(data) - 1:
            same.setdefault((data[0], len(data), rest), []).append(at)
    found = np.full((len(chars), _RIVALS), -1, np.int64)
    doubts = np.zeros(len(chars))
    for members in same.values():
        members.sort(key=lambda at: -counts[at])
        total = sum(float(counts[at]) for at in members)
        for at in members:
            others = [other for other in members[: _RIVALS + 1] if other != at][:_RIVALS]
            found[at, : len(others)] = others
            gone = {byte for byte in encoded[at][1:] if byte in _LOST}
            doubts[at] = (1 - float(counts[at]) / max(total, 1e-9)) * (0.5 if gone <= _SELDOM_LOST else 1.0)
    return found, doubts


def importances(levels: list[Level], links: list[Links], estimates: list[Estimate]) -> list[np.ndarray]:
    """Importance of each n-gram, never less than that of a longer one that needs it (float32)."""
    chars = levels[0].last
    others, doubts = rivals(chars, levels[0].counts)
    certain = 1 - doubts  # that no character can be in doubt, whatever stands around it
    left = doubts.astype(np.float32)[:, None]  # doubt about each character of each n-gram of this length
    rows = np.arange(len(chars), dtype=np.int32)[:, None]
    found: list[np.ndarray] = [np.zeros(len(levels[0]), np.float32)]
    for k in range(1, len(levels)):
        context, ending = links[k].context, links[k].ending
        last = np.searchsorted(chars, levels[k].last).astype(np.int32)
        doubt = np.empty((len(last), k + 1), np.float32)
        doubt[:, :-1] = left[context]
        doubt[:, -1] = left[ending, -1]
        doubt[:, 1:-1] = np.minimum(doubt[:, 1:-1], left[ending, :-1])
        certain = certain[context] * (1 - doubts[last])
        open_still = (1 - np.prod(1 - doubt, axis=1)) ** 0.5 * (1 - certain) ** 0.5
        open_still = np.maximum(open_still, _FLOOR)
        found.append((levels[k].counts * np.maximum(estimates[k].gain, 0.0) * open_still).astype(np.float32))
        if k + 1 < len(levels):
            rows = np.hstack([rows[context], last[:, None]])
            left = _doubt_left(levels[k], rows, doubt, chars, others)
    for k in range(len(levels) - 1, 1, -1):
        for parent in (links[k].context, links[k].ending):
            np.maximum.at(found[k - 1], parent, found[k])
    return found


def _doubt_left(
    level: Level, rows: np.ndarray, doubt: np.ndarray, chars: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """Doubt about each character once this n-gram has been looked at: how often its rivals stand there.

    Args:
        level: n-grams of one length.
        rows: their characters as indices into `chars`.
        doubt: doubt before, of the same shape.
        chars: code points.
        others: see `rivals`.
    """
    left = np.zeros_like(doubt)
    length = rows.shape[1]
    for position in range(length):
        asked = np.flatnonzero(doubt[:, position] > 0.01)
        if not len(asked):
            continue
        mine = rows[asked, position]
        power = np.uint64(pow(int(BASE), length - 1 - position, 1 << 64))
        rival_count = np.zeros(len(asked))
        for column in range(_RIVALS):
            other = others[mine, column]
            has = other >= 0
            step = chars[other[has]].astype(np.uint64) - chars[mine[has]].astype(np.uint64)
            wanted = level.hashes[asked[has]] + step * power
            at = np.minimum(np.searchsorted(level.hashes, wanted), len(level) - 1)
            rival_count[has] += np.where(level.hashes[at] == wanted, level.counts[at], 0.0)
        before = doubt[asked, position]
        own = level.counts[asked]
        left[asked, position] = (rival_count + _UNSURE * before) / (own + rival_count + _UNSURE)
    return np.asarray(np.minimum(left, doubt))


def keep_best(worth: list[np.ndarray], size: int) -> list[np.ndarray]:
    """The `size` most important n-grams of two characters and more; all single characters."""
    everything = np.concatenate(worth[1:])
    if len(everything) <= size:
        limit = np.float32(-1.0)
    else:
        limit = np.partition(everything, len(everything) - size)[len(everything) - size]
    return [np.ones(len(worth[0]), bool)] + [level > limit for level in worth[1:]]


def narrow(
    levels: list[Level], links: list[Links], keep: list[np.ndarray]
) -> tuple[list[Level], list[Links]]:
    """Levels and links of the kept n-grams only; all of the first level are kept."""
    new = [links[0]]
    for k in range(1, len(levels)):
        number = np.cumsum(keep[k - 1], dtype=np.int32) - 1
        kin = Links(context=number[links[k].context[keep[k]]], ending=number[links[k].ending[keep[k]]])
        new.append(kin)
    return [select(level, which) for level, which in zip(levels, keep, strict=True)], new
