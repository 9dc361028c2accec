"""Suspects are found wherever damage begins, tables agree with channels, and sound text has few."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.channel import hidden_char, is_hidden, lone_char, pair_char
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE, page
from pipeline.mojibake.evidence import runs, sequences
from tests import texts


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_the_byte_of_a_character_is_the_pages_and_of_an_undefined_byte_its_control(name: str) -> None:
    table = runs.bytes_of(name)
    known = {char: byte for byte, char in enumerate(page(name).chars) if byte >= 0x80 and char}
    known |= {chr(byte): byte for byte in page(name).undefined if chr(byte) not in known}
    assert {chr(code): int(table[code]) for code in np.flatnonzero(table)} == known


@pytest.mark.parametrize("name", DOUBLE_BYTE)
def test_the_two_bytes_of_a_character_read_as_it(name: str) -> None:
    first, second = runs.pair_bytes_of(name)
    for code in np.flatnonzero(first).tolist()[::7]:
        if second[code]:
            assert pair_char(name, int(first[code]), int(second[code])) == chr(code)
        elif is_hidden(name, int(first[code])):
            assert hidden_char(name, int(first[code])) == chr(code)
        else:
            assert lone_char(name, int(first[code])) == chr(code)


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_every_whole_damaged_character_begins_with_a_suspect_of_its_page(name: str) -> None:
    bits = sum(1 << k for k, page_name in enumerate(runs.BITS) if page_name == name)
    for text in texts.paragraph_of_each_language():
        seen = damage(text, f"{name}:c1")
        at, pages = runs.suspects(runs.code_points(seen))
        found = {int(k) for k, mask in zip(at, pages, strict=True) if mask & bits}
        place = 0
        for char in text:
            assert char < "\x80" or place in found
            place += len(char.encode("utf-8"))


def test_ascii_has_no_suspects() -> None:
    at, _ = runs.suspects(runs.code_points("".join(map(chr, range(128))) * 3))
    assert not len(at)


@pytest.mark.parametrize("text", ["", "a", "\u00e9", "\ud800", "\u00c3"])
def test_texts_too_short_for_a_pair_have_none(text: str) -> None:
    at, bits = runs.suspects(runs.code_points(text))
    assert len(at) == len(bits) == 0


def test_code_points_keep_unpaired_surrogates_and_what_is_beyond_the_basic_plane() -> None:
    assert runs.code_points("a\ud800\U0001f4a1").tolist() == [0x61, 0xD800, 0x1F4A1]


def test_an_island_is_parsed_byte_by_byte() -> None:
    """Two whole characters of two and three bytes, a lead that lost its trail, one of four bytes."""
    seen = "\u00c3\u00a9\u00e4\u00b8\u00ad x \u00c3 \u00f0\u0178\u2019\u00a1"
    codes = runs.code_points(seen)
    at, _ = runs.suspects(codes)
    counts = np.zeros(8, np.int64)
    kept = np.zeros(len(at), np.int64)
    islands = sequences.parse_islands(codes, at, runs.bytes_of("windows-1252"), kept, counts, *sequences.ALL)
    characters, explained, two, three, four = counts.tolist()[:5]
    assert (explained, two, three, four) == (9, 1, 1, 1)
    assert islands == 3
    assert characters >= explained


def test_suspects_and_bytes_are_found_across_the_borders_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = runs.code_points("\u00e9\u00a2\u2018 sound \u00c3\u00a9 text \u00e2\u20ac\u2122 " * 5)
    table = runs.bytes_of("windows-1252")
    whole = [part.tolist() for part in runs.suspects(codes)], runs.bytes_at(codes, table).tolist()
    assert whole[0][0]
    for block in (1, 2, 3, 7):
        monkeypatch.setattr(runs, "BLOCK", block)
        cut = [part.tolist() for part in runs.suspects(codes)], runs.bytes_at(codes, table).tolist()
        assert cut == whole


@pytest.mark.parametrize("text", ["", "x", "Ãx " * 700, "Ã© sound " * 400, "день добрый " * 300])
def test_pairs_are_the_same_for_however_many_there_is_room(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = runs.code_points(text)
    at, bits = runs.suspects(codes)
    for room in (1, 300, len(codes)):
        monkeypatch.setattr(runs, "ROOM", room)
        seen = np.zeros(65536, np.bool_)
        places, pages = runs._written(codes, runs.joined(*runs.masks()), seen)
        assert (places.tolist(), pages.tolist()) == (at.tolist(), bits.tolist())
        assert seen.tolist() == runs.characters_in(codes).tolist()


def test_a_long_text_has_the_code_points_of_its_parts() -> None:
    part = "a\0é\ud800\U0001f4a1\0"
    whole = runs.code_points(part * runs.LONG)
    assert whole.tolist() == runs.code_points(part).tolist() * runs.LONG
    assert not whole.flags.writeable


def test_what_is_looked_up_marks_the_characters_of_a_text() -> None:
    codes = runs.code_points("a? é\u4e00\U0001f4a1z")
    for text in (codes, codes[:0]):
        seen = np.zeros(65536, np.bool_)
        runs.suspects(text, seen)
        assert seen.tolist() == runs.characters_in(text).tolist()
