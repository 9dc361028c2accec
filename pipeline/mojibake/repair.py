"""The front door: `repair(text) -> Repair`, on a whole text, to the fixed point.

In: text as decoded. Out: the repaired text, one `Edit` for each stretch repaired or left,
and the way back. Touches nothing but the model file.
Idea: a pass undoes the outermost damage; passes go on until nothing more is found, and all
edits are told on the source's offsets. An edit counts only with its certificate: its
`after`, sent through its channel, is its `before`, character for character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from pipeline.mojibake.references import read_references
from pipeline.records import Edit, PlacedEdit

MAX_PASSES = 8
"""Layers that are undone; text damaged more often was not seen."""


Said = Callable[[], Iterable[Edit]]
"""What puts edits into words."""


class Repair:
    """What became of a text.

    The edits are put into words when they are first asked for: many want the text alone.
    """

    __slots__ = ("_edits", "source", "text")
    source: str
    """The text as it was given."""
    text: str
    """The text with all edits made."""

    def __init__(self, *, source: str, text: str, edits: Iterable[Edit] | Said) -> None:
        """A text and its edits, or what puts them into words."""
        self.source, self.text, self._edits = source, text, edits

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Edits in order, on the source's offsets; those left have `after` None."""
        if callable(self._edits):
            self._edits = self._edits()
        if not isinstance(self._edits, tuple):
            self._edits = tuple(self._edits)
        return self._edits

    def revert(self) -> str:
        """Undoes the edits on `text`; gives the source back."""
        return undo_edits(self.text, self.edits)

    def __eq__(self, other: object) -> bool:
        """Whether the same became of the same text in the same way."""
        return isinstance(other, Repair) and self._all() == other._all()

    def __hash__(self) -> int:
        """By all that it holds."""
        return hash(self._all())

    def __repr__(self) -> str:
        """As it would be written."""
        return f"Repair(source={self.source!r}, text={self.text!r}, edits={self.edits!r})"

    def __reduce__(self) -> tuple[Callable[..., Repair], tuple[str, str, tuple[Edit, ...]]]:
        """Other processes get the edits in words."""
        return _repair_of, self._all()

    def _all(self) -> tuple[str, str, tuple[Edit, ...]]:
        return self.source, self.text, self.edits


def _repair_of(source: str, text: str, edits: tuple[Edit, ...]) -> Repair:
    return Repair(source=source, text=text, edits=edits)


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
    from pipeline.mojibake.passes import run_passes
    from pipeline.mojibake.undone import uncollected

    with uncollected():
        undone = run_passes(read.text if read else text, accept=accept, most=MAX_PASSES)
        if read is None:
            return Repair(source=text, text=apply_edits(text, undone.changes), edits=undone.edits)
        from pipeline.mojibake.rewritten import on_source

        edits = on_source(read, undone.edits())
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
