"""One run at a time on one OUT.

In: OUT. Out: a context in which no other process runs on it.
Touches `OUT/.lock`, which stays: removing it would let two runs lock two files of one name.
The system lets go of the lock when the process ends, however it ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.engine.storage.files import make_folder, writing
from pipeline.errors import OutputError

_TRIES = 5
_PAUSE_S = 0.05


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold OUT, making the folder if it is not there.

    Raises:
        OutputError: another run holds it, or it cannot be written to.
    """
    make_folder(out)
    path = out / ".lock"
    with writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _is_taken_soon(descriptor):
            raise OutputError(
                "another run is writing there", context=str(out), hint="wait for its end, or name another OUT"
            )
        yield
    finally:
        os.close(descriptor)


def _is_taken_soon(descriptor: int) -> bool:
    """Whether the lock is ours; who only asks, by `is_held`, holds it for a moment."""
    for _ in range(_TRIES):
        if _is_taken(descriptor):
            return True
        time.sleep(_PAUSE_S)
    return False


def is_held(out: Path) -> bool:
    """Whether a run is working on OUT now, which need not be there. Nothing is written."""
    try:
        descriptor = os.open(out / ".lock", os.O_RDWR)
    except OSError:
        return False
    try:
        return not _is_taken(descriptor)
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int) -> bool:
    """Whether the lock is ours now."""
    try:
        import fcntl
    except ImportError:
        return _is_taken_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A network file system without locks: then the person sees to it that runs do not meet.
        return True
    return True


def _is_taken_on_windows(descriptor: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
