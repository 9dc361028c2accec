"""Counts of what is in an output, made a shard at a time and added up.

In: a shard's rows. Out: `Facts`, as JSON and back. Touches nothing.
Card and descriptors are written from these, so that no table is read again for them, and so
that an unchanged shard costs nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from pipeline.export.selection import Rows
from pipeline.tables import TABLES

BANDS = ("1", "0.99 and more", "0.95 to 0.99", "0.9 to 0.95", "0.8 to 0.9", "under 0.8")
"""Bands of confidence, the surest first."""

_BORDERS = (1.0, 0.99, 0.95, 0.9, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Counts by subject, then by name. Names with several parts have a tab between them."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """Subjects: rows, source (bytes), statuses, encodings, languages, grades, decided,
    confidences, channels, left (channels of what is left), findings, pairs, checks, bytes."""
    files: tuple[tuple[str, int, str], ...] = ()
    """Path in the part, size in bytes, SHA-256 of each data file."""

    def of(self, subject: str) -> Counter[str]:
        """Counts of one subject."""
        return self.counts.get(subject, Counter())

    def ordered(self, subject: str) -> list[tuple[str, int]]:
        """Counts of one subject, most first, then by code point."""
        return sorted(self.of(subject).items(), key=lambda item: (-item[1], item[0]))


def facts(rows: Rows, files: Iterable[tuple[str, int, str]]) -> Facts:
    """Counts of a shard.

    Args:
        rows: all of its rows.
        files: path such as `parquet/blocks.parquet`, size and SHA-256 of each data file.
    """
    made = [repair for repair in rows.repairs if repair.after is not None]
    left = [repair for repair in rows.repairs if repair.after is None]
    bands: Counter[str] = Counter()
    for (grade, confidence), count in Counter(map(attrgetter("grade", "confidence"), made)).items():
        bands[f"{grade}\t{_band(confidence)}"] += count
    listed = tuple(files)
    counts = {
        "rows": Counter({name: len(rows.of(name)) for name in TABLES}),
        "source": Counter({"bytes": sum(document.bytes or 0 for document in rows.documents)}),
        "statuses": _count(rows.documents, "status"),
        "encodings": _count(rows.documents, "encoding", "none"),
        "languages": _count(rows.blocks, "language", "none"),
        "grades": _count(rows.repairs, "grade"),
        "decided": _count(made, "decided_by"),
        "confidences": bands,
        "channels": _count(made, "channel", "unknown"),
        "left": _count(left, "channel", "unknown"),
        "findings": Counter(found.code for document in rows.documents for found in document.findings),
        "pairs": Counter(
            f"{pair.source_language or 'und'}\t{pair.target_language or 'und'}\t{pair.level}"
            for pair in rows.pairs
        ),
        "checks": Counter(code for pair in rows.pairs for code in pair.checks),
        "bytes": Counter({path: size for path, size, _ in listed}),
    }
    return Facts(counts=counts, files=listed)


def _count(records: Iterable[Any], name: str, missing: str = "") -> Counter[str]:
    """How often each value of a column occurs; in C, for a shard has a hundred thousand rows."""
    counts = Counter(map(attrgetter(name), records))
    if None in counts:
        counts[missing] += counts.pop(None)
    return counts


def merged(all_facts: Iterable[Facts]) -> Facts:
    """Counts of several shards together; the files stay with each."""
    counts: dict[str, Counter[str]] = {}
    for one in all_facts:
        for subject, found in one.counts.items():
            counts.setdefault(subject, Counter()).update(found)
    return Facts(counts=counts)


def encoded(one: Facts) -> bytes:
    """Facts as JSON, the same bytes for the same facts."""
    value = {"counts": one.counts, "files": sorted(one.files)}
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode("ascii")


def decoded(data: bytes) -> Facts:
    """Facts of such JSON."""
    value = json.loads(data)
    counts = {subject: Counter(found) for subject, found in value["counts"].items()}
    return Facts(counts=counts, files=tuple((path, size, digest) for path, size, digest in value["files"]))


def _band(confidence: float) -> str:
    return next((band for band, least in zip(BANDS, _BORDERS) if confidence >= least), BANDS[-1])
