"""What a run would do, and why, without doing it: `pipeline run --dry-run`.

In: settings. Out: a `Preview`. Touches RAW and OUT, reading only; OUT need not be there.
The keys tell what would be done, for they are hashes of all that the work depends on. Why, is told
by what the manifests say of the last run and by its tables of documents: only those of shards that
would be made are read, so that what this takes grows with the change and not with the corpus.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.engine.corpus.families import family_of
from pipeline.engine.corpus.finder import Found
from pipeline.engine.corpus.plan import Shard, plan
from pipeline.engine.corpus.remote_finder import find_any
from pipeline.engine.corpus.sources import Source, read_source
from pipeline.engine.output.outputs import output_of
from pipeline.engine.shards import keys, past
from pipeline.engine.shards.decided import Deciding, deciding
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.shards.store import Store
from pipeline.engine.storage.urls import plain
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A document that is not as the last run found it."""

    what: str
    """`added`, `changed`, `renamed` or `gone`."""
    path: str
    """Where it is; where it was, if it is gone."""
    before: str | None = None
    """Where a renamed one was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a run would do."""

    documents: int
    """Found under RAW."""
    work: int
    """Of these, how many a stage would work on."""
    beside: int
    """Of these, how many are as they were, and only share a shard with one that is not."""
    changes: tuple[Change, ...]
    """Documents that came, went or changed, by path."""
    reasons: tuple[str, ...]
    """Why all would be worked on, in words; empty where changes are the only reason."""
    shards: int
    made: dict[str, int]
    """By stage, how many shards it would make."""
    other_files: int = 0
    unread_folders: tuple[str, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether the output would stay as it is."""
        return not any(self.made.values()) and not self.changes and not self.reasons


@dataclass(slots=True)
class _Look:
    """What has been looked at."""

    made: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    work: int = 0
    kept: set[str] = field(default_factory=set)
    """Keys of extract's parts that would be used again."""
    new: dict[str, str | None] = field(default_factory=dict)
    """Path and SHA-256 of each document of a shard that extract would make."""


def preview(settings: Settings) -> Preview:
    """What `run` would do with these settings.

    Raises:
        InputError: RAW is not there, or cannot be read.
        OutputError: what is under OUT cannot be read.
        DecisionsError: a line of the decisions file is no decision.
    """
    found = find_any(settings)
    output = output_of(plain(settings.out))
    try:
        output.open()
        return _preview(settings, found, output.stores, is_shown=output.shown() is not None)
    finally:
        output.close()


def _preview(settings: Settings, found: Found, stores: dict[str, Store], *, is_shown: bool) -> Preview:
    look = _Look()
    shards = plan(found.files, settings.shard_bytes)
    decisions = deciding(settings.raw, stores["clean"])
    for shard in shards:
        _look_at(shard, stores, settings, decisions, look)
    changes, beside = _changes(stores["extract"], look)
    return Preview(
        documents=len(found.files),
        work=look.work,
        beside=beside,
        changes=changes,
        reasons=tuple(_reasons(stores, settings, is_shown)),
        shards=len(shards),
        made=look.made,
        other_files=found.other_files,
        unread_folders=found.unread_folders,
    )


def _look_at(
    shard: Shard, stores: dict[str, Store], settings: Settings, decisions: Deciding, look: _Look
) -> None:
    """Ask each stage whether it has this shard."""
    # One at a time, and without its bytes: a shard may hold a large document.
    deadly = stores["extract"].deadly
    sources = [_hashed(file, settings, deadly) for file in shard.files]
    before = keys.extract_key([source.fingerprint for source in sources], settings)
    is_worked_on = False
    for name in STAGES:
        if name == "clean":
            left = stores["extract"].find(before)
            base = keys.clean_key(before, settings)
            before = _clean_key(stores, base, shard, decisions, left)
        elif name == "export":
            before = keys.export_key(before, settings)
        if stores[name].find(before) is None:
            look.made[name] += 1
            is_worked_on = True
            if name == "extract":
                look.new |= {source.file.path: source.sha256 for source in sources}
        elif name == "extract":
            look.kept.add(before)
    look.work += len(shard.files) if is_worked_on else 0


def _clean_key(
    stores: dict[str, Store], base: str, shard: Shard, decisions: Deciding, left: Part | None
) -> str:
    """The key under which clean would find the shard, or make it."""
    store, before = stores["clean"], stores["extract"]
    if left is None:  # which decisions a shard holds is told by its texts
        known = store.past.same(base)
        return known if known is not None and store.find(known) is not None else base
    same = decisions.same(base, store, before, left)
    if same is not None:
        return same.key
    key = past.key_of(base, store.past.known(sorted({family_of(file.path) for file in shard.files})))
    return decisions.key(key, base, store, before, left) or f"{key}-unknown"


def _hashed(file: object, settings: Settings, deadly: frozenset[tuple[str, str]]) -> Source:
    return replace(read_source(file, settings.max_document_bytes, deadly), data=None)  # type: ignore[arg-type]


def _changes(store: Store, look: _Look) -> tuple[tuple[Change, ...], int]:
    """What came, went or changed; and how many documents only share a shard with one of these."""
    if store.manifest.parts is None:
        return (), 0
    old: dict[str, str | None] = {}
    for part in store.manifest.parts or ():
        if part.key not in look.kept:
            old |= _documents(store, part)
    changes = [
        Change(what="changed", path=path)
        for path in look.new.keys() & old.keys()
        if look.new[path] != old[path]
    ]
    gone: dict[str | None, list[str]] = defaultdict(list)
    for path in sorted(old.keys() - look.new.keys(), reverse=True):
        gone[old[path]].append(path)
    for path in sorted(look.new.keys() - old.keys()):
        was = gone[look.new[path]].pop() if look.new[path] and gone.get(look.new[path]) else None
        changes.append(Change(what="renamed" if was else "added", path=path, before=was))
    changes += [Change(what="gone", path=path) for paths in gone.values() for path in paths]
    beside = len(look.new) - sum(change.what != "gone" for change in changes)
    return tuple(sorted(changes, key=lambda change: (change.path, change.what))), beside


def _documents(store: Store, part: Part) -> dict[str, str | None]:
    """Path and SHA-256 of a part's documents; none where they cannot be read any more."""
    import pyarrow as pa

    from pipeline.export import parquet

    try:
        with store.reading(part) as folder:
            table = parquet.read(folder / "documents.parquet", ("path", "sha256"))
    except (OSError, pa.ArrowException):
        return {}
    return dict(zip(table.column("path").to_pylist(), table.column("sha256").to_pylist(), strict=True))


def _reasons(stores: dict[str, Store], settings: Settings, is_shown: bool) -> Iterable[str]:
    """What holds for all documents: nothing made yet, another version, other settings, lost files."""
    known: Sequence[str] = [name for name in STAGES if stores[name].manifest.parts is not None]
    if not known:
        yield (
            "another version of the program made what is there"
            if _has_left(stores)
            else "no run has ended here"
        )
        return
    said = set()
    for name in known:
        for words in keys.differences(stores[name].manifest.made_with, keys.made_with(name, settings)):
            if words not in said:
                said.add(words)
                yield words
        lost = [part for part in stores[name].manifest.parts or () if stores[name].find(part.key) is None]
        if lost:
            yield f"files that {name} left were changed or removed"
    for name in STAGES:
        if name not in known:
            yield f"{name} has not come to its end"
    if "export" in known and not is_shown:
        yield "the output is not there"


def _has_left(stores: dict[str, Store]) -> bool:
    return any((store.folder / "manifest.json").exists() for store in stores.values())
