"""What one run saw of translations is evidence for the next, and changes nothing else."""

import os
import shutil

import pytest

from pipeline import read_table, run, write_exports
from pipeline.clean.pairs.stale import Known, Seen
from pipeline.engine.shards import past
from pipeline.engine.shards.manifest import Part
from tests.engine.test_asked import everything
from tests.export.corpus import GUIDE, NOTES, TRANSLATED, write_notes

CORRECTED = GUIDE.replace("3 notes", "4 notes")
STALE = "translation-stale"


def stale(out):
    found = read_table("documents", out)
    return [
        (path, one["line"])
        for path, findings in zip(found["path"], found["findings"])
        for one in findings
        if one["code"] == STALE
    ]


@pytest.fixture
def raw(tmp_path):
    return write_notes(tmp_path / "raw")


@pytest.fixture
def out(tmp_path, raw):
    run(raw, tmp_path / "out", shard_bytes=1500)
    return tmp_path / "out"


def again(raw, out, **settings):
    return run(raw, out, **{"shard_bytes": 1500, **settings})


def test_a_source_that_changed_is_told_run_after_run_until_its_translation_does(raw, out):
    assert stale(out) == []
    (raw / "guide.md").write_bytes(CORRECTED.encode())
    again(raw, out)
    assert stale(out) == [("guide.md", 5)]
    first = everything(out)
    assert again(raw, out).made == 0
    assert everything(out) == first
    (raw / "guide.fr.md").write_bytes((raw / "guide.fr.md").read_bytes().replace(b"3 notes", b"4 notes"))
    again(raw, out)
    assert stale(out) == []


def test_it_is_evidence_whatever_else_changed_meanwhile(raw, out):
    """Other shards, other settings and a note between: the translation is known by what it says."""
    (raw / "guide.md").write_bytes(CORRECTED.encode())
    (raw / "grow.md").write_bytes(b"# New\n")
    run(raw, out, shard_bytes=100_000, accept="certain")
    assert stale(out) == [("guide.md", 5)]
    run(raw, out)
    assert stale(out) == [("guide.md", 5)]


def test_without_an_earlier_run_the_same_notes_have_no_finding(raw, out, tmp_path):
    (raw / "guide.md").write_bytes(CORRECTED.encode())
    again(raw, tmp_path / "other")
    assert stale(tmp_path / "other") == []


def test_a_run_that_was_cut_off_goes_on_with_what_the_last_whole_one_knew(raw, out, tmp_path, monkeypatch):
    (raw / "guide.md").write_bytes(CORRECTED.encode())
    shutil.copytree(out, tmp_path / "other", symlinks=True)
    again(raw, tmp_path / "other")
    calls = 0
    real = os.replace

    def failing(*args, **named):
        nonlocal calls
        calls += 1
        if calls == 4:
            raise OSError(28, "No space left on device", str(args[0]))
        return real(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        patch.setattr(os, "rename", failing)
        with pytest.raises(Exception, match="No space left"):
            again(raw, out)
    again(raw, out)
    assert stale(out) == [("guide.md", 5)]
    assert everything(out) == everything(tmp_path / "other")


def test_its_units_are_doubtful_in_translation_files(raw, out):
    (raw / "guide.md").write_bytes(CORRECTED.encode())
    again(raw, out)
    write_exports(out, "tmx")
    doubtful = (out / "exports/tmx/en_fr.sentence.doubtful.tmx").read_text(encoding="utf-8")
    assert "4 notes" in doubtful
    assert '<prop type="x-doubt">check-stale</prop>' in doubtful


def test_parts_without_translations_hold_no_such_file(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.md").write_bytes(NOTES["lossy.md"])
    run(tmp_path / "raw", tmp_path / "out")
    assert not list((tmp_path / "out").rglob(past.FILE))
    (tmp_path / "raw" / "b.md").write_bytes(TRANSLATED.encode())
    run(tmp_path / "raw", tmp_path / "out")
    assert len(list((tmp_path / "out").rglob(past.FILE))) == 1


ONE = Known(seen=(Seen(target=("a" * 24,), source=("b" * 24,), now=("c" * 24,)),), blocks=("d" * 24,))
OTHER = Known(seen=(Seen(target=("a" * 24,), source=("b" * 24,), now=("b" * 24,)),), blocks=())


def test_what_is_known_reads_as_it_was_written():
    known = {"b \u00e9.md": ONE, "a.md": OTHER}
    assert past.decoded(past.encoded(known)) == known


@pytest.mark.parametrize(
    "torn", [b"\xff", b"{", b"[1]\n", b'["a.md",9,[],[]]\n', b'["a.md",1,[[]],3]\n', b"null\n"]
)
def test_what_cannot_be_read_is_no_evidence(tmp_path, torn):
    """It is made by us; whoever changes it, or a later version, costs a finding and no run."""
    assert past.decoded(torn) == {}
    for key, data in (("1", torn), ("2", past.encoded({"b.md": ONE}))):
        (tmp_path / key).mkdir()
        (tmp_path / key / past.FILE).write_bytes(data)
    parts = [Part(key=key, documents=1, files=1, bytes=1) for key in ("1", "2", "3")]
    assert past.Past(tmp_path, parts).known(["a.md", "b.md", "c.md"]) == {"b.md": ONE}


def test_families_are_found_in_whichever_part_they_were(tmp_path):
    parts = []
    for number in range(5):
        known = {f"{number}{letter}.md": ONE if letter == "b" else OTHER for letter in "bd"}
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / past.FILE).write_bytes(past.encoded(known))
        parts.append(Part(key=str(number), documents=2, files=1, bytes=1))
    asked = ["0a.md", "0b.md", "0d.md", "3c.md", "4b.md", "4d.md", "9.md"]
    assert past.Past(tmp_path, parts).known(asked) == {
        "0b.md": ONE,
        "0d.md": OTHER,
        "4b.md": ONE,
        "4d.md": OTHER,
    }
