"""Files under one folder that formats write piece by piece: the engine's `Sink`.

In: names and bytes. Out: files, which the caller syncs. Touches that folder and a scratch folder.
A format may write to one file a language pair, which are many; so only some are held open.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO

from pipeline.engine.storage.files import make_folder, write_new, writing
from pipeline.export.markdown import spare_path

_OPEN = 48
"""Files held open at once; systems allow 256 and more."""


class Sheaf:
    """Files of one format."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder, self._scratch = folder, scratch
        self._places: dict[str, Path] = {}
        self._open: OrderedDict[str, BinaryIO] = OrderedDict()
        make_folder(folder)

    def append(self, name: str, data: bytes) -> None:
        """Add bytes to the end of a file."""
        if name not in self._places:
            self._places[name] = self._new(name, b"")
        if data:
            with writing(self._places[name]):
                self._file(name).write(data)

    def put(self, name: str, data: bytes) -> None:
        """Write a whole new file."""
        self._new(name, data)

    def scratch(self) -> Path:
        """A folder that goes at the end."""
        make_folder(self._scratch)
        return self._scratch

    def place(self, name: str) -> Path:
        """Where a library that writes by itself is to put a file."""
        return self._folder / name

    def close(self) -> None:
        """Close what is open."""
        while self._open:
            name, file = self._open.popitem()
            with writing(self._places[name]):
                file.close()

    def _new(self, name: str, data: bytes) -> Path:
        path = self._folder / name
        make_folder(path.parent)
        try:
            write_new(path, data, sync=False)
        except FileExistsError:  # a name that differs in case only, on some disks
            path = self._folder / spare_path(name)
            write_new(path, data, sync=False)
        return path

    def _file(self, name: str) -> BinaryIO:
        file = self._open.get(name)
        if file is None:
            if len(self._open) >= _OPEN:
                _, oldest = self._open.popitem(last=False)
                oldest.close()
            file = self._places[name].open("ab")
            self._open[name] = file
        self._open.move_to_end(name)
        return file
