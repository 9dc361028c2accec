"""Has workers: starts processes of this machine, or finds those of a cluster.

In: how many, or the address of a scheduler. Out: a client of Dask's. Touches Dask's settings, the
network, and starts processes, all until the stack that it is given is closed.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from pipeline.errors import ClusterError

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_S = 10

_PRELOAD = "\n".join(
    (
        "import atexit, logging, os, signal",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        # After all that Dask has to do in the end, to take down what Numba compiled would take a second.
        "atexit.register(os._exit, 0)",
        # the settings of a worker's log come too late for what it imports first
        "logging.getLogger('distributed').setLevel(logging.CRITICAL)",
        "from pipeline.engine.workers.hiring import spare_pandas",
        "spare_pandas()",
    )
)
"""What a worker of this machine begins with: Ctrl-C is for the process that a person sees."""

_CONFIG = {
    "logging.distributed": "critical",
    "distributed.scheduler.allowed-failures": 0,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    # Dask looks a hundred times a second at what a worker does, for a page that nobody opens.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "1s",
    "distributed.comm.timeouts.connect": f"{_CONNECT_S}s",
    # Dask has workers give back each 64 kB that is free at the end of the heap, and then glibc maps each
    # larger block anew: three times as many page faults, an eighth of all time. By itself glibc learns.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    # A job runs in a thread of its own. What it frees goes to the one heap that serves all threads, which is
    # kept for the next job; a thread's own heap is given back and asked for again.
    "distributed.nanny.pre-spawn-environ.MALLOC_ARENA_MAX": 1,
    # Arrow's own pool would keep what is freed for more tables, while the heap keeps for more records what
    # it has free, though a shard needs the one when it is done with the other: 100 MB a worker.
    "distributed.nanny.pre-spawn-environ.ARROW_DEFAULT_MEMORY_POOL": "system",
}


class _Refusal:
    """A finder of modules that lets nobody have pandas."""

    @staticmethod
    def find_spec(name: str, _path: Sequence[str] | None = None, _target: object = None) -> None:
        """Refuse pandas, and find nothing else."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def spare_pandas() -> None:
    """Have Arrow do without pandas in this process, until somebody asks it for a frame.

    With its first array it loads pandas, to know a Series from a list: 0.3 s and 50 MB, of which a
    worker has no use. Told that there is none it asks again only where a frame is wanted.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    refusal = _Refusal()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(refusal)


def reached(stack: ExitStack, address: str) -> Client:
    """A client of the cluster whose scheduler is at an address.

    Raises:
        ClusterError: none answers.
    """
    from distributed import Client

    _configure(stack)
    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as err:
        raise ClusterError(f"no scheduler answers: {err}", context=address, hint="is it running?") from err
    return stack.enter_context(client)


def hired(stack: ExitStack, workers: int) -> Client:
    """A client of so many worker processes of this machine."""
    from distributed import Client, LocalCluster
    from distributed.security import Security

    class Cluster(LocalCluster):  # type: ignore[misc]  # Dask has no types
        def _update_worker_status(self, op: str, msg: Any) -> None:
            # Of one that is killed while it starts Dask may hear that it is gone before it hears that it is
            # there; the KeyError would come out of the cluster's end, and end the run with it.
            with suppress(KeyError):
                super()._update_worker_status(op, msg)

    _configure(stack)
    folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
    cluster = Cluster(
        n_workers=workers,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        local_directory=folder,
        memory_limit=0,
        security=Security.temporary(),
    )
    stack.enter_context(cluster)
    return stack.enter_context(Client(cluster, set_as_default=False))


def _configure(stack: ExitStack) -> None:
    import dask

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    preload = [*dask.config.get("distributed.worker.preload"), _PRELOAD]
    stack.enter_context(dask.config.set({**_CONFIG, "distributed.worker.preload": preload}))
