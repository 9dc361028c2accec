"""Rows of the report: damaged lines, before and after, with what is known of each change.

In: a `Subject`: a source text, its edits, findings. Out: a `Part`, plain lists that are JSON.
Touches nothing. A row is a line of the file, so that a reader sees a sentence and not its forty
damaged characters one by one; of long lines the stretches around the changes are kept. Every
text is made visible here: what a browser would not show, or would obey, stands as an escape.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any

from pipeline.positions import LineIndex, line_around
from pipeline.records import GRADES, Edit, PlacedEdit
from pipeline.report.parts import KINDS, Part
from pipeline.wording import fate, percent, restored, shown

AROUND = 48
"""Characters of unchanged text that are shown on either side of a change."""
MOST_IN_ROW = 48
"""Changes in one row; a line that has more is several rows."""
LONGEST = 400
"""Characters of one change that are shown."""

PLAIN, DAMAGED, DECODED, RESTORED, DOUBTFUL, RESTORED_DOUBTFUL, LEFT = range(7)
"""What a stretch of text is. A restored character had lost bytes."""

Span = list[Any]
"""Text and what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding that is no damage with a reading."""

    line: int | None
    column: int | None
    start: int | None
    end: int | None
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One file of which the report tells."""

    path: str
    status: str
    """`clean`, `repaired`, `doubtful`, `damaged` or `rejected`."""
    encoding: str | None
    source: str
    """The text as it stood in the file."""
    edits: Sequence[Edit | PlacedEdit]
    problems: Sequence[Problem] = ()
    language_at: Callable[[int], str | None] = lambda _offset: None
    """The language of the text at an offset of the source."""


def part_of(subjects: Iterable[Subject], kinds: Collection[str] = KINDS) -> Part:
    """The report's part of these files; those in which nothing was found are only counted.

    Args:
        subjects: the files.
        kinds: of the rows that are made.
    """
    part = Part()
    for subject in subjects:
        count(part, subject)
        _add_rows(part, subject, kinds)
    return part


def rows_of(subject: Subject, kinds: Collection[str] = KINDS) -> Part:
    """A file with its rows, without counts: those of a run's files stand in their outlines."""
    part = Part()
    _add_rows(part, subject, kinds)
    return part


def _add_rows(part: Part, subject: Subject, kinds: Collection[str]) -> None:
    rows = list(_rows(subject, kinds))
    if rows:
        part.add([shown(subject.path), subject.status, subject.encoding, len(subject.edits)], rows)


def count(part: Part, subject: Subject) -> None:
    """Add a file to the counts."""
    part.statuses[subject.status] += 1
    part.folders[_folder(subject.path)] += len(subject.edits)
    part.before["damaged" if subject.edits or subject.status == "rejected" else "sound"] += 1
    part.grades.update(map(attrgetter("grade"), subject.edits))
    part.channels.update(filter(None, map(attrgetter("channel"), subject.edits)))
    for problem in subject.problems:
        part.codes[problem.code] += 1


def _folder(path: str) -> str:
    parent = PurePosixPath(path).parent.as_posix()
    return "." if parent == "." else f"{parent}/"


def _rows(subject: Subject, kinds: Collection[str]) -> Iterator[list[Any]]:
    """Rows in order: line, column, kind, code, language, before, after, changes, message."""
    found: list[tuple[int, list[Any]]] = []
    if subject.edits:
        index = LineIndex(subject.source)
        places = [index.place(edit.start) for edit in subject.edits]
        groups = list(grouped(subject.edits, [line for line, _ in places]))
        at = 0
        for place, group in enumerate(groups):
            placed = places[at : (at := at + len(group))]
            kind = kind_of(group)
            if kind not in kinds:
                continue
            line, column = placed[0]
            # A line of several rows is cut between changes: no row shows another one's as undone.
            last = groups[place - 1][-1].end if place else 0
            until = groups[place + 1][0].start if place + 1 < len(groups) else len(subject.source)
            seen = [_visible(edit.before) for edit in group]
            before, after = _sides(subject.source, group, seen, last, until)
            language = subject.language_at(group[0].start)
            changes = list(map(_change, group, [column for _, column in placed], seen))
            found.append((group[0].start, [line, column, kind, "", language, before, after, changes, ""]))
    for one in subject.problems:
        if one.severity == "note" or one.severity not in kinds:
            continue
        context = [] if one.start is None else _context(subject.source, one.start, one.end or one.start)
        row = [one.line, one.column, one.severity, one.code, None, context, [], [], shown(one.message)]
        found.append((one.start or 0, row))
    for _, row in sorted(found, key=lambda item: item[0]):
        yield row


def kind_of(group: Iterable[Edit | PlacedEdit]) -> str:
    """The kind of a row of these edits: the grade of the least sure."""
    return max((edit.grade for edit in group), key=GRADES.index)


def grouped(edits: Sequence[Edit | PlacedEdit], lines: Iterable[int]) -> Iterator[list[Edit | PlacedEdit]]:
    """Edits by row: those of a line, as many as a row holds.

    Args:
        edits: of a document, ascending.
        lines: that each begins in.
    """
    group: list[Edit | PlacedEdit] = []
    at = 0
    for edit, line in zip(edits, lines, strict=True):
        if group and (line != at or len(group) == MOST_IN_ROW):
            yield group
            group = []
        group.append(edit)
        at = line
    if group:
        yield group


def _sides(
    source: str, group: Sequence[Edit | PlacedEdit], seen: Sequence[str], earliest: int, latest: int
) -> tuple[list[Span], list[Span]]:
    """Both sides of a line, between two offsets: stretches, each with what it is.

    Args:
        source: the text.
        group: edits of the line.
        seen: what stands there before each, as it is shown.
        earliest: where the line begins at the earliest.
        latest: where it ends at the latest.
    """
    before: list[Span] = []
    after: list[Span] = []
    first, last = line_around(source, group[0].start, group[-1].end)
    first, last = max(first, earliest), min(last, latest)
    at = first
    for edit, text in zip(group, seen, strict=True):
        if at < edit.start:
            between = _between(source[at : edit.start], is_first=at == first, is_last=False)
            _add(before, between, PLAIN)
            _add(after, between, PLAIN)
        _add(before, text, LEFT if edit.after is None else DAMAGED)
        if edit.after is None:
            _add(after, text, LEFT)
        elif not edit.struck:
            _add(after, _visible(edit.after), DOUBTFUL if edit.grade == "doubtful" else DECODED)
        else:
            for char, role in _reading(edit):
                _add(after, char, role)
        at = edit.end
    rest = _between(source[at:last], is_first=False, is_last=True)
    _add(before, rest, PLAIN)
    _add(after, rest, PLAIN)
    return before, after


def _reading(edit: Edit | PlacedEdit) -> Iterator[tuple[str, int]]:
    """What an edit that restored lost bytes puts there, character by character."""
    text = edit.after or ""
    lost = restored(edit)
    is_doubtful = edit.grade == "doubtful"
    for index, char in enumerate(text[:LONGEST]):
        if index in lost:
            yield shown(char), RESTORED_DOUBTFUL if is_doubtful else RESTORED
        else:
            yield shown(char), DECODED


def _add(spans: list[Span], text: str, role: int) -> None:
    if not text:
        return
    if spans and spans[-1][1] == role == PLAIN:
        spans[-1][0] += text
    else:
        spans.append([text, role])


def _between(text: str, *, is_first: bool, is_last: bool) -> str:
    """A stretch that does not change, its middle or far end left out where it is long."""
    if is_first:
        return shown(text) if len(text) <= 2 * AROUND else f"\N{HORIZONTAL ELLIPSIS}{shown(text[-AROUND:])}"
    if is_last:
        return shown(text) if len(text) <= 2 * AROUND else f"{shown(text[:AROUND])}\N{HORIZONTAL ELLIPSIS}"
    if len(text) <= 2 * AROUND:
        return shown(text)
    return f"{shown(text[:AROUND])} \N{HORIZONTAL ELLIPSIS} {shown(text[-AROUND:])}"


def _context(source: str, start: int, end: int) -> list[Span]:
    first, last = line_around(source, start, end)
    spans: list[Span] = []
    _add(spans, _between(source[first:start], is_first=True, is_last=False), PLAIN)
    _add(spans, _visible(source[start:end]), LEFT)
    _add(spans, _between(source[end:last], is_first=False, is_last=True), PLAIN)
    return spans


def _change(edit: Edit | PlacedEdit, column: int, before: str) -> list[Any]:
    """Column, before, after, grade, confidence, bytes, losses, channel, decided by, alternatives."""
    return [
        column,
        before,
        None if edit.after is None else _visible(edit.after),
        edit.grade,
        percent(edit.confidence) if edit.grade != "certain" else "",
        edit.bytes[: 3 * 64].rstrip() + (" \N{HORIZONTAL ELLIPSIS}" if len(edit.bytes) > 3 * 64 else ""),
        "; ".join([f"byte {s.byte:02x}, {fate(s, edit.layers)}" for s in edit.struck[:8]])
        if edit.struck
        else "",
        edit.channel,
        edit.decided_by,
        [[_visible(a.text), percent(a.probability)] for a in edit.alternatives[:6]]
        if edit.alternatives
        else [],
    ]


def _visible(text: str) -> str:
    """A text as it is shown, not too much of it."""
    # Asked here, too: of nearly all changes both is so, and each has three texts.
    return text if len(text) <= LONGEST and text.isprintable() else _short(shown(text))


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} \N{HORIZONTAL ELLIPSIS} {text[-LONGEST // 2 :]}"


class Languages:
    """Which block's language holds at an offset."""

    def __init__(self, spans: Iterable[tuple[int, int, str | None]]) -> None:
        """Blocks as start, end and language, ascending."""
        self._spans = list(spans)
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> str | None:
        """The language at an offset; None between blocks, and where there is no language."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or offset >= self._spans[place][1]:
            return None
        language = self._spans[place][2]
        return None if language == "und" else language
