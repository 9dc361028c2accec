"""The report: one HTML file that shows what was found and repaired, and opens anywhere.

In: texts with their edits and findings. Out: the bytes of `report.html`. Touches nothing but the
page's own parts in this folder. With a shard its outline is made, which is JSON; the page is put
together in the end, of those documents that the outlines choose.
"""

from __future__ import annotations

from pipeline.report.outline import Choice, Outline, Wanted, decoded, encoded, outline_of
from pipeline.report.page import page
from pipeline.report.parts import Part, merged
from pipeline.report.rows import Subject, part_of, rows_of
from pipeline.report.shown import Lot, Shown

__all__ = [
    "Choice",
    "Lot",
    "Outline",
    "Part",
    "Shown",
    "Subject",
    "Wanted",
    "decoded",
    "encoded",
    "merged",
    "outline_of",
    "page",
    "part_of",
    "rows_of",
]
