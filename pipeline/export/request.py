"""What a person asks to be exported: formats, tables, and which rows.

In: words of the command line. Out: one checked `Request`. Touches nothing.
A condition is a field, a comparison and a value, nothing that is evaluated: names are looked
up, numbers are parsed, anything else is refused with what there is to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.records import GRADES, STATUSES
from pipeline.tables import TABLES

FORMATS = {
    "parquet": "the tables as Parquet, as far as --table and --where select them",
    "parquet-by-language": "tables blocks and pairs as Parquet in folders lang=TAG",
    "json": "the tables as JSON Lines, each with its JSON Schema",
    "nested": "one JSON document a note: document, blocks, repairs and pairs in one object",
    "markdown": "the repaired notes with their images; --normalized evens header and text out",
    "tmx": "translation memories, TMX 1.4b, one a language pair and level",
    "xliff": "XLIFF 1.2 for translators, one a language pair and level",
    "xliff2": "the same as XLIFF 2.0",
    "moses": "translations as plain text, line by line",
    "csv": "the tables for spreadsheets",
    "duckdb": "one DuckDB file with the tables, and views that answer common questions",
}
"""What can be asked for, and what each is. A format is also the name of its folder."""

OF_TABLES = ("parquet", "parquet-by-language", "json", "csv", "duckdb")
"""Formats in which tables can be chosen."""

OF_PAIRS = ("tmx", "xliff", "xliff2", "moses")
"""Formats that hold translations only."""

WITH_LANGUAGE = ("blocks", "pairs")
"""Tables whose rows each are in one language; a pair's is its target's."""

_CONDITION = re.compile(r"\s*([a-z_]+)\s*(!=|<=|>=|=|<|>)\s*(\S.*?)\s*")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NAMED = {"status": STATUSES, "grade": GRADES, "language": None}
_NUMBERED = ("confidence", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on rows; see `selection.py` for what it says of each table."""

    field: str
    """`status`, `language`, `grade`, `confidence` or `score`."""
    comparison: str
    """`=` or `!=`; for numbers also `<`, `<=`, `>`, `>=`."""
    values: tuple[str, ...] = ()
    """Names, of which one must be met (`=`) or none (`!=`)."""
    number: float = 0.0
    """What `confidence` and `score` are compared with."""

    def __str__(self) -> str:
        value = ",".join(self.values) if self.values else repr(self.number)
        return f"{self.field}{self.comparison}{value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be exported beside the defaults."""

    formats: tuple[str, ...]
    """Keys of `FORMATS`, sorted."""
    tables: tuple[str, ...] = tuple(TABLES)
    """Of the tables, in their order."""
    where: tuple[Condition, ...] = ()
    """All must hold."""
    normalized: bool = False
    """Whether Markdown is evened out."""


def request(
    formats: Iterable[str],
    tables: Iterable[str] = (),
    where: Iterable[str] = (),
    *,
    normalized: bool = False,
) -> Request:
    """A request from words.

    Args:
        formats: keys of `FORMATS`.
        tables: names of tables; none means all.
        where: conditions such as `grade=doubtful,left` or `confidence<0.9`, each perhaps
            several joined by ` and `; all must hold.
        normalized: evens Markdown out.

    Raises:
        UsageError: a word is not known, or does not go with the others.
    """
    chosen = tuple(sorted(set(formats)))
    named = set(tables)
    _known("format", chosen, FORMATS)
    _known("table", named, TABLES)
    conditions = tuple(_condition(part) for text in where for part in re.split(r"\s+and\s+", text))
    if named and (other := [name for name in chosen if name not in OF_TABLES]):
        raise UsageError(f"--table does not go with --format {other[0]}", hint=_of("formats", OF_TABLES))
    if normalized and "markdown" not in chosen:
        raise UsageError("--normalized goes with --format markdown")
    if "parquet-by-language" in chosen and (other := sorted(named - set(WITH_LANGUAGE))):
        raise UsageError(
            f"rows of table {other[0]} are not in one language", hint=_of("tables", WITH_LANGUAGE)
        )
    is_scored = any(condition.field == "score" for condition in conditions)
    if is_scored and named != {"pairs"} and any(name not in OF_PAIRS for name in chosen):
        raise UsageError("only pairs have a score", hint="--table pairs")
    return Request(
        formats=chosen,
        tables=tuple(name for name in TABLES if not named or name in named),
        where=conditions,
        normalized=normalized,
    )


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise UsageError(
            f"{text!r} is no condition", hint="as in: status=damaged, language=zh, confidence<0.9"
        )
    field, comparison, value = match.groups()
    if field in _NUMBERED:
        return Condition(field=field, comparison=comparison, number=_number(value, text))
    _known("field", [field], (*_NAMED, *_NUMBERED))
    if comparison not in ("=", "!="):
        raise UsageError(f"{field} is compared by = or !=, not by {comparison}", context=text)
    values = tuple(part.strip() for part in value.split(","))
    choices = _NAMED[field]
    if choices is not None:
        _known(field, values, choices)
    elif not all(_TAG.fullmatch(part) for part in values):
        raise UsageError(f"{value!r} is no language tag", context=text, hint="as in: language=zh-Hans,en")
    return Condition(field=field, comparison=comparison, values=values)


def _number(value: str, text: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError(f"{value!r} is no number from 0 to 1", context=text)
    return number


def _known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f"there is no {what} {name!r}", hint=_of(f"{what}s", known))


def _of(what: str, names: Iterable[str]) -> str:
    return f"{what}: {', '.join(names)}"
