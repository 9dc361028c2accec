"""Which group of languages a text is written in, from those of its characters that are known.

In: code points, and which of them are known (a slot that lost a byte is not). Out: a group of the model.
Touches nothing. Idea: the model itself is the best judge: each group scores what is known, and the best
one wins; of equal ones the first. Only groups that write one of the text's scripts are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake.model.format import Group, Model
from pipeline.mojibake.model.lookup import known_score

SAMPLE = 600
"""Characters that are scored at most: enough to tell Serbian from Russian many times over."""

_RANGES = (  # lowest code point, highest, scripts it speaks for
    (0x0041, 0x007A, ("Latn",)),
    (0x00C0, 0x024F, ("Latn",)),
    (0x0370, 0x03FF, ("Grek",)),
    (0x0400, 0x052F, ("Cyrl",)),
    (0x0590, 0x05FF, ("Hebr",)),
    (0x0600, 0x06FF, ("Arab",)),
    (0x0900, 0x097F, ("Deva",)),
    (0x0E00, 0x0E7F, ("Thai",)),
    (0x1E00, 0x1EFF, ("Latn",)),
    (0x3040, 0x30FF, ("Jpan",)),
    (0x3400, 0x9FFF, ("Hans", "Hant", "Jpan")),
    (0xAC00, 0xD7A3, ("Kore",)),
)


@cache
def _range_of() -> np.ndarray[Any, Any]:
    """For each code point below 65,536 the number of its range, from 1; 0 for all others."""
    found = np.zeros(65536, np.int64)
    for number, (low, high, _) in enumerate(_RANGES, 1):
        found[low : high + 1] = number
    return found


def scripts_of(chars: Sequence[int]) -> dict[str, int]:
    """Script -> how many of the characters it may have written.

    Latin stands in texts of all scripts: it counts where it is three times as much as all else.
    """
    codes = np.minimum(np.asarray(chars, np.int64), 65535)
    counts = np.bincount(_range_of()[codes], minlength=len(_RANGES) + 1).tolist()
    found: dict[str, int] = {}
    for (_, _, scripts), count in zip(_RANGES, counts[1:], strict=True):
        for script in scripts if count else ():
            found[script] = found.get(script, 0) + count
    others = {script: n for script, n in found.items() if script != "Latn"}
    return others if others and found.get("Latn", 0) <= 3 * max(others.values()) else found


def identify(model: Model, chars: Any, known: Any, *, scorer: Callable[..., int] = known_score) -> Group:
    """The group that finds the known characters most probable.

    Args:
        model: the model.
        chars: array of code points; for an unknown character any reading of it (it tells the script).
        known: array, not 0 where the character is known.
        scorer: `lookup.known_score`, compiled or not.
    """
    end = min(len(chars), SAMPLE)
    scripts = scripts_of(chars[:end])
    if "Hans" in scripts and "Latn" not in scripts:
        # of Chinese and Japanese: how much English a text holds says nothing of its own language
        known = np.asarray(known) * (np.asarray(chars) >= 0x80)
    asked = [group for group in model.groups if any(script in scripts for script in group.scripts)]
    best = None
    for group in asked or model.groups:
        value = scorer(group.arrays, chars, known, 0, end)
        if best is None or value > best[0]:
            best = (value, group)
    assert best is not None  # a model has at least one group
    return best[1]
