"""A whole run: what it reads, what it leaves, what it does again and what not."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import pipeline
from pipeline.engine import run
from pipeline.errors import ForeignOutputError, InputError, SettingError, StageMissingError, UsageError
from pipeline.settings import Settings
from tests.corpora import DOCUMENTS, NOTES, visible, write_notes


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """RAW, OUT and the summary of one run; tests that use it change neither."""
    base = tmp_path_factory.mktemp("made")
    raw = write_notes(base / "raw")
    settings = Settings(raw=str(raw), out=str(base / "out"), shard_bytes=3000)
    return settings, run(settings)


@pytest.fixture
def settings(made, tmp_path):
    """Settings for a copy of that run, to be changed."""
    before, _ = made
    shutil.copytree(before.raw, tmp_path / "raw", symlinks=True)
    shutil.copytree(before.out, tmp_path / "out", symlinks=True)
    return replace(before, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"))


def documents(out):
    lines = [
        p.read_text(encoding="utf-8") for p in sorted(Path(out, "json/documents").resolve().glob("*.jsonl"))
    ]
    return {row["path"]: row for row in map(json.loads, "".join(lines).split("\n")[:-1])}


def test_every_document_is_a_row_with_a_status(made):
    settings, summary = made
    rows = documents(settings.out)
    assert set(rows) == {*NOTES, "caf%E9.md"}
    assert summary.documents == DOCUMENTS
    assert rows["good.md"]["status"] == "clean"
    assert rows["apostrophe.md"]["status"] == "repaired"
    assert rows["binary.md"]["status"] == "rejected"
    assert "path-not-utf8" in {finding["code"] for finding in rows["caf%E9.md"]["findings"]}


def test_damaged_notes_come_out_repaired(made):
    settings, _ = made
    text = Path(settings.out, "markdown/apostrophe.md").read_text(encoding="utf-8")
    assert text == "# Tip\n\nIt\u2019s a caf\u00e9.\n"


def test_every_other_note_comes_out_byte_for_byte(made):
    settings, _ = made
    rows = documents(settings.out)
    for path, row in rows.items():
        if not row["repairs"] and path in NOTES:
            assert Path(settings.out, "markdown", path).read_bytes() == NOTES[path], path


def test_images_come_along_and_other_files_stay_behind(made):
    settings, summary = made
    names = {name for name in visible(Path(settings.out)) if name.startswith("markdown/")}
    assert names == {f"markdown/{path}" for path in (*NOTES, "caf%E9.md", "images/a.png")}
    assert (summary.images, summary.other_files) == (1, 3)


def test_raw_is_not_written_to(made):
    settings, _ = made
    names = {p.relative_to(settings.raw).as_posix() for p in Path(settings.raw).rglob("*") if p.is_file()}
    assert len(names) == DOCUMENTS + 5
    assert all(Path(settings.raw, path).read_bytes() == data for path, data in NOTES.items())


def test_nothing_else_is_visible_in_out(made):
    settings, _ = made
    shown = {p.name for p in Path(settings.out).iterdir() if p.name[0] != "."}
    assert shown == {"README.md", "json", "markdown", "parquet", "report.html"}


def test_the_stages_results_can_be_opened(made):
    settings, _ = made
    with duckdb.connect() as connection:
        for stage, tables in (
            ("extract", ("documents", "blocks")),
            ("clean", ("documents", "blocks", "repairs", "pairs")),
        ):
            for table in tables:
                glob = f"{settings.out}/.stages/{stage}/*/{table}.parquet"
                (count,) = connection.execute("select count(*) from read_parquet(?)", [glob]).fetchone()
                assert count == DOCUMENTS or table != "documents"


def test_a_second_run_makes_nothing_and_changes_nothing(settings):
    before, inode = visible(Path(settings.out)), Path(settings.out, "markdown/good.md").stat().st_ino
    summary = run(settings)
    assert summary.made == 0
    assert summary.shards > 3
    assert visible(Path(settings.out)) == before
    assert Path(settings.out, "markdown/good.md").stat().st_ino == inode


def test_a_changed_note_makes_two_shards_at_most(settings):
    Path(settings.raw, "good.md").write_bytes(b"# Better\n")
    summary = run(settings)
    assert 1 <= summary.made <= 2
    assert Path(settings.out, "markdown/good.md").read_bytes() == b"# Better\n"


def test_a_note_that_went_away_is_gone_from_the_output(settings):
    Path(settings.raw, "good.md").unlink()
    assert run(settings).documents == DOCUMENTS - 1
    assert not Path(settings.out, "markdown/good.md").exists()
    assert "good.md" not in documents(settings.out)


def test_changed_settings_make_everything_again(settings):
    summary = run(replace(settings, accept="certain"))
    assert summary.made == summary.shards


def test_a_stage_file_that_was_damaged_is_made_again(settings):
    before = visible(Path(settings.out))
    path = next(Path(settings.out, ".stages/clean").glob("*/blocks.parquet"))
    path.write_bytes(path.read_bytes()[:-1])
    run(settings)
    assert visible(Path(settings.out)) == before


def test_stages_one_by_one_give_the_bytes_of_one_run(made, settings, tmp_path):
    alone = replace(settings, out=str(tmp_path / "alone"))
    extracted = run(alone, stages=("extract",))
    assert (extracted.documents, extracted.repairs) == (DOCUMENTS, 0)
    assert not Path(alone.out, "parquet").exists()
    # The later stages need no RAW: what it held when it was read is with the stage.
    for path in Path(alone.raw).rglob("*.md"):
        path.unlink()
    assert run(alone, stages=("clean",)).repairs == made[1].repairs
    run(replace(alone, raw="elsewhere"), stages=("export",))
    assert visible(Path(alone.out)) == visible(Path(settings.out))


@pytest.mark.parametrize("stage", ["clean", "export"])
def test_a_stage_whose_predecessor_left_nothing_says_so(tmp_path, stage):
    with pytest.raises(StageMissingError, match="has left nothing"):
        run(Settings(raw=str(tmp_path), out=str(tmp_path / "out")), stages=(stage,))


def test_a_stage_whose_predecessors_files_were_changed_says_so(settings):
    next(Path(settings.out, ".stages/extract").glob("*/blocks.parquet")).unlink()
    with pytest.raises(StageMissingError, match="not as it was"):
        run(settings, stages=("clean",))


@pytest.mark.parametrize("stages", [(), ("extract", "export"), ("clean", "extract"), ("repair",)])
def test_stages_that_do_not_follow_one_another_are_refused(tmp_path, stages):
    with pytest.raises(UsageError):
        run(Settings(raw=str(tmp_path), out=str(tmp_path / "out")), stages=stages)


def test_a_folder_without_notes_makes_empty_tables(tmp_path):
    (tmp_path / "raw").mkdir()
    summary = pipeline.run(tmp_path / "raw", tmp_path / "out")
    assert summary.documents == 0
    assert summary.is_sound
    assert len(pipeline.read_table("blocks", tmp_path / "out")) == 0
    assert Path(tmp_path, "out/json/pairs/part-00000.jsonl").read_bytes() == b""


def test_raw_that_is_missing_makes_no_out(tmp_path):
    with pytest.raises(InputError):
        pipeline.run(tmp_path / "raw", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_setting_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(SettingError, match="acept"):
        pipeline.run(tmp_path, tmp_path / "out", acept="certain")


def test_foreign_files_stop_a_run_before_it_works(settings):
    mine = Path(settings.out, "markdown", "mine.md")
    mine.write_bytes(b"mine")
    Path(settings.raw, "good.md").write_bytes(b"# Better\n")
    with pytest.raises(ForeignOutputError, match=r"mine\.md"):
        run(settings)
    assert mine.read_bytes() == b"mine"
    assert Path(settings.out, "markdown/good.md").read_bytes() == NOTES["good.md"]


def test_one_file_and_out_inside_raw_and_spaces_work(tmp_path):
    raw = write_notes(tmp_path / "my notes")
    out = raw / "the output"
    assert pipeline.run(raw / "good.md", out).documents == 1
    assert pipeline.run(raw, out).documents == DOCUMENTS
    assert pipeline.run(raw, out).documents == DOCUMENTS


def test_a_note_that_is_too_large_is_set_aside_and_carried_along(settings):
    limited = replace(settings, max_document_bytes=1000)
    rows = (run(limited), documents(settings.out))[1]
    assert rows["binary.md"]["status"] == "rejected"
    assert [finding["code"] for finding in rows["binary.md"]["findings"]] == ["file-too-large"]
    assert Path(settings.out, "markdown/binary.md").read_bytes() == NOTES["binary.md"]


def test_a_note_that_cannot_be_read_is_a_row_and_no_file(settings):
    path = Path(settings.raw, "good.md")
    real = path.read_bytes()
    path.unlink()
    path.symlink_to("equal.md")
    link = run(settings)
    assert link.documents == DOCUMENTS - 1
    path.unlink()
    path.write_bytes(real)
    assert run(settings).documents == DOCUMENTS


def test_progress_ends_at_the_total_of_every_stage(settings):
    calls = []
    run(replace(settings, accept="confident"), progress=lambda *call: calls.append(call))
    for stage in ("extract", "clean", "export"):
        counts = [done for name, done, _ in calls if name == stage]
        assert counts == sorted(counts)
        assert (counts[0], counts[-1]) == (0, DOCUMENTS)
    assert {total for *_, total in calls} == {DOCUMENTS}


def test_a_note_that_trips_a_stage_is_set_aside_alone(settings, monkeypatch):
    import pipeline.clean
    import pipeline.extract

    extract, clean = pipeline.extract.extract_document, pipeline.clean.clean_families

    def tripping_extract(path, data, settings, **rest):
        if path == "good.md" and data is not None:
            raise RecursionError("too deep \ud800")
        return extract(path, data, settings, **rest)

    def tripping_clean(families, settings, decisions):
        if any(member.document.path == "translated.zh.md" for family in families for member in family):
            raise ZeroDivisionError("division by zero")
        return clean(families, settings, decisions)

    monkeypatch.setattr(pipeline.extract, "extract_document", tripping_extract)
    monkeypatch.setattr(pipeline.clean, "clean_families", tripping_clean)
    summary = run(replace(settings, max_front_matter_aliases=99))
    assert summary.documents == DOCUMENTS
    assert summary.findings["file-deadly"] == 2
    assert {path for path, _ in summary.rejected} >= {"good.md", "translated.zh.md"}
    for path in ("good.md", "translated.zh.md", "translated.md"):
        assert Path(settings.out, "markdown", path).read_bytes() == NOTES[path]


def test_output_of_an_older_version_is_built_again(settings):
    before = visible(Path(settings.out))
    for path in Path(settings.out, ".stages").glob("*/manifest.json"):
        path.write_text('{"format": 0, "who": "an older version"}', encoding="ascii")
    summary = run(settings)
    assert summary.made == summary.shards
    assert visible(Path(settings.out)) == before
