"""Writes the pages of docs/ that derive from the sources: tables, findings, errors, command line.

In: `tables.TABLES`, `findings.CODES`, the classes of `errors.py`, each command's `--help`.
Out: data-format.md, findings.md, errors.md, cli.md beside this file.
Touches those four files; with `--check` it only compares, and exits 1 where one is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from pipeline import errors, tables
from pipeline.cli.main import main as cli
from pipeline.findings import CODES
from pipeline.settings import Settings

FOLDER = Path(__file__).parent
_MADE = "<!-- Made by `make docs` from {source}; change it there. -->"


def pages() -> dict[str, str]:
    """Every generated page's text by its file name."""
    made = {
        "data-format.md": _page("Data format", "pipeline/tables.py", _data_format()),
        "findings.md": _page("Findings", "pipeline/findings.py", _findings()),
        "errors.md": _page("Errors", "pipeline/errors.py", _errors()),
        "cli.md": _page("Command line", "pipeline/cli/ and pipeline/settings.py", _command_line()),
    }
    return dict(sorted(made.items()))


def _page(title: str, source: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", _MADE.format(source=source), "", *lines]).rstrip() + "\n"


def _data_format() -> Iterator[str]:
    yield from (
        "A run writes four tables, as Parquet in `parquet/<table>/` and as JSON Lines in `json/<table>/`.",
        "Both hold the same rows in the same order.",
        f"Their version is {tables.SCHEMA_VERSION}: `schema_version` in each Parquet file's metadata.",
        "Columns are added, never changed in silence.",
        "",
        "Spans are half-open, `[start, end)`, in code points of the decoded source text, without a BOM.",
        "Columns whose name ends in `_byte` count bytes of the file, BOM included.",
        "Missing is null, never an empty text; timestamps are UTC, to the microsecond.",
        "Ids are hashes: the same input has the same id everywhere.",
        "Rows are sorted by code point.",
        "A document's `family` is its `path` without language suffix and language folder.",
        "`category` is a text of few values: a dictionary column in Parquet, a string in JSON.",
        "",
    )
    for table in tables.TABLES.values():
        yield from (f"## Table `{table.name}`", "", table.description, "")
        yield from (f"Rows are sorted by {', '.join(f'`{key}`' for key in table.sort_key)}.", "")
        yield from _columns(table.columns)
    for name, (_, columns) in tables.STRUCTS.items():
        yield from (f"## Record `{name}`", "", "Stands in the list columns that name it.", "")
        yield from _columns(columns)


def _columns(columns: tuple[tables.Column, ...]) -> Iterator[str]:
    yield from ("| column | type | may be null | what it says |", "| --- | --- | --- | --- |")
    for column in columns:
        null = "yes" if column.nullable else "no"
        yield f"| `{column.name}` | {_cell(column.type)} | {null} | {_cell(column.description)} |"
    yield ""


def _findings() -> Iterator[str]:
    yield from (
        "A finding is something that a person should know about a document.",
        "It stands in column `findings` of table `documents`, with its place.",
        "Codes are final: never renamed, never used for something else.",
        "An `error` makes `pipeline audit` exit with 1; a `warning` is listed; a `note` only where asked.",
        "",
    )
    for name, code in CODES.items():
        yield from (f"## {name}", "", f"*{code.severity}* · {code.what}", "")
        yield from (
            f"- Example: {code.example}",
            f"- Why it matters: {code.why}",
            f"- What to do: {code.todo}",
            "",
        )


def _errors() -> Iterator[str]:
    yield from (
        "An error stops a command before it changes anything that was good.",
        "It is printed as `error: CODE`, what happened, where, and a hint.",
        "What is wrong with one document is not an error but a [finding](findings.md).",
        "",
    )
    for error in _error_classes(errors.PipelineError):
        meaning = (error.__doc__ or "").strip()
        yield from (f"## {error.code}", "", meaning, "")
        yield from (
            f"- Example: {error.example}",
            f"- What to do: {error.todo}",
            f"- Exit code: {error.exit_code}",
            "",
        )


def _error_classes(parent: type[errors.PipelineError]) -> Iterator[type[errors.PipelineError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _error_classes(child)


def _command_line() -> Iterator[str]:
    yield from (
        "The command is `pipeline`, also installed as `mojibake-pipeline`; `python -m pipeline` is the same.",
        "Data goes to standard output, progress and errors to standard error.",
        "",
    )
    # A fixed width: the page must not depend on the terminal it is made in.
    group = click.Context(cli, info_name="pipeline", terminal_width=100, **cli.context_settings)
    yield from _help(group)
    for name in sorted(cli.commands):
        yield from _help(click.Context(cli.commands[name], info_name=name, parent=group))
    yield from (
        "## Settings",
        "",
        "| setting | variable | default | what it does |",
        "| --- | --- | --- | --- |",
    )
    for setting in fields(Settings):
        default = setting.default
        shown = ", ".join(default) if isinstance(default, tuple) else str(default).replace("False", "false")
        variable = f"PIPELINE_{setting.name.upper()}"
        yield f"| `{setting.name}` | `{variable}` | `{shown}` | {_cell(setting.metadata['help'])} |"


def _help(context: click.Context) -> Iterator[str]:
    yield from (f"## {context.command_path}", "", "```text", context.get_help(), "```", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them with `--check`; the exit code."""
    stale = [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        print(f"stale, run `make docs`: {', '.join(stale)}" if stale else "docs are as the sources say")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(pages()[name], encoding="utf-8", newline="\n")
    print(f"written: {', '.join(stale)}" if stale else "nothing to write")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
