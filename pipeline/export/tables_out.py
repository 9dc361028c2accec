"""The tables as asked for: Parquet, Parquet in folders by language, JSON Lines.

In: a shard's rows. Out: `<table>/part-NNNNN.<ending>` each, as a run's own tables have them.
Touches the sink.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

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
        self._open: dict[str, parquet.Stream] = {}
        if ending == jsonl.ENDING:
            for name in tables:
                sink.put(f"{name}.schema.json", json_schema.encoded(json_schema.of_table(name)))

    def add(self, shard: Shard) -> None:
        """Write the next rows of a shard's part of each table."""
        for name in self._tables:
            place, records = f"{name}/{part_name(shard.number, self._ending)}", shard.kept.of(name)
            if self._ending == jsonl.ENDING:
                self._sink.append(place, jsonl.encoded(name, records))
                continue
            if name not in self._open:
                self._open[name] = parquet.Stream(name)
            self._open[name].add(records)
            if shard.is_last:
                self._sink.put(place, self._open.pop(name).finish())

    def close(self) -> None:
        """Nothing is left to do."""


class ByLanguageWriter:
    """Tables as Parquet in folders `lang=TAG`; the column stays in the files."""

    def __init__(self, sink: Sink, tables: Sequence[str]) -> None:
        self._sink = sink
        self._tables = [name for name in tables if name in WITH_LANGUAGE]
        self._open: dict[str, parquet.Stream] = {}

    def add(self, shard: Shard) -> None:
        """Take the next rows of a shard, whose part of each language is written at its end."""
        for name in self._tables:
            column = "language" if name == "blocks" else "target_language"
            groups: dict[str, list[Any]] = {}
            for record in shard.kept.of(name):
                groups.setdefault(getattr(record, column) or NO_LANGUAGE, []).append(record)
            for tag, records in groups.items():
                place = f"{name}/lang={quote(tag, safe='')}/{part_name(shard.number, parquet.ENDING)}"
                if place not in self._open:
                    self._open[place] = parquet.Stream(name)
                self._open[place].add(records)
        if shard.is_last:
            for place, stream in self._open.items():
                self._sink.put(place, stream.finish())
            self._open = {}

    def close(self) -> None:
        """Nothing is left to do."""
