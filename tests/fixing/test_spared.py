"""What `fix` lets alone: by settings, by comments, and as a hook what may be chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.fixing.plausible import Evidence
from pipeline.fixing.spared import Spare, spared_codes
from pipeline.mojibake import damage, repair
from tests.running import pipeline

QUOTE = damage("\u2019", "windows-1252:none")
BROKEN = f"It{QUOTE}s\n"
CHANCE = "\u044e\u043f\u0430 \u0438\u043b\u0438 \u044e\u043f\u0430, \u043f\u0430\u044e\u0448\n" * 3


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(BROKEN, encoding="utf-8")
    return tmp_path


def _is_repaired(path: Path) -> bool:
    return "\u2019" in path.read_text(encoding="utf-8")


def test_codes_of_a_file_are_those_of_the_patterns_that_name_it() -> None:
    items = ("tests/**:mojibake", "*.md:bom, not-nfc", "other/:all")
    assert spared_codes("tests/a.md", items) == ("mojibake", "bom", "not-nfc")
    assert spared_codes("a.txt", items) == ()
    assert spared_codes("other/a.txt", items) == ("",)


def test_an_ignored_code_is_not_repaired_in_that_file(home: Path) -> None:
    result = pipeline("fix", "--in-place", "--per-file-ignores", "a.md:mojibake-lossless", "a.md", "b.md")
    assert result.exit_code == 0, result.output
    assert (_is_repaired(home / "a.md"), _is_repaired(home / "b.md")) == (False, True)


def test_an_excluded_file_is_passed_over(home: Path) -> None:
    assert pipeline("fix", "--in-place", "--exclude", "a.md", "a.md", "b.md").exit_code == 0
    assert (_is_repaired(home / "a.md"), _is_repaired(home / "b.md")) == (False, True)
    assert pipeline("fix", "--in-place", "--exclude", "a.md", "a.md").exit_code == 0


def test_a_comment_stops_fix_and_run(home: Path) -> None:
    allowed = f"<!-- mojibake: allow mojibake-lossless -->\n\n{BROKEN}"
    (home / "notes").mkdir()
    (home / "notes" / "a.md").write_text(f"{allowed}\n{BROKEN}", encoding="utf-8")
    assert pipeline("run", "notes", "--out", "out").exit_code == 0
    made = (home / "out" / "markdown" / "a.md").read_text(encoding="utf-8")
    assert made == f"{allowed}\nIt\u2019s\n"
    assert pipeline("audit", "out/markdown", "--fail-on", "note").exit_code == 0
    assert pipeline("fix", "--in-place", "notes").exit_code == 0
    assert (home / "notes" / "a.md").read_text(encoding="utf-8") == made


def test_as_a_hook_chance_is_let_alone_and_damage_repaired(home: Path) -> None:
    (home / "a.md").write_text(CHANCE, encoding="utf-8")
    assert pipeline("fix", "--in-place", "--hook", "--accept", "certain", "a.md", "b.md").exit_code == 0
    assert (home / "a.md").read_text(encoding="utf-8") == CHANCE
    assert _is_repaired(home / "b.md")


def test_as_a_hook_files_of_unknown_encoding_are_passed_over(home: Path) -> None:
    (home / "c.md").write_bytes(bytes(range(256)) * 4)
    assert pipeline("fix", "--in-place", "c.md").exit_code == 2
    result = pipeline("fix", "--in-place", "--hook", "c.md", "a.md")
    assert result.exit_code == 0, result.output
    assert _is_repaired(home / "a.md")


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("It\u2019s", "windows-1252:none"),
        ("caf\u00e9", "macintosh:none"),
        ("na\u00efve", "cp437:none"),
        ("\U0001f4a1 tip", "windows-1252:none"),
        ("\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440", "windows-1251:none"),
        ("\u4ece\u9762\u8bd5\u4e2d\u5b66\u4e60", "windows-1252:c1"),
    ],
)
def test_damage_convinces(text: str, channel: str) -> None:
    broken = damage(text, channel)
    edits = repair(broken).edits
    assert edits
    assert all(map(Evidence(broken, edits).convinces, edits))


@pytest.mark.parametrize(
    "text",
    [
        "Тильда над буквой Ñ в испанском языке",
        "32 بٹ اور 64 بٹ کے درمیان کیا فرق ہے",
        CHANCE,
    ],
    ids=["a Spanish letter in Russian", "a word of Urdu", "words of Chuvash"],
)
def test_what_only_looks_like_damage_does_not_convince(text: str) -> None:
    """Each is of a public repository, where repair by itself proposes something."""
    edits = repair(text).edits
    assert not any(map(Evidence(text, edits).convinces, edits))


def test_a_hook_spares_nothing_of_a_file_without_edits() -> None:
    assert Spare(codes=("mojibake",), chance=True).edits("sound", ()) == ()
