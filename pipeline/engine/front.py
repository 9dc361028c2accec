"""`pipeline.run`: a run as one call, for notebooks and scripts.

In: two folders and settings by name. Out: the engine's `Summary`. Touches what a run touches.
"""

from __future__ import annotations

import os
from typing import Any

from pipeline.engine.running import run as run_stages
from pipeline.engine.summary import Summary
from pipeline.settings import Settings, with_values


def run(
    raw: str | os.PathLike[str] = "data/raw", out: str | os.PathLike[str] = "data/out", **settings: Any
) -> Summary:
    """Read the documents in `raw`, repair them, and write the datasets to `out`.

    Args:
        raw: a folder, or one file; only read.
        out: a folder, made if it is not there.
        settings: any other setting by its name; no settings file or variable is read.

    Raises:
        SettingError: an unknown setting, a wrong type or a value out of range.
        PipelineError: see `engine.run`.
    """
    values = {"raw": os.fspath(raw), "out": os.fspath(out), **settings}
    return run_stages(with_values(Settings(), values, "in the call of run"))
