"""OUT in a store, where nothing is atomic but the writing of one object: so one object is the door.

In: the parts of export. Out: `OUT/manifest.json`, which says where each file of the output is.
Touches the store, and a folder of this machine in which parts lie while they are worked on.
Parts are objects already and stay where they are; what describes them, images and what was asked
for beside go to `OUT/.generations/KEY/`. The manifest is written last, in one PUT, and names every
object of its output: who reads it sees the last output or the new one, whole. The lock is an
object too, made only where there is none, and renewed: one that is no longer renewed is a dead run's.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipeline.engine.output import asked as asked_room
from pipeline.engine.output import generations
from pipeline.engine.output.asked import asked_of
from pipeline.engine.output.datasets import describe
from pipeline.engine.shards import stages
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.remote_store import Brought, RemoteStore
from pipeline.engine.shards.reporting import PART as REPORT_PART
from pipeline.engine.shards.reporting import Lots
from pipeline.engine.shards.stages import FACTS, STAGES
from pipeline.engine.shards.store import Store
from pipeline.engine.storage.files import make_folder, walk, write_new
from pipeline.engine.storage.images import carry, find_images
from pipeline.engine.storage.remote_images import brought
from pipeline.engine.storage.urls import Remote
from pipeline.errors import OutputError, PipelineError
from pipeline.export.request import Request
from pipeline.settings import Settings
from pipeline.tables import TABLES

INDEX = "manifest.json"
"""The door: what an output is made of."""

FORMAT = 1

LEASE_S = 60.0
"""A lock that has not been renewed for so long is a dead run's."""

_LOCK = ".lock"
_ENDINGS = {"parquet": "parquet", "json": "jsonl"}


def index_of(remote: Remote) -> dict[str, Any]:
    """What the manifest of an output says; empty where there is none that can be read."""
    try:
        value = json.loads(remote.read(INDEX))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) and value.get("format") == FORMAT else {}


class RemoteOutput:
    """A place in a store."""

    def __init__(self, out: str) -> None:
        self._remote = Remote(out)
        self._folder = tempfile.TemporaryDirectory(prefix="pipeline-", ignore_cleanup_errors=True)
        self._scratch = Path(self._folder.name)
        self.stores: dict[str, Store] = {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the place."""
        token = uuid4().hex.encode("ascii")
        self._take_lock(token)
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(token, ended), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            with suppress(PipelineError, FileNotFoundError):
                if self._remote.read(_LOCK).partition(b" ")[0] == token:
                    self._remote.remove([_LOCK])

    def open(self, *, is_worker: bool = False) -> None:
        """Find the stages' folders."""
        self.stores = {
            name: RemoteStore(self._remote, self._scratch, name, is_worker=is_worker) for name in STAGES
        }

    def prepare(self, request: Request | None) -> None:
        """Nothing can be in the way: only what the manifest names counts."""

    def shown(self) -> str | None:
        """The key of the output that the manifest names."""
        return index_of(self._remote).get("key")

    def publish(
        self, parts: Sequence[Part], request: Request | None, settings: Settings, lots: Lots
    ) -> tuple[int, tuple[str, ...]]:
        """Bring what is not there yet, then write the manifest."""
        store = self.stores["export"]
        assert isinstance(store, RemoteStore)
        small = [self._small(store, part) for part in parts]
        names = {name for folder in small for name in json.loads((folder / stages.IMAGES).read_bytes())}
        asked = asked_of(request, small, self._scratch / "none", settings.normalize)
        with brought(store.manifest.raw, names) as root:
            images = find_images(root, names)
            described = describe(small, lots, self.stores["clean"].manifest.made_with)
            generation = generations.Generation(
                parts=tuple(small), images=images, raw=root, described=described, asked=asked
            )
            formats = tuple(asked.requests) if asked else ()
            if self.shown() == generation.key:
                return len(images), formats
            folder = self._scratch / ".generations" / generation.key
            make_folder(folder)
            for name, data in described.items():
                make_folder((folder / name).parent)
                write_new(folder / name, data, sync=False)
            carry(images, root, folder / "markdown", self._scratch / "none")
            if asked:
                exports = folder / generations.EXPORTS
                asked_room.build(exports, asked, Brought(store, parts), self._scratch / "none", root)
        below = f".generations/{generation.key}"
        self._remote.upload(folder, below)
        index = {
            "format": FORMAT,
            "key": generation.key,
            "tables": {
                kind: {
                    table: [f"{store.place(part)}/{kind}/{table}.{ending}" for part in parts]
                    for table in TABLES
                }
                for kind, ending in _ENDINGS.items()
            },
            "notes": [f"{store.place(part)}/markdown" for part in parts],
            "files": {name: f"{below}/{name}" for name in sorted(name for name, _ in walk(folder))},
        }
        text = json.dumps(index, ensure_ascii=True, indent=1)
        self._remote.write(INDEX, f"{text}\n".encode("ascii"))
        return len(images), formats

    def sweep(self, names: Sequence[str], shown_before: str | None) -> None:
        """Remove what no manifest names, but what the last ones named, for who is reading it."""
        for name in names:
            self.stores[name].sweep()
        if "export" in names:
            keep = {self.shown(), shown_before}
            found = self._remote.files(".generations")
            self._remote.remove([name for name in found if name.split("/")[1] not in keep])

    def place(self, name: str) -> str:
        """A URL."""
        return f"{self._remote.url}/{name}"

    def close(self) -> None:
        """Remove what lies on this machine."""
        self._folder.cleanup()

    def is_there(self) -> bool:
        """Whether any object is below it."""
        return bool(self._remote.files())

    def is_held(self) -> bool:
        """Whether there is a lock; a dead run's goes when the next run has looked at it for a while."""
        return self._held() is not None

    def exports(self) -> tuple[str, ...]:
        """The formats that the manifest names."""
        names = [name.split("/") for name in index_of(self._remote).get("files", {})]
        return tuple(sorted({name[1] for name in names if name[0] == generations.EXPORTS and len(name) > 2}))

    def spare(self) -> int:
        """Outputs but the one that the manifest names."""
        found = {name.split("/")[1] for name in self._remote.files(".generations")}
        return len(found - {self.shown()})

    def _small(self, store: RemoteStore, part: Part) -> Path:
        """A folder named after a part, with those of its files that tell about the others."""
        folder = self._scratch / ".small" / part.key
        if not folder.is_dir():
            make_folder(folder)
            for name in (FACTS, REPORT_PART, stages.IMAGES):
                write_new(folder / name, store.read(part, name), sync=False)
        return folder

    def _take_lock(self, token: bytes) -> None:
        if self._remote.create(_LOCK, self._stamped(token)):
            return
        held = self._held()
        waited_s = time.monotonic()
        # Its clock is not ours: it is alive if it is renewed while we look.
        while held is not None and self._held() == held:
            if time.monotonic() - waited_s > LEASE_S:
                self._remote.remove([_LOCK])
                break
            time.sleep(min(1.0, LEASE_S / 10))
        else:
            if self._held() is not None:
                raise OutputError(
                    "another run is writing there",
                    context=self._remote.url,
                    hint="wait for its end, or name another OUT",
                )
        if not self._remote.create(_LOCK, self._stamped(token)):
            raise OutputError(
                "another run is writing there", context=self._remote.url, hint="wait for its end"
            )

    def _held(self) -> bytes | None:
        try:
            return self._remote.read(_LOCK)
        except FileNotFoundError:
            return None

    def _renew(self, token: bytes, ended: threading.Event) -> None:
        while not ended.wait(LEASE_S / 6):
            with suppress(PipelineError):  # the next time, perhaps; there are some before it counts
                self._remote.write(_LOCK, self._stamped(token))

    @staticmethod
    def _stamped(token: bytes) -> bytes:
        return (
            token + b" " + hashlib.sha256(str(time.time_ns()).encode("ascii")).hexdigest()[:8].encode("ascii")
        )
