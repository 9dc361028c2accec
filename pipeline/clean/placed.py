"""Edits as rows of table `repairs`, and what they say as findings.

In: a document, its edits, blocks and lines. Out: `PlacedEdit` rows, `Finding` records.
Touches nothing. A reader who looks up a finding wants one line's damage told once: edits of
one kind on one line are one finding, and of a thousand lines the first hundred are named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import Any

from pipeline.encoding import byte_offsets
from pipeline.findings import finding
from pipeline.ids import span_ids
from pipeline.mojibake.channel import CASES
from pipeline.mojibake.channel.references import WRITERS
from pipeline.positions import LineIndex
from pipeline.records import Block, Document, Edit, Finding, PlacedEdit, from_columns

_LOSING_NOTHING = {"none", "c1", *CASES, *WRITERS}
MOST_NAMED = 100
"""Findings of one code named one by one; the rest are counted in one more."""


def place_edits(
    source: str, edits: Sequence[Edit], document: Document, blocks: Sequence[Block]
) -> tuple[PlacedEdit, ...]:
    """Rows of table `repairs`, in order.

    Args:
        source: the decoded source text.
        edits: made and left ones, ascending.
        document: tells the id and how the bytes are encoded.
        blocks: in order; an edit in a gap between them has no block.
    """
    if not edits:
        return ()
    byte_starts = byte_offsets(
        source,
        [edit.start for edit in edits],
        encoding=document.encoding or "utf-8",
        bom=document.bom,
        undecodable=document.undecodable,
    )
    count = len(edits)
    lines = LineIndex(source)
    places = [lines.place(edit.start) for edit in edits]
    columns: dict[str, Iterable[Any]] = {
        field.name: map(attrgetter(field.name), edits) for field in fields(Edit)
    }
    columns |= {
        "repair_id": span_ids("repairs", document.document_id, [(edit.start, edit.end) for edit in edits]),
        "document_id": repeat(document.document_id, count),
        "block_id": _blocks_of(edits, blocks),
        "start_byte": byte_starts,
        "line": [line for line, _ in places],
        "column": [column for _, column in places],
    }
    return tuple(from_columns(PlacedEdit, count, columns))


def _blocks_of(edits: Sequence[Edit], blocks: Sequence[Block]) -> list[str | None]:
    """The id of the block that each edit is in."""
    starts = [edit.start for edit in edits]
    found: list[str | None] = [None] * len(edits)
    for block in blocks:
        first, after = bisect_left(starts, block.start), bisect_left(starts, block.end)
        # Neither edits nor blocks overlap: none but the last edit goes beyond the block.
        if after > first and edits[after - 1].end > block.end:
            after -= 1
        found[first:after] = [block.block_id] * (after - first)
    return found


def count_channels(edits: Iterable[Edit]) -> tuple[str, ...] | None:
    """Channels that damaged the text, most edits first, ties by name; None if there are none."""
    counts = Counter(edit.channel for edit in edits if edit.channel)
    return tuple(sorted(counts, key=lambda channel: (-counts[channel], channel))) or None


def code_of(edit: Edit | PlacedEdit) -> str:
    """The finding's code that an edit stands for."""
    if edit.after is None and edit.channel is None and not edit.alternatives:
        return "mojibake-beyond-repair"
    if edit.grade == "doubtful":
        return "mojibake-doubtful"
    return "mojibake-lossy" if _is_lossy(edit.loss) else "mojibake-lossless"


@cache
def _is_lossy(loss: str | None) -> bool:
    """Whether something was lost; a document has hundreds of edits, and a corpus a few dozen losses."""
    return loss is None or not _LOSING_NOTHING.issuperset(loss.split("+"))


def findings_of(rows: Iterable[PlacedEdit]) -> list[Finding]:
    """A finding for each line, kind of damage and outcome."""
    grouped: dict[tuple[int, str, bool], list[PlacedEdit]] = {}
    for row in rows:
        grouped.setdefault((row.line, code_of(row), row.after is not None), []).append(row)
    found: list[Finding] = []
    named: Counter[str] = Counter()
    more: dict[str, list[PlacedEdit]] = {}
    for (_, code, _), group in grouped.items():
        named[code] += 1
        if named[code] <= MOST_NAMED:
            found.append(_finding(code, _message(group), group[0], group[-1].end))
        else:
            more.setdefault(code, []).extend(group)
    for code, group in more.items():
        lines = named[code] - MOST_NAMED
        message = f"{_stretches(len(group))} more in {lines} further {'place' if lines == 1 else 'places'}"
        found.append(_finding(code, message, group[0], group[0].end))
    return found


def _finding(code: str, message: str, first: PlacedEdit, end: int) -> Finding:
    return finding(code, message, line=first.line, column=first.column, start=first.start, end=end)


def _message(group: Sequence[PlacedEdit]) -> str:
    """What was found, in one line of ASCII: how many, read as what, what became of it."""
    first = group[0]
    channels = sorted({row.channel for row in group if row.channel})
    what = f" of text damaged by {', '.join(channels)}" if channels else " of damaged text"
    shown = (
        f"{_shown(first.before)} -> {_shown(first.after)}"
        if first.after is not None
        else _shown(first.before)
    )
    outcome = "repaired" if first.after is not None else "left as found"
    return f"{_stretches(len(group))}{what}, {outcome}: {shown}{', ...' if len(group) > 1 else ''}"


def _stretches(count: int) -> str:
    return "1 stretch" if count == 1 else f"{count} stretches"


def _shown(text: str) -> str:
    """A text in ASCII, cut short."""
    return ascii(text if len(text) <= 12 else text[:11] + "\N{HORIZONTAL ELLIPSIS}")
