"""Every document is exactly one row, and whoever counts comes to the same numbers."""

import json
from collections import Counter

import duckdb
import pytest

from pipeline import run
from pipeline.records import STATUSES
from pipeline.tables import TABLES
from tests.corpora import NOTES, write_notes


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("accounting")
    write_notes(base / "raw")
    return base, run(base / "raw", base / "out", shard_bytes=2000)


@pytest.fixture(scope="module")
def rows(made):
    """Rows of each table, from its JSON Lines."""
    base, _ = made
    return {
        name: [
            json.loads(line)
            for part in sorted((base / "out/json" / name).glob("part-*.jsonl"))
            for line in part.read_bytes().split(b"\n")[:-1]
        ]
        for name in TABLES
    }


@pytest.fixture
def sql(made):
    """DuckDB with the Parquet tables as views: a reader that shares no code with the writer."""
    with duckdb.connect() as connection:
        for name in TABLES:
            files = str(made[0] / "out/parquet" / name / "*.parquet")
            connection.execute(f"create view {name} as select * from read_parquet('{files}')")
        yield lambda query: connection.execute(query).fetchall()


def test_every_document_found_is_exactly_one_row(rows):
    assert Counter(row["path"] for row in rows["documents"]) == Counter([*NOTES, "caf%E9.md"])


def test_every_document_has_a_status(rows):
    assert {row["status"] for row in rows["documents"]} <= set(STATUSES)


def test_summary_json_and_parquet_agree(made, rows, sql):
    _, summary = made
    assert summary.documents == len(rows["documents"]) == sum(summary.statuses.values())
    assert {k: v for k, v in summary.statuses.items() if v} == Counter(r["status"] for r in rows["documents"])
    assert summary.blocks == len(rows["blocks"])
    assert summary.pairs == len(rows["pairs"])
    assert {k: v for k, v in summary.grades.items() if v} == Counter(r["grade"] for r in rows["repairs"])
    for name in TABLES:
        assert sql(f"select count(*) from {name}") == [(len(rows[name]),)]
    assert dict(sql("select status, count(*) from documents group by 1")) == Counter(
        row["status"] for row in rows["documents"]
    )


def test_duckdb_reads_the_values_that_json_has(rows, sql):
    found = sql("select path, text, sha256, len(findings) from documents")
    assert found == [(r["path"], r["text"], r["sha256"], len(r["findings"])) for r in rows["documents"]]
    found = sql("select block_id, raw, start, plain from blocks")
    assert found == [(r["block_id"], r["raw"], r["start"], r["plain"]) for r in rows["blocks"]]


@pytest.mark.parametrize(
    ("name", "key"),
    [("documents", "document_id"), ("blocks", "block_id"), ("repairs", "repair_id"), ("pairs", "pair_id")],
)
def test_ids_are_unique_in_their_table(rows, name, key):
    assert not [value for value, count in Counter(row[key] for row in rows[name]).items() if count > 1]


def test_every_id_that_a_row_names_is_there(rows):
    documents = {row["document_id"] for row in rows["documents"]}
    blocks = {row["block_id"] for row in rows["blocks"]}
    for row in (*rows["blocks"], *rows["repairs"]):
        assert row["document_id"] in documents
    assert {row["block_id"] for row in rows["repairs"]} <= blocks | {None}
    for row in rows["pairs"]:
        assert {row["source_document_id"], row["target_document_id"]} <= documents | {None}
        assert {*row["source_blocks"], *row["target_blocks"]} <= blocks


def test_a_documents_counts_are_the_rows_it_has(rows):
    blocks = Counter(row["document_id"] for row in rows["blocks"])
    repaired = Counter(row["document_id"] for row in rows["repairs"] if row["after"] is not None)
    doubtful = Counter(row["document_id"] for row in rows["repairs"] if row["grade"] == "doubtful")
    left = Counter(row["document_id"] for row in rows["repairs"] if row["after"] is None)
    for row in rows["documents"]:
        if row["status"] == "rejected":
            continue
        name = row["document_id"]
        counted = (blocks[name], repaired[name], doubtful[name], left[name])
        assert (row["blocks"], row["repairs"], row["doubtful"], row["left"]) == counted, row["path"]


def test_every_document_that_could_be_read_is_a_file_in_markdown(made, rows):
    base, _ = made
    for row in rows["documents"]:
        assert (base / "out/markdown" / row["path"]).is_file() == (row["sha256"] is not None)


def test_equal_documents_and_equal_blocks_are_rows_of_their_own(rows):
    equal = [row for row in rows["documents"] if row["path"] in {"good.md", "equal.md"}]
    assert len({row["document_id"] for row in equal}) == 2
    assert len({row["sha256"] for row in equal}) == 1
    tips = [row for row in rows["blocks"] if row["kind"] == "heading" and row["plain"] == "Tip"]
    assert len({row["block_id"] for row in tips}) == len(tips) >= 4
