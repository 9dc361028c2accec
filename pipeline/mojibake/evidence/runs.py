"""Where damage may stand: characters that could be UTF-8's bytes in some code page.

In: a text as an array of code points. Out: suspects (places where a lead byte is followed
by a continuation byte in some page) and the pages of each.
Touches nothing. Idea: UTF-8's structure (RFC 3629). A lead byte C2-F4 says how many
continuation bytes 80-BF follow; sound text in any language rarely looks like that, and
never for long. Clean text costs one table look-up a character.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np

from pipeline.mojibake.channel import hidden_char, is_hidden, lone_char, pair_row
from pipeline.mojibake.channel.codepages import SINGLE_BYTE, page
from pipeline.mojibake.jit import is_compiled, kernel

Array = np.ndarray[Any, Any]


@cache
def bytes_of(name: str) -> Array:
    """For each code point below 65,536 the byte of a single-byte page, or 0.

    C1 controls stand for undefined bytes of their number: most decoders keep them so.
    """
    table = np.zeros(65536, np.uint8)
    found = page(name)
    for byte in found.undefined:
        table[byte] = byte
    for char, byte in found.byte_of.items():
        table[ord(char)] = byte
    return table


@cache
def pair_bytes_of(name: str) -> tuple[Array, Array]:
    """For each code point below 65,536 the two bytes of a double-byte page, or 0 and 0.

    A character of one byte has 0 as its second.
    """
    first, second = np.zeros(65536, np.uint8), np.zeros(65536, np.uint8)
    for lead in range(0x80, 256):
        if is_hidden(name, lead):
            first[ord(hidden_char(name, lead))] = lead
            continue
        alone = lone_char(name, lead)
        if alone is not None:
            if ord(alone) >= 0x80:
                first[ord(alone)] = lead
            continue
        for trail, char in pair_row(name, lead):
            if ord(char) < 65536 and first[ord(char)] == 0:
                first[ord(char)], second[ord(char)] = lead, trail
    return first, second


LETTERS = ("gbk", "euc-kr", "big5")
"""Pages in which letters of two bytes of UTF-8 read as one character each."""

BITS: tuple[str, ...] = (
    *SINGLE_BYTE,
    "gbk",
    "gbk",
    "shift_jis",
    "euc-kr",
    "big5",
    "windows-1252",
    "windows-1252",
    *LETTERS,
)
"""The page each bit of a mask stands for; some have several, for those of gbk see `_pair_masks`.

The last ones are for letters of two bytes of UTF-8: Latin ones in a word, Greek and Cyrillic ones in a row.
The two before them are for what lost every continuation byte in text of Western Europe: a lead byte that
stands alone before a mark or a space; and C3 before a small letter, as capitals never do.
"""


MARKED = "windows-1252"
"""The page in which a letter before a mark is a suspect, too: most text is damaged in it, and there is no bit
for more. Windows-1254 reads such a letter alike."""
_MARKS = [ord("?"), 0xFFFD]


@cache
def masks() -> tuple[Array, Array]:
    """For each code point below 65,536: in which pages it may begin, and may continue, a character.

    Returns:
        Two arrays of uint32; bit *i* stands for `BITS[i]`.
    """
    leads, follows = np.zeros(65536, np.uint32), np.zeros(65536, np.uint32)
    small, letters = slice(ord("a"), ord("z") + 1), len(BITS) - len(LETTERS)
    for bit, name in enumerate(BITS):
        if bit >= letters:
            is_lead, is_next = _letter_masks(name)
        elif bit == letters - 1:
            is_lead, is_next = np.zeros(65536, bool), np.zeros(65536, bool)
            is_lead[0xC3], is_next[small] = True, True
        elif bit == letters - 2:
            is_lead, is_next = np.zeros(65536, bool), np.zeros(65536, bool)
            is_lead[[0xC2, 0xC3, 0xC4, 0xC5, 0xD0, 0xD1, 0xE2]] = is_next[[0x20, 0x3F, 0xFFFD]] = True
        elif name in SINGLE_BYTE:
            table = bytes_of(name)
            is_lead = (table >= 0xC2) & (table <= 0xF4)
            is_next = (table >= 0x80) & (table <= 0xBF)
            # of kana nothing else may be left: the second byte of most is lost
            is_next[_MARKS] = name == MARKED
        else:
            is_lead, is_next = _pair_masks(name, second_bit=bit > 0 and BITS[bit - 1] == name)
        leads |= np.where(is_lead, np.uint32(1 << bit), np.uint32(0))
        follows |= np.where(is_next, np.uint32(1 << bit), np.uint32(0))
    return leads, follows


def _letter_masks(name: str) -> tuple[Array, Array]:
    """Which characters of a page are Latin letters before a small one, or Greek to Arabic ones in a row."""
    first, second = pair_bytes_of(name)
    two = (second >= 0x80) & (second <= 0xBF)
    # in gbk D2 and the following begin common characters, and in lists of others they are side by side
    row = (first >= 0xCE) & (first <= (0xD1 if name == "gbk" else 0xDB)) & two
    is_next = row.copy()
    is_next[ord("a") : ord("z") + 1] = True
    return ((first >= 0xC3) & (first <= 0xC5) & two) | row, is_next


def _pair_masks(name: str, *, second_bit: bool) -> tuple[Array, Array]:
    """Which characters of a double-byte page begin, and continue, damage that is worth a look.

    Two bytes E0-F4, 80-BF begin a character; the next seen one begins with a continuation
    byte. In sound Chinese that happens by chance, so in gbk one of the two must be outside
    GB 2312 (a byte 81-A0): the first bit asks it of the lead, the second of what follows. That one
    is also for a character that begins with the second byte of the lead: of text that lost nothing,
    and of short texts, nothing else may tell.
    Where a byte C2-F4 is a character by itself, it begins one, too. No one writes characters of private use
    beside others of the page, or marks.
    """
    first, second = pair_bytes_of(name)
    private = np.zeros(65536, bool)
    private[0xE000:0xF900] = True
    is_lead = (first >= 0xE0) & (first <= 0xF4) & (second >= 0x80) & (second <= 0xBF)
    is_lead |= (first >= 0xC2) & (first <= 0xF4) & (second == 0)
    is_next = (first >= 0x80) & (first <= 0xBF)
    if name == "gbk" and not second_bit:
        is_lead = (first >= 0xC2) & (first <= 0xF4) & (second >= 0x80) & (second <= 0xA0)
    elif name == "gbk":
        is_lead |= (first >= 0x81) & (first <= 0xBF) & (second >= 0xE0) & (second <= 0xF4)
        is_next &= (first <= 0xA0) | ((second >= 0x80) & (second <= 0xA0)) | private
    elif name == "big5":
        ends = (second >= 0x80) & (second <= 0xBF)
        is_lead |= private & (first <= 0xBF) & (ends | ((second >= 0xE0) & (second <= 0xF4)))
    for mark in ("?", "\N{REPLACEMENT CHARACTER}"):
        is_next[ord(mark)] = not second_bit
        is_lead[ord(mark)] = name == "euc-kr"  # it lacks the pair that begins dashes and quotation marks
    is_next[ord("\N{KATAKANA MIDDLE DOT}")] = name == "shift_jis"
    return is_lead, is_next


LONG = 1000
"""Characters from which numpy's copy of a text is the faster one, by four times."""


def code_points(text: str) -> Array:
    """The text as an array of code points (int32); unpaired surrogates are kept."""
    if len(text) < LONG:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    codes: Array = np.array(text, f"U{len(text)}").reshape(1).view(np.int32)
    codes.flags.writeable = False  # as the others are: kernels are compiled for either
    return codes


def text_of(codes: Array) -> str:
    """The text of code points (int32)."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


BLOCK = 1 << 20
"""Code points that are looked up at once: a copy of a whole large text would take most of the memory."""


ROOM = 1 << 15
"""Pairs for which there is room at first: much memory, taken and given back at each call, takes time."""
STEP, DENSE = 256, 32
"""Characters that are looked at in one way, and of how many one begins a pair where they are many."""


def are_any(codes: Array, chars: str) -> Array:
    """Which code points are any of some characters below U+FFFF (bool); ten times as fast as `np.isin`."""
    found: Array = _any_of(chars)[np.minimum(codes, 65535)]
    return found


@lru_cache(maxsize=64)
def _any_of(chars: str) -> Array:
    table = np.zeros(65536, np.bool_)
    table[[ord(char) for char in chars]] = True
    return table


def bytes_at(codes: Array, table: Array) -> Array:
    """What a table of 65,536 bytes says of each code point (uint8)."""
    found = np.empty(len(codes), np.uint8)
    if is_compiled():
        look_up(codes, table, found)
        return found
    for begin in range(0, len(codes), BLOCK):
        found[begin : begin + BLOCK] = table[np.minimum(codes[begin : begin + BLOCK], 65535)]
    return found


@kernel
def look_up(codes: Array, table: Array, found: Array) -> None:
    """Writes what a table of 65,536 entries says of each code point; the last is for all above."""
    for k in range(len(codes)):
        found[k] = table[min(codes[k], 65535)]


def suspects(codes: Array, seen: Array | None = None) -> tuple[Array, Array]:
    """Places of characters that with the next one look like UTF-8 in some page.

    Args:
        codes: code points (int32).
        seen: where it is given, the text's characters are marked in it (see `characters_in`).

    Returns:
        Offsets (int64) and, beside each, the pages as bits of `BITS` (uint32).
    """
    return _without_questions(codes, *pairs_of(codes, _table_of_masks(), seen))


def _without_questions(codes: Array, at: Array, bits: Array) -> tuple[Array, Array]:
    """The suspects but letters before a mark behind which nothing goes on with what they would have begun."""
    beside = codes[at + 1]
    marked = np.flatnonzero((beside == _MARKS[0]) | (beside == _MARKS[1]))
    if not len(marked):
        return at, bits
    behind = codes[np.minimum(at[marked] + 2, len(codes) - 1)]
    byte = bytes_of(MARKED)[np.minimum(behind, 65535)]
    ended = marked[(byte < 0x80) | (byte > 0xBF)]
    bits = bits.copy()
    bits[ended] &= ~np.uint32(1 << BITS.index(MARKED))
    kept = bits != 0
    return at[kept], bits[kept]


@cache
def _table_of_masks() -> Array:
    return joined(*masks())


def joined(leads: Array, follows: Array) -> Array:
    """Bits of a first and of a second character (uint32 each) in one look-up (int64): the first are above."""
    table: Array = (leads.astype(np.uint64) << np.uint64(32) | follows).view(np.int64)
    return table


def pairs_of(codes: Array, table: Array, seen: Array | None = None) -> tuple[Array, Array]:
    """Places where a character and the next one have a bit in common.

    Args:
        codes: code points (int32).
        table: bits of a first and of a second one, for each code point below 65,536 (see `joined`).
        seen: as of `suspects`.

    Returns:
        Offsets (int64) and, beside each, the bits (uint32).
    """
    if is_compiled():
        return _written(codes, table, np.zeros(65536, np.bool_) if seen is None else seen)
    if seen is not None:
        seen[np.minimum(codes, 65535)] = True
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.uint32))]
    parts += [
        _pairs_in(codes[begin : begin + BLOCK + 1], table, begin) for begin in range(0, len(codes), BLOCK)
    ]
    places, pages = zip(*parts, strict=True)
    return np.concatenate(places), np.concatenate(pages)


def _written(codes: Array, table: Array, seen: Array) -> tuple[Array, Array]:
    """What `pairs_of` finds, by the kernel."""
    signless = codes.view(np.uint32)  # then no place is counted from the end of the table
    for room in (min(ROOM, len(codes)), len(codes)):
        at, bits = np.empty(room + STEP, np.int64), np.empty(room + STEP, np.uint32)
        count = find_pairs(signless, table, at, bits, seen)
        if count >= 0:
            break
    return at[:count], bits[:count]


def _pairs_in(codes: Array, table: Array, begin: int) -> tuple[Array, Array]:
    """What `pairs_of` finds in a part that begins at a place; its last character is the next one's first."""
    found = table[np.minimum(codes, 65535)]
    both = found[:-1] >> 32 & found[1:] & 0xFFFFFFFF
    at = np.flatnonzero(both)
    return at + begin, both[at].astype(np.uint32)


@kernel
def find_pairs(codes: Array, table: Array, at: Array, bits: Array, seen: Array) -> int:
    """Writes the places of the suspects and their pages; returns how many there are, or -1 if too many.

    Marks in `seen` each character. Where pairs are many, as in Cyrillic, whether there is one is hard to
    foretell, so it is written in any case, and the next one overwrites what was none: twice as fast there.

    Args:
        codes: code points without a sign (uint32).
        table, seen: as of `pairs_of`.
        at, bits: filled; STEP more than can be found.
    """
    count, is_dense, last = 0, False, 0
    for first in range(0, len(codes), STEP):
        if len(at) - count < STEP:
            return -1
        part, places, pages = codes[first : first + STEP], at[count:], bits[count:]
        more = 0
        for i in range(len(part)):
            code = min(part[i], 65535)
            seen[code] = True
            here = table[code]
            both = last >> 32 & here & 0xFFFFFFFF
            last = here
            if is_dense:
                places[more], pages[more] = first + i - 1, both
                more += both != 0
            elif both != 0:
                places[more], pages[more] = first + i - 1, both
                more += 1
        count += more
        is_dense = more * DENSE > STEP
    return count


def characters_in(codes: Array) -> Array:
    """For each code point below 65,536 whether it is in the text (those above count as U+FFFF)."""
    found = np.zeros(65536, np.bool_)
    if is_compiled():
        mark_characters(codes, 0, len(codes), found)
    else:
        found[np.minimum(codes, 65535)] = True
    return found


@kernel
def mark_characters(codes: Array, start: int, end: int, found: Array) -> None:
    """Marks in `found` each code point of codes[start:end]; those above 65,535 as that."""
    for i in range(start, end):
        found[min(codes[i], 65535)] = True
