"""Front door: `from pipeline import repair, damage, run, read_table`. Loads a room only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.engine.front import run, write_exports
    from pipeline.engine.reading import read_table
    from pipeline.mojibake import Repair, damage, repair

__version__ = "0.1.0"
__all__ = ["Repair", "__version__", "damage", "read_table", "repair", "run", "write_exports"]

_HOMES = {
    "read_table": "pipeline.engine.reading",
    "run": "pipeline.engine.front",
    "write_exports": "pipeline.engine.front",
    "damage": "pipeline.mojibake",
    "repair": "pipeline.mojibake",
    "Repair": "pipeline.mojibake",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
