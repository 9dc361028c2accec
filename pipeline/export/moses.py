"""Translations as plain text in two files, a line a unit (the format of the Moses toolkit).

In: translation units. Out: `<languages>.<level>.<language>`, the doubtful ones in
`<languages>.<level>.doubtful.<language>`. Touches the sink.
A line must be a line to every reader, so all white space in a text becomes one space.
"""

from __future__ import annotations

from pipeline.export.bitext import Unit, units
from pipeline.export.sink import Shard, Sink


class MosesWriter:
    """Line files, while they are written."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def add(self, shard: Shard) -> None:
        """Take a shard's units that have both sides."""
        lines: dict[str, list[str]] = {}
        for unit in units(shard.whole, shard.kept):
            if unit.target is None:
                continue
            source, target = names_of(unit)
            lines.setdefault(source, []).append(_line(unit.source))
            lines.setdefault(target, []).append(_line(unit.target))
        for name, texts in lines.items():
            self._sink.append(name, "".join(texts).encode("utf-8"))

    def close(self) -> None:
        """Nothing is left to do."""


def names_of(unit: Unit) -> tuple[str, str]:
    """The two files that a unit goes to."""
    stem = f"{unit.languages}.{unit.level}{'.doubtful' if unit.doubts else ''}"
    if unit.source_language == unit.target_language:
        return f"{stem}.source.{unit.source_language}", f"{stem}.target.{unit.target_language}"
    return f"{stem}.{unit.source_language}", f"{stem}.{unit.target_language}"


def _line(text: str) -> str:
    return " ".join(text.split()) + "\n"
