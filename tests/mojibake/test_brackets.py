"""Brackets that lost a byte are told by what is open, however far back it was opened."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.reading.brackets import (
    BLANK,
    EITHER,
    LINE,
    OPENING,
    PAIRS,
    PARTS,
    REACH,
    SINGLE,
    STRAY,
    UNCLOSED,
    UNOPENED,
    Opened,
    pair,
    parts_of,
    stray,
)
from pipeline.mojibake.reading.readings import Proposal


@pytest.mark.parametrize("kind", range(len(PAIRS)))
def test_a_pair_costs_nothing_and_leaves_nothing_open(kind: int) -> None:
    opener, closer = (int(PARTS[ord(char)]) for char in PAIRS[kind])
    opened, cost = pair(0, opener)
    assert (opened, cost) == (1 << kind, OPENING)
    assert pair(opened, closer) == (0, -OPENING)


def test_a_mark_that_nothing_opened_costs_and_the_end_of_a_line_closes_all() -> None:
    corner = int(PARTS[ord("\u300d")])
    assert pair(0, corner) == (0, UNOPENED)
    assert pair(7, LINE) == (0, UNCLOSED)
    assert pair(1, LINE) == pair(0, LINE) == (0, 0)  # a quotation goes on in the next
    assert pair(0, EITHER) == (1, OPENING)
    assert pair(1, EITHER) == (0, 0)  # in German it closes


@pytest.mark.parametrize("quote", "\u2018\u2019\u201c\u201d\u201e")
def test_a_quotation_mark_between_white_space_costs(quote: str) -> None:
    part = int(PARTS[ord(quote)])
    edge, cost = stray(1, part)
    assert (edge, cost) == (2, 0)
    assert stray(edge, BLANK) == stray(edge, LINE) == (1, STRAY)
    assert stray(edge, 0) == (0, 0)
    assert stray(0, part) == (0, 0)  # after a letter it closes
    assert int(PARTS[0x2019]) == SINGLE


def test_parts_of_what_is_no_character_are_none() -> None:
    assert parts_of(np.array([-1, 0x1F4A1, ord("a"), 10])).tolist() == [0, 0, 0, LINE]


def test_what_is_open_counts_what_was_read_before() -> None:
    codes = code_points("a\u201cb XX c\u201d d\n\u300c e")
    told = Opened(codes)
    read = Proposal(5, 7, "\u300c", "windows-1252", (), 0, (), 1)
    assert told.before(8, [read]) == 1 | 2
    assert told.before(11, [read]) == 2
    assert told.before(len(codes), [read]) == 2


def test_a_quotation_closes_far_from_where_it_opened() -> None:
    truth = (
        "\u300c\u6211\u5011\u4eca\u5929\u8981\u5b8c\u6210 version 2 of the great release "
        "\u7684\u5de5\u4f5c\u300d\uff0c\u4ed6\u8aaa\u3002\n\u7d93\u7406\u3001\u540c\u4e8b\u3001\u5bb6\u4eba\u90fd\u5f88\u9ad8\u8208\u3002"
    ) * 3
    assert repair(damage(truth, "windows-1252:dropped+ad")).text == truth


def test_no_joiner_stands_behind_a_letter() -> None:
    branches = " ".join(
        f"\u0433\u0440\u0430\u043d\u0430 \u201e{name}\u201d \u0438" for name in ("master", "testing", "dev")
    )
    truth = f"{branches} \u0434\u0440\u0443\u0433\u0435.\n" * 3
    assert "\u200d" not in repair(damage(truth, "windows-1252:dropped+ad")).text


def test_a_joiner_between_emoji_comes_back() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f\u200d\U0001f525 " * 4
    assert repair(damage(family, "windows-1252:dropped+ad")).text == family


def test_what_was_opened_long_ago_is_forgotten() -> None:
    codes = code_points("\u300c" + "a" * 3 * REACH)
    assert Opened(codes).before(REACH - 1, []) == 2
    assert Opened(codes).before(2 * REACH, []) == 0
