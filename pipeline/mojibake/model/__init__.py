"""The character language model: `load` maps the file, `lookup` says how probable a character is."""

from __future__ import annotations

from pipeline.mojibake.model.format import Model, load, with_decisions
from pipeline.mojibake.model.lookup import UNIT, context, extend, score, symbol

__all__ = ["UNIT", "Model", "context", "extend", "load", "score", "symbol", "with_decisions"]
