"""Where a code point offset is in the file: line, column, byte.

In: a decoded text. Out: a `LineIndex` that answers look-ups, or one line's borders.
Touches nothing. Lines and columns count from 1, columns in code points; LF, CRLF and CR
end a line, NEL and U+2028 do not (as in CommonMark and every compiler's messages).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

_LINE_END = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Look-up from code point offset to line and column in one text."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            lines = text.split("\n")
            self._starts = list(accumulate([len(line) + 1 for line in lines[:-1]], initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a code point offset."""
        row = bisect_right(self._starts, offset) - 1
        return row + 1, offset - self._starts[row] + 1

    def offset(self, line: int, column: int) -> int:
        """The code point offset of a line and column, both from 1."""
        return self._starts[line - 1] + column - 1


def line_around(text: str, start: int, end: int | None = None) -> tuple[int, int]:
    """The line that a stretch begins in, and where the one that it ends in ends, without its line end.

    A line end of the kind that a text has none of is looked for in the line alone: from each of a
    large text's many places back to its beginning, the search would take hours.

    Args:
        text: any.
        start: of the stretch.
        end: one past it; without one it is empty.
    """
    after = start if end is None else end
    first = text.rfind("\n", 0, start) + 1
    first = max(first, text.rfind("\r", first, start) + 1)
    last = text.find("\n", after)
    last = last if last >= 0 else len(text)
    cut = text.find("\r", after, last)
    return first, cut if cut >= 0 else last
