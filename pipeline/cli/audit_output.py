"""What `pipeline audit` prints: a report for people, or one for programs.

In: an `Audit`. Out: text on standard output, a sentence on standard error. Touches the two streams.
On a terminal the report has colours and the summaries; elsewhere it is a line a finding, as
compilers print them, with the line's word diff indented below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.cli import paint

if TYPE_CHECKING:
    from pipeline.audit import Audit
    from pipeline.audit.places import Place
    from pipeline.cli.terminal import Terminal
    from pipeline.fixing.pieces import Line

_MOST_FOLDERS = 12


def show(terminal: Terminal, found: Audit, format_: str, *, of_run: bool) -> None:
    """Print a report.

    Args:
        terminal: where.
        found: what was found.
        format_: one of `cli.audit.FORMATS`.
        of_run: whether this is what the last run found.
    """
    from pipeline.audit import reports

    if format_ == "json":
        terminal.data(reports.as_json(found))
    elif format_ == "sarif":
        from pipeline.audit.sarif import as_sarif

        terminal.data(as_sarif(found))
    elif format_ in ("jsonl", "csv"):
        lines = reports.as_jsonl(found) if format_ == "jsonl" else reports.as_csv(found)
        for line in lines:
            terminal.payload(line.encode("utf-8", "backslashreplace"))
    elif format_ == "html":
        from pipeline.audit.html import as_html

        terminal.payload(as_html(found))
    elif format_ == "github":
        for line in reports.as_github(found):
            terminal.say(line.rstrip("\n"))
    elif not terminal.quiet:
        _report(terminal, found, of_run=of_run)


def _report(terminal: Terminal, found: Audit, *, of_run: bool) -> None:
    from pipeline.audit.reports import sentence

    coloured = paint.has_colours()
    paint.show(terminal, _lines(found.places, coloured=coloured), marks=True)
    if found.places:
        paint.show(terminal, _summary(found))
    terminal.note(sentence(found) if not of_run else _of_run(found))
    passed = [
        f"{number:,} {what}"
        for number, what in (
            (found.ignored, "ignored"),
            (found.binary, "no text"),
            (found.links, "links or devices"),
        )
        if number
    ]
    if passed and terminal.verbose:
        terminal.note(f"passed over: {', '.join(passed)}")


def _of_run(found: Audit) -> str:
    count = len(found.places)
    return f"{count} finding{'' if count == 1 else 's'} of the last run"


def _lines(places: Sequence[Place], *, coloured: bool) -> Iterable[Line]:
    from pipeline.fixing.pieces import Piece

    path = None
    for place in places:
        role = place.severity
        if coloured:
            if place.path != path:
                path = place.path
                yield (Piece(path, "name"),)
            where = ":".join(str(n) for n in (place.line, place.column) if n is not None) or "-"
            yield (
                Piece(f"  {where:<8} ", "place"),
                Piece(f"{place.severity:<8}", role),
                Piece(f"{place.code}  ", role),
                Piece(place.message),
            )
        else:
            yield (Piece(str(place)),)
        if place.diff:
            yield (Piece(" " * (11 if coloured else 4)), *place.diff)


def _summary(found: Audit) -> Iterable[Line]:
    from pipeline.audit.auditing import blame, by_code, by_folder
    from pipeline.fixing.pieces import Piece
    from pipeline.wording import mistake

    def table(title: str, rows: Sequence[tuple[str, int]]) -> Iterable[Line]:
        yield ()
        yield (Piece(title, "name"),)
        for name, count in rows[:_MOST_FOLDERS]:
            yield (Piece(f"{count:>9,}", "place"), Piece(f"  {name}"))
        if len(rows) > _MOST_FOLDERS:
            rest = sum(count for _, count in rows[_MOST_FOLDERS:])
            yield (Piece(f"{rest:>9,}  {len(rows) - _MOST_FOLDERS} more", "label"),)

    yield from table("Findings by code", by_code(found.places))
    yield from table("Findings by folder", by_folder(found.places))
    broke = [(f"{folder}  {mistake(channel)}", lines) for folder, channel, lines in blame(found.places)]
    if broke:
        yield from table("Who broke it: lines by folder and mistake", broke)
