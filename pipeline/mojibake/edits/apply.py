"""Makes edits on a text, and undoes them.

In: a text and its edits in order. Out: the text with them made, or without. Touches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pipeline.records import Edit, PlacedEdit


class Change(Protocol):
    """What stands at a span of a text, and what it becomes: an edit, or one in the making."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def after(self) -> str | None:
        """What it becomes; None where it stays."""


def apply_edits(text: str, edits: Iterable[Change]) -> str:
    """The text with its edits made; they are in order, and those left change nothing."""
    out: list[str] = []
    add, at = out.append, 0
    for edit in edits:
        after = edit.after
        if after is None:
            continue
        start = edit.start
        if start > at:  # most touch the one before
            add(text[at:start])
        add(after)
        at = edit.end
    add(text[at:])
    return "".join(out)


def undo_edits(text: str, edits: Iterable[Edit | PlacedEdit]) -> str:
    """The source of a repaired text; `edits` are in order, and those left change nothing."""
    out: list[str] = []
    at = shift = 0  # in the repaired text; and how much longer it is than the source up to there
    for edit in edits:
        if edit.after is None:
            continue
        start = edit.start + shift
        out += (text[at:start], edit.before)
        at = start + len(edit.after)
        shift += len(edit.after) - len(edit.before)
    out.append(text[at:])
    return "".join(out)
