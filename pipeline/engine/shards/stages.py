"""The three stages, each as a function of one shard that leaves a part in its stage's folder.

In: a shard, or what the stage before made of it. Out: a `Made`: the part, and its records.
Touches the stage's folder, through `Store`; extract reads the shard's files.
A part's key is a hash over all that it depends on: the inputs' hashes, the settings that can
change the output, our code, the model; for clean also what the last run knew of the translations
in it (see `past.py`) and what people decided about it (see `decided.py`). If there is a part with
this key, nothing is done.
Records are handed on in memory, and read back from the part only where it was there already;
both give the same bytes, so a run may start and stop anywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.decisions import Decisions
from pipeline.engine.corpus.families import family_of
from pipeline.engine.corpus.plan import Shard
from pipeline.engine.corpus.sources import read_source
from pipeline.engine.shards import decided, keys, parts, past, reporting
from pipeline.engine.shards.decided import Deciding
from pipeline.engine.shards.documents import cleaned_from, extracted_from, with_findings
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.store import Store
from pipeline.engine.storage.files import link_or_copy, make_folder, write_new
from pipeline.export import facts, markdown
from pipeline.export.selection import Rows
from pipeline.findings import finding
from pipeline.records import Cleaned, Extracted
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.clean.pairs.stale import Known

STAGES = ("extract", "clean", "export")
"""In the order in which they run."""

FACTS = "facts.json"
"""File in a part of export: counts of what is in it."""

IMAGES = "images.json"
"""File in a part of export: images that its documents link to, relative to RAW, sorted."""

_TOGETHER = 500_000
"""Code points of documents that are cleaned together. Less costs time; more, memory: 40 times as much."""


@dataclass(slots=True)
class Made:
    """What a stage made of a shard."""

    part: Part
    records: tuple[Any, ...] | None = None
    """`Extracted` or `Cleaned`; None where the part was there already or holds none, and once taken."""
    kept: parts.Kept | None = None
    """Clean's tables, where it made them."""

    def take(self) -> tuple[Any, ...] | None:
        """The records, which go on to the next stage and are kept here no longer."""
        records, self.records = self.records, None
        return records


def extract(
    store: Store, shard: Shard, settings: Settings, deadly: frozenset[tuple[str, str]] = frozenset()
) -> Made:
    """Read the shard's files, decode them and cut them into blocks.

    Args:
        store: extract's.
        shard: the files.
        settings: those of the run.
        deadly: documents that no worker survives, beside those of which the last run knew.
    """
    deadly |= store.deadly
    sources = [read_source(file, settings.max_document_bytes, deadly) for file in shard.files]
    inputs = [source.fingerprint for source in sources]
    key = keys.extract_key(inputs, settings)
    part = store.find(key)
    if part is not None:
        return Made(part)
    extracted: list[Extracted] = []

    def fill(folder: Path) -> int:
        sources.reverse()
        while sources:
            source = sources.pop()  # its bytes go with it, before tables are made
            item = extracted_from(source, settings)
            is_rejected = item.document.status == "rejected"
            if is_rejected and not parts.keep_original(source, item.document, folder):
                item = with_findings(item, (finding("file-changed", "the file changed during the run"),))
            extracted.append(item)
            del source
        tables = parts.tables_of(extracted)
        parts.write_tables(folder, {name: tables[name] for name in ("documents", "blocks")})
        return len(extracted)

    return Made(store.make(key, fill), tuple(extracted))


def clean(store: Store, before: Store, left: Made, settings: Settings, deciding: Deciding) -> Made:
    """Repair the shard's texts, normalize them, find languages and pairs.

    Args:
        store: of this stage.
        before: of extract.
        left: what extract made of the shard.
        settings: what may be repaired, and how far text is evened out.
        deciding: what people decided; what of it is about this shard enters its key.
    """
    base = keys.clean_key(left.part.key, settings)
    part = deciding.same(base, store, before, left.part)
    if part is not None:
        return Made(part)
    source = before.path(left.part)
    extracted = left.take()
    if extracted is None:
        extracted = parts.load_extracted(source)
    families = {
        name: tuple(family)
        for name, family in groupby(extracted, key=lambda item: family_of(item.document.path))
    }
    del extracted
    known = store.past.known(families)
    key = deciding.key(past.key_of(base, known), base, store, before, left.part)
    part = store.find(key) if key is not None else None
    if part is not None:
        return Made(part)
    cleaned, after = _cleaned(families, settings, deciding.decisions, known)
    held = decided.held_by(cleaned)
    key = decided.key_of(past.key_of(base, known), held)
    part = store.find(key) if held else None
    if part is not None:
        return Made(part, tuple(cleaned))

    kept = None

    def fill(folder: Path) -> int:
        nonlocal kept
        kept = parts.write_tables(folder, parts.tables_of(cleaned))
        parts.link_originals(source, folder)
        if after:
            write_new(folder / past.FILE, past.encoded(after))
        if held:
            write_new(folder / decided.NOTE, decided.note(cleaned))
        return len(cleaned)

    return Made(store.make(key, fill), tuple(cleaned), kept)


def _cleaned(
    families: dict[str, tuple[Extracted, ...]],
    settings: Settings,
    decisions: Decisions,
    known: Mapping[str, Known],
) -> tuple[list[Cleaned], dict[str, Known]]:
    """The documents of the families in order, and what the next run is to know of translations.

    Families are cleaned some at a time, and each lot goes as soon as it is cleaned: one document of
    64 MB takes a few hundred in either form.
    """
    from pipeline.clean.pairs.decided import decide_pairs
    from pipeline.clean.pairs.stale import with_stale

    cleaned: list[Cleaned] = []
    after: dict[str, Known] = {}
    while families:
        names = _lot(families)
        lot = cleaned_from([families.pop(name) for name in names], settings, decisions)
        for name, family in zip(names, lot, strict=True):
            found, seen = with_stale(family, known.get(name))
            cleaned.extend(decide_pairs(one, decisions) for one in found)
            if seen is not None:
                after[name] = seen
    return cleaned, after


def _lot(families: dict[str, tuple[Extracted, ...]]) -> list[str]:
    """Names of the next families that are cleaned together: one, or as many as are small."""
    names: list[str] = []
    size = 0
    for name, family in families.items():
        size += sum([len(item.document.text or "") for item in family])
        if names and size > _TOGETHER:
            break
        names.append(name)
    return names


def export(store: Store, before: Store, left: Made, settings: Settings) -> Made:
    """Write the shard's tables as Parquet and JSON Lines, and its documents as files."""
    key = keys.export_key(left.part.key, settings)
    part = store.find(key)
    if part is not None:
        return Made(part)
    source = before.path(left.part)
    records = left.take()
    cleaned = parts.load_cleaned(source) if records is None else records

    def fill(folder: Path) -> int:
        for kind in ("parquet", "json", "markdown"):
            make_folder(folder / kind)
        tables = parts.tables_of(cleaned)
        files = []
        for name, records in tables.items():
            # What clean left is the table already: the same schema, rows and writer.
            table = source / f"{name}.parquet"
            link_or_copy(table, folder / "parquet" / f"{name}.parquet")
            parts.write_lines(folder / "json" / f"{name}.jsonl", name, records, table, left.kept)
            files += [_file(folder, f"parquet/{name}.parquet"), _file(folder, f"json/{name}.jsonl")]
        write_new(folder / FACTS, facts.encoded(facts.facts(Rows(**tables), files)))
        write_new(folder / reporting.PART, reporting.part(cleaned))
        parts.write_documents(cleaned, folder / "markdown", source)
        images: set[str] = set()
        for item in cleaned:
            images.update(markdown.linked_images(item.document.path, item.document.text or ""))
        write_new(folder / IMAGES, json.dumps(sorted(images), ensure_ascii=True).encode("ascii"))
        return len(cleaned)

    return Made(store.make(key, fill))


def _file(folder: Path, name: str) -> tuple[str, int, str]:
    """Name, size and hash of a file."""
    path = folder / name
    with path.open("rb") as file:
        return name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
