"""A first look at regions of a double-byte page says no more than a search of each would."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from pipeline.mojibake import damage, pair_look, runs
from pipeline.mojibake.codepages import DOUBLE_BYTE
from pipeline.mojibake.pair_arcs import Seen
from pipeline.mojibake.pair_lattice import hidden_bytes, pair_lattice
from pipeline.mojibake.pair_look import is_nothing
from pipeline.mojibake.pair_reading import WEAK, read_pairs
from pipeline.mojibake.passes import default_model
from tests import texts

PAGES = tuple(name for name in DOUBLE_BYTE if name != "gb18030")


def _text(page: str, seed: int) -> str:
    """Sound text and damaged, without marks; now and then characters of a page at random."""
    chance = random.Random(f"{page} {seed}")
    first, _ = runs.pair_bytes_of(page)
    of_page = [chr(code) for code in np.flatnonzero(first >= 0xC2).tolist()]
    parts = []
    for language in ("zh-Hans", "ja", "ru", "fr"):
        sound = chance.choice(texts.paragraphs()[language])[:40]
        parts += [sound, damage(sound, f"{page}:?+eats"), "".join(chance.choices(of_page, k=12)), "\n\n"]
    return "".join(parts).replace("?", "").replace("\u30fb", "").replace("\ufffd", "")


def _seen(text: str) -> Seen:
    return Seen(
        before="",
        text=text,
        after="",
        ends=False,
        is_line=False,
        eats=None,
        along=False,
        gone=False,
        notes="other",
        wraps=0,
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("seed", range(6))
def test_lattices_side_by_side_are_those_of_each_region(page: str, seed: int) -> None:
    text, arrays = _text(page, seed), default_model().arrays
    codes = runs.code_points(text)
    cuts = sorted(random.Random(seed).sample(range(len(text)), 9))
    starts, ends = np.array(cuts[:-1], np.int64), np.array(cuts[1:], np.int64)
    nodes, room = np.empty((2, 8), np.int64), np.empty((6, pair_look.ARCS * len(text)), np.int64)
    hidden, signs = np.array(hidden_bytes(page), np.int64), pair_look._noted()
    tables = runs.pair_bytes_of(page)
    lost = pair_look.build(codes, starts, ends, *tables, hidden, arrays, signs, nodes, room)
    assert not lost.all()
    for k in np.flatnonzero(~lost).tolist():
        _, wanted, _ = pair_lattice(_seen(text[cuts[k] : cuts[k + 1]]), page, arrays)
        begin, last = nodes[:, k].tolist()
        arc, stop = room[0, [begin, last]].tolist()
        assert (room[0, begin : last + 1] - arc).tolist() == wanted.first.tolist()
        assert (room[1, arc:stop] - begin).tolist() == wanted.end.tolist()
        rows = [wanted.char, wanted.extra, wanted.cost, wanted.kind]
        assert room[2:, arc:stop].tolist() == [row.tolist() for row in rows]


@pytest.mark.parametrize("page", PAGES)
def test_where_it_finds_nothing_a_search_finds_nothing(page: str) -> None:
    arrays = default_model().arrays
    told = 0
    for seed in range(4):
        codes = runs.code_points(_text(page, seed) + "? " + _text(page, seed + 9))
        cuts = sorted(random.Random(seed).sample(range(len(codes)), 20))
        spans = list(pairwise(cuts))
        found = is_nothing(codes, spans, page, arrays, WEAK).tolist()
        for (start, end), nothing in zip(spans, found, strict=True):
            read = read_pairs(codes, start, end, page, arrays, WEAK)
            assert not (nothing and read)
            told += nothing
    assert told > 10


def test_no_region_is_nothing_to_tell() -> None:
    codes = runs.code_points("a")
    assert is_nothing(codes, [], "gbk", default_model().arrays, WEAK).tolist() == []
    assert is_nothing(codes, [(0, 1)], "gbk", default_model().arrays, WEAK).tolist() == [True]


def test_where_too_much_may_be_begun_a_region_is_left_to_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    text = damage("\u97f3\u697d\u306e\u8a71", "shift_jis:dropped").replace("\u30fb", "")
    codes = runs.code_points(text)
    assert is_nothing(codes, [(0, len(codes))], "shift_jis", default_model().arrays, WEAK).tolist() == [False]
    monkeypatch.setattr(pair_look, "BEGUN", 1)
    assert is_nothing(codes, [(0, len(codes))], "shift_jis", default_model().arrays, WEAK).tolist() == [False]
