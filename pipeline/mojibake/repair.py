"""The front door: `repair(text) -> Repair`, on a whole text, to the fixed point.

In: text as decoded. Out: the repaired text, one `Edit` for each stretch repaired or left,
and the way back. Touches nothing but the model file.
Idea: a pass undoes the outermost damage; passes go on until nothing more is found, and all
edits are told on the source's offsets. An edit counts only with its certificate: its
`after`, sent through its channel, is its `before`, character for character.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.mojibake.references import read_references
from pipeline.records import Edit, PlacedEdit

MAX_PASSES = 8
"""Layers that are undone; text damaged more often was not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What became of a text."""

    source: str
    """The text as it was given."""
    text: str
    """The text with all edits made."""
    edits: tuple[Edit, ...]
    """Edits in order, on the source's offsets; those left have `after` None."""

    def revert(self) -> str:
        """Undoes the edits on `text`; gives the source back."""
        return undo_edits(self.text, self.edits)


def repair(text: str, *, accept: str = "doubtful") -> Repair:
    """Undoes the damage in a text; leaves alone what it cannot know.

    Args:
        text: the whole text of a document: context far away counts.
        accept: the last grade that is made: `certain`, `confident` or `doubtful`.

    Returns:
        The repair; `edits` is empty for sound text.
    """
    read = read_references(text)
    if read is None and text.isascii():
        return Repair(source=text, text=text, edits=())
    from pipeline.mojibake.passes import run_passes, uncollected

    with uncollected():
        edits = run_passes(read.text if read else text, accept=accept, most=MAX_PASSES)
        if read is not None and edits:
            from pipeline.mojibake.rewritten import on_source

            edits = on_source(read, edits)
        return Repair(source=text, text=apply_edits(text, edits), edits=edits)


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
