"""Shards: contiguous, bounded, and steady under change."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engine.families import family_of, order_of
from pipeline.engine.finder import FoundFile
from pipeline.engine.plan import plan

NAMES = st.sampled_from(
    [
        f"{folder}{stem}{suffix}.md"
        for folder in ("", "zh/", "a/")
        for stem in "abcdefgh"
        for suffix in ("", ".fr")
    ]
)
CORPORA = st.dictionaries(NAMES, st.integers(0, 3000), max_size=30)


def files_of(corpus):
    return [FoundFile(path=path, location=path, size=size) for path, size in corpus.items()]


def groups(shards):
    return {tuple((file.path, file.size) for file in shard.files) for shard in shards}


@given(CORPORA, st.sampled_from([1, 500, 5000, 10**6]), st.randoms(use_true_random=False))
def test_shards_end_to_end_are_the_sorted_corpus_in_whatever_order_it_was_found(corpus, size, rng):
    files = files_of(corpus)
    shards = plan(files, size)
    assert [file.path for shard in shards for file in shard.files] == sorted(corpus, key=order_of)
    rng.shuffle(files)
    assert plan(files, size) == shards


@given(CORPORA, st.sampled_from([1, 500, 5000]))
def test_a_family_is_never_split_and_no_shard_is_empty(corpus, size):
    shards = plan(files_of(corpus), size)
    families = [{family_of(file.path) for file in shard.files} for shard in shards]
    assert sum(map(len, families)) == len(set().union(*families))
    assert all(families) or not corpus


@given(CORPORA, st.sampled_from([500, 5000]))
def test_a_shard_of_more_than_one_family_is_bounded(corpus, size):
    for shard in plan(files_of(corpus), size):
        if len({family_of(file.path) for file in shard.files}) > 1:
            assert sum(file.size for file in shard.files) <= 2 * size


def test_without_documents_there_is_one_shard_without_files():
    (shard,) = plan([], 1000)
    assert shard.files == ()


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_a_document_that_comes_or_goes_makes_two_new_shards_at_most(seed):
    rng = random.Random(seed)
    corpus = {f"note-{rng.randrange(10**9)}.md": rng.randrange(2000) for _ in range(300)}
    before = plan(files_of(corpus), 20_000)
    assert len(before) > 3
    less = dict(corpus)
    del less[rng.choice(sorted(less))]
    after = plan(files_of(less), 20_000)
    assert len(groups(after) - groups(before)) <= 2
    assert len(groups(before) - groups(after)) <= 2


def test_shards_are_about_as_large_as_asked():
    rng = random.Random(7)
    corpus = {f"{rng.randrange(10**12)}.md": rng.randrange(8000) for _ in range(4000)}
    shards = plan(files_of(corpus), 400_000)
    average = sum(corpus.values()) / len(shards)
    assert 100_000 < average < 400_000
