"""Words in capitals, of which the model has seen few: judged as if they were written small."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.model import load, lookup
from pipeline.mojibake.reading.capitals import in_small

WORDS = ["HÔTEL", "DECISÕES", "KAŻDEGO", "10 MΩ", "POSÉ", "DÓTTIR", "SPRÅK", "ORGANIZATĂ", "DOS AÑOS"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("end", ["", "\n"])
def test_one_word_in_capitals_comes_back(word: str, end: str) -> None:
    seen = damage(word + end, "windows-1252:c1")
    assert seen != word + end
    assert repair(seen).text == word + end


SOUND = [
    "HAR VI INTE TAPPAT BLICKEN F\u00d6R V\u00c4SENTLIGHETER D\u00c5?",
    "VARF\u00d6R N\u00c5?",
    "OG DU KAN BRUKE ASSERT P\u00c5 DISSE MELDINGEN. S\u00c5 KALLER VI P\u00c5 SAY",
    "P\u00c4\u00c4T\u00d6KSI\u00c4\u2026",
    "AMANH\u00c3\u2026 TALVEZ",
    "AMANH\u00c3\u2026TALVEZ",
    "IRM\u00c3\u2019S",
    "HAI T\u1eea \u201c\u00d4NG X\u00c3\u201d, \u201cB\u00c0 X\u00c3\u201d M\u00c0 HAI",
    "RINKIM\u0172\u00ae",
    "AFLAT\u0102\u00ae",
    "\u00abAR\u0112N\u0100\u00bb",
]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("end", ["", "\n"])
def test_sound_capitals_stay(text: str, end: str) -> None:
    assert repair(text + end).edits == ()


def test_small_letters_and_capitals_are_one_to_the_arrays_for_small_ones() -> None:
    plain = load().arrays
    small = in_small(plain)
    for first, second in (("HÔTEL ŁÓDŹ", "hôtel łódź"), ("ΠΉΡΕΣ", "πήρες"), ("МОСКВА", "москва")):
        one, other = (code_points(text.replace("ς", "σ")).astype(np.int64) for text in (first, second))
        scores = [lookup.score(small, chars, 0, len(chars)) for chars in (one, other)]
        assert scores[0] == scores[1] == lookup.score(plain, other, 0, len(other))
    assert [array.dtype for array in small] == [array.dtype for array in plain]
    assert not any(array.flags.writeable for array in small)
