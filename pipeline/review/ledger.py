"""The decisions file while it is reviewed: read, appended to, never rewritten.

In: decisions. Out: lines that are on the disk before `append` returns. Touches the decisions file.
A line is written with one call and synced; a kill loses nothing that was said to be kept, and
what was cut off is taken away by the next one who writes. Others may write meanwhile, this
program or an editor or git: the file is read again whenever it is not as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import Decision, Decisions, holding, line_of, parse, with_more
from pipeline.engine.shards.decided import read_all
from pipeline.errors import DecisionsError

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Ledger:
    """One decisions file."""

    def __init__(self, path: Path) -> None:
        """Read it, if it is there.

        Raises:
            DecisionsError: it cannot be read, or a line of it is no decision.
        """
        self.path = path
        self._all: list[Decision] = []
        self._holding = Decisions()
        self._state: tuple[int, int, int] | None = None
        self._is_read = False
        self.refresh()

    @property
    def all(self) -> Sequence[Decision]:
        """Every decision, in order, also those that no longer hold."""
        return self._all

    @property
    def holding(self) -> Decisions:
        """Those that hold."""
        return self._holding

    def refresh(self) -> bool:
        """Read the file again if somebody else changed it; returns whether that was so."""
        state = self._look()
        if self._is_read and state == self._state:
            return False
        self._all = read_all(self.path)
        self._holding = holding(self._all)
        self._state = state
        self._is_read = True
        return True

    def append(self, decisions: Sequence[Decision]) -> None:
        """Keep decisions durably, with the time; on failure the file is as it was.

        Raises:
            DecisionsError: the file cannot be written to, or is broken.
        """
        now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        kept = [replace(one, at=now) for one in decisions]
        data = "".join(line_of(one) + "\n" for one in kept).encode("utf-8")
        is_as_it_was = self._is_read and self._look() == self._state
        try:
            self._write(data)
        except OSError as err:
            raise DecisionsError(
                f"the decision could not be kept: {err.strerror or err}",
                context=str(self.path),
                hint="nothing was changed; make room or see to your rights, and decide again",
            ) from err
        if is_as_it_was:  # nothing but what was just written is new
            self._all += kept
            self._holding = with_more(self._holding, kept)
            self._state = self._look()

    def _write(self, data: bytes) -> None:
        is_new = not self.path.exists()
        descriptor = os.open(self.path, _FLAGS, 0o666)
        try:
            with _locked(descriptor):
                size = self._whole(descriptor)
                try:
                    os.lseek(descriptor, size, os.SEEK_SET)
                    written = 0
                    while written < len(data):
                        written += os.write(descriptor, data[written:])
                    os.fsync(descriptor)
                except OSError:
                    os.ftruncate(descriptor, size)
                    raise
        finally:
            os.close(descriptor)
        if is_new and os.name != "nt":  # Windows opens no folders
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _whole(self, descriptor: int) -> int:
        """Where the next line goes: a line end is added to a last line that lacks it, or the line goes."""
        size = os.fstat(descriptor).st_size
        if not size:
            return 0
        os.lseek(descriptor, size - 1, os.SEEK_SET)
        if os.read(descriptor, 1) == b"\n":
            return size
        data = self.path.read_bytes()
        last = data.rfind(b"\n") + 1
        try:
            is_line = bool(parse(data[last:] + b"\n", self.path))
        except DecisionsError:
            is_line = False
        if is_line:
            os.lseek(descriptor, size, os.SEEK_SET)
            os.write(descriptor, b"\n")
            return size + 1
        os.ftruncate(descriptor, last)
        return last

    def _look(self) -> tuple[int, int, int] | None:
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_ino, state.st_size, state.st_mtime_ns


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    """One writer at a time, where the system can."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
