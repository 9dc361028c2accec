"""What column text evens out, and what it leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown.normalize import STEPS, normalize
from pipeline.settings import Settings


def test_the_default_of_the_setting_is_every_step():
    assert set(Settings().normalize) == set(STEPS)


@pytest.mark.parametrize(
    ("text", "even"),
    [
        ("cafe\u0301", "caf\u00e9"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a \nb\t\nc  ", "a\nb\nc"),
        ("hard break  \nhere", "hard break  \nhere"),
        ("hard break     \r\nhere", "hard break  \nhere"),
        ("blank  \n\nline", "blank\n\nline"),
    ],
)
def test_composition_line_ends_and_trailing_space_are_evened_out(text, even):
    assert normalize(text) == even


@pytest.mark.parametrize(
    "text",
    [
        "全角：１２３，（ＡＢＣ）！",
        "\u201cquotes\u201d and \u2018quotes\u2019 \u2026 \u2013 \u2014",
        "e\ufb03cient \ufb01sh",
        "\U0001f469\u200d\U0001f4bb \u2764\ufe0f",
        "non\u00a0breaking \u2009 thin",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "line\u2028separator \x85 next line",
        "\u00bd \u2460 \u2122",
    ],
)
def test_what_a_writer_may_have_meant_stays(text):
    assert normalize(text) == text


def test_each_step_can_be_switched_off():
    text = "cafe\u0301 \r\nx"
    assert normalize(text, ()) == text
    assert normalize(text, ("nfc",)) == "caf\u00e9 \r\nx"
    assert normalize(text, ("newlines",)) == "cafe\u0301 \nx"
    assert normalize(text, ("trailing-space", "newlines")) == "cafe\u0301\nx"


@given(st.text(alphabet=st.sampled_from("ab \t\r\n\u0301\u00e9\u3000x")))
def test_an_even_text_stays_as_it_is(text):
    once = normalize(text)
    assert normalize(once) == once
