"""Every input that fuzzing kept, or that once broke something, goes through its target whole."""

from pathlib import Path

import pytest

from tests.fuzzing.targets import TARGETS

KEPT = sorted((Path(__file__).parent / "corpus").glob("*/*"))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name[:24]}")
def test_kept_inputs_break_nothing(path):
    TARGETS[path.parent.name](path.read_bytes())


def test_there_are_inputs_for_each_target():
    assert {path.parent.name for path in KEPT} == set(TARGETS)
