"""`pipeline status`: what is there. In: OUT. Out: a few lines, or JSON. Nothing is read but names."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.cli.work import SETTINGS
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.engine.state import StageState, State


@click.command()
@output_options
@settings_options(*(name for name in SETTINGS if name not in ("raw", "strict")))
def status(terminal: Terminal, *, settings: Settings) -> None:
    """Say what runs have left under OUT, and whether it is what a run would make now.

    It looks at OUT only; whether the notes have changed since is what `pipeline run --dry-run`
    tells. Exports that were asked for, work that a broken-off run has left for the next one, and a
    run that is going on now are named. With -v every stage has its line.

    \b
    Examples:
      pipeline status
      pipeline status --out clean-notes -v
      pipeline status --json

    \b
    Exit codes: 0 fine; 2 could not run.
    """
    from pipeline.engine.state import state

    found = state(settings)
    if terminal.as_json:
        # A time as text: JSON has none.
        stages = [
            {**asdict(stage), "written": stage.written.isoformat() if stage.written else None}
            for stage in found.stages
        ]
        terminal.data({**asdict(found), "stages": stages})
        return
    if not terminal.quiet:
        _show(terminal, found)


def _show(terminal: Terminal, found: State) -> None:
    last = found.stages[-1]
    rows = [("output", found.out if found.shown else f"{found.out}: none yet")]
    if found.raw:
        rows.append(("notes", found.raw))
    rows += [
        (stage.stage, _stage(stage)) for stage in found.stages if terminal.verbose or _is_worth_it(stage)
    ]
    if found.exports:
        rows.append(("exports", ", ".join(found.exports)))
    rows += [("not read", folder) for folder in found.unread_folders]
    rows += [("deadly", path) for path in found.deadly]
    if terminal.verbose:
        rows.append(("other files", f"{found.other_files:,}"))
        rows.append(("spare", f"{found.spare:,} older or unfinished outputs"))
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        terminal.say(f"  {name:<{width}}  {text}")
    terminal.say()
    terminal.say(_sentence(found, last))


def _is_worth_it(stage: StageState) -> bool:
    """Whether something about a stage is to be told unasked."""
    return bool(stage.unfinished or stage.differences or not stage.is_whole)


def _stage(stage: StageState) -> str:
    if stage.documents is None:
        told = "has not come to its end"
    else:
        when = f"{stage.written:%Y-%m-%d %H:%M} UTC" if stage.written else ""
        told = f"{stage.documents:,} documents in {stage.shards:,} shards, {stage.bytes:,} bytes, {when}"
    if not stage.is_whole:
        told += "; files were changed or removed"
    if stage.unfinished:
        told += f"; {stage.unfinished:,} documents done by a run that broke off"
    return told + "".join(f"; {words}" for words in stage.differences)


def _sentence(found: State, last: StageState) -> str:
    if found.is_running:
        return "a run is going on now"
    if any(stage.unfinished for stage in found.stages):
        return "a run broke off; `pipeline run` goes on from there"
    if last.documents is None or not found.shown:
        return "no run has come to its end; `pipeline run` makes the output"
    notes = "1 note" if last.documents == 1 else f"{last.documents:,} notes"
    if any(stage.differences or not stage.is_whole for stage in found.stages):
        return f"{notes}; `pipeline run` would make it again, with --dry-run it says why"
    when = f", made {last.written:%Y-%m-%d %H:%M} UTC" if last.written else ""
    return f"{notes}{when}; `pipeline run --dry-run` says whether the notes have changed since"
