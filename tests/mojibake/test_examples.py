"""Damage that a text speaks of stays: beside what it should be, or where mojibake or encodings are named."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage, jit, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.sound.examples import BESIDE, NEAR, Examples, places_of, window_of
from tests import texts


def bad(text: str) -> str:
    """The text as it looks once it is damaged."""
    return damage(text, "windows-1252:c1")


E = bad("é")
QUOTE, DASH = bad("’"), bad("—")
FRENCH = texts.paragraphs()["fr"][2]


@pytest.mark.parametrize(
    "line",
    [
        f"é → {E}",
        f"{E} -> é",
        f"// {E} -> é",
        f"{bad('ä')} = ä, {bad('ö')} = ö, {bad('ü')} = ü",
        f"Weird symbols like {E} instead of é",
        f"- {E} (é)",
        f"{E},é",
        f"Instead of café you see caf{E}.",
        f"Names like M{bad('ü')}ller (should be Müller) look wrong.",
        f"привет became {bad('привет')} here",
        f"{bad('你好')} should be 你好",
        f"# {QUOTE} -> ’",
        f"it’s turned into it{QUOTE}s",
    ],
)
def test_a_word_beside_what_it_should_be_is_an_example(line: str) -> None:
    assert repair(line).text == line
    assert repair(f"Some text.\n\n{line}\n\nMore of it.\n").text == f"Some text.\n\n{line}\n\nMore of it.\n"


@pytest.mark.parametrize(
    "line",
    [
        f"If you see {QUOTE} in your text, it is mojibake.",
        f"Mojibake such as M{bad('ü')}ller is repaired.",
        f"repara mojibake ({bad('á')}), y más",
        f"Garbled characters ({E}, {bad('è')}) mean that a file was read wrongly.",
        f"UTF-8 that was read as Latin-1 shows {E} for one letter.",
    ],
)
def test_what_stands_where_damage_is_spoken_of_is_an_example(line: str) -> None:
    assert repair(f"{line}\n").text == f"{line}\n"


def test_an_example_by_itself_is_none_where_the_text_names_mojibake() -> None:
    listed = f"# Mojibake\n\n- {QUOTE} (apostrophe)\n- {DASH} (dash)\n"
    assert repair(listed).text == listed


def test_what_names_an_encoding_is_repaired_where_the_text_is_damaged() -> None:
    truth = f"{FRENCH}\n\nUTF-8 — l’encodage par défaut.\n"
    assert repair(bad(truth)).text == truth


def test_damaged_words_are_no_examples_of_one_another() -> None:
    truth = f"{FRENCH} Le café, et encore le café ; déjà vu, déjà lu."
    assert repair(bad(truth)).text == truth
    assert repair(bad(bad(truth))).text == truth


def test_the_same_word_farther_away_proves_nothing() -> None:
    far = "x" * NEAR
    assert repair(f"café {far} et le caf{E} noir").text == f"café {far} et le café noir"
    assert repair(f"café\nle caf{E} noir\n").text == "café\nle café noir\n"


def test_what_is_left_as_an_example_is_no_changed_case() -> None:
    line = f"{bad('ã')} → ã, {bad('á')} → á, {bad('â')} → â\n"
    assert repair(line).text == line


def test_a_window_is_a_part_of_the_line() -> None:
    text = "ab\n" + "c" * 100 + " é " + "d" * 100 + "\nef"
    place = text.index("é")
    start, end = window_of(text, place, place + 1, "é")
    assert (place - start, end - place - 1) == (BESIDE + 1, BESIDE + 1)
    assert window_of(text, place, place + 1, "été") == (place - NEAR - 3, place + 1 + NEAR + 3)
    assert window_of("a\né x\nb", 2, 3, "é") == (2, 5)


def test_stretches_that_touch_stand_alone_together() -> None:
    text = "encoded: abXXXY XX, the text that is around them all is long enough"
    starts, ends = np.array([10, 13, 16]), np.array([13, 14, 18])
    named, alone = Examples(text, code_points(text), starts, ends).spoken_of(np.array([1, 1, 1]))
    assert named.tolist() == [False, False, False]
    assert alone.tolist() == [False, False, True]


def test_repaired_characters_are_no_sound_ones() -> None:
    text = "é ÄÖ é"
    made = Examples(text, code_points(text), np.array([2]), np.array([4]))
    assert made.near_sound([]).tolist() == [True]
    assert made.near_sound([(0, 1), (5, 6)]).tolist() == [False]


@pytest.mark.parametrize("is_compiled", [False, True])
def test_names_are_found_compiled_or_not(is_compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "is_compiled", lambda: is_compiled)
    text = "Mojibake, utf-8 and UTF-8, 文字化け 编码 ojibak moji Windows-1252 🙂 " * 12
    about, encodings = places_of(text, code_points(text))
    assert [text[at : at + 4] for at in about[:2].tolist()] == ["ojib", "文字化け"]
    assert [text[at : at + 2] for at in encodings[:4].tolist()] == ["ut", "UT", "编码", "12"]
    assert (len(about), len(encodings)) == (24, 48)


def test_a_comment_that_allows_a_finding_is_not_about_mojibake() -> None:
    comment = "<!-- mojibake: allow something -->"
    assert repair(f"It{QUOTE}s here {comment}\n").text == f"It’s here {comment}\n"
    assert repair(f"{comment}\n\nWell {DASH} yes\n").text == f"{comment}\n\nWell — yes\n"


def test_a_sign_that_is_a_byte_of_a_letter_is_no_example_of_it() -> None:
    """`\u05d3` is seen as `\u00d7\u201c`, and its second character is what a quotation begins with."""
    text = (
        '\u05d7"\u05db \u05d9\u05d0\u05d9\u05e8 \u05d0\u05de\u05e8 \u201c(\u05db\u05df)\u201d \u05db\u05d9 '
        "\u05d4\u05de\u05ea\u05e0\u05d3\u05d1\u05d9\u05dd \u05e2\u05d5\u05d1\u05d3\u05d9\u05dd "
        '"\u05d4\u05d9\u05d8\u05d1".\n'
    )
    assert repair(damage(text, "windows-1252:c1")).text == text
    assert repair(damage(text, "windows-1252:dropped+ad")).text == text


def test_a_word_whose_letters_are_bytes_beside_it_is_read() -> None:
    """`gi\u00e1` stands in the bytes of `gi\u1edbi` as well, and is no example of what it should be."""
    text = 'Gi\u00e1 "d\u1ea7u" t\u0103ng, th\u1ebf gi\u1edbi v\u00e0 gi\u00e1 l\u00faa: "gi\u00e1".\n'
    assert repair(damage(text, "windows-1252:c1")).text == text
