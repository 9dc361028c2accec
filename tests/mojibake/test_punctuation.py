"""Marks that touch words: which of them are read over, and what that brings."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from pipeline.mojibake.reading.punctuation import AS_IT_STANDS, OVER, SPACE, classes, way_of
from tests import texts

CHANNEL = "windows-1252:dropped+ad"


@pytest.mark.parametrize(
    ("before", "mark", "after", "way"),
    [
        (" ", "(", "a", OVER),
        ("a", ")", " ", OVER),
        ("a", ")", ",", OVER),
        ("a", "/", "b", SPACE),
        ("a", "'", "b", AS_IT_STANDS),  # an apostrophe
        (" ", "'", "b", OVER),
        ("a", '"', ".", OVER),
        (" ", "\u201c", "a", OVER),
        ("a", "\u201c", " ", AS_IT_STANDS),  # it closes, in German
        ("a", "\u201d", " ", OVER),
        (" ", "\u201d", "a", AS_IT_STANDS),  # it opens, in Swedish
        ("a", ".", " ", AS_IT_STANDS),
        ("a", "-", "b", AS_IT_STANDS),
        ("a", "b", " ", AS_IT_STANDS),
        ("\u00bb", '"', "\u00e1", AS_IT_STANDS),  # what is beyond ASCII may be a byte
    ],
)
def test_a_mark_is_read_by_what_it_touches(before: str, mark: str, after: str, way: int) -> None:
    assert way_of(classes(), ord(before), ord(mark), ord(after)) == way


LANGUAGES = sorted(set(texts.paragraphs()) & {"cs", "el", "he", "hi", "ko", "ru", "uk", "vi"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("marks", ["()", "[]", "\u00ab\u00bb", '""', "//"])
def test_words_between_marks_are_read_as_without(language: str, marks: str) -> None:
    plain = "\n".join(texts.paragraphs()[language][:3])
    words = plain.split(" ")
    marked = [
        f"{marks[0]}{word}{marks[1]}" if k % 6 == 3 and word.isalpha() else word
        for k, word in enumerate(words)
    ]
    read = repair(damage(" ".join(marked), CHANNEL)).text.split(" ")
    wanted = repair(damage(plain, CHANNEL)).text.split(" ")
    assert len(read) == len(wanted)
    wrong = [(a, b) for a, b in zip(read, wanted, strict=True) if a.strip(marks) != b.strip(marks)]
    assert len(wrong) <= len(words) // 100


HEBREW = (
    "\u05e2\u05e9\u05e8\u05d5\u05ea \u05d0\u05e0\u05e9\u05d9\u05dd \u05de\u05d2\u05d9\u05e2\u05d9\u05dd "
    "\u201c\u05de\u05ea\u05d0\u05d9\u05dc\u05e0\u05d3\u201d \u05dc\u05d9\u05e9\u05e8\u05d0\u05dc.\n"
)
HINDI = (
    "\u0915\u094d\u0932\u093f\u0902\u091f\u0928 \u0915\u0947 \u092c\u0921\u093c\u0947 "
    "\u201c\u092c\u0948\u0902\u0915\u201d \u0916\u093e\u0924\u0947 \u0915\u0940 "
    "\u0935\u091c\u0939 \u0938\u0947\n"
)


@pytest.mark.parametrize("text", [HEBREW, HINDI])
def test_a_quotation_is_closed_by_no_invisible_mark(text: str) -> None:
    """U+200F and U+200D lost the same byte as U+201D in windows-1252."""
    assert repair(damage(text * 2, CHANNEL)).text == text * 2
