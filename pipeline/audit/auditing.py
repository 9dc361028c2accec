"""Looks at all files that a person named, and gathers what was found.

In: paths, a selection, settings. Out: an `Audit`. Touches the files named, reading only.
A file that is sound costs its reading and one scan; nothing of it is kept.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from pipeline.audit.looking import Looked, look
from pipeline.audit.places import Place, in_order
from pipeline.audit.selection import Selection
from pipeline.audit.targets import Target, find_targets
from pipeline.errors import InputError, PipelineError
from pipeline.settings import Settings


@dataclass(slots=True)
class Audit:
    """What an audit found."""

    places: tuple[Place, ...] = ()
    """Findings that are listed, by file, line and column."""
    files: int = 0
    """Text files looked at."""
    binary: int = 0
    """Files that are no text."""
    ignored: int = 0
    """Files and folders that `.gitignore` or `exclude` names."""
    links: int = 0
    known: int = 0
    """Findings left out because the baseline has them."""
    problems: list[PipelineError] = field(default_factory=list)
    """What could not be read."""
    looked: list[Looked] = field(default_factory=list)
    """The files with findings, with text and edits, for reports that show them."""


def audit_paths(
    paths: Sequence[str],
    selection: Selection,
    settings: Settings,
    *,
    stream: Callable[[], bytes] | None = None,
    but: str | None = None,
) -> Audit:
    """Look at files.

    Args:
        paths: files, folders, patterns, or `-`.
        selection: what is looked for and listed.
        settings: `exclude` and limits.
        stream: reads standard input, if a path is `-`.
        but: a file that is not looked at: a report quotes what it tells of.

    Raises:
        InputError: something named is not there.
    """
    targets = find_targets(paths, settings.exclude)
    audit = Audit(ignored=targets.ignored, links=targets.links)
    audit.problems += [
        InputError("the folder cannot be read", context=folder) for folder in targets.unread_folders
    ]
    places: list[Place] = []
    report = None if but is None else os.path.realpath(but)
    for target in targets.files:
        if report is not None and target.location is not None and os.path.realpath(target.location) == report:
            continue
        try:
            data = _read(target, settings.max_document_bytes, stream)
        except OSError as err:
            reason = f"the file cannot be read: {err.strerror or err}"
            audit.problems.append(InputError(reason, context=target.path, hint="check its permissions"))
            continue
        looked = look(target.path, data, selection, settings, partial(_earlier, target, data))
        audit.files += looked.is_text
        audit.binary += not looked.is_text
        if looked.places:
            places += looked.places
            audit.looked.append(looked)
    audit.places = in_order(places)
    return audit


def _read(target: Target, limit: int, stream: Callable[[], bytes] | None) -> bytes:
    if target.location is None:
        return stream() if stream else b""
    with open(target.location, "rb", buffering=0) as file:
        return file.read(limit + 1)


def _earlier(target: Target, data: bytes) -> bytes | None:
    from pipeline.audit.history import earlier_version

    return None if target.location is None else earlier_version(target.location, data)


def by_code(places: Sequence[Place]) -> list[tuple[str, int]]:
    """How many findings of each code there are, most first."""
    return _ranked(Counter(place.code for place in places))


def by_folder(places: Sequence[Place]) -> list[tuple[str, int]]:
    """How many findings each folder has, most first."""
    return _ranked(Counter(_folder(place.path) for place in places))


def blame(places: Sequence[Place]) -> list[tuple[str, str, int]]:
    """Which mistake damaged which folder: folder, channel, lines; most first.

    A line that several mistakes damaged counts for each.
    """
    counts = Counter(
        (_folder(place.path), channel)
        for place in places
        if place.channel
        for channel in place.channel.split(" | ")
    )
    return [(folder, channel, count) for (folder, channel), count in _ranked(counts)]


def _folder(path: str) -> str:
    parent = PurePosixPath(path).parent.as_posix()
    return "." if parent == "." else f"{parent}/"


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
