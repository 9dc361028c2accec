"""Puts a whole output in place at one instant, and leaves the last one whole until then.

In: the parts of export, and images. Out: `OUT/parquet`, `OUT/json`, `OUT/markdown`.
Touches OUT. An output is built as `OUT/.generations/KEY`, its unchanged files being the parts'
own under a second name; then the one link `OUT/.current` is replaced, through which the links
`parquet`, `json` and `markdown` go. The generation before stays for whoever is reading it, and
is swept by the next run. Where links cannot be made, see `placing.py`.
Idea: Capistrano's releases and `current`, on the atomic `rename` of POSIX.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.engine import placing
from pipeline.engine.files import (
    link_or_copy,
    make_folder,
    move,
    remove,
    sync_tree,
    walk,
    write_new,
    writing,
)
from pipeline.engine.images import Image, carry
from pipeline.errors import ForeignOutputError
from pipeline.export.markdown import spare_path

NAMES = ("parquet", "json", "markdown")
"""What a person sees in OUT."""

_ENDINGS = {"parquet": "parquet", "json": "jsonl"}
_STRAY = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that systems leave in any folder that somebody looks into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What an output is made of."""

    parts: tuple[Path, ...]
    """Folders of the parts of export, in order."""
    images: tuple[Image, ...]
    raw: Path
    """Where the images are."""

    @property
    def key(self) -> str:
        """32 hex digits: two generations that hold the same have the same."""
        what = [[path.name for path in self.parts], [astuple(image) for image in self.images]]
        return hashlib.sha256(json.dumps(what).encode("ascii")).hexdigest()[:32]


def check_target(out: Path) -> None:
    """See to it that nothing in OUT is in the way which no run made.

    Raises:
        ForeignOutputError: names what is in the way.
    """
    placed = placing.placed(out)
    for name in NAMES:
        path = out / name
        if not os.path.lexists(path) or _is_our_link(path):
            continue
        if placed is None or path.is_symlink() or not path.is_dir():
            raise ForeignOutputError(
                f"{path} is in the way: no run made it",
                hint="move it elsewhere, or name another folder as OUT",
            )
    shown = current(out)
    if shown is not None:
        _check_files(out, _listed(out, shown))


def current(out: Path) -> str | None:
    """The name of the generation that OUT shows, if there is one."""
    name = placing.placed(out)
    if name is None:
        with suppress(OSError):
            target = (out / ".current").readlink()
            name = target.name if target.parent == Path(".generations") else None
    return name if name is not None and _listing(out, name).is_file() else None


def publish(out: Path, generation: Generation) -> None:
    """Make OUT show a generation, at one instant.

    Raises:
        ForeignOutputError: files are in the way that no run made.
        OutputError: it cannot be written. In both cases OUT shows what it showed before.
    """
    if _is_shown(out, generation):
        return
    check_target(out)
    folder = _free_folder(out, generation.key)
    temporary = folder.with_name(f".tmp-{folder.name}")
    remove(temporary)
    make_folder(temporary)
    try:
        _build(temporary, generation, out / "markdown")
        sync_tree(temporary)
        move(temporary, folder)
    except BaseException:
        with suppress(Exception):
            remove(temporary)
        raise
    if not _switch(out, folder.name):
        placing.place(out, folder.name, NAMES)


def sweep(out: Path, *keep: str | None) -> None:
    """Remove all generations but those of these names."""
    folder = out / ".generations"
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name not in keep and path.name != placing.PLACED:
            remove(path)


def _is_shown(out: Path, generation: Generation) -> bool:
    """Whether OUT shows this generation with all of its files, none of them changed since."""
    shown = current(out)
    if shown is None or shown.partition("-")[0] != generation.key:
        return False
    if placing.placed(out) is None and not all(_is_our_link(out / name) for name in NAMES):
        return False
    there: dict[str, int] = {}
    for name in NAMES:
        if not (out / name).is_dir():
            return False
        there |= {f"{name}/{path}": state.st_mtime_ns for path, state in walk((out / name).resolve())}
    since_ns = _listing(out, shown).stat().st_mtime_ns
    # Images keep their own time of change.
    images = {f"markdown/{image.path}" for image in generation.images}
    return all(name in there and (there[name] <= since_ns or name in images) for name in _listed(out, shown))


def _free_folder(out: Path, key: str) -> Path:
    """Where a generation is built: never where one stands, which may be shown, or be torn."""
    folder, number = out / ".generations" / key, 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{key}-{number}")
    return folder


def _build(folder: Path, generation: Generation, previous: Path) -> None:
    names: list[str] = []
    for name in NAMES:
        make_folder(folder / name)
    made: set[Path] = set()
    for number, part in enumerate(generation.parts):
        for source, target in _targets(part, number):
            names.append(_link(source, folder, target, made))
    carry(generation.images, generation.raw, folder / "markdown", previous)
    images = [f"markdown/{image.path}" for image in generation.images]
    names += [name for name in images if (folder / name).exists()]
    lines = "".join(f"{json.dumps(name)}\n" for name in sorted(set(names)))
    write_new(folder / "files.txt", lines.encode("ascii"))


def _targets(part: Path, number: int) -> Iterator[tuple[Path, str]]:
    """A part's files, and where in the generation each goes."""
    for kind, ending in _ENDINGS.items():
        for path in sorted((part / kind).iterdir()):
            yield path, f"{kind}/{path.stem}/part-{number:05d}.{ending}"
    for name in sorted(name for name, _ in walk(part / "markdown")):
        yield part / "markdown" / name, f"markdown/{name}"


def _link(source: Path, folder: Path, target: str, made: set[Path]) -> str:
    parent = (folder / target).parent
    if parent not in made:
        make_folder(parent)
        made.add(parent)
    try:
        link_or_copy(source, folder / target, sync=False)
    except FileExistsError:
        target = spare_path(target)
        link_or_copy(source, folder / target, sync=False)
    return target


def _switch(out: Path, shown: str) -> bool:
    """Replace the links; False where links cannot be made."""
    if placing.placed(out) is not None:
        return False
    temporary = out / ".tmp-current"
    remove(temporary)
    try:
        temporary.symlink_to(Path(".generations", shown), target_is_directory=True)
    except (OSError, NotImplementedError):
        return False
    # The first time, these lead nowhere until `.current` is there: then all appear at once.
    for name in NAMES:
        if not _is_our_link(out / name):
            with writing(out / name):
                (out / name).symlink_to(Path(".current", name), target_is_directory=True)
    move(temporary, out / ".current")
    return True


def _is_our_link(path: Path) -> bool:
    try:
        return path.readlink() == Path(".current", path.name)
    except OSError:
        return False


def _listing(out: Path, name: str) -> Path:
    return out / ".generations" / name / "files.txt"


def _listed(out: Path, name: str) -> set[str]:
    """The files that a generation was made with."""
    return {json.loads(line) for line in _listing(out, name).read_text(encoding="ascii").splitlines()}


def _check_files(out: Path, listed: set[str]) -> None:
    """See to it that who works in the output loses no file of theirs when it is replaced."""
    for name in NAMES:
        if not (out / name).is_dir():
            continue
        for path, _ in walk((out / name).resolve()):
            if f"{name}/{path}" not in listed and path.rpartition("/")[2] not in _STRAY:
                raise ForeignOutputError(
                    f"{out / name / path} is in the way: no run made it",
                    hint="move it elsewhere: what is in this folder is replaced as a whole",
                )
