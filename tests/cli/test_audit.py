"""`pipeline audit` as a person and a hook meet it: what it prints, and what it exits with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.audit.reports import FIELDS
from pipeline.cli.main import main
from pipeline.mojibake import damage
from tests.running import pipeline

QUOTE = damage("\u2019", "windows-1252:none")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "broken.md").write_text(f"one\nIt{QUOTE}s\n", encoding="utf-8")
    (tmp_path / "sound.csv").write_text("caf\u00e9,1\n", encoding="utf-8")
    (tmp_path / "marked.txt").write_text("\ufeffone\n", encoding="utf-8")
    (tmp_path / "data.bin").write_bytes(b"\0\1\2")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _piped(data: bytes, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", *arguments], input=data)


def test_a_finding_is_a_line_as_compilers_print_them_and_the_change_below(home: Path) -> None:
    result = pipeline("audit", ".")
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()[:2]
    assert first.startswith("docs/broken.md:2:3: error: mojibake-lossless: UTF-8 read as windows-1252")
    assert second == f"    [-It{QUOTE}s-]{{+It\u2019s+}}"
    assert result.stderr == "3 files: 1 error\n"


def test_a_summary_says_codes_folders_and_who_broke_it(home: Path) -> None:
    lines = pipeline("audit", ".").stdout.splitlines()
    assert [line.strip() for line in lines if line.startswith("        1  ")] == [
        "1  mojibake-lossless",
        "1  docs/",
        "1  docs/  UTF-8 read as windows-1252 (Western Windows)",
    ]


def test_colours_come_where_a_terminal_shows_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = pipeline("audit", "docs")
    assert "\x1b[" in result.stdout
    assert "[-" not in result.stdout


def test_sound_files_exit_with_0_and_print_nothing_to_standard_output(home: Path) -> None:
    result = pipeline("audit", "sound.csv", "marked.txt", "data.bin")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "2 files: nothing found\n")


def test_verbose_lists_notes_and_what_was_passed_over(home: Path) -> None:
    result = pipeline("audit", "-v", "marked.txt", "data.bin")
    assert result.exit_code == 0
    assert result.stdout.startswith("marked.txt: note: bom: ")
    assert result.stderr.endswith("passed over: 1 no text\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "never"), 0),
        (("--ignore", "mojibake"), 0),
        (("--select", "bom"), 0),
        (("--select", "bom", "--fail-on", "note"), 1),
        (("--per-file-ignores", "docs/*:mojibake"), 0),
        (("--exclude", "docs"), 0),
        (("--select", "mojibike"), 2),
        (("--per-file-ignores", "docs"), 2),
    ],
)
def test_exit_codes(home: Path, options: tuple[str, ...], code: int) -> None:
    assert pipeline("audit", ".", *options).exit_code == code


def test_settings_of_the_project_count(home: Path) -> None:
    (home / "pyproject.toml").write_text(
        '[tool.pipeline]\nfail_on = "warning"\n[tool.pipeline.per-file-ignores]\n"docs/**" = ["mojibake"]\n',
        encoding="utf-8",
    )
    assert pipeline("audit", ".").exit_code == 0
    (home / "docs" / "x.md").write_text("---\ntitle: a: b\n---\n", encoding="utf-8")
    assert pipeline("audit", ".").exit_code == 1


def test_standard_input_is_looked_at(home: Path) -> None:
    result = _piped(f"It{QUOTE}s".encode(), "-")
    assert result.exit_code == 1
    assert result.stdout.startswith("-:1:3: error: mojibake-lossless")
    assert _piped(b"plain", "-").exit_code == 0


def test_the_html_report_is_a_page_and_a_baseline(home: Path) -> None:
    page = pipeline("audit", ".", "--format", "html").stdout_bytes
    assert page.startswith(b"<!doctype html>")
    assert "It\u2019s" not in page.decode("utf-8")  # each change is marked, so no word is whole
    assert "docs/broken.md" in page.decode("utf-8")
    (home / "known.html").write_bytes(page)
    assert pipeline("audit", ".", "--baseline", "known.html").exit_code == 0


def test_the_html_report_of_the_last_run_is_that_runs(home: Path) -> None:
    assert pipeline("run", "docs", "--out", "out").exit_code == 0
    assert (
        pipeline("audit", "--out", "out", "--format", "html", "--exit-zero").stdout_bytes
        == (home / "out" / "report.html").read_bytes()
    )


def test_a_baseline_leaves_out_what_is_known(home: Path) -> None:
    for format_ in ("json", "jsonl", "csv", "sarif"):
        report = home / "known"
        report.write_bytes(pipeline("audit", ".", "--format", format_).stdout_bytes)
        result = pipeline("audit", "docs", "--baseline", report)
        assert result.exit_code == 0, format_
        assert result.stderr == "1 file: nothing found, 1 known from the baseline left out\n"
    (home / "docs" / "new.md").write_text(f"He{QUOTE}s\n", encoding="utf-8")
    assert pipeline("audit", ".", "--baseline", "known").stdout.startswith("docs/new.md:1:3")


@pytest.mark.parametrize("text", [None, "{"])
def test_a_baseline_that_is_none_could_not_run(home: Path, text: str | None) -> None:
    if text is not None:
        (home / "known").write_text(text, encoding="utf-8")
    result = pipeline("audit", ".", "--baseline", "known")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error: input-unreadable" in result.stderr


def test_json_is_one_document_on_standard_output(home: Path) -> None:
    result = pipeline("audit", ".", "--json")
    value = json.loads(result.stdout)
    assert [set(found) for found in value["findings"]] == [set(FIELDS)]
    assert json.loads(pipeline("audit", ".", "--format", "json").stdout) == value


def test_reports_are_utf8_whatever_the_terminal_is(home: Path, root: Path) -> None:
    for format_ in ("json", "jsonl", "csv", "sarif"):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", "audit", str(home), "--format", format_],
            capture_output=True,
            check=False,
            cwd=root,
            env={"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": str(root)},
        )
        assert done.returncode == 1, done.stderr
        assert QUOTE in done.stdout.decode("utf-8").replace("\\u00e2\\u20ac\\u2122", QUOTE)


def test_what_is_not_there_could_not_run(home: Path) -> None:
    result = pipeline("audit", "nowhere.md")
    assert result.exit_code == 2
    assert "nowhere.md does not exist" in result.stderr


def test_what_cannot_be_read_is_told_and_the_rest_is_looked_at(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.audit import auditing

    real = auditing._read

    def read(target: object, *rest: object) -> bytes:
        if getattr(target, "path", "") == "sound.csv":
            raise PermissionError(13, "Permission denied")
        return real(target, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(auditing, "_read", read)
    result = pipeline("audit", ".")
    assert result.exit_code == 2
    assert result.stdout.startswith("docs/broken.md:2:3")
    assert "sound.csv" in result.stderr


def test_names_and_texts_cannot_colour_or_turn_the_terminal(home: Path) -> None:
    (home / "red\x1b[31m.md").write_text(f"\x1b[31m It{QUOTE}s \u202e\n", encoding="utf-8")
    result = pipeline("audit", ".", "--select", "all")
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_nothing_is_changed(home: Path) -> None:
    def state() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in [home, *home.rglob("*")])

    before = state()
    pipeline("audit", ".", "--select", "all")
    assert state() == before
