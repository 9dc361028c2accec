"""The look-up gives integers, the same ones compiled or not, statelessly or step by step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.mojibake.model import (
    UNIT,
    Group,
    Model,
    context,
    extend,
    identify,
    known_score,
    lookup,
    score,
    symbol,
)
from pipeline.mojibake.model.groups import scripts_of
from pipeline.mojibake.model.kernels import can_compile, compiled
from tests.mojibake.model.small import sentences

TEXT = "\n" + sentences(1, 12)


def _chars(text: str) -> np.ndarray:
    return np.array([ord(char) for char in text], np.int64)


@pytest.fixture
def ru(small: Model) -> Group:
    return small.group("ru")


def test_step_by_step_gives_what_the_stateless_look_up_gives(ru: Group) -> None:
    chars = _chars(TEXT)
    symbols = np.array([symbol(ru.arrays, int(char)) for char in chars], np.int64)
    backoff, length = context(ru.arrays, symbols, 0, 1)
    for end in range(1, len(chars)):
        value, backoff, length = extend(ru.arrays, symbols, end, int(symbols[end]), backoff, length)
        assert value == score(ru.arrays, chars, max(0, end + 1 - ru.order), end + 1)
        assert (backoff, length) == context(ru.arrays, symbols, max(0, end + 2 - ru.order), end + 1)
        assert length < ru.order


def test_all_symbols_at_once_are_what_each_is(ru: Group) -> None:
    symbols = np.array([symbol(ru.arrays, int(char)) for char in _chars(TEXT)], np.int64)
    end = 6
    history = context(ru.arrays, symbols, 0, end)
    syms, out = (
        np.array([*symbols[4:30], -1, *symbols[5:6], *symbols[5:6]], np.int64),
        np.zeros((29, 3), np.int64),
    )
    lookup.extend_all(ru.arrays, symbols, end, syms, 0, len(syms), *history, out)
    for sym, row in zip(syms.tolist(), out.tolist(), strict=True):
        assert tuple(row) == (extend(ru.arrays, symbols, end, sym, *history) if sym >= 0 else (0, 0, 0))


def test_a_span_scores_what_its_characters_score_after_what_stands_before(ru: Group) -> None:
    chars = _chars(TEXT)
    for first in (0, 2, 7):
        for start in range(first, len(chars)):
            for end in range(start + 1, min(start + 4, len(chars))):
                singly = [
                    score(ru.arrays, chars, max(first, at + 1 - ru.order), at + 1) for at in range(start, end)
                ]
                assert lookup.span_score(ru.arrays, chars, first, start, end) == sum(singly)


@pytest.mark.skipif(not can_compile(), reason="Numba is not installed or switched off")
def test_compiled_and_plain_functions_give_the_same_integers(ru: Group) -> None:
    names = compiled(
        (
            lookup.symbol,
            lookup.step,
            lookup.find,
            lookup.context_of,
            lookup.score,
            lookup.span_score,
            lookup.known_score,
        )
    )
    chars, known = _chars(TEXT), np.ones(len(TEXT), np.uint8)
    known[5::9] = 0
    assert names["known_score"](ru.arrays, chars, known, 0, len(chars)) == known_score(
        ru.arrays, chars, known, 0, len(chars)
    )


def test_text_like_the_training_text_is_probable_and_shuffled_text_is_not(ru: Group) -> None:
    chars, known = _chars(TEXT), np.ones(len(TEXT), np.uint8)
    shuffled = np.random.default_rng(1).permutation(chars)
    sound = known_score(ru.arrays, chars, known, 0, len(chars)) / len(chars) / UNIT
    broken = known_score(ru.arrays, shuffled, known, 0, len(chars)) / len(chars) / UNIT
    assert -1.5 < sound < 0
    assert broken < sound - 1.5


def test_every_code_point_has_a_score_and_controls_the_worst(ru: Group) -> None:
    for char in (0x9D, 0xE000, 0xFFFF, 0x10FFFF):
        assert score(ru.arrays, _chars(chr(char)), 0, 1) <= -20 * UNIT
    for char in "aЯ面🏠\u200d":
        assert -40 * UNIT < score(ru.arrays, _chars(char), 0, 1) < 0


def test_digits_share_their_class(ru: Group) -> None:
    assert symbol(ru.arrays, ord("1")) == symbol(ru.arrays, ord("9"))


def test_hashes_stay_in_the_range_of_signed_integers() -> None:
    state = 0x2545F4914F6CDD1D
    for sym in range(2000):
        state = lookup.step(state, sym * 31 % 65536)
        assert 0 <= state < 1 << 62


def test_a_text_is_given_to_the_group_of_its_language(small: Model) -> None:
    for text, name in ((sentences(5, 2), "ru"), ("中国的面试", "zh-Hans")):
        assert identify(small, _chars(text), np.ones(len(text), np.uint8)).name == name


def test_a_few_letters_of_another_script_do_not_decide(small: Model) -> None:
    latin = replace(small.group("ru"), name="latin", scripts=("Latn",))
    asked = scripts_of([ord(char) for char in "A vítima dum assalto (Hangul: 금성)."])
    assert set(asked) == {"Latn", "Kore"}
    assert "Latn" not in scripts_of([ord(char) for char in "中国的 Java 面试"])
    text = "plain English words 中"
    found = identify(replace(small, groups=(latin,)), _chars(text), np.ones(len(text), np.uint8))
    assert found.name == "latin"


def test_a_text_of_no_known_script_is_given_to_some_group(small: Model) -> None:
    assert identify(small, _chars("123"), np.ones(3, np.uint8)) in small.groups
