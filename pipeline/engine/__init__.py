"""The engine: plans shards, runs the stages over them, commits their results whole.

`run` is all that other rooms need; `Summary` is what it returns. Both load when asked for, so
that a command which only looks for files does not load what writes tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.engine.running import run
    from pipeline.engine.summary import Summary

__all__ = ["Summary", "run"]

_HOMES = {"Summary": "pipeline.engine.summary", "run": "pipeline.engine.running"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline.engine' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
