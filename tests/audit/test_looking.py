"""What an audit finds in one file, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given

from pipeline.audit.looking import Looked, is_binary, look
from pipeline.audit.places import Place
from pipeline.audit.selection import Selection, selection
from pipeline.findings import CODES
from pipeline.mojibake import damage
from pipeline.settings import Settings
from tests.strategies import file_bytes

SETTINGS = Settings()
DEFAULT = selection()
ALL = selection(["all"])
QUOTE = damage("\u2019", "windows-1252:none")


def _look(data: bytes | str, path: str = "note.txt", chosen: Selection = DEFAULT) -> Looked:
    return look(path, data.encode() if isinstance(data, str) else data, chosen, SETTINGS)


def _codes(data: bytes | str, path: str = "note.txt", chosen: Selection = ALL) -> list[tuple[str, str]]:
    return [(place.code, place.severity) for place in _look(data, path, chosen).places]


def _one(data: bytes | str, path: str = "note.txt", chosen: Selection = DEFAULT) -> Place:
    (place,) = _look(data, path, chosen).places
    return place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain\n",
        "Caf\u00e9 \u2014 \u201cquoted\u201d \u4f60\u597d \U0001f4a1\n",
        "S\u00c3O PAULO\n",
        "\u043f\u0440\u0438\u0432\u0435\u0442\r\n",
    ],
)
def test_sound_text_has_no_finding(text: str) -> None:
    assert _look(text).places == ()


def test_damage_is_told_with_place_text_proposal_and_confidence() -> None:
    place = _one(f"one\nIt{QUOTE}s and it{QUOTE}s.\n")
    assert (place.code, place.severity) == ("mojibake-lossless", "error")
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 3, 2, 17)
    assert (place.text, place.proposal) == (f"{QUOTE}s and it{QUOTE}", "\u2019s and it\u2019")
    assert (place.grade, place.confidence) == ("certain", 1.0)
    assert place.channel == "windows-1252:none"
    assert "windows-1252 (Western Windows)" in place.message
    assert "1 more place on this line" in place.message


def test_each_damaged_line_is_one_finding() -> None:
    assert [place.line for place in _look(f"It{QUOTE}s\nsound\nIt{QUOTE}s\n").places] == [1, 3]


def test_of_a_line_of_many_changes_the_first_are_shown_and_the_rest_counted() -> None:
    place = _one(f"It{QUOTE}s " * 100)
    assert sum(piece.role == "after" for piece in place.diff) == 24
    assert place.diff[-1].text == " and 76 more changes"
    assert place.proposal is not None
    assert place.proposal.count("\u2019") == 100


def test_lost_bytes_make_it_lossy() -> None:
    text = damage(
        "\u6ca1\u6709\u4ec0\u4e48\u6bd4\u51c6\u5907\u5de5\u4f5c\u9762\u8bd5\u7136\u540e\u628a",
        "windows-1254:dropped+ad",
    )
    place = _one(text)
    assert place.code in ("mojibake-lossy", "mojibake-doubtful")
    assert place.confidence is not None
    assert place.confidence < 1


def test_what_is_beyond_repair_is_told_so() -> None:
    text = f"It{QUOTE}s broken, it{QUOTE}s lost: \u951f\u65a4\u62f7\u951f\u65a4\u62f7\n"
    assert ("mojibake-beyond-repair", "error") in _codes(text, chosen=DEFAULT)


def test_damage_that_is_shown_in_code_is_a_note() -> None:
    assert _codes(f"Windows shows `{QUOTE}` there.\n", "a.md", DEFAULT) == []
    assert ("mojibake-lossy", "note") in _codes(f"Windows shows `{QUOTE}` there.\n", "a.md")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "\u0448\u0430\u0431 \u043c\u0438\u0448\u0430, \u0448\u0430\u0431\u0438 \u0431\u0430\u0448\u0430",
            "a Tajik word",
        ),
        ("\u044e\u043f\u0430 " * 4, "a private use character"),
        ("na\u00efve \u00c1\u00e9\u00ed\n", "three Latin letters that would be one of Korean"),
        ("\u251c\u2524\n\u251c\u2524\n", "a drawing"),
    ],
)
def test_what_may_be_chance_does_not_fail(text: str, why: str) -> None:
    assert not [code for code in _codes(text) if code[1] == "error"], why


def test_utf16_with_a_mark_is_text() -> None:
    assert _codes("\ufeffIt\u2019s\n".encode("utf-16-le"), chosen=DEFAULT) == []


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0", bytes(range(256)), b"\x01\x02\x03\xff" * 9]
)
def test_what_is_no_text_is_not_looked_at(data: bytes) -> None:
    assert is_binary(data)
    assert not _look(data).is_text


def test_undecodable_bytes_fail() -> None:
    place = _one(b"caf\xc3\xa9 caf\xc3\xa9 \xff\n")
    assert (place.code, place.severity, place.column) == ("undecodable-byte", "error", 11)


def test_an_unknown_encoding_fails_and_a_declared_one_is_believed() -> None:
    latin = b"# Andr\xe9\n"
    assert _codes(latin, "a.py", DEFAULT) == [("encoding-unknown", "error")]
    assert _codes(b"# -*- coding: latin-1 -*-\n" + latin, "a.py") == []


def test_a_declaration_that_lies_is_told() -> None:
    place = _one(b"#!/bin/x\n# coding: latin-1\n# Andr\xc3\xa9\n", "a.py")
    assert (place.code, place.severity, place.line) == ("encoding-mismatch", "warning", 2)
    assert "latin-1" in place.message


def test_marks_line_ends_controls_and_private_use_are_notes() -> None:
    found = _codes("\ufeffone\r\ntwo\n\x85 \ue000 \u200b\n")
    assert {code for code, _ in found} == {
        "bom",
        "newline-mixed",
        "control-character",
        "private-use",
        "zero-width",
    }
    assert {severity for _, severity in found} == {"note"}
    assert _codes("\ufeffone\r\ntwo\n\x85 \ue000 \u200b\n", chosen=DEFAULT) == []


def test_a_lost_character_fails_and_one_that_is_written_about_does_not() -> None:
    assert _codes("na\ufffdve\n", chosen=DEFAULT) == [("replacement-character", "error")]
    assert _codes("use `\ufffd` there\n", "a.md", DEFAULT) == []


def test_half_a_surrogate_pair_fails() -> None:
    assert ("unpaired-surrogate", "error") in _codes(
        b"caf\xc3\xa9, na\xc3\xafve, \xc3\xa0 la \xed\xa0\xbd x\n", chosen=DEFAULT
    )


def test_an_attack_by_bidirectional_controls_fails() -> None:
    place = _one('if level != "user\u202e \u2066// admin\u2069 \u2066" {\n', "a.c")
    assert (place.code, place.severity, place.line) == ("bidi-control", "error", 1)


def test_look_alikes_and_decomposed_letters_are_notes_with_their_place() -> None:
    found = _look("say p\u0430ypal and cafe\u0301\n", chosen=ALL).places
    assert [(place.code, place.column, place.text) for place in found] == [
        ("look-alike", 5, "p\u0430ypal"),
        ("not-nfc", 16, "cafe\u0301"),
    ]


@pytest.mark.parametrize(
    "text", ["\u03a9hm k\u03a9\n", "\u043f\u0440\u0438\u0432\u0435\u0442 hello\n", "\u03c0-day\n"]
)
def test_words_of_two_scripts_that_show_it_hide_nothing(text: str) -> None:
    assert "look-alike" not in dict(_codes(text))


def test_front_matter_is_read_of_notes_only() -> None:
    text = "---\ntitle: a: b\n---\n\nText.\n"
    assert _codes(text, "a.md", DEFAULT) == [("front-matter-unreadable", "warning")]
    assert _codes(text, "a.txt", DEFAULT) == []
    assert _one("---\ncreated: soon\n---\n", "a.md").line == 2


def test_a_damaged_name_is_told_with_the_name_it_should_have() -> None:
    name = damage("caf\u00e9", "windows-1252:none") + ".md"
    place = _one("text\n", f"notes/{name}")
    assert (place.code, place.severity) == ("path-damaged", "warning")
    assert "caf\u00e9.md" in place.message


def test_languages_and_translations_are_told_where_they_are_selected() -> None:
    fold = "<details>\n<summary>\U0001f1e9\U0001f1ea Ein Tipp</summary>\n\n{}\n\n</details>\n"
    text = "# A tip\n\nSleep on what matters to you. Take a walk before you answer.\n\n" + fold.format(
        "This text should be in German, but somebody has pasted the English one again."
    )
    assert "language-mismatch" in dict(_codes(text, "a.md", selection(["language"])))
    assert "language-mismatch" not in dict(_codes(text, "a.md", DEFAULT))


def test_a_comment_allows_a_finding_and_a_wrong_one_is_told() -> None:
    assert _codes(f"It{QUOTE}s <!-- mojibake: allow mojibake -->\n", "a.md", DEFAULT) == []
    found = _codes(f"It{QUOTE}s <!-- mojibake: allow mojibike -->\n", "a.md", DEFAULT)
    assert found == [("allow-unknown", "warning"), ("mojibake-lossless", "error")]


def test_a_file_that_is_too_large_is_a_warning() -> None:
    looked = look("a.txt", b"abcd", DEFAULT, Settings(max_document_bytes=3))
    assert [(place.code, place.severity) for place in looked.places] == [("file-too-large", "warning")]


def test_a_fingerprint_stays_where_lines_and_files_move() -> None:
    here = _one(f"It{QUOTE}s\n")
    there = _one(f"above\n\nIt{QUOTE}s\nbelow\n", "other.txt")
    assert here.fingerprint == there.fingerprint
    assert len(here.fingerprint) == 32
    assert _one(f"He{QUOTE}s\n").fingerprint != here.fingerprint


def test_equal_lines_of_one_file_have_fingerprints_of_their_own() -> None:
    first, second = _look(f"It{QUOTE}s\nIt{QUOTE}s\n").places
    assert first.fingerprint != second.fingerprint


@given(file_bytes())
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    """No exception; every finding has a code, its place lies in the file, its text is what stands there."""
    looked = look("a.md", data, ALL, SETTINGS)
    for place in looked.places:
        assert place.code in CODES
        assert place.severity in ("error", "warning", "note")
        assert (place.line is None) == (place.column is None)
        if place.text is not None:
            assert place.text in looked.text
