"""What stays the same of a finding where its line, or its file, moves.

In: of each finding of one file its code, code page, text, and the nearest words. Out: 32 hex
digits each. Touches nothing. Neither path nor line enters; of equal findings of one file the
how-manieth does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.positions import line_around

_REACH = 80

_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"\w+(?=\W*\Z)")


def fingerprints(findings: Iterable[tuple[str, str, str, str, str]]) -> Iterator[str]:
    """A fingerprint for each finding of one file, in order.

    Args:
        findings: code, code page, the text seen, the word before it, the word after it.
    """
    seen: Counter[tuple[str, str, str, str, str]] = Counter()
    for what in findings:
        seen[what] += 1
        text = json.dumps([*what, seen[what]], ensure_ascii=True)
        yield hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def words_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The nearest words before and after a stretch, on its own line."""
    first, _ = line_around(text, start, end)
    before = _LAST_WORD.search(text, max(first, start - _REACH), start)
    line = re.split(r"[\r\n]", text[end : end + _REACH], maxsplit=1)[0]
    after = _WORD.search(line)
    return (before.group() if before else "", after.group() if after else "")
