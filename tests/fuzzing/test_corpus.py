"""Every input that fuzzing kept, or that once broke something, goes through its target whole."""

from pathlib import Path

import pytest

from tests.fuzzing import targets

KEPT = sorted((Path(__file__).parent / "corpus").glob("*/*"))


@pytest.mark.parametrize(
    "path",
    [path for path in KEPT if path.parent.name != "damaged"],
    ids=lambda path: f"{path.parent.name}-{path.name[:24]}",
)
def test_kept_inputs_break_nothing(path):
    targets.TARGETS[path.parent.name](path.read_bytes())


def test_kept_damage_breaks_nothing_and_a_second_repair_hardly_ever_finds_more(monkeypatch):
    """Where pages and depths are mixed, one text in a hundred is not at rest at once: a known fault."""
    noted = []
    monkeypatch.setattr(targets, "noted", lambda data, words: noted.append(words))
    paths = [path for path in KEPT if path.parent.name == "damaged"]
    for path in paths:
        targets.damaged(path.read_bytes())
    assert len(paths) > 20
    assert len(noted) <= len(paths) // 20, noted


def test_there_are_inputs_for_each_target():
    assert {path.parent.name for path in KEPT} == set(targets.TARGETS)
