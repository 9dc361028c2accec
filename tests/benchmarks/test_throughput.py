"""The corpora that speed is measured on: no sentence twice, the same bytes each time, damaged as said."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from benchmarks import texts
from benchmarks.throughput import contenders, corpus
from benchmarks.throughput.sentences import Sentences, of_language
from pipeline import repair

_ENDS = re.compile("(?<=[.\u3002]) ")


def test_no_two_documents_share_a_sentence() -> None:
    found: Counter[str] = Counter()
    for data in corpus.documents("sound", 120, texts.OWN):
        lines = [line for line in data.decode().splitlines() if ", " in line or "\uff0c" in line]
        found.update({sentence.strip("- ") for line in lines for sentence in _ENDS.split(line)})
    found = Counter({text: n for text, n in found.items() if text.count(", ") + text.count("\uff0c") == 2})
    assert len(found) > 1000
    assert set(found.values()) == {1}


def test_every_number_has_a_sentence_of_its_own() -> None:
    small = Sentences("en", ("one", "two", "three", "four", "five"))
    assert len({small.sentence(number) for number in range(small.count)}) == small.count == 125


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again = (list(corpus.documents("mix", 20, texts.OWN, seed=3)) for _ in range(2))
    assert first == again != list(corpus.documents("mix", 20, texts.OWN, seed=4))


def test_the_mix_is_damaged_in_ten_ways_and_ten_languages() -> None:
    assert len(set(corpus.WAYS)) == len(set(corpus.LANGUAGES)) == 10
    sound = list(corpus.documents("sound", 100, texts.OWN))
    mix = list(corpus.documents("mix", 100, texts.OWN))
    assert all(hurt != text for hurt, text in zip(mix, sound, strict=True))
    assert repair(mix[0].decode()).text == sound[0].decode()


def test_every_language_has_sentences_enough_for_a_million_documents() -> None:
    for language in ("en", *corpus.LANGUAGES):
        assert of_language(texts.OWN, language).count > 1_000_000


def test_a_corpus_is_written_as_files(tmp_path: Path) -> None:
    size = corpus.write(tmp_path, "chinese", 12, texts.OWN)
    assert contenders.sizes(tmp_path) == (12, size)
    assert [path.name for path in contenders.one_document(tmp_path, tmp_path / "one").iterdir()] == [
        "0000000.md"
    ]


def test_a_large_document_is_of_the_size_that_was_asked_for() -> None:
    assert len(corpus.large_document(50_000, texts.OWN)) == 50_000
