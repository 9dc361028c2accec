"""What of a text is compared: lengths, words, numbers, marks."""

import pytest

from pipeline.clean.pairs.units import marks_of, numbers_of, stems_of, words_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,000 and 1.000 and 1 000", {"1000", "1", "0"}),
        ("\u0661\u0662", {"12"}),
        ("007", {"7"}),
        ("none", set()),
        ("3.5 or 3,5", {"35"}),
    ],
)
def test_numbers_are_digits_without_separators(text, numbers):
    assert numbers_of(text) == numbers


def test_addresses_code_targets_placeholders_and_emoji_are_marks():
    text = "See [it](docs/a.md#x), `code`, https://a.example/b. and {name} \U0001f600"
    assert marks_of(text) == {"a.md", "code", "https://a.example/b", "{name}", "\U0001f600"}


def test_a_script_without_spaces_is_cut_into_twos_and_marks_of_vowels_do_not_cut_words():
    assert stems_of("\u5de5\u4f5c\u9762") == {"\u5de5\u4f5c", "\u4f5c\u9762"}
    assert stems_of("\u0939\u093f\u0928\u094d\u0926\u0940") == {"\u0939\u093f\u0928\u094d\u0926\u0940"}


def test_words_that_are_glossed_stand_for_their_english_stem():
    shared = (
        words_of("Die Stadt und der Wald", "de").keys() & words_of("the city and the forest", "en").keys()
    )
    assert "=and" in shared
    assert words_of("Xyzzyq", "de").keys() == {"xyzzyq"}
