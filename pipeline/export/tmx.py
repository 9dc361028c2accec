"""Translation memories: TMX 1.4b, one file a language pair and level, the doubtful ones apart.

In: translation units. Out: `<languages>.<level>.tmx` and `<languages>.<level>.doubtful.tmx`.
Touches the sink, and its scratch folder, where equal units meet.
Idea: TMX 1.4b (LISA OSCAR, 2005). There is no `creationdate`, for a file must not depend on the day it
is made. Equal units stand once, at the first one's place, with a count.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import __version__
from pipeline.export.bitext import DOUBTS, Unit, units
from pipeline.export.equal_units import EqualUnits
from pipeline.export.sink import Shard, Sink
from pipeline.export.xml_text import XML, child, encoded, load, top

SEGMENTS: Mapping[str, str] = {"title": "phrase", "block": "paragraph", "sentence": "sentence"}
"""TMX's word for each level; what is more than one of them is a `block` (section 3, segtype)."""

_DONE = "  </body>\n</tmx>\n"


class TmxWriter:
    """Translation memories, while they are written."""

    def __init__(self, sink: Sink) -> None:
        load()
        self._sink = sink
        self._units = EqualUnits(sink.scratch() / "tmx.sqlite")
        self._heads: dict[str, bytes] = {}

    def add(self, shard: Shard) -> None:
        """Take a shard's units; those without translation have no place in a memory."""
        for unit in units(shard.whole, shard.kept):
            if unit.target is None:
                continue
            name = name_of(unit)
            if name not in self._heads:
                self._heads[name] = head(unit.source_language, unit.level)
            self._units.add(name, "", (unit.source, unit.target), encoded(element(unit)).decode("utf-8"))

    def close(self) -> None:
        """Write the files, unit by unit in the order in which they came."""
        for name, start in self._heads.items():
            self._sink.append(name, start)
        for name, _, text, count in self._units.rows():
            if count > 1:  # only here is it known; `<` in texts is escaped
                text = text.replace("<tuv ", f'<prop type="x-count">{count}</prop><tuv ', 1)
            self._sink.append(name, text.encode("utf-8"))
        for name in self._heads:
            self._sink.append(name, _DONE.encode("ascii"))
        self._units.close()


def name_of(unit: Unit) -> str:
    """The file that a unit goes to."""
    return f"{unit.languages}.{unit.level}{'.doubtful' if unit.doubts else ''}.tmx"


def head(source_language: str, level: str) -> bytes:
    """A memory up to its first unit."""
    etree = load()
    root = etree.Element("tmx", {"version": "1.4"})
    child(
        root,
        "header",
        **{
            "creationtool": "mojibake-pipeline",
            "creationtoolversion": __version__,
            "segtype": SEGMENTS[level],
            "o-tmf": "mojibake-pipeline",
            "adminlang": "en",
            "srclang": source_language,
            "datatype": "plaintext",
            "o-encoding": "UTF-8",
        },
    )
    child(root, "body").text = "\n"
    text: str = etree.tostring(root, encoding="unicode")
    start = (
        text.removesuffix("</body></tmx>").replace("><header", ">\n  <header").replace("><body", ">\n  <body")
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}'.encode()


def element(unit: Unit) -> object:
    """A unit as `<tu>`: its doubts first, for a person; then what a program may look up."""
    tu = top("tu", tuid=unit.pair_id)
    if unit.kind != "1-1":
        tu.set("segtype", "block")
    for code in unit.doubts:
        child(tu, "note", DOUBTS.get(code, f"a check failed: {code.removeprefix('check-')}"))
    for name, value in _properties(unit):
        child(tu, "prop", value, type=f"x-{name}")
    for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target or "")):
        tuv = child(tu, "tuv", **{f"{{{XML}}}lang": language})
        child(tuv, "seg", text)
    return tu


def _properties(unit: Unit) -> list[tuple[str, str]]:
    found = [("origin", "mojibake-pipeline"), ("document", unit.document)]
    if unit.target_document not in (None, unit.document):
        found.append(("target-document", unit.target_document or ""))
    found.append(("level", unit.level))
    found.append(("kind", unit.kind))
    if unit.score is not None:
        found.append(("score", f"{unit.score:.4f}"))
    if unit.decided_by is not None:
        found.append(("decided-by", unit.decided_by))
    return found + [("doubt", code) for code in unit.doubts]
