"""Equal units once: the first stays where it stands, and is told how many equal it.

In: units as they are to be written, in order. Out: the same without repetitions, each with its
count. Touches a scratch database: a memory of a million units in a dictionary would not stay small.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import OutputError

_BATCH = 1000


class EqualUnits:
    """Units on their way to files, each kept once."""

    def __init__(self, path: Path) -> None:
        """Begin with none.

        Args:
            path: of the database, which is not there yet.
        """
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
        except sqlite3.Error as err:
            raise _refused(err) from err
        self._run("pragma journal_mode = off")
        self._run("pragma synchronous = off")
        self._run("create table unit (digest blob unique, file text, part text, text text, count integer)")
        self._waiting: list[tuple[bytes, str, str, str]] = []

    def add(self, file: str, part: str, same: Sequence[str], text: str) -> None:
        """Take a unit.

        Args:
            file: that it goes to; units of two files are never equal.
            part: of the file that it goes to, if it is the first of its kind.
            same: what must be equal of two units for them to be one.
            text: what is written for it.
        """
        digest = hashlib.sha256("\0".join((file, *same)).encode("utf-8")).digest()[:16]
        self._waiting.append((digest, file, part, text))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def rows(self) -> Iterator[tuple[str, str, str, int]]:
        """File, part, text and count of each, in the order in which the first of each came."""
        self._flush()
        try:
            yield from self._database.execute("select file, part, text, count from unit order by rowid")
        except sqlite3.Error as err:
            raise _refused(err) from err

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _flush(self) -> None:
        self._run("begin")
        try:
            self._database.executemany(
                "insert into unit values (?, ?, ?, ?, 1)"
                " on conflict (digest) do update set count = count + 1",
                self._waiting,
            )
        except sqlite3.Error as err:
            raise _refused(err) from err
        self._run("commit")
        self._waiting = []

    def _run(self, statement: str) -> None:
        try:
            self._database.execute(statement)
        except sqlite3.Error as err:
            raise _refused(err) from err


def _refused(err: sqlite3.Error) -> OutputError:
    return OutputError(f"cannot write: {err}", hint="make room on the disk; the last good output is whole")
