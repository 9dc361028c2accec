"""How often notes hold each sign: `python -m benchmarks.signs FOLDER... [--write]`.

In: folders or bare git repositories with Markdown, named on the command line. Out: a table on standard
output, or in `pipeline/mojibake/double_byte/signs.tsv`. Touches nothing else.
Idea: dashes, arrows and check marks are the small change of notes, and rare in the running text that the
model was made of. Each collection counts alike, the one that has most of a sign does not count for it, and
no document counts more than ten times: a table of emoji, or a template with one, says nothing of others.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.counted import log_share, run
from pipeline.mojibake.double_byte.signs import (
    COLUMNS,
    DEFAULT_PATH,
    PLACES,
    Column,
    is_sign,
    kind_of,
    place_of,
)
from pipeline.mojibake.evidence.runs import code_points

MOST = 10
"""How often a document may count for a sign."""
ENOUGH = 100
"""Signs that a collection must hold of a kind of text to count for it."""
DOCUMENTS = 1500
"""Documents that are read of a collection."""
SELDOM = 0.00003
"""Signs that make up less than this in every column are left out."""


def documents(folder: Path) -> Iterator[str]:
    """The Markdown of a folder, or of the newest commit of a bare repository, as far as it is sound UTF-8."""
    if (folder / "HEAD").is_file():
        git = ["git", "-C", str(folder)]
        lines = subprocess.run([*git, "ls-tree", "-r", "HEAD"], capture_output=True, check=True).stdout
        ids = [line.split()[2] for line in lines.splitlines() if line.lower().endswith((b".md", b".mdx"))]
        read = (
            subprocess.run([*git, "show", name], capture_output=True, check=True).stdout
            for name in _some(ids)
        )
    else:
        read = (path.read_bytes() for path in _some(sorted(folder.rglob("*.md"))))
    for data in read:
        text = data.decode("utf-8", errors="replace")
        if "\ufffd" not in text and "\u00e2\u20ac" not in text and "\u00c3\u00a9" not in text:
            yield text


def _some(found: list[Any]) -> list[Any]:
    return found[:: -(-len(found) // DOCUMENTS) or 1]


def shares(folders: list[Path]) -> dict[Column, dict[str, float]]:
    """For each kind of text, and place in it, the share of each sign among all signs there."""
    found: dict[Column, list[Counter[str]]] = {column: [] for column in COLUMNS}
    for folder in folders:
        counts: dict[Column, Counter[str]] = {column: Counter() for column in COLUMNS}
        for text in documents(folder):
            kind = kind_of(code_points(text))
            for place in PLACES:
                here = Counter(_signs(text, place))
                counts[kind, place] += Counter({char: min(n, MOST) for char, n in here.items()})
        for column, signs in counts.items():
            if signs.total() >= ENOUGH:
                found[column].append(signs)
    return {column: _mean(many) for column, many in found.items()}


def _signs(text: str, place: str) -> list[str]:
    """The signs of a text that stand at such a place."""
    return [b for a, b in pairwise("\n" + text) if is_sign(b) and place_of(a) == place]


def _mean(many: list[Counter[str]]) -> dict[str, float]:
    """The mean share of each sign over collections, without the one that has most of it."""
    out = {}
    for char in sorted(set().union(*many)):
        each = sorted(counts[char] / counts.total() for counts in many)[:-1]
        out[char] = sum(each) / max(1, len(each))
    return out


def table(found: dict[Column, dict[str, float]]) -> str:
    """The shares as a table: code point, and for each kind of text and place UNIT * log of the share."""
    kept = sorted({char for signs in found.values() for char, share in signs.items() if share >= SELDOM})
    lines = ["\t".join(("char", *(" ".join(column) for column in COLUMNS)))]
    for char in kept:
        each = (found[column].get(char, 0.0) for column in COLUMNS)
        logs = (str(log_share(share)) if share >= SELDOM else "" for share in each)
        lines.append("\t".join((f"{ord(char):04X}", *logs)))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Counts, and prints or writes the table."""
    run("benchmarks.signs", __doc__, lambda folders: table(shares(folders)), DEFAULT_PATH)


if __name__ == "__main__":
    main()
