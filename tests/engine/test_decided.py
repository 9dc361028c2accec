"""A decision redoes the shards that hold its case, and no other, and gives the bytes of a fresh run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.decisions import PairDecision, RepairDecision, cases_of, line_of
from pipeline.engine import run
from pipeline.engine.preview import preview
from pipeline.engine.shards.decided import decisions_path
from pipeline.errors import DecisionsError
from pipeline.settings import Settings
from tests.running import rows

SHARDS = 6
NOTE = (
    "# Tip {n}\n\nWe met at number {n} for a caf\xc3\xa9 to go with caf\xc3\xa9s around, caf\xc3\xa9 {n}.\n"
    + "Text. " * 200
)
PAIRED = (
    "# Guide\n\nCall me in 1999 if you can, please.\n\n<details>\n<summary>Deutsch</summary>\n\n"
    "# Anleitung\n\nRuf mich bitte 1989 an, wenn du kannst.\n\n</details>\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A run over notes in some shards."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for n in range(12):
        (raw / f"{n:02}.md").write_text(NOTE.format(n=n), encoding="utf-8")
    (raw / "guide.md").write_text(PAIRED, encoding="utf-8")
    settings = Settings(raw=str(raw), out=str(tmp_path / "out"), shard_bytes=3000)
    assert run(settings).shards >= SHARDS
    return settings


def _parts(settings: Settings) -> dict[str, int]:
    """Clean's parts by key, and when each was written."""
    folder = Path(settings.out, ".stages", "clean")
    keys = [part["key"] for part in json.loads((folder / "manifest.json").read_bytes())["parts"]]
    return {key: (folder / key / "documents.parquet").stat().st_mtime_ns for key in keys}


def _files(out: str | Path) -> dict[str, bytes]:
    """All files of an output, whatever its generation is called."""
    return {
        path.relative_to(Path(out, name).resolve().parent).as_posix(): path.read_bytes()
        for name in ("markdown", "json", "parquet")
        for path in sorted(Path(out, name).resolve().rglob("*"))
        if path.is_file()
    }


def _case(settings: Settings, name: str):
    text = Path(settings.raw, name).read_text(encoding="utf-8")
    mine = next(row for row in rows(Path(settings.out), "documents") if row["path"] == name)
    found = [row for row in rows(Path(settings.out), "repairs") if row["document_id"] == mine["document_id"]]
    return cases_of(text, [(row["start"], row["end"]) for row in found])[-1]


def _decide(settings: Settings, *decisions) -> None:
    with decisions_path(settings.raw).open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(line_of(one) + "\n" for one in decisions)


def _repair(case, verdict: str, **other) -> RepairDecision:
    seen, left, right, nth = case
    return RepairDecision(seen=seen, left=left, right=right, nth=nth, verdict=verdict, **other)


def _fresh(settings: Settings, tmp_path: Path, name: str) -> dict[str, bytes]:
    out = tmp_path / name
    run(replace(settings, out=str(out)))
    return _files(out)


def _now(settings: Settings) -> dict[str, bytes]:
    return _files(settings.out)


def test_a_decision_is_applied_and_redoes_its_shard_only(settings: Settings, tmp_path: Path) -> None:
    before = _parts(settings)
    _decide(settings, _repair(_case(settings, "03.md"), "sound"))
    run(settings)
    after = _parts(settings)
    assert len(after.keys() - before.keys()) == 1
    assert all(after[key] == before[key] for key in after.keys() & before.keys())
    text = Path(settings.out, "markdown/03.md").read_text(encoding="utf-8")
    assert text.count("caf\xc3\xa9") == 1
    assert _now(settings) == _fresh(settings, tmp_path, "fresh")


def test_the_same_decisions_again_redo_nothing(settings: Settings) -> None:
    case = _case(settings, "03.md")
    _decide(settings, _repair(case, "sound"))
    run(settings)
    before = _parts(settings)
    assert run(settings).made == 0
    assert _parts(settings) == before
    _decide(settings, _repair(case, "sound", path="elsewhere.md", at="2026-01-01T00:00:00Z"))
    run(settings)
    assert _parts(settings) == before


def test_a_changed_decision_redoes_its_shard_and_one_taken_back_gives_the_old_bytes(
    settings: Settings, tmp_path: Path
) -> None:
    undecided, before = _now(settings), _parts(settings)
    case = _case(settings, "03.md")
    _decide(settings, _repair(case, "sound"))
    run(settings)
    first = _parts(settings)
    _decide(settings, _repair(case, "read", text="cafe", forced=True))
    run(settings)
    second = _parts(settings)
    assert len(second.keys() - first.keys()) == 1
    assert len(second.keys() & first.keys()) == len(first) - 1
    assert _now(settings) == _fresh(settings, tmp_path, "fresh")
    _decide(settings, _repair(case, "open"))
    run(settings)
    assert _parts(settings).keys() == before.keys()
    assert _now(settings) == undecided


def test_a_decision_about_a_sound_place_still_finds_it_when_others_are_made(
    settings: Settings, tmp_path: Path
) -> None:
    """What a person calls sound is in no table; the shard remembers it."""
    _decide(settings, _repair(_case(settings, "03.md"), "sound"))
    run(settings)
    before = _parts(settings)
    _decide(settings, _repair(_case(settings, "07.md"), "leave"))
    run(settings)
    assert len(_parts(settings).keys() - before.keys()) == 1
    assert _now(settings) == _fresh(settings, tmp_path, "fresh")


def test_a_decision_about_a_case_that_is_nowhere_redoes_nothing(settings: Settings) -> None:
    before = _parts(settings)
    seen, left, right, nth = _case(settings, "03.md")
    _decide(settings, _repair((seen, left, right, nth + 5), "sound"))
    run(settings)
    assert _parts(settings) == before


def test_a_decision_about_a_pair_redoes_its_shard_only(settings: Settings, tmp_path: Path) -> None:
    pair = next(row for row in rows(Path(settings.out), "pairs") if row["checks"])
    before = _parts(settings)
    about = {"level": pair["level"], "source": pair["source_text"], "target": pair["target_text"]}
    _decide(settings, PairDecision(**about, verdict="keep"), _repair(_case(settings, "03.md"), "sound"))
    run(settings)
    changed = len(_parts(settings).keys() - before.keys())
    assert 1 <= changed <= 2
    now = next(row for row in rows(Path(settings.out), "pairs") if row["pair_id"] == pair["pair_id"])
    assert (now["checks"], now["decided_by"]) == ([], "person")
    assert _now(settings) == _fresh(settings, tmp_path, "fresh")
    middle = _parts(settings)
    _decide(settings, PairDecision(**about, verdict="correct", text="Ruf mich 1999 an."))
    run(settings)
    assert len(_parts(settings).keys() - middle.keys()) == 1
    assert _now(settings) == _fresh(settings, tmp_path, "again")


def test_clean_alone_reads_the_decisions_of_the_folder_that_extract_read(settings: Settings) -> None:
    _decide(settings, _repair(_case(settings, "03.md"), "sound"))
    run(replace(settings, raw="elsewhere"), stages=("clean", "export"))
    text = Path(settings.out, "markdown/03.md").read_text(encoding="utf-8")
    assert text.count("caf\xc3\xa9") == 1


def test_a_bad_line_stops_the_run_and_the_last_output_stays(settings: Settings) -> None:
    before = _now(settings)
    decisions_path(settings.raw).write_bytes(b"<<<<<<< HEAD\n{}\n")
    with pytest.raises(DecisionsError, match="merge"):
        run(settings)
    assert _now(settings) == before


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("data/raw", "data/raw.decisions.jsonl"),
        ("notes/", "notes.decisions.jsonl"),
        ("a/../b", "b.decisions.jsonl"),
    ],
)
def test_the_decisions_file_lies_beside_raw(raw: str, expected: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert decisions_path(raw) == tmp_path / expected
    monkeypatch.chdir(tmp_path.parent)
    assert decisions_path(".") == tmp_path.parent.with_name(tmp_path.parent.name + ".decisions.jsonl")


def test_a_dry_run_tells_that_a_decision_would_redo_a_shard(settings: Settings) -> None:
    assert preview(settings).is_idle
    _decide(settings, _repair(_case(settings, "03.md"), "sound"))
    made = preview(settings).made
    assert (made["extract"], made["clean"]) == (0, 1)
    run(settings)
    assert preview(settings).is_idle
