"""Line ends at which a line was broken are spaces to the model."""

from __future__ import annotations

import textwrap

import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.evidence.wraps import wraps_in
from tests import texts

CHANNEL = "windows-1252:dropped+ad"
PARAGRAPH = (
    "Some editors break the lines of a paragraph where there is no more room for a word, and a note that "
    "came from one of them has a line end wherever the next word would have been too long for its line. That "
    "says nothing of what is written there."
)


def _found(text: str, *, wide: bool = False) -> list[int]:
    """The numbers of the lines that were broken."""
    codes = code_points(text)
    at = wraps_in(codes, [(0, len(codes))], "windows-1252", wide=wide).tolist()
    return [text.count("\n", 0, place) for place in at]


@pytest.mark.parametrize("width", [50, 72, 100])
def test_a_paragraph_was_broken_at_each_of_its_lines(width: int) -> None:
    lines = textwrap.wrap(PARAGRAPH, width)
    ended = {k for k, line in enumerate(lines) if line[-1] in ".:;!?"}  # it may be a line of its own
    assert _found("\n".join(lines) + "\n\nAnother one.\n") == sorted({*range(len(lines) - 1)} - ended)
    assert _found("# Heading\n" + "\n".join(lines))[:1] in ([1], [2])


@pytest.mark.parametrize(
    "text",
    [
        "a line of its own\nand another one that is as short",
        "- "
        + "an item of a list that is long " * 2
        + "\n- another item of this list that is as long as that",
        "A first sentence that is a line of its own, whatever its length.\nA second one that stands alone.",
        "one line that is long enough to be one that was broken somewhere\n\nand one behind an empty line",
        "short one\n" + PARAGRAPH + "\n" + PARAGRAPH,
        "| a row of a table with cells | and others that are as long |\n| another row of it, as long |",
        "two blanks at the end of a line, which is long, make it a break  \nand this another line",
    ],
)
def test_other_line_ends_are_none(text: str) -> None:
    assert _found(text) == []


def test_where_characters_are_wide_more_than_one_line_must_be_full() -> None:
    line = "\u4e00" * 30
    assert _found(f"{line}\n{line}\n{line[:9]}", wide=True) == [0, 1]
    assert _found(f"{line}\n{line[:9]}", wide=True) == []
    assert _found(f"{line}\n{line[:20]}\n{line[:26]}", wide=True) == []


def test_what_is_asked_of_is_what_the_stretches_hold_or_begin_behind() -> None:
    lines = textwrap.wrap(PARAGRAPH, 72)
    text, first = "\n".join(lines), len(lines[0])
    codes = code_points(text)
    assert wraps_in(codes, [(first + 3, first + 9)], "windows-1252", wide=False).tolist() == [first]
    assert wraps_in(codes, [(first + 40, first + 50)], "windows-1252", wide=False).tolist() == []
    assert wraps_in(codes, [], "windows-1252", wide=False).tolist() == []


LANGUAGES = sorted(set(texts.paragraphs()) & {"cs", "el", "he", "hi", "ko", "ru", "uk", "vi"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paragraph_in_lines_is_read_as_on_one(language: str) -> None:
    plain = max(texts.paragraphs()[language], key=len)
    wrapped = "\n".join(textwrap.wrap(plain, 60, break_long_words=False, break_on_hyphens=False))
    read = repair(damage(wrapped, CHANNEL)).text
    wanted = repair(damage(plain, CHANNEL)).text
    differ = sum(a != b for a, b in zip(read.replace("\n", " "), wanted, strict=True))
    assert differ <= len(plain) // 200
