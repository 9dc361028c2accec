"""Reads documents' bytes, and says what was in the way as a finding.

In: files found. Out: a `Source` each: bytes, hash, findings; never an exception.
Touches the files, reading only. A file is opened without following links and without waiting
for what stands behind a pipe, for it may have been replaced since it was found.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.engine.corpus.finder import FoundFile
from pipeline.engine.storage.urls import Remote, is_url
from pipeline.errors import InputError
from pipeline.findings import finding
from pipeline.records import Finding

_PIECE = 2**20
_TRIES = 3
"""How often a file is read that changes meanwhile; an editor's save takes moments."""

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document as read."""

    file: FoundFile
    data: bytes | None
    """None where it could not be read, or is too large."""
    sha256: str | None
    """Of the file's bytes, also where it is too large; None where it could not be read."""
    problem: Finding | None = None
    """Why there is no data."""
    findings: tuple[Finding, ...] = ()
    """About the file's name, and about its changing."""

    @property
    def fingerprint(self) -> list[object]:
        """All of it that can change what becomes of the document."""
        found = [self.problem] if self.problem else []
        return [self.file.path, self.sha256, [[f.code, f.message] for f in (*found, *self.findings)]]


def read_source(file: FoundFile, max_bytes: int, deadly: Collection[tuple[str, str]] = ()) -> Source:
    """One document's bytes.

    Args:
        file: what the finder found.
        max_bytes: a larger file is hashed, not kept.
        deadly: path and hash of documents that no worker survives, and that none is to work on.
    """
    for attempt in range(_TRIES):
        try:
            data, sha256, is_steady = (
                _read_object(file, max_bytes) if is_url(file.location) else _read(file.location, max_bytes)
            )
        except (OSError, InputError) as err:
            reason = err.strerror if isinstance(err, OSError) else err.message
            problem = finding("file-unreadable", f"the file could not be read: {reason or err}")
            return Source(file=file, data=None, sha256=None, problem=problem, findings=file.findings)
        if is_steady or attempt == _TRIES - 1:
            break
    notes = file.findings
    if not is_steady:
        notes += (finding("file-changed", "the file changed while it was being read"),)
    if (file.path, sha256) in deadly:
        problem = finding("file-deadly", "each worker that had the file was killed")
        return Source(file=file, data=None, sha256=sha256, problem=problem, findings=notes)
    if data is not None:
        return Source(file=file, data=data, sha256=sha256, findings=notes)
    problem = finding("file-too-large", f"the file is larger than max_document_bytes, {max_bytes}")
    return Source(file=file, data=None, sha256=sha256, problem=problem, findings=notes)


def pieces(location: str) -> Iterator[bytes]:
    """A file's bytes, a piece at a time.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    if is_url(location):
        yield from Remote(location).pieces("", _PIECE)
        return
    descriptor = _open(location)
    with os.fdopen(descriptor, "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _open(location: str) -> int:
    descriptor = os.open(location, _FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is no longer a regular file")
    return descriptor


def _read(location: str, max_bytes: int) -> tuple[bytes | None, str, bool]:
    """Bytes or None, hash, and whether the file stayed the same from before to after."""
    descriptor = _open(location)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        before = os.fstat(descriptor)
        data = None
        if before.st_size <= max_bytes:
            # One byte more than there should be, so that a file that grows is noticed.
            data = b"".join(_take(file, before.st_size + 1))
            sha256 = hashlib.sha256(data).hexdigest()
        else:
            digest = hashlib.sha256()
            while piece := file.read(_PIECE):
                digest.update(piece)
            sha256 = digest.hexdigest()
        after = os.fstat(descriptor)
    is_steady = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data, sha256, is_steady and (data is None or len(data) == before.st_size)


def _read_object(file: FoundFile, max_bytes: int) -> tuple[bytes | None, str, bool]:
    """The same of an object of a store: what is read in one piece is of one instant."""
    if file.size <= max_bytes:
        data = Remote(file.location).read()
        return (data if len(data) <= max_bytes else None), hashlib.sha256(data).hexdigest(), True
    digest = hashlib.sha256()
    for piece in pieces(file.location):
        digest.update(piece)
    return None, digest.hexdigest(), True


def _take(file: object, limit: int) -> Iterator[bytes]:
    while limit > 0 and (piece := file.read(limit)):  # type: ignore[attr-defined]
        limit -= len(piece)
        yield piece
