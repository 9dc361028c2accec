"""A word and the mark behind it look like the bytes of one letter."""

from __future__ import annotations

import pytest

from pipeline import damage, repair

SOUND = [
    "ihmisi\u00e4\u2122",
    "kurzem\u0113\u00ae",
    "Ar\u0113n\u0101\u2122 un citi",
    "k\u00ec\u2122",
    "blanda\u00f0\u00ae",
    "s\u00e5\u00ae",
    "\u201eAGONIZANT\u0102\u201c",
    "\u00bbAR\u0112N\u0100\u00ab",
    "\u03a6\u039f\u03a1\u0395\u038a\u03a3\u2014\u0392\u0386\u039b\u0395\u03a4\u0395",
    "32-\u0628\u0679",
]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_sound_word_and_its_mark_stay(text: str, end: str) -> None:
    assert repair(text + end).edits == ()


@pytest.mark.parametrize(
    "text", ["per\u00f2", "caf\u00e9 I love\u2764", "NIKE\u00ae", "FORSÖKA", "MAŁŻEŃSTWO"]
)
def test_damage_at_the_end_of_a_word_comes_back(text: str) -> None:
    assert repair(damage(text, "windows-1252:dropped+ad")).text == text


@pytest.mark.parametrize("text", ["uměn\u00ed", "nebezpečné", "Kívüli", "patiešām"])
def test_what_lost_a_byte_beside_damage_of_the_same_word_is_read(text: str) -> None:
    seen = damage(text, "windows-1252:dropped+ad")
    made = repair(seen).text
    assert made != seen
    assert len(made) == len(text)
