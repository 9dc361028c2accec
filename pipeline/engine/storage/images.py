"""Carries the images that documents link to into an output, so that the links hold there.

In: RAW, and paths relative to it that documents name. Out: the images as files under the output.
Touches those files; RAW is only read. An image keeps its time of change, by which the next run
knows that it is still the same and links it instead of copying it (as rsync does).
A path that leads out of RAW, or through a symbolic link, is no image of ours.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.engine.storage.files import link_or_copy, make_folder, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image that is there."""

    path: str
    """Relative to RAW, with `/`."""
    size: int
    """In bytes."""
    changed_ns: int
    """When it was last changed, in ns since 1970."""


def find_images(raw: Path, names: Iterable[str]) -> tuple[Image, ...]:
    """Of these names, those that are files under RAW, sorted."""
    found = []
    for name in sorted(set(names)):
        state = _state(raw, name)
        if state is not None:
            found.append(Image(path=name, size=state.st_size, changed_ns=state.st_mtime_ns))
    return tuple(found)


def carry(images: Iterable[Image], raw: Path, target: Path, previous: Path) -> None:
    """Put images under `target`, where no document stands in their place.

    Args:
        images: what `find_images` found.
        raw: the folder they are in.
        target: the new output's `markdown` folder.
        previous: the last output's, from which what has not changed is linked.
    """
    for image in images:
        place = target / image.path
        if os.path.lexists(place):
            continue
        make_folder(place.parent)
        if not _link_previous(image, previous / image.path, place):
            _copy(image, raw / image.path, place)


def _state(raw: Path, name: str) -> os.stat_result | None:
    """The state of a regular file that is reached without a link."""
    path = raw
    state = None
    try:
        for part in name.split("/"):
            if state is not None and not stat.S_ISDIR(state.st_mode):
                return None
            path = path / part
            state = path.lstat()
    except (OSError, ValueError):
        return None
    return state if state is not None and stat.S_ISREG(state.st_mode) else None


def _link_previous(image: Image, source: Path, target: Path) -> bool:
    try:
        state = source.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(state.st_mode) or (state.st_size, state.st_mtime_ns) != (
        image.size,
        image.changed_ns,
    ):
        return False
    link_or_copy(source, target, sync=False)
    return True


def _copy(image: Image, source: Path, target: Path) -> None:
    try:
        data = source.open("rb")
    except OSError:  # it may not be read: its link is as broken here as its file is there
        return
    with data, writing(target):
        with target.open("xb") as copy:
            shutil.copyfileobj(data, copy, 2**20)
            size = copy.tell()
        os.utime(target, ns=(image.changed_ns, image.changed_ns))
    if size != image.size:  # it is being written to; the next run will find it changed
        os.utime(target, ns=(0, 0))
