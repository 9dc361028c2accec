"""Runs the stages over a corpus: plan, shard after shard, commit.

In: settings and the stages asked for. Out: a `Summary`, and what the stages leave under OUT.
Touches RAW (reading only) and OUT. A shard goes through all stages before the next one begins,
so that memory does not grow with the corpus. The manifests are written at the end of the
run, then the exports are put in place, then what nothing names any more is swept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.engine import generations, placing, stages
from pipeline.engine.asked import asked_of
from pipeline.engine.datasets import describe
from pipeline.engine.decided import Deciding, deciding
from pipeline.engine.finder import Found, find
from pipeline.engine.garbage import collecting_by_hand
from pipeline.engine.generations import Generation
from pipeline.engine.images import find_images
from pipeline.engine.keys import made_with
from pipeline.engine.lock import locked
from pipeline.engine.manifest import Manifest, Part
from pipeline.engine.plan import Shard, plan
from pipeline.engine.stages import STAGES, Made
from pipeline.engine.store import Store
from pipeline.engine.summary import Summary, summarize
from pipeline.errors import StageMissingError, UsageError
from pipeline.export.request import Request
from pipeline.settings import Settings

Progress = Callable[[str, int, int], None]
"""Told a stage's name, how many documents it has done, and of how many."""


def run(
    settings: Settings,
    *,
    stages: Sequence[str] = STAGES,
    progress: Progress | None = None,
    request: Request | None = None,
) -> Summary:
    """Run stages that follow one another; the first continues from what the one before it left.

    Args:
        settings: `raw` is read, `out` is written to.
        stages: of `extract`, `clean`, `export`, in this order, none left out between two.
        progress: called after each shard and stage.
        request: what is asked for beside the defaults, where `export` runs. What was asked for
            before stays with it while the documents are the same, and goes without one.

    Raises:
        MissingExtraError: a format needs a package that is not installed.
        InputError: `raw` is not there, or cannot be read.
        StageMissingError: the stage before the first one has not been run.
        ForeignOutputError: files are in the way that no run made.
        OutputError: `out` cannot be written to, or another run is writing there.
    """
    if not stages or tuple(stages) not in {STAGES[a:b] for a in range(3) for b in range(a + 1, 4)}:
        raise UsageError(f"stages {', '.join(stages)} do not follow one another")
    out = Path(settings.out)
    found = find(Path(settings.raw), settings.include, out) if stages[0] == "extract" else None
    with locked(out):
        return _Run(out, settings, tuple(stages), progress, request).go(found)


@dataclass(slots=True)
class _Work:
    """One shard on its way: still a plan, or what the stage before the first one left of it."""

    shard: Shard | None
    left: Made | None
    documents: int


class _Run:
    """One run, while the lock is held."""

    def __init__(
        self,
        out: Path,
        settings: Settings,
        names: tuple[str, ...],
        progress: Progress | None,
        request: Request | None,
    ) -> None:
        self._out, self._settings, self._names, self._request = out, settings, names, request
        self._progress = progress or (lambda _stage, _done, _total: None)
        self._stores = {name: Store(out, name, is_loose=name == "export") for name in STAGES}
        self._deciding = Deciding()

    def go(self, found: Found | None) -> Summary:
        placing.recover(self._out)
        if "export" in self._names:
            generations.check_target(self._out, generations.names_for(self._request))
        work = self._work(found)
        if "clean" in self._names:
            raw = self._settings.raw if found is not None else self._stores["extract"].manifest.raw
            self._deciding = deciding(raw, self._stores["clean"])
        parts = self._make(work)
        self._commit(parts, found)
        images = 0
        asked: tuple[str, ...] = ()
        shown = generations.current(self._out)
        if "export" in self._names:
            generation = self._generation(parts["export"])
            generations.publish(self._out, generation)
            images = len(generation.images)
            asked = tuple(generation.asked.requests) if generation.asked else ()
        self._sweep(shown)
        return self._summary(parts, images, asked)

    def _work(self, found: Found | None) -> list[_Work]:
        """The shards in order."""
        if found is not None:
            shards = plan(found.files, self._settings.shard_bytes)
            return [_Work(shard, None, len(shard.files)) for shard in shards]
        before = STAGES[STAGES.index(self._names[0]) - 1]
        parts = self._stores[before].manifest.parts
        if parts is None:
            raise StageMissingError(
                f"{before} has left nothing in {self._out}", hint=f"`pipeline {before}` comes first"
            )
        for part in parts:
            if self._stores[before].find(part.key) is None:
                raise StageMissingError(
                    f"what {before} left in {self._out} is not as it was",
                    hint=f"run `pipeline {before}` again",
                )
        return [_Work(None, Made(part), part.documents) for part in parts]

    def _make(self, work: Sequence[_Work]) -> dict[str, list[Part]]:
        parts: dict[str, list[Part]] = {name: [] for name in self._names}
        total, done = sum(item.documents for item in work), 0
        for name in self._names:
            self._progress(name, 0, total)
        with collecting_by_hand() as collect:
            for item in work:
                done += item.documents
                made = item.left
                for name in self._names:
                    made = self._stage(name, item, made)
                    parts[name].append(made.part)
                    self._progress(name, done, total)
                del made
                collect()
        return parts

    def _stage(self, name: str, item: _Work, left: Made | None) -> Made:
        store = self._stores[name]
        if name == "extract" and item.shard is not None:
            return stages.extract(store, item.shard, self._settings)
        before = self._stores[STAGES[STAGES.index(name) - 1]]
        assert left is not None
        if name == "clean":
            return stages.clean(store, before, left, self._settings, self._deciding)
        return stages.export(store, before, left, self._settings)

    def _commit(self, parts: dict[str, list[Part]], found: Found | None) -> None:
        """Write the manifests, in the order of the stages."""
        origin: Manifest | None = None
        for name in STAGES:
            store = self._stores[name]
            if name in parts:
                manifest = Manifest(
                    stage=name, parts=tuple(parts[name]), made_with=made_with(name, self._settings)
                )
                if found is not None:
                    manifest = replace(
                        manifest,
                        raw=str(Path(self._settings.raw).absolute()),
                        other_files=found.other_files,
                        unread_folders=found.unread_folders,
                    )
                elif origin is not None:
                    manifest = replace(
                        manifest,
                        raw=origin.raw,
                        other_files=origin.other_files,
                        unread_folders=origin.unread_folders,
                    )
                store.commit(manifest)
            origin = store.manifest

    def _generation(self, parts: Iterable[Part]) -> Generation:
        store = self._stores["export"]
        folders = tuple(store.path(part) for part in parts)
        names = {name for folder in folders for name in json.loads((folder / stages.IMAGES).read_bytes())}
        raw = Path(store.manifest.raw)
        root = raw.parent if raw.is_file() else raw
        previous = self._out / generations.EXPORTS
        return Generation(
            parts=folders,
            images=find_images(root, names),
            raw=root,
            described=describe(folders),
            asked=asked_of(self._request, folders, previous, self._settings.normalize),
        )

    def _sweep(self, shown_before: str | None) -> None:
        for name in self._names:
            self._stores[name].sweep()
        if "export" in self._names:
            generations.sweep(self._out, generations.current(self._out), shown_before)

    def _summary(self, parts: dict[str, list[Part]], images: int, asked: Sequence[str]) -> Summary:
        last = "clean" if self._names[-1] == "export" else self._names[-1]
        store = self._stores[last]
        manifest = self._stores[self._names[-1]].manifest
        folders = [store.path(part) for part in store.manifest.parts or ()]
        if self._names[-1] == "export":
            places = {name: str(self._out / name) for name in reversed(generations.FOLDERS)}
            exports = generations.EXPORTS
            places |= {f"{exports}/{name}": str(self._out / exports / name) for name in sorted(asked)}
        else:
            places = {last: str(store.folder)}
        return summarize(
            folders,
            other_files=manifest.other_files,
            unread_folders=manifest.unread_folders,
            images=images,
            shards=len(parts[self._names[0]]),
            made=max(self._stores[name].made for name in self._names),
            places=places,
        )
