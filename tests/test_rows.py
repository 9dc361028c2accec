"""Records come back from Arrow and from JSON as they went."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from itertools import repeat

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import rows
from pipeline.errors import OutputError
from pipeline.records import Block, Document, Edit, Finding, from_columns, set_columns
from pipeline.tables import TABLES, arrow_schema
from tests import record_strategies as strategies

DOCUMENT = Document(
    document_id="0" * 32,
    path="a.md",
    sha256=None,
    bytes=None,
    encoding="utf-8",
    encoding_confidence=1.0,
    newline=None,
    bom=False,
    status="clean",
)


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_records_come_back_from_arrow_as_they_went(name, data):
    records = data.draw(st.lists(strategies.rows(name), max_size=4))
    table = rows.to_arrow(name, records)
    table.validate(full=True)
    assert table.schema.equals(arrow_schema(name), check_metadata=True)
    assert rows.from_arrow(name, table) == records


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_records_come_back_from_a_slice_and_from_chunks(name, data):
    records = data.draw(st.lists(strategies.rows(name), min_size=2, max_size=4))
    table = rows.to_arrow(name, records)
    assert rows.from_arrow(name, table.slice(1)) == records[1:]
    assert rows.from_arrow(name, pa.concat_tables([table, table])) == records * 2


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_json_object_has_the_tables_columns_and_plain_values(name, data):
    record = data.draw(strategies.rows(name))
    value = rows.to_json(record)
    assert list(value) == [column.name for column in TABLES[name].columns]
    assert json.loads(json.dumps(value)) == value


def test_a_timestamp_in_json_is_utc_with_a_z():
    moment = datetime(2022, 1, 18, 14, 48, 4, tzinfo=UTC)
    assert rows.to_json(replace(DOCUMENT, created=moment))["created"] == "2022-01-18T14:48:04Z"


def test_a_lone_surrogate_is_named_with_its_place():
    with pytest.raises(OutputError, match=r"U\+D83D") as caught:
        rows.to_arrow("documents", [DOCUMENT, replace(DOCUMENT, text="ab\ud83d")])
    assert caught.value.context == "table documents, column text, row 1, code point 2"


def test_a_lone_surrogate_inside_a_list_is_named_too():
    bad = replace(DOCUMENT, findings=(Finding(code="bom", severity="note", message="\udcff"),))
    with pytest.raises(OutputError, match=r"U\+DCFF") as caught:
        rows.to_arrow("documents", [bad])
    assert "findings.message" in caught.value.context


def test_a_missing_required_value_is_named():
    with pytest.raises(OutputError, match="required"):
        rows.to_arrow("documents", [replace(DOCUMENT, status=None)])


def test_a_column_of_a_later_version_is_left_out_when_read():
    table = rows.to_arrow("documents", [DOCUMENT]).append_column("later", pa.array([1]))
    assert rows.from_arrow("documents", table) == [DOCUMENT]


def test_an_integer_where_a_float_belongs_is_a_float_in_json():
    value = rows.to_json(replace(DOCUMENT, encoding_confidence=1))
    assert type(value["encoding_confidence"]) is float


def test_an_empty_list_and_no_list_stay_apart():
    records = [replace(DOCUMENT, tags=()), replace(DOCUMENT, tags=None), replace(DOCUMENT, tags=("a",))]
    assert [r.tags for r in rows.from_arrow("documents", rows.to_arrow("documents", records))] == [
        (),
        None,
        ("a",),
    ]


@given(st.lists(strategies.rows("repairs"), max_size=3))
def test_records_of_another_class_take_the_columns_that_they_have(records):
    made = rows.from_arrow("repairs", rows.to_arrow("repairs", records), Edit)
    names = [field.name for field in fields(Edit)]
    assert made == [Edit(**{name: getattr(record, name) for name in names}) for record in records]


@given(st.lists(strategies.rows("blocks"), max_size=3))
def test_records_made_by_columns_are_those_made_one_by_one(records):
    columns = {field.name: [getattr(one, field.name) for one in records] for field in fields(Block)}
    assert from_columns(Block, len(records), columns) == records


def test_records_made_by_columns_are_as_frozen_as_others():
    columns = {field.name: repeat(None) for field in fields(Block)}
    (block,) = from_columns(Block, 1, columns)
    assert type(block) is Block
    with pytest.raises(FrozenInstanceError):
        block.start = 1


def test_a_column_that_is_too_short_makes_no_records():
    columns = {field.name: repeat(None) for field in fields(Block)}
    with pytest.raises(ValueError, match="1 values for 2 records"):
        from_columns(Block, 2, columns | {"start": [0]})


def test_columns_of_new_records_are_set_in_place():
    made = [replace(DOCUMENT, path=f"{k}.md") for k in range(3)]
    kept = list(made)
    set_columns(made, {"path": ["x", "y", "z"], "bytes": [1, None, 3]})
    assert [(one.path, one.bytes, one.status) for one in made] == [
        ("x", 1, "clean"),
        ("y", None, "clean"),
        ("z", 3, "clean"),
    ]
    assert all(one is other for one, other in zip(made, kept, strict=True))
    with pytest.raises(ValueError, match="shorter"):
        set_columns(made, {"path": ["x"]})
    with pytest.raises(FrozenInstanceError):
        made[0].path = "w"
