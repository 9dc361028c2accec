"""`pipeline clean`: the second stage alone. In: what extract left. Out: repaired documents."""

from __future__ import annotations

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS, work
from pipeline.settings import Settings


@click.command()
@output_options
@settings_options(*(name for name in SETTINGS if name != "raw"))
def clean(terminal: Terminal, *, settings: Settings) -> None:
    """Repair and normalize the texts, find languages and pairs.

    It reads what `pipeline extract` left under OUT, and leaves its own result beside it.
    (To remove what runs have made, use `make clean`.)

    \b
    Examples:
      pipeline clean
      pipeline clean --out clean-notes --accept certain

    \b
    Exit codes: 0 fine; 1 with --strict, where a document is not sound or repaired;
    2 could not run.
    """
    work(terminal, settings, ("clean",))
