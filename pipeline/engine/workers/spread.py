"""Who works on the shards: this process, worker processes of this machine, or a Dask cluster.

In: jobs. Out: their results, in any order; then rows of the report, in theirs. Touches what a
`Bench` touches. Nobody can tell from the output who worked: a result depends on nothing but its input.
Starting workers takes seconds, so a run begins in this process and measures itself; only where
much is left after that, and there are cores for it, do workers take over, and until they are ready
this process goes on.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline.engine.corpus.sources import read_source
from pipeline.engine.garbage import collecting_by_hand
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.reporting import Lots
from pipeline.engine.shards.store import Store
from pipeline.engine.workers.bench import Bench, Done, Job, Setup, Sheet, Take
from pipeline.errors import UsageError
from pipeline.report import Lot, Wanted

if TYPE_CHECKING:
    from pipeline.engine.workers.cluster import Crew

_LOG = logging.getLogger("pipeline.engine")

TRIAL_S = 1.5
"""How long a run measures itself before it decides, after its first shard, which loads what all need."""

WORTH_S = 20.0
"""Work of so many seconds, at the pace of one process, is worth starting workers for: two of them
take 3 s to start and to load what they need."""


class Hands:
    """Those who work on a run: once there are workers, they stay until its output is there."""

    def __init__(self, setup: Setup, stores: dict[str, Store]) -> None:
        """Prepare; nobody is hired yet.

        Args:
            setup: how the work is done.
            stores: the stages' folders; their manifests are kept up to date.
        """
        self._setup, self._stores = setup, stores
        self._bench = Bench(stores, setup)
        self._crew: Crew | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *reason: object) -> None:
        self._stack.close()

    def work_through(self, jobs: Sequence[Job], take: Take) -> tuple[tuple[str, str], ...]:
        """Do all jobs.

        Args:
            jobs: each is done once.
            take: called for each.

        Returns:
            Path and hash of documents that are known to kill each worker that has them.

        Raises:
            ClusterError: workers cannot be had.
            PipelineError: what stops a run.
        """
        settings = self._setup.settings
        known = self._stores["extract"].deadly

        def note(job: Job, done: Done) -> None:
            if job.documents:
                _LOG.info("%s: %s", job.words, "done" if any(done.made) else "as it was")
            take(job, done)

        def adopt(job: Job, done: Done) -> None:
            for name, part, is_made in zip(self._setup.names, done.parts, done.made, strict=True):
                self._stores[name].adopt(part, is_made=is_made)
            note(job, done)

        is_ours = any(place.startswith("memory://") for place in (settings.raw, settings.out))
        if is_ours and (settings.scheduler or settings.workers > 1):
            raise UsageError(
                "memory:// is seen by one process only", hint="leave --workers and --scheduler away"
            )
        left: Sequence[Job] = jobs
        if settings.scheduler or settings.workers > 1:
            self._crew = self._hired()
        elif settings.workers == 0 and cores() > 1 and not is_ours:
            left = self._begun(largest_first(jobs), note)
        else:
            self._work_here(iter(jobs), note)
        if self._crew is not None:
            known |= self._crew.work_through(largest_first(left), adopt)
        return _still_there(known, jobs, settings.max_document_bytes)

    def lots(self, parts: Sequence[Part]) -> Lots:
        """Who makes the rows of the report.

        Args:
            parts: those of export.
        """

        def make(asked: Sequence[tuple[int, Wanted]]) -> Iterator[Lot]:
            sheets = [Sheet(number=number, part=parts[number], wanted=wanted) for number, wanted in asked]
            if self._crew is None:
                return map(self._bench.lot, sheets)
            # What kills a worker now did not when it was made: this process takes it on.
            done = {sheet.number: lot or self._bench.lot(sheet) for sheet, lot in self._crew.lots(sheets)}
            return (done.pop(sheet.number) for sheet in sheets)

        return make

    def _hired(self) -> Crew:
        """Workers, until the end of the run."""
        from pipeline.engine.workers.cluster import Crew

        settings = self._setup.settings
        workers = settings.workers or cores()
        crew = Crew(self._setup, address=settings.scheduler, workers=workers, token=uuid4().hex)
        return self._stack.enter_context(crew)

    def _work_here(self, jobs: Iterable[Job], take: Take) -> None:
        """Do jobs in this process."""
        with collecting_by_hand() as collect:
            for at, job in enumerate(jobs):
                if at:
                    collect()
                take(job, self._bench.do(job))

    def _begun(self, jobs: list[Job], take: Take) -> list[Job]:
        """Do jobs in this process, and have workers if those that are left are worth it.

        They begin with the smallest: then this process keeps little memory beside the workers', and
        is soon done with the job in hand when they are ready.

        Args:
            jobs: the largest first.
            take: called for each that is done.

        Returns:
            The jobs for the workers.
        """
        hiring: Future[Crew] | None = None

        def smallest() -> Iterator[Job]:
            nonlocal hiring
            is_first = is_open = True
            started, weight = time.monotonic(), 0
            while jobs and not (hiring and hiring.done()):
                yield (job := jobs.pop())
                spent_s, weight = time.monotonic() - started, weight + job.weight
                if is_open and spent_s > TRIAL_S and weight and len(jobs) > 1:
                    is_open = False
                    if spent_s / weight * sum(job.weight for job in jobs) > WORTH_S:
                        hiring = pool.submit(self._hired)
                elif is_first:
                    started, weight = time.monotonic(), 0
                is_first = False

        with ThreadPoolExecutor(1) as pool:
            self._work_here(smallest(), take)
        if hiring is not None:
            self._crew = hiring.result()
        return jobs


def largest_first(jobs: Sequence[Job]) -> list[Job]:
    """The order in which workers are handed jobs: a large one that came last would keep one worker long
    after the others are done (Graham, 1969).
    """
    return sorted(jobs, key=lambda job: -job.weight)


def _still_there(
    known: frozenset[tuple[str, str]], jobs: Sequence[Job], max_bytes: int
) -> tuple[tuple[str, str], ...]:
    """Of these documents, those that are among the jobs', and as they were."""
    paths = {path for path, _ in known}
    files = [file for job in jobs if job.shard for file in job.shard.files if file.path in paths]
    found = {(file.path, read_source(file, max_bytes).sha256 or "") for file in files}
    return tuple(sorted(known & found))


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
