"""The tables, defined once: columns, types, what may be null, what each column says.

In: nothing. Out: `TABLES`, from which writers, readers, docs and JSON Schema derive.
Touches nothing; pyarrow is imported only by `arrow_schema`.
Column order is the order on disk. Columns are added, never changed in silence:
a change raises `SCHEMA_VERSION` and is in the changelog.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import records

if TYPE_CHECKING:
    import pyarrow

SCHEMA_VERSION = 2
"""Version of all tables together, written into every file's metadata."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    """`string`, `category` (a string of few values), `int`, `float`, `bool`, `timestamp`,
    `list<string>`, or `list<NAME>` where NAME is a key of `STRUCTS`."""
    description: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, the record of a row, and the order of rows."""

    name: str
    record: type
    description: str
    sort_key: tuple[str, ...]
    """By code point. `path` is the document's, and `family` is that path without its language
    suffix and language folder; neither need be a column of the table."""
    columns: tuple[Column, ...]


def _required(name: str, type_: str, description: str) -> Column:
    return Column(name, type_, description, nullable=False)


STRUCTS: dict[str, tuple[type, tuple[Column, ...]]] = {
    "finding": (
        records.Finding,
        (
            _required("code", "string", "Stable code of the finding."),
            _required("severity", "string", "error, warning or note."),
            _required("message", "string", "What was found, in one line."),
            Column("line", "int", "Line in the file, from 1."),
            Column("column", "int", "Column in the line, from 1, in code points."),
            Column("start", "int", "First code point in the decoded source text."),
            Column("end", "int", "One past the last code point."),
        ),
    ),
    "alternative": (
        records.Alternative,
        (
            _required("text", "string", "Another reading of the damaged stretch."),
            _required("probability", "float", "Its probability, 0 to 1."),
        ),
    ),
    "struck": (
        records.Struck,
        (
            _required("layer", "int", "Which wrong reading struck the byte; 0 is the first."),
            _required("index", "int", "Place of the byte in that layer's UTF-8 input."),
            _required("byte", "int", "Value of the byte."),
            _required("became", "string", "What stands for it; empty if it vanished."),
        ),
    ),
    "undecodable": (
        records.Undecodable,
        (
            _required("start", "int", "Code point offset of its U+FFFD in the source text."),
            _required("byte", "int", "Value of the byte."),
        ),
    ),
    "share": (
        records.LanguageShare,
        (
            _required("language", "string", "BCP 47 tag."),
            _required("share", "float", "Share of the block's letters, 0 to 1."),
        ),
    ),
}

_EDIT_COUNTS = (
    Column("repairs", "int", "Edits made here."),
    Column("doubtful", "int", "Edits made here that are doubtful."),
    Column("left", "int", "Damaged stretches left as they are."),
)

DOCUMENTS = Table(
    name="documents",
    record=records.Document,
    description="One row a file found under RAW; the status says what became of it.",
    sort_key=("family", "path"),
    columns=(
        _required("document_id", "string", "Hash of path and content; 32 hex digits."),
        _required("path", "string", "Path relative to RAW, with /."),
        Column("sha256", "string", "SHA-256 of the file's bytes; null if it could not be read."),
        Column("bytes", "int", "Size of the file in bytes."),
        Column("encoding", "category", "Encoding the bytes were decoded with; null if none was."),
        Column("encoding_confidence", "float", "1 where the encoding is proved, less where guessed."),
        Column("newline", "category", "lf, crlf, cr or mixed; null where no line ends."),
        _required("bom", "bool", "Whether a byte order mark stood at the start."),
        _required("status", "category", "clean, repaired, doubtful, damaged or rejected."),
        Column("title", "string", "Front matter's title, as written, repaired."),
        Column("emoji", "string", "Front matter's emoji."),
        Column("tags", "list<string>", "Front matter's tags, as written, each once."),
        Column("link", "string", "Front matter's link, without tracking parameters."),
        Column("created", "timestamp", "Front matter's date of creation, UTC."),
        Column("modified", "timestamp", "Front matter's date of change, UTC."),
        Column("metadata", "string", "JSON object of all other front matter."),
        Column("raw_front_matter", "string", "The front matter as it stood in the file, rules included."),
        Column("text", "string", "The whole text, repaired."),
        _required("undecodable", "list<undecodable>", "Bytes that stand as U+FFFD in the source text."),
        Column("languages", "list<string>", "Languages of its blocks, most letters first."),
        Column("sections", "int", "How many sections it has."),
        Column("translations", "int", "How many translations it holds."),
        Column("blocks", "int", "How many blocks it has."),
        *_EDIT_COUNTS,
        Column("channels", "list<string>", "Channels that damaged it, most edits first."),
        _required("findings", "list<finding>", "What a person should know about it."),
    ),
)

BLOCKS = Table(
    name="blocks",
    record=records.Block,
    description="One row a block: heading, paragraph, item, cell, code, summary, scalar.",
    sort_key=("family", "path", "position"),
    columns=(
        _required("block_id", "string", "Hash; unique in the table."),
        _required("document_id", "string", "The document it stands in."),
        _required("position", "int", "Ordinal in its document, from 0."),
        _required(
            "kind",
            "category",
            "heading, paragraph, list_item, table_cell, block_quote, code, html, summary or front_matter.",
        ),
        Column("level", "int", "Heading level, or depth of the container."),
        Column("section", "int", "Ordinal of its section, from 0; null before the first heading."),
        _required("path_in_document", "string", "Where it stands, by counters."),
        _required("start", "int", "First code point in the decoded source text."),
        _required("end", "int", "One past the last code point."),
        _required("start_byte", "int", "Offset of its first byte in the file."),
        _required("raw", "string", "What stood in the file."),
        Column("text", "string", "Repaired and normalized, inline Markdown kept."),
        Column("plain", "string", "As rendered: without markup."),
        Column("language", "category", "BCP 47 tag; und where there is no language."),
        Column("script", "category", "ISO 15924 code."),
        Column("language_confidence", "float", "0 to 1."),
        Column("languages", "list<share>", "Shares of a mixed block."),
        *_EDIT_COUNTS,
    ),
)

REPAIRS = Table(
    name="repairs",
    record=records.PlacedEdit,
    description="One row an edit made, or a damaged stretch left.",
    sort_key=("family", "path", "start"),
    columns=(
        _required("repair_id", "string", "Hash; unique in the table."),
        _required("document_id", "string", "The document it stands in."),
        Column("block_id", "string", "The block it lies in; null in a gap."),
        _required("start", "int", "First code point in the decoded source text."),
        _required("end", "int", "One past the last code point."),
        _required("start_byte", "int", "Offset of its first byte in the file."),
        _required("line", "int", "Line in the file, from 1."),
        _required("column", "int", "Column in the line, from 1, in code points."),
        _required("before", "string", "What stood there."),
        Column("after", "string", "What stands there now; null where it is left."),
        _required("bytes", "string", "The bytes seen through the channel; .. for a lost one."),
        Column("channel", "category", "page:loss for each layer, first damage first."),
        Column("loss", "category", "The loss that struck it; none if nothing was lost."),
        _required("layers", "int", "How many times it was read wrongly."),
        _required("confidence", "float", "Probability that the reading is true, 0 to 1."),
        _required("grade", "category", "certain, confident, doubtful or left."),
        _required("decided_by", "category", "proof, model or person."),
        _required("alternatives", "list<alternative>", "Other readings, the likeliest first."),
        _required("struck", "list<struck>", "The bytes lost, for the exact replay."),
    ),
)

PAIRS = Table(
    name="pairs",
    record=records.Pair,
    description="One row a source text and its translation: title, block or sentence.",
    sort_key=("family", "path", "source_start", "target_start"),
    columns=(
        _required("pair_id", "string", "Hash; unique in the table."),
        Column("source_document_id", "string", "Document of the source side."),
        Column("target_document_id", "string", "Document of the target side."),
        _required("source_blocks", "list<string>", "Block ids of the source side."),
        _required("target_blocks", "list<string>", "Block ids of the target side."),
        Column("source_start", "int", "First code point of the source side."),
        Column("source_end", "int", "One past its last code point."),
        Column("target_start", "int", "First code point of the target side."),
        Column("target_end", "int", "One past its last code point."),
        _required("level", "category", "title, block or sentence."),
        Column("source_text", "string", "Source text."),
        Column("target_text", "string", "Its translation."),
        Column("source_language", "category", "BCP 47 tag."),
        Column("target_language", "category", "BCP 47 tag."),
        _required("kind", "category", "1-1, 1-2, 2-1, 1-0 or 0-1."),
        Column("score", "float", "Probability that the two belong together, 0 to 1."),
        _required("checks", "list<string>", "Codes of checks that failed."),
        Column("decided_by", "category", "person where somebody kept, corrected or parted it; else null."),
    ),
)

TABLES: dict[str, Table] = {t.name: t for t in (DOCUMENTS, BLOCKS, REPAIRS, PAIRS)}
"""The four tables by name, in the order in which they are written."""


def arrow_schema(name: str) -> pyarrow.Schema:
    """Arrow schema of one table, column descriptions and version in its metadata.

    Args:
        name: a key of `TABLES`.
    """
    import pyarrow as pa

    table = TABLES[name]
    fields = [
        pa.field(
            column.name,
            _arrow_type(column.type),
            nullable=column.nullable,
            metadata={"description": column.description},
        )
        for column in table.columns
    ]
    return pa.schema(
        fields,
        metadata={"table": name, "schema_version": str(SCHEMA_VERSION), "description": table.description},
    )


def _arrow_type(name: str) -> pyarrow.DataType:
    import pyarrow as pa

    if name.startswith("list<"):
        # Parquet's own name for it, so that the schema reads back as it was written.
        return pa.list_(pa.field("element", _arrow_type(name[5:-1]), nullable=False))
    if name in STRUCTS:
        columns = STRUCTS[name][1]
        return pa.struct([pa.field(c.name, _arrow_type(c.type), nullable=c.nullable) for c in columns])
    plain = {
        "string": pa.string(),
        "category": pa.dictionary(pa.int32(), pa.string()),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    return plain[name]
