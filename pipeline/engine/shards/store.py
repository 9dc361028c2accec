"""A stage's folder: parts by their keys, made once, whole or not at all.

In: a key, and a function that fills a folder. Out: `OUT/.stages/<stage>/<key>/` and its `Part`.
Touches that folder. A part is filled under another name, synced, renamed, and counts only when
a manifest names it. One whose files were changed since the manifest was written is made again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from pipeline.engine.shards import manifest as manifests
from pipeline.engine.shards.manifest import Manifest, Part
from pipeline.engine.shards.past import Past
from pipeline.engine.shards.versions import code_version
from pipeline.engine.storage.files import make_folder, put_folder, remove, sync_folder, sync_tree, walk

_CHECKPOINT_S = 5.0
"""So much work, at most, is lost to a kill beside the shard in hand."""


class Fill(Protocol):
    """Writes a part's files into an empty folder, each synced; returns how many documents it has."""

    def __call__(self, folder: Path, /) -> int:
        """Fill the folder."""


class Store:
    """The parts of one stage."""

    def __init__(self, out: Path, stage: str, *, is_loose: bool = False, is_worker: bool = False) -> None:
        """Open a stage's folder.

        Args:
            out: OUT.
            stage: its name.
            is_loose: its parts hold files that nobody has synced.
            is_worker: another process, which holds the lock, keeps the manifest.
        """
        self.stage = stage
        self._is_worker = is_worker
        self._is_loose = is_loose
        self.folder = out / ".stages" / stage
        self.manifest = manifests.load(self.folder, stage)
        self.made = 0
        """Parts made by this run, not found."""
        self.past = Past(self.folder, self.manifest.parts or ())
        known = (*(self.manifest.parts or ()), *self.manifest.unfinished)
        self._known = {part.key: part for part in known}
        self._saved_s = time.monotonic()

    def parts(self) -> tuple[Part, ...]:
        """All parts that a manifest names, finished runs' and others'."""
        return tuple(self._known.values())

    def path(self, part: Part) -> Path:
        """The folder of a part."""
        return self.folder / part.key

    @contextmanager
    def reading(self, part: Part) -> Iterator[Path]:
        """A part's folder, while it is read."""
        yield self.path(part)

    @property
    def deadly(self) -> frozenset[tuple[str, str]]:
        """Path and hash of documents that are known to kill each worker that has them."""
        # Another version of the program may survive them.
        is_ours = self.manifest.made_with.get("code") == code_version()
        return frozenset(self.manifest.deadly if is_ours else ())

    def find(self, key: str) -> Part | None:
        """The part of this key, if a manifest names it and its files are as they were written."""
        part = self._known.get(key)
        return part if part is not None and self._is_whole(part) else None

    def make(self, key: str, fill: Fill) -> Part:
        """Make the part of this key. If anything fails, the stage stays as it was."""
        # Two workers may make one part, when the first was taken for dead: each under its own name.
        temporary = self.folder / f".tmp-{key}-{uuid4().hex}"
        make_folder(temporary)
        try:
            documents = fill(temporary)
            states = [state for _, state in walk(temporary)]
            for path in (*(path for path in temporary.iterdir() if path.is_dir()), temporary):
                sync_folder(path)
            put_folder(temporary, self.folder / key)
        except BaseException:
            with suppress(Exception):
                remove(temporary)
            raise
        part = Part(key=key, documents=documents, files=len(states), bytes=sum(s.st_size for s in states))
        self._publish(key)
        self.made += 1
        if not self._is_worker:
            self._checkpoint(part)
        return part

    def adopt(self, part: Part, *, is_made: bool) -> None:
        """Take note of a part that a worker made or found."""
        if is_made:
            self.made += 1
            self._checkpoint(part)
        else:
            self._known.setdefault(part.key, part)

    def read(self, part: Part, name: str) -> bytes:
        """One file of a part."""
        return (self.path(part) / name).read_bytes()

    def release(self, part: Part) -> None:
        """A part is worked on no longer."""

    def commit(self, manifest: Manifest) -> None:
        """Say that the stage has come to its end. Parts that are no longer named go."""
        self._known = {part.key: part for part in manifest.parts or ()}
        if replace(manifest, written_ns=self.manifest.written_ns) != self.manifest or self.made:
            self._save(manifest)
        self.manifest = manifest

    def sweep(self) -> None:
        """Remove what no manifest names."""
        if not self.folder.is_dir():
            return
        keep = {"manifest.json", *self._known}
        for path in self.folder.iterdir():
            if path.name not in keep:
                remove(path)

    def _publish(self, key: str) -> None:
        """Bring a part that was made to where others find it."""

    def _checkpoint(self, part: Part) -> None:
        """Name a new part as unfinished work, once in a while."""
        self._known[part.key] = part
        if time.monotonic() - self._saved_s < _CHECKPOINT_S:
            return
        done = {done.key for done in self.manifest.parts or ()}
        unfinished: Iterable[Part] = (part for key, part in self._known.items() if key not in done)
        self.manifest = replace(self.manifest, unfinished=tuple(unfinished))
        self._save(self.manifest)
        self._saved_s = time.monotonic()

    def _save(self, manifest: Manifest) -> None:
        make_folder(self.folder)
        if self._is_loose:
            sync_tree(self.folder)
        manifests.save(self.folder, manifest)

    def _is_whole(self, part: Part) -> bool:
        """Whether a part has its files, and nobody wrote to them after the manifest was written."""
        try:
            states = [state for _, state in walk(self.path(part))]
        except OSError:
            return False
        if (len(states), sum(state.st_size for state in states)) != (part.files, part.bytes):
            return False
        return all(state.st_mtime_ns <= self.manifest.written_ns for state in states)
