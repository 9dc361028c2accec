"""A document's blocks with everything that clean knows of them.

In: spans in the source, the repaired text, the edits. Out: `Block` records. Touches nothing.
`text` is the block's stretch of the repaired text without the prefixes of its containers,
normalized, except for code; `plain` is that as rendered, and what its language is read from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from operator import attrgetter
from typing import Any

from pipeline.clean.edits import Borders
from pipeline.clean.language.detect import Detection, Spoken
from pipeline.clean.language.hints import named_by_folds, named_by_path
from pipeline.clean.language.names import leading_language
from pipeline.encoding import byte_offsets
from pipeline.ids import span_id
from pipeline.markdown import Span, plain, without_prefixes
from pipeline.markdown.normalize import normalize
from pipeline.records import Block, Document, Edit, from_columns
from pipeline.settings import Settings

_CALLED = frozenset(("summary", "heading"))
"""Kinds that begin with a language's name where they name one; flags are looked for everywhere."""


Texts = Sequence[tuple[str | None, str | None]]
"""`Block.text` and `Block.plain` of each block of a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A document's text before and after its repairs."""

    source: str
    text: str
    edits: Sequence[Edit]
    """Made and left ones, ascending."""
    borders: Borders | None
    """Of the edits made; null where none was."""


def snap(blocks: Sequence[Block], borders: Borders, source: str) -> tuple[Block, ...]:
    """Extract's blocks, their borders moved out of edits; a block that becomes empty is gone."""
    moved: list[Block] = []
    for block in blocks:
        start, end = borders.snapped(block.start), borders.snapped(block.end)
        if (start, end) != (block.start, block.end):
            if start == end:
                continue
            # A start that moves is rare (an edit across a border), and its byte is that many on.
            block_id = span_id("blocks", block.document_id, start, end)
            block = replace(block, block_id=block_id, start=start, end=end, raw=source[start:end])
        moved.append(block)
    return tuple(moved)


def from_spans(spans: Sequence[Span], repaired: Repaired, document: Document) -> tuple[Block, ...]:
    """Blocks of a repaired text that was cut anew, with their places in the source."""
    borders = repaired.borders or Borders(())
    placed = [(span, borders.to_source(span.start), borders.to_source(span.end)) for span in spans]
    placed = [(span, start, end) for span, start, end in placed if start < end]
    return tuple(
        Block(
            block_id=span_id("blocks", document.document_id, start, end),
            document_id=document.document_id,
            position=position,
            kind=span.kind,
            level=span.level,
            section=span.section,
            path_in_document=span.path_in_document,
            start=start,
            end=end,
            start_byte=0,
            raw=repaired.source[start:end],
        )
        for position, (span, start, end) in enumerate(placed)
    )


def with_bytes(blocks: Sequence[Block], source: str, document: Document) -> tuple[Block, ...]:
    """The blocks numbered anew, each with the byte that it starts at."""
    offsets = byte_offsets(
        source,
        [block.start for block in blocks],
        encoding=document.encoding or "utf-8",
        bom=document.bom,
        undecodable=document.undecodable,
    )
    return _with(blocks, {"position": range(len(blocks)), "start_byte": offsets})


def texts_of(blocks: Sequence[Block], repaired: Repaired, settings: Settings) -> Texts:
    """What is written and what is read of each block.

    Args:
        blocks: of one document, in order.
        repaired: its text.
        settings: what is evened out.
    """
    borders = repaired.borders
    found: list[tuple[str | None, str | None]] = []
    for block in blocks:
        if borders is None:
            raw = block.raw
        else:
            raw = repaired.text[borders.to_repaired(block.start) : borders.to_repaired(block.end)]
            raw = _either(raw, block.raw)
        text = without_prefixes(raw, block.kind)
        if block.kind != "code":
            text = normalize(text, settings.normalize)
        found.append((text or None, _either(plain(text, block.kind), text) or None if text else None))
    return found


def _either(text: str, known: str) -> str:
    """The text, as the object that is known where they are the same: most blocks are read as written."""
    return known if text == known else text


def spoken_of(blocks: Sequence[Block], texts: Texts, path: str) -> Spoken:
    """What the languages of a document's blocks are told from.

    Args:
        blocks: in order.
        texts: of each.
        path: of the document; its name or folder may name a language.
    """
    plains = [rendered for _, rendered in texts]
    return Spoken(
        texts=[_spoken(block.kind, rendered) for block, rendered in zip(blocks, plains, strict=True)],
        named=named_by_folds(blocks, plains),
        named_by_path=named_by_path(path),
    )


def finish(
    blocks: Sequence[Block], texts: Texts, languages: Sequence[Detection], edits: Sequence[Edit]
) -> tuple[Block, ...]:
    """The blocks of a document with all that is known of them."""
    columns: dict[str, Iterable[Any]] = {
        "text": [text for text, _ in texts],
        "plain": [rendered for _, rendered in texts],
        "language": [one.language for one in languages],
        "script": [one.script for one in languages],
        "language_confidence": [one.confidence for one in languages],
        "languages": [one.shares for one in languages],
    }
    columns |= zip(("repairs", "doubtful", "left"), zip(*_count(blocks, edits)))
    return _with(blocks, columns)


def _with(blocks: Sequence[Block], columns: dict[str, Iterable[Any]]) -> tuple[Block, ...]:
    """The blocks with other values in some columns."""
    kept = {field.name: map(attrgetter(field.name), blocks) for field in fields(Block)}
    return tuple(from_columns(Block, len(blocks), kept | columns))


def _spoken(kind: str, text: str | None) -> str | None:
    """What of a block is in a language: not code, not a leading flag or language name."""
    if text is None or kind == "code":
        return None
    if kind in _CALLED or text[0] == "\U0001f3f4" or "\U0001f1e6" <= text[0] <= "\U0001f1ff":
        named = leading_language(text)
        if named is not None:
            return text[named.end :] or None
    return text


def _count(blocks: Sequence[Block], edits: Sequence[Edit]) -> list[tuple[int, int, int]]:
    """Edits made, doubtful ones among them, and left ones, of each block."""
    if not edits:
        return [(0, 0, 0)] * len(blocks)
    starts = [edit.start for edit in edits]
    # How many there are before each edit; of a stretch the difference is told without a look at each.
    made = [0, *accumulate([edit.after is not None for edit in edits])]
    doubtful = [0, *accumulate([edit.grade == "doubtful" and edit.after is not None for edit in edits])]
    counts = []
    for block in blocks:
        first, after = bisect_left(starts, block.start), bisect_left(starts, block.end)
        if after > first and edits[after - 1].end > block.end:  # edits never overlap: none but the last
            after -= 1
        count = made[after] - made[first]
        counts.append((count, doubtful[after] - doubtful[first], after - first - count))
    return counts
