"""Golden outputs: each case's notes give its expected outputs, byte for byte.

A case is a folder with `input/` (the notes), `expected/` (repaired notes, and the tables as JSON
Lines) and `note.md` (where it came from, why it is hard). `make golden` writes `expected/` again.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.running import pipeline, rows

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/input"))
TABLES = ("documents", "blocks", "repairs", "pairs")


def _outputs(out: Path) -> dict[str, bytes]:
    """What a run left that a person would keep: path and bytes."""
    markdown = out / "markdown"
    found = {
        f"markdown/{path.relative_to(markdown)}": path.read_bytes() for path in sorted(markdown.rglob("*.md"))
    }
    for table in TABLES:
        parts = sorted((out / "json" / table).iterdir())
        found[f"{table}.jsonl"] = b"".join(path.read_bytes() for path in parts)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_outputs_are_as_expected(case: Path, tmp_path: Path, rewrite_golden: bool) -> None:
    result = pipeline("run", case / "input", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    outputs = _outputs(tmp_path / "out")
    expected = case / "expected"
    if rewrite_golden:
        shutil.rmtree(expected, ignore_errors=True)
        for name, data in outputs.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_bytes(data)
    names = {path.relative_to(expected).as_posix() for path in expected.rglob("*") if path.is_file()}
    assert names == set(outputs)
    assert [name for name in sorted(names) if (expected / name).read_bytes() != outputs[name]] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_says_where_it_came_from(case: Path) -> None:
    assert (case / "note.md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "restored.md").exists()], ids=lambda case: case.name
)
def test_all_that_was_not_left_is_the_truth(case: Path, tmp_path: Path) -> None:
    """`restored.md` was read and checked by hand; stretches that were left may stand for anything."""
    assert pipeline("run", case / "input", "--out", tmp_path / "out", "--quiet").exit_code == 0
    (note,) = (case / "input").iterdir()
    source = note.read_bytes().decode("utf-8")
    pattern, at = "", 0
    for row in rows(tmp_path / "out", "repairs"):
        reading = "(?s:.+?)" if row["after"] is None else re.escape(row["after"])
        pattern += re.escape(source[at : row["start"]]) + reading
        at = row["end"]
    pattern += re.escape(source[at:])
    assert re.fullmatch(pattern, (case / "restored.md").read_bytes().decode("utf-8"))
