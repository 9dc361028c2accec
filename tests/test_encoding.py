"""Bytes to text and back, case by case."""

import codecs

import pytest

from pipeline.encoding import (
    PAGES,
    byte_offsets,
    can_encode,
    decode,
    decode_as,
    encode,
    newline_of,
    utf8_evidence,
)
from pipeline.mojibake.channel.codepages import CODECS
from pipeline.records import Undecodable


def bad(*pairs):
    return tuple(Undecodable(start=start, byte=byte) for start, byte in pairs)


def test_ascii_is_utf_8():
    decoded = decode(b"# Note\n")
    assert (decoded.text, decoded.encoding, decoded.bom, decoded.newline) == (
        "# Note\n",
        "utf-8",
        False,
        "lf",
    )


def test_an_empty_file_is_empty_text():
    decoded = decode(b"")
    assert (decoded.text, decoded.newline, decoded.undecodable) == ("", None, ())


def test_nul_bytes_are_text():
    assert decode(b"a\x00b").text == "a\x00b"


def test_each_undecodable_byte_is_one_replacement_character_with_its_value():
    decoded = decode(b"\xe4\xb8\xad\xc3\xa9 \xff\xe4\xb8 x")
    assert decoded.text == "\u4e2d\xe9 \ufffd\ufffd\ufffd x"
    assert decoded.undecodable == bad((3, 0xFF), (4, 0xE4), (5, 0xB8))


def test_a_genuine_replacement_character_is_no_undecodable_byte():
    decoded = decode(b"\xef\xbf\xbd\xff\xef\xbf\xbd")
    assert decoded.text == "\ufffd\ufffd\ufffd"
    assert decoded.undecodable == bad((1, 0xFF))


def test_one_stray_byte_beside_one_sequence_leaves_utf_8_in_doubt():
    decoded = decode(b"caf\xc3\xa9 \x92")
    assert (decoded.encoding, decoded.confidence) == ("utf-8", 0.5)


def test_chance_sequences_do_not_make_a_legacy_file_utf_8():
    """Russian in ibm866 holds a valid sequence in nearly every line."""
    russian = (
        "\u0440\u0430\u0441\u0441\u043a\u0430\u0437\u044b \u043e \u0421\u0435\u0432\u0435\u0440\u0435".encode(
            "cp866"
        )
    )
    inside, outside = utf8_evidence(russian)
    assert 0 < inside < outside
    assert decode(russian) is None


def test_high_bytes_without_any_sequence_are_not_utf_8():
    assert decode(b"caf\xe9") is None


def test_a_utf_8_bom_proves_utf_8_and_is_no_text():
    decoded = decode(b"\xef\xbb\xbfa\xe9")
    assert (decoded.text, decoded.encoding, decoded.bom, decoded.confidence) == (
        "a\ufffd",
        "utf-8",
        True,
        1.0,
    )


def test_a_second_bom_is_text():
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfa").text == "\ufeffa"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xff\xfea\x00", "utf-16le"),
        (b"\xfe\xff\x00a", "utf-16be"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "utf-32le"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "utf-32be"),
    ],
)
def test_a_bom_names_utf_16_and_32(data, encoding):
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.bom) == ("a", encoding, True)


def test_utf_16_that_begins_with_nul_is_not_utf_32():
    decoded = decode(b"\xff\xfe" + "\x00note".encode("utf-16-le"))
    assert (decoded.text, decoded.encoding) == ("\x00note", "utf-16le")


def test_half_a_surrogate_pair_in_utf_16_is_two_undecodable_bytes():
    decoded = decode(b"\xff\xfe" + b"a\x00" + b"\x3d\xd8" + b"b\x00")
    assert decoded.text == "a\ufffd\ufffdb"
    assert decoded.undecodable == bad((1, 0x3D), (2, 0xD8))


def test_an_odd_last_byte_of_utf_16_is_kept():
    decoded = decode(b"\xfe\xff\x00a\x41")
    assert (decoded.text, decoded.undecodable) == ("a\ufffd", bad((1, 0x41)))


def test_a_bad_unit_of_utf_32_is_four_undecodable_bytes():
    decoded = decode(b"\x00\x00\xfe\xff" + b"\x00\x11\x00\x00" + b"\x00\x00\x00a" + b"\x00")
    assert decoded.text == "\ufffd" * 4 + "a" + "\ufffd"
    assert [item.byte for item in decoded.undecodable] == [0, 0x11, 0, 0, 0]


def test_a_byte_that_a_code_page_lacks_is_undecodable():
    decoded = decode_as(b"\xe9\x81", "windows-1252")
    assert (decoded.text, decoded.undecodable) == ("\xe9\ufffd", bad((1, 0x81)))


def test_a_double_byte_reading_that_does_not_come_back_is_not_taken():
    """cp932 reads 87 90 and 81 E0 as one character."""
    assert decode_as(b"\x87\x90", "shift_jis") is None
    assert decode_as(b"\x81\xe0", "shift_jis") is not None


def test_too_many_undecodable_bytes_are_no_text(monkeypatch):
    monkeypatch.setattr("pipeline.encoding.MAX_UNDECODABLE", 1000)
    assert decode(b"\xef\xbb\xbf" + b"\xff" * 1001) is None
    assert decode(b"\xef\xbb\xbf" + b"\xff" * 1000) is not None


def test_encode_refuses_an_offset_without_replacement_character():
    with pytest.raises(ValueError, match="no U\\+FFFD at offset 1"):
        encode("ab", encoding="utf-8", bom=False, undecodable=bad((1, 0xFF)))


def test_encode_says_what_an_encoding_lacks():
    with pytest.raises(UnicodeEncodeError):
        encode("\u4e2d", encoding="windows-1252", bom=False)


def test_byte_offsets_count_the_bom_and_undecodable_bytes_once():
    decoded = decode(b"\xef\xbb\xbf\xc3\xa9\xffa")
    offsets = byte_offsets(
        decoded.text, [0, 1, 2, 3], encoding="utf-8", bom=True, undecodable=decoded.undecodable
    )
    assert offsets == [3, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        ("a", None),
        ("a\nb\n", "lf"),
        ("a\r\n", "crlf"),
        ("a\r", "cr"),
        ("a\r\n\n", "mixed"),
        ("\n\r", "mixed"),
    ],
)
def test_newline_names_the_line_ends(text, newline):
    assert newline_of(text) == newline


def test_nel_and_line_separator_end_no_line():
    assert newline_of("a\x85b\u2028c") is None


def test_pages_have_the_codecs_that_damage_knows_them_by():
    known = {name: codecs.lookup(CODECS[name]).name for name in PAGES}
    assert known == {name: codecs.lookup(codec).name for name, codec in PAGES.items()}


def test_a_character_that_a_code_page_lacks_cannot_be_encoded() -> None:
    assert can_encode("caf\N{LATIN SMALL LETTER E WITH ACUTE}", encoding="windows-1252")
    assert not can_encode("\N{ELECTRIC LIGHT BULB}", encoding="windows-1252")
    assert can_encode("\N{ELECTRIC LIGHT BULB}", encoding="utf-16le")


def test_an_undecodable_byte_can_be_encoded_in_its_code_page() -> None:
    assert can_encode("a\ufffd", encoding="windows-1252", undecodable=(Undecodable(start=1, byte=0x81),))
    assert not can_encode("a\ufffd", encoding="windows-1252")
