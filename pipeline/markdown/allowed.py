"""Comments by which an author allows a finding at a place: `mojibake: allow CODE`.

In: a text. Out: `Allowed`, which knows the codes allowed on each line. Touches nothing.
The words may stand in any comment: `<!-- mojibake: allow bidi-control -->`,
`# mojibake: allow mojibake, not-nfc`. They hold for their own line, or, where nothing else stands on
it, for the next block: to the next blank line, or to the end of a fence. A code's beginning
names all codes that begin so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from pipeline.findings import CODES
from pipeline.records import Finding

_WORDS = re.compile(
    r"\bmojibake:[ \t]*allow[ \t:=]+(?P<codes>[a-z][a-z0-9-]*(?:[ \t]*[, \t][ \t]*[a-z][a-z0-9-]*)*)"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_CLOSER = re.compile(r"-->|\*/|--%>|#}|\*\)|\Z")
_FENCE = re.compile(r"[ >\t]{0,12}(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What comments of one text allow."""

    spans: tuple[tuple[int, int, str], ...] = ()
    """First line, last line, code or its beginning; lines count from 1."""
    unknown: tuple[tuple[int, str], ...] = ()
    """Line and word of each allowance that names no code."""

    def holds(self, code: str, line: int | None, last: int | None = None) -> bool:
        """Whether a finding of this code on this line (to line `last`) is allowed."""
        if line is None:
            return False
        end = line if last is None else last
        return any(
            first <= end and line <= until and code.startswith(name) for first, until, name in self.spans
        )

    def without(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that no comment allows."""
        return [found for found in findings if not self.holds(found.code, found.line)]


NOTHING = Allowed()


def find_allowed(text: str) -> Allowed:
    """What the comments of a text allow; `NOTHING`, and at once, where there are none."""
    if "mojibake:" not in text:
        return NOTHING
    lines = [match.group().rstrip("\r\n") for match in _LINE.finditer(text)]
    spans: list[tuple[int, int, str]] = []
    unknown: list[tuple[int, str]] = []
    for row, line in enumerate(lines):
        for match in _WORDS.finditer(line):
            words = re.split(r"[ \t,]+", match["codes"])
            codes = list(takewhile(_is_code, words))
            if not codes:
                unknown.append((row + 1, words[0]))
            first, last = _next_block(lines, row) if _is_alone(line, match) else (row, row)
            spans += [(first + 1, last + 1, code) for code in codes]
    return Allowed(tuple(spans), tuple(unknown))


def _is_code(word: str) -> bool:
    return any(code.startswith(word) for code in CODES)


def _is_alone(line: str, match: re.Match[str]) -> bool:
    """Whether nothing but the comment stands on its line."""
    closer = _CLOSER.search(line, match.end())
    rest = line[closer.end() :] if closer else ""
    return not re.search(r"\w", line[: match.start()]) and not re.search(r"\w", rest)


def _next_block(lines: list[str], row: int) -> tuple[int, int]:
    """First and last row of what follows: a paragraph or table, or a fence with its content."""
    first = row + 1
    while first < len(lines) - 1 and not lines[first].strip():
        first += 1
    if first >= len(lines):
        return row, row
    fence = _FENCE.match(lines[first])
    last = first
    while last + 1 < len(lines):
        if fence:
            if lines[last + 1].strip(" >\t").startswith(fence[1]):
                return first, last + 1
        elif not lines[last + 1].strip():
            break
        last += 1
    return first, last
