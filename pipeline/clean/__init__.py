"""The stage after extract: repairs applied, metadata and text normalized, languages found.

In: `Extracted` documents of families. Out: `Cleaned` ones, which undoing their repairs leads
back to the source. Touches nothing but the tables and models that it reads.
"""

from __future__ import annotations

from pipeline.clean.documents import clean_document, clean_families, clean_family
from pipeline.clean.edits import revert

__all__ = ["clean_document", "clean_families", "clean_family", "revert"]
