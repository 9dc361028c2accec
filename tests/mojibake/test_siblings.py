"""What a page may have lost is told by what stands behind the characters that are short of a byte."""

from __future__ import annotations

import pytest

from pipeline.mojibake import damage, runs
from pipeline.mojibake.evidence import weigh
from pipeline.mojibake.islands import islands_at
from pipeline.mojibake.losses import Losses
from pipeline.mojibake.siblings import candidates
from tests import texts

PLAIN = Losses(page="windows-1252", dropped=True)


def first_of(seen: str) -> Losses:
    """What the page of a damaged text has lost, before siblings are tried."""
    codes = runs.code_points(seen)
    evidence = weigh(codes, *runs.suspects(codes))
    assert evidence is not None
    islands = islands_at(codes, runs.bytes_of(evidence.page), evidence.at)
    return candidates(codes, islands, evidence, spaces=True)[0]


@pytest.mark.parametrize(
    ("loss", "marked", "as_space", "dearer"),
    [
        ("dropped", False, False, True),
        ("?", True, False, False),
        ("u+fffd", True, False, False),
        ("space", False, True, True),
    ],
)
def test_slots_say_what_stands_for_the_bytes_that_were_lost(
    loss: str, *, marked: bool, as_space: bool, dearer: bool
) -> None:
    truth = "\n".join(texts.paragraphs()["zh-Hans"][:6])
    losses = first_of(damage(truth, f"windows-1252:{loss}"))
    assert (losses.marked, losses.as_space) == (marked, as_space)
    assert (losses.question_cost > PLAIN.question_cost) == dearer
    assert losses.mark_cost == PLAIN.mark_cost  # neither spaces nor U+FFFD are questions


def test_few_characters_say_nothing() -> None:
    losses = first_of(damage("\u4f60\u597d\u8fd9\u4e0d\u662f\u4e2d\u56fd", "windows-1252:dropped"))
    assert losses.question_cost == PLAIN.question_cost
    assert not losses.marked
