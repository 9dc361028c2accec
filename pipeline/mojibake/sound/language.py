"""Which stretches of a text are language as they stand.

In: code points, stretches, the model. Out: a mark for each stretch. Touches nothing.
Idea: a document may be damaged in part, and what a page reads of sound text is chance. Sound text is some
five nats of surprise a character, text read in a wrong page twice as many, and one hardly reaches the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT, score

Array = np.ndarray[Any, Any]

SOUND = -9 * UNIT
"""Mean score of characters above ASCII from which a stretch is language as it stands (nats * UNIT).

Measured on dev: of sound runs of ten characters and more one in a hundred is below -8, of runs damaged by
GBK or Shift-JIS one in a hundred above -11; of text damaged twice by windows-1251 or 1252 one above -9.8.
"""
BEFORE = 5
"""Characters of context."""


@kernel
def mark_language(
    arrays: tuple[Array, ...], codes: Array, starts: Array, ends: Array, limit: int, sound: Array
) -> None:
    """Marks in `sound` the stretches that read as language as they stand.

    Args:
        arrays: the model's arrays, for all languages.
        codes: code points.
        starts, ends: the stretches; ASCII and marks in them do not count.
        limit: mean score of a character from which it is language.
        sound: bool for each.
    """
    for k in range(len(starts)):
        total = count = 0
        for at in range(starts[k], ends[k]):
            code = codes[at]
            if code >= 0x80 and code != 0xFFFD and code != 0x30FB:
                total += score(arrays, codes, max(0, at - BEFORE), at + 1)
                count += 1
        sound[k] = count > 0 and total > limit * count
