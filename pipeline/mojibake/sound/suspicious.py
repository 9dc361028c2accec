"""Which suspects read as language as they stand.

In: code points, suspects, the model. Out: a mark for each suspect. Touches nothing.
Idea: sound text in some alphabets is full of pairs that could be bytes, and nearly all of these are common:
what the n-grams add to a character's score is never negative, so most need not be looked up to the end; and
what stood before with the same characters before it need not be looked up at all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import _SEED, context_of, find, span_score, step, symbol

Array = np.ndarray[Any, Any]

MEMORY = 1 << 13
"""Places for what was answered already; a later answer takes the place of an earlier one."""
HISTORY, WIDTH = 4, 15
"""Characters before a suspect that count at most, and bits of a symbol, for an answer to be remembered."""
MANY = 256
"""So many suspects make it worth while to remember answers."""


def keep_suspicious(arrays: tuple[Array, ...], codes: Array, at: Array, limit: int, kept: Array) -> int:
    """Marks in `kept` the suspects that do not read as language; returns how many there are.

    Args:
        arrays: the model's.
        codes: code points.
        at: offsets of suspects, of two characters each.
        limit: mean score of a character from which they are language.
        kept: bool for each suspect.
    """
    remembers = len(at) >= MANY and int(arrays[7][0]) <= HISTORY + 1 and len(arrays[2]) < 1 << WIDTH
    places = min(MEMORY, 1 << len(at).bit_length()) if remembers else 1
    asked, answers = np.zeros((places, 2), np.int64), np.zeros(places, np.bool_)
    can_skip = bool(arrays[5].min() >= 0)
    return int(judge(arrays, codes, at, 2 * limit, can_skip, asked, answers, kept))


@kernel
def judge(
    arrays: tuple[Array, ...],
    codes: Array,
    at: Array,
    least: int,
    can_skip: bool,
    asked: Array,
    answers: Array,
    kept: Array,
) -> int:
    """As `keep_suspicious`; `asked` and `answers` have room for what is remembered, or for one if nothing is.

    Args:
        least: score of two characters from which they are language.
        can_skip: whether no gain of the model is negative.
        asked: int64[places, 2], zeros: of how many places is a power of two.
        answers: bool for each place.
    """
    count, last = 0, len(answers) - 1
    for k in range(len(at)):
        start, place, before, pair = at[k], -1, 0, 0
        if last > 0 and start >= HISTORY:
            for n in range(start - HISTORY, start):
                before = before << WIDTH | symbol(arrays, codes[n])
            # one more than the symbol, so that no question is 0
            pair = (symbol(arrays, codes[start]) + 1) << WIDTH | symbol(arrays, codes[start + 1])
            place = step(step(pair, before & 0x3FFFFFFF), before >> 30) & last
            if asked[place, 0] == before and asked[place, 1] == pair:
                kept[k] = answers[place]
                count += 1 if answers[place] else 0
                continue
        if can_skip:
            is_suspicious = not reaches(arrays, codes, start, least)
        else:
            is_suspicious = span_score(arrays, codes, 0, start, start + 2) < least
        if place >= 0:
            asked[place, 0], asked[place, 1], answers[place] = before, pair, is_suspicious
        kept[k] = is_suspicious
        count += 1 if is_suspicious else 0
    return count


@kernel
def reaches(arrays: tuple[Array, ...], chars: Array, start: int, least: int) -> bool:
    """Whether `span_score` of two characters is at least so much, where no gain is negative.

    The gain of the longest n-gram that ends in the first one is looked up last.
    """
    table, gains, backoffs = arrays[4], arrays[5], arrays[6]
    longest, lines = int(arrays[7][0]), int(arrays[7][1])
    backoff, length = 0, 0
    if start > 0:
        backoff, length = context_of(arrays, chars, 0, start)
    sym = symbol(arrays, chars[start])
    total = int(arrays[2][sym]) + backoff
    most = min(longest - 1, start + 1)
    state, k = step(_SEED, sym), 1
    backoff, known = int(arrays[3][sym]), 1
    found = 0
    while found >= 0 and k < longest - 1 and (k <= length or (known == k and k < most)):
        state = step(state, symbol(arrays, chars[start - k]))
        found = find(table, lines, state)
        if found < 0:
            break
        k += 1
        if k <= length + 1:
            total += int(gains[(k << 6) | (found >> 4)])
        if found & 15 != 0 and known == k - 1 and k <= most:
            known = k
            backoff += int(backoffs[(k << 4) | (found & 15)])
    is_open, last = found >= 0 and k <= length, state
    sym = symbol(arrays, chars[start + 1])
    total += int(arrays[2][sym]) + backoff
    if total >= least:
        return True
    state = step(_SEED, sym)
    for n in range(1, known + 1):
        state = step(state, symbol(arrays, chars[start + 1 - n]))
        found = find(table, lines, state)
        if found < 0:
            break
        total += int(gains[((n + 1) << 6) | (found >> 4)])
        if total >= least:
            return True
    if is_open:
        found = find(table, lines, step(last, symbol(arrays, chars[start - k])))
        if found >= 0:
            total += int(gains[((k + 1) << 6) | (found >> 4)])
    return total >= least
