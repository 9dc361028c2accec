"""What speaks for a text's having been decoded rightly."""

import pytest

from pipeline.extract.evidence import weigh


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("caf\u00e9", "caf\u00c8"),  # a capital behind a small letter
        ("don\u2019t go", "don\u00edt go"),  # a letter where an apostrophe belongs
        ("\u00fcber", "\u2019ber\u201d"),
        ("Gr\u00f6\u00dfe", "Gr\u201d\u00e1e"),  # a quote inside a word
        ("na\u00efve", "na\u043fve"),  # two scripts in one word
    ],
)
def test_a_right_reading_weighs_more_than_a_wrong_one(right, wrong):
    codec = "cp1251" if "\u043f" in wrong else "cp1252"
    assert weigh(right, "cp1252").likelihood > weigh(wrong, codec).likelihood


def test_the_likeliest_language_is_named():
    assert weigh(
        "\u0441\u043e\u0431\u0435\u0441\u0435\u0434\u043e\u0432\u0430\u043d\u0438\u0435", "koi8-r"
    ).letters.language in ("Russian", "Bulgarian")
    assert weigh("dla\u010dego je\u017c s\u0105 \u0142zy", "cp1250").letters.language == "Polish"


def test_controls_and_private_characters_are_broken():
    evidence = weigh("a\x81b\ue000c\ufffd\u00e9", "cp1252")
    assert (evidence.seen, evidence.broken) == (4, 3)


def test_ascii_has_nothing_beyond_it():
    evidence = weigh("plain text\n", "cp1252")
    assert (evidence.seen, evidence.broken, evidence.mean) == (0, 0, 0.0)


def test_letters_apart_from_their_marks_are_weighed_together():
    together = weigh("\u0111\u1ecb", "cp1258")
    assert weigh("\u0111i\u0323", "cp1258") == together
