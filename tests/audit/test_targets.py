"""Which files an audit looks at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.audit.targets import find_targets
from pipeline.errors import InputError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository: what is ignored, hidden, linked and plain."""
    top = tmp_path / "top"
    files = {
        ".git/info/exclude": "secret.md\n",
        ".gitignore": "*.log\nbuilt/\n!keep.log\n",
        "a.md": "",
        "b.csv": "",
        "keep.log": "",
        "drop.log": "",
        "secret.md": "",
        "built/c.md": "",
        "docs/d.md": "",
        "docs/deep/e.rs": "",
        "docs/.gitignore": "/f.md\n",
        "docs/f.md": "",
        "docs/deep/f.md": "",
        ".hidden/g.md": "",
        ".hidden.md": "",
    }
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    (top / "link.md").symlink_to("a.md")
    monkeypatch.chdir(top)
    return top


def _paths(*paths: str | Path, exclude: tuple[str, ...] = ()) -> list[str]:
    return [target.path for target in find_targets([str(path) for path in paths], exclude).files]


def test_a_folder_is_walked_without_what_is_hidden_ignored_or_a_link(home: Path) -> None:
    found = find_targets(["."])
    assert [target.path for target in found.files] == [
        "a.md",
        "b.csv",
        "docs/d.md",
        "docs/deep/e.rs",
        "docs/deep/f.md",
        "keep.log",
    ]
    assert (found.ignored, found.links) == (4, 1)


def test_what_is_ignored_is_passed_over_though_it_is_named(home: Path) -> None:
    found = find_targets(["drop.log", "built/c.md", "docs/f.md", "secret.md", "a.md", "docs/deep/f.md"])
    assert [target.path for target in found.files] == ["a.md", "docs/deep/f.md"]
    assert found.ignored == 4


def test_what_is_hidden_is_looked_at_if_it_is_named(home: Path) -> None:
    assert _paths(".hidden.md", ".hidden/g.md") == [".hidden.md", ".hidden/g.md"]
    assert _paths(".hidden") == [".hidden/g.md"]


def test_rules_of_folders_above_hold_below(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "docs" / "x.log").write_text("", encoding="utf-8")
    monkeypatch.chdir(home / "docs")
    assert _paths(".") == ["d.md", "deep/e.rs", "deep/f.md"]
    assert _paths("../a.md", "../drop.log") == ["../a.md"]


def test_a_pattern_is_filled_in(home: Path) -> None:
    assert _paths("docs/**/*.md") == ["docs/d.md", "docs/deep/f.md"]


def test_excludes_hold_for_what_is_named_too(home: Path) -> None:
    assert _paths(".", exclude=("docs/", "*.csv")) == ["a.md", "keep.log"]
    assert _paths("docs/d.md", "b.csv", "a.md", exclude=("docs/", "*.csv")) == ["a.md"]


def test_a_file_is_looked_at_once_however_often_it_is_named(home: Path) -> None:
    assert _paths("a.md", "./a.md", home / "a.md", "*.md") == ["a.md"]


def test_standard_input_is_a_target_of_its_own(home: Path) -> None:
    (target,) = find_targets(["-"]).files
    assert (target.path, target.location) == ("-", None)


@pytest.mark.parametrize("name", ["nowhere.md", "no/**/*.such"])
def test_what_is_not_there_is_an_error(home: Path, name: str) -> None:
    with pytest.raises(InputError, match="does not exist"):
        find_targets([name])


def test_outside_of_a_repository_rules_begin_where_the_command_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / ".gitignore").write_text("*.md\n", encoding="utf-8")
    (tmp_path / "inner" / "a.md").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "inner")
    assert _paths(".") == ["a.md"]


def test_a_name_that_is_not_utf8_is_escaped(home: Path) -> None:
    try:
        Path(os.fsdecode(b"caf\xe9.md")).write_text("", encoding="utf-8")
    except OSError:
        return  # a file system that takes only Unicode has no such name
    assert "caf%E9.md" in _paths(".")
