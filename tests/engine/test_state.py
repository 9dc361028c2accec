"""What `pipeline status` says is what is there."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.engine import run
from pipeline.engine.state import state
from pipeline.engine.storage.lock import locked
from pipeline.errors import InputError, OutputError
from pipeline.export.request import request
from pipeline.settings import Settings
from tests.corpora import DOCUMENTS, write_notes
from tests.running import pipeline


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("made")
    settings = Settings(raw=str(write_notes(base / "raw")), out=str(base / "out"), shard_bytes=3000)
    run(settings, request=request(["csv", "tmx"], (), (), normalized=False))
    return settings


def test_a_finished_run_is_told(made):
    found = state(made)
    assert [stage.documents for stage in found.stages] == [DOCUMENTS] * 3
    assert all(stage.is_whole and not stage.differences and not stage.unfinished for stage in found.stages)
    assert found.shown is not None
    assert found.exports == ("csv", "tmx")
    assert (found.raw, found.other_files, found.is_running) == (made.raw, 3, False)


def test_other_settings_are_told_where_they_matter(made):
    found = state(replace(made, accept="certain"))
    assert [bool(stage.differences) for stage in found.stages] == [False, True, False]


def test_a_run_that_is_going_on_is_told_and_a_second_one_says_so(made):
    with locked(Path(made.out)):
        assert state(made).is_running
        with pytest.raises(OutputError, match="another run is writing there"):
            run(made)
    assert not state(made).is_running


def test_work_that_a_run_left_when_it_broke_off_is_told(made, tmp_path, monkeypatch):
    settings = replace(made, out=str(tmp_path / "out"))
    monkeypatch.setattr("pipeline.engine.shards.store._CHECKPOINT_S", -1.0)

    def stop(stage, done, total):
        if stage == "export" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(settings, progress=stop)
    found = state(settings)
    assert found.stages[0].documents is None
    assert 0 < found.stages[0].unfinished < DOCUMENTS
    assert "broke off" in pipeline("status", "--out", settings.out).stdout
    assert run(settings).made < found.stages[0].shards or run(settings).documents == DOCUMENTS
    assert not any(stage.unfinished for stage in state(settings).stages)


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        state(Settings(out=str(tmp_path / "none")))
    assert state(Settings(out=str(tmp_path))).shown is None


def test_the_command_prints_words_and_json(made):
    told = pipeline("status", "--out", made.out, "--shard-bytes", "3000")
    assert told.exit_code == 0
    assert f"{DOCUMENTS} notes, made " in told.stdout
    assert "csv, tmx" in told.stdout
    record = json.loads(pipeline("status", "--out", made.out, "--json").stdout)
    assert [stage["stage"] for stage in record["stages"]] == ["extract", "clean", "export"]
    assert all(stage["written"].endswith("+00:00") for stage in record["stages"])


def test_a_dry_run_prints_words_and_json(made):
    told = pipeline("run", made.raw, "--out", made.out, "--shard-bytes", "3000", "--dry-run")
    assert "nothing to do" in told.stdout
    record = json.loads(pipeline("run", made.raw, "--out", made.out, "--dry-run", "--json").stdout)
    assert record["documents"] == DOCUMENTS
