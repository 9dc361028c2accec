"""Reading the data files of this room.

In: nothing. Out: what was fitted on parallel texts: glosses, lengths, evidence, scores.
Touches `data/`, which `benchmarks/pairs_data.py` writes and the package carries; the sources and
their licences stand in each file's first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """Rows of a tab separated file, its comment lines left out."""
    text = (files("pipeline.clean.pairs") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def stem_weights() -> dict[str, int]:
    """English stems that glosses speak of, the rarer the heavier."""
    return {stem: int(weight) for stem, weight in rows("stems.tsv")}


@cache
def _all_glosses() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for language, english, stems in rows("glosses.tsv"):
        found.setdefault(language, {}).update(dict.fromkeys(stems.split(" "), english))
    return found


@cache
def glosses(language: str) -> dict[str, str]:
    """English stems by the stems of a language; empty for one that was not learned.

    Args:
        language: BCP 47 tag; a region or script that is not known is left out.
    """
    known = _all_glosses()
    return known.get(language) or known.get(language.partition("-")[0], {})


@cache
def _lengths() -> dict[str, tuple[int, int]]:
    return {language: (int(ratio), int(spread)) for language, ratio, spread in rows("lengths.tsv")}


def length_parameters(language: str | None) -> tuple[int, int]:
    """Thousandths: how long a text of the language is beside English, and how that varies."""
    known = _lengths()
    tag = language or "und"
    found = known.get(tag) or known.get(tag.partition("-")[0])
    return found or known.get("und", (1000, 1500))


@cache
def table() -> dict[str, int]:
    """Evidence by what is seen."""
    return {key: int(worth) for key, worth in rows("evidence.tsv")}


@cache
def scores() -> dict[tuple[str, int, int], int]:
    """Ten-thousandths of right pairs by level, bin of margin, bin of evidence."""
    return {(level, int(m), int(e)): int(share) for level, m, e, share in rows("scores.tsv")}
