"""Cases from the wild are explained: each edit is told whole, and each left one has a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.fixing import fix_bytes
from pipeline.fixing.diff import word_diff
from pipeline.fixing.explain import explain
from pipeline.fixing.pieces import plain
from pipeline.settings import Settings
from tests.running import pipeline

CASES = Path(__file__).parent.parent / "golden" / "wild" / "cases.jsonl"
SETTINGS = Settings(accept="confident")


def _cases() -> list[dict[str, str]]:
    return [json.loads(line) for line in CASES.read_bytes().splitlines()]


@pytest.mark.slow
def test_every_edit_of_a_case_is_told_whole() -> None:
    """A third of the cases, but none of Korean Windows with losses, which take seconds each."""
    for case in _cases()[::3]:
        if case["codec"] == "cp949" and case["loss"] != "none":
            continue
        fixed = fix_bytes(case["seen"].encode(), SETTINGS)
        assert fixed is not None
        told = [plain(line) for line in explain(case["id"], fixed, SETTINGS)]
        labels = [line.split()[0] for line in told if line.startswith(" " * 8)]
        left = len(fixed.edits) - len(fixed.made)
        for label in ("was", "is", "bytes", "mistake", "decided"):
            assert labels.count(label) == len(fixed.made), (case["id"], label)
        assert labels.count("why") == labels.count("in") == left, case["id"]
        assert bool(fixed.made) == bool(list(word_diff(case["id"], fixed))), case["id"]


@pytest.mark.parametrize("case", _cases()[:3], ids=lambda case: case["id"])
def test_the_command_prints_it(case: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "case.txt"
    path.write_text(case["seen"], encoding="utf-8", newline="")
    result = pipeline("fix", "--explain", "--diff", path)
    assert result.exit_code == 0
    assert str(path) in result.stdout
