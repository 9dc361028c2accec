"""Translations for translators' tools: XLIFF 1.2 and 2.0, one file a language pair and level.

In: translation units. Out: `<languages>.<level>.xlf`, with a `<file>` for each source document.
Touches the sink, and its scratch folder, where equal units meet.
Idea: XLIFF 1.2 (OASIS, 2008) and 2.0 (OASIS, 2014). Units stay in their document's order, each
where it stands, doubtful ones too, for a translator needs the context: their state says so
(`needs-review-translation`; 2.0 knows no such state: `initial` with it as subState), and notes
say why. What is not translated is a unit without target. Of equal units the first stands, with
a count, so that nobody translates a sentence twice.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pipeline.export.bitext import DOUBTS, Unit, units
from pipeline.export.equal_units import EqualUnits
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
        self._units = EqualUnits(sink.scratch() / f"xliff-{version}.sqlite")
        self._heads: dict[str, Unit] = {}

    def add(self, shard: Shard) -> None:
        """Take a shard's units; no document is in two shards."""
        groups: dict[tuple[str, str], list[Unit]] = {}
        for unit in units(shard.whole, shard.kept):
            groups.setdefault((f"{unit.languages}.{unit.level}.xlf", unit.document), []).append(unit)
        make = _unit_1 if self._version == "1.2" else _unit_2
        for (name, document), members in groups.items():
            self._heads.setdefault(name, members[0])
            for unit in members:
                same = (unit.source, *(("=", unit.target) if unit.target is not None else ()), *unit.doubts)
                self._units.add(name, document, same, encoded(make(unit)).decode("utf-8"))

    def close(self) -> None:
        """Write the files, document by document."""
        is_1 = self._version == "1.2"
        end = "</body></file>\n" if is_1 else "</file>\n"
        open_: dict[str, str] = {}
        for name, document, text, count in self._units.rows():
            if name not in open_:
                self._append(name, self._head(self._heads[name]))
            if open_.get(name) != document:
                start = _start_1 if is_1 else _start_2
                self._append(name, end if name in open_ else "", start(self._heads[name], document))
                open_[name] = document
            self._append(name, _counted(text, count) if count > 1 else text)
        for name in open_:
            self._append(name, end, "</xliff>\n")
        self._units.close()

    def _append(self, name: str, *texts: str) -> None:
        self._sink.append(name, "".join(texts).encode("utf-8"))

    def _head(self, unit: Unit) -> str:
        # What follows takes this namespace, so its elements are made without one.
        attributes = {"xmlns": VERSIONS[self._version], "version": self._version}
        if self._version != "1.2":
            attributes |= {"srcLang": unit.source_language, "trgLang": unit.target_language}
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{_open(top("xliff", **attributes))}'


def _open(element: Any) -> str:
    """An empty element's beginning."""
    return encoded(element).decode("utf-8").rstrip().removesuffix("/>") + ">\n"


def _start_1(unit: Unit, document: str) -> str:
    attributes = {
        "original": document,
        "source-language": unit.source_language,
        "target-language": unit.target_language,
        "datatype": "plaintext",
    }
    return _open(top("file", **attributes)).rstrip() + "<body>\n"


def _start_2(_: Unit, document: str) -> str:
    # An id is a name token (NMTOKEN), which a path need not be.
    digest = hashlib.sha256(document.encode("utf-8")).hexdigest()[:16]
    return _open(top("file", id=f"f{digest}", original=document))


def _counted(text: str, count: int) -> str:
    """A unit that tells how many are equal; only at the end is it known. `<` in texts is escaped."""
    said = f"stands {count} times"
    if "</notes>" in text:
        return text.replace("</notes>", f'<note category="count">{said}</note></notes>', 1)
    number = f'<count count-type="x-equal-units" unit="trans-unit">{count}</count>'
    group = f'<count-group name="equal-units">{number}</count-group>'
    note = f'<note from="mojibake-pipeline">{said}</note>'
    return text.replace("<note ", f"{group}{note}<note ", 1)


def _unit_1(unit: Unit) -> Any:
    node = top("trans-unit", **{"id": unit.pair_id, _SPACE: "preserve"})
    child(node, "source", unit.source)
    if unit.target is not None:
        child(node, "target", unit.target, state=_REVIEW if unit.doubts else "translated")
    if unit.target_document not in (None, unit.document):
        place = child(node, "context-group", purpose="location")
        child(place, "context", unit.target_document, **{"context-type": "sourcefile"})
    for _, text in _notes(unit):
        child(node, "note", text, **{"from": "mojibake-pipeline"})
    return node


def _unit_2(unit: Unit) -> Any:
    node = top("unit", **{"id": f"u{unit.pair_id}", _SPACE: "preserve"})
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
    return node


def _notes(unit: Unit) -> list[tuple[str, str]]:
    """Category and text of what a translator may want to know."""
    found = [
        ("doubt", DOUBTS.get(code, f"a check failed: {code.removeprefix('check-')}")) for code in unit.doubts
    ]
    if unit.target is None:
        found.append(("origin", "no translation was found"))
        return found
    score = "" if unit.score is None else f", score {unit.score:.4f}"
    decided = "" if unit.decided_by is None else f", decided by a {unit.decided_by}"
    found.append(("origin", f"found by mojibake-pipeline: {unit.kind}{score}{decided}"))
    return found
