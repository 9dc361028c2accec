"""A word diff: what a repair changes, in the lines where it changes it.

In: a `Fixed`. Out: lines. Touches nothing. Made from the edits, not by comparing texts, so each
change that is shown is an edit, and none is missed. An edit is shown with the rest of its word;
a script without spaces has no words to show, so there it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.fixing.pieces import Line, Piece
from pipeline.fixing.texts import Fixed
from pipeline.positions import LineIndex, line_around
from pipeline.records import Edit
from pipeline.wording import shown

WORD = 24
"""Letters of a word that are shown on either side of an edit."""
UNCHANGED = 80
"""Characters between two changes that are shown whole; of longer stretches the ends."""
CJK = 0x2E80
"""From here on scripts do not set words apart by spaces."""


@dataclass(slots=True)
class _Change:
    """A stretch of the source that is shown as removed, and what is shown in its place."""

    start: int
    end: int
    after: str
    is_doubtful: bool


def word_diff(name: str, fixed: Fixed) -> Iterator[Line]:
    """Lines of the diff of one file; none where nothing changes."""
    source = fixed.source.text
    changes = _changes(source, list(fixed.made))
    if not changes:
        return
    yield (Piece(f"--- {name}", "name"),)
    yield (Piece(f"+++ {name} (repaired)", "name"),)
    lines = LineIndex(source)
    for group in _groups(source, changes):
        yield (Piece(f"@@ line {lines.place(group[0].start)[0]} @@", "place"),)
        yield _line(source, group)


def line_diff(source: str, edits: Sequence[Edit]) -> Line:
    """The line on which some made edits stand, with what they change in it."""
    return _line(source, _changes(source, list(edits)))


def _changes(source: str, edits: list[Edit]) -> list[_Change]:
    """Edits with the rest of their words; those that meet in a word are one change."""
    changes: list[_Change] = []
    for edit in edits:
        start, end = edit.start, edit.end
        while start > 0 and edit.start - start < WORD and _is_letter(source[start - 1]):
            start -= 1
        while end < len(source) and end - edit.end < WORD and _is_letter(source[end]):
            end += 1
        after = source[start : edit.start] + (edit.after or "") + source[edit.end : end]
        last = changes[-1] if changes else None
        if last is None or start > last.end:
            changes.append(_Change(start, end, after, edit.grade == "doubtful"))
            continue
        # What both show of the text between them is taken out of the one and of the other.
        between = max(last.end - edit.start, 0)
        last.after = last.after[: len(last.after) - between] if between else last.after
        known = min(last.end, edit.start)
        last.after += source[known : edit.start] + (edit.after or "") + source[edit.end : end]
        last.end = end
        last.is_doubtful |= edit.grade == "doubtful"
    return changes


def _is_letter(char: str) -> bool:
    return char.isalnum() and ord(char) < CJK


def _groups(source: str, changes: list[_Change]) -> Iterator[list[_Change]]:
    """Changes that stand on one line, or that an edit over a line end joins."""
    group: list[_Change] = []
    for change in changes:
        if group and _has_line_end(source[group[-1].end : change.start]):
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _has_line_end(text: str) -> bool:
    return "\n" in text or "\r" in text


def _line(source: str, group: list[_Change]) -> Line:
    first, last = line_around(source, group[0].start, group[-1].end)
    pieces: list[Piece] = []
    at = first
    for change in group:
        pieces.append(Piece(_trimmed(source[at : change.start], is_first=at == first)))
        pieces.append(Piece(shown(source[change.start : change.end]), "before"))
        if change.after:
            pieces.append(Piece(shown(change.after), "doubtful" if change.is_doubtful else "after"))
        at = change.end
    rest = source[at:last]
    pieces.append(Piece(shown(rest[: UNCHANGED // 2]) + ("..." if len(rest) > UNCHANGED // 2 else "")))
    return tuple(piece for piece in pieces if piece.text)


def _trimmed(text: str, *, is_first: bool) -> str:
    """An unchanged stretch, its middle left out where it is long."""
    half = UNCHANGED // 2
    if is_first:
        return ("..." if len(text) > half else "") + shown(text[-half:] if text else "")
    if len(text) <= UNCHANGED:
        return shown(text)
    return f"{shown(text[:half])} ... {shown(text[-half:])}"
