"""Audit: looks for what is wrong with the text of files, and changes nothing.

In: files, folders and streams; or the tables of a run. Out: `Place`s, sorted by file, line and
column, and reports of them. Touches what it is told to look at, reading only. What it proposes
is what `fix` would do.
"""

from __future__ import annotations

from pipeline.audit.auditing import Audit, audit_paths
from pipeline.audit.places import Place, places, places_of_run
from pipeline.audit.selection import Selection, fails, selection

__all__ = ["Audit", "Place", "Selection", "audit_paths", "fails", "places", "places_of_run", "selection"]
