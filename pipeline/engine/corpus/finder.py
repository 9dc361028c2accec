"""Which files under RAW are documents.

In: a folder (or one file), the names that are documents, and OUT. Out: `Found`, sorted by path.
Touches the folder, reading names and `.gitignore` files only. Symbolic links are not followed,
so there are no loops; hidden folders, OUT, and what a `.gitignore` under RAW names are not
entered. Other files are counted; a folder that cannot be read is named, never passed over in
silence.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.engine.corpus.gitignore import Rules, is_ignored, rules_of
from pipeline.errors import InputError
from pipeline.findings import finding
from pipeline.records import Finding

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """One document."""

    path: str
    """Relative to RAW, with `/`; a name that is not UTF-8 is percent-escaped."""
    location: str
    """Where the system finds it; bytes that are not UTF-8 as in PEP 383."""
    size: int
    """In bytes, when it was found."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a walk through RAW came upon."""

    files: tuple[FoundFile, ...]
    """Documents, sorted by path."""
    other_files: int = 0
    """Files that are no documents: other names, links, devices."""
    unread_folders: tuple[str, ...] = ()
    """Folders that could not be read, sorted."""


@dataclass(slots=True)
class _Walk:
    documents: re.Pattern[str]
    out: str
    files: list[FoundFile] = field(default_factory=list)
    other_files: int = 0
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Folder:
    location: str
    path: str
    """Relative to RAW, ending with `/`, or empty for RAW itself."""
    true_path: str
    """The same, not escaped."""
    rules: Rules
    """What holds here; prefixes are `true_path`s."""


def find(raw: Path, include: Sequence[str], out: Path) -> Found:
    """The documents of RAW.

    Args:
        raw: a folder, or one file, which then is a document whatever its name.
        include: patterns for names of documents; as in a shell, `*` finds no leading dot.
        out: never entered.

    Raises:
        InputError: `raw` is not there, cannot be read, or is or lies in `out`.
    """
    if raw.is_file():
        return Found(files=(_document(shown_path(raw.name), raw.name, os.fspath(raw), raw.stat().st_size),))
    if not raw.is_dir():
        what = "is neither a folder nor a file" if raw.exists() else "does not exist"
        raise InputError(f"{raw} {what}", hint="name the folder that holds your notes")
    real_out, real_raw = os.path.realpath(out), os.path.realpath(raw)
    if real_raw == real_out or real_raw.startswith(real_out + os.sep):
        raise InputError(f"{raw} lies in {out}, where the output goes", hint="name another folder as OUT")
    walk = _Walk(matcher(include), real_out)
    pending = [_Folder(os.fspath(raw), "", "", ())]
    while pending:
        pending += _enter(pending.pop(), walk)
    if walk.unread == ["."]:
        raise InputError(f"{raw} cannot be read", hint="check the permissions of the folder")
    files = sorted(walk.files, key=lambda file: file.path)
    return Found(files=tuple(files), other_files=walk.other_files, unread_folders=tuple(sorted(walk.unread)))


def _enter(folder: _Folder, walk: _Walk) -> list[_Folder]:
    """Look at each entry of a folder; returns the folders in it that are to be entered."""
    try:
        with os.scandir(folder.location) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError:
        walk.unread.append(folder.path.rstrip("/") or ".")
        return []
    rules = folder.rules + _rules(folder, entries)
    names = _shown_names([entry.name for entry in entries])
    folders = []
    for entry in entries:
        path, true_path = folder.path + names[entry.name], folder.true_path + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_ignored(f"{true_path}/" if is_folder else true_path, rules):
            continue
        if is_folder:
            if not entry.name.startswith(".") and os.path.realpath(entry.path) != walk.out:
                folders.append(_Folder(entry.path, f"{path}/", f"{true_path}/", rules))
        elif entry.is_file(follow_symlinks=False) and walk.documents.fullmatch(entry.name):
            walk.files.append(_document(path, true_path, entry.path, _size(entry)))
        else:
            walk.other_files += 1
    return folders


def _document(path: str, true_path: str, location: str, size: int) -> FoundFile:
    if path == true_path:
        return FoundFile(path=path, location=location, size=size)
    note = finding("path-not-utf8", f"the file's name is not UTF-8; it is shown as {path}")
    return FoundFile(path=path, location=location, size=size, findings=(note,))


def matcher(include: Iterable[str]) -> re.Pattern[str]:
    """A pattern of file names from patterns as in a shell, where `*` and `?` find no leading dot."""
    patterns = [
        fnmatch.translate(pattern) if pattern.startswith(".") else rf"(?!\.){fnmatch.translate(pattern)}"
        for pattern in include
    ]
    return re.compile("|".join(patterns) or r"(?!)")


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # it went away; reading it says so
        return 0


def _rules(folder: _Folder, entries: Sequence[os.DirEntry[str]]) -> Rules:
    for entry in entries:
        if entry.name == ".gitignore" and entry.is_file(follow_symlinks=False):
            return rules_of(entry.path, folder.true_path)
    return ()


def _shown_names(names: Sequence[str]) -> dict[str, str]:
    """What each of a folder's names is shown as: itself, or percent-escaped where it is not UTF-8.

    An escaped name that another file really has is escaped further, from its start, so that no
    two files have one path.
    """
    taken = {name for name in names if not _SURROGATE.search(name)}
    shown = {name: name for name in taken}
    for name in names:
        if name in shown:
            continue
        escaped = shown_path(name)
        for more in range(1, len(name) + 1):
            if escaped not in taken:
                break
            escaped = "".join(f"%{byte:02X}" for byte in _bytes_of(name[:more])) + shown_path(name[more:])
        taken.add(escaped)
        shown[name] = escaped
    return shown


def shown_path(name: str) -> str:
    """A path with the bytes that are not UTF-8 percent-escaped."""
    return _SURROGATE.sub(lambda match: "".join(f"%{byte:02X}" for byte in _bytes_of(match[0])), name)


def _bytes_of(name: str) -> bytes:
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a pair in a name on Windows
        return name.encode("utf-8", "surrogatepass")
