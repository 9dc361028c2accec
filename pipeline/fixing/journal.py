"""Remembers what `fix --in-place` is about to change, so that the old bytes can be given back.

In: old and new bytes of files. Out: one journal a run, under the user's state folder. Touches
that folder only. An entry is written and synced before its file is replaced, so that whatever
is killed when, the journal knows at least what was done.
Format: JSON Lines. `{"schema": 1, ...}` first, then a line a file: its path, the hashes of its
old and new bytes, and the stretches of the new bytes with the old ones that belong there; then,
as it is undone, `{"undone": N}`. A last line that is torn was never acted on.
Idea: a write-ahead log. Place: XDG Base Directory, `$XDG_STATE_HOME`, so that no folder of
notes, and no repository, holds a file that its owner did not make.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError, UndoError
from pipeline.fixing.writing import sync_folder, writing

SCHEMA = 1
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_HINT = "nothing was changed; name a folder that can be written in XDG_STATE_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """A stretch of the new bytes, and what stood there."""

    start: int
    """First byte in the new bytes."""
    length: int
    """How many of the new bytes."""
    old: str
    """The old bytes, as hex pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a run."""

    path: str
    """Absolute; bytes that are not UTF-8 as in PEP 383."""
    old_sha256: str
    new_sha256: str
    splices: tuple[Splice, ...]
    """Ascending, not overlapping."""

    def give_back(self, new: bytes) -> bytes:
        """The old bytes.

        Raises:
            UndoError: the journal does not lead back to them.
        """
        pieces: list[bytes] = []
        at = 0
        for splice in self.splices:
            pieces += (new[at : splice.start], bytes.fromhex(splice.old))
            at = splice.start + splice.length
        old = b"".join((*pieces, new[at:]))
        if digest(old) != self.old_sha256:
            raise UndoError("the journal does not lead back to the old bytes", context=self.path)
        return old


def digest(data: bytes) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def entry_of(path: Path, old: bytes, new: bytes, changed: Sequence[tuple[int, int, int, int]]) -> Entry:
    """The entry of one file.

    Args:
        path: absolute.
        old: its bytes.
        new: what they will be.
        changed: ascending (old start, old end, new start, new end) of what differs; where that
            does not lead back, the whole file is kept.
    """
    splices = tuple(
        Splice(start=new_start, length=new_end - new_start, old=old[start:end].hex())
        for start, end, new_start, new_end in changed
    )
    hashes = {"old_sha256": digest(old), "new_sha256": digest(new)}
    entry = Entry(path=str(path), splices=splices, **hashes)
    try:
        entry.give_back(new)
    except UndoError:
        entry = Entry(path=str(path), splices=(Splice(start=0, length=len(new), old=old.hex()),), **hashes)
    return entry


class Journal:
    """The journal of one run; it begins to exist with the first entry."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is `state_folder()` unless given."""
        self._folder = folder
        self._file: BufferedWriter | None = None
        self.path: Path | None = None

    def add(self, entry: Entry) -> None:
        """Write an entry and wait until the disk has it."""
        if self._file is None:
            self._open()
        assert self._file is not None
        with writing(self.path or Path(), _HINT):
            self._file.write(_line(asdict(entry)))
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        folder = self._folder or state_folder()
        with writing(folder, _HINT):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path, descriptor = _new_file(folder)
            self._file = os.fdopen(descriptor, "wb")
            self._file.write(_line({"schema": SCHEMA, "made_by": "pipeline fix --in-place"}))
            sync_folder(folder)


def _new_file(folder: Path) -> tuple[Path, int]:
    """A file with the next number; another process may take it first."""
    number = max((int(path.stem) for path in journals(folder)), default=0)
    while True:
        number += 1
        path = folder / f"{number:06}.jsonl"
        try:
            return path, os.open(path, _FLAGS, 0o600)
        except FileExistsError:
            continue


def state_folder() -> Path:
    """Where journals are kept: `$XDG_STATE_HOME/mojibake-pipeline/fix`, by default under the home.

    Raises:
        OutputError: there is no home folder.
    """
    given = os.environ.get("XDG_STATE_HOME", "")
    if not Path(given).is_absolute():  # the specification says to pass over such a value
        local = os.environ.get("LOCALAPPDATA", "")
        try:
            given = local if os.name == "nt" and local else str(Path.home() / ".local" / "state")
        except RuntimeError as err:
            raise OutputError("there is no folder for the journal", hint=_HINT) from err
    return Path(given, "mojibake-pipeline", "fix")


def journals(folder: Path) -> list[Path]:
    """The journals of a state folder, the oldest first."""
    found = [path for path in folder.glob("*.jsonl") if path.stem.isascii() and path.stem.isdigit()]
    return sorted(found, key=lambda path: int(path.stem))


def read(path: Path) -> dict[int, Entry]:
    """The entries of a journal that are not undone, by their number.

    Raises:
        UndoError: it cannot be read, or another version wrote it.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as err:
        raise UndoError(f"the journal cannot be read: {err.strerror}", context=str(path)) from err
    entries: dict[int, Entry] = {}
    for number, line in enumerate(lines):
        if not line.endswith(b"\n"):  # the process was killed as it wrote; nothing followed from it
            break
        try:
            _take(number, json.loads(line), entries)
        except (ValueError, TypeError, KeyError) as err:
            raise UndoError("the journal is torn, or of another version", context=str(path)) from err
    return entries


def _take(number: int, record: dict[str, Any], entries: dict[int, Entry]) -> None:
    if number == 0:
        if record["schema"] != SCHEMA:
            raise ValueError(record["schema"])
    elif "undone" in record:
        entries.pop(record["undone"], None)
    else:
        splices = tuple(Splice(**splice) for splice in record.pop("splices"))
        entries[number] = Entry(splices=splices, **record)


def forget(path: Path, number: int) -> None:
    """Mark an entry as undone."""
    with writing(path, "the file was given back"), path.open("r+b") as file:
        file.seek(file.read().rfind(b"\n") + 1)  # over a line that is torn
        file.write(_line({"undone": number}))
        file.truncate()


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
