"""`pipeline extract`: the first stage alone. In: a folder of documents. Out: their blocks."""

from __future__ import annotations

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS, work
from pipeline.settings import Settings


@click.command()
@output_options
@settings_options(*SETTINGS)
def extract(terminal: Terminal, *, settings: Settings) -> None:
    """Decode the documents in RAW and cut them into blocks.

    The result is left under OUT/.stages/extract, where `pipeline clean` goes on from.

    \b
    Examples:
      pipeline extract
      pipeline extract notes --out clean-notes

    \b
    Exit codes: 0 fine; 1 with --strict, where a document was set aside; 2 could not run.
    """
    work(terminal, settings, ("extract",))
