"""How often notes hold each symbol: `python -m benchmarks.symbols FOLDER... [--write]`.

In: folders or bare git repositories with Markdown, named on the command line. Out: a table on standard
output, or in `pipeline/mojibake/reading/symbols.tsv`. Touches nothing else.
Idea: as of `benchmarks.signs`, with emoji, and wherever they stand. What tweets and the like
hold (wordfreq) counts as one more collection.
"""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

from benchmarks.counted import log_share, run
from benchmarks.signs import ENOUGH, documents
from pipeline.mojibake.reading.symbols import DEFAULT_PATH, is_symbol

MOST = 3
"""How often a document may count for a symbol."""
LANGUAGES = ("en", "de", "es", "ja")
"""Languages whose lists have emoji."""
LITTLE = 0.1
"""Part of its share that counts where a collection has most of a symbol."""
SELDOM = 0.000001
"""Symbols that make up less than this are left out."""


def shares(folders: list[Path]) -> dict[str, float]:
    """The share of each symbol among all."""
    found = [_spoken()]
    for folder in folders:
        counts: Counter[str] = Counter()
        for text in documents(folder):
            here = Counter(filter(is_symbol, text))
            counts += Counter({char: min(n, MOST) for char, n in here.items()})
        if counts.total() >= ENOUGH:
            found.append({char: count / counts.total() for char, count in counts.items()})
    chars = sorted(set().union(*found))
    return {char: _mean([share.get(char, 0.0) for share in found]) for char in chars}


def _mean(each: list[float]) -> float:
    """Their mean, in which the greatest counts little: a template of one collection is none of others."""
    return (sum(each) - (1 - LITTLE) * max(each)) / len(each)


def _spoken() -> dict[str, float]:
    """The share of each symbol in the lists of wordfreq."""
    out: Counter[str] = Counter()
    for language in LANGUAGES:
        known = importlib.import_module("wordfreq").get_frequency_dict(language, "best")
        symbols = {word: share for word, share in known.items() if len(word) == 1 and is_symbol(word)}
        for char, share in symbols.items():
            out[char] += share / sum(symbols.values()) / len(LANGUAGES)  # type: ignore[assignment]
    return dict(out)


def table(found: dict[str, float]) -> str:
    """The shares as a table: code point, and UNIT * log of the share."""
    rows = [f"{ord(char):04X}\t{log_share(share)}" for char, share in found.items() if share >= SELDOM]
    return "\n".join(["char\tshare", *rows]) + "\n"


def main() -> None:
    """Counts, and prints or writes the table."""
    run("benchmarks.symbols", __doc__, lambda folders: table(shares(folders)), DEFAULT_PATH)


if __name__ == "__main__":
    main()
