"""`pipeline fix`: repairs files and streams. In: paths or bytes. Out: bytes, a diff, an explanation."""

from __future__ import annotations

import sys

import click

from pipeline.cli import fix_output
from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.errors import UsageError
from pipeline.settings import Settings

FIX = Settings(accept="confident")
"""A person's own files get no doubtful repair unasked."""


@click.command()
@output_options
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="PATH", help="Write to this file, or into this folder.")
@click.option("--in-place", is_flag=True, help="Replace the files; --undo gives the old bytes back.")
@click.option("--undo", is_flag=True, help="Give back what the last --in-place replaced, or these files.")
@click.option("--diff", is_flag=True, help="Show what changes, word by word.")
@click.option("--explain", is_flag=True, help="Tell of each repair what is known, and why it is believed.")
@click.option("--hook", is_flag=True, help="As a commit hook: repair only what an audit fails on.")
@settings_options("accept", "include", "per_file_ignores", "exclude", "max_document_bytes", base=FIX)
def fix(
    terminal: Terminal,
    *,
    settings: Settings,
    paths: tuple[str, ...],
    output: str | None,
    in_place: bool,
    undo: bool,
    diff: bool,
    explain: bool,
    hook: bool,
) -> None:
    """Repair files, folders, or standard input.

    One file, or standard input, is repaired to standard output. Several files and folders
    need -o, --in-place, or one of --diff, --explain and --json, which show and write nothing
    by themselves. Bytes outside of the repairs stay as they are.

    \b
    Examples:
      pipeline fix notes/note.md
      pipeline fix --diff notes
      pipeline fix --explain notes/note.md
      pipeline fix notes -o clean-notes
      pipeline fix --in-place notes
      pipeline fix --undo

    \b
    With --hook, files of unknown encoding are passed over, and a lone stretch that may be chance is
    let alone. With --in-place, what is changed is first written to a journal in
    $XDG_STATE_HOME/mojibake-pipeline/fix (~/.local/state/mojibake-pipeline/fix).

    \b
    Exit codes: 0 fine; 2 a file could not be read, repaired, written or given back.
    """
    shows = diff or explain or terminal.as_json
    if undo:
        _check(not (output or in_place or diff or explain), "--undo goes with no other way to write or show")
        _finish(fix_output.undo(terminal, paths))
        return
    _check(not (output and in_place), "-o and --in-place exclude each other")
    from pipeline.fixing.inputs import STREAM, find_inputs, without_excluded
    from pipeline.fixing.work import fix_inputs

    inputs = find_inputs(paths, settings, output)
    is_empty = bool(inputs) and not (inputs := without_excluded(inputs, settings.exclude))
    if is_empty or (hook and not paths):
        return
    is_stream = any(one.name == STREAM for one in inputs)
    _check(not (is_stream and in_place), "standard input has no place; name files")
    _check(
        not is_stream or not sys.stdin.isatty() or bool(paths),
        "name files or folders, or `-` for standard input",
    )
    single = len(inputs) == 1 and (is_stream or inputs[0].name in paths)
    _check(
        single or shows or bool(output) or in_place,
        "several files have no place to go; name one with -o, or use --in-place or --diff",
    )
    stream = sys.stdin.buffer.read(settings.max_document_bytes + 1) if is_stream else None
    outcomes = fix_inputs(inputs, settings, stream=stream, in_place=in_place, as_hook=hook)
    to_stdout = not (shows or output or in_place)
    _finish(
        fix_output.show(
            terminal,
            outcomes,
            settings,
            diff=diff,
            explain=explain,
            to_stdout=to_stdout,
            many=not single,
            in_place=in_place,
        )
    )


def _check(is_right: bool, message: str) -> None:
    if not is_right:
        raise UsageError(message, hint="pipeline fix --help")


def _finish(problems: int) -> None:
    if problems:
        click.get_current_context().exit(2)
