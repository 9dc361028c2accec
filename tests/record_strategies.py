"""Hypothesis strategies for records of the tables, made from the tables' own columns."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from pipeline.tables import STRUCTS, TABLES, Column


def rows(name: str, *, text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Any]:
    """Records of table `name` with any values that their columns allow."""
    return _records(TABLES[name].record, TABLES[name].columns, st.text(max_size=6) if text is None else text)


def _records(
    record: type, columns: tuple[Column, ...], text: st.SearchStrategy[str]
) -> st.SearchStrategy[Any]:
    return st.builds(record, **{column.name: _values(column, text) for column in columns})


def _values(column: Column, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": text,
        "category": st.sampled_from(["a", "b", "\N{LATIN SMALL LETTER E WITH ACUTE}"]),
        "int": st.integers(min_value=0, max_value=2**40),
        "float": st.floats(min_value=0, max_value=1),
        "bool": st.booleans(),
        "timestamp": st.datetimes(timezones=st.just(UTC)),
    }
    if column.type.startswith("list<"):
        item = column.type[5:-1]
        one = _records(*STRUCTS[item], text) if item in STRUCTS else plain[item]
        value = st.lists(one, max_size=2).map(tuple)
    else:
        value = plain[column.type]
    return value | st.none() if column.nullable else value
