"""What the model takes as one character: digits are alike, and so is white space.

In: arrays of code points. Out: arrays of the same shape, of code points that stand for their class.
Touches nothing. Idea: `2019` and `2023` say the same about what follows; a tab, a full-width space and a
space do too. Upper case stays: a capital tells where a sentence or a name begins.
"""

from __future__ import annotations

import numpy as np

_ALIKE = {
    0x0D: 0x0A,  # carriage return: a line ends
    0x09: 0x20,  # tab
    0x3000: 0x20,  # full-width space
    **{0x30 + digit: 0x30 for digit in range(10)},
    **{0xFF10 + digit: 0xFF10 for digit in range(10)},
}
CLASS_SIZE = {0x30: 10, 0xFF10: 10}
"""How many code points stand behind one that stands for others, where they share its probability."""

BOUNDARY = 0x0A
"""The character that begins every text: what stands at the start of a line is context."""


def lookup_table() -> np.ndarray:
    """Code point of the basic plane -> code point that stands for it (uint32, 65,536 long)."""
    table = np.arange(0x10000, dtype=np.uint32)
    for seen, meant in _ALIKE.items():
        table[seen] = meant
    return table


def alike(chars: np.ndarray) -> np.ndarray:
    """Each code point replaced by the one that stands for it (uint32)."""
    table = lookup_table()
    low = chars < 0x10000
    return np.where(low, table[np.where(low, chars, 0)], chars).astype(np.uint32)


def normalize(chars: np.ndarray) -> np.ndarray:
    """Running text as the model counts it: `alike`, and several line ends made one (uint32)."""
    out = alike(chars)
    again = np.zeros(len(out), bool)
    again[1:] = (out[1:] == BOUNDARY) & (out[:-1] == BOUNDARY)
    return out[~again]
