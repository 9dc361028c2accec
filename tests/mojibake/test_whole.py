"""What lost nothing is told by arrays as it would be one by one."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.mojibake.channel import damage
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.mojibake.edits.certificates import certify
from pipeline.mojibake.edits.whole import proved
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.islands import begun, within
from pipeline.mojibake.reading.whole import Whole, readings_of, whole_of
from pipeline.mojibake.repair import repair
from pipeline.mojibake.spans import edges

TEXT = (
    "Žluťoučký kůň – „úpěl“ ďábelské ódy, \N{GRINNING FACE} 面试 \N{LATIN SMALL LETTER A WITH GRAVE}.\n" * 3
)
PAGE = "windows-1252"


def _whole() -> tuple[str, Whole]:
    seen = damage(TEXT, f"{PAGE}:c1")
    codes = runs.code_points(seen)
    return seen, whole_of(codes, *edges(begun(codes, runs.bytes_of(PAGE))), PAGE)


def test_proposals_in_arrays_are_those_of_their_rows() -> None:
    _, whole = _whole()
    rows = list(whole)
    assert [whole[k] for k in range(-len(whole), len(whole))] == rows + rows
    assert whole[2:5] == rows[2:5]
    with pytest.raises(IndexError):
        whole[len(whole)]
    text, cuts = readings_of(rows)
    assert (text, cuts.tolist()) == (whole.text, whole.cuts.tolist())


def test_some_of_them_are_those_rows() -> None:
    _, whole = _whole()
    mask = np.arange(len(whole)) % 3 != 1
    assert list(whole.taken(mask)) == [row for row, is_taken in zip(whole, mask, strict=True) if is_taken]
    assert whole.taken(np.ones(len(whole), np.bool_)) is whole


def test_the_proof_of_all_is_that_of_each_and_so_is_the_text() -> None:
    seen, whole = _whole()
    codes = runs.code_points(seen)
    drafts = proved(codes, whole, 1.0)
    assert drafts is not None
    proofs = [(draft.layers, draft.struck, draft.described) for draft in drafts]
    assert proofs == certify(seen, list(whole))
    assert drafts.applied(seen) == apply_edits(seen, drafts) == TEXT
    some = [0, 3, 4]
    assert list(drafts.some(some)) == [drafts[k] for k in some]


def test_what_does_not_stand_there_is_not_proved() -> None:
    seen, whole = _whole()
    codes = runs.code_points(seen).copy()
    codes[whole.starts[1] + 1] ^= 1
    assert proved(codes, whole, 1.0) is None
    longer = Whole(PAGE, whole.starts, whole.ends + (np.arange(len(whole)) == 1), whole.text, whole.cuts)
    assert proved(runs.code_points(seen), longer, 1.0) is None


def test_places_are_in_the_same_regions_however_many_there_are() -> None:
    regions = [(0, 3), (5, 5), (5, 9), (2000, 2600), (7000, 9000)]
    at = np.arange(1, 8000)
    one_by_one = [bool(within(at[k : k + 1], regions)[0]) for k in range(len(at))]
    assert within(at, regions).tolist() == one_by_one


@pytest.mark.parametrize("reference", ["&eacute;", "&#195;&copy;", "&Atilde;\N{COPYRIGHT SIGN}"])
def test_references_among_damage_are_told_on_the_source(reference: str) -> None:
    seen = damage(TEXT, f"{PAGE}:c1") + f"un caf{reference} noir\n" + damage(TEXT, f"{PAGE}:c1")
    found = repair(seen)
    assert found.text == apply_edits(seen, found.edits)
    assert found.revert() == seen


@pytest.mark.parametrize("block", [1, 7, 64])
def test_a_text_is_made_some_at_a_time(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, whole = _whole()
    drafts = proved(runs.code_points(seen), whole, 1.0)
    assert drafts is not None
    monkeypatch.setattr(runs, "BLOCK", block)
    assert drafts.applied(seen) == TEXT
    assert repair(seen).text == TEXT
