"""Words in markup, between marks and in capitals: `python -m benchmarks.markup`.

In: texts, channels. Out: a table on standard output. Touches nothing.
Notes set words in bold, in links, in brackets and in capitals; the model was made of running text. So words
of the texts are damaged as they stand and in each of these, and counted are those that come back.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from benchmarks import texts
from pipeline import damage, repair

CHANNELS = ("windows-1252:dropped+ad", "windows-1254:dropped+ad", "windows-1250:dropped")
WAYS: dict[str, tuple[str, str]] = {
    "as they stand": ("", ""),
    "**bold**": ("**", "**"),
    "[a link](to)": ("[", "](https://example.com/a)"),
    "<b>tags</b>": ("<b>", "</b>"),
    "“quoted”": ("“", "”"),
    "«quoted»": ("«", "»"),
    '"quoted"': ('"', '"'),
    "(in brackets)": ("(", ")"),
    "[in brackets]": ("[", "]"),
    "/slashes/": ("/", "/"),
    "CAPITALS": ("", ""),
}
"""What stands before and after a word."""
MARKUP = tuple(WAYS)[:4]
"""What is asked of languages without spaces, too: what is cut out there is no word, and in no brackets."""
UNSPACED = ("zh", "ja", "th")
"""Languages whose words no spaces part: some characters are taken there, wherever they stand."""
EVERY, LONG = 6, 3
"""Of so many words one is taken, if it has so many characters."""
LINES, TOGETHER = 160, 20
"""Lines of each row that are asked, and how many make a document."""
_WORD = re.compile(r"[^\W\d_]+")


def pieces_of(line: str, *, spaced: bool) -> list[tuple[int, int]]:
    """Where the words are that are set otherwise: (start, end), in order."""
    if not spaced:
        places = [(start, start + LONG) for start in range(EVERY, len(line) - LONG, 2 * EVERY)]
        return [(start, end) for start, end in places if line[start:end].isalpha()]
    words = [found.span() for found in _WORD.finditer(line)][EVERY // 2 :: EVERY]
    return [(start, end) for start, end in words if end - start >= LONG]


def measure(folder: Path, row: str, channel: str) -> dict[str, tuple[int, int]]:
    """For each way how many words came back, and how many there were that lost bytes."""
    lines = [line for document in texts.documents(folder, row) for line in document.splitlines()][:LINES]
    spaced = not row.startswith(UNSPACED)
    found: dict[str, tuple[int, int]] = {}
    for name in WAYS if spaced else MARKUP:
        right = count = 0
        for first in range(0, len(lines), TOGETHER):
            some = [(line, pieces_of(line, spaced=spaced)) for line in lines[first : first + TOGETHER]]
            told = [_told(line, pieces, name) for line, pieces in some]
            back, lost = _came_back([text for text, _ in told], [places for _, places in told], channel)
            right, count = right + back, count + lost
        found[name] = right, count
    return found


def _told(line: str, pieces: list[tuple[int, int]], name: str) -> tuple[str, list[tuple[int, int]]]:
    """A line with its words set in a way, and where they stand in it."""
    before, after = WAYS[name]
    text, at, places = "", 0, []
    for start, end in pieces:
        word = line[start:end].upper() if name == "CAPITALS" else line[start:end]
        text += line[at:start] + before
        places.append((len(text), len(text) + len(word)))
        text, at = text + word + after, end
    return text + line[at:], places


def _came_back(lines: list[str], places: list[list[tuple[int, int]]], channel: str) -> tuple[int, int]:
    """How many words of a document came back, and how many lost bytes."""
    made = repair(damage("\n".join(lines), channel)).text.split("\n")
    made += [""] * (len(lines) - len(made))
    right = count = 0
    for text, read, here in zip(lines, made, places, strict=False):
        for start, end in here:
            if any(_loses(char, channel) for char in text[start:end]):
                count += 1
                right += (read[start:end] if len(read) == len(text) else "") == text[start:end]
    return right, count


def _loses(char: str, channel: str) -> bool:
    """Whether a character loses a byte."""
    return char >= "\x80" and len(damage(char, channel)) < len(char.encode())


def main(arguments: list[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.markup", description=__doc__)
    parser.add_argument("--text", metavar="DIR", help="texts: DIR/<language>/<domain>.txt")
    parser.add_argument("--channels", nargs="*", default=list(CHANNELS))
    parser.add_argument("--rows", nargs="*", help="only these: <language>/<domain>")
    asked = parser.parse_args(arguments)
    folder = texts.folder_of(asked.text)
    for channel in asked.channels:
        rows = {row: measure(folder, row, channel) for row in asked.rows or texts.rows_of(folder)}
        print(f"\n{channel:32} languages with spaces       without")
        for name in WAYS:
            cells = [
                _cell([found[name] for row, found in rows.items() if row.startswith(UNSPACED) is unspaced])
                for unspaced in (False, True)
                if not unspaced or name in MARKUP
            ]
            print(f"    {name:28} {'       '.join(cells)}", flush=True)


def _cell(counts: list[tuple[int, int]]) -> str:
    right, count = (sum(some) for some in zip(*counts, strict=True)) if counts else (0, 0)
    return f"{right:5} of {count:5}{f', {100 * right / count:.2f} %' if count else '':10}"


if __name__ == "__main__":
    main()
