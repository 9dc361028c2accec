"""Edits of a text as findings: one for each line, with what the line would read.

In: a text and its edits. Out: `Proposal`s in order. Touches nothing.
A line with forty damaged characters is one thing to look at. A stretch that is shown in code, or
stands beside its own reading, is a note: whoever writes about damage shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.audit.rules import is_in_code
from pipeline.clean.placed import code_of
from pipeline.findings import CODES, finding
from pipeline.fixing.diff import line_diff
from pipeline.fixing.pieces import Line, Piece
from pipeline.fixing.plausible import Evidence
from pipeline.mojibake.channel import parse_channel
from pipeline.positions import LineIndex, line_around
from pipeline.records import GRADES, Edit, Finding
from pipeline.wording import counted, mistake, percent, shown

_LONGEST = 60
_MOST_SHOWN = 24
_WORSE = ("mojibake-lossless", "mojibake-lossy", "mojibake-doubtful", "mojibake-beyond-repair")
"""A line is told by the worst that is on it."""
SHOWN = 0.5
"""From this probability on, a reading that was not taken is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The edits of one line: those that are made, or those that are left."""

    found: Finding
    text: str | None
    """What would stand in the finding's span; None where nothing is proposed."""
    confidence: float
    """Of the least sure edit."""
    grade: str
    """Of the least sure edit."""
    channel: str | None
    pages: str
    """Code pages of the channel, for the fingerprint."""
    diff: Line


def proposals_of(text: str, edits: Sequence[Edit], lines: Callable[[], LineIndex]) -> list[Proposal]:
    """What is proposed.

    Args:
        text: the source.
        edits: made or left, ascending.
        lines: makes the text's line index.
    """
    index = lines()

    grouped: dict[tuple[int, bool, bool], list[Edit]] = {}
    for edit in edits:
        is_beyond = code_of(edit) == "mojibake-beyond-repair"
        grouped.setdefault((index.place(edit.start)[0], edit.after is not None, is_beyond), []).append(edit)
    evidence = Evidence(text, edits)
    return [_proposal(text, index, group, evidence) for group in grouped.values()]


def _proposal(text: str, index: LineIndex, group: Sequence[Edit], evidence: Evidence) -> Proposal:
    first, last = group[0], group[-1]
    code = max(map(code_of, group), key=_WORSE.index)
    line, column = index.place(first.start)
    least = min(group, key=lambda edit: (edit.confidence, -GRADES.index(edit.grade)))
    channels = sorted({edit.channel for edit in group if edit.channel})
    is_made = first.after is not None
    message, severity = _message(text, code, group, channels), CODES[code].severity
    if (not is_made and is_shown(text, first)) or not any(map(evidence.convinces, group)):
        severity = "note"
    found = finding(
        code, message, severity=severity, line=line, column=column, start=first.start, end=last.end
    )
    return Proposal(
        found=found,
        text=_after(text, group) if is_made else None,
        confidence=least.confidence,
        grade=max((edit.grade for edit in group), key=GRADES.index),
        channel=" | ".join(channels) or None,
        pages=" ".join(sorted({layer.page for name in channels for layer in parse_channel(name)})),
        diff=_diff(text, group) if is_made else _left_line(text, first),
    )


def is_shown(text: str, edit: Edit) -> bool:
    """Whether a stretch that is left may be shown on purpose: in code, or beside its own reading."""
    if is_in_code(text, edit.start):
        return True
    best = edit.alternatives[0] if edit.alternatives else None
    return best is not None and best.probability >= SHOWN and best.text in text


def _message(text: str, code: str, group: Sequence[Edit], channels: Sequence[str]) -> str:
    first = group[0]
    seen = _short(text[first.start : first.end])
    if first.after is None:
        best = [a for a in first.alternatives if a.probability >= SHOWN]
        if code == "mojibake-beyond-repair":
            return f"{_places(group)}of lost text, beyond repair: {seen}"
        reading = f", perhaps {_short(best[0].text)} ({percent(best[0].probability)})" if best else ""
        return f"{_places(group)}of damaged text without a sure reading: {seen}{reading}"
    how = "; ".join(mistake(channel) for channel in channels) or "damaged text"
    least = min(edit.confidence for edit in group)
    sure = "certain" if all(edit.grade == "certain" for edit in group) else percent(least)
    more = f", and {counted(len(group) - 1, 'more place')} on this line" if len(group) > 1 else ""
    return f"{how}: {seen} for {_short(first.after)} ({sure}){more}"


def _places(group: Sequence[Edit]) -> str:
    return "" if len(group) == 1 else f"{len(group)} places "


def _after(text: str, group: Sequence[Edit]) -> str:
    """The span of all edits of the line, with them made."""
    out, at = [], group[0].start
    for edit in group:
        out += [text[at : edit.start], edit.after or ""]
        at = edit.end
    return "".join(out)


def _diff(text: str, group: Sequence[Edit]) -> Line:
    """The line with its first changes; a line of a megabyte would fill the screen many times."""
    shown_line = line_diff(text, group[:_MOST_SHOWN])
    if len(group) <= _MOST_SHOWN:
        return shown_line
    return (*shown_line, Piece(f" and {counted(len(group) - _MOST_SHOWN, 'more change')}", "label"))


def _left_line(text: str, edit: Edit) -> Line:
    first, last = line_around(text, edit.start, edit.end)
    before, after = text[first : edit.start], text[edit.end : last]
    return (
        Piece(("..." if len(before) > _LONGEST else "") + shown(before[-_LONGEST:])),
        Piece(shown(text[edit.start : edit.end]), "left"),
        Piece(shown(after[:_LONGEST]) + ("..." if len(after) > _LONGEST else "")),
    )


def _short(text: str) -> str:
    text = shown(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}...{text[-_LONGEST // 2 :]}"
