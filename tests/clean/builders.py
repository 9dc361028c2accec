"""Records for tests of clean: documents as extract leaves them, edits, a stand-in for `repair`."""

from dataclasses import replace

from pipeline.encoding import PAGES, encode
from pipeline.extract import extract_document
from pipeline.mojibake import Repair
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.records import Edit, Extracted
from pipeline.settings import Settings

CHANNEL = "windows-1252:drop"


def edit(source, before, after, *, at=0, **other):
    """An edit of the first place at or behind `at` where `before` stands."""
    start = source.index(before, at)
    values = {
        "bytes": before.encode("cp1252", "replace").hex(),
        "channel": CHANNEL,
        "loss": "none",
        "layers": 1,
        "confidence": 1.0,
        "grade": "certain" if after is not None else "left",
        "decided_by": "proof",
    }
    return Edit(start=start, end=start + len(before), before=before, after=after, **values | other)


def extracted(text, *, path="note.md", encoding="utf-8", bom=False, findings=None):
    """What extract leaves of a file; `encoding` is told, not guessed, and `findings` replaces its own."""
    if encoding in PAGES:
        found = extract_document(path, text.encode(), Settings())
        document = replace(found.document, encoding=encoding)
    else:
        found = extract_document(path, encode(text, encoding=encoding, bom=bom), Settings())
        document = found.document
    return Extracted(
        document=document if findings is None else replace(document, findings=findings), blocks=found.blocks
    )


def repairing(*edits):
    """A `repair` that finds these edits, whatever the text."""

    def repair(text, *, accept="doubtful"):
        return Repair(source=text, text=apply_edits(text, tuple(edits)), edits=tuple(edits))

    return repair
