"""Where a format puts what it makes: named files under one folder, written piece by piece.

In: names and bytes. Out: files. The engine gives a `Sink` that writes them; tests may give
one that keeps them. A format is a `Writer`: it is given a shard at a time, in order, and of a
shard a few documents at a time, so that no table need fit into memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.export.selection import Rows


class Sink(Protocol):
    """Files under one folder."""

    def append(self, name: str, data: bytes) -> None:
        """Add bytes to the end of a file, which is made if it is not there, if only with nothing in it.

        Args:
            name: relative, with `/`.
            data: what comes next.
        """

    def put(self, name: str, data: bytes) -> None:
        """Write a whole new file; where the name is taken, under a spare one."""

    def scratch(self) -> Path:
        """Where a file may be kept that is no part of the output and goes at the end."""

    def place(self, name: str) -> Path:
        """Where a file is to be, for a library that writes it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One shard's rows, or those of some of its documents: whole families, the next ones in order."""

    number: int
    """The shard's ordinal, from 0."""
    whole: Rows
    """All rows of these documents."""
    kept: Rows
    """Those that are asked for."""
    is_last: bool = True
    """Whether no more of the shard comes."""


class Writer(Protocol):
    """One format, while it is written."""

    def add(self, shard: Shard) -> None:
        """Take the next shard, or the next documents of one."""

    def close(self) -> None:
        """Write what only the end can tell."""
