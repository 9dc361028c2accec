"""The tables' definitions agree with the records, and with Arrow."""

from dataclasses import fields
from types import UnionType
from typing import get_args, get_type_hints

import pyarrow as pa
import pytest

from pipeline import records
from pipeline.tables import SCHEMA_VERSION, STRUCTS, TABLES, arrow_schema

RECORDS = [(name, table.record, table.columns) for name, table in TABLES.items()]
RECORDS += [(name, record, columns) for name, (record, columns) in STRUCTS.items()]


@pytest.mark.parametrize(("name", "record", "columns"), RECORDS)
def test_a_records_fields_are_its_tables_columns(name, record, columns):
    assert [field.name for field in fields(record)] == [column.name for column in columns]


@pytest.mark.parametrize(("name", "record", "columns"), RECORDS)
def test_a_column_may_be_null_exactly_where_its_field_may_be_none(name, record, columns):
    hints = get_type_hints(record)
    for column in columns:
        hint = hints[column.name]
        may_be_none = isinstance(hint, UnionType) and type(None) in get_args(hint)
        assert column.nullable == may_be_none, f"{name}.{column.name}"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_holds(name):
    schema = arrow_schema(name)
    assert schema.names == [column.name for column in TABLES[name].columns]
    assert all(field.metadata[b"description"] for field in schema)


@pytest.mark.parametrize("name", TABLES)
def test_a_tables_schema_names_the_table_and_its_version(name):
    metadata = arrow_schema(name).metadata
    assert metadata[b"table"] == name.encode()
    assert metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()


@pytest.mark.parametrize("name", TABLES)
def test_lists_hold_no_nulls_and_timestamps_are_utc(name):
    for field in arrow_schema(name):
        if pa.types.is_list(field.type):
            assert not field.type.value_field.nullable
        if pa.types.is_timestamp(field.type):
            assert field.type.tz == "UTC"


def test_a_record_of_a_row_is_frozen():
    document = records.Finding(code="bom", severity="note", message="a mark")
    with pytest.raises(AttributeError):
        document.code = "other"
