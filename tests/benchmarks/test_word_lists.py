"""Lists of words as `benchmarks.word_lists` makes them of other programs' models."""

from __future__ import annotations

import struct
from pathlib import Path

from benchmarks import word_lists


def read(folder: Path, name: str) -> list[list[str]]:
    lines = (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def test_arpa_gives_odds_and_written_forms(tmp_path: Path) -> None:
    model = tmp_path / "data.arpa"
    model.write_text(
        "\\data\\\nngram 1=4\n\n\\1-grams:\n-2\t</s>\n-99\t<s>\t-0.2\n-1\tあ/亜\t-0.1\n-1\tア/亜\t-0.1\n\n"
        "\\2-grams:\n-0.5\t<s> あ/亜\t-0.1\n-1\tあ/亜 </s>\n\n\\end\\\n",
        encoding="utf-8",
    )
    word_lists.from_arpa(model, tmp_path, "kkc")
    assert read(tmp_path, "kkc_unigrams") == [["<s>", "0.01"], ["亜", "0.2"]]
    assert read(tmp_path, "kkc_bigrams") == [["<s>", "亜", "0.316228"], ["亜", "<s>", "0.1"]]
    assert read(tmp_path, "kkc_trigrams") == []


def test_sunpinyin_names_words_by_their_place(tmp_path: Path) -> None:
    words = "".join(f"{word}\0" for word in ("", "你", "好")).encode("utf-32-le")
    (tmp_path / "words.bin").write_bytes(struct.pack("<4I", 3, 0, 16, 0) + words)
    (tmp_path / "lm.txt").write_text(
        "\\0-gram\\1\n 0.1 0.1 (0,0)\n"
        "\\1-gram\\2\n 0 0.5 1.0 (0,0)\n 1 0.25 1.0 (0,0)\n\\2-gram\\1\n 1 2 0.75 1.0 (0,0)\n",
        encoding="utf-8",
    )
    word_lists.from_sunpinyin(tmp_path / "lm.txt", tmp_path / "words.bin", tmp_path)
    assert read(tmp_path, "sunpinyin_unigrams") == [["<s>", "0.5"], ["你", "0.25"]]
    assert read(tmp_path, "sunpinyin_bigrams") == [["你", "好", "0.75"]]


def test_libpinyin_turns_counts_into_odds(tmp_path: Path) -> None:
    (tmp_path / "model.text").write_text(
        "\\data model interpolation\n\\1-gram\n\\item 1 你 count 4\n\\item 2 好 count 4\n\\2-gram\n"
        "\\item 0 <start> 1 你 count 3\n\\item 1 你 2 好 count 1\n\\end\n",
        encoding="utf-8",
    )
    word_lists.from_libpinyin(tmp_path / "model.text", tmp_path)
    assert read(tmp_path, "libpinyin_unigrams") == [["你", "0.5"], ["好", "0.5"], ["<s>", "0.375"]]
    assert read(tmp_path, "libpinyin_bigrams") == [["<s>", "你", "1"], ["你", "好", "0.25"]]


def test_a_list_can_be_turned_into_traditional_characters(tmp_path: Path) -> None:
    model = tmp_path / "lm.arpa"
    model.write_text(
        "\\1-grams:\n-1\t发\t0\n-1\t發\t0\n-2\t<s>\t0\n\\2-grams:\n-1\t<s> 发\t0\n-2\t<s> 發\t0\n\\end\\\n",
        encoding="utf-8",
    )
    word_lists.from_arpa(model, tmp_path, "libime", turned=lambda word: word.replace("发", "發"))
    assert read(tmp_path, "libime_unigrams") == [["发", "0.1"], ["發", "0.1"], ["<s>", "0.01"]]
    assert read(tmp_path, "libime_hant_derived_unigrams") == [["發", "0.2"], ["<s>", "0.01"]]
    assert read(tmp_path, "libime_hant_derived_bigrams") == [["<s>", "發", "0.1"]]
