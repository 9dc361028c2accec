"""Between a file's bytes and its text, without loss.

In: bytes, or a text with the places of its undecodable bytes. Out: `Decoded`, or the bytes
again. Touches nothing.
A byte that does not decode stands as one U+FFFD, its offset and value kept, so that `encode`
gives back what `decode` read, byte for byte; a U+FFFD that the file itself holds is text like
any other. Idea: Python's `surrogateescape` (PEP 383) keeps each bad byte as one code point
that no valid text can hold; here it never leaves this module, since half a surrogate pair
cannot be written to Parquet, JSON or a terminal.
A file is UTF-8 if it holds at least as many continuation bytes in valid sequences as bytes
outside of any: see `docs/decisions/utf-8-by-majority.md`.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.records import Undecodable

PAGES: dict[str, str] = {
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "iso-8859-2": "iso8859-2",
    "iso-8859-5": "iso8859-5",
    "iso-8859-7": "iso8859-7",
    "iso-8859-9": "iso8859-9",
    "macintosh": "mac-roman",
    "cp437": "cp437",
    "cp850": "cp850",
    "ibm866": "cp866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "gb18030": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
"""Code pages that a file without BOM may be in: our name (WHATWG's label where it has one;
`iso-8859-1` and `-9` are ISO's own tables) and Python's codec. Of pages that read a file
alike, the first is named."""

_WIDE: dict[str, tuple[str, int, bytes]] = {
    "utf-32le": ("utf-32-le", 4, b"\xff\xfe\x00\x00"),
    "utf-32be": ("utf-32-be", 4, b"\x00\x00\xfe\xff"),
    "utf-16le": ("utf-16-le", 2, b"\xff\xfe"),
    "utf-16be": ("utf-16-be", 2, b"\xfe\xff"),
}
"""Name, Python's codec, bytes in a unit, byte order mark; UTF-32's marks before UTF-16's."""

_UTF8_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

MAX_UNDECODABLE = 2**20
"""With more undecodable bytes than this a file is not text, and a list of them would fill the
memory (100 bytes each)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text and all that is needed to write its bytes again."""

    text: str
    """Without byte order mark; never holds a surrogate."""
    encoding: str
    """`utf-8`, `utf-16le`, `utf-16be`, `utf-32le`, `utf-32be` or a key of `PAGES`."""
    confidence: float
    """1 where the bytes prove the encoding, less where it was inferred."""
    bom: bool
    """Whether a byte order mark stood at the start."""
    undecodable: tuple[Undecodable, ...]
    """The bytes that stand as U+FFFD, by ascending offset."""
    newline: str | None
    """See `newline_of`."""


def decode(data: bytes) -> Decoded | None:
    """The text of `data` where its bytes say how they are encoded: UTF-8, or by a BOM.

    Returns:
        None where the encoding must be guessed (see `decode_as`), or where there are more
        than `MAX_UNDECODABLE` undecodable bytes. Of other bytes `encode` is the inverse.
    """
    if data.startswith(_UTF8_BOM):
        return decode_as(data, "utf-8", bom=True)
    for name, (_, _, mark) in _WIDE.items():
        if data.startswith(mark) and (name != "utf-32le" or _is_utf32(data)):
            return decode_as(data, name, bom=True)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Decoded(
            text=text, encoding="utf-8", confidence=1.0, bom=False, undecodable=(), newline=newline_of(text)
        )
    inside, outside = utf8_evidence(data)
    if inside < outside:
        return None
    return decode_as(data, "utf-8", confidence=round(inside / (inside + outside), 4))


def decode_as(data: bytes, encoding: str, *, bom: bool = False, confidence: float = 1.0) -> Decoded | None:
    """The text of `data` in a given encoding, if and only if `encode` gives the bytes back.

    `bom` says that the data begins with the encoding's byte order mark; `confidence` is
    written into the result as it is.

    Returns:
        None where the bytes would not come back (some double-byte pages read two pairs of
        bytes as one character), or where there are too many undecodable ones.
    """
    body = data[len(_mark(encoding)) :] if bom else data
    if encoding in _WIDE:
        escaped = _decode_wide(body, encoding)
    else:
        escaped = body.decode(_codec(encoding), "surrogateescape")
    undecodable = _undecodable(escaped)
    if len(undecodable) > MAX_UNDECODABLE:
        return None
    text = _SURROGATE.sub(_REPLACEMENT, escaped) if undecodable else escaped
    decoded = Decoded(
        text=text,
        encoding=encoding,
        confidence=confidence,
        bom=bom,
        undecodable=undecodable,
        newline=newline_of(text),
    )
    if encoding in PAGES and not _comes_back(decoded, data):
        return None
    return decoded


def encode(text: str, *, encoding: str, bom: bool, undecodable: Sequence[Undecodable] = ()) -> bytes:
    """The bytes of a text: the inverse of `decode`, also for a text that was changed since.

    The undecodable bytes are given by ascending offset into this `text`, at each of which
    U+FFFD stands.

    Raises:
        UnicodeEncodeError: a character does not exist in the encoding.
        ValueError: no U+FFFD stands at an undecodable byte's offset; a fault of the caller.
    """
    mark = _mark(encoding) if bom else b""
    if not undecodable:
        return mark + text.encode(_codec(encoding))
    if encoding in _WIDE:
        return mark + b"".join(_wide_pieces(text, _codec(encoding), undecodable))
    return mark + "".join(_escaped_pieces(text, undecodable)).encode(_codec(encoding), "surrogateescape")


def can_encode(text: str, *, encoding: str, undecodable: Sequence[Undecodable] = ()) -> bool:
    """Whether every character of a text exists in an encoding; if not, its output is UTF-8.

    Args:
        text: as decoded, or edited.
        encoding: a name that `decode` or `decode_as` gave.
        undecodable: by ascending offset into this `text`, at each of which U+FFFD stands.
    """
    if encoding == "utf-8" or encoding in _WIDE:
        return True
    try:
        encode(text, encoding=encoding, bom=False, undecodable=undecodable)
    except UnicodeEncodeError:
        return False
    return True


def byte_offsets(
    text: str,
    offsets: Sequence[int],
    *,
    encoding: str,
    bom: bool,
    undecodable: Sequence[Undecodable] = (),
) -> list[int]:
    """Byte offsets in the file, BOM included, of ascending code point offsets into its text.

    In UTF-16 and UTF-32 a bad unit is as many undecodable bytes; each has its own offset.
    """
    base = len(_mark(encoding)) if bom else 0
    if text.isascii() and encoding not in _WIDE:
        return [base + offset for offset in offsets]
    codec = _codec(encoding)
    bad = [item.start for item in undecodable]
    found: list[int] = []
    at, size, next_bad = 0, base, 0
    for offset in offsets:
        while next_bad < len(bad) and bad[next_bad] < offset:
            size += len(text[at : bad[next_bad]].encode(codec)) + 1
            at = bad[next_bad] + 1
            next_bad += 1
        size += len(text[at:offset].encode(codec))
        at = offset
        found.append(size)
    return found


def newline_of(text: str) -> str | None:
    """How lines end: `lf`, `crlf`, `cr`, `mixed`, or None where no line ends."""
    if "\r" not in text:
        return "lf" if "\n" in text else None
    pairs = text.count("\r\n")
    kinds = [
        name
        for name, count in (
            ("crlf", pairs),
            ("cr", text.count("\r") - pairs),
            ("lf", text.count("\n") - pairs),
        )
        if count
    ]
    return kinds[0] if len(kinds) == 1 else "mixed"


def utf8_evidence(data: bytes) -> tuple[int, int]:
    """Continuation bytes inside valid UTF-8 sequences, and bytes outside of any sequence."""
    escaped = data.decode("utf-8", "surrogateescape")
    outside = len(data) - len(escaped.encode("utf-8", "ignore"))
    return len(data) - len(escaped), outside


def _codec(encoding: str) -> str:
    if encoding in _WIDE:
        return _WIDE[encoding][0]
    return PAGES.get(encoding, encoding)


def _mark(encoding: str) -> bytes:
    return _WIDE[encoding][2] if encoding in _WIDE else _UTF8_BOM


def _comes_back(decoded: Decoded, data: bytes) -> bool:
    try:
        back = encode(
            decoded.text, encoding=decoded.encoding, bom=decoded.bom, undecodable=decoded.undecodable
        )
    except UnicodeEncodeError:
        return False
    return back == data


def _undecodable(escaped: str) -> tuple[Undecodable, ...]:
    """The bytes that stand as U+DC00 + byte; the list ends just over `MAX_UNDECODABLE`."""
    found = islice(_SURROGATE.finditer(escaped), MAX_UNDECODABLE + 1)
    return tuple(Undecodable(start=match.start(), byte=ord(match.group()) & 0xFF) for match in found)


def _pieces(text: str, undecodable: Sequence[Undecodable]) -> Iterator[tuple[str, int | None]]:
    """The text in turns: a stretch of it, and the undecodable byte after it (None at the end)."""
    at = 0
    for item in undecodable:
        if item.start < at or text[item.start : item.start + 1] != _REPLACEMENT:
            raise ValueError(f"no U+FFFD at offset {item.start} for undecodable byte {item.byte:02x}")
        yield text[at : item.start], item.byte
        at = item.start + 1
    yield text[at:], None


def _escaped_pieces(text: str, undecodable: Sequence[Undecodable]) -> Iterator[str]:
    for piece, byte in _pieces(text, undecodable):
        yield piece
        if byte is not None:
            yield chr(0xDC00 + byte)


def _wide_pieces(text: str, codec: str, undecodable: Sequence[Undecodable]) -> Iterator[bytes]:
    for piece, byte in _pieces(text, undecodable):
        yield piece.encode(codec)
        if byte is not None:
            yield bytes([byte])


def _decode_wide(body: bytes, encoding: str) -> str:
    """UTF-16 or UTF-32 as text, in which U+DC00 + byte stands for each byte of a bad unit."""
    codec, width, _ = _WIDE[encoding]
    whole = len(body) - len(body) % width
    tail = "".join(chr(0xDC00 + byte) for byte in body[whole:])
    try:
        return body[:whole].decode(codec) + tail
    except UnicodeDecodeError:
        pass
    if width == 4:
        units = zip(_units(body[:whole], codec), range(0, whole, 4), strict=True)
        return "".join(_char(unit, body[at : at + 4]) for unit, at in units) + tail
    text = body[:whole].decode(codec, "surrogatepass")
    return (
        _SURROGATE.sub(lambda match: _escaped_bytes(match.group().encode(codec, "surrogatepass")), text)
        + tail
    )


def _units(body: bytes, codec: str) -> array[int]:
    """UTF-32 code units."""
    units = array("I")
    units.frombytes(body)
    if (sys.byteorder == "little") != (codec == "utf-32-le"):
        units.byteswap()
    return units


def _char(unit: int, raw: bytes) -> str:
    is_scalar = unit < 0xD800 or 0xDFFF < unit <= sys.maxunicode
    return chr(unit) if is_scalar else _escaped_bytes(raw)


def _escaped_bytes(raw: bytes) -> str:
    return "".join(chr(0xDC00 + byte) for byte in raw)


def _is_utf32(data: bytes) -> bool:
    """Whether data that begins FF FE 00 00 is UTF-32, not UTF-16 that begins with U+0000.

    As UTF-32, UTF-16 text is units beyond U+10FFFF, nearly all of them.
    """
    units = _units(data[4 : len(data) - len(data) % 4], "utf-32-le")
    return 2 * sum(unit <= sys.maxunicode for unit in units) >= len(units)
