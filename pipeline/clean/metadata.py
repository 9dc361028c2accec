"""What a front matter says, as the columns of a document.

In: a repaired header's values. Out: `Metadata` and its findings. Touches nothing.
Titles, tags and links are the scalars as written: YAML 1.1 would read the country code `no`
as false, `010` as 8 and `1.10` as 1.1. Timestamps are UTC. What has no column, or is no value
of the column's kind, is kept in `metadata`, so that nothing of the header is lost.
"""

from __future__ import annotations

import base64
import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.clean.links import without_tracking
from pipeline.findings import finding
from pipeline.records import Finding
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.markdown import HeaderValue, HeaderValues

MAX_DEPTH = 100
"""Levels of lists and mappings that `metadata` holds; deeper ones stay in `raw_front_matter`."""

_TEXT_KEYS = ("title", "emoji", "link")
_TIME_KEYS = ("created", "modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Header columns of table `documents`."""

    title: str | None = None
    emoji: str | None = None
    tags: tuple[str, ...] | None = None
    link: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    metadata: str | None = None
    """JSON object of all else: keys sorted, dates in ISO 8601; null where there is nothing."""
    findings: tuple[Finding, ...] = ()
    """Offsets are into the text that the header was read from; lines are the caller's to add."""


class _TooDeepError(Exception):
    """A value nests deeper than `MAX_DEPTH`."""


@lru_cache(maxsize=2)
def read(header: str, settings: Settings) -> HeaderValues:
    """A front matter's values; the last ones are kept, for a repaired one is read twice.

    Args:
        header: with its rules.
        settings: tell the limits.
    """
    from pipeline.markdown import read_header  # loads PyYAML, which notes without a header do without

    return read_header(
        header, max_bytes=settings.max_front_matter_bytes, max_aliases=settings.max_front_matter_aliases
    )


def to_metadata(header: HeaderValues) -> Metadata:
    """Columns from a header that was read; where it could not be, its findings and no more."""
    if not header.readable:
        return Metadata(findings=header.findings)
    reading = _Reading(header)
    columns: dict[str, Any] = {key: reading.text(key) for key in _TEXT_KEYS}
    link = columns["link"]
    if link is not None:
        columns["link"] = without_tracking(link)
        if columns["link"] != link:
            reading.rest["link"] = link
    columns["tags"] = reading.tags()
    for key in _TIME_KEYS:
        columns[key] = reading.time(key)
    columns["metadata"] = reading.all_else()
    return Metadata(**columns, findings=tuple(reading.findings))


class _Reading:
    """One header on the way into columns; what finds its column is taken out of `rest`."""

    def __init__(self, header: HeaderValues) -> None:
        self.entries = {entry.key: entry for entry in header.entries}
        self.rest: dict[str, Any] = {entry.key: entry.parsed for entry in header.entries}
        self.findings: list[Finding] = []

    def text(self, key: str) -> str | None:
        """The scalar at `key` as written; anything else stays."""
        entry = self._take_unless_null(key)
        if entry is None:
            return None
        if not isinstance(entry.written, str):
            self._no_value(entry, "is not one value")
            return None
        del self.rest[key]
        return entry.written or None

    def tags(self) -> tuple[str, ...] | None:
        """A list of scalars, or one scalar that lists them with commas; each once.

        Tags that differ in case or form alone are one, in the spelling that comes first. Where
        any was left out the list as it was stays in `metadata`.
        """
        entry = self._take_unless_null("tags")
        if entry is None:
            return None
        if entry.written is None:
            self._no_value(entry, "is neither a list of words nor one line of them")
            return None
        del self.rest["tags"]
        parts = entry.written.split(",") if isinstance(entry.written, str) else entry.written
        tags = [tag for part in parts if (tag := part.strip())]
        once: dict[str, str] = {}
        for tag in tags:
            once.setdefault(unicodedata.normalize("NFC", tag).casefold(), tag)
        if len(once) < len(tags):
            self.rest["tags"] = tags
        return tuple(once.values()) or None

    def time(self, key: str) -> datetime | None:
        """The moment at `key` in UTC; what is no moment stays."""
        entry = self._take_unless_null(key)
        if entry is None:
            return None
        moment = _moment(entry)
        if moment is None:
            self._no_value(entry, "is not a date or time")
            return None
        try:
            utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except OverflowError:  # year 1 or 9999, and an offset that leaves it
            self._no_value(entry, "is not a date or time")
            return None
        if moment.tzinfo is None:
            message = f"`{key}` has no zone; UTC was assumed"
            self._note("front-matter-zone-missing", message, entry)
        del self.rest[key]
        return utc

    def all_else(self) -> str | None:
        """What is left, as JSON."""
        if not self.rest:
            return None
        try:
            plain = _plain(self.rest, 0)
        except _TooDeepError:
            message = f"the front matter nests deeper than {MAX_DEPTH} levels; column `metadata` is null"
            self.findings.append(finding("front-matter-value", message))
            return None
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)

    def _take_unless_null(self, key: str) -> HeaderValue | None:
        if self.rest.get(key) is not None:
            return self.entries[key]
        self.rest.pop(key, None)
        return None

    def _no_value(self, entry: HeaderValue, message: str) -> None:
        self._note("front-matter-value", f"`{entry.key}` {message}", entry)

    def _note(self, code: str, message: str, entry: HeaderValue) -> None:
        self.findings.append(finding(code, message, start=entry.start, end=entry.end))


def _moment(entry: HeaderValue) -> datetime | None:
    value = entry.parsed
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # the zone is the caller's to add
    if not isinstance(entry.written, str):
        return None
    try:
        return datetime.fromisoformat(entry.written.strip())
    except ValueError:
        return None


def _plain(value: Any, depth: int) -> Any:
    """A value as JSON has it."""
    if depth > MAX_DEPTH:
        raise _TooDeepError
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return (
            value if value.bit_length() <= 64 else str(value) if value.bit_length() < 10_000 else hex(value)
        )
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {str(k): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(v, depth + 1) for v in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(v, depth + 1) for v in value]
    return str(value)
