"""Dashes, arrows and check marks that lost their last byte: what notes say of them, and where they stand."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from pipeline.mojibake.double_byte.signs import (
    COLUMNS,
    DEFAULT_PATH,
    KINDS,
    PLACES,
    is_sign,
    kind_of,
    noted,
    place_of,
    prices,
)
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.model import load
from pipeline.mojibake.model.lookup import UNIT

NOTE = (
    "I don’t know what it’s about — she said “never mind” and left.\n\n"
    "The user’s data isn’t stored — it’s kept “in memory” only, for the test.\n\n"
    "Build → test → release: that’s the way, and it’s ✅ done.\n"
)


@pytest.mark.parametrize(
    "channel",
    [
        "gbk:?+eats",
        "gbk:?",
        "gbk:u+fffd",
        "shift_jis:middle-dot+eats",
        "shift_jis:u+fffd+pairs",
    ],
)
def test_an_english_note_comes_back_whole(channel: str) -> None:
    seen = damage(NOTE, channel)
    assert seen != NOTE
    assert repair(seen).text == NOTE


def test_signs_of_which_two_marks_are_left_are_read_where_they_stand_as_such() -> None:
    seen = damage(NOTE, "euc-kr:?+eats")
    assert "about ??she" in seen
    fixed = repair(seen).text
    assert "about — she said “never mind" in fixed
    # what has no place of a sign stays: it may be a question
    assert "mind??and" in fixed
    doubted = "What?? Really ?? yes, why ??\n\n"
    assert repair(doubted + seen).text.startswith(doubted)


def test_marks_without_any_proof_of_damage_stay() -> None:
    sound = "Why ??because I say so. What is it ??then, and a ??= b.\n"
    assert repair(sound).edits == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This is the note that you wrote for me.", "english"),
        ("Das ist die Notiz, die ich dir geschrieben habe.", "latin"),
        ("Dit is de notitie die ik voor je heb geschreven, of niet.", "latin"),
        ("这是我写的 note", "other"),
        ("Это заметка", "other"),
        ("", "latin"),
    ],
)
def test_the_kind_of_a_text_is_told_by_its_letters_and_words(text: str, kind: str) -> None:
    assert kind_of(code_points(text)) == kind


def test_a_place_is_told_by_what_stands_before() -> None:
    assert [place_of(before) for before in ("", "\n", " ", "\t", "a", ")")] == [PLACES[0]] * 4 + [
        PLACES[1]
    ] * 2


def test_prices_leave_letters_alone_and_the_sum_of_all_signs_as_it_is() -> None:
    arrays = load().group("en").arrays
    for column in COLUMNS:
        found = prices(column, Same(arrays))
        assert all(is_sign(chr(code)) for code in found)
        assert max(map(abs, found.values())) <= 5 * UNIT
    english = prices(("english", PLACES[0]), Same(arrays))
    german = prices(("latin", PLACES[0]), Same(arrays))
    assert english[ord("—")] - english[ord("–")] < german[ord("—")] - german[ord("–")]
    # dashes of text in other letters are left to the model
    assert ord("—") not in prices(("other", PLACES[0]), Same(arrays))


def test_the_table_names_each_sign_once_with_a_logarithm_for_each_place_it_was_seen_at() -> None:
    head, *lines = DEFAULT_PATH.read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["char", *(f"{kind} {place}" for kind in KINDS for place in PLACES)]
    rows = [line.split("\t") for line in lines]
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert {int(row[0], 16) for row in rows} == set(noted())
    assert all(len(row) == 1 + len(COLUMNS) and any(row[1:]) for row in rows)
    assert all(-12 * UNIT < int(cell) < 0 for row in rows for cell in row[1:] if cell)


def test_a_rare_sign_is_read_where_its_bytes_say_so() -> None:
    # U+2181 is what an arrow looks like where U+30FB, the mark, is taken for the bytes 81 45
    seen = damage("The user’s way isn’t Build → test.\n", "shift_jis:middle-dot+eats")
    assert "ↁ" not in repair(seen).text
