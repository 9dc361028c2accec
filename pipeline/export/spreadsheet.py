"""Tables for spreadsheets: CSV with a byte order mark, in which no formula can run.

In: rows. Out: `<table>.csv`; and a CSV's rows again. Touches the sink.
Excel takes a file without a mark for the system's code page, and a cell that begins with
`=`, `+`, `-`, `@` for a formula (OWASP, CSV injection). So such a cell, and one that begins
with `'`, gets a `'` in front, which is taken off again when it is read. Every text is quoted,
lines end with CRLF (RFC 4180), lists are JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from pipeline import rows as rows_room
from pipeline.export.sink import Shard, Sink
from pipeline.tables import TABLES

BOM = b"\xef\xbb\xbf"

MOST = 32_767
"""UTF-16 code units in a cell of Excel; it breaks a longer one over several rows. The text that
is cut off is in every other format."""

_CUT = "\N{HORIZONTAL ELLIPSIS}"
_FORMULA = re.compile("\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20']|[\t\r]")


class SpreadsheetWriter:
    """CSV files, while they are written."""

    def __init__(self, sink: Sink, tables: Sequence[str]) -> None:
        self._sink = sink
        self._tables = tables
        for name in tables:
            head = ",".join(f'"{column.name}"' for column in TABLES[name].columns)
            sink.append(f"{name}.csv", BOM + f"{head}\r\n".encode("ascii"))

    def add(self, shard: Shard) -> None:
        """Take a shard's rows."""
        for name in self._tables:
            text = "".join(map(_line, shard.kept.of(name)))
            self._sink.append(f"{name}.csv", text.encode("utf-8"))

    def close(self) -> None:
        """Nothing is left to do."""


def read(data: bytes) -> list[dict[str, str]]:
    """The rows of such a file, as a spreadsheet may have saved it again.

    Args:
        data: UTF-8 with or without mark; comma, semicolon or tab between cells.

    Returns:
        Cells by the names of the columns, as texts; an empty one is what was null.
    """
    text = data.decode("utf-8-sig")
    head = re.split("[\r\n]", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=head.count)
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [{name: plain(value) for name, value in row.items()} for row in found]


def plain(value: str) -> str:
    """A cell's text without the mark that `cell` put in front; an apostrophe of its own stays."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value[1:]) else value


def _line(record: Any) -> str:
    return ",".join(map(cell, rows_room.to_json(record).values())) + "\r\n"


def cell(value: Any) -> str:
    """One cell: empty for null, a text quoted and without formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # A spreadsheet takes NUL for the end of the file or of the cell.
    text = text.replace("\0", "\N{SYMBOL FOR NULL}")
    if _FORMULA.match(text):
        text = f"'{text}"
    return '"' + _fitting(text).replace('"', '""') + '"'


def _fitting(text: str) -> str:
    if len(text) <= MOST // 2 or len(units := text.encode("utf-16-le")) <= 2 * MOST:
        return text
    return units[: 2 * (MOST - 1)].decode("utf-16-le", "ignore") + _CUT
