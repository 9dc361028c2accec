"""`pipeline export`: words of the command line reach the formats, and wrong ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.export.corpus import write_notes
from tests.export.spreadsheets import rows_of_csv
from tests.running import pipeline


@pytest.fixture
def out(tmp_path: Path) -> Path:
    assert pipeline("run", write_notes(tmp_path / "raw"), "--out", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def test_formats_tables_and_conditions_can_be_asked_for(out: Path) -> None:
    asked = ["--format", "csv", "--format", "json", "--table", "pairs"]
    result = pipeline("export", "--out", out, *asked, "--where", "language=fr", "--where", "score>=0.9")
    assert result.exit_code == 0
    assert f"{out}/exports/csv/" in result.stdout
    rows = rows_of_csv(out, "pairs")
    assert {row["target_language"] for row in rows} == {"fr"}
    assert {path.name for path in (out / "exports" / "json").iterdir()} == {"pairs", "pairs.schema.json"}


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "xlsx"],
        ["--where", "status=clean"],
        ["--table", "blocks"],
        ["--normalized"],
        ["--format", "csv", "--where", "status~clean"],
        ["--format", "tmx", "--table", "pairs"],
    ],
)
def test_wrong_words_are_refused_before_anything_is_done(tmp_path: Path, words: list[str]) -> None:
    result = pipeline("export", "--out", tmp_path / "out", *words)
    assert result.exit_code == 2
    assert "error: usage-invalid" in result.stderr
    assert not (tmp_path / "out").exists()
