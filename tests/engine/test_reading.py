"""Frames have the tables' rows, and types that a notebook can work with."""

import json

import pandas as pd
import pytest

from pipeline import read_table, run
from pipeline.errors import InputError
from pipeline.tables import TABLES
from tests.corpora import DOCUMENTS, write_notes


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    base = tmp_path_factory.mktemp("reading")
    write_notes(base / "raw")
    (base / "raw" / "dated.md").write_bytes(
        b"---\ntags: [a, b]\ncreated: 2022-01-18T14:48:04.000Z\n---\n\nText.\n"
    )
    run(base / "raw", base / "out", shard_bytes=2000)
    return base / "out"


@pytest.mark.parametrize("name", TABLES)
def test_a_frame_has_the_tables_columns_and_rows(out, name):
    frame = read_table(name, out)
    parts = sorted((out / "json" / name).glob("*.jsonl"))
    rows = [json.loads(line) for part in parts for line in part.read_bytes().splitlines()]
    assert list(frame.columns) == [column.name for column in TABLES[name].columns]
    assert len(frame) == len(rows)
    first = TABLES[name].columns[0].name
    assert frame[first].tolist() == [row[first] for row in rows]


def test_types_are_those_of_the_columns(out):
    frame = read_table("documents", out)
    assert len(frame) == DOCUMENTS + 1
    assert str(frame["created"].dtype) == "datetime64[us, UTC]"
    assert str(frame["status"].dtype) == "category"
    assert str(frame["blocks"].dtype) == "Int64"
    assert frame["bom"].dtype == bool
    dated = frame[frame["path"] == "dated.md"].iloc[0]
    assert dated["created"] == pd.Timestamp("2022-01-18T14:48:04Z")
    assert dated["tags"] == ["a", "b"]
    assert isinstance(dated["findings"], list)


def test_what_is_missing_is_missing(out):
    frame = read_table("documents", str(out))
    row = frame[frame["path"] == "binary.md"].iloc[0]
    assert pd.isna(row["text"])
    assert pd.isna(row["sections"])
    assert pd.isna(row["created"])
    assert row["languages"] is None


def test_a_table_that_does_not_exist_is_named(out):
    with pytest.raises(InputError, match="'docs'") as caught:
        read_table("docs", out)
    assert "documents" in caught.value.hint


def test_an_out_without_a_run_is_named(tmp_path):
    with pytest.raises(InputError, match="no table blocks"):
        read_table("blocks", tmp_path)


def test_a_torn_file_is_named(out, tmp_path):
    folder = tmp_path / "parquet" / "blocks"
    folder.mkdir(parents=True)
    (folder / "part-00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        read_table("blocks", tmp_path)
