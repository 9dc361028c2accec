"""Beam search and forward-backward equal the sum over all paths, on lattices small enough to list them."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.model import Model, load, lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.model.train import train
from pipeline.mojibake.reading import brackets, logs, readings
from pipeline.mojibake.reading.lattice import LITERAL, LOSSY, WHOLE, Lattice
from pipeline.mojibake.reading.losses import Costs
from tests.mojibake.model.small import recipe, write_corpus

CHARS = [ord(c) for c in "постарвнеяд .面试不中国的文a「」「」\u201c\u201d\u201e、\n"]
COSTS = Costs(enter=2 * UNIT, leave=UNIT, literal=0, closed=False)
Arc = tuple[int, int, int, int, int]
"""(end, character or -1, character after it or 0, cost, kind)."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model trained on a few made-up sentences."""
    folder = tmp_path_factory.mktemp("tiny")
    train([write_corpus(folder / "corpus")], folder / "model.bin", recipe())
    return load(folder / "model.bin")


def _made(arcs: list[list[Arc]]) -> Lattice:
    first = np.cumsum([0, *map(len, arcs)]).astype(np.int64)
    end, char, extra, cost, kind = np.array([arc for leaving in arcs for arc in leaving], np.int64).T
    return Lattice(
        first=first,
        end=end.copy(),
        char=char.copy(),
        extra=extra.copy(),
        cost=cost.copy(),
        kind=kind.copy(),
    )


def _random_arcs(chance: random.Random, nodes: int) -> list[list[Arc]]:
    """A lattice in which every node is reached and the end can be reached from everywhere."""
    arcs: list[list[Arc]] = []
    for node in range(nodes):
        leaving: set[Arc] = {(node + 1, chance.choice(CHARS), 0, chance.randrange(3) * UNIT, LITERAL)}
        for _ in range(chance.randrange(4)):
            end = min(nodes, node + chance.randint(1, 3))
            extra = chance.choice([0, 0, 0, ord(" ")])
            leaving.add((end, chance.choice(CHARS), extra, chance.randrange(4 * UNIT), LOSSY))
        if chance.random() < 0.3:
            leaving.add((min(nodes, node + 2), chance.choice(CHARS), 0, 0, WHOLE))
        if chance.random() < 0.2:
            leaving.add((node + 1, -1, 0, UNIT, LOSSY))  # bytes of a character that goes on
        arcs.append(sorted(leaving, key=lambda arc: (arc[4], arc)))
    return arcs


def _weight(arrays: Any, past: str, arcs: list[Arc], costs: Costs, mode: int) -> int:
    """Logarithm of a path's weight, each character scored after all that stands before it."""
    chars = [ord(c) for c in past]
    total, opened = 0, 0
    for _, char, extra, cost, kind in arcs:
        total -= cost
        if part := int(brackets.PARTS[max(char, 0)]):
            opened, price = brackets.pair(opened, part)
            total -= price
        if kind != LITERAL:
            total -= costs.enter if mode != 1 else 0
            total -= costs.leave if mode == 2 else 0
            mode = 1
        elif char >= 0x80:
            total -= costs.leave if mode == 1 else 0
            mode = 2
        elif char >= 0:
            mode = 0
        for one in (char, extra):
            if one > 0:
                chars.append(one)
                total += lookup.score(arrays, np.array(chars, np.int64), max(0, len(chars) - 9), len(chars))
    return total


def _paths(arcs: list[list[Arc]], node: int = 0) -> list[list[tuple[int, int]]]:
    """All paths as lists of (node, number of the arc among those that leave it)."""
    if node == len(arcs):
        return [[]]
    return [[(node, k), *rest] for k, arc in enumerate(arcs[node]) for rest in _paths(arcs, arc[0])]


@pytest.mark.parametrize("seed", range(30))
def test_the_best_path_and_each_arcs_probability_are_those_of_brute_force(seed: int, tiny: Model) -> None:
    chance = random.Random(seed)
    group = chance.choice(tiny.groups)
    past = "".join(map(chr, chance.choices(CHARS, k=chance.randrange(6))))
    arcs = _random_arcs(chance, 5)
    found = _made(arcs)
    codes = runs.code_points(past + "x" * 5)
    mode = chance.randrange(3)
    regions = readings.single(len(past), found)
    path, _, posterior = readings.run(codes, regions, found, COSTS, group.arrays, mode)

    first = found.first.tolist()
    listed = _paths(arcs)
    weights = [
        _weight(group.arrays, past, [arcs[node][k] for node, k in way], COSTS, mode) / UNIT for way in listed
    ]
    top = max(weights)
    whole = sum(math.exp(weight - top) for weight in weights)
    best = {
        tuple(first[node] + k for node, k in way)
        for way, weight in zip(listed, weights, strict=True)
        if weight == top
    }
    assert tuple(path.tolist()) in best
    for arc in range(len(posterior)):
        mass = sum(
            math.exp(weight - top)
            for way, weight in zip(listed, weights, strict=True)
            if any(first[node] + k == arc for node, k in way)
        )
        wanted = mass / whole
        # the beam drops what is far worse than the best, and each sum rounds to 1/256
        assert math.isclose(math.exp(int(posterior[arc]) / UNIT), wanted, rel_tol=0.05, abs_tol=2e-3)


def test_log_add_is_the_logarithm_of_the_sum() -> None:
    table = logs.log_add_table()
    for a in range(-3000, 3000, 97):
        for b in range(-3000, 3000, 89):
            wanted = UNIT * math.log(math.exp(a / UNIT) + math.exp(b / UNIT))
            assert abs(logs.log_add(a, b, table) - wanted) <= 0.5 + 1e-9
            assert logs.log_add(a, b, table) == logs.log_add(b, a, table)


def test_log_add_of_nothing_is_the_other() -> None:
    table = logs.log_add_table()
    assert logs.log_add(-5, logs.FAR, table) == -5
    assert logs.log_add(logs.FAR, logs.FAR, table) >= logs.FAR


def test_a_lattice_of_one_path_has_it_and_is_sure(tiny: Model) -> None:
    arcs: list[list[Arc]] = [[(k + 1, CHARS[k], 0, 0, LITERAL)] for k in range(6)]
    found = _made(arcs)
    path, _, posterior = readings.run(
        runs.code_points("x" * 6), readings.single(0, found), found, COSTS, tiny.arrays
    )
    assert path.tolist() == list(range(6))
    assert posterior.tolist() == [0] * 6


def test_a_long_lattice_with_many_arcs_fits_after_more_room_is_made(tiny: Model) -> None:
    """The beam says that its edges did not fit, and is called again."""
    chance = random.Random(5)
    arcs: list[list[Arc]] = [
        sorted({(k + 1, c, 0, chance.randrange(UNIT), LOSSY) for c in chance.choices(CHARS, k=12)})
        for k in range(40)
    ]
    found = _made(arcs)
    path, _, posterior = readings.run(
        runs.code_points("x" * 40), readings.single(0, found), found, COSTS, tiny.arrays
    )
    assert len(path) == 40
    first = np.cumsum([0, *map(len, arcs)])
    for k in range(40):
        assert abs(sum(math.exp(int(p) / UNIT) for p in posterior[first[k] : first[k + 1]]) - 1) < 0.1
