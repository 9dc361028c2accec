"""Stale translations: the source changed, its translation did not, and git knows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.audit.history import earlier_version
from tests.running import pipeline

NOTE = """# A tip

{source}

<details>
<summary>\U0001f1e9\U0001f1ea Ein Tipp</summary>

# Ein Tipp

{target}

</details>
"""
OLD = NOTE.format(
    source="Sleep on what matters to you, and answer after 3 days.",
    target="Schlafe \u00fcber dem, was dir wichtig ist, und antworte nach 3 Tagen.",
)
CHANGED = OLD.replace("after 3 days", "after 5 days, never on a Monday")
BOTH = CHANGED.replace("nach 3 Tagen", "nach 5 Tagen, niemals an einem Montag")


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    path = tmp_path / "note.md"
    path.write_text(OLD, encoding="utf-8")
    _git("init", "-q")
    _commit()
    return path


def _git(*words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], check=True)


def _commit() -> None:
    _git("add", "-A")
    _git("commit", "-q", "-m", "m")


def _stale() -> bool:
    result = pipeline("audit", "note.md", "--select", "translation-stale", "--fail-on", "warning")
    assert result.exit_code in (0, 1), result.output
    return result.exit_code == 1


def test_a_changed_source_makes_its_translation_stale_before_and_after_the_commit(note: Path) -> None:
    assert not _stale()
    note.write_text(CHANGED, encoding="utf-8")
    assert _stale()
    _commit()
    assert _stale()


def test_a_translation_that_changed_too_is_fresh(note: Path) -> None:
    note.write_text(BOTH, encoding="utf-8")
    assert not _stale()


def test_without_a_history_nothing_is_said(note: Path, tmp_path: Path) -> None:
    assert earlier_version(str(note), OLD.encode()) is None
    (tmp_path / "new.md").write_text(CHANGED, encoding="utf-8")
    assert earlier_version(str(tmp_path / "new.md"), CHANGED.encode()) is None


def test_outside_of_a_repository_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert earlier_version(str(tmp_path / "a.md"), b"a") is None
