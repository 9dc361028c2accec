"""The two sides of a translation, as they are aligned and as they are written down.

In: blocks of cleaned documents. Out: `Side`, `Piece`, and units of them. Touches nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.clean.pairs.checks import Checked, count_items, list_of
from pipeline.clean.pairs.places import SourcePlaces
from pipeline.clean.pairs.sentences import split
from pipeline.clean.pairs.units import Unit, unit_of, units_of
from pipeline.records import Block

UNPAIRED = frozenset(("code", "html"))
"""Kinds that are aligned, for they hold the rest in place, and make no pairs."""

WITHOUT_SENTENCES = frozenset(("heading", "summary", "front_matter", *UNPAIRED))
"""Kinds that are not cut into sentences."""

LONGEST_CUT = 200_000
"""Code points of a block that is cut into sentences; following a longer one costs gigabytes."""

_MOST_CUT = 2000
"""Blocks of a side whose sentences are kept from when the blocks are compared: 2 kB each."""


class Piece(NamedTuple):
    """A stretch of one block's plain text, or several blocks' whole ones."""

    blocks: tuple[Block, ...]
    start: int
    """In the first block's plain text."""
    end: int
    """In the last block's plain text."""
    plain: str
    """The text as rendered; of several blocks with a line end between them."""

    @property
    def text(self) -> str:
        """The text as written where the piece is whole blocks; else as rendered."""
        first, last = self.blocks[0], self.blocks[-1]
        if self.start == 0 and self.end == len(last.plain or ""):
            return "\n".join([block.text or "" for block in self.blocks])
        return self.plain if first.kind != "code" else first.text or ""


def piece_of(blocks: tuple[Block, ...], start: int, end: int) -> Piece:
    """A piece from its place."""
    texts = [block.plain or "" for block in blocks]
    texts[-1] = texts[-1][:end]
    texts[0] = texts[0][start:]
    return Piece(blocks, start, end, "\n".join(texts))


Sentences = tuple[list[Piece], list[Unit]]
"""Sentences of blocks, and each ready to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a translation."""

    document_id: str
    blocks: tuple[Block, ...]
    """What is aligned, in order; each with plain text."""
    language: str | None
    """BCP 47 tag of most of its letters."""
    places: SourcePlaces
    items: dict[str, int]
    """How many items each of its lists has."""
    _cut: dict[str, Sentences] = field(default_factory=dict, init=False)
    """Sentences of blocks by id, until they are asked for."""

    def units(self) -> list[Unit]:
        """Its blocks, ready to be compared."""
        return [self._unit(block) for block in self.blocks]

    def _unit(self, block: Block) -> Unit:
        """A block, with its sentences, which are compared next."""
        plain, text, kind = block.plain or "", block.text or "", unit_kind(block)
        if len(self.blocks) > _MOST_CUT or block.kind in WITHOUT_SENTENCES:
            return unit_of(plain, text, kind, self.language)
        spans = self._spans(block)
        whole, units = units_of(plain, text, kind, self.language, spans)
        self._cut[block.block_id] = _pieces(block, spans), units
        return whole

    def sentences(self, blocks: Sequence[Block]) -> Sentences:
        """The sentences of some blocks, each once."""
        found: Sentences = [], []
        for block in blocks:
            kept = self._cut.pop(block.block_id) if block.block_id in self._cut else None
            pieces, units = kept or self._sentences(block)
            found[0].extend(pieces)
            found[1].extend(units)
        return found

    def _sentences(self, block: Block) -> Sentences:
        pieces = _pieces(block, self._spans(block))
        return pieces, [unit_of(p.plain, p.plain, "sentence", self.language) for p in pieces]

    def _spans(self, block: Block) -> list[tuple[int, int]]:
        """Where the sentences of a block are in its plain text."""
        text = block.plain or ""
        whole = [(0, len(text))]
        if len(text) > LONGEST_CUT:
            return whole
        spans = split(text, self.language)
        # A block of one sentence has its own place.
        return spans if spans == whole or self.places.can_follow(block) else whole

    def span(self, piece: Piece) -> tuple[int, int]:
        """Where a piece stands in the source text of the document."""
        first, last = piece.blocks[0], piece.blocks[-1]
        if first is last:
            return self.places.span(first, piece.start, piece.end)
        start = self.places.span(first, piece.start, len(first.plain or ""))[0]
        return start, self.places.span(last, 0, piece.end)[1]

    def language_of(self, piece: Piece) -> str | None:
        """The language of a piece's first block; the side's where that says nothing."""
        own = piece.blocks[0].language
        return own if own and own != "und" else self.language

    def checked(self, piece: Piece, unit: Unit | None) -> Checked:
        """What the checks look at.

        Args:
            piece: of this side.
            unit: the same text as it was compared, if it was by itself.
        """
        first = piece.blocks[0]
        return Checked(
            plain=piece.plain,
            text=piece.text,
            language=self.language_of(piece),
            kind=first.kind,
            items=self.items.get(list_of(first.path_in_document) or ""),
            unit=unit,
        )


def _pieces(block: Block, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    text, blocks = block.plain or "", (block,)
    return [Piece(blocks, start, end, text[start:end]) for start, end in spans]


def side_of(document_id: str, blocks: Sequence[Block], places: SourcePlaces) -> Side:
    """A side of these blocks; those without plain text (an image, a comment) are left out."""
    kept = tuple(block for block in blocks if block.plain)
    return Side(
        document_id=document_id,
        blocks=kept,
        language=main_language(kept),
        places=places,
        items=count_items([block.path_in_document for block in blocks]),
    )


def main_language(blocks: Sequence[Block]) -> str | None:
    """The language of most of the blocks' text; ties go to the smaller tag."""
    sizes: Counter[str] = Counter()
    for block in blocks:
        if block.language and block.language != "und":
            sizes[block.language] += len(block.plain or "")
    return min(sizes, key=lambda tag: (-sizes[tag], tag)) if sizes else None


def unit_kind(block: Block) -> str:
    """A block's kind as it is compared: headings of two levels are of two kinds."""
    return f"heading{block.level}" if block.kind == "heading" else block.kind
