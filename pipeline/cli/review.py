"""`pipeline review`: people decide what the last run doubts. In: keys on a page, or a CSV file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import output_options, settings_options
from pipeline.cli.terminal import Terminal
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.review.server import Server
    from pipeline.review.session import Session


@click.command()
@output_options
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port of the page; a free one unless named.",
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option(
    "--export", "export_to", metavar="FILE", help="Write what is asked as CSV, `-` for standard output."
)
@click.option(
    "--import",
    "import_from",
    metavar="FILE",
    help="Take the decisions of such a file, `-` for standard input.",
)
@settings_options("out")
def review(
    terminal: Terminal,
    *,
    settings: Settings,
    port: int,
    no_browser: bool,
    export_to: str | None,
    import_from: str | None,
) -> None:
    """Decide what the last run doubts or leaves, and pairs that failed a check.

    Opens a page on this machine that no other can reach; everything on it works with the
    keyboard. Decisions are kept in RAW.decisions.jsonl beside the folder that was read, and
    every later run applies them. Ctrl-C ends it.

    \b
    Examples:
      pipeline review
      pipeline review --out clean-notes --no-browser
      pipeline review --export doubts.csv
      pipeline review --import doubts.csv

    \b
    In the CSV file, fill in column decision: read, sound, leave, force; keep, reject or
    correct for a pair; open takes a decision back. Column text takes another reading.

    \b
    Exit codes: 0 fine; 2 could not run, or a row was refused, and then none was taken.
    """  # fmt: skip
    if export_to and import_from:
        raise UsageError("--export and --import exclude each other", hint="pipeline review --help")
    from pipeline.engine.shards.decided import decisions_path, raw_of
    from pipeline.review.ledger import Ledger
    from pipeline.review.server import Server, open_review

    raw = raw_of(settings.out)
    # Where all was moved since the run, the settings know better.
    ledger = Ledger(decisions_path(raw if raw and Path(raw).exists() else settings.raw))
    session, contexts = open_review(settings.out, ledger)
    if export_to:
        from pipeline.review import sheet

        _write(terminal, export_to, b"".join(sheet.export(session, contexts)))
        more = (
            f"; fill in column decision, then `pipeline review --import {export_to}`" if session.items else ""
        )
        terminal.note(_asked(session) + more)
    elif import_from:
        _import(terminal, session, import_from)
    else:
        _serve(terminal, session, Server(session, contexts, port), opens=not no_browser)


def _serve(terminal: Terminal, session: Session, server: Server, *, opens: bool) -> None:
    if terminal.as_json:
        terminal.data({"address": server.address, "asked": len(session.items), "decided": session.done})
    else:
        terminal.note(_asked(session))
        terminal.say(server.address)
        terminal.note("Ctrl-C ends the review; what is kept is on the disk already")
    before = session.done
    try:
        if opens:
            import webbrowser

            webbrowser.open(server.address)
        server.run()
    finally:
        server.close()
    made = session.done - before
    kept = f"{made:,} decided in this review" if made > 0 else "nothing decided in this review"
    terminal.note(
        f"{kept}, {len(session.open):,} open" + ("; `pipeline run` applies them" if made > 0 else "")
    )


def _import(terminal: Terminal, session: Session, name: str) -> None:
    from pipeline.review import sheet

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).expanduser().read_bytes()
    except OSError as err:
        raise InputError(f"the file cannot be read: {err.strerror or err}", context=name) from err
    done = sheet.read(session, data, name)
    if terminal.as_json:
        terminal.data({"decided": done.decided, "unchanged": done.unchanged, "open": len(session.open)})
    else:
        terminal.note(
            f"{done.decided:,} decided, {done.unchanged:,} rows with nothing new, {len(session.open):,} open"
            + ("; `pipeline run` applies them" if done.decided else "")
        )


def _write(terminal: Terminal, name: str, data: bytes) -> None:
    if name == "-":
        terminal.payload(data)
        return
    try:
        Path(name).expanduser().write_bytes(data)
    except OSError as err:
        raise OutputError(f"cannot write: {err.strerror or err}", context=name) from err


def _asked(session: Session) -> str:
    if not session.items:
        return "the last run doubted nothing"
    return f"{len(session.items):,} to decide, {session.done:,} of them decided"
