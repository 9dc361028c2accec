"""The collector is out of the way of records, and nothing is walked over twice."""

from __future__ import annotations

import gc

from pipeline.engine.garbage import collecting_by_hand


def test_what_has_survived_is_not_walked_over_again() -> None:
    with collecting_by_hand() as collect:
        assert not gc.isenabled()
        before = gc.get_freeze_count()
        kept = [[number] for number in range(5000)]
        collect()
        assert gc.get_freeze_count() >= before + len(kept)


def test_the_collector_is_given_back_and_finds_little_to_do() -> None:
    """What was made meanwhile is old: the young would be walked over at once."""
    gc.enable()
    with collecting_by_hand():
        kept = [[number] for number in range(5000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert gc.get_count()[0] < len(kept)
    assert any(kept is one for one in gc.get_objects(generation=2))


def test_cycles_are_collected() -> None:
    with collecting_by_hand() as collect:
        cycle: list[object] = []
        cycle.append(cycle)
        number = id(cycle)
        del cycle
        collect()
        assert all(id(one) != number for one in gc.get_objects())
