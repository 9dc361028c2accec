"""Puts an output in place where symbolic links cannot be made: by renames, and a journal.

In: a finished generation. Out: its folders, moved to where people look for them.
Touches OUT. Several renames are not one instant; so the journal is written first, and who finds
one, after a kill, finishes its renames before anything else. Each step can be done twice.
`OUT/.generations/placed.json` says which generation the folders are, and, until it is done,
which one they are to become.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.engine.storage.files import make_folder, move, remove, replace_file

PLACED = "placed.json"


def placed(out: Path) -> str | None:
    """The name of the generation that was moved into place; None where links do it."""
    value = _read(out).get("name")
    return value if isinstance(value, str) else None


def place(out: Path, name: str, folders: Sequence[str], gone: Sequence[str] = ()) -> None:
    """Move a generation's folders and files into place; its own folder keeps the listing.

    Args:
        out: where they go.
        name: the generation's.
        folders: what is moved; files too.
        gone: what the one before has in place and this one has not.
    """
    _write(out, {"name": placed(out), "next": name, "folders": list(folders), "gone": list(gone)})
    recover(out)


def recover(out: Path) -> None:
    """Finish what a killed run began, if it began anything."""
    journal = _read(out)
    name = journal.get("next")
    if name is None:
        return
    origin = out / ".generations" / name
    old = out / ".generations" / f".tmp-old-{name}"
    for folder in journal["folders"]:
        # While the new folder is at its origin, what stands in its place is the old one.
        if os.path.lexists(origin / folder):
            if os.path.lexists(out / folder):
                make_folder(old)
                remove(old / folder)
                move(out / folder, old / folder)
            move(origin / folder, out / folder)
    for folder in journal.get("gone", ()):
        if os.path.lexists(out / folder):
            make_folder(old)
            remove(old / folder)
            move(out / folder, old / folder)
    _write(out, {"name": name})
    remove(old)


def _read(out: Path) -> dict[str, Any]:
    try:
        value = json.loads((out / ".generations" / PLACED).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _write(out: Path, value: dict[str, Any]) -> None:
    replace_file(out / ".generations" / PLACED, json.dumps(value).encode("ascii"))
