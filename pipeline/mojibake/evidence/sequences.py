"""How stretches of a page parse as UTF-8: what is whole, what is short of a byte, what is neither.

In: code points, stretches, a page's bytes. Out: counts and marks. Touches nothing.
Source: RFC 3629.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.jit import kernel

Array = np.ndarray[Any, Any]

ALL = 1 << 60, 0
"""`most` and `least` of `parse_islands` that have all parsed."""
WIDE = 0x2E80
"""From here on stand the scripts of East Asia: sound, they may touch damage without a space."""


@kernel
def needed(lead: int) -> int:
    """Continuation bytes that follow a lead byte of UTF-8; 0 after a byte that is none."""
    if 0xC2 <= lead <= 0xDF:
        return 1
    if 0xE0 <= lead <= 0xEF:
        return 2
    return 3 if 0xF0 <= lead <= 0xF4 else 0


@kernel
def is_continuation(codes: Array, at: int, table: Array) -> bool:
    """Whether codes[at] is there, and a continuation byte in a page."""
    return at < len(codes) and codes[at] < 65536 and 0x80 <= table[codes[at]] <= 0xBF


@kernel
def is_typographic(code: int) -> bool:
    """Whether a code point is a dash, a quotation mark or the like: some stand sound beside damage."""
    return 0x2010 <= code <= 0x203A


@kernel
def is_mark(code: int) -> bool:
    """Whether a code point is a mark that may stand for a byte of a single-byte page."""
    return code == 0x3F or code == 0xFFFD


@kernel
def parse_islands(
    codes: Array, at: Array, table: Array, kept: Array, counts: Array, most: int, least: int
) -> int:
    """Parses the stretches above ASCII around the suspects as bytes of a page.

    A stretch counts only if the page explains it for the most part: what it cannot explain
    counts three times against it, a complete character twice for it.

    Args:
        codes: code points (int32).
        at: offsets of suspects, ascending.
        table: byte of each code point in the page, 0 if it has none.
        kept: filled with 1 for the suspects whose stretch counts, else 0.
        counts: filled with: characters in the stretches, bytes in complete sequences, complete
            sequences of two bytes, of three, of four, leads without their continuation, and
            bytes in what these begin, also behind a mark that stands for one.
        most, least: characters above ASCII in the text, and the weight (see `weight_of`) under which the
            page is of no interest: it is parsed no further once it cannot come to so much (see `ALL`).

    Returns:
        How many stretches count.
    """
    n = len(codes)
    done = 0
    islands = 0
    counting = False
    could = 2 * most  # what the weight comes to if all that is not parsed yet is explained
    for k in range(len(at)):
        if at[k] < done:
            kept[k] = 1 if counting else 0
            continue
        start = at[k]
        while start > done and codes[start - 1] >= 0x80:
            start -= 1
        i = start
        strange = explained = begun = short = two = three = four = 0
        while i < n and codes[i] >= 0x80:
            code = codes[i]
            lead = table[code] if code < 65536 else 0
            need = needed(lead)
            if need == 0 or (is_typographic(code) and not is_continuation(codes, i + 1, table)):
                if (lead > 0 or code < WIDE) and not is_typographic(code):
                    strange += 1
                i += 1
                continue
            j, lost = i + 1, 0
            while j < n and j <= i + need:
                if is_mark(codes[j]) and j < i + need and is_continuation(codes, j + 1, table):
                    lost += 1
                elif not is_continuation(codes, j, table):
                    break
                j += 1
            if j == i + need + 1 and lost == 0:
                explained += need + 1
                if lead == 0xC2 and table[codes[i + 1]] < 0xA0:
                    strange += 1  # a C1 control: text has none, but damage may have left one
                if need == 1:
                    two += 1
                elif need == 2:
                    three += 1
                else:
                    four += 1
            else:
                short += 1
                begun += j - i - lost
            i = j
        done = i
        weight = 2 * explained + begun - 3 * strange
        counting = weight > 0
        could += max(weight, 0) - 2 * (explained + begun + strange)
        if could < least:
            break
        kept[k] = 1 if counting else 0
        if counting:
            islands += 1
            counts[0] += explained + begun + strange
            counts[1] += explained
            counts[2] += two
            counts[3] += three
            counts[4] += four
            counts[5] += short
            counts[6] += begun
    return islands


@kernel
def weight_of(counts: Array) -> int:
    """How well a page explains what is there: what it cannot explain counts against it.

    Args:
        counts: what `parse_islands` counts.
    """
    return int(2 * counts[1] + counts[6] - 3 * (counts[0] - counts[1] - counts[6]))


@kernel
def parse_pages(
    codes: Array, at: Array, bits: Array, masks: Array, tables: Array, most: int, found: Array
) -> None:
    """Does for all pages what `parse_islands` does for one; of pages that another outweighs, for a part.

    Args:
        codes: code points (int32).
        at: offsets of suspects, ascending.
        bits: the pages of each.
        masks: the bits of each page.
        tables: for the first of these pages, those of one byte, the byte of each code point.
        most: characters above ASCII in the text.
        found: int64[pages, 9], filled with: suspects of the page, stretches that count, and what
            `parse_islands` counts. Of the other pages a suspect is a character that is explained.
    """
    mine, kept = np.empty(len(at), np.int64), np.empty(len(at), np.int64)
    best = 0
    for page in range(len(masks)):
        count = 0
        for k in range(len(at)):
            if bits[k] & masks[page] != 0:
                mine[count] = at[k]
                count += 1
        found[page, 0] = count
        if count == 0:
            continue
        if page < len(tables):
            counts = found[page, 2:]
            found[page, 1] = parse_islands(codes, mine[:count], tables[page], kept, counts, most, best)
            best = max(best, weight_of(counts))
        else:
            found[page, 2] = found[page, 3] = count


@kernel
def whole_islands(codes: Array, starts: Array, ends: Array, table: Array, whole: Array) -> None:
    """Marks the stretches that are nothing but complete characters of UTF-8 in a page.

    Args:
        codes: code points.
        starts, ends: the stretches; every character of them is in the page.
        table: byte of each code point in the page.
        whole: filled with 1 or 0.
    """
    for k in range(len(starts)):
        i = starts[k]
        good = True
        while i < ends[k]:
            lead = table[codes[i]]
            need = needed(lead)
            if need == 0 or i + need >= ends[k]:
                good = False
                break
            second = table[codes[i + 1]]
            # no overlong form, no surrogate, nothing above U+10FFFF, no U+FFFD
            if (
                (lead == 0xE0 and second < 0xA0)
                or (lead == 0xED and second > 0x9F)
                or (lead == 0xF0 and second < 0x90)
                or (lead == 0xF4 and second > 0x8F)
                or (lead == 0xEF and second == 0xBF and table[codes[i + 2]] >= 0xBD)
            ):
                good = False
                break
            for j in range(i + 1, i + need + 1):
                if table[codes[j]] < 0x80 or table[codes[j]] > 0xBF:
                    good = False
            if not good:
                break
            i += need + 1
        whole[k] = 1 if good else 0


@kernel
def short_slots(codes: Array, starts: Array, ends: Array, table: Array, counts: Array) -> None:
    """Counts the lead bytes whose continuation is not all there, and what stands in its place.

    Args:
        codes: code points.
        starts, ends: stretches of characters of the page.
        table: byte of each code point in the page.
        counts: filled with: short slots, those of them that a space follows, those that a mark follows
            (`?` or U+FFFD), those before three dots, and those of them where a character of the page or a
            small letter follows these.
    """
    n = len(codes)
    for k in range(len(starts)):
        i = starts[k]
        while i < ends[k]:
            lead = table[codes[i]] if codes[i] < 65536 else 0
            need = needed(lead)
            j = i + 1
            while j < n and j <= i + need and codes[j] < 65536 and 0x80 <= table[codes[j]] <= 0xBF:
                j += 1
            if need > 0 and j <= i + need:
                follows = codes[j] if j < n else 0
                counts[0] += 1
                counts[1] += 1 if follows == 0x20 else 0
                counts[2] += 1 if follows == 0x3F or follows == 0xFFFD else 0
                if j + 3 < n and codes[j] == 0x2E and codes[j + 1] == 0x2E and codes[j + 2] == 0x2E:
                    counts[3] += 1
                    beyond = codes[j + 3]
                    is_inside = 0x61 <= beyond <= 0x7A or (beyond < 65536 and table[beyond] >= 0x80)
                    counts[4] += 1 if is_inside else 0
            i = j


@kernel
def telling(codes: Array, starts: Array, ends: Array, table: Array, apart: Array, found: Array) -> None:
    """Marks the stretches in which a character is short of a byte, or one of some characters stands.

    Args:
        codes: code points.
        starts, ends: stretches.
        table: byte of each code point in the page.
        apart: for each code point below 65,536 whether it is one of these.
        found: filled with True or False.
    """
    for k in range(len(starts)):
        i = starts[k]
        tells = False
        while i < ends[k] and not tells:
            lead = table[codes[i]] if codes[i] < 65536 else 0
            need = needed(lead)
            j = i + 1
            while j < len(codes) and j <= i + need and codes[j] < 65536 and 0x80 <= table[codes[j]] <= 0xBF:
                j += 1
            tells = need > 0 and j <= i + need
            for at in range(i, j):
                tells = tells or (codes[at] < 65536 and apart[codes[at]])
            i = j
        found[k] = tells
