"""One file's bytes become a document: its row, its blocks, and what is odd about it.

In: a path, bytes and settings. Out: `Extracted`. Touches nothing, and raises for no content:
what cannot be decoded is set aside with a finding, and stays where it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from itertools import count, repeat
from operator import attrgetter
from typing import Any

from pipeline.encoding import PAGES, Decoded, byte_offsets
from pipeline.extract.characters import character_findings
from pipeline.extract.decode import decode_document
from pipeline.findings import finding
from pipeline.ids import document_id, span_ids
from pipeline.markdown import Cut, Span, cut
from pipeline.positions import LineIndex
from pipeline.records import Block, Document, Extracted, Finding, from_columns
from pipeline.settings import Settings


def extract_document(
    path: str, data: bytes | None, settings: Settings, *, problem: Finding | None = None
) -> Extracted:
    """A document as it stands in the file.

    Args:
        path: relative to RAW, with `/`; UTF-8, percent-escaped where the name is not.
        data: the file's bytes; None where they could not be read.
        settings: their limits.
        problem: why there are no bytes.

    Returns:
        The source text with its blocks and status `clean`; or status `rejected` with neither
        text nor blocks where there are no bytes, too many of them, or none that are text.
    """
    if data is None:
        found = problem or finding("file-unreadable", "the file could not be read")
        return _rejected(path, None, None, found)
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > settings.max_document_bytes:
        message = f"the file is larger than max_document_bytes, {settings.max_document_bytes}"
        return _rejected(path, data, sha256, finding("file-too-large", message))
    decoded = decode_document(data)
    if decoded is None:
        message = "the file is not UTF-8, and no other encoding fits clearly"
        return _rejected(path, data, sha256, finding("encoding-unknown", message))
    return _extracted(path, data, sha256, decoded, settings)


def _rejected(path: str, data: bytes | None, sha256: str | None, found: Finding) -> Extracted:
    document = Document(
        document_id=document_id(path, sha256),
        path=path,
        sha256=sha256,
        bytes=None if data is None else len(data),
        encoding=None,
        encoding_confidence=None,
        newline=None,
        bom=False,
        status="rejected",
        findings=(found,),
    )
    return Extracted(document=document, blocks=())


def _extracted(path: str, data: bytes, sha256: str, decoded: Decoded, settings: Settings) -> Extracted:
    text = decoded.text
    found = cut(
        text,
        max_front_matter_bytes=settings.max_front_matter_bytes,
        max_front_matter_aliases=settings.max_front_matter_aliases,
    )
    own_id = document_id(path, sha256)
    blocks = _blocks(own_id, decoded, found)
    document = Document(
        document_id=own_id,
        path=path,
        sha256=sha256,
        bytes=len(data),
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        newline=decoded.newline,
        bom=decoded.bom,
        status="clean",
        raw_front_matter=text[found.header.start : found.header.end] if found.header else None,
        text=text or None,
        undecodable=decoded.undecodable,
        sections=found.sections,
        blocks=len(blocks),
        findings=(*_findings(decoded), *found.findings),
    )
    return Extracted(document=document, blocks=blocks)


def _blocks(own_id: str, decoded: Decoded, found: Cut) -> tuple[Block, ...]:
    spans = found.blocks
    places = [(span.start, span.end) for span in spans]
    columns: dict[str, Iterable[Any]] = {field.name: repeat(None) for field in fields(Block)}
    columns |= {field.name: map(attrgetter(field.name), spans) for field in fields(Span)}
    columns |= {
        "block_id": span_ids("blocks", own_id, places),
        "document_id": repeat(own_id),
        "position": count(),
        "start_byte": byte_offsets(
            decoded.text,
            [start for start, _ in places],
            encoding=decoded.encoding,
            bom=decoded.bom,
            undecodable=decoded.undecodable,
        ),
        "raw": [decoded.text[start:end] for start, end in places],
    }
    return tuple(from_columns(Block, len(spans), columns))


def _findings(decoded: Decoded) -> list[Finding]:
    """What is odd about the file as a whole, then about its characters."""
    found = []
    if decoded.encoding in PAGES:
        message = f"read as {decoded.encoding}, a guess with confidence {decoded.confidence:.4f}"
        found.append(finding("encoding-guessed", message))
    if decoded.bom:
        found.append(finding("bom", f"the file begins with a byte order mark ({decoded.encoding})"))
    if decoded.newline == "mixed":
        found.append(finding("newline-mixed", f"lines end in {_line_ends(decoded.text)}"))

    @cache
    def lines() -> LineIndex:
        return LineIndex(decoded.text)

    return found + character_findings(decoded, lines)


def _line_ends(text: str) -> str:
    """Each kind of line end with its count, the commonest first."""
    crlf = text.count("\r\n")
    counts = {"CRLF": crlf, "LF": text.count("\n") - crlf, "CR": text.count("\r") - crlf}
    ranked = sorted((-count, name) for name, count in counts.items() if count)
    return ", ".join(f"{name} ({-count})" for count, name in ranked)
