"""Accuracy on a small text of the project's own: no channel may fall under its floor.

The text stands in `text/<language>/notes.txt`, written for this purpose. `python -m
benchmarks.floors --write` raises floors; it lowers one only with `--lower`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import floors


@pytest.mark.slow
@pytest.mark.parametrize("channel", floors.CHANNELS)
def test_no_channel_falls_under_its_floor(channel: str) -> None:
    assert floors.of_text([channel])[channel] >= floors.read()["text"][channel]


def test_every_channel_has_a_floor() -> None:
    assert set(floors.read()["text"]) == set(floors.CHANNELS)


def test_a_fallen_floor_is_named() -> None:
    known = {"text": {"a": 90.0, "b": 50.0}}
    assert floors.fallen(known, {"text": {"a": 90.0, "b": 49.99}}) == ["text, b: 49.99 is under 50.0"]
    assert floors.fallen(known, {"text": {"b": 50.0}}) == ["text, a: 0 is under 90.0"]


def test_writing_refuses_to_lower_a_floor_unless_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "floors.json"
    path.write_text('{"text": {"a": 90.0}, "wild": {}}', encoding="utf-8")
    monkeypatch.setattr(floors, "PATH", path)
    monkeypatch.setattr(floors, "of_text", lambda: {"a": 80.0})
    monkeypatch.setattr(floors, "of_wild", lambda: floors.wild.score([], str))
    assert floors.main(["--write"]) == 1
    assert floors.read()["text"]["a"] == 90.0
    assert floors.main(["--write", "--lower"]) == 0
    assert floors.read()["text"]["a"] == 80.0
