"""Keeps Python's cycle collector out of the way of a shard's records.

In: nothing. Out: a context, and a function that collects. Touches the collector's settings,
and gives them back.
Records hold no cycles, but the collector walks over all of them again and again while their
number grows: making 100,000 blocks took 2.2 times as long with it as without. So it runs once
a shard, and not over what was there before the first one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def _collect() -> None:
    gc.collect()
    gc.freeze()


@contextmanager
def collecting_by_hand() -> Iterator[Callable[[], object]]:
    """Collect only when the function that this gives is called."""
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield _collect
    finally:
        gc.freeze()  # and what is left is old at once: the young are walked over as soon as that is allowed
        gc.unfreeze()
        if was_on:
            gc.enable()
