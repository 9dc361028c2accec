"""Lists of words are counted as the text that they stand for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.mojibake.model.counting import Level, beginnings, count_chunk, endings
from pipeline.mojibake.model.words import (
    count_words,
    joined_words,
    spaced_words,
    symbols_among,
    word_sequences,
)


def _hash(text: str) -> np.ndarray:
    *_, level = count_chunk(np.frombuffer(text.encode("utf-32-le"), np.uint32), len(text))
    return level.hashes


def _count(levels: list[Level], text: str, column: str = "counts") -> float:
    level = levels[len(text) - 1]
    at = np.flatnonzero(level.hashes == _hash(text))
    return float(getattr(level, column)[at[0]]) if len(at) else 0.0


def test_a_words_end_is_seen_but_not_followed() -> None:
    levels = count_words([("中国",)], np.array([5.0]), order=3)
    assert (_count(levels, "中国"), _count(levels, "中国", "followed")) == (5.0, 0.0)
    assert (_count(levels, "中"), _count(levels, "中", "followed")) == (5.0, 5.0)


def test_of_a_pair_only_what_crosses_the_border_counts() -> None:
    levels = count_words([("中国", "人民")], np.array([2.0]), order=3)
    assert _count(levels, "国人") == _count(levels, "国人民") == 2.0
    assert _count(levels, "中国") == _count(levels, "人民") == 0.0


def test_spaced_words_have_spaces_and_capitals(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("он\t3\nона\t1\n", encoding="utf-8")
    levels = spaced_words(tmp_path / "list.tsv", total=4.0, order=4)
    assert _count(levels, " он ") > 2.5
    assert 0 < _count(levels, "\nОн ") < 0.5
    assert _count(levels, " он") == pytest.approx(4 * 0.84)


def test_arabic_words_get_the_vowel_signs_that_lists_leave_out(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("كتاب\t1\n", encoding="utf-8")
    assert _count(spaced_words(tmp_path / "list.tsv", total=100.0, order=4), "ب\u064d ") == pytest.approx(1.0)


def test_joined_words_leave_out_numbers_and_what_never_occurs(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("中国\t1\n00年\t1\n丁丁\t0\n", encoding="utf-8")
    levels = joined_words(tmp_path / "list.tsv", total=10.0, order=2)
    assert _count(levels, "中国") == 10.0
    assert _count(levels, "年") == _count(levels, "丁丁") == 0.0


def test_signs_are_picked_out_of_a_list(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("ja\t3\n😂\t1\n", encoding="utf-8")
    assert _count(symbols_among(tmp_path / "list.tsv", total=8.0), "😂") == 2.0


def test_sequences_are_closed_under_beginning_and_end(tmp_path: Path) -> None:
    (tmp_path / "1.tsv").write_text("<s>\t0.2\n中国\t0.5\n人民\t0.3\n", encoding="utf-8")
    (tmp_path / "2.tsv").write_text("<s>\t中国\t0.9\n中国\t人民\t0.5\n人民\t<s>\t0.5\n", encoding="utf-8")
    (tmp_path / "3.tsv").write_text("<s>\t中国\t人民\t0.5\n", encoding="utf-8")
    levels = word_sequences(*(tmp_path / f"{n}.tsv" for n in (1, 2, 3)), total=8.0, order=4)
    assert _count(levels, "中国") == 5.0
    assert _count(levels, "国人") == pytest.approx(2.5)
    for length in (2, 3, 4):
        for wanted in (beginnings(levels[length - 1]), endings(levels[length - 1], length)):
            assert np.isin(wanted, levels[length - 2].hashes).all()
