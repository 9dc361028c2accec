"""What `--dry-run` says is what the run then does, and it says why."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.engine import run
from pipeline.engine.preview import Change, preview
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.shards.store import Store
from pipeline.errors import InputError
from pipeline.settings import Settings
from tests.corpora import DOCUMENTS, visible, write_notes


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("made")
    settings = Settings(raw=str(write_notes(base / "raw")), out=str(base / "out"), shard_bytes=3000)
    run(settings)
    return settings


@pytest.fixture
def settings(made, tmp_path):
    shutil.copytree(made.raw, tmp_path / "raw", symlinks=True)
    shutil.copytree(made.out, tmp_path / "out", symlinks=True)
    return replace(made, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"))


def made_by(settings):
    """By stage, how many shards a run really makes."""
    before = {name: {p.name for p in Store(Path(settings.out), name).folder.glob("*")} for name in STAGES}
    run(settings)
    return {
        name: len({p.name for p in Store(Path(settings.out), name).folder.glob("*")} - before[name])
        for name in STAGES
    }


def test_nothing_is_to_be_done_after_a_run_and_nothing_is_written(made):
    state = {path: path.stat().st_mtime_ns for path in Path(made.out).rglob("*")}
    found = preview(made)
    assert found.is_idle
    assert (found.documents, found.work, found.changes, found.reasons) == (DOCUMENTS, 0, (), ())
    assert {path: path.stat().st_mtime_ns for path in Path(made.out).rglob("*")} == state


def test_before_the_first_run_all_is_to_be_done_and_out_is_not_made(made, tmp_path):
    found = preview(replace(made, out=str(tmp_path / "none")))
    assert found.work == DOCUMENTS
    assert found.reasons == ("no run has ended here",)
    assert not (tmp_path / "none").exists()


def test_each_kind_of_change_is_named_and_touches_two_shards_at_most_each(settings):
    raw = Path(settings.raw)
    (raw / "good.md").rename(raw / "goody.md")
    (raw / "empty.md").unlink()
    (raw / "zz.md").write_bytes(b"# New\n")
    (raw / "mark.md").write_bytes(b"# Changed\n")
    found = preview(settings)
    assert found.changes == (
        Change(what="gone", path="empty.md"),
        Change(what="renamed", path="goody.md", before="good.md"),
        Change(what="changed", path="mark.md"),
        Change(what="added", path="zz.md"),
    )
    assert 0 < found.made["extract"] < found.shards
    assert found.work == found.beside + 3
    assert made_by(settings) == found.made
    assert preview(settings).is_idle


@pytest.mark.parametrize(
    ("changed", "stages", "word"),
    [
        ({"accept": "certain"}, ("clean", "export"), "setting accept was doubtful, is certain"),
        ({"detector": "langdetect"}, ("clean", "export"), "detector"),
        ({"normalize": ()}, ("clean", "export"), "normalize was newlines, trailing-space, nfc, is empty"),
        ({"max_front_matter_aliases": 3}, STAGES, "max_front_matter_aliases"),
        ({"max_document_bytes": 10**6}, STAGES, "max_document_bytes"),
    ],
)
def test_a_changed_setting_makes_again_exactly_what_depends_on_it(settings, changed, stages, word):
    changed = replace(settings, **changed)
    found = preview(changed)
    assert found.changes == ()
    assert len(found.reasons) == 1
    assert word in found.reasons[0]
    assert found.made == {name: found.shards if name in stages else 0 for name in STAGES}
    assert made_by(changed) == found.made


def test_another_model_makes_clean_and_export_again_and_leaves_extract(settings, monkeypatch):
    monkeypatch.setattr("pipeline.engine.shards.keys.model_hash", lambda: "another")
    found = preview(settings)
    assert found.reasons == ("the model is another",)
    assert found.made == {"extract": 0, "clean": found.shards, "export": found.shards}
    assert made_by(settings) == found.made


def test_another_version_of_the_program_makes_everything_again(settings, monkeypatch):
    monkeypatch.setattr("pipeline.engine.shards.keys.code_version", lambda: "another")
    found = preview(settings)
    assert found.reasons == ("the program is another version",)
    assert found.made == dict.fromkeys(STAGES, found.shards)


def test_output_of_a_version_whose_manifests_cannot_be_read_is_made_again(settings):
    before = visible(Path(settings.out))
    for path in Path(settings.out, ".stages").glob("*/manifest.json"):
        path.write_text('{"format": 1, "stage": "x", "parts": 3}', encoding="ascii")
    found = preview(settings)
    assert found.reasons == ("another version of the program made what is there",)
    assert found.work == DOCUMENTS
    assert run(settings).made == found.shards
    assert visible(Path(settings.out)) == before


def test_files_of_a_stage_that_were_changed_are_a_reason(settings):
    before, clean = visible(Path(settings.out)), Path(settings.out, ".stages/clean")
    path = next(clean.glob("*/blocks.parquet"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    found = preview(settings)
    assert found.reasons == ("files that clean left were changed or removed",)
    assert (found.made["extract"], found.made["clean"]) == (0, 1)
    run(settings)
    # a shard that an earlier run has left facts about lies under another name when it is made again
    assert [found.read_bytes() for found in clean.glob("*/blocks.parquet")].count(whole) == 1
    assert visible(Path(settings.out)) == before
    assert preview(settings).is_idle


def test_an_output_that_was_removed_is_a_reason(settings):
    shutil.rmtree(Path(settings.out, ".generations"))
    assert preview(settings).reasons == ("the output is not there",)
    run(settings)
    assert preview(settings).is_idle


def test_times_alone_are_no_change(settings):
    for path in Path(settings.raw).glob("*.md"):
        os.utime(path, (1, 1))
    assert preview(settings).is_idle


def test_raw_that_is_missing_is_said(tmp_path):
    with pytest.raises(InputError):
        preview(Settings(raw=str(tmp_path / "none"), out=str(tmp_path)))
