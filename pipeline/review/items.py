"""What a person is asked: the doubtful and left places of the last run, and pairs that failed a check.

In: OUT. Out: items, the least certain first; equal ones are one item. Touches the files of the last
run, reading only, one part after the other, so that memory grows with what is doubted and not
with the corpus: of a place that a person looks at, the text around is read again (`context.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import rows
from pipeline.clean.edits import revert
from pipeline.decisions import PairCase, RepairCase, cases_of
from pipeline.engine.shards.decided import sound_places
from pipeline.errors import InputError
from pipeline.export import parquet
from pipeline.records import Alternative, Document, Pair, PlacedEdit

ASKED = ("doubtful", "left")
"""Grades that a person is asked about."""


_AGAIN = "`pipeline run` makes it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a case stands."""

    part: int
    """Ordinal of the part that its document is in."""
    document_id: str
    path: str
    line: int | None
    column: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairItem:
    """A damaged (or sound) stretch, with all places that are equal to it."""

    id: str
    cases: tuple[RepairCase, ...]
    """Of each place that has another number in its document; all are decided together."""
    places: tuple[Place, ...]
    seen: str
    after: str | None
    """What the run made of it; None where it was left."""
    confidence: float
    channel: str | None
    channels: tuple[str, ...]
    """Of its document, most edits first."""
    readings: tuple[Alternative, ...]
    """The likeliest first, the one taken included."""

    @property
    def likeness(self) -> tuple[object, ...]:
        """What it shares with items that differ only in the words around."""
        return self.seen, self.after, tuple(one.text for one in self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairItem:
    """A pair that failed a check, with all that have the same texts: a block of one sentence is both."""

    id: str
    cases: tuple[PairCase, ...]
    """One a level; all are decided together."""
    places: tuple[Place, ...]
    source_language: str | None
    target_language: str | None
    score: float | None
    checks: tuple[str, ...]

    @property
    def source(self) -> str:
        """The source text."""
        return self.cases[0][1]

    @property
    def target(self) -> str:
        """Its translation, as the run has it."""
        return self.cases[0][2]

    @property
    def confidence(self) -> float:
        """How sure the two belong together."""
        return self.score or 0.0


Item = RepairItem | PairItem


@dataclass(slots=True)
class _Found:
    """Items while they are gathered."""

    repairs: dict[tuple[object, ...], list[tuple[Place, RepairCase, PlacedEdit, tuple[str, ...]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    pairs: dict[tuple[str, str], list[tuple[Place, Pair]]] = field(default_factory=lambda: defaultdict(list))


class Output:
    """The tables of the last run, part by part."""

    def __init__(self, out: str | Path) -> None:
        """Find them.

        Raises:
            InputError: no run has written to `out`.
        """
        # Through the link once, so that a run that ends meanwhile cannot mix two outputs.
        self._folder = Path(out, "parquet").resolve()
        self.parts = len(sorted((self._folder / "documents").glob("part-*.parquet")))
        self.sound = sound_places(out)
        """Spans that people called sound, by document id: they count among equal places."""
        if not self.parts:
            raise InputError(f"no run has written to {out}", hint="`pipeline run` comes first")

    def table(self, name: str, part: int, columns: Sequence[str] | None = None) -> Any:
        """One part of a table, as Arrow.

        Raises:
            InputError: it cannot be read, or is of an older version.
        """
        import pyarrow as pa

        path = self._folder / name / f"part-{part:05d}.parquet"
        try:
            return parquet.read(path, columns)
        except (OSError, pa.ArrowException) as err:
            raise InputError(f"table {name} cannot be read: {err}", hint=_AGAIN) from err

    def records(self, name: str, part: int, keep: Any = None) -> list[Any]:
        """Rows of one part of a table as records, or those that an Arrow expression keeps."""
        table = self.table(name, part)
        if keep is not None:
            table = table.filter(keep)
        try:
            return rows.from_arrow(name, table)
        except KeyError as err:
            raise InputError(f"table {name} is of an older version", hint=_AGAIN) from err


def items_of(output: Output) -> tuple[Item, ...]:
    """All items of the last run: repairs, then pairs, each the least certain first."""
    found = _Found()
    for part in range(output.parts):
        _gather(output, part, found)
    repairs = [_repair_item(group) for group in found.repairs.values()]
    pairs = [_pair_item(texts, group) for texts, group in found.pairs.items()]
    return (*sorted(repairs, key=_order), *sorted(pairs, key=_order))


def _order(item: Item) -> tuple[float, str, int, str]:
    return item.confidence, item.places[0].path, item.places[0].start, item.id


def _gather(output: Output, part: int, found: _Found) -> None:
    import pyarrow.compute as pc

    grades = output.table("repairs", part, ["document_id", "grade"])
    asked = pc.is_in(grades.column("grade").cast("string"), value_set=_strings(ASKED))
    ids = pc.unique(grades.column("document_id").filter(asked))
    if len(ids):
        repairs: dict[str, list[PlacedEdit]] = defaultdict(list)
        for row in output.records("repairs", part, pc.field("document_id").isin(ids)):
            repairs[row.document_id].append(row)
        for document in output.records("documents", part, pc.field("document_id").isin(ids)):
            id_ = document.document_id
            for place, case, row in _asked(part, document, repairs[id_], output.sound.get(id_, [])):
                key = (*case[:3], row.after)
                found.repairs[key].append((place, case, row, document.channels or ()))
    checks = output.table("pairs", part, ["checks"]).column("checks")
    if pc.any(pc.greater(pc.list_value_length(checks), 0)).as_py():
        paths = _paths(output, part)
        for pair in output.records("pairs", part, pc.list_value_length(pc.field("checks")) > 0):
            if pair.source_text and pair.target_text:
                texts = (pair.source_text, pair.target_text)
                found.pairs[texts].append((_pair_place(part, pair, paths), pair))


def _strings(values: Sequence[str]) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.string())


def _asked(
    part: int, document: Document, edits: Sequence[PlacedEdit], sound: list[tuple[int, int]]
) -> Iterator[tuple[Place, RepairCase, PlacedEdit]]:
    """Places of one document that a person is asked about."""
    spans = [(row.start, row.end) for row in edits]
    spans = sorted(spans + sound)
    cases = dict(zip(spans, cases_of(revert(document, edits), spans), strict=True))
    for row in edits:
        case = cases[row.start, row.end]
        if row.grade not in ASKED or row.decided_by == "person":
            continue
        place = Place(
            part=part,
            document_id=document.document_id,
            path=document.path,
            line=row.line,
            column=row.column,
            start=row.start,
            end=row.end,
        )
        yield place, case, row


def _repair_item(group: Sequence[tuple[Place, RepairCase, PlacedEdit, tuple[str, ...]]]) -> RepairItem:
    _, case, row, channels = min(group, key=lambda one: one[2].confidence)
    taken = () if row.after is None else (Alternative(text=row.after, probability=row.confidence),)
    readings = {one.text: one for one in (*row.alternatives, *taken)}
    ordered = sorted(readings.values(), key=lambda one: one.text != row.after)
    return RepairItem(
        id=_id("repair", *case[:3], row.after),
        cases=tuple(dict.fromkeys(one for _, one, _, _ in group)),
        places=tuple(place for place, _, _, _ in group),
        seen=row.before,
        after=row.after,
        confidence=row.confidence,
        channel=row.channel,
        channels=channels,
        readings=tuple(ordered),
    )


def _pair_item(texts: tuple[str, str], group: Sequence[tuple[Place, Pair]]) -> PairItem:
    pair = group[0][1]
    return PairItem(
        id=_id("pair", *texts),
        cases=tuple(dict.fromkeys((one.level, *texts) for _, one in group)),
        places=tuple(dict.fromkeys(place for place, _ in group)),
        source_language=pair.source_language,
        target_language=pair.target_language,
        score=pair.score,
        checks=tuple(sorted({code for _, one in group for code in one.checks})),
    )


def _pair_place(part: int, pair: Pair, paths: Mapping[str, str]) -> Place:
    id_ = pair.source_document_id or ""
    return Place(
        part=part,
        document_id=id_,
        path=paths.get(id_, ""),
        line=None,
        column=None,
        start=pair.source_start or 0,
        end=pair.source_end or 0,
    )


def _paths(output: Output, part: int) -> dict[str, str]:
    table = output.table("documents", part, ["document_id", "path"])
    return dict(zip(table.column("document_id").to_pylist(), table.column("path").to_pylist(), strict=True))


def _id(kind: str, *what: object) -> str:
    """An id that a spreadsheet takes for no number."""
    text = json.dumps([kind, *what], ensure_ascii=True)
    return kind[0] + hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
