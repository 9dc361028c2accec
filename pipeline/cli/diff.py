"""`pipeline diff`: two outputs side by side. In: two folders. Out: a line a difference, an exit code."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import output_options
from pipeline.cli.terminal import Terminal

if TYPE_CHECKING:
    from pipeline.engine.compare import Change

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


@click.command()
@output_options
@click.argument("old", metavar="OLD", type=click.Path())
@click.argument("new", metavar="NEW", type=click.Path())
@click.option("--exit-code", is_flag=True, help="Exit with 1 where they differ.")
def diff(terminal: Terminal, *, old: str, new: str, exit_code: bool) -> None:
    """Say which documents and repairs differ between two outputs.

    OLD and NEW are folders that runs wrote to, perhaps of two versions of this program. A
    line is what happened (+ only in NEW, - only in OLD, ~ in both, but different), the
    document or the place of the repair in it, and how it differs.

    \b
    Examples:
      pipeline diff data/out clean-notes
      pipeline diff --json --exit-code data/out clean-notes

    \b
    Exit codes: 0 fine; 1 with --exit-code, where they differ; 2 could not run.
    """
    from pipeline.engine.compare import compare

    counts = {"document": 0, "repair": 0}
    records = []
    for change in compare(old, new):
        counts[change.kind] += 1
        if terminal.as_json:
            records.append(asdict(change))
        elif not terminal.quiet:
            terminal.say(_line(change))
    if terminal.as_json:
        terminal.data(records)
    elif not terminal.quiet:
        terminal.note(f"{counts['document']} documents and {counts['repair']} repairs differ")
    if exit_code and any(counts.values()):
        click.get_current_context().exit(1)


def _line(change: Change) -> str:
    sign = _SIGNS[change.what]
    if change.kind == "document":
        return f"{sign} {change.path}{_differing(change)}"
    words = " => ".join(_repair(side) for side in (change.old, change.new) if side is not None)
    return f"{sign} {change.path}:{change.line}:{change.column}: {words}"


def _differing(change: Change) -> str:
    if change.what != "changed":
        return ""
    old, new = change.old or {}, change.new or {}
    words = ["source" for name in old if name == "sha256"] or ["text"]
    if "status" in old:
        words.append(f"status {old['status']} => {new['status']}")
    return f": {', '.join(words)}"


def _repair(side: dict[str, Any]) -> str:
    before = _visible(side["before"])
    if side["after"] is None:
        return f"{before} left"
    return f"{before} -> {_visible(side['after'])} ({side['grade']} {side['confidence']:g})"


def _visible(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
