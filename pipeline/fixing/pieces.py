"""Lines for a terminal, as pieces of text that know what they are.

In: texts. Out: `Piece`s, whose role a terminal shows by colour and plain text by marks.
Touches nothing. So the rooms that say what a repair is need not know how it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    *("plain", "name", "place", "label", "before", "after", "restored", "doubtful", "left"),
    *("error", "warning", "note"),
)
"""What a piece can be. `restored` is a character of which bytes had been lost."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line."""

    text: str
    role: str = "plain"
    """One of `ROLES`."""


Line = tuple[Piece, ...]


def plain(line: Line) -> str:
    """A line without its roles."""
    return "".join(piece.text for piece in line)
