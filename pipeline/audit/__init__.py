"""Audit: what the last run found, as a list of places.

In: tables `documents` and `repairs` of a run. Out: `Place`s, sorted by file, line and column.
Touches nothing itself; it reads through the engine. Every finding comes from the stages: this
room finds nothing of its own, it orders, selects and words.
"""

from pipeline.audit.places import Place, places, select

__all__ = ["Place", "places", "select"]
