"""Prints pieces of text: in colours on a terminal, with marks elsewhere.

In: lines of pieces. Out: text on standard output. Touches standard output.
Colours are rich's; it is loaded only where there is a terminal that shows them. Without colours
a removed stretch stands in `[-...-]` and an added one in `{+...+}`, as in `git diff --word-diff`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.cli.terminal import visible

if TYPE_CHECKING:
    from pipeline.cli.terminal import Terminal
    from pipeline.fixing.pieces import Line, Piece

_STYLES = {
    "plain": "",
    "name": "bold",
    "place": "cyan",
    "label": "dim",
    "before": "red",
    "after": "green",
    "restored": "green underline",
    "doubtful": "yellow",
    "left": "magenta",
    "error": "bold red",
    "warning": "yellow",
    "note": "blue",
}
_MARKS = {"before": "[-{}-]", "after": "{{+{}+}}", "doubtful": "{{+{}+}}"}


def has_colours() -> bool:
    """Whether standard output shows colours and nobody asked for none (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def show(terminal: Terminal, lines: Iterable[Line], *, marks: bool = False) -> None:
    """Print lines.

    Args:
        terminal: where.
        lines: what.
        marks: whether removed and added stretches are marked where there are no colours.
    """
    if has_colours():
        _coloured(terminal, lines)
        return
    for line in lines:
        terminal.say("".join(_marked(piece) if marks else piece.text for piece in line))


def _marked(piece: Piece) -> str:
    return _MARKS.get(piece.role, "{}").format(piece.text)


def _coloured(terminal: Terminal, lines: Iterable[Line]) -> None:
    from rich.text import Text

    console = terminal.console()
    for line in lines:
        text = Text.assemble(*((visible(piece.text), _STYLES[piece.role]) for piece in line))
        with console.capture() as captured:  # so that a reader who leaves ends us as everywhere
            console.print(text, soft_wrap=True)
        terminal.raw(captured.get())
