"""Ids: content hashes, so that the same input has the same id everywhere.

In: what identifies a thing. Out: 32 hex digits of SHA-256. Touches nothing.
"""

import hashlib
import json
from collections.abc import Iterable

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
"""Made once: `json.dumps` with separators makes one a call, which costs three times the hash."""


def document_id(path: str, sha256: str | None) -> str:
    """Id of a document.

    Args:
        path: relative to RAW, with `/`.
        sha256: hex digest of the file's bytes; None where it could not be read.
    """
    return _digest(["documents", path, sha256])


def row_id(table: str, document: str, *what: int | str | list[str] | None) -> str:
    """Id of a row of another table: its document, spans or lists of blocks, ordinal."""
    return _digest([table, document, *what])


def pair_id(
    source: str,
    target: str,
    level: str,
    offsets: tuple[int | None, int | None, int | None, int | None],
    same: int,
) -> str:
    """What `row_id` gives for a pair, in a third of the time.

    Args:
        source: id of the source's document.
        target: id of the target's document.
        level: of the pair.
        offsets: first and one past the last code point of the source, and of the target.
        same: how many pairs before it are the same in all of this.
    """
    numbers = [*offsets, same] if same else offsets
    texts = ["null" if number is None else str(number) for number in numbers]
    return hashlib.sha256(
        f'["pairs","{source}","{target}","{level}",{",".join(texts)}]'.encode("ascii")
    ).hexdigest()[:32]


def span_id(table: str, document: str, start: int, end: int) -> str:
    """What `row_id` gives for a span."""
    return span_ids(table, document, [(start, end)])[0]


def span_ids(table: str, document: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """What `row_id` gives for spans, in a third of the time: a damaged document has hundreds of these."""
    digest, head = hashlib.sha256, f'["{table}","{document}",'
    return [digest(f"{head}{start},{end}]".encode("ascii")).hexdigest()[:32] for start, end in spans]


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(_ENCODER.encode(parts).encode("ascii")).hexdigest()[:32]
