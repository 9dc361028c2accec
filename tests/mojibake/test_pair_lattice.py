"""Lattices of a double-byte page: each arc is what its bytes are in UTF-8."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.double_byte import pair_lattice
from pipeline.mojibake.double_byte.pair_chart import START
from pipeline.mojibake.double_byte.pair_lattice import PairLattice, pair_lattices
from pipeline.mojibake.double_byte.pair_pages import pair_page
from pipeline.mojibake.double_byte.pair_reading import _struck
from pipeline.mojibake.double_byte.pair_seen import PairText, marks_of, no_marks, seen_at
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.passes import default_model
from pipeline.mojibake.reading.lattice import LITERAL, LOSSY
from tests import texts

MARKED = (
    ("zh-Hans", "gbk:?+eats"),
    ("ru", "euc-kr:?+eats"),
    ("ja", "shift_jis:middle-dot+eats"),
    ("ru", "shift_jis:?+eats"),
    ("zh-Hans", "big5:u+fffd"),
)


def _marked(language: str, channel: str) -> tuple[str, PairLattice]:
    """A damaged text, and its lattice as one region."""
    text = damage(texts.paragraphs()[language][0][:90], channel)
    codes, page = runs.code_points(text), channel.partition(":")[0]
    seen = seen_at(PairText(codes, page), 0, len(codes), (None, False), gone=pair_page(page).lacks_many)
    arrays, edges = default_model().arrays, np.array([[0], [len(codes)]], np.int64)
    return text, pair_lattices(codes, *edges, pair_page(page), arrays, marks_of(seen, page, arrays))


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


@pytest.mark.parametrize(("language", "channel"), MARKED)
def test_an_arc_is_what_its_bytes_are_after_what_is_begun(language: str, channel: str) -> None:
    _, made = _marked(language, channel)
    leaving = np.repeat(np.arange(len(made.begun) - 1), np.diff(made.found.first))
    for arc in np.flatnonzero(made.found.kind != LITERAL).tolist():
        begun, then = int(made.begun[leaving[arc]]), int(made.begun[made.found.end[arc]])
        size = int(made.data[arc]) >> 32 & 255
        data = (int(made.data[arc]) & 0xFFFFFFFF).to_bytes(4, "big")[4 - size :]
        said = "".join(chr(char) for char in (made.said[arc], made.found.extra[arc]) if char > 0)
        assert _bytes(max(begun, 0)) + data == said.encode() + _bytes(max(then, 0))


@pytest.mark.parametrize(("language", "channel"), MARKED)
def test_arcs_that_struck_bytes_are_lossy_and_begin_at_marks(language: str, channel: str) -> None:
    text, made = _marked(language, channel)
    leaving = np.repeat(np.arange(len(made.begun) - 1), np.diff(made.found.first))
    lossy = np.flatnonzero(made.found.kind == LOSSY)
    assert len(lossy)
    for arc in lossy.tolist():
        place = int(made.places[leaving[arc]])
        for _, byte, became in _struck(0, int(made.data[arc]), text[place : place + 2]):
            assert became in ("", *"?\ufffd\u30fb")
            assert byte >= 0x80 or not became
    assert not (made.data[made.found.kind != LOSSY] >> 40).any()


@pytest.mark.parametrize("page", ["gbk", "shift_jis", "euc-kr", "big5"])
@pytest.mark.parametrize("seed", range(3))
def test_lattices_side_by_side_are_those_of_each_region(page: str, seed: int) -> None:
    chance = random.Random(f"{page} {seed}")
    first = np.flatnonzero(runs.pair_bytes_of(page)[0] >= 0xC2).tolist()
    text = damage(texts.paragraphs()["ja"][seed][:60], f"{page}:?+eats").replace("?", "")
    text += "".join(chr(code) for code in chance.choices(first, k=40))
    codes, arrays = runs.code_points(text), default_model().arrays
    cuts = sorted(chance.sample(range(len(codes)), 9))
    edges = np.array(cuts[:-1], np.int64), np.array(cuts[1:], np.int64)
    together = pair_lattices(codes, *edges, pair_page(page), arrays, no_marks())
    for k, cut in enumerate(pairwise(cuts)):
        alone = pair_lattices(codes, *np.array(cut, np.int64)[:, None], pair_page(page), arrays, no_marks())
        begin, last = together.edges[:, k].tolist()
        arc, stop = together.found.first[[begin, last]].tolist()
        assert (together.found.first[begin : last + 1] - arc).tolist() == alone.found.first.tolist()
        assert (together.found.end[arc:stop] - begin).tolist() == alone.found.end.tolist()
        for row in ("char", "extra", "cost", "kind"):
            found = getattr(together.found, row)[arc:stop]
            assert found.tolist() == getattr(alone.found, row).tolist()
        assert together.begun[last] == START


def test_where_there_is_no_room_for_arcs_more_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    _, wanted = _marked("ja", "shift_jis:middle-dot+eats")
    monkeypatch.setattr(pair_lattice, "ROOM_OF_MARK", 0)
    monkeypatch.setattr(pair_lattice, "LEAST", 8)
    _, made = _marked("ja", "shift_jis:middle-dot+eats")
    assert made.data.tolist() == wanted.data.tolist()
