"""Emoji and symbols that lost a byte: which there are in notes says more than their block."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage, repair
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.passes import default_model
from pipeline.mojibake.reading.logs import log_add, log_add_table, log_total
from pipeline.mojibake.reading.symbols import DEFAULT_PATH, RAREST, is_symbol, prices

NOTE = (
    "# Notes — “my list”\n\nIt’s a café, déjà vu — and more…\n\n- {0} Waiting for review\n\n## {0} Status\n"
)


@pytest.mark.parametrize("channel", ["windows-1252:dropped+ad", "windows-1252:?", "windows-1254:u+fffd"])
@pytest.mark.parametrize("symbol", ["⏳", "⏰", "⏱", "❌", "☑", "🎉", "📝"])
def test_symbols_of_notes_come_back(symbol: str, channel: str) -> None:
    truth = NOTE.format(symbol)
    assert repair(damage(truth, channel)).text == truth


def test_an_emoji_that_lost_a_byte_is_no_sign_whose_case_was_changed() -> None:
    for symbol in "⏳⏩⏸⏹":
        made = repair(damage(NOTE.format(symbol), "windows-1252:dropped")).text
        assert not any(f"- {sign}" in made for sign in "³©¸¹")


def test_of_two_that_are_as_frequent_neither_is_sure() -> None:
    found = repair(damage(NOTE.format("📁"), "windows-1252:dropped"))
    lost = [edit for edit in found.edits if edit.struck and (edit.after or "") > "\U0001f000"]
    assert len(lost) == 2
    assert all(edit.confidence < 0.99 for edit in lost)


def test_the_table_holds_symbols_once_each_with_its_share() -> None:
    header, *rows = DEFAULT_PATH.read_text(encoding="utf-8").splitlines()
    assert header == "char\tshare"
    codes = [int(row.split("\t")[0], 16) for row in rows]
    assert codes == sorted(set(codes))
    assert all(is_symbol(chr(code)) for code in codes)
    shares = [int(row.split("\t")[1]) for row in rows]
    assert min(shares) > RAREST
    assert 0.4 < sum(2.718281828 ** (share / UNIT) for share in shares) <= 1


def test_letters_and_running_punctuation_are_no_symbols() -> None:
    assert not any(map(is_symbol, "a中—“…é\N{SUPERSCRIPT TWO}"))
    assert all(map(is_symbol, "→✅⏳💡₂"))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ru"])
def test_symbols_cost_less_where_a_page_is_proved_and_more_where_it_is_not(language: str) -> None:
    arrays = default_model().group(language).arrays
    proved, doubted = (prices(arrays, "windows-1252", is_proved=flag) for flag in (True, False))
    assert proved.min() < 0 == proved.max()
    assert doubted.max() > 0 == doubted.min()
    assert not proved[:, :0x2060].any()
    assert (proved[0, ord("⏳")], proved[0, 0x2773]) < (0, 0)  # an hourglass, and a bracket of ornament


def test_a_total_of_logarithms_is_that_of_one_after_the_other() -> None:
    chance = np.random.default_rng(5)
    for size in (1, 2, 3, 7, 64, 1000):
        values = -chance.integers(0, 20 * UNIT, size)
        total = int(values[0])
        for value in values[1:].tolist():
            total = int(log_add(total, value, log_add_table()))
        assert abs(log_total(values) - total) <= 2 + size // 100
