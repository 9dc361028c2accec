"""Findings about single characters: what is invisible, undecodable or means nothing.

In: a document's decoded text and its undecodable bytes. Out: findings, in the order of codes
and then of places. Touches nothing.
One regular expression tells a text that has none of them apart from the others, so that a
sound text costs one scan. Of each code the first `SINGLY` are named one by one, and the rest
are counted in one finding more: a file of a million NULs is one fault, not a million.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.encoding import Decoded
from pipeline.findings import finding
from pipeline.positions import LineIndex
from pipeline.records import Finding, Undecodable

SINGLY = 20
"""Findings of one code that are named one by one."""

_BELOW = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ue000-\uf8ff\ufeff\ufffd]"
)
_ABOVE = "[\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
_ODD = re.compile(f"{_BELOW}|{_ABOVE}")
"""Two classes, since one with characters beyond U+FFFF is searched three times as slowly."""

_ODD_RUN = re.compile(f"{_BELOW}+|{_ABOVE}+")
_FAR = re.compile(_ABOVE)
_NEAR_RUN = re.compile(f"{_BELOW}+")
"""What `_ODD_RUN` finds where nothing is far above, in a fifth of the time."""
_ODD_ASCII = bytes(code for code in range(0x80) if _ODD.match(chr(code)))
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG, _LAST_TAG = "\U000e0000", "\U000e007f"
_JOINERS = "\u200c\u200d"
_FLAG = "\N{WAVING BLACK FLAG}"
_BYTE_UNITS = {"utf-8": 3, "utf-16le": 2, "utf-16be": 2, "utf-32le": 4, "utf-32be": 4}
"""How many bytes half a surrogate pair is in each encoding."""


def character_findings(decoded: Decoded, lines: Callable[[], LineIndex]) -> list[Finding]:
    """What is odd about single characters of a text.

    Args:
        decoded: the text and its undecodable bytes.
        lines: makes the text's line index; asked only if there is something to place.
    """
    if not decoded.undecodable and not _has_odd(decoded.text):
        return []
    kinds = _Kinds()
    for code, start, end, message in _undecodable(decoded):
        kinds[code].add(start, end, message)
    text = _without(decoded.text, decoded.undecodable)
    for match in (_ODD_RUN if _FAR.search(text) else _NEAR_RUN).finditer(text):
        _add_run(kinds, text, match.start(), match.group())
    return [item for code in sorted(kinds) for item in kinds[code].findings(lines())]


def _add_run(kinds: _Kinds, text: str, start: int, run: str) -> None:
    """Add a run of odd characters: its beginning one by one, the rest by counting."""
    for offset, char in enumerate(run[:SINGLY], start):
        code = _code_of(char, text, offset)
        if code is not None:
            kinds[code].add(offset, offset + 1, char)
    if len(run) <= SINGLY:
        return
    for char, count in Counter(run[SINGLY:]).items():
        code = _code_of(char)
        if code is not None:
            kinds[code].count += count


def _has_odd(text: str) -> bool:
    if text.isascii():
        raw = text.encode("ascii")
        return len(raw.translate(None, _ODD_ASCII)) != len(raw)
    return _ODD.search(text) is not None


def _without(text: str, undecodable: Sequence[Undecodable]) -> str:
    """The text with a space for each undecodable byte, so that it is no U+FFFD of the file's."""
    if not undecodable:
        return text
    starts = [-1, *(item.start for item in undecodable), len(text)]
    return " ".join(text[before + 1 : after] for before, after in pairwise(starts))


def _code_of(char: str, text: str = "", offset: int = 0) -> str | None:
    """The code of an odd character; None where what stands before it explains it."""
    if char == "\N{REPLACEMENT CHARACTER}":
        return "replacement-character"
    if _BIDI.match(char):
        return "bidi-control"
    category = unicodedata.category(char)
    if category == "Cc":
        return "control-character"
    if category == "Co" or char > _LAST_TAG:
        return "private-use"
    return None if offset and _is_explained(char, text[offset - 1]) else "zero-width"


def _is_explained(char: str, before: str) -> bool:
    """Joiners belong to Persian, to Indian scripts and to emoji; tags to flags."""
    if char in _JOINERS:
        return unicodedata.category(before) in ("Lo", "Mn", "Mc", "So", "Sk")
    return char >= _TAG and (before == _FLAG or before >= _TAG)


def _undecodable(decoded: Decoded) -> Iterator[tuple[str, int, int, str]]:
    """Code, span and message of each undecodable byte or half of a surrogate pair."""
    items = decoded.undecodable
    at = 0
    while at < len(items):
        size = _surrogate_size(items, at, decoded.encoding)
        values = " ".join(f"{item.byte:02X}" for item in items[at : at + max(size, 1)])
        start = items[at].start
        if size:
            message = f"bytes {values} are half of a surrogate pair"
            yield "unpaired-surrogate", start, start + size, message
        else:
            yield "undecodable-byte", start, start + 1, f"byte {values} is not valid {decoded.encoding}"
        at += max(size, 1)


def _surrogate_size(items: Sequence[Undecodable], at: int, encoding: str) -> int:
    """How many bytes from here are half of a surrogate pair; 0 if they are not."""
    size = _BYTE_UNITS.get(encoding, 0)
    unit = items[at : at + size]
    if not size or len(unit) < size or unit[-1].start - unit[0].start != size - 1:
        return 0
    raw = bytes(item.byte for item in unit)
    if encoding == "utf-8":
        return size if raw[0] == 0xED and raw[1] >= 0xA0 else 0
    value = int.from_bytes(raw, "little" if encoding.endswith("le") else "big")
    return size if 0xD800 <= value <= 0xDFFF else 0


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".rstrip() + " stands in the text"


@dataclass(slots=True)
class _Kind:
    """The findings of one code, while they are gathered."""

    code: str
    first: list[tuple[int, int, str]] = field(default_factory=list)
    count: int = 0

    def add(self, start: int, end: int, what: str) -> None:
        self.count += 1
        if len(self.first) < SINGLY:
            self.first.append((start, end, what))

    def findings(self, lines: LineIndex) -> Iterator[Finding]:
        for start, end, what in self.first:
            line, column = lines.place(start)
            message = what if len(what) > 1 else _named(what)
            yield finding(self.code, message, line=line, column=column, start=start, end=end)
        if self.count > len(self.first):
            yield finding(self.code, f"and {self.count - len(self.first)} more in this file")


class _Kinds(dict[str, _Kind]):
    """Findings by code, begun as codes come."""

    def __missing__(self, code: str) -> _Kind:
        self[code] = kind = _Kind(code)
        return kind
