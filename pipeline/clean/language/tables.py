"""Reading the data files of this room.

In: a file's name. Out: its rows. Touches `data/`, which `make_data.py` writes and the
package carries; each line's source and licence stand in the file's first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """Rows of a tab separated file, its comment lines left out."""
    text = (files("pipeline.clean.language") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
