"""Reports for programs: that they are what they claim to be, and serve as baselines."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.audit.auditing import Audit, blame
from pipeline.audit.baseline import read_baseline
from pipeline.audit.places import Place
from pipeline.audit.reports import FIELDS, as_csv, as_github, as_json, as_jsonl
from pipeline.audit.sarif import as_sarif
from pipeline.errors import InputError
from pipeline.export.spreadsheet import read

PLACE = Place(
    path="docs/a b\u00e9 100%.md",
    line=3,
    column=4,
    end_line=3,
    end_column=7,
    severity="error",
    code="mojibake-lossless",
    message='100 % "broken"\nhere, <b>',
    text="\u00e2\u20ac\u2122",
    proposal="\u2019",
    confidence=1.0,
    grade="certain",
    channel="windows-1252:none",
    fingerprint="0" * 32,
)
OTHER = replace(
    PLACE, path="b.md", line=None, column=None, end_line=None, end_column=None, text=None, proposal=None,
    confidence=None, grade=None, channel=None, severity="note", code="bom", message="=HYPERLINK(1)",
    fingerprint="1" * 32,
)  # fmt: skip
AUDIT = Audit(places=(PLACE, OTHER), files=7)


@cache
def _validator() -> Draft202012Validator:
    path = Path(__file__).parent / "data" / "sarif-2.1.0.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _numbered(count: int, severity: str = "error") -> list[Place]:
    return [replace(PLACE, line=n + 1, severity=severity, fingerprint=f"{n:032x}") for n in range(count)]


def _sarif(audit: Audit, **more: Any) -> dict[str, Any]:
    log = json.loads(json.dumps(as_sarif(audit, **more)))
    assert not [error.message for error in _validator().iter_errors(log)]
    return log


def test_json_counts_by_severity_code_folder_and_channel() -> None:
    value = json.loads(json.dumps(as_json(AUDIT)))
    assert value["files"] == 7
    assert value["severities"] == {"error": 1, "warning": 0, "note": 1}
    assert value["codes"] == {"bom": 1, "mojibake-lossless": 1}
    assert value["folders"] == {".": 1, "docs/": 1}
    assert value["channels"] == [{"folder": "docs/", "channel": "windows-1252:none", "lines": 1}]
    assert [set(found) for found in value["findings"]] == [set(FIELDS)] * 2
    assert value["findings"][0]["proposal"] == "\u2019"


def test_json_lines_are_the_same_findings() -> None:
    assert [json.loads(line) for line in as_jsonl(AUDIT)] == as_json(AUDIT)["findings"]


def test_csv_is_read_back_and_runs_no_formula() -> None:
    data = "".join(as_csv(AUDIT)).encode()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = read(data)
    assert [(row["path"], row["line"], row["message"]) for row in rows] == [
        (PLACE.path, "3", PLACE.message),
        ("b.md", "", "=HYPERLINK(1)"),
    ]
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_sarif_fits_its_schema_and_points_to_the_place() -> None:
    (run,) = _sarif(AUDIT)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    first, second = run["results"]
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "docs/a%20b%C3%A9%20100%25.md", "uriBaseId": "%SRCROOT%"}
    assert location["region"] == {
        "startLine": 3,
        "startColumn": 4,
        "endLine": 3,
        "endColumn": 7,
        "snippet": {"text": PLACE.text},
    }
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "\u2019"
    assert first["partialFingerprints"] == {"mojibakeFinding/v1": "0" * 32}
    assert "region" not in second["locations"][0]["physicalLocation"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in (first, second)] == [PLACE.code, OTHER.code]


def test_sarif_of_a_sound_tree_fits_its_schema_too() -> None:
    assert _sarif(Audit(files=3))["runs"][0]["results"] == []


def test_sarif_keeps_within_githubs_limit_the_worst_first_and_counts_the_rest() -> None:
    places = (*_numbered(6, "note"), *_numbered(3))
    (run,) = _sarif(Audit(places=places), most=5)["runs"]
    assert [result["level"] for result in run["results"]] == ["error"] * 3 + ["note"] * 2
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("4 more findings")
    (run,) = as_sarif(Audit(places=tuple(_numbered(25_001))))["runs"]
    assert len(run["results"]) == 25_000


def test_sarif_says_what_could_not_be_read() -> None:
    (run,) = _sarif(Audit(problems=[InputError("cannot be read", context="a.md")]))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_github_marks_the_worst_ten_of_each_severity() -> None:
    lines = list(as_github(Audit(places=(*_numbered(12), *_numbered(12, "note")), files=1)))
    assert [line.partition(" ")[0] for line in lines] == ["::error"] * 10 + ["::notice"] * 10 + ["1"]
    assert lines[-1] == "1 file: 12 errors, 12 notes\n"


def test_what_github_would_obey_is_escaped() -> None:
    place = replace(PLACE, path="a,b:c.md", message="100 %\r\n::error::forged")
    line, _ = as_github(Audit(places=(place,)))
    assert line == (
        "::error file=a%2Cb%3Ac.md,line=3,endLine=3,col=4,endColumn=7,title=mojibake-lossless"
        "::100 %25%0D%0A::error::forged\n"
    )


def _reports(audit: Audit) -> dict[str, str]:
    return {
        "json": json.dumps(as_json(audit)),
        "jsonl": "".join(as_jsonl(audit)),
        "csv": "".join(as_csv(audit)),
        "sarif": json.dumps(as_sarif(audit)),
    }


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "sarif"])
@pytest.mark.parametrize("audit", [AUDIT, Audit(places=(PLACE,)), Audit()], ids=["two", "one", "none"])
def test_any_report_is_a_baseline_of_its_own_audit(format_: str, audit: Audit) -> None:
    baseline = read_baseline(_reports(audit)[format_].encode(), "known")
    assert baseline.new(audit.places) == ([], len(audit.places))
    if not audit.places:
        assert baseline.new([PLACE]) == ([PLACE], 0)


def test_a_finding_stays_known_where_its_line_or_file_moves() -> None:
    baseline = read_baseline(_reports(AUDIT)["json"].encode(), "known")
    moved = [replace(PLACE, line=90), replace(OTHER, path="elsewhere/b.md")]
    assert baseline.new(moved) == ([], 2)


def test_a_second_copy_of_a_known_finding_is_new() -> None:
    baseline = read_baseline(_reports(Audit(places=(PLACE,)))["csv"].encode(), "known")
    copy = replace(PLACE, path="a-copy.md")
    assert baseline.new([copy, PLACE]) == ([copy], 1)


@pytest.mark.parametrize(
    "data", [b"{", b"[1]", b"a,b\r\n1,2\r\n", b"<html>", b"\xff", b'{"runs": [{"results": [{}]}]}']
)
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no report"):
        read_baseline(data, "known.json")


def test_who_broke_it_is_told_by_folder() -> None:
    several = replace(PLACE, channel="windows-1252:none | windows-1254:dropped")
    assert blame([PLACE, several, OTHER]) == [
        ("docs/", "windows-1252:none", 2),
        ("docs/", "windows-1254:dropped", 1),
    ]
