"""What differs between two outputs: documents, and the repairs in them.

In: two folders that runs wrote to. Out: a `Change` for each difference, by document and place.
Touches their tables, reading only, a part of each at a time: both are sorted by family and
path, so that one walk through both is enough. Only columns that every version of the tables
has are read. Repairs of a document whose source is the same are matched by place; where the
source was changed, by what stood there and its how-manieth occurrence.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.engine.corpus.families import order_of
from pipeline.errors import InputError

_DOCUMENT = ("document_id", "path", "sha256", "status", "text")
_REPAIR = ("document_id", "start", "line", "column", "before", "after", "grade", "confidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    kind: str
    """`document` or `repair`."""
    what: str
    """`added`, `removed` or `changed`."""
    path: str
    line: int | None = None
    """Of a repair, where it stands in the new output, or stood in the old one; from 1."""
    column: int | None = None
    old: dict[str, Any] | None = None
    """What the old output has, of what differs; None where it has nothing."""
    new: dict[str, Any] | None = None


@dataclass(slots=True)
class _Note:
    row: dict[str, Any]
    repairs: list[dict[str, Any]]

    @property
    def order(self) -> tuple[str, str]:
        return order_of(self.row["path"])


def compare(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> Iterator[Change]:
    """The differences, in the order of the documents.

    Args:
        old: a folder that a run wrote to.
        new: another one.

    Raises:
        InputError: one of them has no tables, or they cannot be read.
    """
    before, after = _notes(Path(old)), _notes(Path(new))
    left, right = next(before, None), next(after, None)
    while left or right:
        if right is None or (left is not None and left.order < right.order):
            yield Change(kind="document", what="removed", path=left.row["path"])  # type: ignore[union-attr]
            left = next(before, None)
        elif left is None or right.order < left.order:
            yield Change(kind="document", what="added", path=right.row["path"])
            right = next(after, None)
        else:
            yield from _compared(left, right)
            left, right = next(before, None), next(after, None)


def _compared(left: _Note, right: _Note) -> Iterator[Change]:
    path = right.row["path"]
    names = [name for name in ("sha256", "status") if left.row[name] != right.row[name]]
    if names or left.row["text"] != right.row["text"]:
        old, new = ({name: note.row[name] for name in names} for note in (left, right))
        yield Change(kind="document", what="changed", path=path, old=old, new=new)
    is_same = left.row["sha256"] == right.row["sha256"]
    before, after = _by_place(left.repairs, is_same), _by_place(right.repairs, is_same)
    changes = []
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        shown = [_shown(row) if row else None for row in (one, other)]
        if shown[0] != shown[1]:
            place = other or one or {}
            what = "changed" if one and other else "added" if other else "removed"
            changes.append(
                Change(
                    kind="repair",
                    what=what,
                    path=path,
                    line=place["line"],
                    column=place["column"],
                    old=shown[0],
                    new=shown[1],
                )
            )
    yield from sorted(changes, key=lambda change: (change.line, change.column, change.what))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("before", "after", "grade", "confidence")}


def _by_place(repairs: list[dict[str, Any]], is_same: bool) -> dict[object, dict[str, Any]]:
    seen: Counter[str] = Counter()
    found: dict[object, dict[str, Any]] = {}
    for repair in repairs:
        seen[repair["before"]] += 1
        found[repair["start"] if is_same else (repair["before"], seen[repair["before"]])] = repair
    return found


def _notes(out: Path) -> Iterator[_Note]:
    """Documents with their repairs, in order."""
    # Through the link once, so that a run that ends meanwhile cannot mix two outputs.
    folder = (out / "parquet").resolve()
    parts = sorted((folder / "documents").glob("part-*.parquet"))
    if not parts:
        raise InputError(f"no tables in {out}", hint="name a folder that `pipeline run` wrote to")
    for part in parts:
        repairs: dict[str, list[dict[str, Any]]] = {}
        for row in _rows(folder / "repairs" / part.name, _REPAIR):
            repairs.setdefault(row["document_id"], []).append(row)
        for row in _rows(part, _DOCUMENT):
            yield _Note(row, repairs.get(row["document_id"], []))


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    import pyarrow as pa

    from pipeline.export import parquet

    try:
        rows = parquet.read(path, columns).to_pylist()
    except (OSError, pa.ArrowException) as err:
        raise InputError(f"a table cannot be read: {err}", context=str(path)) from err
    return [{name: row.get(name) for name in columns} for row in rows]
