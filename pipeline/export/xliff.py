"""Translations for translators' tools: XLIFF 1.2 and 2.0, one file a language pair and level.

In: translation units. Out: `<languages>.<level>.xlf`, with a `<file>` for each source document.
Touches the sink.
Idea: XLIFF 1.2 (OASIS, 2008) and 2.0 (OASIS, 2014). Units stay in their document's order, each
where it stands, doubtful ones too, for a translator needs the context: their state says so
(`needs-review-translation`; 2.0 knows no such state: `initial` with it as subState), and notes
say why. What is not translated is a unit without target.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline.export.bitext import DOUBTS, Unit, units
from pipeline.export.sink import Shard, Sink
from pipeline.export.xml_text import XML, child, encoded, load, top

VERSIONS = {
    "1.2": "urn:oasis:names:tc:xliff:document:1.2",
    "2.0": "urn:oasis:names:tc:xliff:document:2.0",
}
"""Namespaces by version."""

_SPACE = f"{{{XML}}}space"
_REVIEW = "needs-review-translation"


class XliffWriter:
    """XLIFF files, while they are written."""

    def __init__(self, sink: Sink, version: str) -> None:
        load()
        self._sink, self._version = sink, version
        self._names: dict[str, None] = {}

    def add(self, shard: Shard) -> None:
        """Take a shard's units; no document is in two shards."""
        groups: dict[tuple[str, str], list[Unit]] = {}
        for unit in units(shard.whole, shard.kept):
            groups.setdefault((f"{unit.languages}.{unit.level}.xlf", unit.document), []).append(unit)
        for (name, _), members in groups.items():
            if name not in self._names:
                self._names[name] = None
                self._sink.append(name, self._head(members[0]))
            make = _file_1 if self._version == "1.2" else _file_2
            self._sink.append(name, encoded(make(members)))

    def close(self) -> None:
        """End the files."""
        for name in self._names:
            self._sink.append(name, b"</xliff>\n")

    def _head(self, unit: Unit) -> bytes:
        # What follows takes this namespace, so its elements are made without one.
        attributes = {"xmlns": VERSIONS[self._version], "version": self._version}
        if self._version != "1.2":
            attributes |= {"srcLang": unit.source_language, "trgLang": unit.target_language}
        start = encoded(top("xliff", **attributes)).decode("utf-8").rstrip().removesuffix("/>")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}>\n'.encode()


def _file_1(members: list[Unit]) -> Any:
    first = members[0]
    attributes = {
        "original": first.document,
        "source-language": first.source_language,
        "target-language": first.target_language,
        "datatype": "plaintext",
    }
    file = top("file", **attributes)
    body = child(file, "body")
    for unit in members:
        node = child(body, "trans-unit", **{"id": unit.pair_id, _SPACE: "preserve"})
        child(node, "source", unit.source)
        if unit.target is not None:
            child(node, "target", unit.target, state=_REVIEW if unit.doubts else "translated")
        if unit.target_document not in (None, unit.document):
            place = child(node, "context-group", purpose="location")
            child(place, "context", unit.target_document, **{"context-type": "sourcefile"})
        for _, text in _notes(unit):
            child(node, "note", text, **{"from": "mojibake-pipeline"})
    return file


def _file_2(members: list[Unit]) -> Any:
    first = members[0]
    # An id is a name token (NMTOKEN), which a path need not be.
    digest = hashlib.sha256(first.document.encode("utf-8")).hexdigest()[:16]
    file = top("file", id=f"f{digest}", original=first.document)
    for unit in members:
        node = child(file, "unit", **{"id": f"u{unit.pair_id}", _SPACE: "preserve"})
        notes = child(node, "notes")
        for category, text in _notes(unit):
            child(notes, "note", text, category=category)
        segment = child(node, "segment", state="initial")
        if unit.target is not None and unit.doubts:
            segment.set("subState", f"mojibake:{_REVIEW}")
        elif unit.target is not None:
            segment.set("state", "translated")
        child(segment, "source", unit.source)
        if unit.target is not None:
            child(segment, "target", unit.target)
    return file


def _notes(unit: Unit) -> list[tuple[str, str]]:
    """Category and text of what a translator may want to know."""
    found = [
        ("doubt", DOUBTS.get(code, f"a check failed: {code.removeprefix('check-')}")) for code in unit.doubts
    ]
    if unit.target is None:
        found.append(("origin", "no translation was found"))
        return found
    score = "" if unit.score is None else f", score {unit.score:.4f}"
    found.append(("origin", f"found by mojibake-pipeline: {unit.kind}{score}"))
    return found
