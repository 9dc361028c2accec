"""When a mark that fails an audit is meant."""

from __future__ import annotations

import pytest

from pipeline.audit.severity import bidi_severity, replacement_severity

MARK = "\ufffd"


@pytest.mark.parametrize(
    "text",
    [f"caf{MARK} au lait", f"{MARK}a va", f"na{MARK}{MARK}ve", f"word {MARK}{MARK} word", f"12{MARK}C"],
)
def test_a_mark_in_a_text_is_a_loss(text: str) -> None:
    assert replacement_severity(text, text.index(MARK), in_code=False) == "error"


@pytest.mark.parametrize(
    "text",
    [
        f'const mark = "{MARK}";',
        f"shown as {MARK} by browsers",
        f"the mark ({MARK}) stands there",
        f"ends with U+FFFD, so na{MARK}ve",
        f"replacement character: a{MARK}b",
        f"| {MARK} | lost |",
    ],
)
def test_a_mark_that_is_written_about_is_none(text: str) -> None:
    assert replacement_severity(text, text.index(MARK), in_code=False) == "note"


def test_a_mark_in_code_is_shown() -> None:
    assert replacement_severity(f"caf{MARK}", 3, in_code=True) == "note"


@pytest.mark.parametrize(
    "text",
    [
        'if access != "user\u202e \u2066// Check\u2069 \u2066" {',
        "'''Subtract funds \u2067''' ;return",
        "a \u202b left open",
        "\u2067turned round\u2069 though all of it is Latin",
        "\u202d\u05e9\u05dc\u05d5\u05dd\u202c written backwards",
        "\u05e9\u05dc\u05d5\u05dd \u2067 left open",
    ],
)
def test_what_turns_a_line_round_fails(text: str) -> None:
    at = next(place for place, char in enumerate(text) if ord(char) > 0x2000)
    assert bidi_severity(text, at) == "error"


@pytest.mark.parametrize(
    "text",
    [
        "\u05e9\u05dc\u05d5\u05dd \u202aGitHub\u202c \u05e2\u05d5\u05dc\u05dd",
        "\u202b\u0645\u0631\u062d\u0628\u0627\u202c",
        "Hello, \u2068Anna\u2069!",
        "\u2067\u05e9\u05dc\u05d5\u05dd\u2069",
        "\u05e9\u05dc\u05d5\u05dd\u202c closed, never opened",
        "\u202aall of it goes from the left",
        "\u7d22\u723e\u4e4b\u5b50\u202d\u300b",
    ],
)
def test_pairs_around_text_from_the_right_are_its_spelling(text: str) -> None:
    at = next(place for place, char in enumerate(text) if ord(char) > 0x2000)
    assert bidi_severity(text, at) == "note"


def test_a_line_is_judged_by_itself() -> None:
    text = "\u202bopen\nnext\u202c"
    assert bidi_severity(text, 0) == "error"
    assert bidi_severity(text, len(text) - 1) == "note"


def test_one_to_the_left_that_is_left_open_among_hebrew_is_a_warning() -> None:
    assert bidi_severity("\u05e9\u05dc\u05d5\u05dd \u202aGitHub", 5) == "warning"
