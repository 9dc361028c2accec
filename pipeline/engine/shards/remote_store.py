"""A stage's folder in a store: parts are filled here, then brought there; the manifest is one object.

In: a key, and a function that fills a folder. Out: `OUT/.stages/<stage>/<key>/` in the store.
Touches the store, and a folder of this machine in which parts lie while they are worked on.
A part whose objects are there in number and size, and which a manifest names, is whole: an object
is written whole or not at all. What no manifest names counts for nothing, as on a disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from pipeline.engine.shards import past
from pipeline.engine.shards.manifest import Manifest, Part
from pipeline.engine.shards.store import Fill, Store
from pipeline.engine.storage.files import make_folder, remove, write_new
from pipeline.engine.storage.urls import Remote

_MANIFEST = "manifest.json"


class RemoteStore(Store):
    """The parts of one stage, in a store."""

    def __init__(self, remote: Remote, scratch: Path, stage: str, *, is_worker: bool = False) -> None:
        """Open a stage's folder.

        Args:
            remote: OUT.
            scratch: a folder of this machine.
            stage: its name.
            is_worker: another process keeps the manifest.
        """
        self._remote, self._below = remote, f".stages/{stage}"
        folder = scratch / ".stages" / stage
        make_folder(folder)
        with suppress(FileNotFoundError):
            write_new(folder / _MANIFEST, remote.read(f"{self._below}/{_MANIFEST}"))
        super().__init__(scratch, stage, is_worker=is_worker)
        self.manifest = replace(self.manifest, written_ns=0)  # that is when it was brought here
        self._seen: dict[str, bool] = {}
        self._before = {part.key for part in self.parts()}
        self._bring_past(scratch / ".past" / stage)

    def path(self, part: Part) -> Path:
        """The folder of a part, brought here if it is not."""
        folder = super().path(part)
        if not folder.is_dir():
            below = f"{self._below}/{part.key}"
            temporary = folder.with_name(f".tmp-get-{part.key}")
            remove(temporary)
            self._remote.download(self._names(part.key), below, temporary)
            temporary.rename(folder)
        return folder

    @contextmanager
    def reading(self, part: Part) -> Iterator[Path]:
        """A part's folder, while it is read."""
        is_here = super().path(part).is_dir()
        yield self.path(part)
        if not is_here:
            self.release(part)

    def read(self, part: Part, name: str) -> bytes:
        """One file of a part."""
        return self._remote.read(f"{self._below}/{part.key}/{name}")

    def release(self, part: Part) -> None:
        """A part is worked on no longer: what lies here of it goes."""
        remove(super().path(part))

    def make(self, key: str, fill: Fill) -> Part:
        """Make the part of this key, and bring it to the store."""
        part = super().make(key, fill)
        self._seen[key] = True
        return part

    def place(self, part: Part) -> str:
        """Where a part is, relative to OUT."""
        return f"{self._below}/{part.key}"

    def sweep(self) -> None:
        """Remove what no manifest names; what the last one named stays for who is reading it."""
        keep = {*self._known, *self._before}
        found = self._remote.files(self._below)
        start = len(self._below) + 1
        gone = [name for name in found if "/" in name[start:] and name[start:].partition("/")[0] not in keep]
        self._remote.remove(gone)

    def _publish(self, key: str) -> None:
        self._remote.upload(self.folder / key, f"{self._below}/{key}")

    def _save(self, manifest: Manifest) -> None:
        super()._save(manifest)
        self._remote.write(f"{self._below}/{_MANIFEST}", (self.folder / _MANIFEST).read_bytes())

    def _is_whole(self, part: Part) -> bool:
        if part.key not in self._seen:
            below = f"{self._below}/{part.key}"
            infos = self._remote.files(below)
            size = sum(int(info["size"]) for info in infos.values())
            self._seen[part.key] = (len(infos), size) == (part.files, part.bytes)
        return self._seen[part.key]

    def _names(self, key: str) -> list[str]:
        start = len(f"{self._below}/{key}/")
        return [name[start:] for name in self._remote.files(f"{self._below}/{key}")]

    def _bring_past(self, folder: Path) -> None:
        """What the last run knew of translations lies beside its parts; `past.py` reads it here."""
        if self.stage != "clean":
            return
        for part in self.manifest.parts or ():
            try:
                data = self.read(part, past.FILE)
            except FileNotFoundError:
                continue
            make_folder(folder / part.key)
            write_new(folder / part.key / past.FILE, data, sync=False)
        self.past = past.Past(folder, self.manifest.parts or ())


class Brought(Sequence[Path]):
    """Folders of parts, of which only the one asked for last lies here."""

    def __init__(self, store: RemoteStore, parts: Sequence[Part]) -> None:
        self._store, self._parts = store, parts
        self._last: Part | None = None

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, at: int) -> Path:  # type: ignore[override]
        part = self._parts[at]
        if self._last is not None and self._last != part:
            self._store.release(self._last)
        self._last = part
        return self._store.path(part)
