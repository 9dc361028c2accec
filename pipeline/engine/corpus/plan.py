"""Which documents make one shard: contiguous ranges of families, of bounded size.

In: the files found. Out: shards; their parts, end to end, are the tables in order.
Touches nothing. Families are sorted by code point and never split.
Idea: content-defined cutting (Muthitacharoen et al., LBFS, 2001). A range ends after a family
whose hash is under a limit in proportion to its size, so whether it does depends on nothing
else, and a document that comes, goes or changes touches two shards at most. The few ranges
that come out larger than the bound are halved at their lowest hash, again and again; a change
in one of those can touch more of its pieces, and nothing beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.engine.corpus.families import family_of, order_of
from pipeline.engine.corpus.finder import FoundFile

_PER_FILE = 256
"""Bytes that a document counts for beside its own, so that a million empty ones are no one shard."""

_MOST = 4
"""A shard of more than one family holds at most so many times `shard_bytes`. Ranges are
`shard_bytes` / 2 long on average, so one in e^8 = 2,981 is longer and must be halved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A batch of documents that is worked on at once."""

    files: tuple[FoundFile, ...]
    """By family, then path."""


@dataclass(frozen=True, slots=True)
class _Family:
    files: tuple[FoundFile, ...]
    weight: int
    hash: int
    """Of 64 bits, from its name alone."""


def plan(files: Iterable[FoundFile], shard_bytes: int) -> tuple[Shard, ...]:
    """The shards of a corpus, in order. Without documents there is one, without files.

    Args:
        files: in any order.
        shard_bytes: about how many bytes of documents a shard holds.
    """
    ordered = sorted(files, key=lambda file: order_of(file.path))
    families = [
        _family(name, tuple(members))
        for name, members in groupby(ordered, key=lambda file: family_of(file.path))
    ]
    ranges: list[list[_Family]] = [[]]
    for family in families:
        ranges[-1].append(family)
        if family.hash * shard_bytes < 2**64 * 2 * family.weight:
            ranges.append([])
    whole = [part for range_ in ranges if range_ for part in _halved(range_, _MOST * shard_bytes)]
    return tuple(
        Shard(files=tuple(file for family in part for file in family.files)) for part in whole or [[]]
    )


def _family(name: str, files: tuple[FoundFile, ...]) -> _Family:
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    weight = sum(file.size + _PER_FILE for file in files)
    return _Family(files, weight, int.from_bytes(digest[:8], "big"))


def _halved(families: Sequence[_Family], most: int) -> list[Sequence[_Family]]:
    """The range in pieces of at most `most` bytes, or of one family."""
    done: list[Sequence[_Family]] = []
    pending = [families]
    while pending:
        piece = pending.pop()
        if len(piece) == 1 or sum(family.weight for family in piece) <= most:
            done.append(piece)
            continue
        # The last family's own cut would leave nothing behind it.
        at = min(range(len(piece) - 1), key=lambda index: piece[index].hash) + 1
        pending += [piece[at:], piece[:at]]
    return done
