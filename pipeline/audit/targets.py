"""Which files an audit looks at.

In: what a person named: files, folders, patterns, `-`. Out: `Targets`, each file once, by path.
Touches the folders named and those above them, reading names and `.gitignore` files only.
Of a folder every file is taken that is not hidden; links are not followed. What a `.gitignore`
of its repository, or the setting `exclude`, names is passed over and counted, also where it was
named itself: a commit hook names every file that changed.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.engine.corpus.finder import shown_path
from pipeline.engine.corpus.gitignore import Rules, is_ignored, rules_of, spec_of
from pipeline.errors import InputError

if TYPE_CHECKING:
    import pathspec

STREAM = "-"
"""What names standard input."""


@dataclass(frozen=True, slots=True)
class Target:
    """One file to look at."""

    path: str
    """From the folder that the command was started in, with `/`; not UTF-8 is percent-escaped."""
    location: str | None
    """Where the system finds it; None is standard input."""


@dataclass(slots=True)
class Targets:
    """What there is to look at, and what was passed over."""

    files: list[Target] = field(default_factory=list)
    ignored: int = 0
    """Files and folders that `.gitignore` or `exclude` names."""
    links: int = 0
    """Symbolic links, devices and the like."""
    unread_folders: list[str] = field(default_factory=list)
    """Folders that could not be read."""


def find_targets(paths: Sequence[str], exclude: Sequence[str] = ()) -> Targets:
    """The files to look at.

    Args:
        paths: files, folders, patterns with `*`, `?` and `**`, or `-`.
        exclude: patterns as in a `.gitignore`, from the folder that the command was started in.

    Raises:
        InputError: something named is not there.
    """
    walk = _Walk(exclude)
    for path in paths:
        if path == STREAM:
            walk.found.setdefault(STREAM, Target(STREAM, None))
        elif os.path.lexists(path):
            walk.name(path)
        else:
            matches = sorted(glob.iglob(path, recursive=True)) if glob.has_magic(path) else []
            if not matches:
                hint = "no file fits this pattern" if glob.has_magic(path) else "check the name"
                raise InputError(f"{shown_path(path)} does not exist", hint=hint)
            for match in matches:
                walk.name(match)
    walk.targets.files = sorted(walk.found.values(), key=lambda target: target.path)
    return walk.targets


class _Walk:
    def __init__(self, exclude: Sequence[str]) -> None:
        self.found: dict[str, Target] = {}
        self.targets = Targets()
        self._home = os.getcwd()
        self._exclude: pathspec.GitIgnoreSpec | None = spec_of(exclude) if exclude else None
        self._folders: dict[str, tuple[Rules, bool]] = {}
        # Outside of any repository, rules begin where the command was started.
        self._top = None if _is_in_repository(self._home) else self._home

    def name(self, path: str) -> None:
        """Take what a person named."""
        location = os.path.normpath(os.path.join(self._home, path))
        rules, is_gone = self._above(os.path.dirname(location))
        is_folder = os.path.isdir(location)
        if is_gone or self._is_passed_over(location, rules, is_folder=is_folder):
            self.targets.ignored += 1
        elif is_folder:
            for inner in self._below(location):
                self._add(inner)
        elif os.path.islink(location) or not os.path.isfile(location):
            self.targets.links += 1
        else:
            self._add(location)

    def _add(self, location: str) -> None:
        self.found.setdefault(location, Target(self._shown(location), location))

    def _shown(self, location: str) -> str:
        path = location
        if location.startswith(self._home + os.sep):
            path = location[len(self._home) + 1 :]
        elif os.path.splitdrive(location)[0] == os.path.splitdrive(self._home)[0]:
            relative = os.path.relpath(location, self._home)
            path = relative if relative.count("..") <= 2 else location
        return shown_path(path.replace(os.sep, "/"))

    def _is_passed_over(self, location: str, rules: Rules, *, is_folder: bool) -> bool:
        mark = "/" if is_folder else ""
        if rules and is_ignored(location.replace(os.sep, "/") + mark, rules):
            return True
        if self._exclude is None or not location.startswith(self._home + os.sep):
            return False
        path = location[len(self._home) + 1 :].replace(os.sep, "/")
        return bool(self._exclude.check_file(path + mark).include)

    def _above(self, folder: str) -> tuple[Rules, bool]:
        """What holds in a folder, and whether it is itself passed over."""
        known = self._folders.get(folder)
        if known is not None:
            return known
        parent = os.path.dirname(folder)
        is_top = folder in (parent, self._top) or _is_repository(folder)
        rules, is_gone = ((), False) if is_top else self._above(parent)
        if not is_top and not is_gone:
            is_gone = self._is_passed_over(folder, rules, is_folder=True)
        prefix = folder.replace(os.sep, "/").rstrip("/") + "/"
        if is_top:
            rules += rules_of(os.path.join(folder, ".git", "info", "exclude"), prefix)
        rules += rules_of(os.path.join(folder, ".gitignore"), prefix)
        self._folders[folder] = rules, is_gone
        return rules, is_gone

    def _below(self, top: str) -> Iterator[str]:
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError:
                self.targets.unread_folders.append(self._shown(folder))
                continue
            rules, _ = self._above(folder)
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if entry.name.startswith("."):
                    continue
                if (rules or self._exclude) and self._is_passed_over(entry.path, rules, is_folder=is_folder):
                    self.targets.ignored += 1
                elif is_folder:
                    pending.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path
                else:
                    self.targets.links += 1


def _is_repository(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, ".git"))


def _is_in_repository(folder: str) -> bool:
    parent = os.path.dirname(folder)
    return _is_repository(folder) or (parent != folder and _is_in_repository(parent))
