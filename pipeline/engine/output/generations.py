"""Puts a whole output in place at one instant, and leaves the last one whole until then.

In: the parts of export, images, what is asked for. Out: `OUT/parquet`, `OUT/json`, `OUT/markdown`,
`OUT/README.md`, `OUT/report.html`, and `OUT/exports` where something is asked for.
Touches OUT. An output is built as `OUT/.generations/KEY`, its unchanged files being the parts'
own under a second name; then the one link `OUT/.current` is replaced, through which the links
`parquet`, `json` and so on go. The generation before stays for whoever is reading it, and
is swept by the next run. Where links cannot be made, see `placing.py`.
Idea: Capistrano's releases and `current`, on the atomic `rename` of POSIX.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path

from pipeline.engine.output import asked as asked_room
from pipeline.engine.output.asked import Asked
from pipeline.engine.output.datasets import FILES
from pipeline.engine.storage import placing
from pipeline.engine.storage.files import (
    link_or_copy,
    make_folder,
    move,
    remove,
    sync_tree,
    walk,
    write_new,
    writing,
)
from pipeline.engine.storage.images import Image, carry
from pipeline.errors import ForeignOutputError
from pipeline.export.markdown import spare_path
from pipeline.export.request import Request

FOLDERS = ("parquet", "json", "markdown")
NAMES = (*FOLDERS, *FILES)
"""What a person sees in OUT."""

EXPORTS = "exports"
"""What they see beside it where they asked for more."""

_ALL = (*NAMES, EXPORTS)

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
    described: Mapping[str, bytes] = field(default_factory=dict)
    """Files that describe the tables, by path."""
    asked: Asked | None = None
    """What is asked for beside."""

    @property
    def key(self) -> str:
        """32 hex digits: two generations that hold the same have the same."""
        what: list[object] = [[path.name for path in self.parts], [astuple(image) for image in self.images]]
        what.append({name: hashlib.sha256(data).hexdigest() for name, data in sorted(self.described.items())})
        what.append(self.asked.keys if self.asked else [])
        return hashlib.sha256(json.dumps(what).encode("ascii")).hexdigest()[:32]

    @property
    def names(self) -> tuple[str, ...]:
        """What a person will see in OUT."""
        files = (name for name in FILES if name in self.described)
        return (*FOLDERS, *files, *((EXPORTS,) if self.asked else ()))


def names_for(request: Request | None) -> tuple[str, ...]:
    """What will stand in OUT after a run with this request."""
    return NAMES if request is None else _ALL


def check_target(out: Path, names: Sequence[str] = NAMES) -> None:
    """See to it that nothing in OUT is in the way which no run made.

    Args:
        out: the folder.
        names: what is to stand in it.

    Raises:
        ForeignOutputError: names what is in the way.
    """
    shown = current(out)
    listed = _listed(out, shown) if shown is not None else set()
    placed = {*FOLDERS, *_tops(listed)} if placing.placed(out) is not None else set()
    for name in names:
        path = out / name
        if not os.path.lexists(path) or _is_our_link(path):
            continue
        if name not in placed or path.is_symlink() or path.is_dir() == (name in FILES):
            raise ForeignOutputError(
                f"{path} is in the way: no run made it",
                hint="move it elsewhere, or name another folder as OUT",
            )
    if shown is not None:
        _check_files(out, listed)


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
    check_target(out, generation.names)
    folder = _free_folder(out, generation.key)
    temporary = folder.with_name(f".tmp-{folder.name}")
    remove(temporary)
    make_folder(temporary)
    try:
        _build(temporary, generation, out)
        sync_tree(temporary)
        move(temporary, folder)
    except BaseException:
        with suppress(Exception):
            remove(temporary)
        raise
    gone = [name for name in _tops(_listed_now(out)) if name in _ALL and name not in generation.names]
    if not _switch(out, folder.name, generation.names):
        placing.place(out, folder.name, generation.names, gone)


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
    names = generation.names
    if placing.placed(out) is None and [name for name in _ALL if _is_our_link(out / name)] != list(names):
        return False
    there: dict[str, int] = {}
    for name in names:
        if name in FILES and (out / name).is_file():
            there[name] = (out / name).stat().st_mtime_ns
            continue
        if not (out / name).is_dir():
            return False
        there |= {f"{name}/{path}": state.st_mtime_ns for path, state in walk((out / name).resolve())}
    since_ns = _listing(out, shown).stat().st_mtime_ns
    # Images keep their own time of change.
    images = tuple(f"markdown/{image.path}" for image in generation.images)
    return all(
        name in there and (there[name] <= since_ns or name.endswith(images)) for name in _listed(out, shown)
    )


def _free_folder(out: Path, key: str) -> Path:
    """Where a generation is built: never where one stands, which may be shown, or be torn."""
    folder, number = out / ".generations" / key, 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{key}-{number}")
    return folder


def _build(folder: Path, generation: Generation, out: Path) -> None:
    names: list[str] = []
    for name in FOLDERS:
        make_folder(folder / name)
    made: set[Path] = set()
    for number, part in enumerate(generation.parts):
        for source, target in _targets(part, number):
            names.append(_link(source, folder, target, made))
    carry(generation.images, generation.raw, folder / "markdown", out / "markdown")
    images = [f"markdown/{image.path}" for image in generation.images]
    names += [name for name in images if (folder / name).exists()]
    for name, data in generation.described.items():
        write_new(folder / name, data, sync=False)
        names.append(name)
    if generation.asked:
        exports = folder / EXPORTS
        asked_room.build(exports, generation.asked, generation.parts, out / EXPORTS, generation.raw)
        names += [f"{EXPORTS}/{name}" for name, _ in walk(exports)]
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


def _switch(out: Path, shown: str, names: Sequence[str]) -> bool:
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
    for name in names:
        if not _is_our_link(out / name):
            with writing(out / name):
                (out / name).symlink_to(Path(".current", name), target_is_directory=name not in FILES)
    move(temporary, out / ".current")
    for name in _ALL:
        if name not in names and _is_our_link(out / name):
            remove(out / name)
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


def _listed_now(out: Path) -> set[str]:
    shown = current(out)
    return _listed(out, shown) if shown is not None else set()


def _tops(paths: Iterable[str]) -> set[str]:
    return {path.partition("/")[0] for path in paths}


def _check_files(out: Path, listed: set[str]) -> None:
    """See to it that who works in the output loses no file of theirs when it is replaced."""
    for name in (*FOLDERS, *_tops(listed) - {*FOLDERS, *FILES}):
        if not (out / name).is_dir():
            continue
        for path, _ in walk((out / name).resolve()):
            if f"{name}/{path}" not in listed and path.rpartition("/")[2] not in _STRAY:
                raise ForeignOutputError(
                    f"{out / name / path} is in the way: no run made it",
                    hint="move it elsewhere: what is in this folder is replaced as a whole",
                )
