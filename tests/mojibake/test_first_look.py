"""A first look says of regions what reading them says: whether something is read in any."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake import damage
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.passes import default_model
from pipeline.mojibake.reading import first_look
from pipeline.mojibake.reading.islands import begun, regions
from pipeline.mojibake.reading.losses import WEAK, Losses
from pipeline.mojibake.reading.readings import SLACK, WIDTH, read_regions
from pipeline.mojibake.spans import Islands, edges
from tests import texts

ARRAYS = default_model().arrays


def _looked(codes: np.ndarray, spans: Islands, losses: Losses) -> bool:
    return first_look.may_read(codes, *edges(spans), losses, WEAK, ARRAYS, WIDTH, SLACK)


@pytest.mark.parametrize("language", ["fr", "ru"])
@pytest.mark.parametrize("is_hurt", [False, True])
def test_something_may_be_read_where_something_is(language: str, is_hurt: bool) -> None:
    page = {"ru": "windows-1251"}.get(language, "windows-1252")
    text = texts.paragraphs()[language][0][:120]
    codes = runs.code_points(damage(text, f"{page}:dropped") if is_hurt else text)
    found = []
    for losses in (Losses(page=page, dropped=True), Losses(page=page, dropped=False, most=1)):
        for span in regions(codes, begun(codes, runs.bytes_of(page))):
            one = Islands(np.array(span[:1]), np.array(span[1:]))
            found.append(_looked(codes, one, losses))
            assert found[-1] == any(read_regions(codes, one, losses, WEAK, ARRAYS))
    assert any(found) == is_hurt


def test_what_is_not_looked_at_to_the_end_may_be_read() -> None:
    """A joiner is priced by what stands beside it, and that is not done here."""
    codes = runs.code_points(damage("x \u200d y", "windows-1252:dropped"))
    assert _looked(
        codes, Islands(np.array([2]), np.array([len(codes)])), Losses(page="windows-1252", dropped=True)
    )
