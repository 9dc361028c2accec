"""The page that damaged a text is inferred from all of it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.channel.codepages import SINGLE_BYTE
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.weighing import _explaining, weigh
from tests import texts


@pytest.mark.parametrize("name", SINGLE_BYTE)
@pytest.mark.parametrize("language", ["zh-Hans", "ru", "ja", "el"])
def test_the_page_found_reads_all_that_is_seen_as_the_true_one_does(name: str, language: str) -> None:
    """Pages that agree on every character seen cannot be told apart."""
    codes = runs.code_points(damage(texts.paragraphs()[language][0], f"{name}:c1"))
    evidence = weigh(codes, *runs.suspects(codes))
    assert evidence is not None
    high = codes[codes >= 0x80]
    assert np.array_equal(runs.bytes_of(evidence.page)[high], runs.bytes_of(name)[high])


def test_a_character_that_one_page_alone_has_tells_it() -> None:
    for name in ("windows-1252", "windows-1254"):
        codes = runs.code_points(damage("\U0001f4a1 \U0001f600 \U0001f680", f"{name}:dropped"))
        evidence = weigh(codes, *runs.suspects(codes))
        assert evidence is not None
        assert evidence.page == name


def test_whole_characters_are_counted_and_short_ones_apart() -> None:
    codes = runs.code_points(damage("\u4e2d\u6587\u9762\u8bd5", "windows-1252:dropped"))
    evidence = weigh(codes, *runs.suspects(codes))
    assert evidence is not None
    assert (evidence.complete, evidence.short) == (3, 1)
    assert evidence.explained == 9


def test_without_suspects_there_is_no_evidence() -> None:
    codes = runs.code_points("plain text")
    assert weigh(codes, *runs.suspects(codes)) is None


@pytest.mark.parametrize("channel", ["windows-1252:dropped", "windows-1254:c1", "ibm866:none", "koi8-r:none"])
@pytest.mark.parametrize("language", ["zh-Hans", "ru", "fr"])
def test_the_page_found_is_the_first_of_those_of_the_most_weight(channel: str, language: str) -> None:
    """Asked about one by one, no page weighs more, and none before it as much."""
    codes = runs.code_points(damage(texts.paragraphs()[language][1], channel))
    at, bits = runs.suspects(codes)
    evidence = weigh(codes, at, bits)
    assert evidence is not None
    pages = dict.fromkeys(name for bit, name in enumerate(runs.BITS) if (bits >> bit & 1).any())
    weights: dict[str, int] = {}
    for name in pages:
        mine = at[np.any([bits >> bit & 1 for bit, other in enumerate(runs.BITS) if other == name], axis=0)]
        found = _explaining(codes, mine, name) if name in SINGLE_BYTE else None
        weights[name] = found.weight if found else -1 if name in SINGLE_BYTE else 2 * len(mine)
    assert evidence.page == max(weights, key=lambda name: weights[name])
    assert evidence.weight == weights[evidence.page]
