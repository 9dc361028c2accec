"""Text as found in public repositories: damage fails an audit, and what looks like it does not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.audit.looking import look
from pipeline.audit.selection import selection
from pipeline.settings import Settings

_CASES = Path(__file__).parent.parent / "golden" / "wild" / "cases.jsonl"


@cache
def _cases() -> list[dict[str, Any]]:
    with _CASES.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _fails(case: dict[str, Any]) -> bool:
    places = look("a.txt", case["seen"].encode(), selection(["mojibake"]), Settings()).places
    return any(place.severity == "error" for place in places)


def test_nearly_all_damage_fails_though_each_case_is_a_file_of_one_line() -> None:
    """In a file with more text, more is beyond doubt."""
    damaged = [case for case in _cases() if not case["kind"].startswith("negative")]
    missed = [case["id"] for case in damaged if not _fails(case)]
    assert len(damaged) > 250
    assert len(missed) / len(damaged) < 0.05, missed


def test_no_legitimate_text_fails() -> None:
    """Damage that cannot be undone is damage, and a converter's test may hold some in plain text."""
    meant = ("negative: damage that cannot be undone", "negative: test of a converter")
    sound = [case for case in _cases() if case["kind"].startswith("negative") and case["kind"] not in meant]
    assert len(sound) > 30
    assert not [case["id"] for case in sound if _fails(case)]
