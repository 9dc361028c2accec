"""Which files are repaired, and where each goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.fixing.inputs import find_inputs
from pipeline.settings import Settings

SETTINGS = Settings()


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("b.md", "a.md", "deep/c.markdown", "other.txt", ".hidden/d.md"):
        (folder / name).write_text("x", encoding="utf-8")
    (folder / "link.md").symlink_to("a.md")
    monkeypatch.chdir(tmp_path)
    return folder


def _names(*paths: str, output: str | None = None) -> list[tuple[str, str | None]]:
    return [
        (one.name, str(one.target) if one.target else None) for one in find_inputs(paths, SETTINGS, output)
    ]


def test_of_a_folder_the_documents_are_taken_by_path(notes: Path) -> None:
    assert [name for name, _ in _names("notes")] == ["notes/a.md", "notes/b.md", "notes/deep/c.markdown"]


def test_a_named_file_is_taken_whatever_its_name(notes: Path) -> None:
    assert _names("notes/other.txt", "notes/link.md") == [("notes/other.txt", None), ("notes/link.md", None)]


def test_nothing_named_is_standard_input() -> None:
    assert _names() == _names("-") == [("-", None)]


def test_a_file_is_taken_once_however_often_it_is_named(notes: Path) -> None:
    assert len(_names("notes/a.md", "notes/../notes/a.md", "notes")) == 3


def test_a_missing_file_is_told_with_the_others(notes: Path) -> None:
    found = find_inputs(("no.md", "notes/a.md"), SETTINGS)
    assert [one.problem is None for one in found] == [False, True]


def test_one_file_goes_to_a_file_or_into_a_folder(notes: Path) -> None:
    assert _names("notes/a.md", output="new.md") == [("notes/a.md", "new.md")]
    assert _names("notes/a.md", output="new/") == [("notes/a.md", "new/a.md")]
    Path("there").mkdir()
    assert _names("notes/a.md", output="there") == [("notes/a.md", "there/a.md")]


def test_a_folder_keeps_its_shape(notes: Path) -> None:
    assert [target for _, target in _names("notes", output="new")] == [
        "new/a.md",
        "new/b.md",
        "new/deep/c.markdown",
    ]


def test_an_output_inside_the_folder_is_not_read_again(notes: Path) -> None:
    (notes / "new").mkdir()
    (notes / "new" / "a.md").write_text("x", encoding="utf-8")
    assert "notes/new/a.md" not in [name for name, _ in _names("notes", output="notes/new")]


@pytest.mark.parametrize(
    ("paths", "output", "words"),
    [
        (("notes/a.md",), "notes/a.md", "is read, and would be written"),
        (("notes/a.md",), "notes/../notes/a.md", "is read, and would be written"),
        (("notes/a.md", "more/a.md"), "new", "two files would become"),
        (("-",), "notes", "no name"),
    ],
)
def test_no_file_is_lost_to_another(notes: Path, paths: tuple[str, ...], output: str, words: str) -> None:
    Path("more").mkdir()
    Path("more/a.md").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        find_inputs(paths, SETTINGS, output)
