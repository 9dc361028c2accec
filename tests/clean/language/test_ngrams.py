"""The n-gram model of short texts."""

import os
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.language import ngrams, summing
from pipeline.clean.language.ngrams import ORDERS, features, load, scores
from pipeline.clean.language.summing import Sums
from pipeline.mojibake import jit
from tests.strategies import texts


def _best(text, group):
    return load()[group].languages[int(scores([text], group)[0].argmax())]


@pytest.mark.parametrize(
    ("text", "group", "language"),
    [
        ("der letzte Tag", "Latn", "de"),
        ("le dernier jour", "Latn", "fr"),
        ("hari terakhir", "Latn", "id"),
        ("az utolsó nap", "Latn", "hu"),
        ("последњи дан", "Cyrl", "sr"),
        ("останній день", "Cyrl", "uk"),
        ("последният ден", "Cyrl", "bg"),
        ("روز آخر است", "Arab", "fa"),
        ("你能记住的", "Hani", "zh-Hans"),
        ("你能記住的", "Hani", "zh-Hant"),
    ],
)
def test_a_few_words_have_their_language(text, group, language):
    assert _best(text, group) == language


@pytest.mark.parametrize("group", sorted(ORDERS))
def test_a_text_scores_the_same_alone_and_among_others(group):
    odd = ["Hallo Welt", "", "  12 ", "последњи дан", "目次", "İ" * 100, "a\0b", "x" * 500]
    together = scores(odd, group)
    assert together.dtype == np.int32
    for place, text in enumerate(odd):
        assert (scores([text], group)[0] == together[place]).all()


def test_case_signs_and_spaces_say_nothing():
    assert (scores(["Der  letzte, TAG!"], "Latn") == scores(["der letzte tag"], "Latn")).all()


def test_sums_of_packed_weights_are_those_of_the_weights_themselves():
    model = load()["Latn"]
    buckets, ends = features(["ein kurzer Satz"], ORDERS["Latn"], model.bits)
    plain = model.lanes.view(np.uint8).astype(np.int32)[:, : len(model.languages)] - 128
    assert ends.tolist() == [len(buckets)]
    assert (plain[buckets].sum(axis=0) == scores(["ein kurzer Satz"], "Latn")[0]).all()


def test_every_text_has_its_end_among_the_features():
    buckets, ends = features(["ab", "", "c"], 3, 16)
    alone = [len(features([text], 3, 16)[0]) for text in ("ab", "", "c")]
    assert ends.tolist() == [alone[0], alone[0] + alone[1], sum(alone)]
    assert len(buckets) == ends[-1]


@pytest.fixture(scope="module")
def compiled():
    """Both ways to add up: NumPy's, and Numba's where it is installed."""
    sums = Sums()
    if os.environ.get("NUMBA_DISABLE_JIT") == "1" or not sums.load():
        pytest.skip("Numba is not installed, or is switched off")
    return sums


@pytest.mark.parametrize("group", ngrams.ORDERS)
@settings(max_examples=60)
@given(some=st.lists(texts(80), min_size=1, max_size=40))
def test_compiled_sums_are_numpys(compiled, group, some):
    before = ngrams.scores(some, group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "compiled_sums", compiled)
        after = ngrams.scores(some, group)
    assert (before == after).all()
    assert before.dtype == after.dtype
    assert before.shape == after.shape


@pytest.mark.parametrize(
    "text",
    ["", "\0", "a\0b", "   ", "\u0130" * 60, "x" * 200, "\U0001f4a1\U0002f800 a", "\ud800b", "A  B\tC"],
)
def test_compiled_sums_are_numpys_of_odd_texts(compiled, monkeypatch, text):
    before = ngrams.scores([text, "ein Satz", text], "Latn")
    monkeypatch.setattr(ngrams, "compiled_sums", compiled)
    assert (ngrams.scores([text, "ein Satz", text], "Latn") == before).all()


def test_numba_is_loaded_only_where_there_is_work_for_it(monkeypatch):
    sums = Sums()
    loaded = []
    monkeypatch.setattr(sums, "load", lambda: loaded.append(True))
    monkeypatch.setattr(jit, "is_compiled", lambda: False)
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    assert sums.adder(summing.WORTH_LOADING - 1) is None
    assert not loaded
    sums.adder(1)
    assert loaded


def test_numba_that_is_switched_off_or_missing_is_not_asked_for(monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert Sums().adder(10**9) is None
    monkeypatch.delenv("NUMBA_DISABLE_JIT")
    monkeypatch.setitem(sys.modules, "numba", None)
    sums = Sums()
    assert sums.adder(10**9) is None
    assert sums.adder(10**9) is None
