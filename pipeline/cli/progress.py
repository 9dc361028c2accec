"""Shows how far a run is: a bar on a terminal, a line a stage elsewhere, nothing where quiet.

In: what the engine tells. Out: lines on standard error. Touches standard error only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pipeline.cli.terminal import Terminal

Report = Callable[[str, int, int], None]
"""Told a stage's name, how much of it is done, and of how much."""


@contextmanager
def progress(terminal: Terminal) -> Iterator[Report | None]:
    """A function for the engine to call; the bar goes when the context ends, however it ends."""
    if terminal.quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(terminal) as bar:
            yield _on_bar(bar)
    else:
        yield _in_lines(terminal)


def _bar(terminal: Terminal) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # No spinner: its dots are beyond ASCII. The bar is drawn in ASCII where it must be.
    return Progress(
        TextColumn("{task.description:<8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=terminal.console(stderr=True),
        transient=True,
    )


def _on_bar(bar: Progress) -> Report:
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    return report


def _in_lines(terminal: Terminal) -> Report:
    def report(stage: str, done: int, total: int) -> None:
        # One line a stage: a log of a million notes stays short.
        if done == total:
            terminal.note(f"{stage}: {done:,} of {total:,}")

    return report
