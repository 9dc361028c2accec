"""A review: what is asked, in which order, what can be chosen, kept and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.decisions import RepairDecision
from pipeline.engine import run
from pipeline.errors import InputError
from pipeline.mojibake import damage
from pipeline.review.items import Output, PairItem, RepairItem
from pipeline.settings import Settings
from tests.review.corpus import CHANNEL, open_session, run_notes
from tests.running import rows


def _repairs(session):
    return [item for item in session.items if isinstance(item, RepairItem)]


def test_all_that_is_doubtful_or_left_is_asked_the_least_certain_first(settings: Settings) -> None:
    session, _ = open_session(settings)
    found = rows(Path(settings.out), "repairs")
    asked = [row for row in found if row["grade"] in ("doubtful", "left")]
    assert sum(len(item.places) for item in _repairs(session)) == len(asked)
    confidences = [item.confidence for item in _repairs(session)]
    assert confidences == sorted(confidences)
    assert isinstance(session.items[-1], PairItem)


def test_equal_places_are_one_item_and_decided_together(settings: Settings) -> None:
    """The two notes hold the same text."""
    session, _ = open_session(settings)
    item = next(item for item in _repairs(session) if len(item.places) == 2)
    assert {place.path for place in item.places} == {"hard.md", "copy.md"}
    assert session.decide(item, "leave") == 2
    run(settings)
    found = [row for row in rows(Path(settings.out), "repairs") if row["decided_by"] == "person"]
    assert len(found) == 2


def test_the_best_reading_is_the_first_choice(settings: Settings) -> None:
    session, _ = open_session(settings)
    for item in _repairs(session):
        choices = session.choices(item)
        assert [one.verdict for one in choices[-2:]] == ["sound", "leave"]
        if item.after is not None:
            assert choices[0].text == item.after
        assert len({one.id for one in choices}) == len(choices)


def test_what_was_decided_elsewhere_is_offered_and_not_applied(settings: Settings) -> None:
    session, _ = open_session(settings)
    first, second = next(
        (a, b) for a in _repairs(session) for b in _repairs(session) if a is not b and a.seen == b.seen
    )
    text = first.readings[-1].text
    session.decide(first, "read", text)
    assert session.decision(second) is None
    offered = next(one for one in session.choices(second) if one.text == text)
    assert offered.note == "so decided elsewhere"


def test_a_decision_takes_an_item_out_of_what_is_open_and_undo_brings_it_back(settings: Settings) -> None:
    session, _ = open_session(settings)
    before = list(session.open)
    first = session.next_open()
    session.decide(first, "leave")
    assert list(session.open) == before[1:]
    session.decide(session.next_open(), "sound")
    assert session.undo() is session.items[before[1]]
    assert session.undo() is first
    assert list(session.open) == before
    assert session.undo() is None
    again, _ = open_session(settings)
    assert list(again.open) == before


def test_undo_gives_back_the_decision_before(settings: Settings) -> None:
    session, _ = open_session(settings)
    item = session.next_open()
    session.decide(item, "leave")
    session.decide(item, "sound")
    session.undo()
    assert session.decision(item).verdict == "leave"


def test_a_later_review_can_undo_what_an_earlier_one_kept(settings: Settings) -> None:
    session, _ = open_session(settings)
    item = session.next_open()
    session.decide(item, "leave")
    again, _ = open_session(settings)
    assert again.can_undo
    assert again.undo().id == item.id
    assert not again.can_undo


def test_next_and_back_go_round(settings: Settings) -> None:
    session, _ = open_session(settings)
    first, last = session.items[0], session.items[-1]
    assert session.next_open(last) is first
    assert session.next_open(first, back=True) is last
    session.decide(session.items[1], "leave")
    assert session.next_open(first) is session.items[2]
    for item in session.items:
        session.decide(item, "leave" if isinstance(item, RepairItem) else "keep")
    assert session.next_open(first) is None
    assert session.next_open(first, back=True) is None


def test_a_typed_reading_is_refused_with_the_reason(settings: Settings) -> None:
    session, _ = open_session(settings)
    item = next(item for item in _repairs(session) if item.readings)
    assert session.refusal(item, item.readings[-1].text) is None
    assert "would look like" in session.refusal(item, "\u0436").reason
    assert session.refusal(item, "").reason
    assert session.refusal(session.items[-1], " ").reason == "it is empty"


def test_what_is_alike_elsewhere_can_be_taken_along(settings: Settings) -> None:
    session, _ = open_session(settings)
    first = next(item for item in _repairs(session) if session.alike(item))
    others = session.alike(first)
    assert all(other.seen == first.seen and other.cases[0][1:3] != first.cases[0][1:3] for other in others)
    places = sum(len(one.places) for one in (first, *others))
    assert session.decide(first, "leave", alike=True) == places
    assert all(session.decision(other).verdict == "leave" for other in others)
    session.undo()
    assert all(session.decision(other) is None for other in (first, *others))


def test_a_run_applies_what_was_decided_and_asks_no_more(settings: Settings) -> None:
    session, _ = open_session(settings)
    expected = {}
    for item in session.items:
        if isinstance(item, PairItem):
            session.decide(item, "correct", "Ruf mich bitte 1999 an, wenn du kannst.")
        elif item.readings:
            text = item.readings[-1].text
            session.decide(item, "read", text)
            expected[item.id] = (text, len(item.places))
        else:
            session.decide(item, "leave")
    run(settings)
    again, _ = open_session(settings)
    assert again.items == ()
    decided = [row for row in rows(Path(settings.out), "repairs") if row["decided_by"] == "person"]
    assert len([row for row in decided if row["after"]]) == sum(n for _, n in expected.values())
    assert {row["after"] for row in decided if row["after"]} == {text for text, _ in expected.values()}
    pairs = [row for row in rows(Path(settings.out), "pairs") if row["decided_by"] == "person"]
    assert {row["target_text"] for row in pairs} == {"Ruf mich bitte 1999 an, wenn du kannst."}
    assert {row["level"] for row in pairs} == {"block", "sentence"}


def test_a_place_called_sound_still_counts_among_its_equals(tmp_path: Path) -> None:
    """The second of two equal places keeps its number when the first is no row any more."""

    raw = tmp_path / "raw"
    raw.mkdir()
    word = damage("\u9762", CHANNEL)
    (raw / "a.md").write_text(f"# {word}\n\n# {word}\n", encoding="utf-8")
    settings = run_notes(raw)
    session, _ = open_session(settings)
    (item,) = session.items
    assert [case[3] for case in item.cases] == [1, 2]
    seen, left, right, _ = item.cases[0]
    session.ledger.append([RepairDecision(seen=seen, left=left, right=right, nth=1, verdict="sound")])
    run(settings)
    again, _ = open_session(settings)
    (item,) = again.items
    assert [case[3] for case in item.cases] == [2]
    again.decide(item, "read", "\u989d")
    run(settings)
    text = Path(settings.out, "markdown", "a.md").read_text(encoding="utf-8")
    assert text == f"# {word}\n\n# \u989d\n"


def test_the_text_around_is_shown_as_it_reads_and_as_it_stands(settings: Settings) -> None:
    session, contexts = open_session(settings)
    for item in _repairs(session):
        context = contexts.of(item)
        (here,) = (piece for piece in context.was if piece.kind == "here")
        assert here.text == item.seen
        (here,) = (piece for piece in context.reads if piece.kind == "here")
        assert here.text == (item.after if item.after is not None else item.seen)


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run has written"):
        Output(tmp_path)
