"""The dataset card: README.md in the format of the Hugging Face Hub.

In: facts of an output. Out: the file's bytes. Touches nothing.
Idea: Hugging Face's dataset card template and its `configs`, by which
`load_dataset("data/out", "blocks")` finds a table, here and after an upload.
Nothing in it depends on the day or the machine, and it names no note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline import __version__
from pipeline.export.facts import BANDS, Facts
from pipeline.markdown.normalize import STEPS
from pipeline.records import GRADES, STATUSES
from pipeline.tables import SCHEMA_VERSION, STRUCTS, TABLES, Column

DEFAULT = "blocks"
"""The table that is loaded where none is named."""

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
_MOST = 20
"""Rows of a table of counts; the rest is summed up in one more."""

_STATUS_WORDS = {
    "clean": "was sound",
    "repaired": "was damaged, and is repaired",
    "doubtful": "was repaired, somewhere with doubt",
    "damaged": "is still broken somewhere",
    "rejected": "was set aside and is as it was",
}
_GRADE_WORDS = {
    "certain": "only one reading exists",
    "confident": "very probably right",
    "doubtful": "made, and marked: the best reading by a margin",
    "left": "still as it was",
}


def encoded(found: Facts, settings: Mapping[str, str]) -> bytes:
    """The card.

    Args:
        found: counts of the output.
        settings: those that the texts were repaired and evened out with, by name.
    """
    return ("\n".join([*_header(found), "", *_body(found, settings)]).rstrip() + "\n").encode("utf-8")


def _header(found: Facts) -> Iterator[str]:
    tags = [tag for tag, _ in found.ordered("languages") if tag not in ("und", "none")]
    yield "---"
    yield "# license: yours to choose; the run knows none"
    yield "pretty_name: Repaired notes"
    if tags:
        yield from ("language:", *(f"- {code}" for code in sorted({_quoted(tag) for tag in tags})))
        yield from ("language_bcp47:", *(f'- "{tag}"' for tag in sorted(tags)))
    yield from ("size_categories:", f"- {_size(found.of('rows')[DEFAULT])}")
    if found.of("rows")["pairs"]:
        yield from ("task_categories:", "- translation")
    yield from ("tags:", "- mojibake", "- markdown")
    filled = [name for name in TABLES if found.of("rows")[name]]
    if filled:
        yield "configs:"
    for name in filled:  # of a table without rows `load_dataset` makes an error
        yield f"- config_name: {name}"
        if name == (DEFAULT if DEFAULT in filled else filled[0]):
            yield "  default: true"
        yield from ("  data_files:", "  - split: train", f"    path: parquet/{name}/*.parquet")
    yield "---"


def _body(found: Facts, settings: Mapping[str, str]) -> Iterator[str]:
    rows, statuses = found.of("rows"), found.of("statuses")
    yield from ("# Repaired notes", "")
    yield (
        f"{rows['documents']:,} Markdown notes, {found.of('source')['bytes']:,} bytes, "
        "with mojibake repaired, cut into blocks, each block with its language, "
        "every repair with its evidence, every translation beside its source."
    )
    yield from ("", "```python", "from datasets import load_dataset", "")
    yield from (f'blocks = load_dataset("data/out", "{DEFAULT}", split="train")', "```", "")
    yield from ("## What is in it", "")
    yield from ("| table | rows | bytes as JSON Lines | a row is |", "| --- " * 4 + "|")
    for name, table in TABLES.items():
        # Parquet's size would depend on how many parts there are.
        size = found.of("bytes")[f"json/{name}.jsonl"]
        yield f"| `{name}` | {rows[name]:,} | {size:,} | {_cell(table.description)} |"
    if empty := [name for name in TABLES if not rows[name]]:
        names = ", ".join(f"`{name}`" for name in empty)
        yield from ("", f"Without rows: {names}. `load_dataset` loads no such table; its files are there.")
    yield from ("", "`markdown/` has the notes themselves, the same but for damaged characters.", "")
    yield from _counts("## Languages", "blocks by BCP 47 tag", found.ordered("languages"))
    yield from ("## How it was made", "")
    yield (
        f"mojibake-pipeline {__version__} read the notes, decoded them without loss, repaired whole texts, "
        "cut them into blocks, and told languages and translations after the repair."
    )
    yield (
        "A repair counts only where damaging it again gives back exactly what stood in the file; "
        "table `repairs` has each with its channel, the bytes seen, its confidence and other readings."
    )
    yield ""
    yield from _made_with(settings)
    yield from ("## What became of the notes", "", "| status | notes | a note |", "| --- | --- | --- |")
    for status in reversed(STATUSES):
        yield f"| {status} | {statuses[status]:,} | {_STATUS_WORDS[status]} |"
    yield ""
    yield from _repairs(found)
    yield from _counts("## What a person should know", "findings by code", found.ordered("findings"))
    yield from _pairs(found)
    yield from _schema()
    yield from ("## Licence", "")
    yield "The texts are whose they were. Before you pass them on, add your licence to the head of this file."


def _made_with(settings: Mapping[str, str]) -> Iterator[str]:
    """How text is evened out, and what else was set."""
    if not settings:
        return
    steps = [step for step in settings.get("normalize", "").split(", ") if step]
    yield from ("| normalization of column `text` | |", "| --- | --- |")
    for step, meaning in STEPS.items():
        yield f"| `{step}`: {meaning} | {'taken' if step in steps else 'not taken'} |"
    yield ""
    yield (
        "Code is not normalized, and nothing else is evened out: full-width punctuation, curly quotes, "
        "ligatures, ZWJ sequences stay. Column `raw` is as it was in the file."
    )
    yield ""
    others = [f"`{name}` = {value or 'nothing'}" for name, value in settings.items() if name != "normalize"]
    if others:
        yield from (f"Settings that decide about the tables: {', '.join(sorted(others))}.", "")


def _repairs(found: Facts) -> Iterator[str]:
    grades, bands = found.of("grades"), found.of("confidences")
    yield from ("## What was repaired, and how surely", "")
    yield from ("| grade | stretches | meaning |", "| --- | --- | --- |")
    for grade in GRADES:
        yield f"| {grade} | {grades[grade]:,} | {_GRADE_WORDS[grade]} |"
    yield from ("", f"| confidence | {' | '.join(GRADES[:3])} |", "| --- " * 4 + "|")
    for band in BANDS:
        counts = " | ".join(f"{bands[f'{grade}{chr(9)}{band}']:,}" for grade in GRADES[:3])
        yield f"| {band} | {counts} |"
    yield ""
    yield from _counts("### What had broken the texts", "repairs by channel", found.ordered("channels"))
    yield from ("## What is left", "")
    left, broken = found.of("grades")["left"], found.of("statuses")["damaged"]
    yield f"Still broken somewhere: {broken:,} notes; set aside: {found.of('statuses')['rejected']:,}."
    if left:
        yield f"{left:,} damaged stretches are as they were: rows of `repairs` whose `after` is null."
        yield ""
        yield from _counts("", "left by channel", found.ordered("left"))
    else:
        yield ""


def _pairs(found: Facts) -> Iterator[str]:
    if not found.of("rows")["pairs"]:
        return
    yield from ("## Translations", "", "| source | target | level | pairs |", "| --- " * 4 + "|")
    for name, count in found.ordered("pairs")[:_MOST]:
        yield f"| {' | '.join(name.split(chr(9)))} | {count:,} |"
    yield from (
        "",
        "`score` is the probability that the two belong together; `checks` names what failed.",
        "",
    )


def _schema() -> Iterator[str]:
    yield from (f"## Schema, version {SCHEMA_VERSION}", "")
    yield "Spans are half-open, in code points of the decoded source text; missing is null; times are UTC."
    yield ""
    for name, table in TABLES.items():
        yield from (f"### `{name}`", "", *_columns(table.columns), "")
    for name, (_, columns) in STRUCTS.items():
        yield from (f"### Record `{name}`", "", *_columns(columns), "")


def _columns(columns: tuple[Column, ...]) -> Iterator[str]:
    yield from ("| column | type | what it says |", "| --- | --- | --- |")
    for column in columns:
        yield f"| `{column.name}` | {_cell(column.type)} | {_cell(column.description)} |"


def _counts(title: str, what: str, counts: list[tuple[str, int]]) -> Iterator[str]:
    if not counts:
        return
    if title:
        yield from (title, "")
    yield from (f"| {what} | |", "| --- | --- |")
    for name, count in counts[:_MOST]:
        yield f"| {_cell(name)} | {count:,} |"
    rest = counts[_MOST:]
    if rest:
        yield f"| {len(rest):,} more | {sum(count for _, count in rest):,} |"
    yield ""


def _quoted(tag: str) -> str:
    """The language of a tag; in quotes, since YAML reads Norwegian, `no`, as false."""
    return f'"{tag.partition("-")[0]}"'


def _size(rows: int) -> str:
    limits = [10 ** (3 + at) for at in range(len(_SIZES))]
    for at, limit in enumerate(limits):
        if rows < limit:
            return f"n<{_SIZES[0]}" if at == 0 else f"{_SIZES[at - 1]}<n<{_SIZES[at]}"
    return f"n>{_SIZES[-1]}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
