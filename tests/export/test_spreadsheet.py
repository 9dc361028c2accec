"""Tables for spreadsheets: no formula can run, nothing is lost, however it is saved again."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given

from pipeline import read_table
from pipeline.export.spreadsheet import BOM, MOST, SpreadsheetWriter, read
from tests.export.made import block, document, repair, rows, shard, written
from tests.strategies import texts

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n+1", "\uff1d1", "'=1")


def csvs(made, *tables):
    return written(lambda sink: SpreadsheetWriter(sink, tables), shard(made))


def cell(text, column="text"):
    (row,) = read(csvs(rows(blocks=(block(text=text),)), "blocks")["blocks.csv"])
    return row[column]


def test_pandas_reads_the_tables_of_a_run(exported):
    for name in ("documents", "blocks", "repairs", "pairs"):
        path = exported / "exports" / "csv" / f"{name}.csv"
        assert path.read_bytes().startswith(BOM)
        frame = pd.read_csv(path, encoding="utf-8-sig")
        table = read_table(name, exported)
        assert list(frame.columns) == list(table.columns)
        assert len(frame) == len(table)
        assert list(frame.iloc[:, 0]) == list(table.iloc[:, 0])


def test_no_cell_of_a_run_begins_a_formula(exported):
    for path in (exported / "exports" / "csv").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.strip()[:1] in set("=+-@")]
    titles = [row["title"] for row in read((exported / "exports/csv/documents.csv").read_bytes())]
    assert "=1+1" in titles


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_would_be_a_formula_begins_with_an_apostrophe_and_reads_back_without(text):
    data = csvs(rows(blocks=(block(text=text),)), "blocks")["blocks.csv"]
    assert f'"\'{text}"'.encode() in data
    assert cell(text) == text


@given(texts())
def test_any_text_reads_back(text):
    assert cell(f"a{text}") == f"a{text}".replace("\x00", "\u2400")
    assert cell(text) == text.replace("\x00", "\u2400")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_what_a_spreadsheet_saves_again_reads_back(delimiter, mark):
    data = csvs(rows(repairs=(repair(after="=a,b;c\td\n\u00e9"),)), "repairs")["repairs.csv"]
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=delimiter).writerows(
        csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    )
    assert read(mark + again.getvalue().encode()) == read(data)
    assert read(data)[0]["after"] == "=a,b;c\td\n\u00e9"


def test_lists_are_json_truth_is_a_word_and_null_is_empty():
    made = rows(documents=(document(tags=("a", "\u00e9"), bom=True, title=None),))
    (row,) = read(csvs(made, "documents")["documents.csv"])
    assert json.loads(row["tags"]) == ["a", "\u00e9"]
    assert "\\u" not in row["tags"]
    assert (row["bom"], row["title"], row["bytes"]) == ("true", "", "10")


@pytest.mark.parametrize("char", ["x", "\U0001f4a1"])
def test_a_text_that_no_cell_holds_is_cut(char):
    found = cell(char * MOST)
    assert len(found.encode("utf-16-le")) // 2 <= MOST
    assert cell("x" * MOST) == "x" * MOST
    assert found.endswith("\u2026" if char != "x" else "x")
