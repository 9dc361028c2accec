"""OUT, whatever it is: a folder, or a place in a store. What a run asks of it is the same.

In: what OUT is called. Out: an `Output`: the stages' folders, a lock, and a way to show an output.
Touches OUT. `outputs_of` in a worker gives the stages' folders alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from pipeline.engine.output import generations
from pipeline.engine.output.asked import asked_of, shown
from pipeline.engine.output.datasets import describe
from pipeline.engine.output.generations import Generation
from pipeline.engine.shards import stages
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.reporting import Lots
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.shards.store import Store
from pipeline.engine.storage import placing
from pipeline.engine.storage.images import find_images
from pipeline.engine.storage.lock import is_held, locked
from pipeline.engine.storage.remote_images import brought
from pipeline.engine.storage.urls import is_url
from pipeline.export.request import Request
from pipeline.settings import Settings


class Output(Protocol):
    """OUT, for one run."""

    stores: dict[str, Store]
    """The stages' folders."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold OUT: no other run works on it meanwhile."""

    def open(self, *, is_worker: bool = False) -> None:
        """Find the stages' folders, once OUT is held."""

    def prepare(self, request: Request | None) -> None:
        """Finish what a killed run began, and see that nothing is in the way."""

    def shown(self) -> str | None:
        """The name of the output that people see."""

    def publish(
        self, parts: Sequence[Part], request: Request | None, settings: Settings, lots: Lots
    ) -> tuple[int, tuple[str, ...]]:
        """Show these parts as the output; `lots` makes the rows of the report.

        Returns:
            How many images there are, and which formats were asked for.
        """

    def sweep(self, names: Sequence[str], shown_before: str | None) -> None:
        """Remove what stages of these names, and older outputs, have left over."""

    def place(self, name: str) -> str:
        """Where a person finds what is called so."""

    def close(self) -> None:
        """Give back what was borrowed."""

    def is_there(self) -> bool:
        """Whether anything is there. As what follows, it asks without holding OUT."""

    def is_held(self) -> bool:
        """Whether a run is working on it."""

    def exports(self) -> tuple[str, ...]:
        """The formats that were asked for."""

    def spare(self) -> int:
        """How many older or unfinished outputs there are."""


def output_of(out: str) -> Output:
    """The output of this name.

    Raises:
        MissingExtraError: the package for such URLs is not installed.
        InputError: no package knows such URLs.
    """
    if is_url(out):
        from pipeline.engine.output.remote_output import RemoteOutput

        return RemoteOutput(out)
    return LocalOutput(Path(out))


class LocalOutput:
    """A folder."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.stores: dict[str, Store] = {}

    def locked(self) -> AbstractContextManager[None]:
        """Hold the folder, which is made if it is not there."""
        return locked(self._out)

    def open(self, *, is_worker: bool = False) -> None:
        """Find the stages' folders."""
        self.stores = {
            name: Store(self._out, name, is_loose=name == "export", is_worker=is_worker) for name in STAGES
        }

    def prepare(self, request: Request | None) -> None:
        """See that nothing in the folder is in the way which no run made."""
        placing.recover(self._out)
        generations.check_target(self._out, generations.names_for(request))

    def shown(self) -> str | None:
        """The name of the generation that the folder shows."""
        return generations.current(self._out)

    def publish(
        self, parts: Sequence[Part], request: Request | None, settings: Settings, lots: Lots
    ) -> tuple[int, tuple[str, ...]]:
        """Build a generation and replace the link."""
        store = self.stores["export"]
        folders = tuple(store.path(part) for part in parts)
        names = {name for part in parts for name in json.loads(store.read(part, stages.IMAGES))}
        with brought(store.manifest.raw, names) as root:
            generation = Generation(
                parts=folders,
                images=find_images(root, names),
                raw=root,
                described=describe(folders, lots, self.stores["clean"].manifest.made_with),
                asked=asked_of(request, folders, self._out / generations.EXPORTS, settings.normalize),
            )
            generations.publish(self._out, generation)
        return len(generation.images), tuple(generation.asked.requests) if generation.asked else ()

    def sweep(self, names: Sequence[str], shown_before: str | None) -> None:
        """Remove parts that no manifest names, and generations but the last two."""
        for name in names:
            self.stores[name].sweep()
        if "export" in names:
            generations.sweep(self._out, generations.current(self._out), shown_before)

    def place(self, name: str) -> str:
        """A path."""
        return str(self._out / name)

    def close(self) -> None:
        """Nothing was borrowed."""

    def is_there(self) -> bool:
        """Whether there is such a folder."""
        return self._out.is_dir()

    def is_held(self) -> bool:
        """Whether the system says that a process holds it."""
        return is_held(self._out)

    def exports(self) -> tuple[str, ...]:
        """The formats under `exports/`."""
        return shown(self._out / generations.EXPORTS)

    def spare(self) -> int:
        """Generations but the one that is shown."""
        folder = self._out / ".generations"
        names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
        return len(set(names) - {self.shown()})
