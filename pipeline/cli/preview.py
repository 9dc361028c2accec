"""What `pipeline run --dry-run` prints: what would be done, and why.

In: the engine's preview. Out: lines on standard output, or a record for JSON.
Touches standard output.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.cli.terminal import Terminal
    from pipeline.engine.preview import Preview
    from pipeline.settings import Settings

_MOST = 20
"""How many documents are named one by one, unless all are asked for with `-v`."""


def as_record(preview: Preview) -> dict[str, Any]:
    """The preview as a JSON object."""
    return asdict(preview)


def show(terminal: Terminal, preview: Preview, settings: Settings) -> None:
    """Print what would be done."""
    for reason in preview.reasons:
        terminal.say(f"  all       {reason}")
    shown = preview.changes if terminal.verbose else preview.changes[:_MOST]
    for change in shown:
        place = f"{change.before} -> {change.path}" if change.before else change.path
        terminal.say(f"  {change.what:<8}  {place}")
    if len(preview.changes) > len(shown):
        terminal.say(f"  and {len(preview.changes) - len(shown):,} more; -v names them")
    for folder in preview.unread_folders:
        terminal.say(f"  not read  {folder}")
    if terminal.verbose:
        made = ", ".join(f"{stage} {count:,}" for stage, count in preview.made.items())
        terminal.say(f"  shards    {preview.shards:,}; to be made: {made}")
    if preview.changes or preview.reasons or preview.unread_folders or terminal.verbose:
        terminal.say()
    terminal.say(_sentence(preview, settings))


def _sentence(preview: Preview, settings: Settings) -> str:
    notes = "1 note" if preview.documents == 1 else f"{preview.documents:,} notes"
    if preview.is_idle:
        return f"{notes}, all as the last run left them: nothing to do in {settings.out}"
    told = f"{notes}: {preview.work:,} would be worked on"
    if preview.beside and preview.changes and not preview.reasons:
        told += (
            f", {preview.beside:,} of them only because they are kept together with one that is not as it was"
        )
    return f"{told}; nothing was written"
