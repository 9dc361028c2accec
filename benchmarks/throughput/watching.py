"""Runs a command as a process of its own and watches what it takes.

In: a command. Out: a `Spent`. Touches what the command touches.
Processor time, of all its processes, is what to go by where the machine is not one's own. One
worker is one thread: the libraries that start threads of their own are told not to.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import texts

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ONE_THREAD = dict.fromkeys(_THREADS, "1")
_LOOK_S = 0.2


@dataclass(frozen=True)
class Spent:
    """What one process took, with those that it started."""

    clock_s: float
    """By the clock."""
    processor_s: float
    """Of all its processes."""
    together: float
    """MB of all processes together, at their most."""
    largest: float
    """MB of the largest process."""


def watch(command: Sequence[str]) -> Spent:
    """Run a command to its end; memory is looked at five times a second.

    Raises:
        CalledProcessError: it failed; what it said stands on standard error.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    together, largest = 0, 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=texts.ROOT, stdout=said, stderr=said, env={**os.environ, **ONE_THREAD}
        )
        while process.poll() is None:
            sizes = [_resident(pid) for pid in _family(process.pid)]
            together, largest = max(together, sum(sizes)), max(largest, *sizes, 0)
            time.sleep(_LOOK_S)
        clock_s = time.monotonic() - started
        if process.returncode:
            said.seek(0)
            print(said.read()[-2000:], file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(clock_s, processor_s, together / 1e6, largest / 1e6)


def _family(pid: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int(
                (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _resident(pid: int) -> int:
    """Bytes that are a process's own: pages shared with others count in part."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0
