"""Training is a function of its input, keeps to its size, and says what it lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import InputError, SettingError
from pipeline.mojibake.model import load, score
from pipeline.mojibake.model.recipe import WordSource, read_recipe
from pipeline.mojibake.model.train import train
from tests.mojibake.model.small import recipe, write_corpus


def test_the_same_text_gives_the_same_bytes(small_path: Path, tmp_path: Path) -> None:
    train([write_corpus(tmp_path / "corpus")], tmp_path / "model.bin", recipe())
    assert (tmp_path / "model.bin").read_bytes() == small_path.read_bytes()


def test_a_small_table_holds_the_most_important_ngrams(small_path: Path, tmp_path: Path) -> None:
    about = train([write_corpus(tmp_path / "corpus")], tmp_path / "model.bin", recipe(table_bytes=640))
    kept = about["groups"]["ru"]["ngrams"]
    assert 240 < sum(count for length, count in kept.items() if length != "1") <= 320
    assert (tmp_path / "model.bin").stat().st_size < small_path.stat().st_size


def test_text_that_counts_more_is_more_probable(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "ru" / "rare.txt").write_text("щука щука\n" * 3, encoding="utf-8")
    values = []
    for weight in (1.0, 50.0):
        groups = (replace(recipe().groups[0], weights={"rare*": weight}),)
        train([corpus], tmp_path / "model.bin", replace(recipe(), groups=groups))
        chars = np.array([ord(char) for char in "щука"])
        values.append(sum(score(load(tmp_path / "model.bin").arrays, chars, 0, end) for end in range(1, 5)))
    assert values[0] < values[1]


def test_a_word_list_makes_its_words_known(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "words").mkdir()
    (corpus / "words" / "list.tsv").write_text("щука\t0.5\nречка\t0.5\n", encoding="utf-8")
    source = WordSource(kind="spaced", files=("list.tsv",), total=500.0)
    groups = (replace(recipe().groups[0], words=(source,)),)
    values = []
    for one in (recipe(), replace(recipe(), groups=groups)):
        train([corpus], tmp_path / "model.bin", one)
        chars = np.array([ord(char) for char in " щука "])
        values.append(sum(score(load(tmp_path / "model.bin").arrays, chars, 0, end) for end in range(2, 7)))
    assert values[0] + 2000 < values[1]


def test_a_missing_word_list_is_named(tmp_path: Path) -> None:
    source = WordSource(kind="joined", files=("none.tsv",), total=1.0)
    groups = (replace(recipe().groups[0], words=(source,)),)
    with pytest.raises(InputError, match=r"none\.tsv"):
        train([write_corpus(tmp_path / "c")], tmp_path / "m.bin", replace(recipe(), groups=groups))


def test_folders_without_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        train([tmp_path], tmp_path / "model.bin", recipe())


def test_the_recipe_that_comes_with_us_fits_the_file() -> None:
    shipped = read_recipe()
    assert sum(group.table_bytes for group in shipped.groups) < 19_600_000
    whole, *others = shipped.groups
    languages = [language for group in others for language in group.languages]
    assert len(languages) == len(set(languages)) == 30
    assert set(whole.languages) == set(languages)


def test_a_file_that_is_no_recipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text("group = 3", encoding="utf-8")
    with pytest.raises(SettingError, match=r"recipe\.toml"):
        read_recipe(tmp_path / "recipe.toml")
