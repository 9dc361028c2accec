"""Pairs as rows of table `pairs`: titles, blocks, sentences.

In: two sides and the beads of their blocks. Out: `Pair` records. Touches nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from pipeline.clean.pairs.align import Bead
from pipeline.clean.pairs.checks import check
from pipeline.clean.pairs.compared import Task
from pipeline.clean.pairs.evidence import evidence_of
from pipeline.clean.pairs.score import score_of
from pipeline.clean.pairs.sides import UNPAIRED, WITHOUT_SENTENCES, Piece, Side, piece_of
from pipeline.clean.pairs.units import Unit, unit_of
from pipeline.ids import pair_id
from pipeline.records import Block, Pair, from_columns

_FIELDS = tuple([one.name for one in fields(Pair)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The sentences of two blocks that belong together, and what aligning them takes."""

    source: Sequence[Piece]
    target: Sequence[Piece]
    task: Task


@dataclass(slots=True)
class Rows:
    """The rows of one translation, as they are made."""

    source: Side
    target: Side
    task: Task
    """The blocks of both sides as they were compared."""
    made: list[tuple[object, ...]] = field(default_factory=list)
    """The fields of each pair, in their order."""
    seen: dict[tuple[str | int | None, ...], int] = field(default_factory=dict)

    def pairs(self) -> tuple[Pair, ...]:
        """All pairs, in the order in which they came."""
        columns = dict(zip(_FIELDS, zip(*self.made)))
        return tuple(from_columns(Pair, len(self.made), columns)) if columns else ()

    def add_title(self, source: Piece, target: Piece) -> None:
        """A pair of titles or summaries."""
        ours = unit_of(source.plain, source.plain, "title", self.source.language)
        theirs = unit_of(target.plain, target.plain, "title", self.target.language)
        worth = evidence_of(ours, theirs, self.task.lengths)
        # They are paired by where they stand; what their words say is all that could speak against it.
        bead = Bead(source=(0,), target=(0,), evidence=worth, margin=max(0, 800 + worth))
        self._add("title", source, target, bead, None)

    def add_block(self, bead: Bead) -> None:
        """A pair of blocks, which the sentences in them may follow: see `within`."""
        ours, theirs = self._blocks(bead)
        if not any(block.kind in UNPAIRED for block in (*ours, *theirs)):
            self._add("block", _whole(ours), _whole(theirs), bead, self.task)

    def within(self, bead: Bead) -> Within | None:
        """The sentences of a pair of blocks; None where they make no pairs."""
        ours, theirs = self._blocks(bead)
        if not ours or not theirs or any(b.kind in WITHOUT_SENTENCES for b in (*ours, *theirs)):
            return None
        (first, source), (second, target) = self.source.sentences(ours), self.target.sentences(theirs)
        return Within(source=first, target=second, task=Task(source, target, self.task.lengths))

    def add_sentences(self, within: Within, beads: Sequence[Bead]) -> None:
        """Pairs of sentences."""
        for bead in beads:
            self._add(
                "sentence",
                _joined([within.source[i] for i in bead.source]),
                _joined([within.target[j] for j in bead.target]),
                bead,
                within.task,
            )

    def _blocks(self, bead: Bead) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        return (
            tuple([self.source.blocks[i] for i in bead.source]),
            tuple([self.target.blocks[j] for j in bead.target]),
        )

    def _add(
        self, level: str, source: Piece | None, target: Piece | None, bead: Bead, task: Task | None
    ) -> None:
        ours = self.source.span(source) if source else (None, None)
        theirs = self.target.span(target) if target else (None, None)
        failed: tuple[str, ...] = ()
        if source and target:
            sides = (
                self.source.checked(source, _unit(task and task.source, bead.source)),
                self.target.checked(target, _unit(task and task.target, bead.target)),
            )
            failed = check(*sides, self.task.lengths, whole=level == "block")
        ids = (self.source.document_id, self.target.document_id)
        key = (*ids, level, *ours, *theirs)
        # Two sentences inside one edit of unknown length may have the same empty place.
        same = self.seen[key] = self.seen.get(key, -1) + 1
        self.made.append(
            (
                pair_id(*ids, level, (*ours, *theirs), same),
                ids[0] if source else None,
                ids[1] if target else None,
                tuple([block.block_id for block in source.blocks]) if source else (),
                tuple([block.block_id for block in target.blocks]) if target else (),
                *ours,
                *theirs,
                level,
                source.plain if source else None,
                target.plain if target else None,
                self.source.language_of(source) if source else None,
                self.target.language_of(target) if target else None,
                f"{len(bead.source)}-{len(bead.target)}",
                score_of(level, bead),
                failed,
                None,
            )
        )


def _unit(units: Sequence[Unit] | None, places: Sequence[int]) -> Unit | None:
    """What a side of a bead was compared as; None where it is several units, or was not compared."""
    return units[places[0]] if units is not None and len(places) == 1 else None


def _whole(blocks: Sequence[Block]) -> Piece | None:
    return piece_of(tuple(blocks), 0, len(blocks[-1].plain or "")) if blocks else None


def _joined(pieces: Sequence[Piece]) -> Piece | None:
    """Sentences in a row as one piece, over the border of blocks too."""
    if not pieces:
        return None
    if len(pieces) == 1:
        return pieces[0]
    # By id: to hash a block takes all of its texts.
    blocks = tuple({block.block_id: block for piece in pieces for block in piece.blocks}.values())
    return piece_of(blocks, pieces[0].start, pieces[-1].end)
