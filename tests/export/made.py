"""Rows made by hand, and a sink that keeps what is written to it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.export.selection import Rows
from pipeline.export.sink import Shard
from pipeline.records import Block, Document, Pair, PlacedEdit


def document(path: str = "a.md", **values: object) -> Document:
    plain = {
        "document_id": f"id-{path}",
        "sha256": None,
        "bytes": 10,
        "encoding": "utf-8",
        "encoding_confidence": 1.0,
        "newline": "lf",
        "bom": False,
        "status": "clean",
        "text": "text",
    }
    return Document(path=path, **{**plain, **values})


def block(number: int = 0, path: str = "a.md", **values: object) -> Block:
    plain = {
        "block_id": f"block-{path}-{number}",
        "document_id": f"id-{path}",
        "position": number,
        "kind": "paragraph",
        "level": None,
        "section": None,
        "path_in_document": f"paragraph[{number}]",
        "start": number * 100,
        "end": number * 100 + 100,
        "start_byte": number * 100,
        "raw": "text",
        "text": "text",
        "language": "en",
    }
    return Block(**{**plain, **values})


def repair(start: int = 0, path: str = "a.md", **values: object) -> PlacedEdit:
    plain = {
        "repair_id": f"repair-{path}-{start}",
        "document_id": f"id-{path}",
        "block_id": f"block-{path}-{start // 100}",
        "end": start + 2,
        "start_byte": start,
        "line": 1,
        "column": start + 1,
        "before": "\u00c3\u00a9",
        "after": "\u00e9",
        "bytes": "c3a9",
        "channel": "windows-1252:none",
        "loss": "none",
        "layers": 1,
        "confidence": 1.0,
        "grade": "certain",
        "decided_by": "proof",
        "alternatives": (),
        "struck": (),
    }
    return PlacedEdit(start=start, **{**plain, **values})


def pair(
    number: int = 0, source: str | None = "One.", target: str | None = "Eins.", **values: object
) -> Pair:
    start = number * 100
    plain = {
        "pair_id": f"{number:032x}",
        "source_document_id": "id-a.md" if source is not None else None,
        "target_document_id": "id-a.md" if target is not None else None,
        "source_blocks": (),
        "target_blocks": (),
        "source_start": start if source is not None else None,
        "source_end": start + 50 if source is not None else None,
        "target_start": start + 50 if target is not None else None,
        "target_end": start + 100 if target is not None else None,
        "level": "sentence",
        "source_language": "en" if source is not None else None,
        "target_language": "de" if target is not None else None,
        "kind": f"{int(source is not None)}-{int(target is not None)}",
        "score": 0.99 if source is not None and target is not None else None,
        "checks": (),
    }
    return Pair(source_text=source, target_text=target, **{**plain, **values})


def rows(
    *pairs: Pair, documents: tuple[Document, ...] | None = None, repairs=(), blocks: tuple[Block, ...] = ()
) -> Rows:
    return Rows(
        documents=documents or (document(),), blocks=blocks, repairs=tuple(repairs), pairs=tuple(pairs)
    )


def shard(made: Rows, number: int = 0, kept: Rows | None = None) -> Shard:
    return Shard(number=number, whole=made, kept=kept or made)


class Kept:
    """A sink that keeps files in memory, but for those that a library writes."""

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


def written(make, *shards: Shard) -> dict[str, bytes]:
    """The files that a writer makes of these shards."""
    with tempfile.TemporaryDirectory() as folder:
        sink = Kept(Path(folder))
        writer = make(sink)
        for one in shards:
            writer.add(one)
        writer.close()
        return sink.files
