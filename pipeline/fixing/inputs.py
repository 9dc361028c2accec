"""Which files are to be repaired, and where each goes.

In: what a person named, and the settings. Out: `Input`s. Touches the folders named, reading
names only. Of a folder the documents are taken, as a run takes them: by `include`, without
hidden and ignored ones. A file that is named is taken whatever its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, PipelineError, UsageError
from pipeline.fixing.undo import absolute
from pipeline.settings import Settings

STREAM = "-"
"""What names standard input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file to repair."""

    name: str
    """As a person named it; `-` for standard input."""
    location: Path | None
    """None for standard input."""
    target: Path | None = None
    """Where `-o` puts it."""
    problem: PipelineError | None = None
    """Why it cannot be read."""


def find_inputs(paths: Sequence[str], settings: Settings, output: str | None = None) -> list[Input]:
    """The files to repair, in the order named; those of a folder by path.

    Args:
        paths: files, folders, or `-`; none at all is `-`.
        settings: `include` says which files of a folder are documents.
        output: what `-o` names: a folder if it is one, ends with a slash, or several files may
            come into it; else a file.

    Raises:
        UsageError: two files would become one, or one would become itself.
    """
    into_folder = output is not None and (
        Path(output).is_dir()
        or output.endswith(("/", os.sep))
        or len(paths) > 1
        or any(Path(path).is_dir() for path in paths if path != STREAM)
    )
    found: list[Input] = []
    for path in paths or (STREAM,):
        if path == STREAM:
            if into_folder:
                raise UsageError("standard input has no name", hint="name a file with -o")
            found.append(Input(name=STREAM, location=None, target=Path(output) if output else None))
        elif Path(path).is_dir():
            found += _of_folder(path, settings, output)
        else:
            target = None if output is None else Path(output)
            target = target / Path(path).name if target is not None and into_folder else target
            found.append(Input(name=path, location=Path(path), target=target, problem=_missing(path)))
    _check_targets(found)
    return _once(found)


def without_excluded(inputs: Sequence[Input], exclude: Sequence[str]) -> list[Input]:
    """The inputs that no pattern names.

    Args:
        inputs: as found.
        exclude: patterns as in a `.gitignore`, from the folder that the command was started in.
    """
    if not exclude:
        return list(inputs)
    from pipeline.engine.corpus.gitignore import spec_of

    spec, home = spec_of(exclude), Path.cwd()
    kept = []
    for one in inputs:
        path = None if one.location is None else absolute(one.location)
        is_inside = path is not None and path.is_relative_to(home)
        if path is None or not is_inside or not spec.check_file(path.relative_to(home).as_posix()).include:
            kept.append(one)
    return kept


def _of_folder(path: str, settings: Settings, output: str | None) -> Iterator[Input]:
    from pipeline.engine.corpus.finder import find

    nowhere = Path(path, ".pipeline-fix")  # a hidden folder is not entered anyway
    files = find(Path(path), settings.include, Path(output) if output else nowhere)
    for folder in files.unread_folders:
        problem = InputError("the folder cannot be read", context=folder)
        yield Input(name=f"{path.rstrip('/')}/{folder}", location=None, problem=problem)
    for file in files.files:
        location = Path(file.location)
        target = Path(output) / location.relative_to(path) if output else None
        yield Input(name=file.location, location=location, target=target)


def _missing(path: str) -> InputError | None:
    if os.path.lexists(path):
        return None
    return InputError(f"{path} does not exist", hint="check the name")


def _check_targets(found: Sequence[Input]) -> None:
    sources = {_real(one.location) for one in found if one.location is not None}
    targets: set[str] = set()
    for one in found:
        if one.target is None:
            continue
        target = _real(one.target)
        if target in sources:
            raise UsageError(f"{one.target} is read, and would be written", hint="use --in-place")
        if target in targets:
            raise UsageError(f"two files would become {one.target}", hint="repair their folder instead")
        targets.add(target)


def _real(path: Path) -> str:
    return os.path.realpath(path)


def _once(found: Sequence[Input]) -> list[Input]:
    """Each file once, however often and by whatever name it was named."""
    seen: dict[str, Input] = {}
    for one in found:
        key = one.name if one.location is None else str(absolute(one.location))
        seen.setdefault(key, one)
    return list(seen.values())
