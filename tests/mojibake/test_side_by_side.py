"""Each item of regions that lie side by side is told what the page, its losses and its neighbours say."""

from __future__ import annotations

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.losses import Costs, Losses, byte_sets
from pipeline.mojibake.reading.side_by_side import WALL, items_of

TEXT = "naïve Ã©... a..Ã… 'x'? Ã... 漢\U0001f4a1Ã."
LOSSES = Losses(page="windows-1252", dropped=True, ellipsis=True)
COSTS = Costs(enter=1, leave=2, literal=5, closed=False, odd=7)


def _items(*spans: tuple[int, int]) -> list[tuple[int, ...]]:
    starts, ends = (np.array(side, np.int64) for side in zip(*spans, strict=True))
    items = items_of(runs.code_points(TEXT), starts, ends, LOSSES, COSTS)
    assert items.regions.starts.tolist() == starts.tolist()
    rows = list(zip(*(row.tolist() for row in items[1:]), strict=True))
    out: list[tuple[int, ...]] = []
    for start, begin, end in zip(*(side.tolist() for side in items.regions), strict=True):
        assert [row[0] for row in rows[begin:end]] == list(map(ord, TEXT[start : start + end - begin]))
        assert all(k + row[1] == start + k - begin for k, row in enumerate(rows[begin:end], begin))
        assert [row[0] for row in rows[end : end + WALL]] == [0] * WALL
        assert {row[2:] for row in rows[end : end + WALL]} == {(0, 0, -1)}
        out += rows[begin:end]
    assert len(rows) == len(out) + WALL * len(spans)
    return out


def test_bytes_and_costs_are_those_of_the_page() -> None:
    table = runs.bytes_of("windows-1252")
    for code, _, byte, cost, _ in _items((0, 5), (6, len(TEXT))):
        assert byte == table[min(code, 65535)]
        assert cost in ((5, 12) if byte >= 0x80 else (0,))


def test_a_capital_behind_a_small_letter_costs_more_also_where_a_region_begins() -> None:
    codes = runs.code_points("aÃ é")
    for start in (0, 1):
        items = items_of(codes, np.array([start]), np.array([4]), LOSSES, COSTS)
        assert items.cost[1 - start] == 12
        assert items.cost[3 - start] == 5


def test_a_dot_is_a_mark_where_three_begin_within_the_region() -> None:
    mark = int(byte_sets(LOSSES)[3][ord(".")])
    assert mark >= 0
    first = TEXT.index("...")
    marks = [row[4] for row in _items((first - 1, first + 3), (first, first + 2))]
    assert marks == [-1, mark, -1, -1, -1, -1]
    second = TEXT.index("a..")
    assert [row[4] for row in _items((second, second + 4))] == [-1, -1, -1, -1]
