"""Stale translations: the source changed since the last run, and the translation did not.

In: a cleaned family, and what the last run knew of it. Out: the family with `translation-stale`
where that is so, and what the next run is to know. Touches nothing.
Each translation is remembered with the source that it was first seen beside. A block is the same
as before where what stands in the file is, or what it reads once repaired: so neither a repair by
hand nor a better one by us is a change. A translation that now stands beside another block that
was there before has not been overtaken: the alignment moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.clean.pairs.report import Placer
from pipeline.clean.verdict import in_order
from pipeline.records import Block, Cleaned, Pair

STALE = "stale"
"""The check that fails of a pair whose source changed."""

_HALF = 12
"""Hex digits of each half of a mark."""

Marks = tuple[str, ...]
"""Blocks in a row, a mark each: a hash of the block as it stands in the file and one of it as rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A translation and its source, as runs have seen them."""

    target: Marks
    source: Marks
    """What it was first seen beside."""
    now: Marks
    """What it stood beside in the last run; another one than `source` where it is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a run knows of a family's translations."""

    seen: tuple[Seen, ...]
    blocks: tuple[str, ...]
    """Marks of all blocks of the family, sorted."""


def with_stale(family: Sequence[Cleaned], known: Known | None) -> tuple[list[Cleaned], Known | None]:
    """The family with its stale translations marked, and what is to be known of it from now on.

    Args:
        family: cleaned, with pairs.
        known: what the last run knew; None where it did not see the family, or saw no translation.

    Returns:
        None for the second where nothing is translated.
    """
    blocks = {block.block_id: block for one in family for block in one.blocks}
    paired = [
        (place, pair)
        for place, one in enumerate(family)
        for pair in one.pairs
        if pair.level != "sentence" and pair.source_blocks and pair.target_blocks
    ]
    if not paired:
        return list(family), None
    marks = {block_id: _mark(block) for block_id, block in blocks.items() if block.plain}
    sides = [(_marks(pair.target_blocks, marks), _marks(pair.source_blocks, marks)) for _, pair in paired]
    if known is None:
        seen = [Seen(target=target, source=source, now=source) for target, source in sides]
    else:
        seen = _compared(sides, known, marks.values())
    stale = [pair for one, pair in zip(seen, paired, strict=True) if not _is_same(one.source, one.now)]
    after = Known(seen=tuple(seen), blocks=tuple(sorted(set(marks.values()))))
    if not stale:
        return list(family), after
    paths = {one.document.document_id: one.document.path for one in family}
    done = list(family)
    for place in {place for place, _ in stale}:
        pairs = [pair for at, pair in stale if at == place]
        done[place] = _marked(family[place], pairs, blocks, paths)
    return done, after


def _compared(sides: Sequence[tuple[Marks, Marks]], known: Known, present: Iterable[str]) -> list[Seen]:
    """Each pair beside what was known of its translation."""
    before = _halves(known.blocks)
    current = _halves(present)
    by_target: dict[Marks, list[int]] = {}
    for number, one in enumerate(known.seen):
        for key in _keys(one.target):
            by_target.setdefault(key, []).append(number)
    used: set[int] = set()
    found: dict[int, Seen] = {}
    waiting: list[int] = []
    for place, (target, source) in enumerate(sides):
        for number in _candidates(target, by_target):
            one = known.seen[number]
            if number not in used and (_is_same(one.source, source) or _is_same(one.now, source)):
                used.add(number)
                first = source if _is_same(one.source, source) else one.source
                found[place] = Seen(target=target, source=first, now=source)
                break
        else:
            waiting.append(place)
    for place in waiting:
        target, source = sides[place]
        found[place] = Seen(target=target, source=source, now=source)
        if all(_is_among(mark, before) for mark in source):
            continue
        for number in _candidates(target, by_target):
            one = known.seen[number]
            if number not in used and not all(_is_among(mark, current) for mark in one.now):
                used.add(number)
                found[place] = Seen(target=target, source=one.source, now=source)
                break
    return [found[place] for place in range(len(sides))]


def _marked(
    cleaned: Cleaned, stale: Sequence[Pair], blocks: dict[str, Block], paths: dict[str, str]
) -> Cleaned:
    """A document with its stale pairs marked, and the sentences in them."""
    place = Placer(cleaned)
    groups: dict[str, list[list[Block]]] = {}
    inside = set()
    for pair in stale:
        inside.add((pair.source_blocks, pair.target_blocks))
        where = "" if pair.target_document_id == pair.source_document_id else " in "
        path = paths.get(pair.target_document_id or "", "") if where else ""
        name = f"its {pair.target_language or 'und'} translation{where}{path}"
        groups.setdefault(name, []).append([blocks[block_id] for block_id in pair.source_blocks])
    found = [
        one
        for name, group in groups.items()
        for one in place.all("translation-stale", group, f"changed since {name} was made")
    ]
    pairs = tuple(
        replace(pair, checks=tuple(sorted({*pair.checks, STALE}))) if _is_inside(pair, inside) else pair
        for pair in cleaned.pairs
    )
    document = replace(cleaned.document, findings=in_order([*cleaned.document.findings, *found]))
    return replace(cleaned, document=document, pairs=pairs)


def _is_inside(pair: Pair, stale: set[tuple[Marks, Marks]]) -> bool:
    """Whether a pair is stale, or is of sentences in blocks that are."""
    if (pair.source_blocks, pair.target_blocks) in stale:
        return True
    return pair.level == "sentence" and any(
        set(pair.source_blocks) <= set(source) and set(pair.target_blocks) <= set(target)
        for source, target in stale
        if pair.source_blocks and pair.target_blocks
    )


def _mark(block: Block) -> str:
    first = _hash(block.raw)
    return first + (first if block.plain == block.raw else _hash(block.plain or ""))


def _hash(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:_HALF]


def _marks(block_ids: Sequence[str], marks: dict[str, str]) -> Marks:
    return tuple(marks[block_id] for block_id in block_ids if block_id in marks)


def _keys(marks: Marks) -> tuple[Marks, Marks]:
    """What two lists of marks have in common, one or the other, if they are the same."""
    return tuple(f"r{mark[:_HALF]}" for mark in marks), tuple(f"p{mark[_HALF:]}" for mark in marks)


def _candidates(target: Marks, by_target: dict[Marks, list[int]]) -> Iterator[int]:
    numbers = {number for key in _keys(target) for number in by_target.get(key, ())}
    yield from sorted(numbers)


def _is_same(one: Marks, other: Marks) -> bool:
    return any(a == b for a, b in zip(_keys(one), _keys(other), strict=True))


def _halves(marks: Iterable[str]) -> set[str]:
    return {half for mark in marks for half in (f"r{mark[:_HALF]}", f"p{mark[_HALF:]}")}


def _is_among(mark: str, halves: set[str]) -> bool:
    return f"r{mark[:_HALF]}" in halves or f"p{mark[_HALF:]}" in halves
