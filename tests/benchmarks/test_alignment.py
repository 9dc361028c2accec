"""What a benchmark counts as right is right: every character's place in the damage is known."""

from __future__ import annotations

import pytest
from hypothesis import given

from benchmarks import alignment
from benchmarks.channels import OTHERS
from pipeline.mojibake import damage, repair
from tests import texts
from tests.strategies import channels, sound_texts

NOTE = texts.paragraphs()["zh-Hans"][1]
LOSSY = "windows-1254:dropped+ad"


@given(sound_texts(), channels())
def test_places_follow_damage_and_cover_it(truth: str, channel: str) -> None:
    text = alignment.damaged(truth, channel)
    assert text.text == damage(truth, channel)
    assert list(text.starts) == sorted(text.starts)
    assert all(start <= end for start, end in zip(text.starts, text.ends, strict=True))
    covered = {k for i in range(len(truth)) for k in range(text.starts[i], text.ends[i])}
    assert covered == set(range(len(text.text)))


@pytest.mark.parametrize("channel", OTHERS)
def test_the_truth_put_in_place_is_all_right(channel: str) -> None:
    text = alignment.damaged(NOTE, channel)
    whole = [(0, len(text.text), NOTE)]
    assert all(alignment.right_ones(text, whole, range(len(NOTE))))
    assert alignment.is_true(text, whole[0])


def test_nothing_done_leaves_all_lost_characters_wrong() -> None:
    text = alignment.damaged(NOTE, LOSSY)
    assert len(text.lost) > 5
    assert not any(alignment.right_ones(text, [], text.lost))


def test_a_wrong_character_is_wrong_alone() -> None:
    text = alignment.damaged(NOTE, LOSSY)
    wrong = text.lost[2]
    changes = [(text.starts[i], text.ends[i], "\u4e00" if i == wrong else NOTE[i]) for i in range(len(NOTE))]
    flags = alignment.right_ones(text, changes, range(len(NOTE)))
    assert [i for i, flag in enumerate(flags) if not flag] == [wrong]
    assert [alignment.is_true(text, change) for change in changes] == flags


def test_an_edit_that_takes_too_much_is_not_true() -> None:
    text = alignment.damaged(NOTE, LOSSY)
    start, end = text.starts[0], text.ends[1]
    assert alignment.is_true(text, (start, end, NOTE[:2]))
    assert not alignment.is_true(text, (start, end, NOTE[0]))
    assert not alignment.is_true(text, (start, end - 1, NOTE[:2]))


def test_a_shorter_wrong_line_shifts_nothing_else() -> None:
    first, second = NOTE[:10], NOTE[10:20]
    text = alignment.damaged(f"{first}\n{second}", "windows-1252:c1")
    seen = text.text.split("\n")
    changes = alignment.line_changes(text.text, [first[:4], second])
    flags = alignment.right_ones(text, changes, range(21))
    assert flags[:4] == [True] * 4
    assert flags[11:] == [True] * 10
    assert not all(flags[4:10])
    assert alignment.line_changes(text.text, seen) == []


def test_our_edits_are_measured_as_they_are_made() -> None:
    text = alignment.damaged(NOTE, "windows-1252:c1")
    changes = [(e.start, e.end, e.after) for e in repair(text.text).edits if e.after is not None]
    assert all(alignment.right_ones(text, changes, range(len(NOTE))))
