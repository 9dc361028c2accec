"""What is under OUT: which stages have come to their end, what is shown, what a killed run left.

In: OUT. Out: a `State`. Touches OUT, reading only: manifests and names, no tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.engine.output.outputs import output_of
from pipeline.engine.shards import keys
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.shards.store import Store
from pipeline.engine.storage.urls import plain
from pipeline.errors import InputError
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """What one stage has left."""

    stage: str
    documents: int | None
    """Of the last run that came to its end; None where none has, or another version made it."""
    shards: int
    bytes: int
    is_whole: bool
    """Whether all its files are there as they were written."""
    unfinished: int
    """Documents of a run that did not come to its end; the next run need not do them again."""
    written: datetime | None
    """When, in UTC."""
    differences: tuple[str, ...]
    """In words, what is not as these settings and this program would have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is under OUT."""

    out: str
    raw: str
    """Folder that was read; empty where nothing was."""
    stages: tuple[StageState, ...]
    shown: str | None
    """Key of the output that people see; None where there is none."""
    spare: int
    """Older or unfinished outputs, which the next run sweeps."""
    exports: tuple[str, ...]
    """Formats asked for beside the defaults."""
    is_running: bool
    """Whether a run is writing there now."""
    other_files: int
    unread_folders: tuple[str, ...]
    deadly: tuple[str, ...]
    """Paths of documents that were set aside because they killed each worker that had them."""


def state(settings: Settings) -> State:
    """What is under `settings.out`, compared with what these settings would make.

    Raises:
        InputError: there is no such folder.
    """
    output = output_of(plain(settings.out))
    try:
        if not output.is_there():
            raise InputError(f"{settings.out} does not exist", hint="`pipeline run` makes it")
        output.open()
        stores = [output.stores[name] for name in STAGES]
        manifest = stores[0].manifest
        return State(
            out=settings.out,
            raw=manifest.raw,
            stages=tuple(_of(store, settings) for store in stores),
            shown=output.shown(),
            spare=output.spare(),
            exports=output.exports(),
            is_running=output.is_held(),
            other_files=manifest.other_files,
            unread_folders=manifest.unread_folders,
            deadly=tuple(path for path, _ in manifest.deadly),
        )
    finally:
        output.close()


def _of(store: Store, settings: Settings) -> StageState:
    manifest = store.manifest
    parts = manifest.parts or ()
    written = datetime.fromtimestamp(manifest.written_ns / 1e9, UTC) if manifest.written_ns else None
    return StageState(
        stage=store.stage,
        documents=None if manifest.parts is None else sum(part.documents for part in parts),
        shards=len(parts),
        bytes=sum(part.bytes for part in parts),
        is_whole=all(store.find(part.key) is not None for part in parts),
        unfinished=sum(part.documents for part in manifest.unfinished),
        written=written,
        differences=tuple(keys.differences(manifest.made_with, keys.made_with(store.stage, settings))),
    )
