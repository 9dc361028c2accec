"""N-grams are counted rightly however the text is cut, and their parts can be told from their hashes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mojibake.model.counting import (
    Level,
    beginnings,
    count_chunk,
    count_files,
    endings,
    merge_levels,
)
from pipeline.mojibake.model.normalize import normalize


def _array(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _plain(text: str, length: int) -> list[int]:
    return sorted(Counter(text[i : i + length] for i in range(len(text) - length + 1)).values())


@given(st.text(alphabet="abcя面", max_size=60))
def test_counts_equal_those_of_a_plain_counter(text: str) -> None:
    for length, level in enumerate(count_chunk(_array(text), 3), 1):
        assert sorted(level.counts.astype(int).tolist()) == _plain(text, length)


def test_beginning_and_end_of_an_ngram_are_found_one_level_below() -> None:
    one, two, three = count_chunk(_array("面试不中国的中文面试"), 3)
    for level, lower, length in ((two, one, 2), (three, two, 3)):
        for wanted in (beginnings(level), endings(level, length)):
            assert np.array_equal(lower.hashes[np.searchsorted(lower.hashes, wanted)], wanted)


@pytest.mark.parametrize("chunk", [7, 50, 10_000])
def test_small_chunks_count_as_one_large_chunk_does(tmp_path: Path, chunk: int) -> None:
    text = "ab面 cab 面试. " * 40
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    levels, seldom = count_files(
        [tmp_path / "a.txt"], order=3, minimum=(1, 1, 1), work=tmp_path / "w", chunk=chunk
    )
    whole = list(count_chunk(_array("\n" + text + "\n"), 3))
    for level, wanted in zip(levels, whole, strict=True):
        assert np.array_equal(level.hashes, wanted.hashes)
        assert np.array_equal(level.counts, wanted.counts)
    assert seldom.shape == (3, 4)
    assert not (tmp_path / "w").exists()


def test_the_minimum_drops_what_occurs_less(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("aaab", encoding="utf-8")
    levels, _ = count_files([tmp_path / "a.txt"], order=2, minimum=(1, 2), work=tmp_path / "w")
    assert levels[1].counts.tolist() == [2.0]


def test_merging_adds_counts_times_weights() -> None:
    one = next(count_chunk(_array("aab"), 1))
    merged: Level = merge_levels([one, one], [1.0, 0.5])
    assert merged.counts.tolist() == [3.0, 1.5]


def test_digits_are_alike_and_line_ends_join() -> None:
    assert normalize(_array("1\n\n\n9\t\u3000")).tolist() == [0x30, 0x0A, 0x30, 0x20, 0x20]
