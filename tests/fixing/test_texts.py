"""One file's bytes through `fix`: what is repaired, and what keeps every byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.extract.decode
from pipeline.encoding import decode_as
from pipeline.fixing import Fixed
from pipeline.fixing.journal import entry_of
from pipeline.fixing.texts import changed_bytes, find_edits, fix_bytes
from pipeline.mojibake import damage
from pipeline.settings import Settings
from tests.strategies import file_bytes

SETTINGS = Settings(accept="confident")
BROKEN = damage("It\u2019s caf\u00e9", "windows-1252:none")
WORDS = ("It\u2019s a note. ", "\u2014 ", "plain words\r\n", "caf\u00e9 ", "\U0001f4a1\n", "\u4f60\u597d ")


def test_sound_bytes_are_the_very_same() -> None:
    data = "It\u2019s caf\u00e9\r\n".encode()
    fixed = fix_bytes(data, SETTINGS)
    assert fixed is not None
    assert fixed.data is data
    assert fixed.edits == ()


def test_bom_line_ends_and_undecodable_bytes_stay() -> None:
    data = b"\xef\xbb\xbf" + BROKEN.encode() + b"\r\n\xff tail \r no end"
    fixed = fix_bytes(data, SETTINGS)
    assert fixed is not None
    assert fixed.data == b"\xef\xbb\xbf" + "It\u2019s caf\u00e9".encode() + b"\r\n\xff tail \r no end"


@pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-32-be", b"\x00\x00\xfe\xff")])
def test_wide_encodings_stay(codec: str, mark: bytes) -> None:
    fixed = fix_bytes(mark + BROKEN.encode(codec), SETTINGS)
    assert fixed is not None
    assert fixed.data == mark + "It\u2019s caf\u00e9".encode(codec)


def test_places_are_lines_columns_and_bytes_of_the_file() -> None:
    fixed = fix_bytes(b"\xef\xbb\xbfone\r\n\xc3\xa9 " + BROKEN.encode(), SETTINGS)
    assert fixed is not None
    place = fixed.places[0]
    assert (place.line, place.column, place.start_byte) == (2, 5, 13)


def test_a_file_of_no_known_encoding_is_not_touched() -> None:
    assert fix_bytes(bytes(range(256)) * 4, SETTINGS) is None


def test_the_target_of_a_relative_link_is_left_as_the_clean_stage_leaves_it() -> None:
    name = damage("caf\u00e9", "windows-1252:none")
    edits, _ = find_edits(f"{BROKEN}: ![{name}]({name}.png)\n", SETTINGS)
    assert [edit.after is None for edit in edits] == [False, False, False, True]


def test_code_is_left_where_nothing_outside_proves_the_same_mistake() -> None:
    broken = damage("\u00e9", "windows-1252:none")
    text = f"The name is shown as `{broken}` there.\n"
    fixed = fix_bytes(text.encode(), SETTINGS)
    assert fixed is not None
    assert fixed.data == text.encode()


def test_a_restored_character_that_the_encoding_lacks_makes_the_output_utf8(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = damage("\U0001f600 caf\u00e9\n", "windows-1252:none").encode("cp1252")
    decoded = decode_as(data, "windows-1252")
    monkeypatch.setattr(pipeline.extract.decode, "decode_document", lambda _: decoded)
    fixed = fix_bytes(data, SETTINGS)
    assert fixed is not None
    assert fixed.widened
    assert fixed.data == "\U0001f600 caf\u00e9\n".encode()
    assert entry_of_fixed(fixed) == data


def entry_of_fixed(fixed: Fixed) -> bytes:
    """The old bytes by way of the journal."""
    entry = entry_of(Path("/note.md"), fixed.old, fixed.data, changed_bytes(fixed))
    return entry.give_back(fixed.data)


@given(parts=st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()), max_size=8), mark=st.booleans())
def test_what_changed_in_bytes_leads_back_without_keeping_the_file(
    parts: list[tuple[str, bool]], mark: bool
) -> None:
    text = "".join(damage(part, "windows-1252:c1") if broken else part for part, broken in parts)
    fixed = fix_bytes((b"\xef\xbb\xbf" if mark else b"") + text.encode(), SETTINGS)
    assert fixed is not None
    entry = entry_of_fixed(fixed)
    assert entry == fixed.old
    kept = sum(end - start for start, end, _, _ in changed_bytes(fixed))
    assert kept <= len(fixed.old)


@given(data=file_bytes())
def test_any_bytes_are_repaired_or_refused_and_lead_back(data: bytes) -> None:
    fixed = fix_bytes(data, SETTINGS)
    if fixed is not None:
        assert fixed.old == data
        assert entry_of_fixed(fixed) == data
