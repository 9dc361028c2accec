"""Records for tests of clean: documents as extract leaves them, edits, a stand-in for `repair`."""

import hashlib

from pipeline.encoding import byte_offsets, encode, newline_of
from pipeline.ids import document_id, row_id
from pipeline.markdown import cut
from pipeline.mojibake import Repair
from pipeline.mojibake.repair import apply_edits
from pipeline.records import Block, Document, Edit, Extracted

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


def extracted(text, *, path="note.md", encoding="utf-8", bom=False, findings=()):
    """What extract leaves of a file."""
    data = encode(text, encoding=encoding, bom=bom)
    sha256 = hashlib.sha256(data).hexdigest()
    own_id = document_id(path, sha256)
    found = cut(text)
    offsets = byte_offsets(text, [span.start for span in found.blocks], encoding=encoding, bom=bom)
    blocks = tuple(
        Block(
            block_id=row_id("blocks", own_id, span.start, span.end),
            document_id=own_id,
            position=position,
            kind=span.kind,
            level=span.level,
            section=span.section,
            path_in_document=span.path_in_document,
            start=span.start,
            end=span.end,
            start_byte=offset,
            raw=text[span.start : span.end],
        )
        for position, (span, offset) in enumerate(zip(found.blocks, offsets, strict=True))
    )
    document = Document(
        document_id=own_id,
        path=path,
        sha256=sha256,
        bytes=len(data),
        encoding=encoding,
        encoding_confidence=1.0,
        newline=newline_of(text),
        bom=bom,
        status="clean",
        raw_front_matter=text[: found.header.end] if found.header else None,
        text=text or None,
        sections=found.sections,
        blocks=len(blocks),
        findings=findings,
    )
    return Extracted(document=document, blocks=blocks)


def repairing(*edits):
    """A `repair` that finds these edits, whatever the text."""

    def repair(text, *, accept="doubtful"):
        return Repair(source=text, text=apply_edits(text, tuple(edits)), edits=tuple(edits))

    return repair
