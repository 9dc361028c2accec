"""Texts made of bytes: sentences and scraps, each sent through channels, also all of it together.

In: bytes that a fuzzer chose. Out: a text.
Touches the sentences of `tests.texts`. Noise hardly ever is UTF-8 that was read wrongly; a
recipe always is, so that the search below `repair` is reached from the first input on.
"""

from __future__ import annotations

from pipeline.mojibake import damage
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE
from tests import texts

MOST_PARTS = 6
PAGES = (*sorted(SINGLE_BYTE), *sorted(DOUBLE_BYTE))
MARKS = ("c1", "dropped", "?", "u+fffd", "space")
MARKS_OF_PAIRS = ("?", "u+fffd", "middle-dot", "?+eats", "u+fffd+eats")
ONWARD = (
    "",
    "+ad",
    "+nbsp-to-space",
    "+nbsp-to-newline",
    "+nbsp-dropped",
    "+quotes",
    "+ellipsis",
    "+ad+quotes",
)
BETWEEN = (
    "",
    " ",
    "\n",
    "\r\n",
    "\n\n",
    "`",
    "\n```\n",
    " | ",
    "\n> ",
    "\ufffd",
    "\xa0",
    "[x](",
    ")",
    "</b>",
)


class Reader:
    """Takes numbers and texts from bytes; behind their end all is zero."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._data)

    def take(self, size: int) -> bytes:
        """The next bytes, as many as there are."""
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self) -> int:
        """The next byte, 0 at the end."""
        return (self.take(1) or b"\0")[0]


def text_of(data: bytes) -> str:
    """The text of a recipe."""
    reader, text = Reader(data), ""
    for _ in range(MOST_PARTS):
        if reader.is_over:
            break
        part, names = _part(reader), _channel(reader)
        choice = reader.number()
        if choice >= 0xE0:  # what came before goes through it, too: layers of several depths, side by side
            text = _through(text + part, names)
        else:
            text += _through(part, names)
        text += BETWEEN[choice % len(BETWEEN)]
    return text


def _through(text: str, names: list[str]) -> str:
    return damage(text, " > ".join(names)) if names else text


def _part(reader: Reader) -> str:
    kind, size = reader.number(), reader.number()
    if kind >= 0xC0:
        return reader.take(size % 64).decode("utf-8", "replace")
    sentences = texts.sentences()
    start = reader.number() % 32
    return sentences[kind % len(sentences)][start : start + 1 + size % 96]


def _channel(reader: Reader) -> list[str]:
    return [_layer(reader) for _ in range((0, 1, 1, 2, 2, 3)[reader.number() % 6])]


def _layer(reader: Reader) -> str:
    page, loss = PAGES[reader.number() % len(PAGES)], reader.number()
    if page in DOUBLE_BYTE:
        return f"{page}:{MARKS_OF_PAIRS[loss % len(MARKS_OF_PAIRS)]}"
    return f"{page}:{MARKS[loss % len(MARKS)]}{ONWARD[loss // 8 % len(ONWARD)]}"
