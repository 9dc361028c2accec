"""JSON Lines hold the same values as the records, in UTF-8."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import rows
from pipeline.export import jsonl
from pipeline.records import Finding
from pipeline.tables import TABLES
from tests import record_strategies as strategies
from tests.test_rows import DOCUMENT, replace


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20)
@given(data=st.data())
def test_a_line_is_what_json_makes_of_the_record(name, data):
    records = data.draw(st.lists(strategies.rows(name), max_size=3))
    lines = [json.dumps(rows.to_json(record), ensure_ascii=False) + "\n" for record in records]
    assert jsonl.encoded(name, records) == "".join(lines).encode("utf-8")


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20)
@given(data=st.data())
def test_lines_are_the_same_after_arrow(name, data):
    records = data.draw(st.lists(strategies.rows(name), max_size=3))
    back = rows.from_arrow(name, rows.to_arrow(name, records))
    assert jsonl.encoded(name, back) == jsonl.encoded(name, records)


def test_characters_stand_as_they_are_and_a_row_is_one_line():
    text = '\N{ELECTRIC LIGHT BULB}\N{LINE SEPARATOR}\x85\x00\n"\\'
    data = jsonl.encoded("documents", [replace(DOCUMENT, text=text)])
    assert data.count(b"\n") == 1
    assert '\N{ELECTRIC LIGHT BULB}\N{LINE SEPARATOR}\x85\\u0000\\n\\"\\\\'.encode() in data
    assert json.loads(data)["text"] == text


def test_lists_of_records_are_objects():
    found = Finding(code="bom", severity="note", message="a mark", line=1)
    data = jsonl.encoded("documents", [replace(DOCUMENT, findings=(found, found))])
    value = json.loads(data)["findings"]
    assert (
        value
        == [
            {
                "code": "bom",
                "severity": "note",
                "message": "a mark",
                "line": 1,
                "column": None,
                "start": None,
                "end": None,
            }
        ]
        * 2
    )


def test_a_percent_sign_is_only_a_percent_sign():
    data = jsonl.encoded("documents", [replace(DOCUMENT, text="100 %s %d %(a)s")])
    assert json.loads(data)["text"] == "100 %s %d %(a)s"
