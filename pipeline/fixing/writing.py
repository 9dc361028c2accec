"""Replaces a file so that at every instant either the old or the new bytes are there, whole.

In: a path and bytes. Out: the file. Touches that file and one temporary file beside it.
Written beside, synced, renamed; the folder is synced after. Mode, owner and extended attributes
(access lists among them) are the old file's. Links are not followed: a rename would put a file
in the place of the link.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError


@contextmanager
def writing(path: Path, hint: str = "the file is as it was") -> Iterator[None]:
    """Turn what the system says against writing into an `OutputError` that names the place."""
    try:
        yield
    except OSError as err:
        reason = err.strerror or type(err).__name__
        where = os.fsdecode(err.filename2 or err.filename or path)
        raise OutputError(f"cannot write: {reason}", context=where, hint=hint) from err


def replace(path: Path, data: bytes, *, check: Callable[[], None] | None = None) -> None:
    """Give a file new bytes, or make it.

    Args:
        path: a plain file, or a name that is free.
        data: the new bytes.
        check: called at the last moment before the rename; what it raises leaves the old file.

    Raises:
        OutputError: it is a link or no plain file, may not be written, or its owner cannot be kept.
    """
    old = plain_file(path)
    temporary = temporary_of(path)
    with writing(path):
        with suppress(FileNotFoundError):
            temporary.unlink()  # of a process that was killed
        try:
            _write_beside(temporary, path, data, old)
            if check is not None:
                check()
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def plain_file(path: Path) -> os.stat_result | None:
    """The state of a plain file that may be written; None where nothing has that name.

    Raises:
        OutputError: something has that name which must not be replaced.
    """
    with writing(path):
        try:
            state = path.lstat()
        except FileNotFoundError:
            return None
    if stat.S_ISLNK(state.st_mode):
        raise OutputError(
            "is a symbolic link, which is not written through",
            context=str(path),
            hint="name the file that it leads to",
        )
    if not stat.S_ISREG(state.st_mode):
        raise OutputError("is no plain file", context=str(path), hint="use standard output: `>` or `|`")
    if not os.access(path, os.W_OK):
        raise OutputError("the file is read-only", context=str(path), hint="allow writing to it first")
    return state


def temporary_of(path: Path) -> Path:
    """Where a file's new bytes are written first: always the same name, so a leftover is found."""
    mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    return path.with_name(f".pipeline-fix-{mark}.tmp")


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":  # Windows opens no folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_beside(temporary: Path, path: Path, data: bytes, old: os.stat_result | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # Nobody else may read it before it has the old file's mode.
    descriptor = os.open(temporary, flags, 0o600 if old else 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        if old is not None:
            _keep_owner(temporary, path, old)
            _copy_attributes(path, temporary)
            temporary.chmod(stat.S_IMODE(old.st_mode))
        file.flush()
        os.fsync(file.fileno())


def _keep_owner(temporary: Path, path: Path, old: os.stat_result) -> None:
    if not hasattr(os, "chown"):
        return
    new = temporary.stat()
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return
    try:
        os.chown(temporary, old.st_uid, old.st_gid)
    except PermissionError as err:
        hint = "run as its owner, or write elsewhere with -o"
        raise OutputError("the file's owner cannot be kept", context=str(path), hint=hint) from err


def _copy_attributes(source: Path, target: Path) -> None:
    """Extended attributes, as far as this system and this user can."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(source):
            with suppress(OSError):
                os.setxattr(target, name, os.getxattr(source, name))
