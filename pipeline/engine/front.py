"""`pipeline.run` and `pipeline.write_exports`: each as one call, for notebooks and scripts.

In: folders, settings by name, formats. Out: the engine's `Summary`. Touches what a run touches.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from pipeline.engine.running import run as run_stages
from pipeline.engine.summary import Summary
from pipeline.export.request import request
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


def write_exports(
    out: str | os.PathLike[str],
    *formats: str,
    tables: Iterable[str] = (),
    where: Iterable[str] = (),
    normalized: bool = False,
) -> Summary:
    """Write more formats from what the last run left in `out`, as `pipeline export` does.

    Args:
        out: the folder that the run wrote to; each format goes to `exports/` in it.
        formats: such as `tmx` or `csv`; see `docs/formats.md`.
        tables: only these, where a format holds tables.
        where: conditions such as `status=damaged` or `confidence<0.9`; all must hold.
        normalized: evens out header and text of format `markdown`.

    Raises:
        UsageError: a word is not known, or does not go with the others.
        PipelineError: see `engine.run`.
    """
    asked = request(formats, tables, where, normalized=normalized)
    settings = with_values(Settings(), {"out": os.fspath(out)}, "in the call of write_exports")
    return run_stages(settings, stages=("export",), request=asked)
