"""Writing that survives a kill at any instant: beside the final name, synced, renamed.

In: bytes and paths under OUT. Out: files that are there whole or not at all.
Touches the file system. Every write, sync, link and rename of the engine goes through here,
so that the tests can fail or kill the k-th of them; an `OSError` becomes an `OutputError`
that names the file.
Idea: `rename` within a folder is atomic (POSIX), and durable once the folder is synced.
"""

from __future__ import annotations

import errno
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError

_HINTS = {
    errno.ENOSPC: "make room on the disk; the last good output is whole",
    errno.EDQUOT: "make room in your quota; the last good output is whole",
    errno.EACCES: "you may not write there; name another folder as OUT",
    errno.EPERM: "you may not write there; name another folder as OUT",
    errno.EROFS: "the disk is read-only; name another folder as OUT",
    errno.ENAMETOOLONG: "name a folder with a shorter path as OUT",
}
_LINKS_ARE_MISSING = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK, errno.ENOSYS}

_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EACCES}
"""What systems say where a folder is to be renamed to a name that is taken."""
_TRIES = 4
"""How often a name is freed that other workers take again."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says against writing `path` into an `OutputError` that names it."""
    try:
        yield
    except OSError as err:
        where = err.filename2 or err.filename or path
        reason = err.strerror or type(err).__name__
        hint = _HINTS.get(err.errno or 0, "the last good output is whole")
        raise OutputError(f"cannot write: {reason}", context=os.fsdecode(where), hint=hint) from err


def make_folder(path: Path) -> None:
    """A folder with its parents, if it is not there."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)


def write_new(path: Path, data: bytes, *, sync: bool = True) -> None:
    """A new file, synced unless the caller syncs the whole batch later.

    Raises:
        FileExistsError: the name is taken, perhaps by a name that differs in case only.
    """
    with writing_new(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())


@contextmanager
def writing_new(path: Path) -> Iterator[None]:
    """Like `writing`, but that a name is taken is the caller's to decide."""
    with writing(path):
        taken = None
        try:
            yield
        except FileExistsError as err:
            taken = err
    if taken is not None:
        raise taken


def replace_file(path: Path, data: bytes) -> None:
    """A file's whole content, replaced at one instant and durable after it."""
    temporary = path.with_name(f".tmp-{path.name}")
    remove(temporary)
    write_new(temporary, data)
    move(temporary, path)


def move(source: Path, target: Path) -> None:
    """Rename, over an existing file or link, durably."""
    with writing(target):
        source.replace(target)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def put_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its name; what an earlier, unfinished run left there goes first."""
    old = final.with_name(f".tmp-old-{temporary.name}")
    for tries in range(_TRIES, 0, -1):
        try:
            move(temporary, final)
        except OutputError as err:
            reason = err.__cause__.errno if isinstance(err.__cause__, OSError) else None
            is_taken = reason in _TAKEN and os.path.lexists(final) and os.path.lexists(temporary)
            if not is_taken or tries == 1:  # it has its name already where only its sync failed
                raise
        else:
            return
        with suppress(OutputError):  # another worker may have moved it away meanwhile
            move(final, old)
        remove(old)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":  # Windows opens no folders
        return
    with writing(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make all files and names under a folder durable.

    On Linux that is one call, which waits until the disk has everything; a sync for each of a
    million small files would take longer than all the rest of a run.
    """
    if platform.system() == "Linux":
        os.sync()
        return
    folders = {folder}
    for name, _ in walk(folder):
        path = folder / name
        folders.update(parent for parent in path.parents if parent.is_relative_to(folder))
        with writing(path):
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    for path in folders:
        sync_folder(path)


def link_or_copy(source: Path, target: Path, *, sync: bool = True) -> bool:
    """The same file under a second name; a copy where hard links cannot be made.

    Returns:
        Whether it is a link, whose content needs no further sync.

    Raises:
        FileExistsError: the name is taken.
    """
    with writing_new(target):
        try:
            os.link(source, target)
        except OSError as err:
            if err.errno not in _LINKS_ARE_MISSING:
                raise
        else:
            return True
        with source.open("rb") as data, target.open("xb") as copy:
            shutil.copyfileobj(data, copy, 2**20)
            if sync:
                copy.flush()
                os.fsync(copy.fileno())
    return False


def remove(path: Path) -> None:
    """Remove a file, link or folder with all it holds, if it is there. Links are not followed."""
    with writing(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Each file under a folder: its path with `/` relative to it, and its state. Links are files."""
    pending = [("", os.fspath(folder))]
    while pending:
        prefix, path = pending.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    pending.append((name + "/", entry.path))
                else:
                    yield name, entry.stat(follow_symlinks=False)
