"""Looks characters up in the model: log probabilities as integers.

In: the model's arrays and code points. Out: integers, `UNIT` to one natural unit of log probability.
Touches nothing. Plain functions over arrays and integers: Numba compiles them as they are (see
`kernels.py`), and without it they give the same answers.

The score of a character is a sum, so that a search can carry what it knows of a history:

    score(c | history) = unigram[c] + backoffs(history) + gains(c | history)

`backoffs` adds the back-off weights of all ends of the history that are contexts in the model: `context`
gives it with the length of the longest. `extend` adds the gains of the n-grams that end in c, from two
characters on until one is not in the model, and gives the same two figures for the history with c.

The table is lines of 64 bytes, a line of the processor's cache; the hash of an n-gram says which line is its
own, and which of the line's 32 buckets. A line is 8 words of 64 bits; its bits are

    0 to 63     for each bucket how many n-grams it has, 0 to 3
    64 to 95    for each n-gram of the line, those of the first bucket first, whether others follow it
    96 to 511   for each n-gram 14 bits: 10 of the hash, 4 of the gain's code
    511 down    for each n-gram that others follow, the first one last, 5 bits: 1 more of the gain's code, and
                4 of the back-off's, which is never 0

Both share the bits from 96 on as they need them: 29 n-grams that nothing follows fill a line, or 21 that
others follow. Of n-grams that are not there one in 1,200 is taken for one that is.
"""

from __future__ import annotations

from typing import Any

UNIT = 256
"""Integer steps in one natural unit of log probability."""

INDEX, PAGES, UNIGRAM, BACKOFF, TABLE, GAINS, BACKOFFS, PARAMETERS = range(8)
"""Where each array stands in `Group.arrays`."""

_SEED = 0x2545F4914F6CDD1D
_LOW = 0x7FFFFFFF
_A = 0x3C6EF373
_B = 0x2B7E1517


def symbol(arrays: Any, char: int) -> int:
    """Number under which the model knows a code point (rare ones share one)."""
    return int(arrays[1][(int(arrays[0][char >> 8]) << 8) | (char & 255)])


def step(state: int, sym: int) -> int:
    """Hash of an n-gram with one more symbol before it; all values stay under 2**62."""
    mixed = state ^ ((sym + 1) * 0x9E3779B1)
    mixed = (mixed & _LOW) * _A + (mixed >> 31) * _B
    return mixed ^ (mixed >> 29)


def find(table: Any, lines: int, state: int) -> int:
    """Gain code and back-off code of an n-gram (gain * 16 + back-off), or -1.

    Gain codes are 0 to 31 where the back-off code is not 0, and 32 to 47 where it is. The three entries
    that a bucket may have are compared before it counts how many it has: a loop's end cannot be foretold.
    """
    line = (((state & _LOW) * lines) >> 31) << 3
    bucket = (state >> 37) & 62
    counts = int(table[line])
    before = counts & ((1 << bucket) - 1)  # of the buckets before; their sum, by halves, is the first entry
    before = (before & 0x3333333333333333) + ((before >> 2) & 0x3333333333333333)
    before = (before + (before >> 4)) & 0x0F0F0F0F0F0F0F0F
    entry = ((before * 0x0101010101010101) >> 56) & 255
    start = 96 + 14 * entry
    shift, low = start & 63, int(table[line + ((start >> 6) & 7)])
    bits = (low >> shift) ^ (((low >> 63) ^ int(table[line + ((start + 64 >> 6) & 7)])) << (63 - shift) << 1)
    tag, which = (state >> 43) & 1023, 3
    if (bits >> 4) & 1023 == tag:
        which = 0
    elif (bits >> 18) & 1023 == tag:
        which = 1
    elif (bits >> 32) & 1023 == tag:
        which = 2
    if which >= (counts >> bucket) & 3:
        return -1
    gain, followed = (bits >> 14 * which) & 15, int(table[line + 1]) & 0xFFFFFFFF
    if (followed >> (entry + which)) & 1 == 0:
        return (32 | gain) << 4
    followed &= (1 << (entry + which)) - 1
    followed -= (followed >> 1) & 0x55555555
    followed = (followed & 0x33333333) + ((followed >> 2) & 0x33333333)
    followed = (followed + (followed >> 4)) & 0x0F0F0F0F
    start = 507 - 5 * (((followed * 0x01010101) >> 24) & 255)
    shift, low = start & 63, int(table[line + (start >> 6)])
    bits = (low >> shift) ^ (((low >> 63) ^ int(table[line + ((start + 64 >> 6) & 7)])) << (63 - shift) << 1)
    return (gain << 5) | (bits & 31)


def context(arrays: Any, symbols: Any, start: int, end: int) -> tuple[int, int]:
    """What a history brings: (sum of back-off weights, length of the longest context known).

    Args:
        arrays: `Group.arrays`.
        symbols: array of the model's symbols (see `symbol`).
        start, end: the history is symbols[start:end].
    """
    if end <= start:
        return 0, 0
    table, backoffs, parameters = arrays[4], arrays[6], arrays[7]
    longest, lines = int(parameters[0]), int(parameters[1])
    sym = int(symbols[end - 1])
    total = int(arrays[3][sym])
    state, length = step(_SEED, sym), 1
    while length < longest - 1 and end - length > start:
        state = step(state, int(symbols[end - 1 - length]))
        found = find(table, lines, state)
        if found < 0 or found & 15 == 0:
            break
        length += 1
        total += int(backoffs[(length << 4) | (found & 15)])
    return total, length


def extend(arrays: Any, symbols: Any, end: int, sym: int, backoff: int, length: int) -> tuple[int, int, int]:
    """Score of a symbol after a history, and what the history with it brings.

    Args:
        arrays: `Group.arrays`.
        symbols: array of symbols.
        end: the history ends before symbols[end].
        sym: the symbol that follows.
        backoff, length: what `context` or the last `extend` said of the history.

    Returns:
        (score, backoff, length): the score, and the two figures of the longer history.
    """
    table, gains, backoffs, parameters = arrays[4], arrays[5], arrays[6], arrays[7]
    longest, lines = int(parameters[0]), int(parameters[1])
    score = int(arrays[2][sym]) + backoff
    new_backoff, new_length = int(arrays[3][sym]), 1
    state = step(_SEED, sym)
    for k in range(2, length + 2):
        state = step(state, int(symbols[end - k + 1]))
        found = find(table, lines, state)
        if found < 0:
            break
        score += int(gains[(k << 6) | (found >> 4)])
        if found & 15 != 0 and new_length == k - 1 and k < longest:
            new_length = k
            new_backoff += int(backoffs[(k << 4) | (found & 15)])
    return score, new_backoff, new_length


def extend_all(
    arrays: Any, symbols: Any, end: int, syms: Any, first: int, last: int, backoff: int, length: int, out: Any
) -> None:
    """What `extend` says of each of syms[first:last], in the rows of `out`; nothing of those below 0.

    The loop stands here once more: to hand all arrays over for each symbol takes as long as to look it up. Of
    neighbours that are the same, as where only what goes along differs, one is looked up.
    """
    table, gains, backoffs, unigram, own = arrays[4], arrays[5], arrays[6], arrays[2], arrays[3]
    longest, lines = int(arrays[7][0]), int(arrays[7][1])
    before = -1
    for arc in range(first, last):
        sym, row = int(syms[arc]), arc - first
        if sym >= 0 and sym == before:
            for n in range(3):
                out[row, n] = out[row - 1, n]
        elif sym >= 0:
            score, new_backoff, new_length = int(unigram[sym]) + backoff, int(own[sym]), 1
            state = step(_SEED, sym)
            for k in range(2, length + 2):
                state = step(state, int(symbols[end - k + 1]))
                found = find(table, lines, state)
                if found < 0:
                    break
                score += int(gains[(k << 6) | (found >> 4)])
                if found & 15 != 0 and new_length == k - 1 and k < longest:
                    new_length = k
                    new_backoff += int(backoffs[(k << 4) | (found & 15)])
            out[row, 0], out[row, 1], out[row, 2] = score, new_backoff, new_length
        before = sym


def context_of(arrays: Any, chars: Any, start: int, end: int) -> tuple[int, int]:
    """What chars[start:end] bring as a history, as `context` says of symbols; end > start."""
    table, backoffs = arrays[4], arrays[6]
    longest, lines = int(arrays[7][0]), int(arrays[7][1])
    sym = symbol(arrays, int(chars[end - 1]))
    total, state, length = int(arrays[3][sym]), step(_SEED, sym), 1
    while length < longest - 1 and end - length > start:
        state = step(state, symbol(arrays, int(chars[end - 1 - length])))
        found = find(table, lines, state)
        if found < 0 or found & 15 == 0:
            break
        length += 1
        total += int(backoffs[(length << 4) | (found & 15)])
    return total, length


def score(arrays: Any, chars: Any, start: int, end: int) -> int:
    """Log probability of chars[end - 1] after chars[start:end - 1], in steps of 1/UNIT.

    Args:
        arrays: `Group.arrays`.
        chars: array of code points.
        start, end: where the text lies in it; end - start may be more than the model's order.
    """
    longest = int(arrays[7][0])
    first = end - longest
    if first < start:
        first = start
    sym = symbol(arrays, int(chars[end - 1]))
    if first == end - 1:
        return int(arrays[2][sym])
    table, gains, lines = arrays[4], arrays[5], int(arrays[7][1])
    backoff, length = context_of(arrays, chars, first, end - 1)
    total = int(arrays[2][sym]) + backoff
    state = step(_SEED, sym)
    for k in range(2, length + 2):
        state = step(state, symbol(arrays, int(chars[end - k])))
        found = find(table, lines, state)
        if found < 0:
            break
        total += int(gains[(k << 6) | (found >> 4)])
    return total


def span_score(arrays: Any, chars: Any, first: int, start: int, end: int) -> int:
    """Sum of the scores of chars[start:end], each after what stands before it from `first` on.

    The same as `score` of each, with half of the look-ups: the n-grams that end in a character are both
    what its score adds and what it brings to the next as a context.
    """
    table, gains, backoffs = arrays[4], arrays[5], arrays[6]
    longest, lines = int(arrays[7][0]), int(arrays[7][1])
    total, backoff, length = 0, 0, 0
    if start > first:
        backoff, length = context_of(arrays, chars, first, start)
    for at in range(start, end):
        sym = symbol(arrays, int(chars[at]))
        value = int(arrays[2][sym]) + backoff
        most = min(longest - 1, at + 1 - first)
        state, k = step(_SEED, sym), 1
        backoff, known = int(arrays[3][sym]), 1
        while k <= length or (known == k and k < most):
            state = step(state, symbol(arrays, int(chars[at - k])))
            found = find(table, lines, state)
            if found < 0:
                break
            k += 1
            if k <= length + 1:
                value += int(gains[(k << 6) | (found >> 4)])
            if found & 15 != 0 and known == k - 1 and k <= most:
                known = k
                backoff += int(backoffs[(k << 4) | (found & 15)])
        length = known
        total += value
    return total


def known_score(arrays: Any, chars: Any, known: Any, start: int, end: int) -> int:
    """Sum of the scores of the known ones among chars[start:end]; an unknown one ends the history.

    Args:
        arrays: `Group.arrays`.
        chars: array of code points.
        known: array, not 0 where the character is known.
        start, end: what part of the text counts.
    """
    total, first = 0, start
    for at in range(start, end + 1):
        if at == end or known[at] == 0:
            if at > first:
                total += span_score(arrays, chars, first, first, at)
            first = at + 1
    return total
