"""Shows how far a run is: a bar on a terminal, a line a stage elsewhere, nothing where quiet.

In: what the engine tells. Out: lines on standard error. Touches standard error only.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

    from pipeline.cli.terminal import Terminal

_EVERY_S = 15.0
"""How often a line says how far it is, where there is no bar."""

Report = Callable[[str, int, int], None]
"""Told a stage's name, how much of it is done, and of how much."""


@contextmanager
def progress(terminal: Terminal) -> Iterator[Report | None]:
    """A function for the engine to call; the bar goes when the context ends, however it ends."""
    with _told(terminal):
        if terminal.quiet:
            yield None
        elif sys.stderr.isatty():
            with _bar(terminal) as bar:
                yield _on_bar(bar)
        else:
            yield _in_lines(terminal)


@contextmanager
def _told(terminal: Terminal) -> Iterator[None]:
    """Print what the engine has to say meanwhile: workers that were killed; with `-v`, what is done."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            terminal.note(record.getMessage())

    log, handler = logging.getLogger("pipeline.engine"), Handler()
    level = log.level
    log.setLevel(logging.INFO if terminal.verbose else logging.WARNING)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def _bar(terminal: Terminal) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # No spinner: its dots are beyond ASCII. The bar is drawn in ASCII where it must be.
    return Progress(
        TextColumn("{task.description:<8}"),
        BarColumn(),
        MofNCompleteColumn(),
        _rate_column(),
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


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    return Rate()


def _in_lines(terminal: Terminal) -> Report:
    started_s = time.monotonic()
    told_s = started_s

    def report(stage: str, done: int, total: int) -> None:
        nonlocal told_s
        # One line a stage, and one now and then: a log of a million notes stays short.
        now_s = time.monotonic()
        if done == total:
            terminal.note(f"{stage}: {done:,} of {total:,}")
        elif done and now_s - told_s > _EVERY_S:
            told_s = now_s
            rate = done / (now_s - started_s)
            left_s = round((total - done) / rate)
            terminal.note(f"{stage}: {done:,} of {total:,}, {rate:,.0f} a second, {left_s:,} s left")

    return report
