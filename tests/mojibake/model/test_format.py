"""A model file is read as it was written, and what is no model file is refused with its place."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.mojibake.model import Model, load, with_decisions


def test_decisions_are_written_and_all_else_stays(small_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model.bin"
    copy.write_bytes(small_path.read_bytes())
    before = load(copy)
    with_decisions(copy, {"threshold": 970, "calibration": [1, 2, 3]})
    after = load(copy)
    assert after.decisions == {"threshold": 970, "calibration": [1, 2, 3]}
    assert after.hash == hashlib.sha256(copy.read_bytes()).hexdigest() != before.hash
    for one, other in zip(before.groups, after.groups, strict=True):
        assert one.languages == other.languages
        assert all(np.array_equal(a, b) for a, b in zip(one.arrays, other.arrays, strict=True))


def test_tables_begin_at_a_line_of_the_cache(small: Model) -> None:
    places = [int(group.arrays[4].ctypes.data) % 64 for group in small.groups]
    assert places == [0] * len(places)


def test_arrays_cannot_be_written_to(small: Model) -> None:
    with pytest.raises(ValueError, match="read-only"):
        small.arrays[2][0] = 1


def test_of_two_groups_with_a_language_the_narrower_is_its_own(small: Model) -> None:
    wide = replace(small.groups[0], name="all", languages=("ru", "zh-Hans"))
    assert replace(small, groups=(wide, *small.groups)).group("ru").name == "ru"


def test_an_unknown_language_has_no_group(small: Model) -> None:
    with pytest.raises(KeyError):
        small.group("tlh")


@pytest.mark.parametrize(
    "data", [b"", b"MOJI", b"MOJIBAKE\x63\0\0\0\0\0\0\0", b"x" * 100, b"MOJIBAKE\x01\0\0\0\x05\0\0\0{{{{{"]
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin"):
        load(tmp_path / "model.bin")


def test_a_torn_file_is_refused(small_path: Path, tmp_path: Path) -> None:
    data = small_path.read_bytes()
    (tmp_path / "model.bin").write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="torn"):
        load(tmp_path / "model.bin")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.bin"):
        load(tmp_path / "none.bin")
