"""Which rows a request's conditions leave.

In: all rows of a shard. Out: those that are asked for, in the same order. Touches nothing.

- `status` is the document's; a row of another table has its document's, and a pair must meet
  it with each document that it stands in.
- `language` is a block's, that of the block that a repair lies in, either side's of a pair,
  any of a document's. `zh` also means `zh-Hans` (RFC 4647, basic filtering).
- `grade` and `confidence` are a repair's; documents, blocks and pairs stay that hold at least
  one repair which meets all of these conditions.
- `score` is a pair's.
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.export.request import Condition
from pipeline.records import Block, Document, Pair, PlacedEdit

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of a shard, by table."""

    documents: Sequence[Document]
    blocks: Sequence[Block]
    repairs: Sequence[PlacedEdit]
    pairs: Sequence[Pair]

    def of(self, name: str) -> Sequence[object]:
        """The rows of one table."""
        rows: Sequence[object] = getattr(self, name)
        return rows


class Spans:
    """Repairs by where they are, to be asked which of them lie in a span."""

    def __init__(self, repairs: Iterable[PlacedEdit]) -> None:
        self._by_document: dict[str, list[PlacedEdit]] = {}
        for repair in repairs:
            self._by_document.setdefault(repair.document_id, []).append(repair)
        for found in self._by_document.values():
            found.sort(key=lambda repair: repair.start)

    def within(self, document: str | None, start: int | None, end: int | None) -> Iterator[PlacedEdit]:
        """Repairs that share a character with a span; they do not overlap one another."""
        repairs = self._by_document.get(document or "", [])
        if start is None or end is None or not repairs:
            return
        at = bisect_left(repairs, start, key=lambda repair: repair.end)
        for repair in repairs[at:]:
            if repair.start >= end:
                return
            if repair.end > start:
                yield repair

    def of_source(self, pair: Pair) -> Iterator[PlacedEdit]:
        """Repairs in the source of a pair."""
        yield from self.within(pair.source_document_id, pair.source_start, pair.source_end)

    def of_pair(self, pair: Pair) -> Iterator[PlacedEdit]:
        """Repairs in either side of a pair."""
        yield from self.of_source(pair)
        yield from self.within(pair.target_document_id, pair.target_start, pair.target_end)


def select(rows: Rows, where: Sequence[Condition]) -> Rows:
    """The rows that meet all conditions."""
    if not where:
        return rows
    by_field = {
        name: [condition for condition in where if condition.field == name]
        for name in ("status", "language", "grade", "confidence", "score")
    }
    statuses, languages, scores = by_field["status"], by_field["language"], by_field["score"]
    is_by_repair = bool(by_field["grade"] or by_field["confidence"])
    fit = {d.document_id for d in rows.documents if all(_named(c, (d.status,)) for c in statuses)}
    spoken = {block.block_id: block.language for block in rows.blocks}
    asked = [
        repair
        for repair in rows.repairs
        if all(_named(c, (repair.grade,)) for c in by_field["grade"])
        and all(_COMPARE[c.comparison](repair.confidence, c.number) for c in by_field["confidence"])
    ]
    in_documents = {repair.document_id for repair in asked}
    in_blocks = {repair.block_id for repair in asked}
    spans = Spans(asked)
    return replace(
        rows,
        documents=[
            d
            for d in rows.documents
            if d.document_id in fit
            and _spoken(languages, d.languages or ())
            and (not is_by_repair or d.document_id in in_documents)
        ],
        blocks=[
            b
            for b in rows.blocks
            if b.document_id in fit
            and _spoken(languages, (b.language,))
            and (not is_by_repair or b.block_id in in_blocks)
        ],
        repairs=[
            r for r in asked if r.document_id in fit and _spoken(languages, (spoken.get(r.block_id or ""),))
        ],
        pairs=[
            p
            for p in rows.pairs
            if {p.source_document_id, p.target_document_id} - {None} <= fit
            and _spoken(languages, (p.source_language, p.target_language))
            and all(p.score is not None and _COMPARE[c.comparison](p.score, c.number) for c in scores)
            and (not is_by_repair or next(spans.of_pair(p), None) is not None)
        ],
    )


def _named(condition: Condition, names: Iterable[str]) -> bool:
    return any(name in condition.values for name in names) == (condition.comparison == "=")


def _spoken(conditions: Iterable[Condition], tags: Iterable[str | None]) -> bool:
    found = [tag.lower() for tag in tags if tag is not None]
    return all(
        any(_is_of(tag, value.lower()) for tag in found for value in condition.values)
        == (condition.comparison == "=")
        for condition in conditions
    )


def _is_of(tag: str, wanted: str) -> bool:
    return tag == wanted or tag.startswith(f"{wanted}-")
