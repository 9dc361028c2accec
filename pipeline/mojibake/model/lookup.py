"""Looks characters up in the model: log probabilities as integers.

In: the model's arrays and code points. Out: integers, `UNIT` to one natural unit of log probability.
Touches nothing. Plain functions over arrays and integers: Numba compiles them as they are (see
`kernels.py`), and without it they give the same answers.

The score of a character is a sum, so that a search can carry what it knows of a history:

    score(c | history) = unigram[c] + backoffs(history) + gains(c | history)

`backoffs` adds the back-off weights of all ends of the history that are contexts in the model: `context`
gives it with the length of the longest. `extend` adds the gains of the n-grams that end in c, from two
characters on until one is not in the model, and gives the same two figures for the history with c.

The table is lines of 64 bytes, a line of the processor's cache. A line has 24 places in six groups of
four; an n-gram stands in one of two groups of its line. Words 0 to 23 of a line (uint16) hold 12 bits of
the hash, never 0 where a place is taken, and 4 of the gain; words 24 to 31 hold three places each, 1 bit
more of the gain and 4 of the back-off (0: nothing follows).
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
    """Gain code and back-off code of an n-gram (gain * 16 + back-off), or -1."""
    line = (((state & _LOW) * lines) >> 31) << 5
    tag = (state >> 38) & 4095
    if tag == 0:
        tag = 1
    group = ((state >> 50) & 4095) % 30
    first = group % 6
    second = (first + 1 + group // 6) % 6
    for at in range(first << 2, (first << 2) + 4):
        word = int(table[line + at])
        if word >> 4 == tag:
            rest = (int(table[line + 24 + at // 3]) >> (at % 3 * 5)) & 31
            return ((word & 15) << 5) | rest
    for at in range(second << 2, (second << 2) + 4):
        word = int(table[line + at])
        if word >> 4 == tag:
            rest = (int(table[line + 24 + at // 3]) >> (at % 3 * 5)) & 31
            return ((word & 15) << 5) | rest
    return -1


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
        score += int(gains[(k << 5) | (found >> 4)])
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
                score += int(gains[(k << 5) | (found >> 4)])
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
        total += int(gains[(k << 5) | (found >> 4)])
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
                value += int(gains[(k << 5) | (found >> 4)])
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
