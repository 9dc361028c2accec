"""Which part of a region of a double-byte page can be damage at all, by what UTF-8 asks for.

In: code points, regions, the page. Out: the part that a search must see. Touches nothing.
Idea: in sound text hardly anything may be begun, and the rest needs no look at its bytes. What all readings
share does not tell them apart: so much follows the damage as the model remembers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.double_byte.pair_pages import PairPage, is_mark, unseen_by
from pipeline.mojibake.evidence.sequences import needed
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.reading.states import HISTORY

Array = np.ndarray[Any, Any]

MEMORY = HISTORY + 1
"""Characters after which the search has forgotten how those before were read."""
NOTHING, UNMARKED, MARKED = 0, 1, 2
"""What is in a region: nothing that can be read; damage without marks; marks."""


def cores_of(codes: Array, starts: Array, ends: Array, page: PairPage) -> Array:
    """The part of each region outside of which nothing can be read, and that the search need not see.

    A region with marks is whole, for what is open on its lines counts.

    Returns:
        int64[4, regions]: start; end; what is in it (`NOTHING`, `UNMARKED`, `MARKED`); and 2 if a sound
        character above ASCII stands before the part and in the region, else 0.
    """
    cores = np.zeros((4, len(starts)), np.int64)
    jit.expect(10 * int((ends - starts).sum()))
    find_cores(codes, starts, ends, page.first, page.second, unseen_by(page), cores)
    return cores


@kernel
def find_cores(
    codes: Array, starts: Array, ends: Array, first: Array, second: Array, hidden: int, cores: Array
) -> None:
    """Fills `cores`.

    Args:
        codes: code points.
        starts, ends: the regions.
        first, second: the bytes of each code point in the page, 0 if it has none.
        hidden: see `pair_pages.unseen_by`.
        cores: as `cores_of` says it.
    """
    for k in range(len(starts)):
        start, stop = starts[k], ends[k]
        cores[0, k], cores[1, k] = start, stop
        for at in range(start, stop):
            if is_mark(codes[at]):
                cores[2, k] = MARKED
                break
        if cores[2, k] == MARKED:
            continue
        stops = np.zeros(stop - start, np.int64)
        mark_ends(codes[start:stop], first, second, hidden, stops)
        begin, last = -1, 0
        for n in range(stop - start):
            begin = start + n if begin < 0 and stops[n] > 0 else begin
            last = max(last, stops[n])
        if begin < 0:
            continue
        last = min(stop, start + last + MEMORY)
        has_more = has_line_ends(codes, last - MEMORY if last >= MEMORY else last - MEMORY + len(codes), last)
        begin = start if has_line_ends(codes, begin - MEMORY, begin) else begin
        cores[0, k], cores[1, k], cores[2, k] = begin, stop if has_more else last, UNMARKED
        cores[3, k] = 2 if begin > start and codes[begin - 1] >= 0x80 else 0


@kernel
def has_line_ends(codes: Array, start: int, end: int) -> bool:
    """Whether two line ends follow one another in codes[start:end].

    The search knows them as one, and remembers more.
    """
    for at in range(max(0, start), end - 1):
        if (codes[at] == 10 or codes[at] == 13) and (codes[at + 1] == 10 or codes[at + 1] == 13):
            return True
    return False


@kernel
def mark_ends(codes: Array, first: Array, second: Array, hidden: int, ends: Array) -> None:
    """Fills `ends`: where damage that begins at each place ends at the latest, at a border of characters.

    What a mark stands for is not looked at: there damage goes on to the end.

    Args:
        codes: code points.
        first, second: the bytes of each code point in the page, 0 if it has none.
        hidden: see `pair_pages.unseen_by`.
        ends: filled; 0 where none begins.
    """
    for start in range(len(codes)):
        needs, i = 1, start  # bit k: k continuation bytes may be needed
        while i < len(codes) and needs != 0:
            code = codes[i]
            if is_mark(code):
                ends[start] = len(codes)
                break
            lead = int(first[code]) if code < 65536 else 0
            trail = int(second[code]) if code < 65536 else 0
            after = 0
            for need in range(4):
                if needs >> need & 1 == 0:
                    continue
                left = needed_after(need, lead) if lead > 0 else -1
                after |= bit_of(needed_after(left, trail) if left >= 0 and trail > 0 else left)
                if hidden > 0 and need > 0 and (lead > 0 or code < 0x80):
                    left = needed_after(need - 1, lead) if lead > 0 else 0 if need <= hidden else -1
                    after |= bit_of(needed_after(left, trail) if left >= 0 and trail > 0 else left)
            i += 1
            if after & 1 == 1:
                ends[start] = i
            needs = after & 14


@kernel
def bit_of(need: int) -> int:
    """The bit of so many continuation bytes; none for -1."""
    return 1 << need if need >= 0 else 0


@kernel
def needed_after(need: int, byte: int) -> int:
    """Continuation bytes needed after a byte, where so many were before it; -1 if UTF-8 forbids it."""
    if need > 0:
        return need - 1 if 0x80 <= byte <= 0xBF else -1
    more = needed(byte)
    return more if more > 0 or byte < 0x80 else -1
