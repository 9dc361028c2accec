"""The records that travel between rooms: Finding, Edit, PlacedEdit, Block, Document, Pair.

In: nothing. Out: frozen records; lists are tuples, missing is None, never an empty string.
Touches nothing. Spans are half-open `[start, end)` code point offsets into the decoded
source text; `start_byte` beside them counts bytes of the file, BOM included.
A record whose rows are written has exactly its table's columns (see `tables.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

Record = TypeVar("Record")

GRADES = ("certain", "confident", "doubtful", "left")
"""Grades of an edit, the surest first."""

STATUSES = ("rejected", "damaged", "doubtful", "repaired", "clean")
"""What became of a document, the worst first."""

BLOCK_KINDS = (
    "heading",
    "paragraph",
    "list_item",
    "table_cell",
    "block_quote",
    "code",
    "html",
    "summary",
    "front_matter",
)
"""Kinds of block: the innermost container's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know about one document; a record, never an exception."""

    code: str
    """Stable kebab-case code, a key of `findings.CODES`."""
    severity: str
    """`error`, `warning` or `note`."""
    message: str
    """What was found, in one line, ASCII where it can be."""
    line: int | None = None
    """Line in the file, from 1; null where the finding is of the whole file."""
    column: int | None = None
    """Column in that line, from 1, in code points."""
    start: int | None = None
    """First code point in the decoded source text."""
    end: int | None = None
    """One past the last code point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One reading of a damaged stretch that was considered."""

    text: str
    """What would stand there."""
    probability: float
    """Calibrated probability, 0 to 1, rounded to 4 decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """One byte of the true text that did not come through, and what stands for it."""

    layer: int
    """Which reading struck it: 0 is the first damage."""
    index: int
    """Place of the byte in `after` (of that layer's input) encoded as UTF-8."""
    byte: int
    """The byte's value, 0 to 255."""
    became: str
    """What stands in its place in that layer's output; an empty string if it vanished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One repaired (or left) stretch of a text, with its evidence."""

    start: int
    """First code point in the source text."""
    end: int
    """One past the last code point in the source text."""
    before: str
    """What stood there: source[start:end]."""
    after: str | None
    """What stands there now; None where the stretch is left as it is."""
    bytes: str
    """The bytes seen through the channel, as hex pairs; `..` for a lost byte."""
    channel: str | None
    """`page:loss` for each layer, first damage first, joined by ` > `; None if unknown."""
    loss: str | None
    """The loss that struck this edit, `none` if nothing was lost; None if unknown."""
    layers: int
    """How many times the text was read wrongly; 0 if unknown."""
    confidence: float
    """Probability that `after` is true (of a left one: of its best reading), 0 to 1."""
    grade: str
    """`certain`, `confident`, `doubtful` or `left`."""
    decided_by: str
    """`proof`, `model` or `person`."""
    alternatives: tuple[Alternative, ...] = ()
    """Other readings, the likeliest first."""
    struck: tuple[Struck, ...] = ()
    """The bytes lost on the way, so that the damage can be replayed exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEdit:
    """An edit with its place in a document: a row of table `repairs`."""

    repair_id: str
    document_id: str
    block_id: str | None
    start: int
    end: int
    start_byte: int
    line: int
    column: int
    before: str
    after: str | None
    bytes: str
    channel: str | None
    loss: str | None
    layers: int
    confidence: float
    grade: str
    decided_by: str
    alternatives: tuple[Alternative, ...]
    struck: tuple[Struck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageShare:
    """How much of a block's letters one language has."""

    language: str
    """BCP 47 tag."""
    share: float
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A leaf of a document: a row of table `blocks`. Blocks never overlap."""

    block_id: str
    document_id: str
    position: int
    kind: str
    level: int | None
    section: int | None
    path_in_document: str
    start: int
    end: int
    start_byte: int
    raw: str
    text: str | None = None
    plain: str | None = None
    language: str | None = None
    script: str | None = None
    language_confidence: float | None = None
    languages: tuple[LanguageShare, ...] | None = None
    repairs: int | None = None
    doubtful: int | None = None
    left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecodable:
    """A byte that stands as U+FFFD in the decoded text because it does not decode."""

    start: int
    """Code point offset of the U+FFFD in the decoded source text."""
    byte: int
    """The byte's value, 0 to 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file found: a row of table `documents`. Every file is exactly one row."""

    document_id: str
    path: str
    sha256: str | None
    bytes: int | None
    encoding: str | None
    encoding_confidence: float | None
    newline: str | None
    bom: bool
    status: str
    title: str | None = None
    emoji: str | None = None
    tags: tuple[str, ...] | None = None
    link: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    metadata: str | None = None
    raw_front_matter: str | None = None
    text: str | None = None
    undecodable: tuple[Undecodable, ...] = ()
    languages: tuple[str, ...] | None = None
    sections: int | None = None
    translations: int | None = None
    blocks: int | None = None
    repairs: int | None = None
    doubtful: int | None = None
    left: int | None = None
    channels: tuple[str, ...] | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Source and translation side by side: a row of table `pairs`."""

    pair_id: str
    source_document_id: str | None
    target_document_id: str | None
    source_blocks: tuple[str, ...]
    target_blocks: tuple[str, ...]
    source_start: int | None
    source_end: int | None
    target_start: int | None
    target_end: int | None
    level: str
    source_text: str | None
    target_text: str | None
    source_language: str | None
    target_language: str | None
    kind: str
    score: float | None
    checks: tuple[str, ...]
    decided_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What extract leaves of one file: the source text, uncleaned."""

    document: Document
    """`text` is the decoded source text; header columns are null."""
    blocks: tuple[Block, ...]
    """In order, with `raw`; every later column null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What clean leaves of one file: a row of documents and its rows of the other tables."""

    document: Document
    blocks: tuple[Block, ...]
    repairs: tuple[PlacedEdit, ...]
    pairs: tuple[Pair, ...]
    """Pairs whose source this document is."""
    held: tuple[tuple[object, ...], ...] = ()
    """Contents of people's decisions whose case is in the document."""
    sound: tuple[tuple[int, int], ...] = ()
    """Spans that the search found and a person says are no damage."""
    touched: tuple[tuple[str, str, str], ...] = ()
    """Level, source and target text of pairs that a person changed, as they were."""


def from_columns(record: type[Record], count: int, columns: Mapping[str, Iterable[Any]]) -> list[Record]:
    """Records of one class, from the values of each of their fields.

    A frozen record sets its fields one by one through Python; to fill an open one of the same layout,
    and to give it its class then, takes a fifth of that. A damaged document has hundreds of these.

    Args:
        record: one of the classes of this module.
        count: how many records.
        columns: a column for every field, with so many values or more.

    Raises:
        ValueError: a column has fewer.
    """
    opened = _opened(record)  # type: ignore[arg-type]  # mypy takes no class for hashable
    made = list(islice(map(opened, *[columns[name] for name in opened.__slots__]), count))
    if len(made) < count:
        raise ValueError(f"{len(made)} values for {count} records")
    for one in made:
        one.__class__ = record
    return made


def set_columns(records: Iterable[object], columns: Mapping[str, Iterable[Any]]) -> None:
    """Changes fields of records in place: of new ones, which nobody else has seen.

    Args:
        records: frozen or not.
        columns: a value for each record, by the name of the field.
    """
    for name, values in columns.items():
        for one, value in zip(records, values, strict=True):
            object.__setattr__(one, name, value)


@cache
def _opened(record: type[Any]) -> type[Any]:
    """A class with the same slots, whose fields may be set."""
    return make_dataclass(record.__name__, [field.name for field in fields(record)], slots=True)
