"""Code pages as tables, derived from Python's codecs; nothing is typed in.

In: a page's name. Out: a `Page`: which byte reads as which character, and back.
Touches nothing. Names are the labels of the WHATWG Encoding Standard, except that
`iso-8859-1` and `iso-8859-9` mean ISO's own tables (the standard maps both to Windows
pages), and that pages the standard lacks keep their IBM name. A byte is undefined where
Python's codec does not decode it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from pipeline.errors import ChannelError

SINGLE_BYTE: dict[str, str] = {
    "windows-1252": "cp1252",
    "windows-1254": "cp1254",
    "iso-8859-1": "latin_1",
    "macintosh": "mac_roman",
    "windows-1251": "cp1251",
    "windows-1250": "cp1250",
    "cp437": "cp437",
    "cp850": "cp850",
    "iso-8859-15": "iso8859_15",
    "iso-8859-2": "iso8859_2",
    "iso-8859-9": "iso8859_9",
    "windows-1253": "cp1253",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "iso-8859-5": "iso8859_5",
    "iso-8859-7": "iso8859_7",
    "ibm866": "cp866",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
}
"""Label to Python codec, in the order in which equal explanations are preferred."""

ALPHABETS = frozenset(
    {
        *("windows-1251", "windows-1253", "windows-1255", "windows-1256", "windows-874"),
        *("iso-8859-5", "iso-8859-7", "ibm866", "koi8-r", "koi8-u"),
    }
)
"""Pages in which the bytes of UTF-8 read as letters of one alphabet, and so make words by chance."""

DOUBLE_BYTE: dict[str, str] = {
    "gbk": "gbk",
    "gb18030": "gb18030",
    "gbk-strict": "gbk",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "cp950",
}
"""Pages in which a character of the seen text may stand for two bytes.

GBK is read in three ways: `gbk` as Windows and browsers do, with a euro sign for byte 80 and private use
characters for pairs that have no other; `gb18030` without the euro sign; `gbk-strict` without either, as
Python's and Java's codec of that name.
"""

CODECS: dict[str, str] = {**SINGLE_BYTE, **DOUBLE_BYTE}


_PRIVATE = (
    (0x8140, 0x8DFE, 0xEEB8),
    (0x8E40, 0xA0FE, 0xE311),
    (0xC6A1, 0xC8FE, 0xF6B1),
    (0xFA40, 0xFEFE, 0xE000),
)
"""First and last pair that big5 lacks, and the private use character that Windows has for the first."""
_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


def private_char(lead: int, trail: int) -> str | None:
    """The private use character of a pair that big5 lacks, as Windows code page 950 has it; None if none.

    Python's codec does not decode these pairs. There are 157 in a row, for each second byte that big5 knows.
    """
    pair = lead << 8 | trail
    if trail not in _TRAILS:
        return None
    for first, last, char in _PRIVATE:
        if first <= pair <= last:
            rows = lead - (first >> 8)
            return chr(char + rows * len(_TRAILS) + _TRAILS.index(trail) - _TRAILS.index(first & 0xFF))
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """A single-byte code page."""

    name: str
    """Its label."""
    codec: str
    """Python's name of it."""
    chars: tuple[str | None, ...]
    """256 entries: the character a byte reads as, None where undefined."""
    byte_of: dict[str, int] = field(repr=False)
    """The byte of each character above U+007F."""
    undefined: frozenset[int] = field(repr=False)
    """Bytes without a character."""


@cache
def page(name: str) -> Page:
    """The single-byte page of that label.

    Raises:
        ChannelError: no such page.
    """
    if name not in SINGLE_BYTE:
        raise ChannelError(f"unknown code page {name!r}", hint="known: " + ", ".join(CODECS))
    codec = SINGLE_BYTE[name]
    chars = tuple(_read(codec, byte) for byte in range(256))
    byte_of = {char: byte for byte, char in enumerate(chars) if char is not None and byte >= 0x80}
    undefined = frozenset(byte for byte, char in enumerate(chars) if char is None)
    return Page(name, codec, chars, byte_of, undefined)


def _read(codec: str, byte: int) -> str | None:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return None
