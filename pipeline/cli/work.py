"""What `run`, `extract`, `clean` and `export` share: call the engine, show progress, print the summary.

In: settings and names of stages. Out: the summary on standard output, an exit code.
Touches the two streams; files are the engine's.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import click

from pipeline.cli.progress import progress
from pipeline.cli.summary import as_record, show
from pipeline.cli.terminal import Terminal
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.export.request import Request

SETTINGS = tuple(f.name for f in fields(Settings) if f.metadata["run"])
"""Every setting that a run knows has an option, in the order in which the settings are written."""


def work(
    terminal: Terminal, settings: Settings, stages: tuple[str, ...], request: Request | None = None
) -> None:
    """Run these stages and print what came of them.

    Exits with 1 where `strict` is set and a document is neither sound nor repaired.
    """
    from pipeline.engine import run

    with progress(terminal) as report:
        summary = run(settings, stages=stages, progress=report, request=request)
    if terminal.as_json:
        terminal.data(as_record(summary))
    elif not terminal.quiet:
        show(terminal, summary, settings)
    if settings.strict and not summary.is_sound:
        click.get_current_context().exit(1)
