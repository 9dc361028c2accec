"""The model file: a header in JSON and arrays that are used where they lie.

In: a path. Out: a `Model` of read-only arrays mapped from the file; or a file of header and arrays.
Touches the file named. Everything is little-endian and starts at a multiple of 64 bytes, so that a line of
an n-gram table is a line of the processor's cache. Workers that map the same file share its memory.

    offset 0    8 bytes   "MOJIBAKE"
           8    uint32    version of the format
          12    uint32    length of the header in bytes
          16    header    JSON: what the file is, where each array lies, and what the search has to know

A file holds one n-gram model a group of languages. One set of n-grams for all languages was measured too:
it lost 0.3 to 2.5 of 100 characters in each language that shares its script with others.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import ModelError

MAGIC = b"MOJIBAKE"
VERSION = 2
DEFAULT_PATH = Path(__file__).with_name("model.bin")
_ALIGN = 64
_ARRAYS = {  # of a group, in the order of `Group.arrays`
    "index": "<u2",
    "pages": "<u2",
    "unigram": "<i4",
    "backoff": "<i4",
    "table": "<i8",
    "gains": "<i2",
    "backoffs": "<i4",
    "parameters": "<i8",
}
_TYPES = {**_ARRAYS, "variant": "u1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The n-gram model of one language, or of several that share it."""

    name: str
    """BCP 47 tag of the language, or a name of the group."""

    languages: tuple[str, ...]
    """BCP 47 tags."""

    scripts: tuple[str, ...]
    """ISO 15924 codes of the scripts its languages are written in."""

    order: int
    """Longest n-gram in characters."""

    arrays: tuple[Any, ...]
    """Read-only arrays, see `lookup.py`; all groups have the same types, so kernels compile once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model file as the search uses it; see `lookup.py` for how."""

    groups: tuple[Group, ...]
    """The models; the first is that of all languages, where the file has one."""

    variant: Any
    """uint8, from U+3400: 0 both, 1 simplified only, 2 traditional only."""

    hash: str
    """SHA-256 of the file, hex: it enters the keys of results."""

    decisions: dict[str, Any]
    """What the search has to know beside probabilities: thresholds, margins, calibration; integers."""

    about: dict[str, Any]
    """Languages, sources, licences and sizes, as the model card shows them."""

    @property
    def arrays(self) -> tuple[Any, ...]:
        """Arrays of the first group."""
        return self.groups[0].arrays

    @property
    def order(self) -> int:
        """Longest n-gram of any group, in characters."""
        return max(group.order for group in self.groups)

    def group(self, language: str) -> Group:
        """The group of a language; of several that with the fewest languages.

        Raises:
            KeyError: no group has that language.
        """
        found = [group for group in self.groups if language in group.languages]
        if found:
            return min(found, key=lambda group: len(group.languages))
        raise KeyError(language)


def load(path: str | Path | None = None) -> Model:
    """Maps a model file.

    Args:
        path: the file; None for the one that comes with the package.

    Raises:
        ModelError: the file is missing, torn, or of another format.
    """
    where = DEFAULT_PATH if path is None else Path(path)
    try:
        with where.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as err:
        raise ModelError("the model file cannot be read", context=f"{where}: {err}") from err
    header = _read_header(data, where)

    def array(kind: str, place: tuple[int, int]) -> np.ndarray:
        offset, count = place
        if offset + count * np.dtype(kind).itemsize > len(data):
            raise ModelError("the model file is torn", context=f"{where}: an array ends after the file")
        return np.frombuffer(data, np.dtype(kind), count, offset)

    groups = []
    for about in header["groups"]:
        arrays = tuple(array(kind, about["arrays"][name]) for name, kind in _ARRAYS.items())
        groups.append(
            Group(
                name=about["name"],
                languages=tuple(about["languages"]),
                scripts=tuple(about["scripts"]),
                order=int(arrays[-1][0]),
                arrays=arrays,
            )
        )
    return Model(
        groups=tuple(groups),
        variant=array(_TYPES["variant"], header["variant"]),
        hash=hashlib.sha256(data).hexdigest(),
        decisions=header["decisions"],
        about=header["about"],
    )


def _read_header(data: mmap.mmap, where: Path) -> dict[str, Any]:
    if len(data) < 16 or data[:8] != MAGIC:
        raise ModelError("this is not a model file", context=str(where))
    version, length = struct.unpack("<II", data[8:16])
    if version != VERSION:
        hint = f"the file has format {version}, this version reads {VERSION}"
        raise ModelError("the model file has another format", context=str(where), hint=hint)
    try:
        header: dict[str, Any] = json.loads(data[16 : 16 + length])
    except ValueError as err:
        raise ModelError("the model file is torn", context=f"{where}: {err}") from err
    return header


def write(
    path: Path,
    groups: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[Any, ...]]],
    *,
    variant: np.ndarray,
    decisions: dict[str, Any],
    about: dict[str, Any],
) -> None:
    """Writes a model file; the same arguments give the same bytes.

    Args:
        path: the file.
        groups: name -> (languages, scripts, arrays).
        variant: see `Model.variant`.
        decisions: see `Model.decisions`.
        about: see `Model.about`.
    """
    blocks: list[np.ndarray] = []
    places: list[tuple[int, int]] = []
    described: list[dict[str, Any]] = []
    at = 0

    def put(array: Any, kind: str) -> int:
        nonlocal at
        block = np.ascontiguousarray(array, np.dtype(kind)).reshape(-1)
        blocks.append(block)
        places.append((at, len(block)))
        at += -(-block.nbytes // _ALIGN) * _ALIGN
        return len(places) - 1

    for name, (languages, scripts, arrays) in groups.items():
        numbers = {key: put(array, kind) for (key, kind), array in zip(_ARRAYS.items(), arrays, strict=True)}
        described.append({"name": name, "languages": languages, "scripts": scripts, "arrays": numbers})
    number = put(variant, _TYPES["variant"])

    def header(start: int) -> bytes:
        shifted = [(offset + start, count) for offset, count in places]
        shown = [
            {**one, "arrays": {key: shifted[where] for key, where in one["arrays"].items()}}
            for one in described
        ]
        whole = {"about": about, "decisions": decisions, "groups": shown, "variant": shifted[number]}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()

    # Offsets have as many digits as they need, so the header's length depends on its own: leave room.
    start = -(-(16 + len(header(1 << 30))) // _ALIGN) * _ALIGN
    text = header(start)
    # Beside it first, then renamed: a process that has the old file mapped keeps the old file.
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(MAGIC + struct.pack("<II", VERSION, len(text)) + text)
        for block, (offset, _) in zip(blocks, places, strict=True):
            file.write(b"\0" * (start + offset - file.tell()))
            file.write(block.tobytes())
        file.write(b"\0" * (-file.tell() % _ALIGN))
    fresh.replace(path)


def with_decisions(path: Path, decisions: dict[str, Any]) -> None:
    """Writes thresholds and calibration into a model file; the n-grams stay as they are."""
    model = load(path)
    groups = {
        group.name: (group.languages, group.scripts, tuple(np.array(array) for array in group.arrays))
        for group in model.groups
    }
    write(path, groups, variant=np.array(model.variant), decisions=decisions, about=model.about)
