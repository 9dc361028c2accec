"""Who works on the shards: this process, worker processes of this machine, or a Dask cluster.

In: jobs. Out: their results, in any order. Touches what a `Bench` touches.
Nobody can tell from the output who worked: a job's result depends on nothing but its input.
Starting workers takes seconds, so a run begins in this process and measures itself; only where
much is left after that, and there are cores for it, do workers take over.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from pipeline.engine.bench import Bench, Done, Job, Setup
from pipeline.engine.garbage import collecting_by_hand
from pipeline.engine.sources import read_source
from pipeline.engine.store import Store
from pipeline.errors import UsageError

Take = Callable[[Job, Done], None]
"""Told of each job that is done."""

_LOG = logging.getLogger("pipeline.engine")

TRIAL_S = 4.0
"""How long a run measures itself before it decides."""

WORTH_S = 20.0
"""Work of so many seconds, at the pace of one process, is worth starting workers for: two of them
take 3 s to start and to load what they need."""


def work_through(
    jobs: Sequence[Job], setup: Setup, stores: dict[str, Store], take: Take
) -> tuple[tuple[str, str], ...]:
    """Do all jobs.

    Args:
        jobs: each is done once.
        setup: how.
        stores: the stages' folders; their manifests are kept up to date.
        take: called for each.

    Returns:
        Path and hash of documents that are known to kill each worker that has them.

    Raises:
        ClusterError: workers cannot be had.
        PipelineError: what stops a run.
    """
    workers, address = setup.settings.workers, setup.settings.scheduler
    known = stores["extract"].deadly
    left: Sequence[Job] = jobs

    def note(job: Job, done: Done) -> None:
        if job.documents:
            _LOG.info("%s: %s", job.words, "done" if any(done.made) else "as it was")
        take(job, done)

    is_ours = any(place.startswith("memory://") for place in (setup.settings.raw, setup.settings.out))
    if is_ours and (address or workers > 1):
        raise UsageError("memory:// is seen by one process only", hint="leave --workers and --scheduler away")
    if not address and workers < 2:
        is_open = workers == 0 and cores() > 1 and not is_ours
        left = _work_here(jobs, Bench(stores, setup), note, is_open=is_open)
    if left:
        from pipeline.engine.cluster import Crew

        def adopt(job: Job, done: Done) -> None:
            for name, part, is_made in zip(setup.names, done.parts, done.made, strict=True):
                stores[name].adopt(part, is_made=is_made)
            note(job, done)

        with Crew(setup, address=address, workers=workers or cores(), token=uuid4().hex) as crew:
            known |= crew.work_through(largest_first(left), adopt)
    return _still_there(known, jobs, setup.settings.max_document_bytes)


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


def _work_here(jobs: Sequence[Job], bench: Bench, take: Take, *, is_open: bool) -> Sequence[Job]:
    """Do jobs in this process; returns those that workers had better do."""
    total = sum(job.weight for job in jobs)
    started, weight = time.monotonic(), 0
    with collecting_by_hand() as collect:
        for at, job in enumerate(jobs):
            done = bench.do(job)
            take(job, done)
            weight += job.weight
            if at + 1 < len(jobs):
                collect()
            spent_s = time.monotonic() - started
            if is_open and spent_s > TRIAL_S and weight and len(jobs) - at > 2:
                if spent_s / weight * (total - weight) > WORTH_S:
                    return jobs[at + 1 :]
                is_open = False
    return ()
