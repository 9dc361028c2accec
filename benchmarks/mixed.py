"""Documents that are damaged in part, and documents of one line: `python -m benchmarks.mixed`.

In: texts, channels. Out: tables on standard output. Touches nothing.
A line of one text is damaged and stands before sound text of each row: what is changed of that is harm.
And each line beyond ASCII is damaged as a document of its own, where little else says which page it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import texts
from pipeline import damage, repair

BEFORE = ("en/", "fr/", "cs/", "ru/", "zh-Hans/")
"""Texts whose first lines are damaged; of each the first row."""
LENGTH = 160
"""Characters beyond which no more lines of it are taken."""
CHANNELS = (
    "windows-1252:dropped+ad",
    "windows-1254:?+ad",
    "windows-1250:dropped",
    "windows-1251:dropped",
    "windows-1253:dropped",
    "windows-1256:dropped",
    "iso-8859-1:dropped",
    "macintosh:none",
    "ibm866:none",
    "koi8-r:none",
    "gbk:?+eats",
    "shift_jis:middle-dot",
    "euc-kr:?+eats",
    "windows-1252:c1 > windows-1252:c1",
    "windows-1251:c1 > windows-1251:c1",
)
SHOWN = 3
"""Places of harm that are shown of each channel."""


@dataclass(slots=True)
class Mixed:
    """What became of sound text beside text that went through a channel."""

    channel: str
    documents: int = 0
    changed: int = 0
    """Documents with an edit outside of what is damaged."""
    places: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """What became of lines that were damaged each by itself."""

    channel: str
    lines: int = 0
    whole: int = 0
    untouched: int = 0


def damaged_lines(folder: Path, channel: str) -> Iterator[str]:
    """What stands before sound text."""
    rows = texts.rows_of(folder)
    for language in BEFORE:
        row = next((row for row in rows if row.startswith(language)), None)
        if row is None:
            continue
        lines: list[str] = []
        for line in "\n".join(texts.documents(folder, row)).split("\n"):
            if not line.isascii() and sum(map(len, lines)) < LENGTH:
                lines.append(line)
        yield damage("\n".join(lines), channel) + "\n\n"


def measure_mixed(folder: Path, channel: str, limit: int) -> Mixed:
    """Sound text of every row beside each of the damaged lines."""
    found = Mixed(channel)
    before = list(damaged_lines(folder, channel))
    for row in texts.rows_of(folder):
        sound = "\n\n".join(texts.documents(folder, row))[:limit]
        for seen in before:
            edits = [e for e in repair(seen + sound).edits if e.after is not None and e.start >= len(seen)]
            found.documents += 1
            found.changed += bool(edits)
            found.places += [f"{row}: {e.before!r} became {e.after!r} ({e.confidence})" for e in edits[:1]]
    return found


def measure_lines(folder: Path, channel: str, most: int) -> Lines:
    """The first lines beyond ASCII of every row, each a document of its own."""
    found = Lines(channel)
    for row in texts.rows_of(folder):
        lines = [line for text in texts.documents(folder, row) for line in text.split("\n")]
        for line in [line for line in lines if not line.isascii()][:most]:
            seen = damage(line, channel)
            if seen == line:
                continue
            made = repair(seen).text
            found.lines += 1
            found.whole += made == line
            found.untouched += made == seen
    return found


def main(arguments: list[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixed", description=__doc__)
    parser.add_argument("--text", metavar="DIR", help="texts: DIR/<language>/<domain>.txt")
    parser.add_argument("--channels", nargs="+", default=list(CHANNELS))
    parser.add_argument("--limit", type=int, default=6000, help="characters of sound text of each row")
    parser.add_argument("--lines", type=int, default=60, help="lines of each row")
    asked = parser.parse_args(arguments)
    folder = texts.folder_of(asked.text)
    for channel in asked.channels:
        mixed, lines = (
            measure_mixed(folder, channel, asked.limit),
            measure_lines(folder, channel, asked.lines),
        )
        print(
            f"{channel:36} beside sound text: {mixed.changed} of {mixed.documents} changed; "
            f"lines: {lines.whole} of {lines.lines} whole, {lines.untouched} untouched",
            flush=True,
        )
        for place in mixed.places[:SHOWN]:
            print(f"    {place}")


if __name__ == "__main__":
    main()
