"""An audit as SARIF 2.1.0, for GitHub's code scanning and for editors.

In: an `Audit`. Out: a JSON object. Touches nothing.
Sources: OASIS SARIF 2.1.0; GitHub's "SARIF support for code scanning". GitHub refuses a file
with more than 25,000 results and shows 5,000, so the worst come first, and what does not fit is
counted in a notification. Columns count code points, and say so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.audit.auditing import Audit
from pipeline.audit.places import Place, worst_first
from pipeline.findings import CODES

MOST = 25_000
"""Results in one file."""

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "mojibakeFinding/v1"
"""Name of our fingerprint in `partialFingerprints`."""

_ROOT = "%SRCROOT%"


def as_sarif(audit: Audit, most: int = MOST) -> dict[str, Any]:
    """The audit as one log with one run.

    Args:
        audit: what was found.
        most: results that are written.
    """
    ordered = worst_first(audit.places)
    kept = ordered[:most]
    names = sorted({place.code for place in kept})
    index = {name: number for number, name in enumerate(names)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "mojibake-pipeline",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(name) for name in names],
            }
        },
        "automationDetails": {"id": "mojibake-pipeline/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "Where the audit was started."}}},
        "invocations": [_invocation(audit, len(ordered) - len(kept))],
        "results": [_result(place, index[place.code]) for place in kept],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str) -> dict[str, Any]:
    code = CODES[name]
    text = f"{code.what} {code.why} {code.todo}"
    markdown = (
        f"{code.what}\n\n- Example: {code.example}\n- Why it matters: {code.why}\n- What to do: {code.todo}"
    )
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": code.severity},
        "properties": {"tags": ["encoding", "unicode"], "precision": "high"},
    }


def _invocation(audit: Audit, more: int) -> dict[str, Any]:
    notes = [
        {"level": "error", "message": {"text": " ".join(str(problem).split())}} for problem in audit.problems
    ]
    if more:
        text = f"{more} more findings, none of them worse than those listed, do not fit in this file."
        notes.append({"level": "note", "message": {"text": text}})
    invocation: dict[str, Any] = {"executionSuccessful": not audit.problems}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    return invocation


def _result(place: Place, rule: int) -> dict[str, Any]:
    artifact = {"uri": quote(place.path, safe="/"), "uriBaseId": _ROOT}
    if place.path.startswith("/"):
        artifact = {"uri": "file://" + quote(place.path, safe="/")}
    location: dict[str, Any] = {"artifactLocation": artifact}
    region = _region(place)
    if region:
        location["region"] = region
    result: dict[str, Any] = {
        "ruleId": place.code,
        "ruleIndex": rule,
        "level": place.severity,
        "message": {"text": place.message},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {FINGERPRINT: place.fingerprint},
    }
    if place.confidence is not None:
        facts = {"confidence": place.confidence, "grade": place.grade, "channel": place.channel}
        result["properties"] = {name: value for name, value in facts.items() if value is not None}
    if place.proposal is not None and region:
        result["fixes"] = [_fix(place, artifact, region)]
    return result


def _region(place: Place) -> dict[str, Any] | None:
    if place.line is None:
        return None
    region: dict[str, Any] = {"startLine": place.line}
    if place.column is not None:
        region["startColumn"] = place.column
    if place.end_line is not None and place.end_column is not None:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    if place.text is not None:
        region["snippet"] = {"text": place.text}
    return region


def _fix(place: Place, artifact: dict[str, Any], region: dict[str, Any]) -> dict[str, Any]:
    deleted = {name: value for name, value in region.items() if name != "snippet"}
    replacement = {"deletedRegion": deleted, "insertedContent": {"text": place.proposal}}
    return {
        "description": {"text": "Put back the text that was damaged."},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
    }
