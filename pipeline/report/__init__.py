"""The report: one HTML file that shows what was found and repaired, and opens anywhere.

In: texts with their edits and findings. Out: the bytes of `report.html`. Touches nothing but the
page's own parts in this folder. A shard's part of the report is made with the shard and is
JSON; the page is put together from these, so what did not change costs nothing.
"""

from __future__ import annotations

from pipeline.report.page import page
from pipeline.report.parts import Part, decoded, encoded, merged
from pipeline.report.rows import Subject, part_of

__all__ = ["Part", "Subject", "decoded", "encoded", "merged", "page", "part_of"]
