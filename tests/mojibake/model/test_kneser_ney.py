"""What is left of the probabilities after pruning still adds up to one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.mojibake.model.counting import Level, count_chunk
from pipeline.mojibake.model.kneser_ney import Estimate, estimate, link, modified_discounts
from tests.mojibake.model.small import sentences

DISCOUNTS = np.tile([0.0, 0.6, 1.0, 1.4], (3, 1))


def _levels() -> list[Level]:
    return list(count_chunk(np.frombuffer(sentences(3, 80).encode("utf-32-le"), np.uint32), 3))


def _given(
    levels: list[Level], made: list[Estimate], keep: list[np.ndarray], context: int, lower: int
) -> float:
    """Sum over all characters of P(character | context), context being a bigram's index."""
    links = link(levels)
    after = {
        int(char): made[1].logp[at]
        for at, (where, char) in enumerate(zip(links[1].context, levels[1].last, strict=True))
        if where == lower and keep[1][at]
    }
    single = {int(char): made[0].logp[at] for at, char in enumerate(levels[0].last)}
    below = {c: after.get(c, made[0].backoff[lower] + p) for c, p in single.items()}
    longest = {
        int(levels[2].last[at]): made[2].logp[at]
        for at in np.flatnonzero((links[2].context == context) & keep[2])
    }
    return float(sum(np.exp(longest.get(c, made[1].backoff[context] + p)) for c, p in below.items()))


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_probabilities_after_a_context_add_up_to_one(share: float) -> None:
    levels = _levels()
    links = link(levels)
    keep = [np.ones(len(level), bool) for level in levels]
    keep[2] = levels[2].counts >= np.quantile(levels[2].counts, 1 - share) if share < 1 else keep[2]
    made = estimate(levels, links, keep, DISCOUNTS)
    for context in np.argsort(-levels[1].counts)[:5]:
        total = _given(levels, made, keep, int(context), int(links[1].ending[context]))
        assert total == pytest.approx(1.0, abs=0.02)


def test_an_ngram_that_is_not_kept_gets_what_the_shorter_one_gives() -> None:
    levels = _levels()
    links = link(levels)
    keep = [np.ones(len(levels[0]), bool), np.ones(len(levels[1]), bool), np.zeros(len(levels[2]), bool)]
    made = estimate(levels, links, keep, DISCOUNTS)
    assert np.allclose(made[2].gain, 0)
    assert np.allclose(made[2].logp, made[1].logp[links[2].ending], atol=1e-5)


def test_gains_are_never_losses() -> None:
    levels = _levels()
    keep = [np.ones(len(level), bool) for level in levels]
    assert all((level.gain >= 0).all() for level in estimate(levels, link(levels), keep, DISCOUNTS))


def test_discounts_grow_with_the_count_and_stay_below_it() -> None:
    found = modified_discounts(np.array([1000.0, 400.0, 200.0, 120.0]))
    assert 0 == found[0] < found[1] < found[2] < found[3] < 3


def test_a_surplus_of_longer_ngrams_takes_nothing_from_the_shorter_one() -> None:
    """A list of triples may count a bigram's beginnings more often than a list of pairs the bigram."""
    levels = _levels()
    links = link(levels)
    often = int(np.argmax(levels[1].counts))
    listed = np.where(links[2].ending == often, 3 * levels[2].counts, levels[2].counts)
    levels[2] = replace(levels[2], counts=listed, followed=listed)
    keep = [np.ones(len(level), bool) for level in levels]
    made = estimate(levels, links, keep, DISCOUNTS)
    assert made[1].gain[often] > 0
    assert made[1].logp[often] > np.log(0.02)
