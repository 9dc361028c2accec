"""Tables asked for are what the readers that people use read."""

import duckdb
import pandas as pd
import polars as pl
import pytest
from pyarrow import parquet as pq

from pipeline import read_table
from pipeline.tables import SCHEMA_VERSION, TABLES
from tests.running import rows as rows_of


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("folder", ["parquet", "exports/parquet"])
def test_pandas_polars_and_duckdb_read_the_same_rows(exported, name, folder):
    place = exported / folder / name
    key = TABLES[name].columns[0].name
    ids = list(read_table(name, exported)[key])
    assert list(pd.read_parquet(place)[key]) == ids
    assert pl.read_parquet(place / "*.parquet")[key].to_list() == ids
    found = duckdb.sql(f"select {key} from '{place}/*.parquet'").fetchall()
    assert [row[0] for row in found] == ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", TABLES)
def test_every_part_has_descriptions_and_version_and_is_compressed(exported, name):
    for path in (exported / "parquet" / name).iterdir():
        file = pq.ParquetFile(path)
        assert file.schema_arrow.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()
        assert all(field.metadata[b"description"] for field in file.schema_arrow)
        if file.num_row_groups:
            assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_ids_of_other_tables_are_there(exported):
    tables = {name: read_table(name, exported) for name in TABLES}
    documents, blocks = set(tables["documents"]["document_id"]), set(tables["blocks"]["block_id"])
    assert set(tables["blocks"]["document_id"]) <= documents
    assert set(tables["repairs"]["document_id"]) <= documents
    assert set(tables["repairs"]["block_id"].dropna()) <= blocks
    for side in ("source", "target"):
        assert set(tables["pairs"][f"{side}_document_id"].dropna()) <= documents
        assert {block for ids in tables["pairs"][f"{side}_blocks"] for block in ids} <= blocks


@pytest.mark.parametrize(("name", "column"), [("blocks", "language"), ("pairs", "target_language")])
def test_folders_by_language_are_read_as_a_column_and_the_column_stays(exported, name, column):
    place = exported / "exports" / "parquet-by-language" / name
    query = f"select lang, {column} from read_parquet('{place}/*/*.parquet', hive_partitioning = true)"
    found = duckdb.sql(query).fetchall()
    assert found
    assert all(lang == (language or "und") for lang, language in found)
    assert len(found) == len(read_table(name, exported))
    frame = pd.read_parquet(place, partitioning="hive")
    assert set(frame["lang"]) == {lang for lang, _ in found}
    read = pl.read_parquet(f"{place}/**/*.parquet", hive_partitioning=True)
    assert read.height == len(found)


def test_json_lines_asked_for_are_those_of_the_run(exported):
    for name in TABLES:
        assert rows_of(exported / "exports", name) == rows_of(exported, name)
