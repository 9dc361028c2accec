"""A first look at regions of a double-byte page says no more than a search of each would."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE
from pipeline.mojibake.double_byte.pair_look import is_nothing
from pipeline.mojibake.double_byte.pair_reading import WEAK, read_pairs
from pipeline.mojibake.double_byte.pair_seen import PairText
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.passes import default_model
from tests import texts

PAGES = tuple(name for name in DOUBLE_BYTE if name not in ("gb18030", "gbk-strict"))


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
            read = read_pairs(PairText(codes, page), start, end, arrays, WEAK)
            assert not (nothing and read)
            told += nothing
    assert told > 10


def test_no_region_is_nothing_to_tell() -> None:
    codes = runs.code_points("a")
    assert is_nothing(codes, [], "gbk", default_model().arrays, WEAK).tolist() == []
    assert is_nothing(codes, [(0, 1)], "gbk", default_model().arrays, WEAK).tolist() == [True]
