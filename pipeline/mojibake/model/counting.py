"""Counts n-grams of characters in any amount of text, in bounded memory.

In: text files. Out: for each length one `Level`: sorted hashes, counts, first and last characters.
Touches the files given and a working folder: each chunk's counts are sorted and written there, and the
runs are merged piece by piece (an external sort), so memory depends on the chunk and not on the corpus.
Idea: the hash is a polynomial modulo 2**64 with an odd base, so the hash of an n-gram's beginning and of
its end follow from its own hash and its first and last character; no text is needed to relate n-grams.
Two n-grams of 10**8 share a hash with a probability of 0.0003.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.mojibake.model.normalize import BOUNDARY, normalize

BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_ONE = np.uint64(1)
_PIECE = 12_000_000  # n-grams merged at once
_COLUMNS = ("hashes", "counts", "followed", "first", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """All n-grams of one length, ascending by hash."""

    hashes: np.ndarray
    """uint64, ascending, each once."""

    counts: np.ndarray
    """float64: how often, weights included."""

    first: np.ndarray
    """uint32: first code point."""

    followed: np.ndarray
    """float64: how often something is known to follow (in running text as often as it occurs)."""

    last: np.ndarray
    """uint32: last code point."""

    def __len__(self) -> int:
        return len(self.hashes)


def beginnings(level: Level) -> np.ndarray:
    """Hashes of the n-grams without their last character (uint64)."""
    return np.asarray((level.hashes - level.last.astype(np.uint64) - _ONE) * _INVERSE)


def endings(level: Level, length: int) -> np.ndarray:
    """Hashes of the n-grams of `length` without their first character (uint64)."""
    power = np.uint64(pow(int(BASE), length - 1, 1 << 64))
    return np.asarray(level.hashes - (level.first.astype(np.uint64) + _ONE) * power)


def merge_levels(parts: Iterable[Level], weights: Iterable[float] | None = None) -> Level:
    """One level of several, counts of equal n-grams added after multiplying by their part's weight."""
    parts = list(parts)
    scales = [1.0] * len(parts) if weights is None else list(weights)
    hashes = np.concatenate([part.hashes for part in parts])
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(hashes) else np.zeros(0, np.int64)
    summed = {}
    for name in ("counts", "followed"):
        scaled = [getattr(part, name) * scale for part, scale in zip(parts, scales, strict=True)]
        ordered = np.concatenate(scaled)[order]
        summed[name] = np.add.reduceat(ordered, starts) if len(starts) else ordered
    first = np.concatenate([part.first for part in parts])[order[starts]]
    last = np.concatenate([part.last for part in parts])[order[starts]]
    return Level(hashes=hashes[starts], first=first, last=last, **summed)


def select(level: Level, which: np.ndarray | slice) -> Level:
    """Part of a level, read into memory."""
    return Level(**{name: np.asarray(getattr(level, name)[which]) for name in _COLUMNS})


def count_files(
    paths: Iterable[Path], *, order: int, minimum: tuple[int, ...], work: Path, chunk: int = 16_000_000
) -> tuple[list[Level], np.ndarray]:
    """Counts of all n-grams up to `order` characters.

    Args:
        paths: text files, UTF-8; read in the order given.
        order: longest n-gram.
        minimum: for each length from 1 the count that an n-gram needs to be kept; must not descend.
        work: folder for the sorted runs; made and removed.
        chunk: characters counted at once; memory is about 80 bytes for each.

    Returns:
        The levels from length 1, and an array (order, 4): how many n-grams of each length occur once to
        four times, counted before the minimum.
    """
    work.mkdir(parents=True, exist_ok=True)
    try:
        runs = 0
        for text, carried in _chunks(paths, chunk, overlap=order - 1):
            for length, level in enumerate(count_chunk(text, order, carried), 1):
                save_level(work / f"{length}-{runs}", level)
            runs += 1
        levels, seldom = [], np.zeros((order, 4))
        for length in range(1, order + 1):
            level, few = _merge_runs([work / f"{length}-{run}" for run in range(runs)], minimum[length - 1])
            levels.append(level)
            seldom[length - 1] = few
        return levels, seldom
    finally:
        shutil.rmtree(work)


def _chunks(paths: Iterable[Path], size: int, *, overlap: int) -> Iterator[tuple[np.ndarray, int]]:
    """The text as arrays of code points, each with the characters carried over from the one before.

    The carried characters begin n-grams that the chunk before could not finish.
    """
    carried, pending, held, first = np.full(1, BOUNDARY, np.uint32), [], 0, True
    for path in paths:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            while piece := file.read(size - held):
                pending.append(np.frombuffer(piece.encode("utf-32-le", "replace"), np.uint32))
                held += len(piece)
                if held >= size:
                    text = np.concatenate([carried, normalize(np.concatenate(pending))])
                    yield text, 0 if first else overlap
                    carried, pending, held, first = text[len(text) - overlap :], [], 0, False
        pending.append(np.full(1, BOUNDARY, np.uint32))
    if pending:
        yield np.concatenate([carried, normalize(np.concatenate(pending))]), 0 if first else overlap


def count_chunk(text: np.ndarray, order: int, carried: int = 0) -> Iterator[Level]:
    """N-grams of each length in an array of code points, less those that lie in its first `carried`."""
    rolling = np.zeros(len(text), np.uint64)
    for length in range(1, order + 1):
        count = max(0, len(text) - length + 1)
        rolling = rolling[:count] * BASE + text[len(text) - count :].astype(np.uint64) + _ONE
        skip = max(0, carried - length + 1)
        at = np.argsort(rolling[skip:], kind="stable") + skip
        ordered = rolling[at]
        starts = (
            np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(at) else np.zeros(0, np.int64)
        )
        counts = np.diff(np.r_[starts, len(at)]).astype(np.float64)
        at = at[starts]
        yield Level(
            hashes=ordered[starts], counts=counts, followed=counts, first=text[at], last=text[at + length - 1]
        )


def save_level(stem: Path, level: Level) -> None:
    """Writes a level as one file a column."""
    for name in _COLUMNS:
        np.save(f"{stem}.{name}.npy", getattr(level, name))


def load_level(stem: Path) -> Level:
    """A level, mapped and not read."""
    return Level(**{name: np.load(f"{stem}.{name}.npy", mmap_mode="r") for name in _COLUMNS})


def _merge_runs(stems: list[Path], minimum: int) -> tuple[Level, np.ndarray]:
    """The runs of one length made one, piece by piece of the range of hashes."""
    runs = [load_level(stem) for stem in stems]
    pieces = max(1, -(-sum(len(run) for run in runs) // _PIECE))
    borders = np.array([(1 << 64) * piece // pieces for piece in range(1, pieces)], np.uint64)
    cuts = [np.r_[0, np.searchsorted(run.hashes, borders), len(run)] for run in runs]
    merged, few = [], np.zeros(4)
    for piece in range(pieces):
        slices = [slice(cut[piece], cut[piece + 1]) for cut in cuts]
        part = merge_levels(select(run, where) for run, where in zip(runs, slices, strict=True))
        few += [np.count_nonzero(part.counts == times) for times in (1, 2, 3, 4)]
        merged.append(select(part, part.counts >= minimum))
    return merge_levels(merged) if len(merged) > 1 else merged[0], few
