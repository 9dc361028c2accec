"""What of a text is compared: lengths, words, numbers, marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.pairs import units
from pipeline.clean.pairs.units import (
    marks_of,
    numbers_of,
    stems_of,
    unit_of,
    units_of,
    words_of,
    words_together,
)


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


JOINED = st.lists(
    st.text(
        st.sampled_from(
            "ab\u00e9\u0301 .!\u3002\u2019\u201d\u672c\u304b\u3099\uff9e\u2121\u00a0_1\u200c\u0e01"
        ),
        max_size=5,
    ),
    max_size=5,
)


@given(JOINED, st.sampled_from(("", " ", "\u00a0", "-")))
def test_words_of_a_text_are_those_of_its_parts_or_not_known(texts, between):
    """Where a part may go on in the next one, nothing is said."""
    text = between.join(texts)
    spans, at = [], 0
    for part in texts:
        spans.append((at, at + len(part)))
        at += len(part) + len(between)
    parts = [unit_of(part, part, "sentence", "en") for part in texts]
    words = words_together(text, spans, parts)
    assert words is None or words == words_of(text, "en")


def test_words_of_sentences_with_a_space_or_a_stop_between_are_known():
    for text, spans in (
        ("One tree. Two.", [(0, 9), (10, 14)]),
        ("\u6811\u6728\u3002\u672c", [(0, 3), (3, 4)]),
    ):
        parts = [unit_of(text[start:end], "", "sentence", "zh") for start, end in spans]
        assert words_together(text, spans, parts) == words_of(text, "zh")


@pytest.mark.parametrize(
    "text", ["It\u2019s \u201ca tree\u201d \u2014 so\u2026", "\u2018One\u2019\u2013two_three4five"]
)
def test_marks_of_a_printer_part_words_as_those_of_a_typewriter_do(text):
    typed = text.translate({ord(c): " " for c in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026"})
    assert stems_of(text) == stems_of(typed) == stems_of(text + " \u00e9")


PIECES = st.lists(
    st.sampled_from(
        (
            "One ",
            "1",
            ",5",
            ".",
            "\u00a0000",
            " ",
            "`a` ",
            "{b}",
            "\U0001f600",
            "\u672c\u304b",
            "\u3002",
            "-",
            "e\u0301",
        )
    ),
    max_size=6,
).map("".join)


@given(st.lists(PIECES, max_size=4), st.sampled_from(("", " ", "\u00a0", "; ")), st.sampled_from(("", "**")))
def test_a_block_and_its_sentences_are_read_together_as_alone(texts, between, around):
    """Numbers go from one sentence into the next, marks stand in the markup alone."""
    plain = between.join(texts)
    spans, at = [], 0
    for part in texts:
        spans.append((at, at + len(part)))
        at += len(part) + len(between)
    text = around + plain + around
    whole, parts = units_of(plain, text, "paragraph", "en", spans)
    assert whole == unit_of(plain, text, "paragraph", "en")
    assert parts == [unit_of(part, part, "sentence", "en") for part in texts]


@pytest.mark.parametrize("language", ["en", "de", "und"])
def test_words_mean_what_their_stems_mean_however_few_are_kept(monkeypatch, language):
    monkeypatch.setattr(units, "_MOST_KEPT", 3)
    units._meanings.cache_clear()
    units._meanings_of_words.cache_clear()
    meanings = units._Meanings(language)
    for text in (
        "The city and the forest are a",
        "Die St\u00e4dte und W\u00e4lder " + "w" * 50,
        "the city",
    ) * 2:
        expected = dict(filter(None, map(meanings.__getitem__, stems_of(text))))
        assert words_of(text, language) == expected
    assert len(units._meanings_of_words(language)) <= 4
    units._meanings.cache_clear()
    units._meanings_of_words.cache_clear()
