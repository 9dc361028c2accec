"""Which suspects of a double-byte page are worth a search.

In: code points, suspects, the page's bytes, the model. Out: a mark for each suspect.
Touches nothing. Idea: sound Chinese has two characters whose bytes look like UTF-8 every
few lines. Read as such they must make two characters, and these must be likelier than what
stands there, or nothing is gained.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT, score, symbol
from pipeline.mojibake.reading.lattice import is_valid

Array = np.ndarray[Any, Any]

BEST = 6 * UNIT
"""How much likelier than alone a character can become by what stands before it (nats * UNIT)."""
HANGUL = 0xAC00
"""From here on stand syllables."""
ENTER = 8 * UNIT
"""What the search asks for a stretch of damage."""


@kernel
def likely(
    arrays: tuple[Array, ...], codes: Array, at: Array, first: Array, second: Array, good: Array
) -> None:
    """Marks in `good` the suspects that could be damage; the others cannot win a search.

    Args:
        arrays: the model's arrays.
        codes: code points.
        at: offsets of suspects.
        first, second: the bytes of each code point in the page, 0 if it has none.
    """
    for k in range(len(at)):
        good[k] = gain(arrays, codes, at[k], first, second) > 0


@kernel
def next_bytes(codes: Array, at: int, first: Array, second: Array) -> tuple[int, int]:
    """The two bytes of the character at a place; 0 for what is not there."""
    if at >= len(codes) or codes[at] >= 65536:
        return 0, 0
    return int(first[codes[at]]), int(second[codes[at]])


@kernel
def most_of(arrays: tuple[Array, ...], second: int, third: int) -> int:
    """The score of the likeliest character of three bytes that ends with these two."""
    best = int(arrays[2][symbol(arrays, 0xFFFD)])
    for lead in range(0xE0, 0xF0):
        if is_valid(2, lead, second):
            value = (lead & 15) << 12 | (second & 63) << 6 | third & 63
            best = max(best, int(arrays[2][symbol(arrays, value)]))
    return best


@kernel
def ended_at(
    arrays: tuple[Array, ...], codes: Array, at: int, first: Array, second: Array
) -> tuple[int, int]:
    """Where what stands behind a character begins whose first byte was lost, at a suspect or behind its mark;
    and the most that this character may score, or 0 if there is none.
    """
    i = at + 1 if codes[at] == 0x3F or codes[at] == 0xFFFD else at
    one, two = next_bytes(codes, i, first, second)
    # behind a question stand quotation marks and brackets, and hardly a syllable
    is_told = codes[at] != 0x3F or (one > 0 and codes[i] >= HANGUL)
    if is_told and 0x80 <= one <= 0xBF and 0x80 <= two <= 0xBF:
        return i + 1, most_of(arrays, one, two) + BEST
    return i, 0


@kernel
def gain(arrays: tuple[Array, ...], codes: Array, at: int, first: Array, second: Array) -> int:
    """The most that reading two characters from a suspect on could gain; 0 if UTF-8 forbids it."""
    i, read = ended_at(arrays, codes, at, first, second)
    done, need, value = 1 if read != 0 else 0, 0, 0
    stop = min(at + 8, len(codes))
    if i > at and done == 0:
        value, need = 0x80, 1  # E2 80, which dashes and quotation marks begin with
    while i < stop:
        code = codes[i]
        lead = int(first[code]) if code < 65536 else 0
        if lead == 0:
            if need > 0 and code != 0x3F and code != 0xFFFD and code != 0x30FB:
                return 0  # only a mark may stand for bytes that are still needed
            break
        broken = False
        for k in range(2):
            byte = lead if k == 0 else int(second[code])
            if k == 1 and byte == 0:
                break
            if k == 0 and i == at and 0x80 <= byte <= 0xBF and need == 0:
                continue  # it ends what began before
            if need > 0:
                if byte < 0x80 or byte > 0xBF:
                    return 0
                value = (value << 6) | (byte & 0x3F)
                need -= 1
                if need == 0:
                    if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
                        return 0
                    done += 1
                    read += int(arrays[2][symbol(arrays, value)]) + BEST
            elif byte < 0x80:
                broken = True  # an ASCII character that a page's pair took in
            elif byte < 0xC2 or byte > 0xF4:
                return 0
            else:
                need = 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3
                value = byte & (0x1F if need == 1 else 0x0F if need == 2 else 0x07)
        i += 1
        if broken or (done >= 2 and need == 0):
            break
    if done == 0 and need == 0:
        return 0
    literal = 0
    for j in range(at, i):
        start = j - 5 if j > 5 else 0
        literal += score(arrays, codes, start, j + 1)
    if need > 0:
        read -= 4 * UNIT  # one more character, whose last byte is lost
    return max(read - ENTER - literal, 0)
