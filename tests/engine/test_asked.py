"""What is asked for comes beside the defaults, whole, the same every time, and harms nothing."""

import errno
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline import run, write_exports
from pipeline.engine.output import generations
from pipeline.errors import ForeignOutputError, MissingExtraError, OutputError, StageMissingError
from pipeline.export.request import FORMATS
from tests.engine.test_generations import forbid_links
from tests.export.corpus import IMAGE, NOTES, write_notes
from tests.export.spreadsheets import rows_of_csv

FEW = {name: NOTES[name] for name in ("tip.md", "left.md", "sub folder/picture.md", "binary.md")}


def files(folder):
    """Every file below a folder, with its content; links are followed once."""
    folder = folder.resolve()
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def everything(out):
    names = [name for name in (*generations.FOLDERS, generations.EXPORTS) if (out / name).is_dir()]
    return {name: files(out / name) for name in names} | {"README.md": (out / "README.md").read_bytes()}


@pytest.fixture
def out(tmp_path):
    write_notes(tmp_path / "raw")
    for name in NOTES.keys() - FEW.keys():
        (tmp_path / "raw" / name).unlink()
    run(tmp_path / "raw", tmp_path / "out")
    return tmp_path / "out"


def shown(out):
    return {path.name for path in out.iterdir() if path.name[0] != "."}


@pytest.mark.parametrize("links", [True, False])
def test_it_appears_beside_the_defaults_and_a_run_takes_it_away(tmp_path, monkeypatch, links):
    if not links:
        forbid_links(monkeypatch)
    raw, out = write_notes(tmp_path / "raw"), tmp_path / "out"
    run(raw, out)
    before = everything(out)
    write_exports(out, "tmx", "csv")
    assert shown(out) == {"README.md", "exports", "json", "markdown", "parquet", "report.html"}
    assert {name.partition("/")[0] for name in files(out / "exports")} == {
        *("tmx", "csv"),
        *("exports.json", "SHA256SUMS"),
    }
    assert {name: value for name, value in everything(out).items() if name != "exports"} == before
    run(raw, out)
    assert everything(out) == before
    assert shown(out) == {"README.md", "json", "markdown", "parquet", "report.html"}


@pytest.mark.slow
def test_every_format_is_the_same_bytes_from_run_to_run_whatever_was_asked_before(tmp_path):
    for name in ("one", "other"):
        run(write_notes(tmp_path / f"raw of {name}"), tmp_path / name, shard_bytes=1500)
    write_exports(tmp_path / "one", *FORMATS)
    for name in FORMATS:
        write_exports(tmp_path / "other", name)
    assert everything(tmp_path / "other") == everything(tmp_path / "one")


def test_what_was_asked_for_before_stays_and_is_linked_while_the_documents_are_the_same(out):
    write_exports(out, "tmx")
    (path,) = (out / "exports" / "tmx").glob("*.block.tmx")
    first = path.stat().st_ino
    write_exports(out, "moses", where=["status=clean"])
    assert path.stat().st_ino == first
    assert (out / "exports" / "moses").is_dir()


def test_a_file_of_it_that_somebody_changed_is_made_again(out):
    write_exports(out, "tmx")
    good = files(out / "exports")
    (path,) = (out / "exports" / "tmx").glob("*.block.tmx")
    path.write_bytes(b"mine")
    write_exports(out, "tmx")
    assert files(out / "exports") == good
    path.write_bytes(b"mine")
    write_exports(out, "moses")
    assert files(out / "exports" / "tmx") == {
        name.removeprefix("tmx/"): data for name, data in good.items() if name.startswith("tmx/")
    }


def test_other_documents_leave_nothing_of_what_was_asked_for_before(out, tmp_path):
    write_exports(out, "tmx")
    (tmp_path / "raw" / "new.md").write_bytes(b"# New\n")
    run(tmp_path / "raw", out)
    write_exports(out, "csv")
    assert not (out / "exports" / "tmx").exists()


def test_only_rows_that_meet_the_conditions_are_in_it(out):
    write_exports(out, "csv", tables=["documents", "repairs"], where=["grade=left"])
    assert [row["path"] for row in rows_of_csv(out, "documents")] == ["left.md"]
    assert [row["grade"] for row in rows_of_csv(out, "repairs")] == ["left"]
    assert not (out / "exports" / "csv" / "pairs.csv").exists()


def test_notes_asked_for_are_those_of_the_run_with_their_images(out):
    write_exports(out, "markdown")
    assert files(out / "exports" / "markdown") == files(out / "markdown")
    write_exports(out, "markdown", where=["status=damaged,rejected"])
    assert files(out / "exports" / "markdown").keys() == {"left.md", "binary.md"}


def test_notes_can_be_evened_out(out):
    write_exports(out, "markdown", normalized=True)
    found = files(out / "exports" / "markdown")
    assert found["sub folder/picture.md"] == b"# Picture\n\n![a](../images/a.png)\n"
    assert found["images/a.png"] == IMAGE
    assert found["binary.md"] == FEW["binary.md"]
    assert files(out / "markdown")["sub folder/picture.md"] == FEW["sub folder/picture.md"]


def test_a_folder_of_ones_own_in_its_place_is_named_and_left(out, tmp_path):
    mine = out / "exports" / "mine.txt"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    before = everything(out)
    with pytest.raises(ForeignOutputError, match="exports"):
        write_exports(out, "tmx")
    assert everything(out) == before
    run(tmp_path / "raw", out)
    assert mine.read_bytes() == b"mine"


def test_a_file_that_somebody_put_into_it_is_named_and_left(out, tmp_path):
    write_exports(out, "tmx")
    mine = out / "exports" / "tmx" / "mine.tmx"
    mine.write_bytes(b"mine")
    for again in (lambda: write_exports(out, "csv"), lambda: run(tmp_path / "raw", out)):
        with pytest.raises(ForeignOutputError, match=r"mine\.tmx"):
            again()
    assert mine.read_bytes() == b"mine"


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_the_last_output_whole(out, monkeypatch, name):
    write_exports(out, "nested")
    before, real = everything(out), os.open

    def full(path, flags, *rest, **named):
        if flags & os.O_CREAT and f"{os.sep}exports{os.sep}" in os.fspath(path):
            raise OSError(errno.ENOSPC, "No space left on device", path)
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OutputError, match="No space left"):
        write_exports(out, name, where=["status!=clean"])
    assert everything(out) == before
    assert not [path for path in (out / ".generations").iterdir() if path.name.startswith(".tmp")]


def test_a_missing_package_leaves_the_last_output_whole(out, monkeypatch):
    import sys

    before = everything(out)
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(MissingExtraError):
        write_exports(out, "csv", "tmx")
    assert everything(out) == before


def test_no_permission_is_said(out, monkeypatch):
    def refuse(self, *rest, **named):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        write_exports(out, "tmx")


def test_without_a_run_there_is_nothing_to_export(tmp_path):
    with pytest.raises(StageMissingError):
        write_exports(tmp_path, "tmx")


def test_no_scratch_file_is_left_behind(out):
    write_exports(out, "tmx", "duckdb")
    assert not [path for path in out.rglob("*") if "scratch" in path.name or path.suffix == ".sqlite"]


@pytest.mark.slow
@pytest.mark.parametrize("links", [True, False])
def test_a_fault_at_any_call_leaves_the_last_exports_or_the_new_ones(out, tmp_path, monkeypatch, links):
    if not links:
        forbid_links(monkeypatch)
        for name in (".current", *generations.NAMES):
            (out / name).unlink()
    calls = 0

    def ask(at):
        """Ask for TMX, with the `at`th call that changes the disk failing."""
        nonlocal calls
        calls = 0

        def failing(real):
            def call(*args, **named):
                nonlocal calls
                calls += 1
                if calls == at:
                    raise OSError(errno.ENOSPC, "No space left on device", str(args[0]))
                return real(*args, **named)

            return call

        with monkeypatch.context() as patch:
            for name in ("open", "link", "mkdir", "rename", "replace"):
                patch.setattr(os, name, failing(getattr(os, name)))
            with suppress(OutputError):
                write_exports(out, "tmx")

    def reset():
        run(tmp_path / "raw", out)
        write_exports(out, "moses")

    reset()
    before = everything(out)
    ask(0)
    after = everything(out)
    assert after["exports"].keys() > before["exports"].keys()
    for at in range(1, calls, max(1, calls // 5)):
        reset()
        ask(at)
        # Where links cannot be made, an output is put in place by renames, which the next start finishes.
        if links:
            assert everything(out) in (before, after)
        write_exports(out, "tmx")
        assert everything(out) == after


def test_what_people_decided_about_pairs_is_in_translation_files(out, tmp_path):
    first, second = (
        ("Take a walk before you answer.", "Geh spazieren, bevor du antwortest."),
        (
            "Sleep on what matters to you.",
            "Schlafe \u00fcber dem, was dir wichtig ist.",
        ),
    )
    common = {"version": 1, "kind": "pair", "level": "sentence"}
    lines = [
        {**common, "source": first[0], "target": first[1], "verdict": "correct", "text": "Erst spazieren."},
        {**common, "source": second[0], "target": second[1], "verdict": "reject"},
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (tmp_path / "raw.decisions.jsonl").write_text(text, encoding="utf-8")
    run(tmp_path / "raw", out)
    write_exports(out, "tmx", "xliff", "moses")
    memory = (out / "exports/tmx/en_de.sentence.tmx").read_text(encoding="utf-8")
    assert "<seg>Erst spazieren.</seg>" in memory
    assert '<prop type="x-decided-by">person</prop>' in memory
    assert second[1] not in memory
    bilingual = (out / "exports/xliff/en_de.sentence.xlf").read_text(encoding="utf-8")
    assert f"<source>{second[0]}</source><note" in bilingual
    lines = (out / "exports/moses/en_de.sentence.de").read_text(encoding="utf-8").splitlines()
    assert lines == ["Erst spazieren."] * 2  # of tip.md and left.md
