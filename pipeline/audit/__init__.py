"""Audit: what the last run found, as a list of places.

In: table `documents` of a run. Out: `Place`s, sorted by file, line and column.
Touches the files of the last run, reading only, through the engine. Every finding comes from
the stages: this room finds nothing of its own, it orders, selects and words.
"""

from pipeline.audit.places import Place, places, places_of_run, select

__all__ = ["Place", "places", "places_of_run", "select"]
