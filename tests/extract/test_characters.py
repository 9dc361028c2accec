"""Findings about single characters."""

import pytest

from pipeline.encoding import decode
from pipeline.extract.characters import SINGLY, character_findings
from pipeline.positions import LineIndex


def found(data):
    decoded = decode(data if isinstance(data, bytes) else data.encode("utf-8"))
    return character_findings(decoded, lambda: LineIndex(decoded.text))


def codes(data):
    return [(item.code, item.start, item.end) for item in found(data)]


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\x00", "control-character"),
        ("\x1b", "control-character"),
        ("\x7f", "control-character"),
        ("\x85", "control-character"),
        ("\x9d", "control-character"),
        ("\ufffd", "replacement-character"),
        ("\ue000", "private-use"),
        ("\uf8ff", "private-use"),
        ("\U0010fffd", "private-use"),
        ("\u202e", "bidi-control"),
        ("\u2066", "bidi-control"),
        ("\u200b", "zero-width"),
        ("\u200e", "zero-width"),
        ("\u2060", "zero-width"),
        ("\ufeff", "zero-width"),
        ("\U000e0041", "zero-width"),
    ],
)
def test_an_odd_character_is_found_where_it_stands(char, code):
    (item,) = found(f"one\ntw{char}o")
    assert (item.code, item.line, item.column, item.start, item.end) == (code, 2, 3, 6, 7)
    assert f"U+{ord(char):04X}" in item.message


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\r\n",
        "caf\u00e9 \u2014 \u201cquoted\u201d\u00a0\u2026",
        "\u9762\u8bd5\u3000\u3002",
        "\U0001f4a1 \u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian joins by ZWNJ
        "\u0915\u094d\u200d\u0937",  # Hindi by ZWJ
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "soft\u00adhyphen",
    ],
)
def test_ordinary_text_has_no_findings(text):
    assert found(text) == []


def test_a_joiner_in_a_latin_word_is_found():
    assert codes("pass\u200cword") == [("zero-width", 4, 5)]


def test_an_undecodable_byte_is_named_with_its_value_and_place():
    (item,) = found(b"caf\xc3\xa9\n x\xff")
    assert (item.code, item.line, item.column) == ("undecodable-byte", 2, 3)
    assert item.message == "byte FF is not valid utf-8"


def test_an_undecodable_byte_is_no_replacement_character():
    assert codes(b"\xef\xbf\xbd\xff\xef\xbf\xbd") == [
        ("replacement-character", 0, 1),
        ("replacement-character", 2, 3),
        ("undecodable-byte", 1, 2),
    ]


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\xc3\xa9\xc3\xa9\xc3\xa9 \xed\xa0\xbd", 3),
        (b"\xff\xfe" + "\u00e9\u00e9\u00e9 ".encode("utf-16-le") + b"\x3d\xd8", 2),
        (b"\xfe\xff" + "\u00e9\u00e9\u00e9 ".encode("utf-16-be") + b"\xd8\x3d", 2),
        (b"\xff\xfe\x00\x00" + "\u00e9\u00e9\u00e9 ".encode("utf-32-le") + b"\x3d\xd8\x00\x00", 4),
    ],
)
def test_half_a_surrogate_pair_is_one_finding_over_its_bytes(data, size):
    (item,) = found(data)
    assert (item.code, item.start, item.end) == ("unpaired-surrogate", 4, 4 + size)
    assert "half of a surrogate pair" in item.message


def test_an_odd_last_byte_of_utf_16_is_an_undecodable_byte():
    assert codes(b"\xff\xfea\x00\x3d") == [("undecodable-byte", 1, 2)]


@pytest.mark.parametrize("odd", ["\x00" * 1000, "\x00 " * 1000])
def test_of_many_the_first_are_named_and_the_rest_counted(odd):
    items = found(odd)
    assert len(items) == SINGLY + 1
    assert [item.start for item in items[:SINGLY]] == [
        odd.index("\x00", 0) + n * (len(odd) // 1000) for n in range(SINGLY)
    ]
    assert items[-1].message == "and 980 more in this file"
    assert (items[-1].start, items[-1].line) == (None, None)


def test_many_undecodable_bytes_are_counted_too():
    items = found(b"\xef\xbb\xbf" + b"\xff" * 50)
    assert [item.code for item in items] == ["undecodable-byte"] * (SINGLY + 1)
    assert items[-1].message == "and 30 more in this file"


def test_messages_are_ascii():
    for item in found("\x00\x85\ufffd\ue000\u202e\u200b\U000e0041"):
        assert item.message.isascii()


def test_a_run_is_the_same_beside_a_character_far_above():
    text = "a\x85\x86b\ufffd\ufffd\u200b c" + "\x9d" * (SINGLY + 3)
    near, far = codes(text), codes(f"{text}\U000e0041")
    assert near == [item for item in far if item[1] is None or item[1] < len(text)]
