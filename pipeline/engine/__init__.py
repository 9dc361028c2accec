"""The engine: plans shards, runs the stages over them, commits their results whole.

`run` is all that other rooms need; `Summary` is what it returns.
"""

from __future__ import annotations

from pipeline.engine.running import run
from pipeline.engine.summary import Summary

__all__ = ["Summary", "run"]
