"""The states that a beam keeps at a node: two ways that know the same of their history are one.

In: rings of states over the nodes (see `search.beam`). Out: which of them a way joins. Touches nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

HISTORY = 8
"""Symbols of history kept for a state; the model's order is at most one more."""
UNKNOWN = -(1 << 62)
"""The key of a state that knows nothing yet; it joins no other."""


@kernel
def key_of(backoff: int, length: int, mode: int) -> int:
    """What two states must share to be one, beside the symbols that they know: a number.

    Args:
        backoff, length, mode: what the state knows; length below 0 if it has not been asked.
    """
    return ((backoff << 4 | length) << 16 | mode) if length >= 0 else UNKNOWN


@kernel
def join(
    symbols: Array,
    keys: Array,
    target: int,
    there: int,
    ring: int,
    state: int,
    shift: int,
    older: int,
    newest: int,
    length: int,
    key: int,
) -> int:
    """The state at a node that knows the same history as a state with an arc's symbols, or -1.

    Args:
        keys: int64[reach, width]: `key_of` each state.
        there: how many states the node has.
        ring, state: the state that the arc leaves.
        shift, older, newest: how many symbols the arc adds, and which.
        length, key: how much of its history the new state knows, and its key.
    """
    if length < 0:
        return -1
    for s in range(there):
        if keys[target, s] != key:
            continue
        same = True
        for k in range(HISTORY - length, HISTORY):
            value = newest
            if k < HISTORY - shift:
                value = symbols[ring, state, k + shift]
            elif k == HISTORY - 2:
                value = older
            if symbols[target, s, k] != value:
                same = False
                break
        if same:
            return s
    return -1


@kernel
def worst(numbers: Array, target: int, width: int) -> int:
    """The state at a full node that has the lowest score; of equal ones the last."""
    found = 0
    for s in range(1, width):
        if numbers[target, s, 0] <= numbers[target, found, 0]:
            found = s
    return found
