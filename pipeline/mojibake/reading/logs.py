"""Sums of probabilities by their logarithms, in integers.

In: logarithms in steps of 1/UNIT. Out: the same. Touches nothing. `math.exp` differs between
processors in its last digit; a table made by exact decimals does not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT

Array = np.ndarray[Any, Any]

FAR = -(1 << 50)
"""Stands for the logarithm of zero."""

TOP = 12 * UNIT
"""Beyond this difference the smaller of two summands is nothing."""


@lru_cache(maxsize=1)
def log_add_table() -> Array:
    """UNIT * log(1 + exp(-d / UNIT)) for d = 0, 1, ... TOP - 1, rounded; by exact decimals.

    `decimal` rounds logarithms correctly on every machine; `math.exp` does not.
    """
    from decimal import Decimal, localcontext

    with localcontext(prec=12):
        ratio, share = Decimal(-1) / UNIT, Decimal(1)
        step = ratio.exp()
        values = []
        for _ in range(TOP):
            values.append(int((UNIT * (1 + share).ln()).to_integral_value()))
            share *= step
            if values[-1] == 0:
                break
    return np.array(values, np.int64)


@kernel
def log_add(a: int, b: int, table: Array) -> int:
    """Logarithm of a sum of two numbers given by their logarithms, in steps of 1/UNIT."""
    if a < b:
        a, b = b, a
    if a - b >= len(table):
        return a
    return a + int(table[a - b])


@kernel
def log_sum(values: Array, table: Array) -> int:
    """Logarithm of a sum of numbers given by their logarithms, one after the other."""
    total = FAR
    for value in values:
        total = log_add(total, value, table)
    return total


def log_total(values: Array) -> int:
    """The same of many numbers (int64), two and two together: for who has no compiled kernels."""
    while len(values) > 1:
        half = len(values) // 2
        values = np.append(log_sums(values[:half], values[half : 2 * half]), values[2 * half :])
    return int(values[0]) if len(values) else FAR


def log_sums(some: Array, others: Array) -> Array:
    """Logarithms of the sums of pairs of numbers given by theirs (int64)."""
    table = np.append(log_add_table(), 0)
    sums: Array = np.maximum(some, others) + table[np.minimum(np.abs(some - others), len(table) - 1)]
    return sums
