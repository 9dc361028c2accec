"""The stages alone and together, on real notes: the same bytes, and errors that say what to run first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import pipeline, rows

BROKEN = "# One\n\nIt\u00e2\u20ac\u2122s a note in English, with some words to read.\n"
SOUND = "# Two\n\nIt\u2019s a note in English, with some words to read.\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "my notes"
    (folder / "sub").mkdir(parents=True)
    (folder / "one.md").write_text(BROKEN, encoding="utf-8", newline="\n")
    (folder / "sub" / "two.md").write_text(SOUND, encoding="utf-8", newline="\n")
    return folder


def _outputs(out: Path) -> dict[str, bytes]:
    found = {}
    for kind in ("markdown", "json", "parquet"):
        top = out / kind
        found |= {
            f"{kind}/{path.relative_to(top)}": path.read_bytes() for path in top.rglob("*") if path.is_file()
        }
    return found


def test_a_run_repairs_what_is_broken_and_nothing_else(raw: Path, tmp_path: Path) -> None:
    result = pipeline("run", raw, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    last = result.stdout.splitlines()[-1]
    assert last == f"2 notes: 1 sound, 1 repaired; your notes: {tmp_path / 'out' / 'markdown'}/"
    markdown = tmp_path / "out" / "markdown"
    assert (markdown / "one.md").read_text(encoding="utf-8") == BROKEN.replace("\u00e2\u20ac\u2122", "\u2019")
    assert (markdown / "sub" / "two.md").read_bytes() == SOUND.encode()


def test_stage_after_stage_gives_the_bytes_of_a_run(raw: Path, tmp_path: Path) -> None:
    assert pipeline("run", raw, "--out", tmp_path / "a").exit_code == 0
    assert pipeline("extract", raw, "--out", tmp_path / "b").exit_code == 0
    assert pipeline("clean", "--out", tmp_path / "b").exit_code == 0
    assert pipeline("export", "--out", tmp_path / "b").exit_code == 0
    assert _outputs(tmp_path / "a") == _outputs(tmp_path / "b")


def test_a_later_clean_takes_its_own_settings(raw: Path, tmp_path: Path) -> None:
    assert pipeline("run", raw, "--out", tmp_path / "out").exit_code == 0
    assert pipeline("clean", "--out", tmp_path / "out", "--normalize", "newlines").exit_code == 0
    result = pipeline("clean", "--out", tmp_path / "out", "--normalize", "newlines", "-v")
    assert "0 of them made by this run" in result.stdout
    result = pipeline("clean", "--out", tmp_path / "out", "-v")
    assert "0 of them made by this run" not in result.stdout


@pytest.mark.parametrize(("stage", "before"), [("clean", "extract"), ("export", "clean")])
def test_a_stage_without_the_one_before_it_says_what_to_run(tmp_path: Path, stage: str, before: str) -> None:
    result = pipeline(stage, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "error: stage-missing" in result.stderr
    assert f"pipeline {before}" in result.stderr


def test_audit_without_a_run_says_what_to_run(tmp_path: Path) -> None:
    result = pipeline("audit", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "error: input-unreadable" in result.stderr
    assert "pipeline run" in result.stderr


def test_audit_names_file_line_and_column(raw: Path, tmp_path: Path) -> None:
    assert pipeline("run", raw, "--out", tmp_path / "out").exit_code == 0
    result = pipeline("audit", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout.startswith("one.md:3:3: error: mojibake-lossless: ")
    assert pipeline("audit", "--out", tmp_path / "out", "--exit-zero").exit_code == 0
    assert pipeline("audit", "--out", tmp_path / "out", "--select", "bidi").exit_code == 0


def test_raw_is_never_written_to(raw: Path, tmp_path: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        return sorted((str(p), p.stat().st_mtime_ns, p.stat().st_mode) for p in [raw, *raw.rglob("*")])

    before = state()
    assert pipeline("run", raw, "--out", tmp_path / "out").exit_code == 0
    assert state() == before


def test_a_folder_without_notes_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    result = pipeline("run", tmp_path / "raw", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"0 notes: no *.md or *.markdown in {tmp_path / 'raw'}"
    assert rows(tmp_path / "out", "documents") == []


def test_a_raw_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = pipeline("run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "error: input-unreadable" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp1252"}],
    ids=["C", "cp1252"],
)
def test_a_run_and_an_audit_work_on_any_terminal(
    tmp_path: Path, root: Path, environment: dict[str, str]
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "one.md").write_text(BROKEN, encoding="utf-8")
    base = {n: v for n, v in os.environ.items() if not n.startswith(("LC_", "LANG", "PYTHON"))}
    for words in (["run", raw, "-v"], ["audit", "--exit-zero"]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *map(str, words), "--out", str(tmp_path / "out")],
            capture_output=True,
            check=False,
            cwd=root,
            env={**base, **environment},
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
    assert (
        (tmp_path / "out" / "markdown" / "one.md")
        .read_text(encoding="utf-8")
        .startswith("# One\n\nIt\u2019s")
    )
