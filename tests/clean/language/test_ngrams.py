"""The n-gram model of short texts."""

import numpy as np
import pytest

from pipeline.clean.language.ngrams import ORDERS, features, load, scores


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
    texts = ["Hallo Welt", "", "  12 ", "последњи дан", "目次", "İ" * 100, "a\0b", "x" * 500]
    together = scores(texts, group)
    assert together.dtype == np.int32
    for place, text in enumerate(texts):
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
