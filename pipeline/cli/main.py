"""`pipeline`: the group of commands, and the one place where an error becomes an exit code.

In: arguments. Out: an exit code. Touches the two streams.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence
from typing import Any

import click

from pipeline import __version__
from pipeline.cli.audit import audit
from pipeline.cli.clean import clean
from pipeline.cli.diff import diff
from pipeline.cli.export import export
from pipeline.cli.extract import extract
from pipeline.cli.fix import fix
from pipeline.cli.review import review
from pipeline.cli.run import run
from pipeline.cli.status import status
from pipeline.cli.terminal import Terminal, make_streams_safe
from pipeline.cli.train import train
from pipeline.errors import PipelineError, UsageError

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT, as a shell would report it."""


class _Group(click.Group):
    """A group whose errors end as `error: CODE`, message, place and hint; never as a traceback."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run one command and exit."""
        make_streams_safe()
        # On its way out Python looks three times for cycles in all that there is; the process ends anyway.
        atexit.register(gc.freeze)
        extra["standalone_mode"] = False
        try:
            code = super().main(args, *rest, **extra)
        except PipelineError as err:
            _fail(err)
        except click.UsageError as err:
            path = err.ctx.command_path if err.ctx else "pipeline"
            _fail(UsageError(err.format_message(), hint=f"{path} --help"))
        except click.Abort:
            Terminal().note("interrupted: the last good output stays as it was")
            sys.exit(INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(err: PipelineError) -> None:
    Terminal().error(err)
    sys.exit(err.exit_code)


@click.group(
    cls=_Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="pipeline", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Repair mojibake in a folder of Markdown notes and make datasets of them.

    Nothing leaves this machine, and the folder that is read is not written to.

    \b
    Examples:
      pipeline run
      pipeline run notes --out clean-notes
      pipeline audit --out clean-notes
      pipeline fix --diff notes

    \b
    Settings come, the later over the earlier, from pipeline.toml or [tool.pipeline] in the
    pyproject.toml of the folder you are in, from PIPELINE_* variables, and from options.

    \b
    Exit codes: 0 fine; 1 findings, where a command was asked to say so; 2 could not run;
    130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for _command in (run, status, extract, clean, export, audit, review, fix, diff, train):
    main.add_command(_command)
