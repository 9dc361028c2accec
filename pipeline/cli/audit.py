"""`pipeline audit`: looks at files, or at what the last run found. In: paths. Out: a report, an exit code."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.errors import InputError, UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.audit import Audit, Selection

FORMATS = ("terminal", "json", "jsonl", "csv", "sarif", "github", "html")


@click.command()
@output_options
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What to print.  [default: terminal]")
@click.option("--baseline", metavar="FILE", help="An earlier report, whose findings are left out.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@settings_options("select", "ignore", "per_file_ignores", "exclude", "fail_on", "max_document_bytes", "out")
def audit(
    terminal: Terminal,
    *,
    settings: Settings,
    paths: tuple[str, ...],
    format_: str | None,
    baseline: str | None,
    exit_zero: bool,
) -> None:
    """Look for damaged text and other trouble of encodings; nothing is changed.

    PATH is a file of text of any kind, a folder, a pattern such as 'docs/**/*.md', or - for
    standard input. What a .gitignore names is passed over. Without a PATH, what the last run found is
    listed.

    Errors and warnings are listed; notes with -v, or where --select names them. The codes are
    explained in docs/findings.md. A comment `mojibake: allow CODE` allows a finding on its line, or,
    alone on a line, in the next block.

    \b
    Examples:
      pipeline audit notes
      pipeline audit --select all --ignore look-alike notes/note.md
      pipeline audit --format sarif notes > audit.sarif
      pipeline audit --format html notes > audit.html
      pipeline audit --format json notes > known.json
      pipeline audit --baseline known.json notes
      pipeline audit --out clean-notes --select mojibake

    \b
    Exit codes: 0 fine; 1 a finding as bad as --fail-on is listed; 2 something could not be looked
    at.
    """
    from pipeline.audit import fails, selection

    chosen = selection(settings.select, settings.ignore, settings.per_file_ignores, notes=terminal.verbose)
    known = _read(baseline) if baseline else None
    found = _look(paths, chosen, settings, baseline)
    if known is not None:
        from pipeline.audit.baseline import read_baseline

        new, count = read_baseline(known, str(baseline)).new(found.places)
        found.places, found.known = tuple(new), count
    format_ = format_ or ("json" if terminal.as_json else "terminal")
    from pipeline.cli import audit_output

    if format_ == "html" and not paths:
        terminal.payload(_read(str(Path(settings.out, "report.html")), hint="`pipeline run` makes it"))
    else:
        audit_output.show(terminal, found, format_, of_run=not paths)
    for problem in found.problems:
        terminal.error(problem)
    if found.problems:
        click.get_current_context().exit(2)
    if not exit_zero and fails(found.places, settings.fail_on):
        click.get_current_context().exit(1)


def _look(paths: tuple[str, ...], chosen: Selection, settings: Settings, baseline: str | None) -> Audit:
    from pipeline.audit import Audit, audit_paths, places_of_run

    if paths:
        if "-" in paths and sys.stdin.isatty() and len(paths) == 1:
            raise UsageError("standard input is a terminal", hint="pipeline audit - < note.md")
        limit = settings.max_document_bytes + 1
        stream = functools.partial(sys.stdin.buffer.read, limit)
        return audit_paths(paths, chosen, settings, stream=stream, but=baseline)
    found = places_of_run(settings.out)
    kept = tuple(place for place in found if chosen.keeps(place))
    return Audit(places=kept, files=len({place.path for place in found}))


def _read(path: str, hint: str = "check --baseline") -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as err:
        raise InputError(f"{path} cannot be read: {err.strerror or err}", hint=hint) from err
