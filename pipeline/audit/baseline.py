"""An earlier report, whose findings are known and are not told again.

In: a report's bytes. Out: `Baseline`, and the findings that are new. Touches nothing.
JSON, JSON Lines, CSV, SARIF and the HTML report all serve. A finding is known by its fingerprint,
so it stays known where its line or its file moves; each entry covers one finding, so a second
copy of a known line is new.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pipeline.audit.places import Place
from pipeline.audit.sarif import FINGERPRINT
from pipeline.errors import InputError

_HTML = re.compile(r"<script type=\"application/json\" id=\"fingerprints\">(.*?)</script>", re.DOTALL)


@dataclass(slots=True)
class Baseline:
    """Fingerprints that are known."""

    entries: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Path and fingerprint, and how often."""

    def new(self, places: Iterable[Place]) -> tuple[list[Place], int]:
        """The findings that are not known, and how many are.

        Those in the file that the report names come first; an entry that is left over then covers a
        finding in another file: the file was moved.
        """
        left = Counter(self.entries)
        unmatched: list[Place] = []
        known = 0
        for place in places:
            if left[place.path, place.fingerprint] > 0:
                left[place.path, place.fingerprint] -= 1
                known += 1
            else:
                unmatched.append(place)
        moved: Counter[str] = Counter()
        for (_, fingerprint), count in left.items():
            moved[fingerprint] += count
        new = []
        for place in unmatched:
            if moved[place.fingerprint] > 0:
                moved[place.fingerprint] -= 1
                known += 1
            else:
                new.append(place)
        return new, known


def read_baseline(data: bytes, name: str) -> Baseline:
    """What a report holds.

    Args:
        data: the report.
        name: for messages.

    Raises:
        InputError: it is no report of an audit.
    """
    try:
        text = data.decode("utf-8-sig")
        return Baseline(Counter(_entries(text)))
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise InputError(
            f"{name} is no report of an audit",
            hint="a report made with --format json, jsonl, csv, sarif or html can be a baseline",
        ) from err


def _entries(text: str) -> Iterator[tuple[str, str]]:
    start = text.lstrip()[:1]
    if start == "<":
        match = _HTML.search(text)
        if match is None:
            raise ValueError("an HTML page without findings")
        yield from ((path, mark) for path, mark in json.loads(match[1]))
    elif start in ("{", "["):
        yield from _of_json(text)
    elif not text.strip():
        return  # JSON Lines of an audit that found nothing
    else:
        from pipeline.export.spreadsheet import read

        for row in read(text.encode("utf-8")):
            yield row["path"], row["fingerprint"]


def _of_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        for line in text.splitlines():
            if line.strip():
                yield _of_record(json.loads(line))
        return
    if isinstance(value, list):
        found: list[dict[str, Any]] = value
    elif "runs" in value:
        for run in value["runs"]:
            yield from map(_of_result, run.get("results") or ())
        return
    else:
        found = value.get("findings", [value])
    yield from map(_of_record, found)


def _of_record(record: dict[str, Any]) -> tuple[str, str]:
    return record["path"], record["fingerprint"]


def _of_result(result: dict[str, Any]) -> tuple[str, str]:
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return unquote(location.removeprefix("file://")), result["partialFingerprints"][FINGERPRINT]
