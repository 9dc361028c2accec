"""Parquet files are the same bytes for the same rows, and others read them."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from pipeline import rows
from pipeline.export import parquet
from pipeline.tables import TABLES, arrow_schema
from tests import record_strategies as strategies
from tests.test_rows import DOCUMENT, replace


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=15)
@given(data=st.data())
def test_rows_come_back_and_their_bytes_are_always_the_same(name, data, tmp_path_factory):
    records = data.draw(st.lists(strategies.rows(name), max_size=3))
    encoded = parquet.encoded(rows.to_arrow(name, records))
    assert parquet.encoded(rows.to_arrow(name, records)) == encoded
    path = tmp_path_factory.mktemp("parquet") / "lang=x.parquet"
    path.write_bytes(encoded)
    table = parquet.read(path)
    assert table.schema.equals(arrow_schema(name), check_metadata=True)
    assert rows.from_arrow(name, table) == records


def test_the_schemas_descriptions_and_version_are_in_the_file(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet.encoded(rows.to_arrow("documents", [DOCUMENT])))
    schema = pq.read_schema(path)
    assert schema.metadata[b"table"] == b"documents"
    assert schema.field("path").metadata[b"description"] == b"Path relative to RAW, with /."


def test_row_groups_have_a_fixed_number_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 4)
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet.encoded(rows.to_arrow("documents", [DOCUMENT] * 10)))
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [4, 4, 2]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_only_columns_of_few_values_are_dictionaries(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet.encoded(rows.to_arrow("documents", [DOCUMENT])))
    group = pq.ParquetFile(path).metadata.row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i).encodings for i in range(group.num_columns)}
    assert any("DICTIONARY" in encoding for encoding in columns["status"])
    assert not any("DICTIONARY" in encoding for encoding in columns["text"])


def test_duckdb_reads_the_same_rows(tmp_path):
    records = [
        replace(DOCUMENT, text="caf\N{LATIN SMALL LETTER E WITH ACUTE}", tags=("a", "b")),
        replace(DOCUMENT, text=None),
    ]
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet.encoded(rows.to_arrow("documents", records)))
    with duckdb.connect() as connection:
        found = connection.execute("select text, tags, status from read_parquet(?)", [str(path)]).fetchall()
    assert found == [("caf\N{LATIN SMALL LETTER E WITH ACUTE}", ["a", "b"], "clean"), (None, None, "clean")]


def test_some_columns_can_be_read_alone(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(parquet.encoded(rows.to_arrow("documents", [DOCUMENT])))
    assert parquet.read(path, ["status", "path"]).column_names == ["status", "path"]
    assert isinstance(parquet.read(path), pa.Table)
