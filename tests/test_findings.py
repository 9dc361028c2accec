"""Findings: codes, severities, and what each says to a person."""

from __future__ import annotations

import re

import pytest

from pipeline.findings import CODES, Code, finding


def test_codes_are_kebab_case() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in CODES)


@pytest.mark.parametrize("name", CODES)
def test_each_code_says_what_why_and_what_to_do(name: str) -> None:
    code: Code = CODES[name]
    assert code.severity in {"error", "warning", "note"}
    assert all((code.what, code.example, code.why, code.todo))


def test_texts_are_ascii_so_that_no_terminal_breaks_them() -> None:
    texts = [text for code in CODES.values() for text in (code.what, code.example, code.why, code.todo)]
    assert all(text.isascii() for text in texts)


def test_only_damage_and_hidden_order_fail_an_audit() -> None:
    """Private use, zero width, NFD, look-alikes are ordinary text somewhere."""
    quiet = {
        "private-use",
        "zero-width",
        "not-nfc",
        "look-alike",
        "bom",
        "newline-mixed",
        "control-character",
    }
    assert {CODES[name].severity for name in quiet} == {"note"}
    loud = {
        "mojibake-lossless",
        "mojibake-lossy",
        "undecodable-byte",
        "replacement-character",
        "bidi-control",
    }
    assert {CODES[name].severity for name in loud} == {"error"}


def test_a_finding_takes_its_codes_severity_unless_another_is_given() -> None:
    assert finding("bom", "a BOM").severity == "note"
    assert finding("bom", "a BOM", severity="error").severity == "error"


def test_an_unknown_code_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code", "nothing")
