"""Where sentences begin and end."""

import pytest
from hypothesis import given

from pipeline.clean.pairs.sentences import split
from tests.strategies import texts


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "Hello, Dr. Smith. How are you?  Fine.", ["Hello, Dr. Smith.", "How are you?", "Fine."]),
        (
            "zh-Hans",
            "\u4f60\u597d\u3002 \u4f60\u662f\u8c01\uff1f\u8d70\u5427\uff01",
            ["\u4f60\u597d\u3002", "\u4f60\u662f\u8c01\uff1f", "\u8d70\u5427\uff01"],
        ),
        (
            "ja",
            "\u300c\u306f\u3044\u3002\u300d\u3068\u8a00\u3063\u305f\u3002\u884c\u3053\u3046\u3002",
            ["\u300c\u306f\u3044\u3002\u300d\u3068\u8a00\u3063\u305f\u3002", "\u884c\u3053\u3046\u3002"],
        ),
        (None, "One. Two.", ["One.", "Two."]),
        ("xx", "One.", ["One."]),
        ("en", "", []),
    ],
)
def test_sentences_are_cut_by_the_rules_of_their_language(language, text, sentences):
    assert [text[start:end] for start, end in split(text, language)] == sentences


@given(texts())
def test_spans_are_in_order_not_empty_and_leave_only_spaces_between_them(text):
    at = 0
    for start, end in split(text, "en"):
        assert not text[at:start].strip()
        assert start < end
        assert not text[start].isspace()
        at = end
    assert not text[at:].strip()
