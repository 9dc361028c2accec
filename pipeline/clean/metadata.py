"""What a front matter says, as the columns of a document.

In: the repaired text of a header. Out: `Metadata` and its findings. Touches nothing.
Titles, tags and links are the scalars as written: YAML 1.1 would read the country code `no`
as false, `010` as 8 and `1.10` as 1.1. Timestamps are UTC. What has no column, or is no value
of the column's kind, is kept in `metadata`, so that nothing of the header is lost.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pipeline.clean.links import without_tracking
from pipeline.findings import finding
from pipeline.records import Finding

MAX_VALUES = 100_000
"""Values that one header may expand to. Aliases multiply: a hundred of them reach 10^9."""

_MAX_DEPTH = 100
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


class _TooMuchError(Exception):
    """A value nests too deeply, or expands to too many."""


def to_metadata(values: Mapping[Any, Any], written: Mapping[str, str | tuple[str, ...]]) -> Metadata:
    """Columns from a header that was read.

    Args:
        values: the header as YAML reads it.
        written: by key, the scalar as written, or those of a list of scalars.
    """
    rest = dict(values)
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    for key in _TEXT_KEYS:
        columns[key] = _text(key, rest, written, findings)
    link = columns["link"]
    if link is not None:
        columns["link"] = without_tracking(link)
        if columns["link"] != link:
            rest["link"] = link
    columns["tags"] = _tags(rest, written, findings)
    for key in _TIME_KEYS:
        columns[key] = _time(key, rest, written, findings)
    columns["metadata"] = _to_json(rest, findings)
    return Metadata(**columns, findings=tuple(findings))


def _text(
    key: str, rest: dict[Any, Any], written: Mapping[str, str | tuple[str, ...]], findings: list[Finding]
) -> str | None:
    """The scalar at `key`, taken out of `rest`; anything else stays there."""
    if rest.get(key) is None:
        rest.pop(key, None)
        return None
    scalar = written.get(key)
    if not isinstance(scalar, str):
        findings.append(finding("front-matter-value", f"`{key}` is not one value"))
        return None
    del rest[key]
    return whole(scalar) or None


def _tags(
    rest: dict[Any, Any], written: Mapping[str, str | tuple[str, ...]], findings: list[Finding]
) -> tuple[str, ...] | None:
    """A list of scalars, or one scalar that lists them with commas."""
    if rest.get("tags") is None:
        rest.pop("tags", None)
        return None
    scalars = written.get("tags")
    if scalars is None:
        findings.append(
            finding("front-matter-value", "`tags` is neither a list of words nor one line of them")
        )
        return None
    del rest["tags"]
    parts = scalars.split(",") if isinstance(scalars, str) else scalars
    return tuple(tag for part in parts if (tag := whole(part).strip())) or None


def _time(
    key: str, rest: dict[Any, Any], written: Mapping[str, str | tuple[str, ...]], findings: list[Finding]
) -> datetime | None:
    """The moment at `key` in UTC, taken out of `rest`; what is no moment stays there."""
    value = rest.get(key)
    if value is None:
        rest.pop(key, None)
        return None
    scalar = written.get(key)
    moment = _moment(value, scalar if isinstance(scalar, str) else None)
    if moment is not None and moment.tzinfo is None:
        findings.append(finding("front-matter-zone-missing", f"`{key}` has no zone; UTC was assumed"))
        moment = moment.replace(tzinfo=UTC)
    try:
        if moment is not None:
            moment = moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999, and an offset that leaves it
        moment = None
    if moment is None:
        findings.append(finding("front-matter-value", f"`{key}` is not a date or time"))
        return None
    del rest[key]
    return moment


def _moment(value: object, scalar: str | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # the zone is the caller's
    if scalar is None:
        return None
    try:
        return datetime.fromisoformat(scalar.strip())
    except ValueError:
        return None


def _to_json(rest: Mapping[Any, Any], findings: list[Finding]) -> str | None:
    if not rest:
        return None
    budget = [MAX_VALUES]
    try:
        plain = _plain(rest, budget, 0)
    except _TooMuchError:
        findings.append(
            finding("front-matter-alias-bomb", f"the front matter expands to over {MAX_VALUES} values")
        )
        return None
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _plain(value: Any, budget: list[int], depth: int) -> Any:
    """A value as JSON has it."""
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        raise _TooMuchError
    if isinstance(value, str):
        return whole(value)
    if value is None or isinstance(value, bool):
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
        return {_key(k): _plain(v, budget, depth + 1) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(v, budget, depth + 1) for v in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(v, budget, depth + 1) for v in value]
    return str(value)


def _key(key: object) -> str:
    if isinstance(key, str):
        return whole(key)
    return key.isoformat() if isinstance(key, date) else json.dumps(key) if key is None else str(key)


def whole(text: str) -> str:
    r"""The text with surrogates joined, which `"\ud83d\udca1"` in YAML leaves; lone ones as U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
