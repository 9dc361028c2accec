"""Mojibake as a noisy channel: knows text and bytes, nothing of documents or files.

`repair(text)` undoes damage, `damage(text, channel)` does it.
"""

from __future__ import annotations

from pipeline.mojibake.channel import damage
from pipeline.mojibake.repair import Repair, repair

__all__ = ["Repair", "damage", "repair"]
