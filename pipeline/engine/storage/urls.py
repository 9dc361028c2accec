"""Folders by URL, through fsspec: object stores, and what else it knows.

In: a URL such as `s3://bucket/notes`. Out: names below it, bytes, files brought here and back.
Touches the store. `file://` names an ordinary folder, and is treated as one. On an object store
writing one object is atomic and nothing else is; there are no links, renames or locks.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.errors import InputError, MissingExtraError, OutputError, PipelineError

_AT_ONCE = 64
"""Objects that are written or read side by side."""


def is_url(place: str) -> bool:
    """Whether a place is a URL other than `file://`."""
    return "://" in place and not place.startswith("file://")


def plain(place: str) -> str:
    """A place as it is used: a URL, or a path even where it was written as `file://`."""
    return unquote(place.removeprefix("file://")) if place.startswith("file://") else place


class Remote:
    """A folder of a store."""

    def __init__(self, url: str) -> None:
        """Find the store.

        Raises:
            MissingExtraError: the package for such URLs is not installed.
            InputError: no package knows such URLs.
        """
        self.url = url.rstrip("/")
        try:
            import fsspec

            self._fs, self._root = fsspec.core.url_to_fs(self.url)
        except ImportError as err:
            extra = "s3" if url.startswith(("s3://", "s3a://")) else "run"
            raise MissingExtraError(
                f"{url} needs a package that is not installed: {err}",
                hint=f"pip install 'mojibake-pipeline[{extra}]', or the package that fsspec names for it",
            ) from err
        except ValueError as err:
            raise InputError(f"{url} is no URL that can be read: {err}") from err

    def files(self, below: str = "") -> dict[str, dict[str, Any]]:
        """What lies below a folder: its path relative to this one, and what the store says of it."""
        with self._reading(below):
            self._fs.invalidate_cache()
            try:
                found = self._fs.find(self._place(below), detail=True)
            except FileNotFoundError:  # not even a bucket
                return {}
        start = len(self._root) + 1
        return {path[start:]: info for path, info in found.items() if info.get("type") == "file"}

    def is_file(self, name: str = "") -> bool:
        """Whether it is one file."""
        with self._reading(name):
            return bool(self._fs.isfile(self._place(name)))

    def size(self, name: str = "") -> int:
        """Bytes of a file."""
        with self._reading(name):
            return int(self._fs.size(self._place(name)))

    def read(self, name: str = "") -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: there is none.
        """
        with self._reading(name):
            return bytes(self._fs.cat_file(self._place(name)))

    def pieces(self, name: str, piece: int) -> Iterator[bytes]:
        """The bytes of a file, so many at a time."""
        with self._reading(name), self._fs.open(self._place(name), "rb") as file:
            while data := file.read(piece):
                yield data

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole, at one instant."""
        with self._writing(name):
            self._fs.pipe_file(self._place(name), data)

    def create(self, name: str, data: bytes) -> bool:
        """Write a file that must not be there; False if it is. Stores that cannot tell look first."""
        with self._writing(name):
            try:
                self._fs.pipe_file(self._place(name), data, mode="create")
            except FileExistsError:
                return False
        return True

    def upload(self, folder: Path, below: str) -> None:
        """Write all files of a folder."""
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        with self._writing(below):
            self._fs.put(
                [os.fspath(folder / name) for name in names],
                [self._place(f"{below}/{name}") for name in names],
                batch_size=_AT_ONCE,
            )

    def download(self, names: Iterable[str], below: str, folder: Path) -> None:
        """Bring files here; they are named relative to the folder `below`."""
        wanted = sorted(names)
        for name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with self._reading(below):
            self._fs.get(
                [self._place(f"{below}/{name}".lstrip("/")) for name in wanted],
                [os.fspath(folder / name) for name in wanted],
                batch_size=_AT_ONCE,
            )

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are not there are no fault."""
        places = [self._place(name) for name in names]
        if not places:
            return
        with self._writing(""):
            try:
                self._fs.rm(places)
            except FileNotFoundError:
                return

    def _place(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, PipelineError):
            raise
        except Exception as err:  # each store has errors of its own
            raise InputError(f"cannot read: {_words(err)}", context=f"{self.url}/{name}".rstrip("/")) from err

    @contextmanager
    def _writing(self, name: str) -> Iterator[None]:
        try:
            yield
        except (FileExistsError, PipelineError):
            raise
        except Exception as err:  # each store has errors of its own
            raise OutputError(
                f"cannot write: {_words(err)}",
                context=f"{self.url}/{name}".rstrip("/"),
                hint="the last good output is whole",
            ) from err


def _words(err: Exception) -> str:
    return str(err) or type(err).__name__
