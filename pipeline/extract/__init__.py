"""From a file's bytes to a document: its text, what is odd about it, and its blocks.

`extract_document` for one file. Walking folders and reading files is the engine's.
"""

from pipeline.extract.documents import extract_document

__all__ = ["extract_document"]
