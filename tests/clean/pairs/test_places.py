"""Where pieces of plain text stand in the source, through markup, prefixes and repairs."""

import pytest
from hypothesis import given

from pipeline import damage
from pipeline.clean import clean_family
from pipeline.clean.pairs.places import SourcePlaces, text_places
from pipeline.clean.pairs.sentences import split
from pipeline.settings import Settings
from tests.clean.builders import extracted
from tests.strategies import notes

FRENCH = "L'été est fini. Où étiez-vous hier soir, près de la forêt ? Nous étions à la mer."


def cleaned_of(text):
    return clean_family((extracted(text),), Settings())[0]


def pieces(text):
    """The source text of each sentence of the first block."""
    cleaned = cleaned_of(text)
    places, block = SourcePlaces(cleaned), cleaned.blocks[0]
    spans = [places.span(block, start, end) for start, end in split(block.plain, "en")]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "One *is*. Two [are](http://a.example/b.c 'T. U.'). Three.",
            ["One *is*.", "Two [are](http://a.example/b.c 'T. U.').", "Three."],
        ),
        ("> One\n> goes on. Two\r\n> as well.\n", ["One\n> goes on.", "Two\r\n> as well."]),
        ("Caf\u0065\u0301 is e\u0301. Here it is.", ["Caf\u0065\u0301 is e\u0301.", "Here it is."]),
        ("This &amp; that. More &amp; more.", ["This &amp; that.", "More &amp; more."]),
    ],
)
def test_a_sentence_has_exactly_its_stretch_of_the_source(text, sentences):
    assert pieces(text) == sentences


@pytest.mark.parametrize(
    "channel", ["windows-1252:c1", "windows-1252:c1 > windows-1252:c1", "windows-1254:dropped"]
)
def test_a_sentence_of_a_damaged_text_has_the_stretch_that_it_became(channel):
    damaged = damage(FRENCH, channel)
    assert pieces(damaged) == [damage(FRENCH[start:end], channel) for start, end in split(FRENCH, "en")]


@given(notes())
def test_every_piece_of_every_block_lies_in_its_block_and_in_order(text):
    cleaned = cleaned_of(text)
    places = SourcePlaces(cleaned)
    for block in cleaned.blocks:
        length = len(block.plain or "")
        middle = length // 2
        first, second = places.span(block, 0, middle), places.span(block, middle, length)
        assert block.start <= first[0] <= first[1] <= block.end
        assert block.start <= second[0] <= second[1] <= block.end
        assert places.span(block, 0, length) == (block.start, block.end)


def test_a_text_that_is_not_made_of_the_stretch_has_no_places():
    assert text_places("abc", "abd") is None
    assert text_places("a\nb", "a\r\n> b") == (0, 1, 5)
