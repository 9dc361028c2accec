"""The model file: a header in JSON and arrays that are used where they lie.

In: a path. Out: a `Model` of read-only arrays mapped from the file; or a file of header and arrays.
Touches the file named. Everything is little-endian and starts at a multiple of 64 bytes, so that a line of
the n-gram table is a line of the processor's cache. Workers that map the same file share its memory.

    offset 0    8 bytes   "MOJIBAKE"
           8    uint32    version of the format
          12    uint32    length of the header in bytes
          16    header    JSON: what the file is, where each array lies, and what the search has to know
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import ModelError

MAGIC = b"MOJIBAKE"
VERSION = 1
_ALIGN = 64
_NAMES = ("index", "pages", "unigram", "backoff", "table", "gains", "backoffs", "parameters", "variant")
_TYPES = ("<u2", "<u2", "<i4", "<i4", "<u2", "<i4", "<i4", "<i8", "u1")
DEFAULT_PATH = Path(__file__).with_name("model.bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as the search uses it; see `lookup.py` for how."""

    arrays: tuple[Any, ...]
    """Read-only arrays in the order of `lookup.INDEX` and on."""

    order: int
    """Longest n-gram in characters."""

    hash: str
    """SHA-256 of the file, hex: it enters the keys of results."""

    decisions: dict[str, Any]
    """What the search has to know beside probabilities: thresholds, margins, calibration; integers."""

    about: dict[str, Any]
    """Languages, sources, licences and sizes, as the model card shows them."""


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
    arrays = []
    for name, kind in zip(_NAMES, _TYPES, strict=True):
        offset, count = header["arrays"][name]
        if offset + count * np.dtype(kind).itemsize > len(data):
            raise ModelError("the model file is torn", context=f"{where}: {name} ends after the file")
        arrays.append(np.frombuffer(data, np.dtype(kind), count, offset))
    return Model(
        arrays=tuple(arrays),
        order=int(arrays[7][0]),
        hash=hashlib.sha256(data).hexdigest(),
        decisions=header["decisions"],
        about=header["about"],
    )


def _read_header(data: mmap.mmap, where: Path) -> dict[str, Any]:
    if len(data) < 16 or data[:8] != MAGIC:
        raise ModelError("this is not a model file", context=str(where))
    version, length = struct.unpack("<II", data[8:16])
    if version != VERSION:
        raise ModelError(
            f"the model file has format {version}, this version reads {VERSION}", context=str(where)
        )
    try:
        header: dict[str, Any] = json.loads(data[16 : 16 + length])
    except ValueError as err:
        raise ModelError("the model file is torn", context=f"{where}: {err}") from err
    return header


def write(
    path: Path, arrays: tuple[np.ndarray, ...], *, decisions: dict[str, Any], about: dict[str, Any]
) -> None:
    """Writes a model file; the same arguments give the same bytes."""
    packed = [np.ascontiguousarray(array, kind) for array, kind in zip(arrays, _TYPES, strict=True)]
    places: dict[str, tuple[int, int]] = dict.fromkeys(_NAMES, (0, 0))
    start = 0
    for _ in range(3):  # the header's length depends on the offsets' digits: it settles at once
        header = json.dumps(
            {"about": about, "decisions": decisions, "arrays": places}, ensure_ascii=False, sort_keys=True
        ).encode()
        at = start = -(-(16 + len(header) + 64) // _ALIGN) * _ALIGN
        for name, array in zip(_NAMES, packed, strict=True):
            places[name] = (at, len(array))
            at += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(
        {"about": about, "decisions": decisions, "arrays": places}, ensure_ascii=False, sort_keys=True
    ).encode()
    if 16 + len(header) > start:
        raise ModelError("the header of the model file did not settle")
    with path.open("wb") as file:
        file.write(MAGIC + struct.pack("<II", VERSION, len(header)) + header)
        for name, array in zip(_NAMES, packed, strict=True):
            file.write(b"\0" * (places[name][0] - file.tell()))
            file.write(array.tobytes())
        file.write(b"\0" * (-file.tell() % _ALIGN))


def with_decisions(path: Path, decisions: dict[str, Any]) -> None:
    """Writes thresholds and calibration into a model file; the n-grams stay as they are."""
    model = load(path)
    arrays = tuple(np.array(array) for array in model.arrays)
    write(path, arrays, decisions=decisions, about=model.about)
