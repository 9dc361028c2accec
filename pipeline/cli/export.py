"""`pipeline export`: the last stage alone. In: what clean left. Out: the datasets, and what is asked for."""

from __future__ import annotations

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS, work
from pipeline.export.request import FORMATS, request
from pipeline.settings import Settings
from pipeline.tables import TABLES


@click.command()
@output_options
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    help="What to write into OUT/exports beside the defaults; may be repeated.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=click.Choice(list(TABLES)),
    help="Only this table, where the format holds tables; may be repeated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="CONDITION",
    help="Only rows for which this holds; may be repeated, and then all must hold.",
)
@click.option("--normalized", is_flag=True, help="Even out header and text of --format markdown.")
@settings_options(*(name for name in SETTINGS if name != "raw"))
def export(
    terminal: Terminal,
    *,
    settings: Settings,
    formats: tuple[str, ...],
    tables: tuple[str, ...],
    where: tuple[str, ...],
    normalized: bool,
) -> None:
    """Write the datasets from what `pipeline clean` left under OUT.

    Without --format these are markdown/, json/, parquet/ and README.md, as `pipeline run`
    leaves them. Each format asked for comes beside them as OUT/exports/FORMAT, and stays
    until the documents change or a run without --format makes the output anew.

    \b
    A CONDITION is one of
      status=NAME        clean, repaired, doubtful, damaged, rejected
      language=TAG       zh also means zh-Hans
      grade=NAME         of repairs: certain, confident, doubtful, left; documents, blocks
                         and pairs stay that hold such a repair
      confidence<NUMBER  of repairs, from 0 to 1; likewise
      score<NUMBER       of pairs, from 0 to 1
    with = or != (and NAME,NAME,... for any of these), numbers with < <= > >= too.

    \b
    Examples:
      pipeline export
      pipeline export --format tmx --format xliff
      pipeline export --format csv --table repairs --where grade=doubtful,left
      pipeline export --format json --where language=zh --where "status!=damaged"
      pipeline export --format parquet-by-language --out clean-notes
      pipeline export --format markdown --normalized

    \b
    Exit codes: 0 fine; 1 with --strict, where a document is not sound or repaired;
    2 could not run.
    """
    if not formats and (tables or where or normalized):
        raise click.UsageError("--table, --where and --normalized need a --format")
    asked = request(formats, tables, where, normalized=normalized) if formats else None
    work(terminal, settings, ("export",), asked)
