"""The Makefile: the right words reach the command, and clean removes only what can be made again."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

TARGETS = {"help", "setup", "run", "audit", "review", "export", "test", "lint", "bench", "clean"}


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A folder with our Makefile, whose command prints its arguments, one a line."""
    folder = tmp_path / "checkout"
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, folder)
    for name in ("pipeline", "tests", "benchmarks", "docs"):
        (folder / name).mkdir()
    command = folder / ".venv" / "bin" / "pipeline"
    command.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n', encoding="utf-8")
    command.chmod(0o755)
    for stamp in ("installed-run", "installed-dev"):
        (folder / ".venv" / stamp).touch()
    return folder


def _make(folder: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        capture_output=True,
        check=True,
        cwd=folder,
        encoding="utf-8",
    )
    return done.stdout.splitlines()


def test_make_alone_prints_the_targets(checkout: Path) -> None:
    lines = _make(checkout)
    printed = {line.split()[1] for line in lines}
    assert printed >= TARGETS
    assert lines == _make(checkout, "help")


def test_every_target_says_what_it_does(root: Path) -> None:
    text = (root / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert set(phony.split()) == set(re.findall(r"^([a-z-]+):.* ## \w", text, re.MULTILINE))


def test_run_names_no_folder_so_that_the_settings_do(checkout: Path) -> None:
    assert _make(checkout, "run") == ["run"]


@pytest.mark.parametrize("name", ["~/notes", "my notes", "it's", 'say "x"', "a;b", "a*b"])
def test_raw_and_out_reach_the_command_as_they_were_typed(checkout: Path, name: str) -> None:
    assert _make(checkout, "run", f"RAW={name}", f"OUT={name}") == ["run", name, "--out", name]


def test_export_passes_on_what_is_asked_for(checkout: Path) -> None:
    asked = ("FORMAT=tmx csv", "TABLE=pairs", "WHERE=score>=0.9 and language=zh", "OUT=my notes")
    assert _make(checkout, "export", *asked) == [
        *("export", "--out", "my notes", "--format", "tmx", "--format", "csv", "--table", "pairs"),
        *("--where", "score>=0.9 and language=zh"),
    ]
    assert _make(checkout, "export") == ["export"]


def test_only_export_to_duckdb_waits_for_duckdb(checkout: Path) -> None:
    """A stub of Python stands for pip, and prints what it was asked to install."""
    python = checkout / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    assert _make(checkout, "export", "FORMAT=csv") == ["export", "--format", "csv"]
    installed, *rest = _make(checkout, "export", "FORMAT=csv duckdb")
    assert installed.endswith("install --quiet -c constraints.txt -e .[run,duckdb]")
    assert rest == ["export", "--format", "csv", "--format", "duckdb"]
    assert _make(checkout, "export", "FORMAT=duckdb") == ["export", "--format", "duckdb"]


def test_raw_and_out_of_the_environment_do_not_count(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAW", "elsewhere")
    monkeypatch.setenv("OUT", "elsewhere")
    assert _make(checkout, "run") == ["run"]


def test_audit_does_not_fail_the_make(checkout: Path) -> None:
    assert _make(checkout, "audit", "OUT=my notes") == ["audit", "--out", "my notes", "--exit-zero"]


def test_review_opens_the_page_of_the_last_run(checkout: Path) -> None:
    assert _make(checkout, "review", "OUT=my notes") == ["review", "--out", "my notes"]


@pytest.mark.parametrize("out", ["data/out", "my notes"])
def test_clean_removes_what_a_run_made_and_nothing_else(checkout: Path, out: str) -> None:
    folder = checkout / out
    generation = folder / ".generations" / "1"
    (generation / "markdown").mkdir(parents=True)
    (folder / ".stages" / "extract").mkdir(parents=True)
    (folder / ".current").symlink_to(".generations/1")
    (folder / "markdown").symlink_to(".current/markdown")
    kept = [
        folder / "json" / "mine.txt",
        folder / "README.md",
        folder / ".gitignore",
        checkout / "data" / "raw" / "note.md",
        checkout / "data" / "raw.decisions.jsonl",
        checkout / ".venv" / "installed-run",
    ]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (checkout / "pipeline" / "__pycache__").mkdir()
    (checkout / "x.egg-info").mkdir()
    last = _make(checkout, "clean", *([f"OUT={out}"] if out != "data/out" else []))[-1]
    assert last.endswith("The clean stage, which repairs texts, is: pipeline clean")
    assert all(path.exists() for path in kept)
    assert {path.name for path in folder.iterdir()} == {"json", "README.md", ".gitignore"}
    assert not (checkout / "pipeline" / "__pycache__").exists()
    assert not (checkout / "x.egg-info").exists()


def test_clean_has_nothing_to_do_in_a_fresh_clone(checkout: Path) -> None:
    assert _make(checkout, "clean")


def test_an_old_python_is_refused_with_what_to_type(checkout: Path) -> None:
    (checkout / ".venv" / "installed-run").unlink()
    old = checkout / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "setup", f"PYTHON={old}"], capture_output=True, check=False, cwd=checkout, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stderr
