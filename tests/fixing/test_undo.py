"""In place and back: nothing is replaced before its journal is written, nothing undone unseen."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import OutputError, UndoError
from pipeline.fixing import journal, work, writing
from pipeline.fixing.inputs import find_inputs
from pipeline.fixing.spared import Spare
from pipeline.fixing.undo import Undone, undo
from pipeline.fixing.work import Outcome, fix_inputs
from pipeline.mojibake import damage
from pipeline.settings import Settings

SETTINGS = Settings(accept="confident")
BROKEN = damage("It\u2019s a caf\u00e9\r\n", "windows-1252:none").encode()
SOUND = "It\u2019s a caf\u00e9\r\n".encode()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_bytes(BROKEN)
    return path


def _fix(*paths: Path) -> list[Outcome]:
    return list(fix_inputs(find_inputs([str(p) for p in paths], SETTINGS), SETTINGS, in_place=True))


def _undo(*paths: Path) -> list[Undone]:
    return list(undo([str(path) for path in paths]))


def _journals() -> list[Path]:
    return journal.journals(journal.state_folder())


def test_in_place_and_undo_give_the_bytes_back(note: Path) -> None:
    _fix(note)
    assert note.read_bytes() == SOUND
    assert [one.state for one in _undo()] == ["given-back"]
    assert note.read_bytes() == BROKEN
    assert _journals() == []


def test_a_file_that_no_repair_changes_is_not_touched(note: Path) -> None:
    note.write_bytes(SOUND)
    before = note.stat()
    _fix(note)
    after = note.stat()  # its time of access may differ: it was read
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_mode,
    )
    assert note.read_bytes() == SOUND
    assert _journals() == []


def test_the_journal_is_on_the_disk_before_the_file_changes(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        place = Path(f"/proc/self/fd/{descriptor}")
        name = str(place.readlink()) if place.exists() else "?"
        seen.append(f"{Path(name).suffix} {note.read_bytes() == BROKEN}")

    monkeypatch.setattr(os, "fsync", fsync)
    _fix(note)
    assert seen.index(".jsonl True") < seen.index(".tmp True")
    assert seen[-1] == " False"  # the folder, after the rename


def test_the_journal_cannot_be_read_by_others_and_keeps_only_what_changed(note: Path) -> None:
    note.write_bytes(BROKEN + b"a secret line\n" * 100)
    _fix(note)
    (path,) = _journals()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"secret".hex() not in path.read_text(encoding="ascii")


def test_runs_are_undone_the_last_first(tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    for path in (one, two):
        path.write_bytes(BROKEN)
        _fix(path)
    _undo()
    assert (one.read_bytes(), two.read_bytes()) == (SOUND, BROKEN)
    _undo()
    assert one.read_bytes() == BROKEN
    with pytest.raises(UndoError, match="nothing to undo"):
        _undo()


def test_named_files_and_folders_are_undone_alone(tmp_path: Path) -> None:
    paths = [tmp_path / "a.md", tmp_path / "in" / "b.md", tmp_path / "in" / "c.md"]
    (tmp_path / "in").mkdir()
    for path in paths:
        path.write_bytes(BROKEN)
    _fix(*paths)
    _undo(paths[1])
    assert [path.read_bytes() for path in paths] == [SOUND, BROKEN, SOUND]
    _undo(tmp_path / "in")
    assert [path.read_bytes() for path in paths] == [SOUND, BROKEN, BROKEN]
    _undo()
    assert [path.read_bytes() for path in paths] == [BROKEN, BROKEN, BROKEN]


def test_a_file_that_changed_since_is_refused_and_the_others_come_back(tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    one.write_bytes(BROKEN)
    two.write_bytes(BROKEN)
    _fix(one, two)
    one.write_bytes(SOUND + b"more\n")
    states = {Path(item.path).name: item for item in _undo()}
    assert (states["one.md"].state, states["two.md"].state) == ("refused", "given-back")
    assert isinstance(states["one.md"].problem, UndoError)
    assert (one.read_bytes(), two.read_bytes()) == (SOUND + b"more\n", BROKEN)
    one.write_bytes(SOUND)  # whoever takes the change back can still undo
    assert [item.state for item in _undo()] == ["given-back"]


def test_a_file_that_was_moved_is_found_by_what_it_holds(note: Path) -> None:
    _fix(note)
    moved = note.rename(note.with_name("moved.md"))
    assert [item.state for item in _undo()] == ["refused"]
    assert [item.state for item in _undo(moved)] == ["given-back"]
    assert moved.read_bytes() == BROKEN


def test_a_file_no_journal_knows_of_is_refused(note: Path) -> None:
    _fix(note)
    other = note.with_name("other.md")
    other.write_bytes(b"x")
    with pytest.raises(UndoError, match="no journal knows"):
        _undo(other)


def test_mode_is_kept_and_nothing_is_left_beside(note: Path) -> None:
    note.chmod(0o640)
    _fix(note)
    assert stat.S_IMODE(note.stat().st_mode) == 0o640
    assert [path.name for path in note.parent.iterdir()] == ["note.md"]


@pytest.mark.skipif(not hasattr(os, "chown"), reason="this system has no owners")
def test_a_file_whose_owner_cannot_be_kept_is_not_replaced(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.stat

    def foreign(self: Path, **how: bool) -> os.stat_result:
        state = real(self, **how)
        if self.suffix == ".tmp":
            return os.stat_result((*state[:4], state.st_uid + 1, *state[5:]))
        return state

    def refuse(*arguments: object) -> None:
        raise PermissionError(1, "not permitted")

    monkeypatch.setattr(Path, "stat", foreign)
    monkeypatch.setattr(os, "chown", refuse)
    (outcome,) = _fix(note)
    assert isinstance(outcome.problem, OutputError)
    assert "owner" in str(outcome.problem)
    assert note.read_bytes() == BROKEN


def test_a_link_is_not_written_through(note: Path) -> None:
    link = note.with_name("link.md")
    link.symlink_to(note)
    (outcome,) = _fix(link)
    assert isinstance(outcome.problem, OutputError)
    assert link.is_symlink()
    assert note.read_bytes() == BROKEN
    assert _journals() == []


def test_a_read_only_file_is_not_replaced(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (outcome,) = _fix(note)
    assert "read-only" in str(outcome.problem)
    assert note.read_bytes() == BROKEN


def test_a_folder_that_cannot_be_written_is_told_and_the_file_stays(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: Path, *rest: int) -> int:
        if str(path).endswith(".tmp"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    (outcome,) = _fix(note)
    assert "Permission denied" in str(outcome.problem)
    assert note.read_bytes() == BROKEN
    assert [item.state for item in _undo()] == ["as-it-was"]


def test_without_a_place_for_the_journal_nothing_is_replaced(
    note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (outcome,) = _fix(note)
    assert isinstance(outcome.problem, OutputError)
    assert "XDG_STATE_HOME" in outcome.problem.hint
    assert note.read_bytes() == BROKEN


def test_a_file_that_changes_while_it_is_repaired_is_not_replaced(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work.fix_bytes

    def slow(data: bytes, settings: Settings, *rest: Spare) -> object:
        note.write_bytes(b"saved by an editor\n")
        return real(data, settings, *rest)

    monkeypatch.setattr(work, "fix_bytes", slow)
    (outcome,) = _fix(note)
    assert "changed while" in str(outcome.problem)
    assert note.read_bytes() == b"saved by an editor\n"
    assert [path.name for path in note.parent.iterdir()] == ["note.md"]


def test_what_a_killed_run_left_beside_is_no_obstacle(note: Path) -> None:
    writing.temporary_of(note).write_bytes(b"half")
    _fix(note)
    assert note.read_bytes() == SOUND
    assert [path.name for path in note.parent.iterdir()] == ["note.md"]


KILLED = """
import os, sys
from pathlib import Path
from pipeline.cli.main import main
calls = 0
def kill(number, real):
    def call(*a, **k):
        global calls
        calls += 1
        if calls == number:
            os._exit(9)
        return real(*a, **k)
    return call
number = int(sys.argv[1])
for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "chmod")):
    setattr(owner, name, kill(number, getattr(owner, name)))
main(["fix", "-q", "--in-place", *sys.argv[2:]])
"""


@pytest.mark.slow
def test_whenever_it_is_killed_the_file_is_whole_and_undo_gives_it_back(tmp_path: Path, root: Path) -> None:
    """At each sync, rename and change of mode of a run over two files."""
    folder = tmp_path / "notes"
    codes = []
    for number in range(1, 30):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        paths = [folder / "a.md", folder / "b.md"]
        for path in paths:
            path.write_bytes(BROKEN)
        done = subprocess.run([sys.executable, "-c", KILLED, str(number), str(folder)], cwd=root, check=False)
        codes.append(done.returncode)
        assert all(path.read_bytes() in (BROKEN, SOUND) for path in paths)
        if any(journal.read(path) for path in _journals()):
            assert {item.state for item in _undo()} <= {"given-back", "as-it-was"}
        assert [path.read_bytes() for path in paths] == [BROKEN, BROKEN]
        assert sorted(folder.iterdir()) == paths
        if done.returncode == 0:
            break
    assert set(codes[:-1]) == {9}
    assert len(codes) > 8


def test_a_torn_last_line_was_never_acted_on(note: Path) -> None:
    _fix(note)
    (path,) = _journals()
    with path.open("ab") as file:
        file.write(b'{"path":"/elsewh')
    assert [item.state for item in _undo()] == ["given-back"]
    assert note.read_bytes() == BROKEN
    assert _journals() == []


@pytest.mark.parametrize("line", ["nonsense", '{"schema":99}', "[]"])
def test_a_journal_that_cannot_be_read_is_named(note: Path, line: str) -> None:
    _fix(note)
    (path,) = _journals()
    path.write_text(line + "\n", encoding="ascii")
    with pytest.raises(UndoError, match="torn, or of another version"):
        _undo()
    assert note.read_bytes() == SOUND


def test_a_journal_of_other_bytes_does_not_replace_anything(note: Path) -> None:
    _fix(note)
    (path,) = _journals()
    lines = path.read_text(encoding="ascii").splitlines()
    record = json.loads(lines[1])
    record["splices"] = record["splices"][:1]
    path.write_text("\n".join([lines[0], json.dumps(record)]) + "\n", encoding="ascii")
    assert [item.state for item in _undo()] == ["refused"]
    assert note.read_bytes() == SOUND


def test_a_name_that_is_not_utf8_comes_back_too(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md"))
    try:
        path.write_bytes(BROKEN)
    except OSError:
        return  # this system has no such names
    _fix(path)
    assert path.read_bytes() == SOUND
    _undo()
    assert path.read_bytes() == BROKEN


def test_the_journals_folder_is_the_users_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/someone")
    assert journal.state_folder() == Path("/home/someone/.local/state/mojibake-pipeline/fix")
