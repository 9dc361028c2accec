"""The DuckDB file holds the tables, and its views answer what they say."""

import sys

import duckdb
import pytest

from pipeline.errors import MissingExtraError, OutputError
from pipeline.export.duckdb_file import NAME, VIEWS, DuckdbWriter
from pipeline.tables import TABLES
from tests.export.made import Kept, block, document, pair, repair, rows, shard
from tests.running import rows as rows_of


def make(folder, *shards, tables=tuple(TABLES)):
    sink = Kept(folder)
    writer = DuckdbWriter(sink, tables)
    for one in shards:
        writer.add(one)
    writer.close()
    return folder / NAME


def ask(path, query):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql(query).fetchall()


@pytest.fixture
def answers(tmp_path):
    made = rows(
        pair(0),
        pair(1, score=0.3),
        documents=(document(status="damaged"), document("b.md")),
        blocks=(block(text="context"),),
        repairs=(
            repair(3, grade="doubtful", confidence=0.7),
            repair(9, grade="doubtful", confidence=0.6, line=4),
            repair(20, grade="left", after=None, line=7),
        ),
    )
    path = make(tmp_path, shard(made))
    return lambda query: ask(path, query)


def test_the_file_of_a_run_holds_every_row_in_order(exported):
    path = exported / "exports" / "duckdb" / NAME
    for name, table in TABLES.items():
        key = table.columns[0].name
        assert [row[0] for row in ask(path, f"select {key} from {name}")] == [
            row[key] for row in rows_of(exported, name)
        ]
    comments = ask(
        path, "select comment from duckdb_columns() where table_name = 'blocks' order by column_index"
    )
    assert [row[0] for row in comments] == [column.description for column in TABLES["blocks"].columns]


def test_views_answer_the_common_questions(answers):
    assert answers("from documents_by_status") == [("clean", 1, 10), ("damaged", 1, 10)]
    assert [row[:2] for row in answers("from what_is_left")] == [("a.md", 7)]
    assert answers("select line, confidence, context from doubtful_repairs") == [
        (4, 0.6, "context"),
        (1, 0.7, "context"),
    ]
    assert answers("select score from pairs_by_score where score < 0.9") == [(0.3,)]
    assert answers("from blocks_by_language") == [("en", 1)]
    assert answers("select channel, repairs from repairs_by_channel") == [("windows-1252:none", 3)]
    assert answers("from all_findings") == []


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_asked_of_a_run_and_says_what_it_is(exported, name):
    path = exported / "exports" / "duckdb" / NAME
    ask(path, f"from {name}")
    assert ask(path, f"select comment from duckdb_views() where view_name = '{name}'") == [
        (VIEWS[name].description,)
    ]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    made = [shard(rows(pair(n), repairs=[repair(n)]), n) for n in range(3)]
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        files.append(make(tmp_path / name, *made).read_bytes())
    assert files[0] == files[1]


def test_only_what_is_asked_for_is_in_it(tmp_path):
    path = make(tmp_path, shard(rows(pair())), tables=("pairs",))
    names = {row[0] for row in ask(path, "show tables")}
    assert names == {"pairs", "schema_version"}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(OutputError, match="DuckDB cannot write"):
        make(tmp_path, shard(rows(pair())))


def test_a_package_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match="duckdb") as caught:
        make(tmp_path)
    assert "mojibake-pipeline[duckdb]" in caught.value.hint
