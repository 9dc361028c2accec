"""How likely each emoji, arrow and symbol is in notes, where the model knows most by their blocks alone.

In: a model's arrays. Out: what readings as symbols cost more than the model says.
Touches nothing but the table beside it.
Idea: in running text the model has seen some hundred symbols, few of them behind a space; of all others it
knows how frequent their block is, and an hourglass is to it what a bracket of ornament is. What it says of
all of them together is kept; how frequent each is among them is asked of notes, too (`benchmarks.symbols`).
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading import logs
from pipeline.mojibake.reading.lattice import LOSSY
from pipeline.mojibake.reading.losses import MANY, lacking

Array = np.ndarray[Any, Any]

DEFAULT_PATH = Path(__file__).with_suffix(".tsv")
BLOCKS = (0x2060, 0x2C00), (0x1F000, 0x1FB00)
"""Where symbols are, half-open; punctuation of running text, which stands before, the model knows better."""
PICTURES = (0x2300, 0x2400), (0x25A0, 0x27C0), (0x2B00, 0x2C00), BLOCKS[1]
"""Those that stand for themselves; of arrows, signs of mathematics and lines of boxes what the model has seen
says more, for they stand in rows and formulas."""
MOST = 16 * UNIT
"""No symbol is taken for more than so much more or less frequent than the model says."""
RAREST = -15 * UNIT
"""What is taken for the share of a symbol that was not seen (log p * UNIT)."""
AFTER_SPACE, AFTER_OTHERS = 0, 1
"""Rows of prices."""


def is_symbol(char: str) -> bool:
    """Whether a character is a symbol, and no letter."""
    return _is_in(ord(char), BLOCKS) and not char.isalpha()


def _is_in(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code < end for first, end in blocks)


@cache
def _symbols() -> Array:
    """All of them, as code points."""
    return np.array([code for block in BLOCKS for code in range(*block) if is_symbol(chr(code))], np.int64)


@cache
def _pictures() -> Array:
    """Which of them are pictures (bool)."""
    return np.array([_is_in(code, PICTURES) for code in _symbols().tolist()], np.bool_)


def prices(arrays: tuple[Array, ...], page: str, *, is_proved: bool) -> Array:
    """What it costs more than the model says to read each code point as it is (UNIT to a nat).

    Args:
        arrays: the model's.
        page: where one lacks many bytes, a dash has no more left than an arrow: nothing is changed there.
        is_proved: whether the page is; if so, symbols cost less, as far as the model takes them for too rare;
            if not, they cost more, as far as it takes them for too frequent: what is no damage stays none.

    Returns:
        int64[2, code points]: behind white space, and behind others; of further code points none.
    """
    return _prices(Same(arrays), is_proved) if lacking(page) <= MANY else np.zeros((2, 0), np.int64)


@lru_cache(maxsize=64)
def _prices(of: Same, is_proved: bool) -> Array:
    table, symbols = _table(), _symbols()
    names = symbols_of(symbols, of.arrays)
    alone = of.arrays[2][names].astype(np.int64)
    is_seen = np.bincount(names)[names] == 1
    shares = np.array([table.get(code, RAREST) for code in symbols.tolist()], np.int64)
    means = logs.log_sums(shares, alone - logs.log_total(alone)) - int(logs.log_add_table()[0])
    shares = np.where(is_seen, means, shares)
    lowest, highest = (-MOST, 0) if is_proved else (0, MOST)
    out = np.zeros((2, int(symbols[-1]) + 1), np.int64)
    for row, model in enumerate((_after_space(symbols, names, of.arrays), alone)):
        found = np.clip(model - logs.log_total(model) - shares + logs.log_total(shares), lowest, highest)
        found[is_seen & ~_pictures()] = 0
        if is_proved:
            found[~is_seen & (shares == RAREST)] = 0
        out[row, symbols] = found
    return out


def _after_space(symbols: Array, names: Array, arrays: tuple[Array, ...]) -> Array:
    """The model's scores of symbols behind a space; all of one name have the same."""
    _, first, which = np.unique(names, return_index=True, return_inverse=True)
    near = [np.array([0x20, code], np.int64) for code in symbols[first].tolist()]
    return np.array([lookup.score(arrays, chars, 0, 2) for chars in near], np.int64)[which]


def symbols_of(chars: Array, arrays: tuple[Array, ...]) -> Array:
    """The model's symbols of code points (int64); -1 for what is no character."""
    safe = np.maximum(chars, 0)
    found = arrays[1][(arrays[0][safe >> 8].astype(np.int64) << 8) | (safe & 255)].astype(np.int64)
    return np.where(chars < 0, -1, found)


@kernel
def add_prices(
    codes: Array, shift: Array, first: Array, char: Array, kind: Array, cost: Array, prices: Array
) -> None:
    """Adds the prices to the costs of arcs that read what lost bytes.

    Args:
        codes: the text's code points.
        shift: for each node what to add to its number for its offset in the text.
        first: for each node its first arc, and last of all how many there are.
        char, kind, cost: of the arcs, see `lattice.Lattice`.
        prices: see `prices`.
    """
    for node in range(len(first) - 1):
        at = node + shift[node] - 1  # of a wall between regions it may be beyond the text
        before = codes[at] if 0 <= at < len(codes) else 10
        row = AFTER_SPACE if before <= 0x20 or before == 0xA0 else AFTER_OTHERS
        for arc in range(first[node], first[node + 1]):
            if kind[arc] == LOSSY and 0 <= char[arc] < prices.shape[1]:
                cost[arc] += prices[row, char[arc]]


@lru_cache(maxsize=1)
def _table() -> dict[int, int]:
    """UNIT * log of the share of each symbol that was counted."""
    rows = (line.split("\t") for line in DEFAULT_PATH.read_text(encoding="utf-8").splitlines()[1:])
    return {int(code, 16): int(share) for code, share in rows}
