"""`pipeline run`: all stages. In: a folder of documents. Out: the datasets, and a summary."""

from __future__ import annotations

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS, work
from pipeline.settings import Settings


@click.command()
@output_options
@click.option("--dry-run", is_flag=True, help="Say what would be done and why; write nothing.")
@settings_options(*SETTINGS)
def run(terminal: Terminal, *, settings: Settings, dry_run: bool) -> None:
    """Read the documents in RAW, repair them, and write the datasets.

    RAW is data/raw unless named. It is only read, never written to.

    \b
    Examples:
      pipeline run
      pipeline run notes --out clean-notes
      pipeline run notes --out clean-notes --accept certain --strict
      pipeline run --json
      pipeline run --dry-run

    \b
    Exit codes: 0 fine; 1 with --strict, where a document is not sound or repaired;
    2 could not run.
    """
    if dry_run:
        _preview(terminal, settings)
        return
    work(terminal, settings, ("extract", "clean", "export"))


def _preview(terminal: Terminal, settings: Settings) -> None:
    from pipeline.cli.preview import as_record, show
    from pipeline.engine.preview import preview

    found = preview(settings)
    if terminal.as_json:
        terminal.data(as_record(found))
    elif not terminal.quiet:
        show(terminal, found, settings)
