"""What the last run knew of translations: the evidence that one of them is stale.

In: the parts that clean left. Out: what they know of families, and which part is still as it would
be made. Touches their folders, reading only, and none before it is asked.
A part's key is its base, a hash of its inputs, and a hash of what was known before, where anything
was. A part that the last run came to its end with is taken as it is while its base is the same:
nothing in it has changed since, so nothing in it has become stale or fresh.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.engine.shards.manifest import Part

if TYPE_CHECKING:  # the room loads models' code, and most runs need none of it here
    from pipeline.clean.pairs.stale import Known, Seen

FILE = "translations.jsonl"
"""File in a part of clean with translations: a line a family, sorted."""

_FORMAT = 1


class Past:
    """The parts of the last run that came to its end."""

    def __init__(self, folder: Path, parts: Sequence[Part]) -> None:
        """Remember where they are.

        Args:
            folder: of the stage.
            parts: in order.
        """
        self._folder = folder
        self._parts = parts
        self._by_base: dict[str, str] | None = None
        self._firsts: list[str] | None = None
        self._files: list[Path] = []
        self._open: tuple[Path | None, dict[str, Known]] = (None, {})

    def same(self, base: str) -> str | None:
        """The key of the part with this base, if there is one."""
        if self._by_base is None:
            self._by_base = {part.key.partition("-")[0]: part.key for part in self._parts}
        return self._by_base.get(base)

    def known(self, families: Iterable[str]) -> dict[str, Known]:
        """What is known of those of these families of which anything is."""
        if self._firsts is None:
            self._index()
        found = {}
        for family in families:
            at = bisect_right(self._firsts or [], family) - 1
            known = self._read(self._files[at]).get(family) if at >= 0 else None
            if known is not None:
                found[family] = known
        return found

    def _index(self) -> None:
        """The first family of each part that knows any; the parts are in the order of families."""
        firsts = []
        for part in self._parts:
            path = self._folder / part.key / FILE
            try:
                with path.open(encoding="ascii") as lines:
                    firsts.append((str(json.loads(next(lines))[0]), path))
            except (OSError, ValueError, StopIteration, IndexError, TypeError):
                continue  # it has no translations, or is of a version that we do not know
        firsts.sort()
        self._firsts = [family for family, _ in firsts]
        self._files = [path for _, path in firsts]

    def _read(self, path: Path) -> dict[str, Known]:
        if self._open[0] != path:
            self._open = (path, decoded(path.read_bytes()))
        return self._open[1]


def key_of(base: str, known: Mapping[str, Known]) -> str:
    """The key of a part: its base, and what was known before."""
    if not known:
        return base
    return f"{base}-{hashlib.sha256(encoded(known)).hexdigest()[:16]}"


def encoded(known: Mapping[str, Known]) -> bytes:
    """A line a family, sorted."""
    lines = [
        json.dumps(
            [
                family,
                _FORMAT,
                [[one.target, one.source] if one.source == one.now else _all(one) for one in value.seen],
                value.blocks,
            ],
            ensure_ascii=True,
            separators=(",", ":"),
        )
        for family, value in sorted(known.items())
    ]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def decoded(data: bytes) -> dict[str, Known]:
    """What such lines say; lines of another version, or torn ones, say nothing."""
    from pipeline.clean.pairs.stale import Known

    found = {}
    for line in data.splitlines():
        try:
            family, version, seen, blocks = json.loads(line)
            if version == _FORMAT:
                found[str(family)] = Known(seen=tuple(map(_seen, seen)), blocks=tuple(map(str, blocks)))
        except (ValueError, TypeError):
            continue
    return found


def _all(one: Seen) -> list[Sequence[str]]:
    return [one.target, one.source, one.now]


def _seen(value: Sequence[Any]) -> Seen:
    from pipeline.clean.pairs.stale import Seen

    target, source, *now = (tuple(map(str, marks)) for marks in value)
    return Seen(target=target, source=source, now=now[0] if now else source)
