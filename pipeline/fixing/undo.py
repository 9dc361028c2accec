"""Gives back the bytes that `fix --in-place` replaced.

In: journals, and perhaps which files. Out: what became of each file. Touches those files and
the journals. A file is given back only if it is, byte for byte, what the run left; one that the
run did not reach is as it was, and one that changed since is refused and stays in the journal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError, UndoError
from pipeline.fixing import journal
from pipeline.fixing.journal import Entry, digest
from pipeline.fixing.writing import replace, temporary_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What became of one file."""

    path: str
    state: str
    """`given-back`, `as-it-was` (the run had not reached it) or `refused`."""
    problem: PipelineError | None = None
    """Why it is refused."""


@dataclass(frozen=True, slots=True)
class _Found:
    journal: Path
    number: int
    entry: Entry
    path: Path
    """Where the file is now."""


def undo(paths: Sequence[str] = (), folder: Path | None = None) -> Iterator[Undone]:
    """Give the bytes back.

    Args:
        paths: files and folders; without any, all files of the last run that is not undone.
        folder: of the journals; `state_folder()` unless given.

    Raises:
        UndoError: no journal knows of anything to give back.
    """
    known = _known(folder or journal.state_folder())
    if not known:
        raise UndoError("there is nothing to undo", hint="only `fix --in-place` can be undone")
    found = _of_paths(known, paths) if paths else [one for one in known if one.journal == known[0].journal]
    for one in found:
        yield _give_back(one)
    for path in dict.fromkeys(one.journal for one in found):
        if not journal.read(path):
            path.unlink(missing_ok=True)


def _known(folder: Path) -> list[_Found]:
    """All entries not undone, the last one first."""
    known: list[_Found] = []
    for path in reversed(journal.journals(folder)):
        entries = journal.read(path)
        known += [_Found(path, n, e, Path(e.path)) for n, e in sorted(entries.items(), reverse=True)]
    return known


def _of_paths(known: list[_Found], paths: Sequence[str]) -> list[_Found]:
    chosen: dict[str, _Found] = {}
    for given in paths:
        path = absolute(Path(given))
        if path.is_dir() and not path.is_symlink():
            mine = [one for one in known if one.path.is_relative_to(path)]
        else:
            mine = [one for one in known if one.path == path] or _moved(known, path)
        if not mine:
            hint = "only what `fix --in-place` changed can be undone"
            raise UndoError("no journal knows of it", context=given, hint=hint)
        for one in mine:
            chosen.setdefault(str(one.path), one)
    return list(chosen.values())


def _moved(known: list[_Found], path: Path) -> list[_Found]:
    """A file that was moved since: what a run left, under another name."""
    try:
        mark = digest(path.read_bytes())
    except OSError:
        return []
    return [_Found(o.journal, o.number, o.entry, path) for o in known if o.entry.new_sha256 == mark][:1]


def absolute(path: Path) -> Path:
    """A path that names the same file from everywhere; the file itself may be a link."""
    return Path(os.path.realpath(path.parent), path.name) if path.name else Path(os.path.realpath(path))


def _give_back(one: _Found) -> Undone:
    try:
        state = _restore(one)
    except PipelineError as err:
        return Undone(path=str(one.path), state="refused", problem=err)
    temporary_of(one.path).unlink(missing_ok=True)  # of the run, if it was killed
    journal.forget(one.journal, one.number)
    return Undone(path=str(one.path), state=state)


def _restore(one: _Found) -> str:
    new = _read(one.path)
    if digest(new) == one.entry.old_sha256:
        return "as-it-was"
    _check(one, new)
    old = one.entry.give_back(new)
    replace(one.path, old, check=lambda: _check(one, _read(one.path)))
    return "given-back"


def _check(one: _Found, data: bytes) -> None:
    if digest(data) != one.entry.new_sha256:
        hint = "take it from your version control or backup; what stands there now was kept"
        raise UndoError("the file has changed since", context=str(one.path), hint=hint)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as err:
        hint = "if it was moved, name it where it is now"
        raise UndoError(f"cannot be read: {err.strerror}", context=str(path), hint=hint) from err
