"""Whether what was found is a fault here, or is meant.

In: a text, its path, and a finding's code and span. Out: a severity. Touches nothing.
Two marks that fail an audit have honest uses. U+FFFD is also a character that people write
about, and that programs put into their own output: it stands then by itself, in quotes, in code.
Bidirectional controls belong to Arabic and Hebrew prose: they come in pairs there, around text
that is written from the right; an attack (CVE-2021-42574) leaves one open, or overrides. Where all
of a line goes from the left anyway, a control to the left changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.positions import line_around

_MARK = "\N{REPLACEMENT CHARACTER}"

_TALK = re.compile(r"fffd|65533|replacement|ef ?bf ?bd|mojibake|\N{REPLACEMENT CHARACTER}{4}", re.IGNORECASE)
_OPEN = "([{<\"'`\u2018\u201c\u00ab\u2039\u300c\u300e\uff08\u3010|/\\=,;:+*_~#@$%^&-"
_CLOSE = ")]}>\"'`\u2019\u201d\u00bb\u203a\u300d\u300f\uff09\u3011|/\\=,;:+*_~#@$%^&-"

_EMBEDDINGS, _OVERRIDES = "\u202a\u202b", "\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_FROM_THE_RIGHT = "\u202b\u2067\u202e"
"""What sets its content from the right, whatever it is."""
_LINE_ENDS = re.compile(r"[\r\n]")


def replacement_severity(text: str, start: int, *, in_code: bool) -> str:
    """`error` where U+FFFD stands for something that was lost in a text, else `note`."""
    if in_code:
        return "note"
    first, last = start, start + 1
    while first > 0 and text[first - 1] == _MARK:
        first -= 1
    while last < len(text) and text[last] == _MARK:
        last += 1
    if _TALK.search(_line(text, start)):
        return "note"
    before, after = text[max(0, first - 1) : first], text[last : last + 1]
    if before.isalnum() or after.isalnum():
        return "error"
    is_bounded = (not before.strip() or before in _OPEN) and (not after.strip() or after in _CLOSE)
    is_held = bool(before and before in _OPEN) or bool(after and after in _CLOSE)
    return "note" if is_bounded and (is_held or last - first == 1) else "error"


def bidi_severity(text: str, start: int) -> str:
    """How bad a control on this line is.

    `error` where it can make the line read otherwise than it is, `warning` where one that belongs to
    text from the right is left open, `note` where it comes in pairs or changes nothing.
    """
    line = _line(text, start)
    is_mixed = _has_right_to_left(line)
    if not is_mixed and not any(char in _FROM_THE_RIGHT for char in line):
        return "note"  # all of it goes from the left, whatever says so once more
    if any(char in _OVERRIDES for char in line):
        return "error"
    opened: list[str] = []
    for char in line:
        if char in _EMBEDDINGS or char in _ISOLATES:
            opened.append(char)
        elif opened and char == (_POP_EMBEDDING if opened[-1] in _EMBEDDINGS else _POP_ISOLATE):
            opened.pop()
    if not any(char in _FROM_THE_RIGHT for char in (line if not is_mixed else opened)):
        return "warning" if opened else "note"
    return "error"


def _has_right_to_left(line: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in line)


def _line(text: str, at: int) -> str:
    first, _ = line_around(text, at)
    end = _LINE_ENDS.search(text, at)
    return text[first : end.start() if end else len(text)]
