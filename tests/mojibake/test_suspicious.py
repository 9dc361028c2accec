"""A pair of characters is suspicious by its score, in whatever way that is looked up."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.decide import SOUND
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.model import lookup
from pipeline.mojibake.passes import default_model
from pipeline.mojibake.sound import suspicious
from tests import texts


@pytest.mark.parametrize("limit", [SOUND, SOUND // 2, 2 * SOUND])
@pytest.mark.parametrize("language", ["ru", "zh-Hans", "fr"])
def test_suspicious_pairs_are_those_of_a_low_score(language: str, limit: int) -> None:
    arrays = default_model().arrays
    sound = "\n".join(texts.paragraphs()[language])[:400]
    # twice, so that there are answers to remember
    codes = runs.code_points((sound + damage(sound[:150], "windows-1252:c1")) * 2)
    at = np.arange(len(codes) - 1)
    assert len(at) >= suspicious.MANY
    kept = np.zeros(len(at), np.bool_)
    count = suspicious.keep_suspicious(arrays, codes, at, limit, kept)
    scores = [lookup.span_score(arrays, codes, 0, k, k + 2) for k in at.tolist()]
    assert kept.tolist() == [score // 2 < limit for score in scores]
    assert count == kept.sum()
    assert 0 < count < len(at)


def test_no_gain_of_the_model_is_negative() -> None:
    """Then a score that is high enough before all gains are added stays so."""
    assert all(group.arrays[lookup.GAINS].min() >= 0 for group in default_model().groups)


def test_where_a_gain_is_negative_nothing_is_skipped() -> None:
    arrays = list(default_model().arrays)
    arrays[lookup.GAINS] = arrays[lookup.GAINS] - 600
    codes = runs.code_points(texts.paragraphs()["ru"][0][:200])
    at = np.arange(len(codes) - 1)
    kept = np.zeros(len(at), np.bool_)
    suspicious.keep_suspicious(tuple(arrays), codes, at, SOUND, kept)
    scores = [lookup.span_score(tuple(arrays), codes, 0, k, k + 2) for k in at.tolist()]
    assert kept.tolist() == [score // 2 < SOUND for score in scores]
