"""What is evened out in the column `text`, and what is not.

In: a block's repaired text and the steps to take. Out: the text evened out. Touches nothing.
The default takes only steps after which every reader and every renderer sees the same text:
form NFC, line ends as LF, spaces off the ends of lines. Full-width punctuation, curly quotes,
ligatures, ZWJ sequences and all else that a writer may have meant stay (NFKC would fold them).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

STEPS = {
    "newlines": "CRLF and CR become LF",
    "trailing-space": "spaces and tabs go off the ends of lines, but for two that are a hard line break",
    "nfc": "Unicode normalization form NFC",
}
"""Every step, in the order in which they are taken, and what it does."""

_LINE_END = re.compile(r"\r\n|\r")
_TRAILING = re.compile(r"[ \t]+(?=\n|\Z)")
_HARD_BREAK = re.compile(r"(?<=[^ \t\n]) {2,}(?=\n[ \t]*[^ \t\n])")


def normalize(text: str, steps: Collection[str] = STEPS) -> str:
    """The text with the steps named taken, in the order of `STEPS`.

    Two or more spaces at the end of a line are Markdown's hard line break: they become two,
    unless the block ends there.
    """
    if "newlines" in steps and "\r" in text:
        text = _LINE_END.sub("\n", text)
    if "trailing-space" in steps and (" \n" in text or "\t\n" in text or text[-1:] in (" ", "\t")):
        text = _without_trailing_space(text)
    if "nfc" in steps and not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text


def _without_trailing_space(text: str) -> str:
    breaks = {match.start() for match in _HARD_BREAK.finditer(text)}
    return _TRAILING.sub(lambda match: "  " if match.start() in breaks else "", text)
