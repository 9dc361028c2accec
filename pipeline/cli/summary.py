"""What a run ends with: a short table, and in plain words what was restored and what became of all.

In: the engine's summary. Out: lines on standard output, or a record for JSON.
Touches standard output. What people need not know is left out unless they ask with `-v`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.cli.terminal import Terminal
    from pipeline.engine import Summary
    from pipeline.settings import Settings

_WORDS = {
    "clean": "sound",
    "repaired": "repaired",
    "doubtful": "with doubt",
    "damaged": "still broken",
    "rejected": "set aside",
}
"""What a person is told for each status, the best first."""

_MOST = 10
"""How many documents are named one by one."""


def as_record(summary: Summary) -> dict[str, Any]:
    """The summary as a JSON object."""
    return asdict(summary)


def show(terminal: Terminal, summary: Summary, settings: Settings) -> None:
    """Print the table, then the lines in plain words."""
    rows = _rows(summary) + (_details(summary) if terminal.verbose else [])
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        terminal.say(f"  {name:<{width}}  {text}")
    terminal.say()
    told = restored(summary)
    if told:
        terminal.say(told)
    terminal.say(sentence(summary, settings))


def restored(summary: Summary) -> str:
    """What was restored, what is doubtful and what is left; empty where nothing was damaged."""
    grades = summary.grades
    sure, doubtful, left = grades["certain"] + grades["confident"], grades["doubtful"], grades["left"]
    if not sure + doubtful + left:
        return ""
    parts = [f"{sure:,} damaged place{'' if sure == 1 else 's'} restored"]
    if doubtful:
        parts.append(f"{doubtful:,} restored with doubt")
    if left:
        parts.append(f"{left:,} left as {'it was' if left == 1 else 'they were'}")
    return ", ".join(parts) + ("; `pipeline review` shows them" if doubtful or left else "")


def sentence(summary: Summary, settings: Settings) -> str:
    """What became of the notes, in words, and where they are."""
    if not summary.documents:
        return f"0 notes: no {' or '.join(settings.include)} in {settings.raw}"
    notes = "1 note" if summary.documents == 1 else f"{summary.documents:,} notes"
    became = ", ".join(
        f"{summary.statuses[status]:,} {word}"
        for status, word in _WORDS.items()
        if summary.statuses[status] or status in ("clean", "repaired")
    )
    markdown = summary.places.get("markdown")
    return f"{notes}: {became}" + (f"; your notes: {markdown}/" if markdown else "")


def _rows(summary: Summary) -> list[tuple[str, str]]:
    """Name and text of each line of the table."""
    rows = [
        ("documents", f"{summary.documents:,}"),
        ("blocks", _with_parts(summary.blocks, summary.languages)),
    ]
    grades = summary.grades
    if summary.languages or summary.repairs or grades["left"]:
        made = {name: grades[name] for name in ("certain", "confident") if grades[name]}
        rows += [
            ("repairs", _with_parts(summary.repairs, made)),
            ("doubtful", f"{grades['doubtful']:,}"),
            ("left", f"{grades['left']:,}"),
        ]
    rows.append(("rejected", f"{len(summary.rejected):,}"))
    rows += [("", f"{path}: {reason}") for path, reason in summary.rejected[:_MOST]]
    if len(summary.rejected) > _MOST:
        rows.append(("", f"and {len(summary.rejected) - _MOST:,} more; `pipeline audit` lists them"))
    rows += [("not read", folder) for folder in summary.unread_folders]
    # In a store there is one door, which is an object; elsewhere they are folders, and the report.
    ends = {name: "" if name in ("manifest.json", "report.html") else "/" for name in summary.places}
    rows += [(name, place + ends[name]) for name, place in summary.places.items()]
    return rows


def _details(summary: Summary) -> list[tuple[str, str]]:
    """What only those ask for who look into the works."""
    return [
        ("pairs", f"{summary.pairs:,}"),
        ("encodings", _parts(summary.encodings)),
        ("channels", _parts(summary.channels)),
        ("findings", _parts(summary.findings)),
        ("images", f"{summary.images:,}"),
        ("other files", f"{summary.other_files:,}"),
        ("shards", f"{summary.shards:,}, {summary.made:,} of them made by this run"),
    ]


def _with_parts(total: int, parts: Mapping[str, int]) -> str:
    return f"{total:,}: {_parts(parts)}" if parts else f"{total:,}"


def _parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"
