"""The sums of `ngrams` compiled by Numba, where a process has texts enough for it.

In: code points of texts. Out: sums of weights, the same whole numbers as NumPy's.
Touches Numba, and its cache on disk, only once the work is worth it: a document has some twenty
blocks, and NumPy's two dozen calls for them cost more than what they do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.mojibake import jit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORTH_LOADING = 60_000
"""Texts after which Numba is loaded for this alone: half a second, and 8 microseconds a text."""
WORTH_COMPILING = 4_000
"""The same where it is loaded already, and one more function is taken from its cache."""

_BORDER = 0
_SPACE = 32

Adder = Callable[..., None]


class Sums:
    """Counts the work, and has the compiled function once there is enough."""

    def __init__(self) -> None:
        self._texts = 0
        self._add: Adder | None = None
        self._is_missing = os.environ.get("NUMBA_DISABLE_JIT") == "1"

    def adder(self, texts: int) -> Adder | None:
        """The compiled function, or None where NumPy serves.

        Args:
            texts: how many come now.
        """
        if self._add is None and not self._is_missing:
            self._texts += texts
            if self._texts >= (WORTH_COMPILING if jit.is_compiled() else WORTH_LOADING):
                self.load()
        return self._add

    def load(self) -> bool:
        """Compile it, or take it from Numba's cache; False where Numba is not installed."""
        try:
            from numba import njit
        except ImportError:
            self._is_missing = True
            return False
        self._add = njit(cache=True, nogil=True)(add_up)
        return True


def add_up(
    points: NDArray[np.uint32],
    symbols: NDArray[np.uint64],
    letters: NDArray[np.bool_],
    longest: Any,
    shift: Any,
    multiplier: Any,
    mixer: Any,
    table: NDArray[np.uint8],
    sums: NDArray[np.int32],
) -> None:
    """Add up the weights of every n-gram, a row a text.

    Args:
        points: code points of all texts, a zero behind each.
        symbols: room for those of one text.
        letters: which code points are letters; the last stands for all beyond.
        longest: of the n-grams.
        shift: how far a hash is shifted to be a bucket; 64 bits, without sign, like the next two.
        multiplier: of the hash.
        mixer: by how many bits a hash is mixed with itself.
        table: weights plus 128, a row a bucket.
        sums: zeros, a row a text, a column a column of the table.
    """
    columns = table.shape[1]
    row = count = 0
    last = len(letters) - 1
    for at in range(len(points)):
        point = points[at]
        if point != _BORDER:
            if not letters[min(point, last)]:
                if count and symbols[count - 1] == _SPACE:
                    continue
                symbols[count] = _SPACE
            else:
                symbols[count] = point
            count += 1
            continue
        for start in range(count):
            rolled = multiplier - multiplier
            for order in range(min(longest, count - start)):
                rolled = (rolled + symbols[start + order]) * multiplier
                if order == 0 and symbols[start] == _SPACE:
                    continue
                mixed = (rolled ^ (rolled >> mixer)) * multiplier
                bucket = mixed >> shift
                for column in range(columns):
                    sums[row, column] += table[bucket, column] - 128
        row += 1
        count = 0
