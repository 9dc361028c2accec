"""What is said of a document in the end: its findings, and its status.

In: what extract found, what clean found, the edits. Out: findings by place, a status. Touches
nothing. What extract said of a character that a repair has replaced since is told by the
repair, and left out; what is true of the file all the same (a guessed encoding) stays.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.clean.placed import findings_of
from pipeline.encoding import can_encode
from pipeline.findings import finding
from pipeline.records import Document, Edit, Finding, PlacedEdit

_ANSWERED = frozenset(("control-character", "replacement-character", "private-use", "zero-width", "not-nfc"))
"""Findings about characters, which a repair of the very place answers."""

_BROKEN = frozenset(("undecodable-byte", "replacement-character", "unpaired-surrogate"))
"""Findings of what is lost and no edit restored."""


def merge_findings(
    document: Document, found: Sequence[Finding], rows: Sequence[PlacedEdit], repaired: str
) -> tuple[Finding, ...]:
    """All findings of a document: those of the whole file first, then by place.

    Args:
        document: as extract left it.
        found: clean's own, of the header.
        rows: the edits.
        repaired: the repaired text.
    """
    if any(f.code == "front-matter-unclosed" for f in document.findings):
        found = [f for f in found if f.code != "front-matter-missing"]
    earlier = _unanswered(document.findings, rows, repaired)
    merged = [*earlier, *found, *_widened(document, rows), *findings_of(rows)]
    return in_order(merged)


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of the whole file first, then by place."""
    if len(findings) < 2:
        return tuple(findings)
    last: dict[str, int] = {}
    for one in findings:
        if one.start is not None:
            last[one.code] = max(one.start, last.get(one.code, 0))
    # "and 480 more in this file" has no place; it comes behind those that have.
    return tuple(sorted(findings, key=lambda f: last.get(f.code, -1) if f.start is None else f.start))


def status_of(edits: Sequence[Edit], findings: Sequence[Finding]) -> str:
    """The worst that can be said of a document.

    A byte that does not decode, and a U+FFFD that no repair replaced, are left broken too.
    """
    if any(edit.after is None for edit in edits) or any(f.code in _BROKEN for f in findings):
        return "damaged"
    if any(edit.grade == "doubtful" for edit in edits):
        return "doubtful"
    return "repaired" if edits else "clean"


def _unanswered(findings: Sequence[Finding], rows: Sequence[PlacedEdit], repaired: str) -> list[Finding]:
    """Extract's findings without those that a repair answers.

    A count of unnamed places ("and 480 more") stays while one that is named stays.
    """
    gone = [(row.start, row.end) for row in rows if row.after is not None]
    if not gone:
        return list(findings)
    kept = [f for f in findings if f.code not in _ANSWERED or f.start is None or not _is_within(f, gone)]
    named = {f.code for f in kept if f.start is not None}
    if "\N{REPLACEMENT CHARACTER}" in repaired:
        named.add("replacement-character")
    return [f for f in kept if f.code not in _ANSWERED or f.start is not None or f.code in named]


def _is_within(found: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (found.start or 0, sys.maxsize)) - 1
    return place >= 0 and (found.end or 0) <= spans[place][1]


def _widened(document: Document, rows: Sequence[PlacedEdit]) -> list[Finding]:
    """Whether a restored character does not exist in the document's encoding."""
    encoding = document.encoding or "utf-8"
    if encoding == "utf-8":  # it has them all
        return []
    for row in rows:
        if row.after is not None and not can_encode(row.after, encoding=encoding):
            message = f"a restored character does not exist in {encoding}; the output is UTF-8"
            code = "encoding-widened"
            return [finding(code, message, line=row.line, column=row.column, start=row.start, end=row.end)]
    return []
