"""What happened, in words: every channel the engine can name has some."""

from __future__ import annotations

import doctest

import pytest

from pipeline import wording as words
from pipeline.mojibake.channel import ALONG, CASES, MARKS, ONWARD
from pipeline.mojibake.channel.codepages import CODECS, DOUBLE_BYTE
from pipeline.mojibake.channel.references import WRITERS
from pipeline.records import Struck


def test_the_examples_in_the_module_are_true() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize("page", CODECS)
def test_every_code_page_has_a_home(page: str) -> None:
    assert words.mistake(f"{page}:none") == f"UTF-8 read as {page} ({words.PAGES[page]})"


@pytest.mark.parametrize("loss", sorted({*MARKS, *ALONG, *ONWARD, *CASES, *WRITERS} - {"none"}))
def test_every_loss_has_words(loss: str) -> None:
    assert words.mistake(f"windows-1252:{loss}").count(",") == 1


def test_different_layers_are_told_in_turn() -> None:
    told = words.mistake("macintosh:none > windows-1252:c1")
    assert told == (
        "UTF-8 read as macintosh (Mac Roman); saved as UTF-8 and read as windows-1252 (Western Windows), "
        "bytes that it lacks kept as control characters"
    )


@pytest.mark.parametrize("page", DOUBLE_BYTE)
def test_a_byte_that_vanishes_with_a_mark_went_with_the_byte_before_it(page: str) -> None:
    assert words.mistake(f"{page}:?+dropped").endswith("the byte after such a one gone with it")


def test_the_fate_of_a_byte_names_the_reading_where_there_were_several() -> None:
    lost = Struck(layer=1, index=0, byte=0x9D, became="")
    assert words.fate(lost, 1) == "dropped"
    assert words.fate(lost, 2) == "dropped in the second reading"


def test_nothing_inferred_is_called_certain() -> None:
    assert words.percent(1.0) == "over 99.99 %"
    assert words.percent(0.0) == "0 %"


@pytest.mark.parametrize("char", ["\xa0", "\u200b", "\x9d", "\x1b", "\ue000", "\u202e", "\n", "\xad"])
def test_what_cannot_be_seen_is_escaped(char: str) -> None:
    assert words.shown(char).isascii()


def test_what_can_be_seen_stays() -> None:
    text = "caf\u00e9 \u4f60\u597d \U0001f468\u200d\U0001f469 \u0645\u06cc\u200d\u0631"
    assert words.shown(text) == text
