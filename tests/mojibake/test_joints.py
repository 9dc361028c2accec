"""Two characters side by side that no word has: what damage looks like where nothing else tells."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.reading import joints
from pipeline.mojibake.reading.joints import classes
from tests import texts


def _odd(text: str) -> list[str]:
    codes, found = code_points(text + "\n"), classes()
    places = range(1, len(text))
    return [text[k - 1 : k + 1] for k in places if joints.is_odd(found, *codes[k - 1 : k + 2].tolist())]


def test_a_small_letter_before_a_capital_and_a_letter_before_a_sign_are_odd() -> None:
    odd = ["\u00e2\u0160", "\u00f0\u0178", "n\u00c3", "\u00e2\u201a", "\u00c2\u00a2", "\u00c3\u2030"]
    others = ["\u00c3\u00a9", "e\u00e9", "E\u00c9", "\u00e9\u2122", "\u00e9\u201d"]
    assert _odd(" ".join(odd + others)) == odd


def test_a_mark_between_a_capital_and_a_letter_is_odd_unless_it_joins_words() -> None:
    assert _odd("H\u00c3\u201dTEL \u00c3\u017eEKKTUR") == ["\u00c3\u201d", "\u00c3\u017e"]
    joined = ["AMANH\u00c3\u2026TALVEZ", "IRM\u00c3\u2019S", "TUP\u00c3\u2013ASSIS", "R\u00c9\u2014ET"]
    assert not _odd(" ".join([*joined, "AMANH\u00c3\u201d", "GRO\u00dfE", "C\u0153UR"]))


@pytest.mark.parametrize("language", sorted(texts.paragraphs()))
def test_no_text_has_odd_joints(language: str) -> None:
    assert not [odd for paragraph in texts.paragraphs()[language] for odd in _odd(paragraph)]


@pytest.mark.parametrize("sign", ["\u2297", "\u274c", "\U0001f345", "\u2718", "\u226a"])
@pytest.mark.parametrize("line", ["- {} Macros that nobody asked for\n", "Press {} to leave the room.\n"])
def test_one_sign_in_english_comes_back(sign: str, line: str) -> None:
    text = line.format(sign)
    assert repair(damage(text, "windows-1252:dropped")).text == text


@pytest.mark.parametrize("text", ["Het is 51,78 km\u00b2 groot.", "in Klyuch\u00ebvka, 2004"])
def test_one_letter_or_sign_in_a_word_comes_back(text: str) -> None:
    assert repair(damage(text, "windows-1252:c1")).text == text
