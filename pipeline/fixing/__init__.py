"""Repairs single files and streams of bytes, for people at a terminal: `pipeline fix`.

In: bytes, or paths. Out: repaired bytes, what there is to tell about each edit, and a journal
from which the old bytes come back. Touches the files named, those it is told to write, and the
journal. The edits are those of the clean stage: one engine, one choice of what is protected.
"""

from __future__ import annotations

from pipeline.fixing.texts import Fixed, fix_bytes

__all__ = ["Fixed", "fix_bytes"]
