"""`pipeline export`: the last stage alone. In: what clean left. Out: the datasets."""

from __future__ import annotations

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS, work
from pipeline.settings import Settings


@click.command()
@output_options
@settings_options(*(name for name in SETTINGS if name != "raw"))
def export(terminal: Terminal, *, settings: Settings) -> None:
    """Write the datasets from what `pipeline clean` left under OUT.

    \b
    Examples:
      pipeline export
      pipeline export --out clean-notes

    \b
    Exit codes: 0 fine; 1 with --strict, where a document is not sound or repaired;
    2 could not run.
    """
    work(terminal, settings, ("export",))
