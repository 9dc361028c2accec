"""Runs the stages over a corpus: plan, shard after shard, commit.

In: settings and the stages asked for. Out: a `Summary`, and what the stages leave under OUT.
Touches RAW (reading only) and OUT. Who works on the shards is for `spread.py` to decide. The
manifests are written at the end of the run, then the exports are put in place, then what nothing
names any more is swept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pipeline.engine.corpus.finder import Found
from pipeline.engine.corpus.plan import plan
from pipeline.engine.corpus.remote_finder import find_any
from pipeline.engine.output import generations
from pipeline.engine.output.outputs import Output, output_of
from pipeline.engine.shards.decided import Deciding, deciding
from pipeline.engine.shards.keys import made_with
from pipeline.engine.shards.manifest import Manifest, Part
from pipeline.engine.shards.reporting import REPORT
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.storage.urls import is_url, plain
from pipeline.engine.summary import Summary, summarize
from pipeline.engine.workers.bench import Done, Job, Setup
from pipeline.engine.workers.spread import Hands
from pipeline.errors import StageMissingError, UsageError
from pipeline.export.request import Request
from pipeline.settings import Settings

_TOGETHER = 32
"""Parts that are counted at once."""

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
    settings = replace(settings, raw=plain(settings.raw), out=plain(settings.out))
    found = find_any(settings) if stages[0] == "extract" else None
    output = output_of(settings.out)
    try:
        with output.locked():
            output.open()
            return _Run(output, settings, tuple(stages), progress, request).go(found)
    finally:
        output.close()


class _Run:
    """One run, while the lock is held."""

    def __init__(
        self,
        output: Output,
        settings: Settings,
        names: tuple[str, ...],
        progress: Progress | None,
        request: Request | None,
    ) -> None:
        self._output, self._settings, self._names, self._request = output, settings, names, request
        self._progress = progress or (lambda _stage, _done, _total: None)
        self._stores = output.stores
        self._deciding = Deciding()
        self._deadly: tuple[tuple[str, str], ...] = ()

    def go(self, found: Found | None) -> Summary:
        if "export" in self._names:
            self._output.prepare(self._request)
        jobs = self._jobs(found)
        if "clean" in self._names:
            raw = self._settings.raw if found is not None else self._stores["extract"].manifest.raw
            self._deciding = deciding(raw, self._stores["clean"])
        images = 0
        asked: tuple[str, ...] = ()
        setup = Setup(settings=self._settings, names=self._names, deciding=self._deciding)
        with Hands(setup, self._stores) as hands:
            parts = self._make(jobs, hands)
            self._commit(parts, found)
            shown = self._output.shown()
            if "export" in self._names:
                lots = hands.lots(parts["export"])
                images, asked = self._output.publish(parts["export"], self._request, self._settings, lots)
        self._output.sweep(self._names, shown)
        return self._summary(parts, images, asked)

    def _jobs(self, found: Found | None) -> list[Job]:
        """The shards in order."""
        if found is not None:
            shards = plan(found.files, self._settings.shard_bytes)
            return [
                Job(number=number, shard=shard, documents=len(shard.files))
                for number, shard in enumerate(shards)
            ]
        before = STAGES[STAGES.index(self._names[0]) - 1]
        parts = self._stores[before].manifest.parts
        if parts is None:
            raise StageMissingError(
                f"{before} has left nothing in {self._settings.out}", hint=f"`pipeline {before}` comes first"
            )
        for part in parts:
            if self._stores[before].find(part.key) is None:
                raise StageMissingError(
                    f"what {before} left in {self._settings.out} is not as it was",
                    hint=f"run `pipeline {before}` again",
                )
        return [Job(number=number, left=part, documents=part.documents) for number, part in enumerate(parts)]

    def _make(self, jobs: Sequence[Job], hands: Hands) -> dict[str, list[Part]]:
        total, done = sum(job.documents for job in jobs), 0
        parts: dict[str, dict[int, Part]] = {name: {} for name in self._names}
        for name in self._names:
            self._progress(name, 0, total)

        def take(job: Job, result: Done) -> None:
            nonlocal done
            done += job.documents
            for name, part in zip(self._names, result.parts, strict=True):
                parts[name][job.number] = part
                self._progress(name, done, total)

        self._deadly = hands.work_through(jobs, take)
        return {name: [found[number] for number in sorted(found)] for name, found in parts.items()}

    def _commit(self, parts: dict[str, list[Part]], found: Found | None) -> None:
        """Write the manifests, in the order of the stages."""
        origin: Manifest | None = None
        for name in STAGES:
            store = self._stores[name]
            if name in parts:
                manifest = Manifest(
                    stage=name,
                    parts=tuple(parts[name]),
                    made_with=made_with(name, self._settings),
                    deadly=self._deadly if name == "extract" else (),
                )
                if found is not None:
                    manifest = replace(
                        manifest,
                        raw=_absolute(self._settings.raw),
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

    def _summary(self, parts: dict[str, list[Part]], images: int, asked: Sequence[str]) -> Summary:
        last = "clean" if self._names[-1] == "export" else self._names[-1]
        store = self._stores[last]
        manifest = self._stores[self._names[-1]].manifest

        def folders() -> Iterator[list[Path]]:
            left = iter(store.manifest.parts or ())
            while some := list(islice(left, _TOGETHER)):
                with ExitStack() as stack:
                    yield [stack.enter_context(store.reading(part)) for part in some]

        places = [f".stages/{last}"]
        if self._names[-1] == "export" and is_url(self._settings.out):
            places = ["manifest.json"]
        elif self._names[-1] == "export":
            places = [
                *reversed(generations.FOLDERS),
                REPORT,
                *(f"{generations.EXPORTS}/{name}" for name in sorted(asked)),
            ]
        return summarize(
            folders(),
            other_files=manifest.other_files,
            unread_folders=manifest.unread_folders,
            images=images,
            shards=len(parts[self._names[0]]),
            made=max(self._stores[name].made for name in self._names),
            places={place.removeprefix(".stages/"): self._output.place(place) for place in places},
        )


def _absolute(raw: str) -> str:
    return raw if is_url(raw) else str(Path(raw).absolute())
