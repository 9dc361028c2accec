"""Reads CSV files that a run was asked for."""

from __future__ import annotations

from pathlib import Path

from pipeline.export.spreadsheet import read


def rows_of_csv(out: Path, table: str) -> list[dict[str, str]]:
    """A table's rows."""
    return read((out / "exports" / "csv" / f"{table}.csv").read_bytes())
