"""The character language model: `load` maps the file, `lookup` says how probable a character is."""

from __future__ import annotations

from pipeline.mojibake.model.format import Group, Model, load, with_decisions
from pipeline.mojibake.model.groups import identify
from pipeline.mojibake.model.lookup import UNIT, context, extend, known_score, score, symbol

__all__ = [
    "UNIT",
    "Group",
    "Model",
    "context",
    "extend",
    "identify",
    "known_score",
    "load",
    "score",
    "symbol",
    "with_decisions",
]
