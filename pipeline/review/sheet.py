"""The review as a CSV file, for people who prefer a spreadsheet.

In: a session, or such a file that somebody filled in. Out: the file, or decisions in the ledger.
Touches the decisions file, through the session. A row is an item. Column `decision` takes a word,
column `text` a reading; a text without a word is a reading too. No cell is a formula, whatever
the notes hold. An import is all or nothing: if one row is refused, no row is taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.decisions import Decision, PairDecision
from pipeline.errors import InputError
from pipeline.export.spreadsheet import BOM, cell, plain
from pipeline.review.context import Contexts, Piece
from pipeline.review.items import Item, PairItem, RepairItem
from pipeline.review.session import Session

COLUMNS = (
    *("id", "kind", "path", "line", "places", "before", "seen", "behind", "reads", "confidence"),
    *("other_readings", "beside", "checks", "decision", "text"),
)
"""In order. Only `id`, `decision` and `text` are read back."""

WORDS = {
    "read": "take `text`, or `reads` where `text` is empty",
    "force": "take `text`, though nothing shows that it could have become what is seen",
    "sound": "it is right as it stands",
    "leave": "nobody can know",
    "keep": "the pair is right",
    "reject": "the two do not belong together",
    "correct": "the translation is `text`",
    "open": "take the decision back",
}
"""What column `decision` may say."""

_REPAIR = ("read", "force", "sound", "leave", "open")
_PAIR = ("keep", "reject", "correct", "open")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file."""

    decided: int
    """Items that were decided, or taken back."""
    unchanged: int
    """Rows that say what holds already, or nothing."""


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    item: Item
    verdict: str
    text: str | None
    forced: bool


def export(session: Session, contexts: Contexts) -> Iterator[bytes]:
    """The file, a row at a time: all items, those decided with what was decided."""
    yield BOM + _line(dict(zip(COLUMNS, COLUMNS, strict=True)))
    for item in session.items:
        yield _line(_row(session, contexts, item))


def read(session: Session, data: bytes, name: str) -> Imported:
    """Take the decisions of a file.

    Args:
        session: of the run that the file was written for.
        data: UTF-8 with or without mark; comma, semicolon or tab between cells.
        name: of the file, for messages.

    Raises:
        InputError: the file cannot be read, or a row is refused; nothing was decided.
        DecisionsError: the decisions could not be kept.
    """
    rows: list[_Row] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    unchanged = 0
    for number, cells in _cells(data, name):
        try:
            row = _decided(session, number, cells)
        except ValueError as err:
            problems.append(f"row {number}: {err}")
            continue
        if row is None:
            unchanged += 1
        elif row.item.id in seen:
            problems.append(f"row {number}: the same item as row {seen[row.item.id]}")
        else:
            seen[row.item.id] = number
            rows.append(row)
    if problems:
        more = len(problems) - _MOST_NAMED
        named = problems[:_MOST_NAMED] + ([f"and {more} more"] if more > 0 else [])
        raise InputError(
            f"{_rows(len(problems))} refused, and nothing was decided",
            context=f"{name}: " + "; ".join(named),
            hint="correct the rows, and import the file again",
        )
    session.decide_all([(row.item, row.verdict, row.text, row.forced) for row in rows])
    return Imported(decided=len(rows), unchanged=unchanged)


def _rows(count: int) -> str:
    return "1 row was" if count == 1 else f"{count:,} rows were"


def _row(session: Session, contexts: Contexts, item: Item) -> dict[str, object]:
    decision = session.decision(item)
    place = item.places[0]
    row: dict[str, object] = {
        "id": item.id,
        "path": place.path,
        "line": place.line,
        "places": len(item.places),
        "confidence": round(item.confidence, 4),
        "decision": _word(decision),
        "text": decision.text if decision is not None else None,
    }
    if isinstance(item, PairItem):
        checks = ", ".join(item.checks)
        return row | {"kind": "pair", "beside": item.source, "seen": item.target, "checks": checks}
    context = contexts.of(item)
    before, behind = _around(context.was)
    return row | {
        "kind": "repair",
        "before": before,
        "seen": item.seen,
        "behind": behind,
        "reads": next(iter(one.text for one in item.readings), None),
        "other_readings": " | ".join(one.text for one in item.readings[1:]),
        "beside": context.other,
    }


def _around(pieces: tuple[Piece, ...]) -> tuple[str, str]:
    at = next((place for place, piece in enumerate(pieces) if piece.kind == "here"), len(pieces))
    return "".join(p.text for p in pieces[:at])[-80:], "".join(p.text for p in pieces[at + 1 :])[:80]


def _word(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    if not isinstance(decision, PairDecision) and decision.forced:
        return "force"
    return decision.verdict


def _line(row: Mapping[str, object]) -> bytes:
    return (",".join(cell(row.get(name)) for name in COLUMNS) + "\r\n").encode("utf-8")


def _cells(data: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row; the head is row 1, as a spreadsheet counts."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise InputError(
            "the file is not UTF-8", context=f"{name}, line {line}", hint="save it as CSV UTF-8"
        ) from err
    head = re.split("[\r\n]", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [value.strip() for value in next(reader, [])]
        for wanted in ("id", "decision", "text"):
            if wanted not in names:
                raise InputError(f"the file has no column `{wanted}`", context=f"{name}, row 1")
        for number, values in enumerate(reader, 2):
            if any(values):
                cells = dict(zip(names, map(plain, values), strict=False))
                yield number, {wanted: cells.get(wanted, "") for wanted in ("id", "decision", "text")}
    except csv.Error as err:
        raise InputError(f"the file is no CSV: {err}", context=f"{name}, line {reader.line_num}") from err


def _decided(session: Session, number: int, cells: Mapping[str, str]) -> _Row | None:
    """What a row says; None if that is nothing new.

    Raises:
        ValueError: the row is refused; the message says why.
    """
    word, text = cells["decision"].strip().lower(), cells["text"].replace("\r\n", "\n") or None
    if not word and text is None:
        return None
    item = session.item(cells["id"].strip())
    if item is None:
        raise ValueError(f"column id: the last run has no item {cells['id']!r}")
    is_pair = isinstance(item, PairItem)
    known = _PAIR if is_pair else _REPAIR
    word = word or ("correct" if is_pair else "read")
    if word not in known:
        raise ValueError(f"column decision: {word!r} is none of {', '.join(known)}")
    forced = word == "force"
    verdict = "read" if forced else word
    if word == "read" and text is None and isinstance(item, RepairItem):
        text = next(iter(one.text for one in item.readings), None)
    if verdict in ("read", "correct"):
        if not text:
            raise ValueError("column text: it is empty")
        refusal = session.refusal(item, text)
        if refusal is not None and not forced:
            raise ValueError(f"column text: {refusal.reason}")
        forced = forced and refusal is not None
    elif text is not None:
        raise ValueError(f"column text: it goes with read, force and correct, not with {word}")
    held = session.decision(item)
    now = (held.verdict, held.text) if held is not None else ("open", None)
    return None if now == (verdict, text) else _Row(number, item, verdict, text, forced)
