"""What many places are asked at once is what each would be told by itself."""

from __future__ import annotations

import random
from unicodedata import category

import numpy as np
import pytest

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.sound import letters
from pipeline.mojibake.sound.chance import NEAR, stand_among_their_own
from pipeline.mojibake.sound.letters import script_of
from pipeline.mojibake.spans import Islands

CHARS = "abÄéδжя漢ひ \n.,—ا\u0651َ😀𝐀𐐷12"


def _nearest(text: str, places: range, spans: list[tuple[int, int]]) -> str:
    """The script of the first letter at the places, unless it is in a span."""
    for place in places:
        if text[place].isalpha():
            return "" if any(start <= place < end for start, end in spans) else script_of(text[place])
    return ""


def _stands(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    inside = [k for k in range(start, end) if text[k].isalpha()]
    if not inside:
        return False
    between = text[inside[0] : inside[-1] + 1]
    if not all(char.isalpha() or category(char)[0] == "M" for char in between):
        return False
    sides = range(start - 1, max(-1, start - 1 - NEAR), -1), range(end, min(len(text), end + NEAR))
    return any(_nearest(text, places, spans) == script_of(text[inside[0]]) for places in sides)


@pytest.mark.parametrize("seed", range(40))
def test_a_stretch_among_letters_of_its_own_script_is_found(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(CHARS, weights=[5] * 10 + [1] * (len(CHARS) - 10), k=300))
    cuts = sorted(chance.sample(range(301), 40))
    spans = list(zip(cuts[::2], cuts[1::2], strict=True))
    wanted = [_stands(text, start, end, spans) for start, end in spans]
    starts, ends = (np.array(side, np.int64) for side in zip(*spans, strict=True))
    found = stand_among_their_own(runs.code_points(text), Islands(starts, ends), spans)
    assert found.tolist() == wanted
    assert any(wanted)
    assert not all(wanted)


def test_what_is_known_of_a_character_is_asked_once() -> None:
    codes = runs.code_points("ab" * 50)
    starts, ends = np.array([10], np.int64), np.array([20], np.int64)
    kinds = letters.kinds_near(codes, starts, ends, 5)
    room = np.zeros(40, np.int64)
    assert letters.unknown_ones(codes, starts, ends, 5, kinds, room) == 0
    assert kinds[ord("a")] == kinds[ord("b")] != 0
