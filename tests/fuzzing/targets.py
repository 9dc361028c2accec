"""What is fuzzed: a function of any bytes for each of extract, repair (of any
text, and of damaged ones) and export; it raises on a fault.

In: bytes. Out: nothing, or an exception where an invariant of `docs/design.md` does not hold.
Touches nothing. The first byte of an input chooses settings, so that they are searched as well.
"""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from lxml import etree

from pipeline import rows
from pipeline.clean import clean_family, revert
from pipeline.encoding import encode
from pipeline.engine.corpus.families import family_of, order_of
from pipeline.export import jsonl, markdown, moses, nested, parquet, spreadsheet, tmx, xliff
from pipeline.export.selection import Rows
from pipeline.export.sink import Shard
from pipeline.extract import extract_document
from pipeline.mojibake import Repair, damage
from pipeline.mojibake import repair as repair_text
from pipeline.mojibake.channel import parse_channel, replay
from pipeline.records import GRADES, Cleaned, Edit
from pipeline.settings import Settings
from tests.fuzzing.recipes import text_of

limit_s = 60.0
"""Processor seconds for a thousand code points; here kernels run as plain Python, or are compiled first."""
MOST_REPAIRS = 32
"""So many repairs, one after the other, and a text is at rest: a circle would be worse than any."""

_SETTINGS = (
    Settings(),
    Settings(accept="certain"),
    Settings(max_front_matter_bytes=64, max_front_matter_aliases=1),
    Settings(normalize=()),
)
_PATHS = ("a.md", "zh/b.md", "c.de.md", "folder/d%20e.markdown")


def extract(data: bytes) -> None:
    """Tiling and accounting: blocks and gaps are the text, and the text is the bytes."""
    settings, path, data = _chosen(data)
    item = extract_document(path, data, settings)
    document = item.document
    assert document.path == path
    assert document.blocks in (None, len(item.blocks))
    if document.text is None:
        assert not item.blocks
        return
    at = 0
    for block in item.blocks:
        assert at <= block.start < block.end <= len(document.text), (at, block)
        assert block.raw == document.text[block.start : block.end]
        at = block.end
    if document.status != "rejected":
        assert document.encoding is not None
        back = encode(
            document.text, encoding=document.encoding, bom=document.bom, undecodable=document.undecodable
        )
        assert back == data


def repair(data: bytes) -> None:
    """Any text: revert, certificate, rest and locality, in bounded time."""
    source = data[1:].decode("utf-8", "surrogateescape" if data[:1] > b"\x7f" else "replace")
    _come_to_rest(data, source)


def damaged(data: bytes) -> None:
    """The same of texts that went through channels, each of its parts through others."""
    _come_to_rest(data, text_of(data[1:]))


def noted(_data: bytes, words: str) -> None:
    """A fault of judgement, which harms no text by itself; the fuzzer keeps the input and goes on."""
    raise AssertionError(words)


def _come_to_rest(data: bytes, source: str) -> None:
    accept = GRADES[data[0] % 3] if data else GRADES[0]
    made = _repaired(source, accept)
    for edit in made.edits:
        if edit.after is not None and GRADES.index(edit.grade) > GRADES.index(accept):
            noted(data, f"{accept} {source!a}, {edit.grade}: {edit!a}")
    for number in range(MOST_REPAIRS):
        again = _repaired(made.text, accept)
        if again.text == made.text:
            return
        if not number:
            found = next(edit for edit in again.edits if edit.after is not None)
            noted(data, f"{accept} {source!a}, a second repair makes {found!a}")
        made = again
    raise AssertionError(f"{accept} {source!a} comes to no rest")


def _repaired(source: str, accept: str) -> Repair:
    begun = process_time()
    made = repair_text(source, accept=accept)
    spent = process_time() - begun
    assert spent < limit_s * (1 + len(source) / 1000), (spent, len(source))
    assert made.source == source
    assert made.revert() == source
    at, joined = 0, []
    for edit in made.edits:
        assert at <= edit.start < edit.end <= len(source)
        assert edit.before == source[edit.start : edit.end]
        joined += [source[at : edit.start], edit.before if edit.after is None else edit.after]
        at = edit.end
        assert 0 <= edit.confidence <= 1
        assert (edit.after is None) == (edit.grade == GRADES[3])
        if edit.after is not None:
            _check_certificate(edit)
    assert "".join([*joined, source[at:]]) == made.text
    return made


def _check_certificate(edit: Edit) -> None:
    assert edit.after is not None
    assert edit.after != edit.before
    assert edit.channel is not None
    layers = parse_channel(edit.channel)
    assert len(layers) == edit.layers
    assert replay(edit.after, layers, edit.struck) == edit.before
    assert edit.struck or damage(edit.after, edit.channel) == edit.before


def export(data: bytes) -> None:
    """Every format can be written of every document, and what is read back is what was written."""
    settings, path, data = _chosen(data)
    first, _, second = data.partition(b"\n===\n")
    named = {path: first, f"x.{path}": second} if second else {path: first}
    extracted = [extract_document(name, part, settings) for name, part in named.items()]
    extracted.sort(key=lambda item: order_of(item.document.path))
    cleaned: list[Cleaned] = []
    for _, family in groupby(extracted, key=lambda item: family_of(item.document.path)):
        cleaned += clean_family(tuple(family), settings)
    sources = {item.document.path: item.document.text for item in extracted}
    for item in cleaned:
        document = item.document
        if document.status == "rejected":
            continue
        written = markdown.encoded(document, item.repairs)
        assert document.repairs or written == named[document.path]
        assert revert(document, item.repairs) == (sources[document.path] or "")
        markdown.normalized(document, settings.normalize)
    with TemporaryDirectory() as folder:
        _written(cleaned, _Sink(Path(folder)))


def _written(cleaned: list[Cleaned], sink: _Sink) -> None:
    tables: dict[str, list[Any]] = {
        "documents": [item.document for item in cleaned],
        "blocks": [block for item in cleaned for block in item.blocks],
        "repairs": [row for item in cleaned for row in item.repairs],
        "pairs": [pair for item in cleaned for pair in item.pairs],
    }
    for name, records in tables.items():
        back = parquet.read(BytesIO(parquet.encoded(rows.to_arrow(name, records))))  # type: ignore[arg-type]
        assert rows.from_arrow(name, back) == records
        lines = jsonl.encoded(name, records).split(b"\n")
        assert len([json.loads(line) for line in lines[:-1]]) == len(records)
    shard = Shard(number=0, whole=Rows(**tables), kept=Rows(**tables))
    for writer in (
        tmx.TmxWriter(sink),
        xliff.XliffWriter(sink, "1.2"),
        moses.MosesWriter(sink),
        nested.NestedWriter(sink),
        spreadsheet.SpreadsheetWriter(sink, tuple(tables)),
    ):
        writer.add(shard)
        writer.close()
    for name, data in sink.files.items():
        if name.endswith((".tmx", ".xlf")):
            etree.fromstring(data)


def _chosen(data: bytes) -> tuple[Settings, str, bytes]:
    choice = data[0] if data else 0
    settings = replace(_SETTINGS[choice % len(_SETTINGS)], max_document_bytes=2**16)
    return settings, _PATHS[choice // 4 % len(_PATHS)], data[1:]


class _Sink:
    """A sink that keeps files in memory."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, bytes] = {}
        self._folder = folder

    def append(self, name: str, data: bytes) -> None:
        self.files[name] = self.files.get(name, b"") + data

    def put(self, name: str, data: bytes) -> None:
        assert name not in self.files
        self.files[name] = data

    def scratch(self) -> Path:
        return self._folder

    def place(self, name: str) -> Path:
        return self._folder / name


TARGETS = {"extract": extract, "repair": repair, "damaged": damaged, "export": export}
