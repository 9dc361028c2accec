"""Sentences without end, no two alike, made of the clauses of real texts.

In: a folder of texts (see `benchmarks/texts.py`) and a language. Out: the k-th sentence of it.
Touches the files named.
Idea: a sentence is three clauses, so a language of n clauses has n^3 sentences. The k-th is found
by an affine permutation of 0 .. n^3 - 1, whose result is read as three digits to base n: that
needs no memory of what was made before, and two numbers below n^3 never give the same sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import texts

_ENDS = re.compile(r"[^\w\s\u0300-\u036f\u0900-\u0963'\u2019-]+|[\d_]+")
"""Clauses end where neither letters nor marks of letters go on."""
_FEWEST = 500
"""Where a text has fewer clauses, parts of them stand for clauses."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_WIDE = frozenset(("zh-Hans", "zh-Hant", "ja"))
_LENGTHS = {True: (4, 16), False: (8, 45)}
"""Shortest and longest clause, by whether it is written without spaces: three of them are then about
as long as the sentences of the first document that the project was asked to repair."""


@dataclass(frozen=True)
class Sentences:
    """The sentences of one language."""

    language: str
    clauses: tuple[str, ...]

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return len(self.clauses) ** 3

    @cached_property
    def _step(self) -> int:
        step = int(self.count * _GOLDEN) | 1
        while math.gcd(step, self.count) != 1:
            step += 2
        return step

    def sentence(self, number: int) -> str:
        """The sentence of a number below `count`."""
        if number >= self.count:
            raise ValueError(f"{self.language} has {self.count:,} sentences only: more text is needed")
        rest, size = (number + 1) * self._step % self.count, len(self.clauses)
        parts = []
        for _ in range(3):
            rest, at = divmod(rest, size)
            parts.append(self.clauses[at])
        if self.language in _WIDE:
            return f"{parts[0]}，{parts[1]}，{parts[2]}。"
        first = parts[0][0].upper() + parts[0][1:]
        return f"{first}, {parts[1]}, {parts[2]}."


def of_language(folder: Path, language: str) -> Sentences:
    """The sentences of a language; English is always there, if only of this project's pages."""
    rows = [row for row in texts.rows_of(folder) if row.partition("/")[0] == language]
    found = (document for row in rows for document in texts.documents(folder, row))
    lines = [line for document in found for line in document.split("\n")]
    if not rows and language == "en":
        pages = sorted((texts.ROOT / "docs").glob("*.md"))
        lines = [line for page in pages for line in page.read_text(encoding="utf-8").split("\n")]
    # a line that names it shows what it speaks of: it is not repaired
    lines = [line for line in lines if "mojibake" not in line.lower()]
    is_wide = language in _WIDE
    least, most = _LENGTHS[is_wide]
    clauses = [clause for line in lines for clause in _clauses(line)]
    chosen = _distinct(clause for clause in clauses if least <= len(clause) <= most)
    if len(chosen) < _FEWEST:
        chosen = _distinct(piece for clause in clauses for piece in _pieces(clause, is_wide))
    return Sentences(language, chosen)


def _distinct(clauses: Iterable[str]) -> tuple[str, ...]:
    """Each clause once, sorted; sentences begin with a capital, so case does not tell two apart."""
    return tuple(sorted({clause.lower(): clause for clause in clauses}.values()))


def _pieces(clause: str, is_wide: bool) -> Iterator[str]:
    """All stretches of up to four words, or of four to eight characters."""
    units, joint, lengths = (clause, "", range(4, 9)) if is_wide else (clause.split(), " ", range(1, 5))
    for length in lengths:
        for start in range(len(units) - length + 1):
            yield joint.join(units[start : start + length])


def _clauses(line: str) -> Iterator[str]:
    for part in _ENDS.split(line):
        clause = " ".join(part.split()).strip("'\u2019- ")
        if clause:
            yield clause
