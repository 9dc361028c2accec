"""Scripts of texts, and simplified Chinese told from traditional."""

import pytest

from pipeline.clean.language.script import count_letters, han_form, script_of


def test_letters_are_counted_by_script_most_first():
    assert count_letters("abc \u0430\u0431 \u4e2d 12!") == {"Latn": 3, "Cyrl": 2, "Hani": 1}


def test_a_text_without_letters_counts_nothing():
    assert count_letters("12:30, \u2014 \U0001f600 \u20ac") == {}


def test_combining_marks_of_no_script_are_not_counted():
    assert count_letters("e\u0301") == {"Latn": 1}


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("\u00e9", "Latn"),
        ("\u03b1", "Grek"),
        ("\u05d0", "Hebr"),
        ("\u0e01", "Thai"),
        ("\uac00", "Hang"),
        ("\u3042", "Hira"),
        ("\u30a2", "Kana"),
        ("\u4e00", "Hani"),
        ("\U00020000", "Hani"),
        ("\u0915", "Deva"),
        ("\U0001f600", None),
        ("\u3002", None),
        ("\ufffd", None),
        ("\U0010ffff", None),
    ],
)
def test_a_letter_has_its_unicode_script_and_a_sign_has_none(character, script):
    assert script_of(character) == script


def test_characters_of_one_writing_only_tell_simplified_from_traditional():
    assert han_form("\u9762\u8bd5\u7ed3\u675f") == "Hans"
    assert han_form("\u9762\u8a66\u7d50\u675f") == "Hant"


def test_characters_that_both_writings_have_tell_nothing():
    assert han_form("\u540e\u91cc\u4e2d\u5c71") is None
