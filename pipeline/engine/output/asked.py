"""What a person asked for beside the defaults: built into the output, under `exports/`.

In: requests by format, the parts of export. Out: `exports/<format>/`, `exports.json`, checksums.
Touches the folder of the output being built; reads the parts, and the last output.
Formats asked for before stay while the documents are the same, so that asking for one more
takes nothing away; what was made already is linked, not made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.engine.output.asked_notes import NotesWriter
from pipeline.engine.shards.slices import slices
from pipeline.engine.storage.files import link_or_copy, make_folder, remove, walk, write_new
from pipeline.engine.storage.sheaf import Sheaf
from pipeline.errors import UsageError
from pipeline.export import descriptors, jsonl, parquet
from pipeline.export.request import OF_TABLES, Request, request
from pipeline.export.selection import Rows, select
from pipeline.export.sink import Shard, Writer
from pipeline.tables import TABLES

LISTING = "exports.json"
_SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for of one output."""

    requests: Mapping[str, Request]
    """By format; each request names its own format alone."""
    source: str
    """Hash of the parts that it is made from."""
    steps: tuple[str, ...]
    """What is evened out in normalized Markdown."""

    def key_of(self, name: str) -> str:
        """Hash of all that a format's files depend on."""
        text = json.dumps([self.source, name, _words(self.requests[name]), self.steps])
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]

    @property
    def keys(self) -> list[list[str]]:
        """Format and key of each, sorted."""
        return [[name, self.key_of(name)] for name in sorted(self.requests)]


def asked_of(
    wanted: Request | None, parts: Sequence[Path], previous: Path, steps: tuple[str, ...]
) -> Asked | None:
    """What is to be built: what is asked for now, and what was before of the same documents.

    Args:
        wanted: None where nothing is asked for; then nothing stays either.
        parts: folders of the parts of export.
        previous: the last output's `exports`, which need not be there.
        steps: what is evened out in normalized Markdown.
    """
    if wanted is None:
        return None
    names = json.dumps([part.name for part in parts])
    source = hashlib.sha256(names.encode("ascii")).hexdigest()[:32]
    requests = _before(previous, source)
    requests |= {
        name: Request(
            formats=(name,),
            tables=wanted.tables,
            where=wanted.where,
            normalized=wanted.normalized and name == "markdown",
        )
        for name in wanted.formats
    }
    return Asked(requests=requests, source=source, steps=steps)


def build(folder: Path, asked: Asked, parts: Sequence[Path], previous: Path, raw: Path) -> None:
    """Write everything that is asked for.

    Args:
        folder: `exports` of the output that is being built.
        asked: what.
        parts: folders of the parts of export, in order.
        previous: the last output's `exports`.
        raw: where images are.
    """
    make_folder(folder)
    new = [name for name in sorted(asked.requests) if not _link(folder / name, previous / name, asked)]
    scratch = folder / ".scratch"
    with ExitStack() as stack:
        stack.callback(remove, scratch)
        writers = []
        for name in new:
            sheaf = Sheaf(folder / name, scratch)
            stack.callback(sheaf.close)
            if name == "markdown":
                steps = asked.steps if asked.requests[name].normalized else None
                writer: Writer = NotesWriter(sheaf, parts, raw, previous / name, steps)
            else:
                writer = _writer(name, asked.requests[name].tables, sheaf)
            writers.append((asked.requests[name], writer))
        for number, part in enumerate(parts if writers else ()):
            _add(writers, number, part)
        for _, writer in writers:
            writer.close()
    _finish(folder, asked)


def shown(folder: Path) -> tuple[str, ...]:
    """The formats in the folder `exports` of an output, which need not be there."""
    return tuple(sorted(_listing(folder).get("formats", {})))


def _add(writers: Sequence[tuple[Request, Writer]], number: int, part: Path) -> None:
    """Give a shard to the writers, some documents at a time."""
    for whole, is_last in slices(part / "parquet"):
        kept: dict[object, Rows] = {}
        for one, writer in writers:
            if one.where not in kept:
                kept[one.where] = select(whole, one.where)
            writer.add(Shard(number=number, whole=whole, kept=kept[one.where], is_last=is_last))


def _writer(name: str, tables: Sequence[str], sheaf: Sheaf) -> Writer:
    """The writer of a format; some need packages of their own."""
    from pipeline.export import duckdb_file, moses, nested, spreadsheet, tables_out, tmx, xliff

    match name:
        case "parquet":
            return tables_out.TablesWriter(sheaf, tables, parquet.ENDING)
        case "parquet-by-language":
            return tables_out.ByLanguageWriter(sheaf, tables)
        case "json":
            return tables_out.TablesWriter(sheaf, tables, jsonl.ENDING)
        case "nested":
            return nested.NestedWriter(sheaf)
        case "tmx":
            return tmx.TmxWriter(sheaf)
        case "xliff":
            return xliff.XliffWriter(sheaf, "1.2")
        case "xliff2":
            return xliff.XliffWriter(sheaf, "2.0")
        case "moses":
            return moses.MosesWriter(sheaf)
        case "csv":
            return spreadsheet.SpreadsheetWriter(sheaf, tables)
        case "duckdb":
            return duckdb_file.DuckdbWriter(sheaf, tables)
    raise UsageError(f"there is no format {name!r}")


def _before(previous: Path, source: str) -> dict[str, Request]:
    """What the last output was asked for, if it was made from the same parts."""
    listing = _listing(previous)
    if listing.get("source") != source:
        return {}
    found = {}
    for name, entry in listing["formats"].items():
        is_part = name in OF_TABLES and entry["tables"] != list(TABLES)
        tables = entry["tables"] if is_part else ()
        found[name] = request([name], tables, entry["where"], normalized=entry["normalized"])
    return found


def _link(folder: Path, previous: Path, asked: Asked) -> bool:
    """Link a format's files from the last output, where they are the same and as they were made."""
    entry = _listing(previous.parent).get("formats", {}).get(folder.name, {})
    if entry.get("key") != asked.key_of(folder.name) or not previous.is_dir():
        return False
    states = dict(walk(previous))
    since_ns = (previous.parent / LISTING).stat().st_mtime_ns
    is_touched = any(state.st_mtime_ns > since_ns for state in states.values())
    if is_touched or [len(states), sum(s.st_size for s in states.values())] != [
        entry["files"],
        entry["bytes"],
    ]:
        return False
    for name in sorted(states):
        make_folder((folder / name).parent)
        link_or_copy(previous / name, folder / name, sync=False)
    make_folder(folder)
    return True


def _finish(folder: Path, asked: Asked) -> None:
    """Write the listing, which says what each folder is, and the checksums."""
    formats = {}
    for name in sorted(asked.requests):
        sizes = [state.st_size for _, state in walk(folder / name)]
        entry = {"key": asked.key_of(name), "files": len(sizes), "bytes": sum(sizes)}
        formats[name] = {**_words(asked.requests[name]), **entry}
    write_new(folder / _SUMS, descriptors.checksums(_digests(folder)))
    text = json.dumps({"source": asked.source, "formats": formats}, ensure_ascii=True, indent=1)
    # Last, so that no file of ours is younger.
    write_new(folder / LISTING, f"{text}\n".encode("ascii"))


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for name, _ in walk(folder):
        with (folder / name).open("rb") as file:
            yield name, hashlib.file_digest(file, "sha256").hexdigest()


def _words(one: Request) -> dict[str, Any]:
    return {
        "tables": list(one.tables),
        "where": [str(condition) for condition in one.where],
        "normalized": one.normalized,
    }


def _listing(folder: Path) -> dict[str, Any]:
    try:
        value = json.loads((folder / LISTING).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
