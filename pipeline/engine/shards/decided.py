"""Which decisions of people a shard holds, so that a decision redoes that shard and no other.

In: the decisions file; parts of clean. Out: the decisions; which of them a part is about.
Touches the decisions file and parts, reading only.
What the search finds does not depend on decisions, so the cases of a shard can be read from
whatever part was made of it before. A part that holds none has the key that it has without a
decisions file, as `past.py` gives it; one that holds some has their hash behind it, and says in
`decided.json` which they are, and what is in no table because of them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import decisions as lines
from pipeline.decisions import Decisions, PairCase, cases_of
from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.store import Store
from pipeline.errors import DecisionsError
from pipeline.export import parquet
from pipeline.records import Cleaned

NOTE = "decided.json"
"""File in a part of clean that holds decisions."""

ENDING = ".decisions.jsonl"

Held = tuple[tuple[object, ...], ...]
"""Contents of decisions, sorted."""


def decisions_path(raw: str | os.PathLike[str]) -> Path:
    """The decisions file that belongs to RAW: beside it, named after it."""
    path = Path(os.path.abspath(raw))  # noqa: PTH100 - `..` goes, but links stay: the file is beside the name given
    return path.with_name((path.name or "root") + ENDING) if path.name else path / f"root{ENDING}"


def read_all(path: Path) -> list[lines.Decision]:
    """All decisions of a file, in order; none if there is no file.

    Raises:
        DecisionsError: it cannot be read, or a line of it is no decision.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as err:
        raise DecisionsError(f"the file cannot be read: {err.strerror or err}", context=str(path)) from err
    return lines.parse(data, path)


def read(raw: str | os.PathLike[str]) -> Decisions:
    """The decisions that hold for RAW.

    Raises:
        DecisionsError: the file cannot be read, or a line of it is no decision.
    """
    return lines.holding(read_all(decisions_path(raw)))


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a run knows of decisions before it begins."""

    decisions: Decisions = field(default_factory=Decisions)
    parts: Mapping[str, Part] = field(default_factory=dict)
    """Parts of clean that hold decisions, by the keys that they would have without."""

    def same(self, base: str, store: Store, before: Store, left: Part) -> Part | None:
        """The last run's part of a shard, if it holds the decisions that it would hold now.

        Args:
            base: the key that clean's part would have without decisions and without a past.
            store: of clean.
            before: of extract.
            left: what extract made of the shard.
        """
        key = store.past.same(base)
        part = store.find(key) if key is not None else None
        if part is None:
            return None
        noted = _note_of(store, part)
        held = self._held(part, store, before, left)
        return part if held == (noted.held if noted else ()) else None

    def key(self, key: str, base: str, store: Store, before: Store, left: Part) -> str | None:
        """The key of a shard with decisions; None if it can be told only when the shard is made.

        Args:
            key: without decisions; the others as of `same`.
        """
        if not self.decisions:
            return key
        same = store.past.same(base)
        earlier = (store.find(same) if same is not None else None) or store.find(key)
        if earlier is None and base in self.parts:
            earlier = store.find(self.parts[base].key)
        held = self._held(earlier, store, before, left) if earlier is not None else None
        return None if held is None else key_of(key, held)

    def _held(self, part: Part, store: Store, before: Store, left: Part) -> Held | None:
        if not self.decisions:
            return ()
        with store.reading(part) as folder, before.reading(left) as source:
            return held_in(folder, source, self.decisions)


def deciding(raw: str | os.PathLike[str], store: Store) -> Deciding:
    """What there is to know for a run over RAW.

    Args:
        raw: names the decisions file.
        store: of clean.

    Raises:
        DecisionsError: the file cannot be read, or a line of it is no decision.
    """
    decisions = read(raw)
    if not decisions:
        return Deciding()
    noted = (part for part in store.parts() if _note_of(store, part) is not None)
    return Deciding(decisions, {part.key.partition("-")[0]: part for part in noted})


def _note_of(store: Store, part: Part) -> Noted | None:
    with store.reading(part) as folder:
        return note_of(folder)


@dataclass(frozen=True, slots=True)
class Noted:
    """What `decided.json` of a part says."""

    held: Held
    sound: dict[str, list[tuple[int, int]]]
    """By document id: spans of edits that are in no table, since a person says they are sound."""
    touched: list[PairCase]
    """Pairs as they were before a person changed them."""


def note_of(part: Path) -> Noted | None:
    """What a part's note says; None if it has none."""
    try:
        value = json.loads((part / NOTE).read_bytes())
    except (OSError, ValueError):
        return None
    return Noted(
        held=tuple(tuple(one) for one in value["held"]),
        sound={name: [(a, b) for a, b in spans] for name, spans in value["sound"].items()},
        touched=[(a, b, c) for a, b, c in value["touched"]],
    )


def raw_of(out: str | os.PathLike[str]) -> str | None:
    """The folder that the last run into OUT read; None if no run ended there."""
    return Store(Path(out), "clean").manifest.raw or None


def sound_places(out: str | os.PathLike[str]) -> dict[str, list[tuple[int, int]]]:
    """Spans that people called sound in the last run, by document id; they are in no table."""
    store = Store(Path(out), "clean")
    found: dict[str, list[tuple[int, int]]] = {}
    for part in store.manifest.parts or ():
        noted = _note_of(store, part)
        if noted is not None:
            found |= noted.sound
    return found


def note(cleaned: Iterable[Cleaned]) -> bytes:
    """The note of a part that holds decisions."""
    items = list(cleaned)
    value = {
        "held": held_by(items),
        "sound": {item.document.document_id: item.sound for item in items if item.sound},
        "touched": sorted({pair for item in items for pair in item.touched}),
    }
    return json.dumps(value, ensure_ascii=True).encode("ascii")


def held_by(cleaned: Iterable[Cleaned]) -> Held:
    """The decisions that a shard holds, each once, in a fixed order."""
    return tuple(sorted({one for item in cleaned for one in item.held}, key=json.dumps))


def held_in(part: Path, source: Path, decisions: Decisions) -> Held | None:
    """The decisions that a shard would hold, from a part made of it; None if that does not tell.

    Args:
        part: made of the shard by this version and these settings, with whatever decisions.
        source: what extract made of the shard.
        decisions: those that hold.
    """
    noted = note_of(part)
    repairs = _held_repairs(part, source, noted, decisions)
    before = tuple(one for one in (noted.held if noted else ()) if one[0] == "repair")
    if not decisions.pairs:
        return repairs
    if repairs != before:
        return None  # other repairs may make other texts, and those other pairs
    cases = set(noted.touched) if noted else set()
    table = parquet.read(part / "pairs.parquet", ["level", "source_text", "target_text", "decided_by"])
    columns = [table.column(name).to_pylist() for name in table.column_names]
    cases |= {(level, ours, theirs) for level, ours, theirs, who in zip(*columns, strict=True) if who is None}
    pairs = [one.content for case, one in decisions.pairs.items() if case in cases]
    return tuple(sorted((*repairs, *pairs), key=json.dumps))


def _held_repairs(part: Path, source: Path, noted: Noted | None, decisions: Decisions) -> Held:
    if not decisions.repairs:
        return ()
    seen = {case[0] for case in decisions.repairs}
    table = parquet.read(part / "repairs.parquet", ["document_id", "start", "end", "before"])
    ids, starts, ends, texts = (
        table.column(name).to_pylist() for name in ("document_id", "start", "end", "before")
    )
    concerned = {id_ for id_, before in zip(ids, texts, strict=True) if before in seen}
    concerned |= set(noted.sound) if noted else set()
    if not concerned:
        return ()
    spans: dict[str, list[tuple[int, int]]] = {id_: [] for id_ in concerned}
    for id_, start, end in zip(ids, starts, ends, strict=True):
        if id_ in concerned:
            spans[id_].append((start, end))
    for id_, more in (noted.sound if noted else {}).items():
        spans[id_] += more
    held = {
        decisions.repairs[case].content
        for id_, text in _texts(source, concerned)
        for case in cases_of(text, sorted(spans[id_]))
        if case in decisions.repairs
    }
    return tuple(sorted(held, key=json.dumps))


def _texts(source: Path, ids: set[str]) -> Iterable[tuple[str, str]]:
    table = parquet.read(source / "documents.parquet", ["document_id", "text"])
    rows: list[dict[str, Any]] = table.to_pylist()
    return [(row["document_id"], row["text"] or "") for row in rows if row["document_id"] in ids]


def key_of(key: str, held: Held) -> str:
    """The key of a part: as it is where the part holds no decision."""
    if not held:
        return key
    text = json.dumps(held, ensure_ascii=True, separators=(",", ":"))
    return f"{key}-{hashlib.sha256(text.encode('ascii')).hexdigest()[:16]}"
