"""The seed note's translation is paired with its source, as restored by hand and as found."""

import shutil
from pathlib import Path

import pytest

from tests.running import pipeline, rows

SEED = Path(__file__).parent / "seed"
SENTENCES = (4, 5, 4, 2, 3)
"""Of the paragraph and of each bullet, counted by hand; each has one sentence as its translation."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Rows of table `pairs` of a run, by what was run on."""
    found = {}
    for name, note in (("restored", SEED / "restored.md"), ("damaged", next((SEED / "input").iterdir()))):
        raw = tmp_path_factory.mktemp(name)
        shutil.copy(note, raw / "note.md")
        assert pipeline("run", raw, "--out", raw / "out", "--quiet").exit_code == 0
        found[name] = (note.read_bytes().decode("utf-8"), rows(raw / "out", "pairs"))
    return found


def of_level(pairs, level):
    return [pair for pair in pairs if pair["level"] == level]


@pytest.mark.parametrize("name", ["restored", "damaged"])
def test_title_blocks_and_sentences_are_paired_one_to_one_in_order(pairs, name):
    _, found = pairs[name]
    assert [len(of_level(found, level)) for level in ("title", "block", "sentence")] == [1, 5, sum(SENTENCES)]
    for level in ("block", "sentence"):
        spans = [(p["source_start"], p["target_start"]) for p in of_level(found, level)]
        assert spans == sorted(spans)
        assert sorted(target for _, target in spans) == [target for _, target in spans]
    assert {pair["kind"] for pair in found} == {"1-1"}
    assert [pair["checks"] for pair in found if pair["checks"]] == []
    assert {(pair["source_language"], pair["target_language"]) for pair in found} == {("en", "zh-Hans")}
    by_block = [p["source_blocks"][0] for p in of_level(found, "sentence")]
    blocks = [p["source_blocks"][0] for p in of_level(found, "block")]
    assert [by_block.count(block) for block in blocks] == list(SENTENCES)


def test_the_restored_note_has_each_pair_s_text_at_its_place(pairs):
    source, found = pairs["restored"]
    for pair in found:
        for side in ("source", "target"):
            stretch = source[pair[f"{side}_start"] : pair[f"{side}_end"]]
            assert stretch.replace("`", "") == pair[f"{side}_text"]


def test_the_damaged_note_has_the_pairs_of_the_restored_one(pairs):
    """Its target texts may differ in characters that were left or restored wrongly, not in length."""
    (_, restored), (source, damaged) = pairs["restored"], pairs["damaged"]
    assert [p["source_text"] for p in damaged] == [p["source_text"] for p in restored]
    for ours, theirs in zip(damaged, restored, strict=True):
        same = sum(a == b for a, b in zip(ours["target_text"], theirs["target_text"], strict=False))
        assert same >= 0.7 * len(theirs["target_text"])
        stretch = source[ours["target_start"] : ours["target_end"]]
        assert stretch.strip() == stretch
        assert len(stretch) > len(theirs["target_text"])
