"""Where a shard is worked on: all stages of a run on one shard, in this process or in a worker.

In: a `Job`. Out: `Done`: its parts. Touches RAW (reading only) and the stages' folders under OUT,
but no manifest: that is for the process that holds the lock. In the end, in: a `Sheet`; out: rows
of the report.
A shard goes through all stages before the next one begins, so that memory does not grow with the
corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.engine.corpus.plan import Shard
from pipeline.engine.garbage import collecting_by_hand
from pipeline.engine.shards import reporting, stages
from pipeline.engine.shards.decided import Deciding
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.stages import STAGES, Made
from pipeline.engine.shards.store import Store
from pipeline.report import Lot, Wanted
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One shard that is to be worked on."""

    number: int
    """Its ordinal, from 0."""
    shard: Shard | None = None
    """Its files, where the run begins with extract."""
    left: Part | None = None
    """What the stage before the first one left of it, where it does not."""
    documents: int
    deadly: frozenset[tuple[str, str]] = frozenset()
    """Path and hash of documents that killed each worker; they are set aside."""

    @property
    def weight(self) -> int:
        """About how much work it is: bytes of documents, or of the part that is there."""
        if self.shard is not None:
            return sum(file.size for file in self.shard.files)
        return self.left.bytes if self.left else 0

    @property
    def words(self) -> str:
        """Its documents, for a message."""
        if self.shard is None:
            return f"shard {self.number} ({self.documents:,} documents)"
        first, last = self.shard.files[0].path, self.shard.files[-1].path
        return first if first == last else f"{first} to {last} ({self.documents:,} documents)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of the report that are to be made of a shard."""

    number: int
    """The shard's ordinal."""
    part: Part
    """What export made of it."""
    wanted: Wanted

    @property
    def words(self) -> str:
        """What it is, for a message."""
        return f"rows of shard {self.number} for the report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a job."""

    number: int
    parts: tuple[Part, ...]
    """One of each stage of the run."""
    made: tuple[bool, ...]
    """Of each, whether it was made, not found."""


Take = Callable[[Job, Done], None]
"""Told of each job that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What everybody who works on a run is told."""

    settings: Settings
    names: tuple[str, ...]
    """Stages of the run."""
    deciding: Deciding
    """People's decisions."""


class Bench:
    """The stages of a run, ready to work."""

    def __init__(self, stores: dict[str, Store], setup: Setup) -> None:
        self._stores, self._settings, self._names = stores, setup.settings, setup.names
        self._deciding = setup.deciding

    def do(self, job: Job) -> Done:
        """Take a job through all stages."""
        made = Made(job.left) if job.left is not None else None
        parts, news = [], []
        for name in self._names:
            before = self._stores[name].made
            made = self._stage(name, job, made)
            parts.append(made.part)
            news.append(self._stores[name].made > before)
        for name, part in zip(self._names, parts, strict=True):
            self._stores[name].release(part)
        if job.left is not None:
            self._stores[STAGES[STAGES.index(self._names[0]) - 1]].release(job.left)
        return Done(number=job.number, parts=tuple(parts), made=tuple(news))

    def lot(self, sheet: Sheet) -> Lot:
        """Make rows of the report."""
        with self._stores["export"].reading(sheet.part) as folder:
            return reporting.lot(folder, sheet.wanted)

    def _stage(self, name: str, job: Job, left: Made | None) -> Made:
        store = self._stores[name]
        if name == "extract" and job.shard is not None:
            return stages.extract(store, job.shard, self._settings, job.deadly)
        before = self._stores[STAGES[STAGES.index(name) - 1]]
        assert left is not None
        if name == "clean":
            return stages.clean(store, before, left, self._settings, self._deciding)
        return stages.export(store, before, left, self._settings)


def collected(do: Callable[[Job], Done], job: Job) -> Done:
    """Do a job with the collector out of the way, as a run does many."""
    with collecting_by_hand() as collect:
        done = do(job)
        collect()
    return done
