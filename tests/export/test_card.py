"""The card and the descriptors lead the programs that read them to the tables."""

import hashlib
import json
import re
import subprocess
import sys

import frontmatter
import pytest

from pipeline import __version__, run
from pipeline.export import card, facts
from pipeline.export.facts import Facts
from pipeline.markdown.normalize import STEPS
from pipeline.tables import TABLES
from tests.export.made import document, pair, repair, rows
from tests.running import rows as rows_of


def facts_of(made):
    return facts.facts(made, [("parquet/blocks.parquet", 5, "0" * 64)])


def test_the_cards_head_names_every_table_and_language(exported):
    head = frontmatter.loads((exported / "README.md").read_text(encoding="utf-8")).metadata
    assert [config["config_name"] for config in head["configs"]] == list(TABLES)
    assert [config["config_name"] for config in head["configs"] if config.get("default")] == ["blocks"]
    assert head["language"] == ["de", "en", "fr", "zh"]
    assert "zh-Hans" in head["language_bcp47"]
    assert head["size_categories"] == ["n<1K"]
    assert head["task_categories"] == ["translation"]
    assert "license" not in head


def test_the_cards_figures_are_those_of_the_tables(exported):
    text = (exported / "README.md").read_text(encoding="utf-8")
    documents, repairs = rows_of(exported, "documents"), rows_of(exported, "repairs")
    for status in ("clean", "repaired", "doubtful", "damaged", "rejected"):
        count = sum(row["status"] == status for row in documents)
        assert f"\n| {status} | {count} |" in text
    for grade in ("certain", "confident", "doubtful", "left"):
        assert f"\n| {grade} | {sum(row['grade'] == grade for row in repairs)} |" in text
    for name in TABLES:
        assert f"\n| `{name}` | {len(rows_of(exported, name))} |" in text
    assert f"mojibake-pipeline {__version__}" in text
    assert not re.search(r"/tmp|20\d\d-\d\d", text)


def test_load_dataset_finds_every_table_by_the_card(exported, tmp_path, offline):
    from datasets import load_dataset

    for name in TABLES:
        loaded = load_dataset(str(exported), name, split="train", cache_dir=str(tmp_path))
        key = TABLES[name].columns[0].name
        assert loaded[key] == [row[key] for row in rows_of(exported, name)]
        assert loaded.column_names == [column.name for column in TABLES[name].columns]
    assert load_dataset(str(exported), split="train", cache_dir=str(tmp_path)).num_rows == len(
        rows_of(exported, "blocks")
    )


def test_croissant_is_valid_and_its_records_are_the_tables_rows(exported):
    code = (
        "import sys, json, warnings; warnings.simplefilter('ignore'); import mlcroissant\n"
        "found = mlcroissant.Dataset(sys.argv[1])\n"
        "assert not found.metadata.ctx.issues.errors, found.metadata.ctx.issues.report()\n"
        "rows = {name: [str(r) for r in found.records(name)] for name in sys.argv[2:]}\n"
        "print(json.dumps({name: len(r) for name, r in rows.items()}))"
    )
    place = str(exported / "parquet" / "croissant.json")
    done = subprocess.run(
        [sys.executable, "-c", code, place, *TABLES],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "not standard" not in done.stderr  # what it says of another `@context`
    assert json.loads(done.stdout) == {name: len(rows_of(exported, name)) for name in TABLES}


def test_the_data_package_is_valid_with_its_keys(exported):
    from frictionless import Package

    report = Package(str((exported / "json").resolve() / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert [task.stats["rows"] for task in report.tasks] == [len(rows_of(exported, name)) for name in TABLES]


@pytest.mark.parametrize("folder", ["parquet", "json", "exports"])
def test_checksums_are_those_of_the_files(exported, folder):
    place = (exported / folder).resolve()
    lines = (place / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest
    data = [
        path for path in place.rglob("*") if path.is_file() and path.suffix in (".parquet", ".jsonl", ".tmx")
    ]
    assert {str(path.relative_to(place)) for path in data} <= {line.partition("  ")[2] for line in lines}


def test_facts_add_up_and_come_back():
    made = rows(
        pair(), documents=(document(), document("b.md", status="damaged")), repairs=[repair(1), repair(5)]
    )
    one = facts_of(made)
    assert facts.decoded(facts.encoded(one)) == one
    total = facts.merged([one, one])
    assert total.of("statuses") == {"clean": 2, "damaged": 2}
    assert total.of("confidences") == {"certain\t1": 4}
    assert total.of("bytes") == {"parquet/blocks.parquet": 10}


def test_a_card_of_nothing_is_a_card():
    head = frontmatter.loads(card.encoded(Facts(), {}).decode()).metadata
    assert "language" not in head
    assert "task_categories" not in head
    assert card.encoded(Facts(), {}) == card.encoded(facts.merged([]), {})


def test_norwegian_is_a_language_and_not_false():
    made = Facts(counts={"languages": facts.Counter({"no": 3, "nb": 1, "und": 9})})
    assert frontmatter.loads(card.encoded(made, {}).decode()).metadata["language"] == ["nb", "no"]


@pytest.mark.parametrize(
    ("rows_", "size"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**7, "10M<n<100M"), (10**13, "n>1T")],
)
def test_the_size_is_a_word_of_the_hub(rows_, size):
    made = Facts(counts={"rows": facts.Counter({"blocks": rows_})})
    assert frontmatter.loads(card.encoded(made, {}).decode()).metadata["size_categories"] == [size]


@pytest.mark.parametrize(
    ("note", "tables"),
    [
        (b"", ["documents"]),
        (b"# Sound\n", ["documents", "blocks"]),
        ("It\u00e2\u20ac\u2122s\n".encode(), ["documents", "blocks", "repairs"]),
    ],
)
def test_each_table_with_rows_is_a_configuration_that_loads_and_the_others_are_named(
    tmp_path, offline, note, tables
):
    """Notes without translations leave table pairs empty, which `load_dataset` takes for an error."""
    from datasets import get_dataset_config_names, load_dataset

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "note.md").write_bytes(note)
    out = tmp_path / "out"
    run(tmp_path / "raw", out)
    assert sorted(get_dataset_config_names(str(out))) == sorted(tables)
    for name in (*tables, None):
        loaded = load_dataset(str(out), name, split="train", cache_dir=str(tmp_path))
        assert loaded.num_rows == len(rows_of(out, name or ("blocks" if "blocks" in tables else tables[0])))
    text = (out / "README.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^Without rows: (.*)\. `load", text, re.MULTILINE)
    assert said.split(", ") == [f"`{name}`" for name in TABLES if name not in tables]
    for name in TABLES:
        assert (out / "parquet" / name / "part-00000.parquet").is_file()


def test_a_card_of_tables_that_all_have_rows_names_none_without(exported):
    assert "Without rows" not in (exported / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("steps", [("newlines", "trailing-space", "nfc"), ("nfc",), ()])
def test_the_card_lists_how_text_was_normalized(tmp_path, steps):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "note.md").write_bytes(b"# A\r\nb\r\n")
    run(tmp_path / "raw", tmp_path / "out", normalize=steps, accept="certain")
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z-]+)`: .* \| (taken|not taken) \|$", text, re.MULTILINE))
    assert listed == {step: "taken" if step in steps else "not taken" for step in STEPS}
    assert "`accept` = certain" in text
