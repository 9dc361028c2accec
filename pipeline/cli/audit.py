"""`pipeline audit`: what the last run found. In: its tables. Out: a line a finding, an exit code."""

from __future__ import annotations

from dataclasses import asdict

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.settings import Settings


@click.command()
@output_options
@click.option(
    "--select", "codes", multiple=True, metavar="CODE", help="Only codes that begin so; may be repeated."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@settings_options("out")
def audit(terminal: Terminal, *, settings: Settings, codes: tuple[str, ...], exit_zero: bool) -> None:
    """List what the last run found, each with its place.

    A line is file, line, column, severity, code, message. Errors and warnings are listed;
    notes too with -v, or when --select names them.
    The codes are explained in docs/findings.md.

    \b
    Examples:
      pipeline audit
      pipeline audit --out clean-notes --select mojibake
      pipeline audit --json --exit-zero

    \b
    Exit codes: 0 fine; 1 where a listed finding is an error; 2 could not run.
    """
    from pipeline.audit import places_of_run, select

    found = places_of_run(settings.out)
    listed = found if terminal.verbose and not codes else select(found, codes)
    if terminal.as_json:
        terminal.data([asdict(place) for place in listed])
    elif not terminal.quiet:
        for place in listed:
            terminal.say(str(place))
        terminal.note(_count(len(listed), len(found)))
    if not exit_zero and any(place.severity == "error" for place in listed):
        click.get_current_context().exit(1)


def _count(listed: int, found: int) -> str:
    text = f"{listed} finding{'' if listed == 1 else 's'}"
    return text if listed == found else f"{text}, {found - listed} more not listed"
