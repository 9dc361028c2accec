"""JSON meets its schemas, and a note is all of its rows."""

import json

import jsonschema
import pytest

from pipeline.export import json_schema
from pipeline.export.nested import SCHEMA, NestedWriter
from pipeline.tables import TABLES
from tests.export.corpus import NOTES
from tests.export.made import block, document, pair, repair, rows, shard, written
from tests.running import rows as rows_of


def validator(schema):
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("folder", [".", "exports"])
def test_every_line_of_a_run_meets_its_tables_schema(exported, name, folder):
    schema = json.loads((exported / folder / "json" / f"{name}.schema.json").read_bytes())
    check = validator(schema)
    lines = rows_of(exported / folder, name)
    assert lines
    for line in lines:
        check.validate(line)
        assert list(line) == list(schema["properties"])


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_refuses_what_is_no_row(exported, name):
    check = validator(json_schema.of_table(name))
    line = rows_of(exported, name)[0]
    required = TABLES[name].columns[0].name
    for wrong in ({**line, "other": 1}, {**line, required: None}, {k: line[k] for k in list(line)[1:]}, []):
        assert not check.is_valid(wrong)


def test_every_note_of_a_run_is_one_object_that_meets_the_schema(exported):
    folder = exported / "exports" / "nested"
    check = validator(json.loads((folder / SCHEMA).read_bytes()))
    found = {name: json.loads((folder / f"{name}.json").read_bytes()) for name in NOTES}
    for name, note in found.items():
        check.validate(note)
        assert note["document"]["path"] == name
    for table in ("blocks", "repairs", "pairs"):
        assert sum(len(note[table]) for note in found.values()) == len(rows_of(exported, table))
    assert {pair["target_language"] for pair in found["guide.md"]["pairs"]} == {"de", "fr", None}


def test_rows_are_with_their_note_and_a_lone_target_with_its_own():
    made = rows(
        pair(0),
        pair(1, None, "Nur hier.", target_document_id="id-b.md"),
        documents=(document("a.md"), document("sub/b.md", document_id="id-b.md")),
        blocks=(block(), block(0, "b.md")),
        repairs=(repair(),),
    )
    files = written(NestedWriter, shard(made))
    notes = {name: json.loads(data) for name, data in files.items() if name != SCHEMA}
    counts = {
        name: [len(note[table]) for table in ("blocks", "repairs", "pairs")] for name, note in notes.items()
    }
    assert counts == {"a.md.json": [1, 1, 1], "sub/b.md.json": [1, 0, 1]}
