"""How likely each dash, arrow and check mark is in notes, where the model knows running text.

In: the text around a place, and a model's arrays. Out: prices for the readings of a lost byte.
Touches nothing but the table beside the model.
Idea: through a double-byte page a dash, an arrow and a check mark keep all bytes but the last, and the model
has seen few of them. What it knows of each sign is kept, but how frequent it is among signs is asked of notes
(`benchmarks.signs` counts), which also differ by language: in English a dash between spaces is an em dash.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.evidence.speakers import Same
from pipeline.mojibake.model.lookup import UNIT, score
from pipeline.mojibake.reading.logs import log_add, log_add_table
from pipeline.mojibake.reading.symbols import symbols_of

Array = np.ndarray[Any, Any]

DEFAULT_PATH = Path(__file__).with_suffix(".tsv")
KINDS = ("english", "latin", "other")
"""Kinds of text: English, another language in Latin letters, all others."""
PLACES = ("after white space", "after others")
Column = tuple[str, str]
COLUMNS: tuple[Column, ...] = tuple((kind, place) for kind in KINDS for place in PLACES)
_RUNNING = 0x2070
"""Below it are dashes and quotation marks; what is not in Latin letters the model knows better."""
_MOST = 5 * UNIT
"""No sign is taken for more than so much more or less frequent than the model says."""
_RAREST = -12 * UNIT
"""What is taken for the share of a sign that was hardly seen at such a place (log p * UNIT)."""
_WORD = re.compile("[a-z]+")
_ENGLISH = frozenset(("the", "and", "to", "you", "this", "that", "with", "for", "from", "your", "are", "not"))
"""Words that are frequent in English, and in no other language in Latin letters."""


def is_sign(char: str) -> bool:
    """Whether a character is punctuation or a sign of three bytes."""
    return 0x2010 <= ord(char) < 0x2C00 and not char.isalpha()


SIGNS = np.array([code for code in range(0x2010, 0x2C00) if is_sign(chr(code))], np.int64)


def kind_of(codes: Array) -> str:
    """The kind of a text, by its letters, and by some of the most frequent words of English.

    Args:
        codes: code points; some hundred are enough.
    """
    lower = codes | 0x20
    ascii_letters = np.count_nonzero((lower >= 0x61) & (lower <= 0x7A))
    if 2 * ascii_letters < np.count_nonzero(codes > 0x20):
        return "other"
    words = _WORD.findall(text_of(codes).lower())
    return "english" if 20 * sum(word in _ENGLISH for word in words) >= max(1, len(words)) else "latin"


def place_of(before: str) -> str:
    """The place of a sign, by the character before it; none at the beginning of a line."""
    return PLACES[0] if not before or before.isspace() else PLACES[1]


@lru_cache(maxsize=64)
def prices(column: Column, of: Same) -> dict[int, int]:
    """What a reading as a sign costs more than the model says (log p * UNIT), by code point."""
    known = SIGNS if column[0] != "other" else SIGNS[SIGNS >= _RUNNING]
    table = _table()[column]
    model = of.arrays[2][symbols_of(known, of.arrays)].tolist()
    if column[1] == PLACES[0]:
        model = [score(of.arrays, np.array([32, code], np.int64), 0, 2) for code in known.tolist()]
    notes = [table.get(code, _RAREST) for code in known.tolist()]
    shift = _total(model) - _total(notes)
    found = zip(known.tolist(), model, notes, strict=True)
    return {
        code: max(-_MOST if code in table else 0, min(_MOST, was - says - shift)) for code, was, says in found
    }


@lru_cache(maxsize=1)
def noted() -> frozenset[int]:
    """The signs that notes hold often enough to be counted, as code points."""
    return frozenset(char for table in _table().values() for char in table)


def _total(logs: list[int]) -> int:
    adds, total = log_add_table(), logs[0]
    for value in logs[1:]:
        total = int(log_add(total, value, adds))
    return total


@lru_cache(maxsize=1)
def _table() -> dict[Column, dict[int, int]]:
    lines = [line.split("\t") for line in DEFAULT_PATH.read_text(encoding="utf-8").splitlines()[1:]]
    return {
        column: {int(line[0], 16): int(line[k]) for line in lines if line[k]}
        for k, column in enumerate(COLUMNS, 1)
    }
