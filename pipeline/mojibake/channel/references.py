"""Damage that was written as HTML character references on the way: `&acirc;&euro;&trade;` is `â€™`.

In: a text. Out: the same with its characters written as references, or with its references read.
Touches nothing. Idea: references are read first, and all else of `repair` sees characters.
Source: HTML Living Standard, 13.2.5.72 and following; the names are those of HTML 4.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import codepoint2name, html5

INVISIBLE = frozenset("\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2002\u2003\u2009\ufeff")
"""What editors write as references, since nobody would see it."""


def _decimal(char: str) -> str:
    return f"&#{ord(char)};"


def _named(char: str) -> str:
    name = codepoint2name.get(ord(char))
    return f"&{name};" if name else char


def _known(char: str) -> str:
    return _named(char) if ord(char) in codepoint2name else _decimal(char)


WRITERS: dict[str, Callable[[str], str]] = {
    "entities": _known,
    "entities-named": _named,
    "entities-latin-1": lambda char: _named(char) if char <= "\xff" else char,
    "entities-invisible": lambda char: _known(char) if char in INVISIBLE else char,
    "entities-decimal": _decimal,
    "entities-hex": lambda char: f"&#x{ord(char):X};",
    "entities-small-hex": lambda char: f"&#x{ord(char):x};",
}
"""How a character above ASCII is written: by the names of HTML 4, and by number, or as it is, what has none;
so only what Latin-1 has, or what cannot be seen; all by number."""

_REFERENCE = re.compile(r"&(?:#([0-9]{2,7})|#[xX]([0-9A-Fa-f]{2,6})|([A-Za-z][A-Za-z0-9]{1,31}));")


def written(text: str, losses: Iterable[str]) -> str:
    """The text as the way onward writes it; as it is where no loss is a way of writing."""
    writers = [WRITERS[loss] for loss in losses if loss in WRITERS]
    if not writers or text.isascii():
        return text
    return "".join(char if char < "\x80" else writers[0](char) for char in text)


@dataclass(frozen=True, slots=True)
class Read:
    """A text whose references are read."""

    source: str
    text: str
    """The same with what the references stand for."""
    starts: tuple[int, ...]
    """Where each of the characters read stands in `text`."""
    spans: tuple[tuple[int, int], ...]
    """Where its reference stands in `source`."""

    def place(self, offset: int) -> int:
        """Where in the source stands what begins, or ends, at an offset of `text`."""
        count = bisect_left(self.starts, offset)
        return self.spans[count - 1][1] + offset - self.starts[count - 1] - 1 if count else offset


def read_references(text: str) -> Read | None:
    """The text with its references above ASCII read; None if there are none.

    A sound reference is read, too: it is context, and a second repair must see what the first one saw.
    """
    if "&" not in text:
        return None
    found = [(match.start(), match.end(), char) for match, char in _references(text)]
    if not found:
        return None
    out: list[str] = []
    starts: list[int] = []
    at = size = 0
    for start, end, char in found:
        out += (text[at:start], char)
        size += start - at
        starts.append(size)
        size += 1
        at = end
    out.append(text[at:])
    return Read(text, "".join(out), tuple(starts), tuple((start, end) for start, end, _ in found))


def unwritten(text: str) -> str:
    """The text with what its references above ASCII stand for."""
    return (
        _REFERENCE.sub(lambda match: _meant(*match.groups()) or match.group(), text) if "&" in text else text
    )


def _references(text: str) -> Iterator[tuple[re.Match[str], str]]:
    at = text.find("&")  # five times as fast as the pattern gets to the next one
    while at >= 0:
        match = _REFERENCE.match(text, at)
        char = _meant(*match.groups()) if match else None
        if match and char is not None:
            yield match, char
        at = text.find("&", match.end() if match else at + 1)


@lru_cache(maxsize=4096)
def _meant(decimal: str | None, hexadecimal: str | None, name: str | None) -> str | None:
    """The character above ASCII that a reference stands for, or None.

    80 to 9F are kept as the controls of these numbers, unlike in browsers: they are bytes that were seen so.
    """
    if name is not None:
        found = html5.get(f"{name};", "")
        return found if len(found) == 1 and found >= "\x80" else None
    code = int(decimal) if decimal is not None else int(hexadecimal or "0", 16)
    return chr(code) if 0x80 <= code < 0xD800 or 0xE000 <= code < 0x110000 else None
