"""What `pipeline fix` prints: bytes, a diff, explanations, a line a file, or JSON.

In: outcomes. Out: text on the two streams, and how many files could not be done.
Touches the two streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.cli import paint

if TYPE_CHECKING:
    from pipeline.cli.terminal import Terminal
    from pipeline.fixing.work import Outcome
    from pipeline.settings import Settings


def show(
    terminal: Terminal,
    outcomes: Iterator[Outcome],
    settings: Settings,
    *,
    diff: bool,
    explain: bool,
    to_stdout: bool,
    many: bool,
    in_place: bool,
) -> int:
    """Print each outcome as it comes; returns how many could not be done."""
    from pipeline.fixing.diff import word_diff
    from pipeline.fixing.explain import explain as explain_lines
    from pipeline.fixing.explain import summary

    records: list[dict[str, Any]] = []
    problems = replaced = 0
    for one in outcomes:
        if one.problem is not None:
            problems += 1
            terminal.error(one.problem)
        if terminal.as_json:
            records.append(as_record(one))
        elif one.fixed is not None:
            fixed = one.fixed
            if explain and (fixed.edits or not many):
                paint.show(terminal, explain_lines(one.name, fixed, settings))
            if diff:
                paint.show(terminal, word_diff(one.name, fixed), marks=True)
            if to_stdout:
                terminal.payload(fixed.data)
            if one.problem is None and not explain and (fixed.edits or not many):
                terminal.note(f"{one.name}: {summary(fixed)}{_widened(one)}")
        replaced += in_place and one.written is not None
    if terminal.as_json:
        terminal.data({"files": records})
    if replaced:
        files = "1 file" if replaced == 1 else f"{replaced:,} files"
        terminal.note(f"{files} replaced; `pipeline fix --undo` gives the old bytes back")
    return problems


def _widened(one: Outcome) -> str:
    if one.fixed is None or not one.fixed.widened:
        return ""
    return f"; now UTF-8, since {one.fixed.source.encoding} lacks a restored character"


def as_record(one: Outcome) -> dict[str, Any]:
    """One file as a JSON object."""
    if one.fixed is None:
        return {"path": one.name, "problem": _problem(one)}
    fixed = one.fixed
    edits = [{**asdict(place), **asdict(edit)} for edit, place in zip(fixed.edits, fixed.places, strict=True)]
    return {
        "path": one.name,
        "problem": _problem(one),
        "encoding": fixed.source.encoding,
        "output_encoding": "utf-8" if fixed.widened else fixed.source.encoding,
        "written": str(one.written) if one.written else None,
        "repairs": len(fixed.made),
        "doubtful": fixed.count("doubtful"),
        "left": fixed.count("left"),
        "findings": [asdict(found) for found in fixed.findings],
        "edits": edits,
    }


def _problem(one: Any) -> dict[str, str] | None:
    if one.problem is None:
        return None
    return {"code": one.problem.code, "message": str(one.problem)}


def undo(terminal: Terminal, paths: Sequence[str]) -> int:
    """Give bytes back and say so; returns how many files were refused."""
    from pipeline.fixing.undo import undo as give_back

    words = {"given-back": "given back", "as-it-was": "was not changed yet", "refused": "not given back"}
    records, problems = [], 0
    for one in give_back(paths):
        records.append({"path": one.path, "state": one.state, "problem": _problem(one)})
        if one.problem is not None:
            problems += 1
            terminal.error(one.problem)
        elif not terminal.as_json:
            terminal.note(f"{one.path}: {words[one.state]}")
    if terminal.as_json:
        terminal.data({"files": records})
    return problems
