"""What a stage has made: one JSON file a stage, written last, and the only truth about it.

In: a stage's parts. Out: `OUT/.stages/<stage>/manifest.json`, and what it says when read back.
Touches that file. A file that no manifest names counts for nothing and is swept later. A
manifest that is torn, or of another version, is as good as none: its stage is made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.engine.storage.files import replace_file
from pipeline.tables import SCHEMA_VERSION

FORMAT = 2
"""Version of the manifest itself; another one is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a stage made of one shard: a folder named after its key."""

    key: str
    """Hash of all that it depends on, 32 hex digits."""
    documents: int
    files: int
    """How many files the folder holds."""
    bytes: int
    """How many bytes those hold together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a stage has made."""

    stage: str
    parts: tuple[Part, ...] | None = None
    """In order; None where the stage has never come to its end."""
    unfinished: tuple[Part, ...] = ()
    """Parts made by a run that did not come to its end, for the next one to use."""
    raw: str = ""
    """Folder that was read."""
    other_files: int = 0
    unread_folders: tuple[str, ...] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)
    """What the stage depended on beside its inputs: settings, code, model; see `keys.py`."""
    deadly: tuple[tuple[str, str], ...] = ()
    """Path and SHA-256 of documents that killed each worker which had them."""
    written_ns: int = 0
    """When the file was written, in ns since 1970, by the file system's clock. Not in the file."""


def load(folder: Path, stage: str) -> Manifest:
    """The manifest in a stage's folder; an empty one if there is none that can be read."""
    path = folder / "manifest.json"
    try:
        value = json.loads(path.read_bytes())
        if (value["format"], value["schema_version"], value["stage"]) != (FORMAT, SCHEMA_VERSION, stage):
            return Manifest(stage=stage)
        return Manifest(
            stage=stage,
            parts=None if value["parts"] is None else _parts(value["parts"]),
            unfinished=_parts(value["unfinished"]),
            raw=value["raw"],
            other_files=value["other_files"],
            unread_folders=tuple(value["unread_folders"]),
            made_with={str(name): str(fact) for name, fact in value["made_with"].items()},
            deadly=tuple((str(path), str(sha256)) for path, sha256 in value["deadly"]),
            written_ns=path.stat().st_mtime_ns,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest(stage=stage)


def save(folder: Path, manifest: Manifest) -> None:
    """Write a stage's manifest, durably, at one instant."""
    value: dict[str, Any] = {"format": FORMAT, "schema_version": SCHEMA_VERSION, **asdict(manifest)}
    del value["written_ns"]
    replace_file(
        folder / "manifest.json", json.dumps(value, ensure_ascii=True, indent=1).encode("ascii") + b"\n"
    )


def _parts(values: list[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(key=str(v["key"]), documents=int(v["documents"]), files=int(v["files"]), bytes=int(v["bytes"]))
        for v in values
    )
