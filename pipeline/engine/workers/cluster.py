"""Workers: processes of this machine, or a Dask cluster elsewhere, that do jobs.

In: jobs, and in the end sheets of the report. Out: their results as they come. Touches the network
between scheduler and workers; on this machine that is the loopback interface, encrypted with keys
made for the run.
A few jobs more than there are workers are handed out at a time, so that a million shards are no
burden to the scheduler. A job whose worker was killed is done again; when that happens twice it
waits until all others are done, and is done alone, so that what else ran cannot be the cause. If
its worker is killed even then, halves of it are tried in turn, without leaving anything, until it
is known which documents kill; those are set aside.
Idea: delta debugging (Zeller, 1999), for documents.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from pipeline.engine.corpus.families import family_of
from pipeline.engine.corpus.finder import FoundFile
from pipeline.engine.corpus.plan import Shard
from pipeline.engine.corpus.sources import read_source
from pipeline.engine.output.outputs import Output, output_of
from pipeline.engine.shards.versions import code_version, model_hash
from pipeline.engine.workers.bench import Bench, Done, Job, Setup, Sheet, Take, collected
from pipeline.engine.workers.hiring import hired, reached
from pipeline.errors import ClusterError, InternalError, PipelineError

if TYPE_CHECKING:
    from distributed import Future

    from pipeline.report import Lot

_LOG = logging.getLogger("pipeline.engine")

_AHEAD = 2
"""Jobs handed out for each worker: one in hand, one to go on with."""

_LIVES = 2
"""How many workers a job may lose among others before it is done alone."""

_STARTS = 3
"""How often workers of this machine are started: one that is killed before it is ready fails all."""

_LOOK_S = 2.0
"""How often it is looked whether there are workers, while none has finished anything."""

_MISSED = 3
"""So many looks without a worker, and none will come: restarting one takes about a second."""

_SETTLE_S = 0.3
"""From when a new worker can be given work to when Dask counts it as started."""

_ARRIVE_S = 30
"""How long a scheduler elsewhere may be without workers: they may just be starting."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A job that is handed out."""

    function: Any
    job: Job | Sheet
    lost: int = 0
    """Workers that were killed while they had it."""


class Crew:
    """The workers of one run."""

    def __init__(self, setup: Setup, *, address: str, workers: int, token: str) -> None:
        """Prepare; the workers start on entering.

        Args:
            setup: what every worker is told.
            address: of a Dask scheduler; empty for processes of this machine.
            workers: how many of these.
            token: a name for the run that no other has.
        """
        self._setup, self._address, self._workers, self._token = setup, address, workers, token
        self._stack = ExitStack()
        self._deadly: set[tuple[str, str]] = set()
        self._names = 0
        self._pending: dict[Future[Any], _Task] = {}
        self._finished: SimpleQueue[Future[Any]] = SimpleQueue()

    def __enter__(self) -> Crew:
        self._start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._stack.close()

    def work_through(self, jobs: Sequence[Job], take: Take) -> frozenset[tuple[str, str]]:
        """Do all jobs; returns path and hash of the documents that were set aside for killing workers."""
        suspects = []
        for job, done in self._at_once(_do, jobs):
            if done is None:
                suspects.append(job)
            else:
                take(job, done)
        if suspects and not self._address:
            self._workers = 1  # what else runs must not be the cause
            self._replace_all()
        for job in suspects:
            done = self._alone(job)
            take(job, done)
        return frozenset(self._deadly)

    def lots(self, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Lot | None]]:
        """Make rows of the report; None comes for those that cost workers their lives."""
        return self._at_once(_lot, sheets)

    def _start(self) -> None:
        """Have workers, and see to it that each has our code."""
        for start in range(1, _STARTS + 1):
            try:
                self._client = (
                    reached(self._stack, self._address)
                    if self._address
                    else hired(self._stack, self._workers)
                )
                self._check()
                return
            except (OSError, TimeoutError, RuntimeError) as err:
                self._stack.close()
                if self._address or start == _STARTS:
                    raise ClusterError(
                        f"workers cannot be started: {err}",
                        context=self._address,
                        hint="" if self._address else "run with --workers 1",
                    ) from err
                _LOG.warning("workers could not be started, once more: %s", err)
            except BaseException:
                self._stack.close()
                raise

    def _check(self) -> None:
        """See to it that there are workers and that each has our code."""
        if self._address:
            try:
                self._client.wait_for_workers(1, timeout=_ARRIVE_S)
            except TimeoutError as err:
                raise ClusterError("the scheduler has no workers", context=self._address) from err
        try:
            found = self._client.run(_prepare)
        except ModuleNotFoundError as err:
            raise ClusterError(f"a worker lacks a package: {err}", context=self._address) from err
        for name, version in found.items():
            if version != _version():
                raise ClusterError(
                    "a worker has another version of the program or its packages", context=name
                )

    def _threads(self) -> int:
        return max(1, int(sum(self._client.nthreads().values())))

    def _at_once(self, function: Any, jobs: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Do jobs side by side. A job that lost too many workers comes back without a result."""
        waiting = iter(jobs)
        ahead = _AHEAD * self._threads()
        for job in islice(waiting, ahead):
            self._hand_out(_Task(function, job))
        while self._pending:
            task, done = self._next()
            if done is None and task.lost + 1 < _LIVES:
                self._hand_out(replace(task, lost=task.lost + 1))
                continue
            yield task.job, done
            for job in islice(waiting, ahead - len(self._pending)):
                self._hand_out(_Task(function, job))

    def _alone(self, job: Job) -> Done:
        """Do a job while nothing else is done; what kills its worker is set aside."""
        while True:
            for _ in range(2):  # somebody else may have killed the first worker
                done: Done | None = self._tried(_do, job)
                if done is not None:
                    return done
            if job.shard is None:
                raise ClusterError(
                    "a document kills each worker that has it",
                    context=job.words,
                    hint="`pipeline run` finds it and sets it aside",
                )
            known = {path for path, _ in job.deadly}
            files = [file for file in job.shard.files if file.path not in known]
            if not files:
                raise ClusterError("workers are killed whatever they do", context=job.words)
            # Where no document kills by itself but all do together, the largest is too much.
            found = list(self._killers(job, files)) or [max(files, key=lambda file: file.size)]
            for file in found:
                _LOG.warning("%s: each worker that had it was killed; it is set aside", file.path)
            max_bytes = self._setup.settings.max_document_bytes
            hashes = {(file.path, read_source(file, max_bytes).sha256 or "") for file in found}
            self._deadly |= hashes
            job = replace(job, deadly=job.deadly | hashes)

    def _killers(self, job: Job, files: Sequence[FoundFile]) -> Iterator[FoundFile]:
        """Which of a shard's documents kill a worker, by halves."""
        if self._tried(_try, _part_of(job, files)) is not None:
            return
        if len(files) == 1:
            # Once more: somebody else may have killed that worker.
            if self._tried(_try, _part_of(job, files)) is None:
                yield files[0]
            return
        half = _border(files)
        yield from self._killers(job, files[:half])
        yield from self._killers(job, files[half:])

    def _tried(self, function: Any, job: Job) -> Any:
        """What one job gives while nothing else is done; None where its worker was killed."""
        if not self._address:
            # A worker that is killed while it is being started is not replaced by Dask.
            try:
                self._client.wait_for_workers(1, timeout=_LOOK_S * _MISSED)
                time.sleep(_SETTLE_S)
            except TimeoutError:
                self._replace_all()
        self._hand_out(_Task(function, job))
        return self._next()[1]

    def _hand_out(self, task: _Task) -> None:
        self._names += 1
        future = self._client.submit(
            task.function,
            self._setup,
            self._token,
            task.job,
            key=f"{self._token}-{self._names}",
            pure=False,
            retries=0,
        )
        self._pending[future] = task
        future.add_done_callback(self._finished.put)

    def _next(self) -> tuple[_Task, Any]:
        """The next task that comes to its end, and what it gave."""
        missed = 0
        while True:
            try:
                future = self._finished.get(timeout=_LOOK_S)
            except Empty:
                missed = 0 if self._is_staffed() else missed + 1
                if missed >= _MISSED:
                    self._replace_all()
                    missed = 0
                continue
            task = self._pending.pop(future, None)
            if task is not None:  # else it is of workers that are gone
                return task, self._result(future, task.job)

    def _is_staffed(self) -> bool:
        return bool(self._client.nthreads())

    def _replace_all(self) -> None:
        """Start again: a worker that is killed while it is being started is not replaced by Dask."""
        if self._address:
            raise ClusterError("no worker is left", context=self._address)
        tasks = list(self._pending.values())
        self._pending.clear()
        self._stack.close()
        self._start()
        for task in tasks:
            self._hand_out(task)

    def _result(self, future: Future[Any], job: Job | Sheet) -> Any:
        """What a job gave; None where its worker was killed."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.scheduler import NoValidWorkerError

        try:
            return future.result()
        except (KilledWorker, CancelledError):
            _LOG.warning("a worker was killed while it had %s", job.words)
            return None
        except PipelineError:
            raise
        except NoValidWorkerError as err:
            raise ClusterError("no worker is left", context=self._address) from err
        except (OSError, TimeoutError) as err:
            raise ClusterError(f"the scheduler is gone: {err}", context=self._address) from err
        except Exception as err:
            raise InternalError(f"{type(err).__name__}: {err}", context=job.words) from err


def _border(files: Sequence[FoundFile]) -> int:
    """Where to halve: between two families if there are two, for they are worked on together."""
    middle = len(files) // 2
    borders = [
        at for at in range(1, len(files)) if family_of(files[at - 1].path) != family_of(files[at].path)
    ]
    return min(borders, key=lambda at: abs(at - middle), default=middle)


def _part_of(job: Job, files: Sequence[FoundFile]) -> Job:
    return replace(job, shard=Shard(files=tuple(files)), documents=len(files))


def _version() -> str:
    return f"{code_version()} {model_hash()}"


def _prepare() -> str:
    """In a worker: one worker is one thread; and our version."""
    import pyarrow

    pyarrow.set_cpu_count(1)
    return _version()


_BENCHES: dict[str, tuple[Bench, Output]] = {}
"""The one of the run that this worker is working on, and what it borrows."""


def _do(setup: Setup, token: str, job: Job) -> Done:
    """In a worker: do a job."""
    return collected(_bench(setup, token).do, job)


def _lot(setup: Setup, token: str, sheet: Sheet) -> Lot:
    """In a worker: make rows of the report."""
    return _bench(setup, token).lot(sheet)


def _bench(setup: Setup, token: str) -> Bench:
    """In a worker: the bench of a run."""
    if token not in _BENCHES:
        _prepare()
        while _BENCHES:
            _BENCHES.popitem()[1][1].close()
        output = output_of(setup.settings.out)
        output.open(is_worker=True)
        _BENCHES[token] = Bench(output.stores, setup), output
    return _BENCHES[token][0]


def _try(setup: Setup, _token: str, job: Job) -> bool:
    """In a worker: do a job and leave nothing, to see whether it can be survived."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        output = output_of(folder)
        output.open(is_worker=True)
        Bench(output.stores, setup).do(job)
    return True
