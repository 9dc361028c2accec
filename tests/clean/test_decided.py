"""People's decisions in the place of the search's edits."""

from __future__ import annotations

import pytest

from pipeline.clean.documents import clean_document, clean_family
from pipeline.clean.edits import revert
from pipeline.clean.pairs.decided import decide_pairs
from pipeline.decisions import Decisions, PairDecision, RepairDecision, cases_of, holding
from pipeline.mojibake.channel import damage, parse_channel, replay
from pipeline.settings import Settings
from tests.clean.builders import extracted

SETTINGS = Settings()
CHANNEL = "windows-1252:dropped+ad"
SOUND = "# \u9762\u8bd5\n\n\u63e1\u624b\u3002\u6b65\u3002\n"
"""Chinese of which some characters lose a byte in windows-1252."""


def _text() -> str:
    return damage(SOUND, CHANNEL)


def _cleaned(text: str, *decisions, path: str = "note.md"):
    return clean_document(extracted(text, path=path), SETTINGS, holding(decisions))


def _lossy(text: str):
    """A repair that the model decided, and its case."""
    rows = _cleaned(text).repairs
    cases = cases_of(text, [(row.start, row.end) for row in rows])
    both = zip(rows, cases, strict=True)
    return next((row, case) for row, case in both if row.decided_by == "model" and row.alternatives)


def _decision(case, verdict: str, **other) -> RepairDecision:
    seen, left, right, nth = case
    return RepairDecision(seen=seen, left=left, right=right, nth=nth, verdict=verdict, **other)


def _at(cleaned, start: int):
    return next((row for row in cleaned.repairs if row.start == start), None)


def test_an_alternative_that_a_person_chose_is_made_with_its_certificate() -> None:
    text = _text()
    row, case = _lossy(text)
    other = next(one.text for one in row.alternatives)
    cleaned = _cleaned(text, _decision(case, "read", text=other))
    now = _at(cleaned, row.start)
    assert (now.after, now.decided_by, now.grade, now.confidence) == (other, "person", "certain", 1.0)
    assert replay(now.after, parse_channel(now.channel), now.struck) == row.before
    assert row.after in {one.text for one in now.alternatives}
    assert revert(cleaned.document, cleaned.repairs) == text


def test_a_person_who_agrees_keeps_the_proof_of_the_search() -> None:
    text = _text()
    row, case = _lossy(text)
    now = _at(_cleaned(text, _decision(case, "read", text=row.after)), row.start)
    assert (now.after, now.struck, now.channel) == (row.after, row.struck, row.channel)
    assert (now.decided_by, now.confidence) == ("person", 1.0)


def test_a_forced_reading_is_made_and_names_no_channel() -> None:
    text = _text()
    row, case = _lossy(text)
    now = _at(_cleaned(text, _decision(case, "read", text="X", forced=True)), row.start)
    assert (now.after, now.channel, now.layers, now.struck) == ("X", None, 0, ())


def test_what_a_person_calls_sound_has_no_edit() -> None:
    text = "Caf\xc3\xa9 and Caf\xc3\xa9s and Caf\xc3\xa9.\n"
    rows = _cleaned(text).repairs
    cases = cases_of(text, [(row.start, row.end) for row in rows])
    cleaned = _cleaned(text, *[_decision(case, "sound") for case in cases])
    assert rows
    assert cleaned.repairs == ()
    assert cleaned.document.status == "clean"
    assert cleaned.sound == tuple((row.start, row.end) for row in rows)


def test_what_a_person_leaves_stays_broken_and_says_who_left_it() -> None:
    text = _text()
    row, case = _lossy(text)
    cleaned = _cleaned(text, _decision(case, "leave"))
    now = _at(cleaned, row.start)
    assert (now.after, now.grade, now.decided_by) == (None, "left", "person")
    assert now.alternatives[0].text == row.after
    assert cleaned.document.status == "damaged"


def test_a_decision_is_no_context_to_other_repairs() -> None:
    text = _text()
    row, case = _lossy(text)
    before = [one for one in _cleaned(text).repairs if one.start != row.start]
    after = _cleaned(text, _decision(case, "read", text="Q", forced=True)).repairs
    assert [one for one in after if one.start != row.start] == before


def test_a_decision_holds_wherever_the_document_moves() -> None:
    text = _text()
    row, case = _lossy(text)
    decision = _decision(case, "leave")
    moved = "A line more.\n\n" + text
    cleaned = clean_document(extracted(moved, path="else/where.md"), SETTINGS, holding([decision]))
    assert _at(cleaned, row.start + 14).decided_by == "person"


def test_another_case_is_not_touched() -> None:
    text = _text()
    _, (seen, left, right, nth) = _lossy(text)
    cleaned = _cleaned(text, _decision((seen, left, right, nth + 1), "leave"))
    assert cleaned == _cleaned(text)
    assert cleaned.held == ()


def test_a_decision_about_a_link_target_is_made() -> None:
    text = "See [the caf\xc3\xa9](caf\xc3\xa9.md), a caf\xc3\xa9.\n"
    rows = _cleaned(text).repairs
    left = [row for row in rows if row.after is None]
    assert len(left) == 1
    cases = cases_of(text, [(row.start, row.end) for row in rows])
    case = next(case for row, case in zip(rows, cases, strict=True) if row.after is None)
    cleaned = _cleaned(text, _decision(case, "read", text=rows[0].after))
    assert "(caf\xe9.md)" in cleaned.document.text


def test_a_decision_cannot_take_the_header_its_keys() -> None:
    text = "---\ntitle: a caf\xc3\xa9 to go\n---\n\nA caf\xc3\xa9.\n"
    rows = _cleaned(text).repairs
    cases = cases_of(text, [(row.start, row.end) for row in rows])
    decision = _decision(cases[0], "read", text='": [', forced=True)
    cleaned = _cleaned(text, decision)
    assert cleaned.document.title is not None
    assert cleaned.repairs[0].after is None
    assert "front-matter-repair-withheld" in {one.code for one in cleaned.document.findings}


# Pairs

PAIRED = """\
# Guide

Call me in 1999 if you can, please.

<details>
<summary>Deutsch</summary>

# Anleitung

Ruf mich bitte 1989 an, wenn du kannst.

</details>
"""


def _family(*decisions):
    return decide_pairs(clean_family((extracted(PAIRED),), SETTINGS)[0], holding(decisions))


def _failed(level: str):
    return next(pair for pair in _family().pairs if pair.level == level and pair.checks)


def _about(pair, verdict: str, text: str | None = None) -> PairDecision:
    return PairDecision(
        level=pair.level, source=pair.source_text, target=pair.target_text, verdict=verdict, text=text
    )


def test_a_pair_that_is_kept_fails_no_check_any_more() -> None:
    pair = _failed("block")
    now = next(one for one in _family(_about(pair, "keep")).pairs if one.pair_id == pair.pair_id)
    assert (now.checks, now.score, now.decided_by) == ((), 1.0, "person")
    assert now.target_text == pair.target_text


def test_a_pair_is_corrected() -> None:
    pair = _failed("sentence")
    cleaned = _family(_about(pair, "correct", "Ruf mich bitte 1999 an."))
    now = next(one for one in cleaned.pairs if one.pair_id == pair.pair_id)
    assert (now.target_text, now.decided_by) == ("Ruf mich bitte 1999 an.", "person")
    assert cleaned.touched == ((pair.level, pair.source_text, pair.target_text),)


def test_of_a_rejected_pair_both_sides_stay_without_the_other_and_so_do_its_sentences() -> None:
    pair = _failed("block")
    cleaned = _family(_about(pair, "reject"))
    texts = {pair.source_text, pair.target_text}
    for level in ("block", "sentence"):
        rows = [
            one for one in cleaned.pairs if one.level == level and {one.source_text, one.target_text} & texts
        ]
        assert sorted(one.kind for one in rows) == ["0-1", "1-0"], level
    ids = [one.pair_id for one in cleaned.pairs]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("verdict", ["keep", "reject"])
def test_other_pairs_are_as_they_were(verdict: str) -> None:
    pair = _failed("sentence")
    cleaned = _family(_about(pair, verdict))
    untouched = [one for one in _family().pairs if one.pair_id != pair.pair_id]
    assert [one for one in cleaned.pairs if one.decided_by is None] == untouched


def test_nothing_is_decided_without_decisions() -> None:
    assert clean_family((extracted(PAIRED),), SETTINGS, Decisions()) == clean_family(
        (extracted(PAIRED),), SETTINGS
    )
