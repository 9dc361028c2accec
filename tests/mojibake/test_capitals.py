"""Words in capitals are read as if they were small: which they are, and what is made of them."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.reading.capitals import ACRONYM, LOUD, QUIET, Loud, loud_in, small_prices
from tests import texts

CHANNEL = "windows-1252:dropped+ad"


def _levels(text: str, start: int = 0, end: int | None = None) -> Loud | None:
    codes = code_points(damage(text, CHANNEL))
    stop = len(codes) if end is None else end
    edges = np.array([[start], [0], [stop - start]], np.int64)
    return loud_in(codes, *edges, stop - start, "windows-1252")


@pytest.mark.parametrize(
    ("text", "word", "level"),
    [
        ("je to PROB\u00cdH\u00c1 dnes", "PROB", LOUD),
        ("je to Prob\u00edh\u00e1 dnes", "Prob", QUIET),
        ("byl v NATO dnes", "NATO", LOUD),  # of four letters it may be a word
        ("byl v OSN dnes", "OSN", ACRONYM),
        ("TEN PES", "PES", LOUD),  # beside another
        ("TEN pes", "TEN", ACRONYM),
        ("TEN\npes", "TEN", ACRONYM),
        ("A PES", "A", LOUD),
        ("a PES", "a", QUIET),
        ("iPhone", "iPhone", QUIET),
        ("PDF\u6587\u4ef6", "PDF", ACRONYM),  # what is read in East Asia is in no word in capitals
    ],
)
def test_a_word_is_in_capitals_if_it_is_no_acronym(text: str, word: str, level: int) -> None:
    found = _levels(text)
    at = damage(text, CHANNEL).index(word)
    assert (0 if found is None else int(found.items[at])) == level


def test_letters_that_are_damage_count_as_they_are_read() -> None:
    found = _levels("\u0447\u0442\u043e \u042d\u041a\u041e\u041b\u041e\u0413\u0418\u042f")
    assert found is not None
    seen = damage("\u0447\u0442\u043e \u042d\u041a\u041e\u041b\u041e\u0413\u0418\u042f", CHANNEL)
    space = seen.index(" ")
    assert set(found.items[:space].tolist()) == {QUIET}
    assert set(found.items[space + 1 :].tolist()) == {LOUD}


def test_what_stands_before_a_region_may_belong_to_its_word() -> None:
    seen = damage("je to PROB\u00cdH\u00c1 dnes", CHANNEL)
    start = seen.index("PROB") + 4
    found = _levels("je to PROB\u00cdH\u00c1 dnes", start, start + 3)
    assert found is not None
    assert found.before.tolist() == [4]


def test_small_letters_cost_more_among_capitals() -> None:
    prices = small_prices()
    assert prices[ord("\u00ed")] > 0
    assert prices[ord("\u00cd")] == prices[ord("\u3042")] == 0
    assert prices[ord("\u00aa")] == 0  # it has no capital


LANGUAGES = sorted(set(texts.paragraphs()) & {"cs", "el", "fr", "ru", "uk", "vi"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", [CHANNEL, "windows-1250:dropped"])
def test_a_line_in_capitals_beside_others_comes_back(language: str, channel: str) -> None:
    """Nearly: nine of ten words, where seven and eight were."""
    paragraphs = texts.paragraphs()[language]
    text = "\n".join(part.upper() if k % 4 == 1 else part for k, part in enumerate(paragraphs))
    read = repair(damage(text, channel)).text
    pairs = zip(text.splitlines(), read.splitlines(), strict=True)
    words = [(a, b) for x, y in pairs if x.isupper() for a, b in zip(x.split(" "), y.split(" "), strict=True)]
    assert words
    assert 10 * sum(a == b for a, b in words) >= 9 * len(words)


@pytest.mark.parametrize(
    "word", ["L\u00cdBEZN\u00dd", "ROZUM\u011aJ\u00cd", "USM\u011aVAV\u00dd", "COMET\u00cd"]
)
def test_no_small_letter_is_read_among_capitals(word: str) -> None:
    text = f"To je {word}, kter\u00fd p\u0159i\u0161el v\u010dera ve\u010der dom\u016f.\n" * 3
    assert repair(damage(text, CHANNEL)).text.count(word.upper()[:3]) == 3
    assert not any(map(str.islower, repair(damage(text, CHANNEL)).text.split()[2][:-1]))
