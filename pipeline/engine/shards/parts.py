"""What is in a part's folder: tables, originals, documents as files.

In: records and a folder. Out: files in it, each synced but the documents (a run syncs those
all at once); or the records again. Touches that folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import rows
from pipeline.engine.corpus.sources import Source, pieces
from pipeline.engine.storage.files import link_or_copy, make_folder, remove, write_new, writing
from pipeline.errors import InternalError, OutputError
from pipeline.export import jsonl, markdown, parquet
from pipeline.records import Cleaned, Document, Extracted
from pipeline.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

_LINES = 8192
"""Rows that are made into lines at once."""

_FEW = 2**24
"""Bytes of Arrow's tables that are kept for the next stage, which has ten times as much in records."""

_LARGE = 2**24
"""Bytes of a part's tables that took ten times as much to make."""

_ORIGINALS = "originals"
"""Folder of files that were set aside, as they were read, by document id: no later stage reads RAW."""


class Kept:
    """Row groups that were just written, for the next stage: as long as they are few."""

    def __init__(self) -> None:
        self._tables: dict[str, list[pa.Table]] | None = {}
        self._bytes = 0

    def keep(self, name: str, table: pa.Table) -> None:
        """Keep one, unless all are more than a part of small documents has; then none is kept."""
        self._bytes += table.nbytes
        if self._bytes > _FEW:
            self._tables = None
        if self._tables is not None:
            self._tables.setdefault(name, []).append(table)

    def take(self, name: str, count: int) -> list[pa.Table] | None:
        """The rows of a table, no more than so many at a time, which are kept no longer."""
        groups = self._tables.pop(name, None) if self._tables is not None else None
        if groups is None:
            return None
        return [group.slice(at, count) for group in groups for at in range(0, group.num_rows, count)]


def write_tables(folder: Path, tables: Mapping[str, Sequence[Any]]) -> Kept:
    """One Parquet file a table, a row group at a time: a document of 64 MB has 400,000 blocks."""
    size, kept = 0, Kept()
    for name, records in tables.items():
        stream = parquet.Stream(name, partial(kept.keep, name))
        for some in _slices(records, parquet.ROW_GROUP_ROWS):
            stream.add(some)
        data = stream.finish()
        write_new(folder / f"{name}.parquet", data)
        size += len(data)
    if size > _LARGE:
        import pyarrow as pa

        # The next stage has a use for what Arrow's pool keeps. Of small parts the pool has: pages are dear.
        pa.default_memory_pool().release_unused()
    return kept


def write_lines(path: Path, name: str, records: Sequence[Any], table: Path, kept: Kept | None = None) -> None:
    """The rows of a table as JSON Lines, some at a time.

    Args:
        path: of the new file.
        name: of the table.
        records: its rows.
        table: the same as a Parquet file.
        kept: the same, perhaps, as it was when that was written.
    """
    groups = kept.take(name, _LINES) if kept is not None else None
    write_new(path, b"", sync=False)
    with writing(path), path.open("ab") as file:
        if len(records) == 1:  # perhaps one document of 64 MB
            file.writelines(jsonl.pieces(name, records[0]))
        else:
            for some in parquet.batches(table, _LINES) if groups is None else groups:
                file.write(jsonl.from_table(name, some))
        file.flush()
        os.fsync(file.fileno())


def load_extracted(folder: Path) -> tuple[Extracted, ...]:
    """What extract left in a part."""
    blocks = _by_document(_load(folder, "blocks"))
    return tuple(
        Extracted(document=document, blocks=blocks.get(document.document_id, ()))
        for document in _load(folder, "documents")
    )


def load_cleaned(folder: Path) -> tuple[Cleaned, ...]:
    """What clean left in a part. All pairs are the first document's: whose each is, no table says."""
    documents, pairs = _load(folder, "documents"), tuple(_load(folder, "pairs"))
    blocks, repairs = _by_document(_load(folder, "blocks")), _by_document(_load(folder, "repairs"))
    return tuple(
        Cleaned(
            document=document,
            blocks=blocks.get(document.document_id, ()),
            repairs=repairs.get(document.document_id, ()),
            pairs=() if at else pairs,
        )
        for at, document in enumerate(documents)
    )


def tables_of(items: Iterable[Extracted] | Iterable[Cleaned]) -> dict[str, list[Any]]:
    """Rows of each table that the records fill, in order."""
    tables: dict[str, list[Any]] = {name: [] for name in TABLES}
    for item in items:
        tables["documents"].append(item.document)
        tables["blocks"] += item.blocks
        if isinstance(item, Cleaned):
            tables["repairs"] += item.repairs
            tables["pairs"] += item.pairs
    return tables


def keep_original(source: Source, document: Document, folder: Path) -> bool:
    """Keep the bytes of a document that is set aside.

    Returns:
        False if they changed since they were read; then nothing is kept.
    """
    if source.sha256 is None:
        return True
    target = folder / _ORIGINALS / document.document_id
    make_folder(target.parent)
    if source.data is not None:
        write_new(target, source.data)
        return True
    digest = hashlib.sha256()
    with writing(target), target.open("xb") as copy:
        for piece in _readable(source.file.location):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() == source.sha256:
        return True
    remove(target)
    return False


def link_originals(source: Path, target: Path) -> None:
    """Hand the originals on to the next stage's part."""
    if (source / _ORIGINALS).is_dir():
        make_folder(target / _ORIGINALS)
        for path in sorted((source / _ORIGINALS).iterdir()):
            link_or_copy(path, target / _ORIGINALS / path.name)


def write_documents(cleaned: Iterable[Cleaned], folder: Path, source: Path) -> None:
    """Each document as a file: repaired, or as it was read if it was set aside.

    Args:
        cleaned: what clean made.
        folder: the files go below it.
        source: clean's part, where the originals are.
    """
    made: set[Path] = set()
    for item in cleaned:
        path = markdown.output_path(item.document.path)
        parent = (folder / path).parent
        if parent not in made:
            make_folder(parent)
            made.add(parent)
        try:
            _write_document(item, folder / path, source)
        except FileExistsError:
            _write_document(item, folder / markdown.spare_path(path), source)


def _write_document(item: Cleaned, target: Path, source: Path) -> None:
    document = item.document
    original = source / _ORIGINALS / document.document_id
    if document.status != "rejected" or (document.text is not None and not original.exists()):
        data = markdown.encoded(document, item.repairs)
        if not document.repairs and document.sha256 not in {None, hashlib.sha256(data).hexdigest()}:
            raise InternalError("a document without repairs would not keep its bytes", context=document.path)
        write_new(target, data, sync=False)
    elif original.exists():
        data = original.read_bytes() if document.sha256 is not None else b""
        if document.sha256 not in {None, hashlib.sha256(data).hexdigest()}:
            raise OutputError("a file is not as it was read; run again", context=str(original))
        link_or_copy(original, target)


def _load(folder: Path, name: str) -> list[Any]:
    return rows.from_arrow(name, parquet.read(folder / f"{name}.parquet"))


def _by_document(records: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for record in records:
        groups.setdefault(record.document_id, []).append(record)
    return {name: tuple(group) for name, group in groups.items()}


def _slices(records: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for at in range(0, len(records), size):
        yield records[at : at + size]


def _readable(location: str) -> Iterator[bytes]:
    """A file's bytes as far as they can be read; that some are missing shows in their hash."""
    try:
        yield from pieces(location)
    except OSError:
        return
