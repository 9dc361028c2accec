"""One DuckDB file with the tables, their descriptions, and views that answer common questions.

In: a shard's rows at a time. Out: `notes.duckdb`. Touches that file, which DuckDB writes.
The storage version is an older one, since the newest has an id made by chance in each file; and
the compression is fixed, since choosing one is by sampling: so the same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from pipeline import rows as rows_room
from pipeline.errors import MissingExtraError, OutputError
from pipeline.export.sink import Shard, Sink
from pipeline.tables import SCHEMA_VERSION, TABLES

NAME = "notes.duckdb"

_STORAGE = "v1.2.0"
"""Read by DuckDB 1.2 and newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A question that is asked often."""

    tables: tuple[str, ...]
    """What it is answered from."""
    description: str
    query: str


VIEWS = {
    "documents_by_status": View(
        tables=("documents",),
        description="How many documents have each status.",
        query="""
            select status, count(*) as documents, sum(bytes)::bigint as bytes
            from documents group by all order by all""",
    ),
    "what_is_left": View(
        tables=("documents", "repairs"),
        description="Damage that is still in the notes, with its place and its possible readings.",
        query="""
            select path, line, r."column", before, alternatives, r.channel
            from repairs r join documents d using (document_id)
            where grade = 'left' order by path, line, r."column" """,
    ),
    "doubtful_repairs": View(
        tables=("documents", "blocks", "repairs"),
        description="Repairs made with doubt, the least certain first, with the block they stand in.",
        query="""
            select path, line, r."column", before, after, confidence, alternatives, b.text as context
            from repairs r join documents d using (document_id) left join blocks b using (block_id)
            where grade = 'doubtful' order by confidence, path, line, r."column" """,
    ),
    "pairs_by_score": View(
        tables=("documents", "pairs"),
        description="Pairs, the worst first; those below a score: where score < 0.9.",
        query="""
            select score, p.level, p.kind, source_language, target_language, source_text, target_text,
                checks, path
            from pairs p
            left join documents d on d.document_id = coalesce(p.source_document_id, p.target_document_id)
            order by score nulls last, path, source_start, target_start, p.level""",
    ),
    "blocks_by_language": View(
        tables=("blocks",),
        description="How many blocks are in each language.",
        query="""
            select language, count(*) as blocks
            from blocks group by all order by blocks desc, language""",
    ),
    "repairs_by_channel": View(
        tables=("repairs",),
        description="What broke the texts: page and loss of each layer, most repairs first.",
        query="""
            select channel, count(*) as repairs, avg(confidence) as confidence
            from repairs group by all order by repairs desc, channel""",
    ),
    "all_findings": View(
        tables=("documents",),
        description="What a person should know about the documents, one row a finding.",
        query="""
            select path, f.code, f.severity, f.message, f.line, f."column"
            from (select path, unnest(findings) as f from documents)
            order by path, f.start, f.code""",
    ),
}
"""Views by name."""


class DuckdbWriter:
    """The file, while it is written."""

    def __init__(self, sink: Sink, tables: Sequence[str]) -> None:
        try:
            import duckdb
        except ImportError as err:
            raise MissingExtraError(
                "package duckdb is not installed", hint="pip install 'mojibake-pipeline[duckdb]'"
            ) from err
        self._error = duckdb.Error
        self._tables = tables
        self._path = sink.place(NAME)
        scratch = str(sink.scratch())
        # One thread, so that row groups are made in order.
        config: dict[str, Any] = {"threads": 1, "temp_directory": scratch, "memory_limit": "512MB"}
        self._database = duckdb.connect(config=config)
        self._run(f"attach {_quoted(str(self._path))} as notes (storage_version '{_STORAGE}')")
        self._run("use notes")
        self._run("pragma force_compression = 'zstd'")
        for name in tables:
            self._database.register("part", rows_room.to_arrow(name, []))
            self._run(f"create table {name} as select * from part")  # noqa: S608 - our own names
            self._run(f"comment on table {name} is {_quoted(TABLES[name].description)}")
            for column in TABLES[name].columns:
                said = _quoted(column.description)
                self._run(f'comment on column {name}."{column.name}" is {said}')

    def add(self, shard: Shard) -> None:
        """Take a shard's rows."""
        for name in self._tables:
            self._database.register("part", rows_room.to_arrow(name, shard.kept.of(name)))
            self._run(f"insert into {name} select * from part")  # noqa: S608 - our own names
        self._database.unregister("part")

    def close(self) -> None:
        """Add the views and finish the file."""
        for name, view in VIEWS.items():
            if set(view.tables) <= set(self._tables):
                self._run(f"create view {name} as {dedent(view.query)}")
                self._run(f"comment on view {name} is {_quoted(view.description)}")
        self._run(f"create table schema_version as select {SCHEMA_VERSION} as schema_version")
        self._run("use memory")
        self._run("detach notes")
        self._database.close()

    def _run(self, statement: str) -> None:
        try:
            self._database.execute(statement)
        except self._error as err:
            raise OutputError(
                f"DuckDB cannot write: {err}", context=str(self._path), hint="the last good output is whole"
            ) from err


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
