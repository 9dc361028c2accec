"""The front door: `repair(text) -> Repair`, on a whole text, to the fixed point.

In: text as decoded. Out: the repaired text, one `Edit` for each stretch repaired or left,
and the way back. Touches nothing but the model file.
Idea: a pass undoes the outermost damage; passes go on until nothing more is found, and all
edits are told on the source's offsets. An edit counts only with its certificate: its
`after`, sent through its channel, is its `before`, character for character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.mojibake.channel.references import read_references
from pipeline.mojibake.edits.apply import apply_edits, undo_edits
from pipeline.records import Edit

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
    from pipeline.mojibake.edits.undone import uncollected
    from pipeline.mojibake.passes import run_passes

    with uncollected():
        undone = run_passes(read.text if read else text, accept=accept, most=MAX_PASSES)
        if read is None:
            return Repair(source=text, text=undone.text, edits=undone.edits)
        from pipeline.mojibake.edits.rewritten import on_source, with_all_made

        made = with_all_made(read, undone.found)
        if made is not None:
            return Repair(source=text, text=made, edits=lambda: on_source(read, undone.edits()))
        edits = on_source(read, undone.edits())
        return Repair(source=text, text=apply_edits(text, edits), edits=edits)
