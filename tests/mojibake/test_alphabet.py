"""What a text never writes costs something to read, and what it writes does not."""

from __future__ import annotations

import pytest

from pipeline import repair
from pipeline.mojibake import damage
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.alphabet import END, foreign_letters
from tests import texts


def _costs(truth: str, channel: str) -> list[int]:
    found = foreign_letters(runs.code_points(damage(truth, channel)), channel.partition(":")[0])
    return [0] * END if found is None else found.tolist()


def test_capitals_of_other_languages_cost_and_its_own_do_not() -> None:
    costs = _costs(texts.ROMANIAN * 2, "windows-1254:dropped+ad")
    assert costs[ord("Ł")] > 0
    assert costs[ord("Ç")] > 0
    assert costs[ord("Ș")] == costs[ord("Î")] == 0  # its small letter is in the text
    assert costs[ord("ł")] == 0  # a small letter may be one of which each has lost a byte


def test_sound_small_letters_count_and_lone_capitals_do_not() -> None:
    damaged = damage(texts.TURKISH, "windows-1254:dropped+ad") * 2
    for sound, cost in (("hän näkee", False), ("HÄN NÄKEE", True)):
        found = foreign_letters(runs.code_points(f"{damaged}\n{sound}"), "windows-1254")
        assert found is not None
        assert bool(found[ord("Ä")]) == cost


def test_a_text_of_few_letters_says_nothing() -> None:
    assert foreign_letters(runs.code_points(damage("déjà vu", "windows-1252:c1")), "windows-1252") is None


ARABIC = " ".join(texts.paragraphs()["ar"]) * 12


@pytest.mark.parametrize(("sign", "companion"), [("\u064d", "\u064c"), ("\u0650", "\u064e")])
def test_vowel_signs_cost_where_their_companions_are_missing(sign: str, companion: str) -> None:
    plain = "".join(char for char in ARABIC if not 0x64B <= ord(char) <= 0x652)
    assert _costs(plain, "windows-1252:dropped+ad")[ord(sign)] > 0
    vowelled = "".join(char + companion * (k % 3 == 0) for k, char in enumerate(plain))
    assert _costs(vowelled, "windows-1252:dropped+ad")[ord(sign)] == 0


def test_words_that_end_with_f_are_no_case_endings() -> None:
    truth = "\n".join(
        f"{line} كيف يعمل المشرف على الهدف، والموقف معروف." for line in texts.paragraphs()["ar"]
    )
    plain = "".join(char for char in truth if not 0x64B <= ord(char) <= 0x652)
    assert repair(damage(plain, "windows-1252:dropped+ad")).text == plain
