"""Writing is whole, and its failures are named."""

import errno
import os

import pytest

from pipeline.engine.storage import files
from pipeline.errors import OutputError


def test_a_file_is_replaced_at_one_instant(tmp_path):
    path = tmp_path / "a"
    files.replace_file(path, b"old")
    files.replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_taken_name_is_the_callers_to_decide(tmp_path):
    files.write_new(tmp_path / "a", b"one")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"one"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_what_the_system_says_becomes_an_error_that_names_the_file(tmp_path, monkeypatch, number):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OutputError) as caught:
        files.write_new(tmp_path / "a", b"x")
    assert os.strerror(number) in caught.value.message
    assert caught.value.context == str(tmp_path / "a")
    assert caught.value.hint


def test_a_link_is_a_copy_where_hard_links_cannot_be_made(tmp_path, monkeypatch):
    files.write_new(tmp_path / "a", b"x")
    assert files.link_or_copy(tmp_path / "a", tmp_path / "b")

    def refuse(*_):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuse)
    assert not files.link_or_copy(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "c").read_bytes() == b"x"
    with pytest.raises(FileExistsError):
        files.link_or_copy(tmp_path / "a", tmp_path / "c")


def test_removing_follows_no_link(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    files.remove(tmp_path / "link")
    files.remove(tmp_path / "never-there")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["a"]


def test_a_folder_takes_the_place_of_another(tmp_path):
    for name, content in (("old", b"1"), ("new", b"2")):
        (tmp_path / name).mkdir()
        files.write_new(tmp_path / name / "a", content)
    files.put_folder(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "a").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_has_its_name_stays_where_only_its_sync_fails(tmp_path, monkeypatch):
    (tmp_path / "new").mkdir()
    files.write_new(tmp_path / "new" / "a", b"2")

    def fail(_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OutputError, match=os.strerror(errno.EACCES)):
        files.put_folder(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_walking_gives_every_file_and_follows_no_link(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    files.write_new(tmp_path / "a" / "b" / "c", b"xyz")
    (tmp_path / "loop").symlink_to(tmp_path)
    sizes = {name: state.st_size for name, state in files.walk(tmp_path)}
    assert sizes["a/b/c"] == 3
    assert set(sizes) == {"a/b/c", "loop"}


def test_everything_under_a_folder_can_be_synced_file_by_file(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    files.write_new(tmp_path / "a" / "b" / "c", b"xyz", sync=False)
    synced = []
    monkeypatch.setattr(files.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(os, "fsync", synced.append)
    files.sync_tree(tmp_path)
    assert len(synced) == 4
