"""Mathematics is no damage: signs that Macintosh has where UTF-8 begins a letter, and where it goes on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.sound.formulas import (
    OPERANDS,
    OTHERS,
    without_drawings,
    without_formulas,
    without_names,
    without_signs,
)

SOUND = [
    "The interval (–∞, 5] and all of [–∞, 3).",
    "The value is 2√π, or √π≈1.77.",
    "The root mean square is √∑(x–μ)²/n.",
    "At n=200, p≈0.7 that's ≈±6pt; recompute.",
    "It costs ≈£5–£10, or ≈¥500.",
    "∆∑ is the change of the sum, and √∫f dx ≈π/4.",
    "p∧¬π → ¬π∨q",
    "As n grows the ratio≈∞, and it costs≈£5.",
    "The bond has 1.5 Å±0.2, which is 2 Å²3.",
    "The CAFÉ™ and the LANCÔME® shop.",
    "╔══╗ ╔╗ ╚╝\n║ a║ ═╗ ╔═\n╚══╝ ─┐ ┌─",
]


@pytest.mark.parametrize("text", [*SOUND, "\n".join(SOUND), "\n\n".join(SOUND * 3)])
def test_formulas_stay(text: str) -> None:
    assert repair(text).edits == ()


@pytest.mark.parametrize(("before", "after"), [("2", "3"), (" ", " "), ("(", ","), ("≈", "≈"), ("", "")])
def test_pairs_of_signs_that_stand_alone_stay(before: str, after: str) -> None:
    pairs = [*itertools.product("√", OPERANDS), *itertools.product(OTHERS, OPERANDS + "±≤≥≠£¥")]
    pairs.remove(("√", "∑"))  # between digits that is a division sign
    changed = [a + b for a, b in pairs if repair(f"We have {before}{a}{b}{after} here.").edits]
    assert changed == []


@pytest.mark.parametrize(
    "truth",
    [
        "Das hört sich für mich gut an, und größer ist es auch.",
        "Det är för mig på en gång något nytt.",
        "Él vivía aquí con la niña, según dijo.",
        "Где же ты был всё это время?",
        "The room has 20°C and 30 m².",
    ],
)
def test_words_that_macintosh_damaged_come_back(truth: str) -> None:
    assert repair(damage(truth, "macintosh:none")).text == truth


def test_one_letter_in_a_word_is_enough() -> None:
    for word in ("für", "niño", "smør", "búsqueda", "Kraków"):
        truth = f"We found {word} in it."
        assert repair(damage(truth, "macintosh:none")).text == truth


@pytest.mark.parametrize("truth", ["Verificación de webhook", "un menú", "último"])
def test_two_lines_in_a_word_are_a_letter(truth: str) -> None:
    assert repair(damage(truth, "cp850:none")).text == truth


def test_only_the_bit_of_the_page_is_taken() -> None:
    codes = runs.code_points("2√π, niño: ni√±o")
    at, bits = runs.suspects(codes)
    left, kept = without_formulas(codes, at, bits)
    assert set(at.tolist()) - set(left.tolist()) == {1}
    assert np.array_equal(kept, bits[np.isin(at, left)])


@pytest.mark.parametrize(
    "text", ["2√π, niño: ni√±o", "╔══╗ ║ é ╚╝ Ã©", "Å±0.2 und CAFÉ™", "день добрый", "Ãé 5 °C", "À © ™", ""]
)
def test_what_is_not_there_need_not_be_asked_about(text: str) -> None:
    codes = runs.code_points(text)
    at, bits = runs.suspects(codes)
    wanted = without_names(codes, *without_drawings(codes, *without_formulas(codes, at, bits)))
    found = without_signs(codes, at, bits, runs.characters_in(codes))
    assert [part.tolist() for part in found] == [part.tolist() for part in wanted]
