"""Ids that are made in quick ways are those that the slow one makes."""

from __future__ import annotations

import pytest

from pipeline.ids import pair_id, row_id


@pytest.mark.parametrize("same", [0, 2])
@pytest.mark.parametrize("offsets", [(0, 12, 34, 5), (None, None, 3, 4), (7, 8, None, None)])
def test_a_pair_has_the_id_of_its_row(offsets: tuple[int | None, ...], same: int) -> None:
    first, last, other, end = offsets
    more = (same,) if same else ()
    expected = row_id("pairs", "a1", "b2", "block", first, last, other, end, *more)
    assert pair_id("a1", "b2", "block", (first, last, other, end), same) == expected
