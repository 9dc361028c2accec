"""What is put into the table is what the look-up finds there, and next to nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake.model.kernels import can_compile, compiled
from pipeline.mojibake.model.kneser_ney import Links
from pipeline.mojibake.model.lookup import find
from pipeline.mojibake.model.placing import keep_placed, write_table

LINES = 20


def _hashes(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 62, count)


def _links(count: int, parents: int) -> Links:
    """Each n-gram's parents among those of the length below; the first ones have the most."""
    chance = np.random.default_rng(count)
    context, ending = (np.sort(chance.integers(0, parents, (2, count)), axis=1) // 2).astype(np.int32)
    return Links(context=context, ending=ending)


def _table(pairs: int, triples: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hashes of what found room, what `find` should say of each, and the table."""
    nothing = Links(context=np.zeros(0, np.int32), ending=np.zeros(0, np.int32))
    links = [nothing, nothing, _links(triples, pairs)]
    states = [np.zeros(0, np.int64), _hashes(1, pairs), _hashes(2, triples)]
    worth = [np.zeros(1), 2.0 - np.arange(pairs) / pairs, 1.0 - np.arange(triples) / triples]
    _, first, second = keep_placed(states, links, worth, LINES)
    context, ending = links[2].context[second], links[2].ending[second]
    assert first[context].all()
    assert first[ending].all()
    followed = np.zeros(pairs, bool)
    followed[context] = True
    followed = np.r_[followed[first], np.zeros(second.sum(), bool)]
    chance = np.random.default_rng(3)
    gains = np.where(followed, chance.integers(0, 32, len(followed)), chance.integers(32, 48, len(followed)))
    backoffs = np.where(followed, chance.integers(1, 16, len(followed)), 0)
    placed = np.r_[states[1][first], states[2][second]]
    return placed, gains * 16 + backoffs, write_table(placed, gains, backoffs, LINES)


@pytest.mark.parametrize(("pairs", "triples"), [(3, 0), (100, 100), (300, 900), (2000, 0)])
def test_all_that_found_room_is_found_with_its_codes(pairs: int, triples: int) -> None:
    states, codes, table = _table(pairs, triples)
    assert [find(table, LINES, state) for state in states.tolist()] == codes.tolist()


def test_what_is_not_there_is_hardly_ever_found() -> None:
    states, _, table = _table(300, 900)
    assert len(states) > 24 * LINES
    asked = _hashes(9, 20_000).tolist()
    assert sum(find(table, LINES, state) >= 0 for state in asked) < 40


def test_a_table_to_which_too_many_belong_is_full() -> None:
    states, _, table = _table(2000, 0)
    assert len(states) > 28 * LINES
    assert len(table) == 8 * LINES


@pytest.mark.skipif(not can_compile(), reason="Numba is not installed or switched off")
def test_compiled_and_plain_look_ups_say_the_same() -> None:
    states, _, table = _table(300, 900)
    fast = compiled((find,))["find"]
    for state in [*states.tolist(), *_hashes(9, 500).tolist()]:
        assert fast(table, LINES, state) == find(table, LINES, state)
