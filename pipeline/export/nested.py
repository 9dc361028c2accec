"""One JSON document a note: its document, blocks, repairs and pairs in one object.

In: a shard's rows. Out: `<path of the note>.json` each, and `schema.json`, which they meet.
Touches the sink. A pair is in the note of its source, or of its target where it has no source.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline import rows as rows_room
from pipeline.export import json_schema
from pipeline.export.markdown import output_path
from pipeline.export.selection import Rows
from pipeline.export.sink import Shard, Sink
from pipeline.tables import SCHEMA_VERSION

SCHEMA = "schema.json"


class NestedWriter:
    """Nested documents, while they are written."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        sink.put(SCHEMA, json_schema.encoded(json_schema.of_note()))

    def add(self, shard: Shard) -> None:
        """Write the notes of a shard."""
        tables = {name: _by_document(shard.kept, name) for name in ("blocks", "repairs", "pairs")}
        for document in shard.kept.documents:
            note = {
                "schema_version": SCHEMA_VERSION,
                "document": rows_room.to_json(document),
                **{name: groups.get(document.document_id, []) for name, groups in tables.items()},
            }
            text = json.dumps(note, ensure_ascii=False, indent=1)
            self._sink.put(output_path(f"{document.path}.json"), f"{text}\n".encode())

    def close(self) -> None:
        """Nothing is left to do."""


def _by_document(rows: Rows, name: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for record in rows.of(name):
        groups.setdefault(_document_of(record), []).append(rows_room.to_json(record))
    return groups


def _document_of(record: Any) -> str:
    own: str | None = getattr(record, "document_id", None)
    return own or getattr(record, "source_document_id", None) or record.target_document_id or ""
