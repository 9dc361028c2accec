"""Cases of mojibake from public repositories: how many come out exactly right must not fall."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import floors, wild

CASES = wild.read_cases()


def test_the_cases_are_all_there() -> None:
    kinds = [case.kind for case in CASES]
    assert [kinds.count(kind) for kind in wild.KINDS] == [149, 160, 42]
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", wild.KINDS)
def test_as_many_come_out_right_as_before(kind: str, record_property: Callable[[str, object], None]) -> None:
    """Each miss is named with what came out, in the failure and in the report (`--junit-xml`)."""
    found = floors.of_wild(kind)
    misses = "\n".join(map(str, found.misses))
    record_property("misses", ascii(misses))
    assert found.right[kind] >= floors.read()["wild"][kind], misses


def test_undecidable_places_may_hold_any_reading_and_others_none() -> None:
    case = wild.Case(name="x", kind="lossy", seen="", truth="abcd", undecidable=((1, 2),), about="")
    assert case.is_right("abcd")
    assert case.is_right("a?cd")
    assert not case.is_right("abce")
