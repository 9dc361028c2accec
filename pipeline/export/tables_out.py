"""The tables as asked for: Parquet, Parquet in folders by language, JSON Lines.

In: a shard's rows. Out: `<table>/part-NNNNN.<ending>` each, as a run's own tables have them.
Touches the sink.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline import rows as rows_room
from pipeline.export import json_schema, jsonl, parquet
from pipeline.export.request import WITH_LANGUAGE
from pipeline.export.sink import Shard, Sink

NO_LANGUAGE = "und"
"""Where rows without a language go. Hive has a word for null, but pandas cannot read a table with it."""


def part_name(number: int, ending: str) -> str:
    """A part file's name."""
    return f"part-{number:05d}.{ending}"


class TablesWriter:
    """Tables as Parquet or JSON Lines, a part a shard."""

    def __init__(self, sink: Sink, tables: Sequence[str], ending: str) -> None:
        self._sink, self._tables, self._ending = sink, tables, ending
        if ending == jsonl.ENDING:
            for name in tables:
                sink.put(f"{name}.schema.json", json_schema.encoded(json_schema.of_table(name)))

    def add(self, shard: Shard) -> None:
        """Write a shard's part of each table."""
        for name in self._tables:
            self._sink.put(
                f"{name}/{part_name(shard.number, self._ending)}", self._encoded(name, shard.kept.of(name))
            )

    def close(self) -> None:
        """Nothing is left to do."""

    def _encoded(self, name: str, records: Sequence[Any]) -> bytes:
        if self._ending == jsonl.ENDING:
            return jsonl.encoded(name, records)
        return parquet.encoded(rows_room.to_arrow(name, records))


class ByLanguageWriter:
    """Tables as Parquet in folders `lang=TAG`; the column stays in the files."""

    def __init__(self, sink: Sink, tables: Sequence[str]) -> None:
        self._sink = sink
        self._tables = [name for name in tables if name in WITH_LANGUAGE]

    def add(self, shard: Shard) -> None:
        """Write a shard's part of each language."""
        for name in self._tables:
            column = "language" if name == "blocks" else "target_language"
            groups: dict[str, list[Any]] = {}
            for record in shard.kept.of(name):
                groups.setdefault(getattr(record, column) or NO_LANGUAGE, []).append(record)
            for tag, records in groups.items():
                place = f"{name}/lang={quote(tag, safe='')}/{part_name(shard.number, parquet.ENDING)}"
                self._sink.put(place, parquet.encoded(rows_room.to_arrow(name, records)))

    def close(self) -> None:
        """Nothing is left to do."""
