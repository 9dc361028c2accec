"""Code pages equal Python's codecs, byte for byte, and bear the labels that the standard gives them."""

from __future__ import annotations

import codecs

import pytest

from pipeline.errors import ChannelError
from pipeline.mojibake.channel.codepages import CODECS, SINGLE_BYTE, page

WHATWG_KNOWS_NOT = {"cp437", "cp850", "iso-8859-1", "iso-8859-9"}
"""IBM's names, and the two labels that the Encoding Standard gives to Windows pages."""


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_each_byte_reads_as_in_pythons_codec(name: str) -> None:
    table = page(name)
    for byte in range(256):
        shown = bytes([byte]).decode(SINGLE_BYTE[name], "ignore") or None
        assert table.chars[byte] == shown
        assert (byte in table.undefined) == (shown is None)


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_the_way_back_is_the_codecs_too(name: str) -> None:
    for char, byte in page(name).byte_of.items():
        assert char.encode(SINGLE_BYTE[name]) == bytes([byte])
    assert len(page(name).byte_of) == 128 - sum(byte >= 0x80 for byte in page(name).undefined)


def test_the_bytes_that_1252_and_1254_lack_are_those_known() -> None:
    assert page("windows-1252").undefined == {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    assert page("windows-1254").undefined == {0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E}


@pytest.mark.parametrize("name", ["macintosh", "cp437", "cp850", "ibm866", "koi8-r", "koi8-u", "iso-8859-1"])
def test_pages_without_undefined_bytes_have_none(name: str) -> None:
    assert not page(name).undefined


@pytest.mark.parametrize("name", CODECS)
def test_labels_are_lower_case_and_codecs_exist(name: str) -> None:
    assert name == name.lower()
    assert codecs.lookup(CODECS[name])


@pytest.mark.parametrize("name", sorted(set(SINGLE_BYTE) - WHATWG_KNOWS_NOT))
def test_a_label_names_the_same_page_to_python(name: str) -> None:
    """Python knows WHATWG's labels, but for the names `macintosh` and `windows-874` has of its own."""
    known = {"windows-874": "cp874"}.get(name, name)
    assert codecs.lookup(known).name == codecs.lookup(SINGLE_BYTE[name]).name


def test_an_unknown_page_is_named_with_those_known() -> None:
    with pytest.raises(ChannelError, match="ebcdic") as caught:
        page("ebcdic")
    assert "windows-1252" in str(caught.value.hint)
