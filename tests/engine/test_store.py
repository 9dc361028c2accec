"""A stage's folder holds parts that are whole, or nothing."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.engine.shards import manifest as manifests
from pipeline.engine.shards.manifest import Manifest, Part
from pipeline.engine.shards.store import Store
from pipeline.engine.storage.files import write_new
from pipeline.errors import OutputError

KEY = "k" * 32


def fill(folder):
    write_new(folder / "a", b"some")
    return 3


def stored(out, *keys):
    store = Store(out, "extract")
    parts = tuple(store.make(key, fill) for key in keys)
    store.commit(Manifest(stage="extract", parts=parts))
    return store


def test_a_part_is_found_again_by_its_key(tmp_path):
    stored(tmp_path, KEY)
    again = Store(tmp_path, "extract")
    assert again.find(KEY) == Part(key=KEY, documents=3, files=1, bytes=4)
    assert (again.path(again.find(KEY)) / "a").read_bytes() == b"some"
    assert again.find("other") is None


def test_a_part_that_no_manifest_names_counts_for_nothing_and_is_swept(tmp_path):
    Store(tmp_path, "extract").make(KEY, fill)
    store = Store(tmp_path, "extract")
    assert store.find(KEY) is None
    store.sweep()
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("harm", ["gone", "shorter", "written", "more"])
def test_a_part_that_was_changed_is_made_again(tmp_path, harm):
    folder = stored(tmp_path, KEY).folder / KEY
    if harm == "gone":
        (folder / "a").unlink()
    elif harm == "shorter":
        (folder / "a").write_bytes(b"so")
    elif harm == "written":
        (folder / "a").write_bytes(b"SOME")
        later = time.time_ns() + 10**9
        os.utime(folder / "a", ns=(later, later))
    else:
        (folder / "b").write_bytes(b"")
    store = Store(tmp_path, "extract")
    assert store.find(KEY) is None
    store.make(KEY, fill)
    assert (folder / "a").read_bytes() == b"some"


def test_a_part_whose_making_fails_leaves_nothing(tmp_path):
    store = Store(tmp_path, "extract")

    def broken(folder):
        write_new(folder / "a", b"")
        raise OutputError("disk full")

    with pytest.raises(OutputError):
        store.make(KEY, broken)
    assert list(store.folder.iterdir()) == []


def test_work_of_a_run_that_did_not_end_is_found_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.engine.shards.store._CHECKPOINT_S", -1.0)
    Store(tmp_path, "extract").make(KEY, fill)
    store = Store(tmp_path, "extract")
    assert store.manifest.parts is None
    assert store.find(KEY) is not None


def test_a_manifest_is_not_written_again_where_nothing_changed(tmp_path):
    store = stored(tmp_path, KEY)
    path = store.folder / "manifest.json"
    before = path.stat().st_ino
    again = Store(tmp_path, "extract")
    again.commit(Manifest(stage="extract", parts=(again.find(KEY),)))
    assert path.stat().st_ino == before


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff"])
def test_a_torn_manifest_is_as_good_as_none(tmp_path, text):
    folder = tmp_path / ".stages" / "extract"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(text)
    assert manifests.load(folder, "extract") == Manifest(stage="extract")


@pytest.mark.parametrize("field", ["format", "schema_version"])
def test_a_manifest_of_another_version_is_as_good_as_none(tmp_path, field):
    store = stored(tmp_path, KEY)
    path = Path(store.folder, "manifest.json")
    value = json.loads(path.read_text(encoding="ascii"))
    path.write_text(json.dumps({**value, field: 0}), encoding="ascii")
    assert Store(tmp_path, "extract").find(KEY) is None


def test_a_manifest_comes_back_as_it_went(tmp_path):
    part = Part(key=KEY, documents=1, files=2, bytes=3)
    manifest = Manifest(
        stage="clean",
        parts=(part,),
        unfinished=(part,),
        raw="/r\u00e9",
        other_files=4,
        unread_folders=("\u4e2d",),
    )
    manifests.save(tmp_path, manifest)
    back = manifests.load(tmp_path, "clean")
    assert back.written_ns > 0
    assert replace(back, written_ns=0) == manifest
