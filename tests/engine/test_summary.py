"""The summary counts what the tables hold."""

import json
from dataclasses import asdict

from pipeline.engine.storage.files import make_folder, write_new
from pipeline.engine.summary import summarize
from pipeline.export import parquet
from pipeline.findings import finding
from pipeline.rows import to_arrow
from tests.test_rows import DOCUMENT, replace


def put(folder, **tables):
    make_folder(folder)
    for name, records in tables.items():
        write_new(folder / f"{name}.parquet", parquet.encoded(to_arrow(name, records)))
    return folder


def test_counts_by_status_are_complete_and_in_order(tmp_path):
    documents = [replace(DOCUMENT, status=status) for status in ("clean", "damaged", "clean")]
    summary = summarize([[put(tmp_path / "a", documents=documents)]])
    assert summary.statuses == {"clean": 2, "repaired": 0, "doubtful": 0, "damaged": 1, "rejected": 0}
    assert next(iter(summary.statuses)) == "clean"
    assert summary.documents == 3
    assert summary.unsure == ("a.md",)
    assert not summary.is_sound


def test_parts_are_counted_together(tmp_path):
    folders = [put(tmp_path / name, documents=[DOCUMENT]) for name in "abc"]
    assert summarize([folders]).documents == 3
    assert summarize([folders]) == summarize([[folder] for folder in folders])


def test_a_document_that_was_set_aside_says_why(tmp_path):
    found = (finding("bom", "a mark"), finding("file-too-large", "too large"))
    rejected = replace(DOCUMENT, status="rejected", findings=found)
    summary = summarize([[put(tmp_path / "a", documents=[rejected])]])
    assert summary.rejected == (("a.md", "too large"),)
    assert summary.findings == {"bom": 1, "file-too-large": 1}


def test_a_folder_that_was_not_read_is_not_sound(tmp_path):
    folders = [put(tmp_path / "a", documents=[DOCUMENT])]
    assert summarize([folders]).is_sound
    assert not summarize([folders], unread_folders=("b",)).is_sound


def test_a_summary_is_plain_enough_for_json(tmp_path):
    summary = summarize([[put(tmp_path / "a", documents=[DOCUMENT])]], places={"json": "out/json"})
    assert json.loads(json.dumps(asdict(summary)))["places"] == {"json": "out/json"}
