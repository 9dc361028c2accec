"""Shards: contiguous, bounded, and steady under change."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engine.corpus import plan as plans
from pipeline.engine.corpus.families import family_of, order_of
from pipeline.engine.corpus.finder import FoundFile
from pipeline.engine.corpus.plan import Shard, plan
from pipeline.engine.workers.bench import Job
from pipeline.engine.workers.spread import largest_first

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
            assert sum(file.size for file in shard.files) <= 4 * size


def test_without_documents_there_is_one_shard_without_files():
    (shard,) = plan([], 1000)
    assert shard.files == ()


@settings(max_examples=50)
@given(st.integers(0, 2**32), st.sampled_from(["gone", "grown"]))
def test_a_document_that_comes_goes_or_changes_touches_two_shards_at_most(seed, change):
    rng = random.Random(seed)
    corpus = {f"note-{rng.randrange(10**9)}.md": rng.randrange(2000) for _ in range(300)}
    other = dict(corpus)
    path = rng.choice(sorted(other))
    if change == "gone":
        del other[path]
    else:
        other[path] += rng.randrange(1, 5000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "_MOST", 10**9)  # the bound is another test's
        one, two = groups(plan(files_of(corpus), 20_000)), groups(plan(files_of(other), 20_000))
    assert len(one) > 3
    assert len(one - two) <= 2
    assert len(two - one) <= 2


def test_a_change_in_a_range_that_was_halved_touches_nothing_beside_it():
    rng = random.Random(3)
    corpus = {f"note-{rng.randrange(10**9)}.md": 100 for _ in range(400)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "_MOST", 1)  # halves many
        before = groups(plan(files_of(corpus), 10_000))
        for path in sorted(corpus)[::20]:
            less = {name: size for name, size in corpus.items() if name != path}
            assert len(groups(plan(files_of(less), 10_000)) - before) <= 8


def test_shards_are_about_as_large_as_asked():
    rng = random.Random(7)
    corpus = {f"{rng.randrange(10**12)}.md": rng.randrange(8000) for _ in range(4000)}
    shards = plan(files_of(corpus), 400_000)
    average = sum(corpus.values()) / len(shards)
    assert 100_000 < average < 400_000


def test_workers_are_handed_the_largest_shards_first() -> None:
    sizes = [3, 900, 40, 900, 7]
    jobs = [
        Job(number=k, shard=Shard(files=tuple(files_of({f"{k}.md": size}))), documents=1)
        for k, size in enumerate(sizes)
    ]
    assert [job.number for job in largest_first(jobs)] == [1, 3, 2, 4, 0]
