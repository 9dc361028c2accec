"""Katakana of half width are no damage in Japanese; they are where Shift-JIS made them of UTF-8."""

from __future__ import annotations

import random
import unicodedata
from difflib import SequenceMatcher

import pytest

from pipeline.mojibake import damage, repair
from tests import texts

HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFFA0)}
TOLD = """
ローマ ロー ファン ルール ストーリー パーティー ブルー カフェ ヨーロッパ コントロール ルート ホワイト テニス
マイナス バッテリー コミュニケーション フォロー ワクワク レギュラー バラエティ オドロキ メール サーバー
データ テスト ユーザー ドル ミス ジェル メキシコ ドゥ テレビ タイトル ケーキ チケット ニュース
"""
WORDS = TOLD.split()


def half_width(word: str) -> str:
    """The word in kana of half width, whose voiced ones are two characters."""
    parts = unicodedata.normalize("NFD", word).replace("\u3099", "\uff9e").replace("\u309a", "\uff9f")
    return "".join(HALF.get(char, char) for char in parts)


@pytest.mark.parametrize(
    "frame", ["{}", "この{}は便利です。", "Name: {} (test)", "・{}", "|{}|x|", "USB{}を使う"]
)
def test_words_in_kana_of_half_width_stay(frame: str) -> None:
    for word in WORDS:
        sound = frame.format(half_width(word))
        assert repair(sound).text == sound


def test_texts_of_such_words_stay() -> None:
    chance = random.Random(7)
    ends = "を使用", "は", "", "圧"

    def line() -> str:
        return " ".join(half_width(chance.choice(WORDS)) + chance.choice(ends) for _ in range(4))

    for _ in range(60):
        sound = "\n".join(line() for _ in range(6))
        assert repair(sound).text == sound


def test_such_a_word_beside_damage_stays() -> None:
    sound = "この" + half_width("ストーリー") + "は" + half_width("バッテリー") + "です。"
    hurt = damage("日本語の文章を書いています。", "shift_jis:middle-dot")
    assert (
        repair(f"{sound}\n\n{hurt}\n\n{sound}\n").text
        == f"{sound}\n\n日本語の文章を書いています。\n\n{sound}\n"
    )


@pytest.mark.parametrize("truth", ["un café\n", "Der Müller kommt. Schön!\n", "Καλημέρα κόσμε\n"])
def test_letters_of_two_bytes_that_became_such_kana_come_back(truth: str) -> None:
    seen = damage(truth, "shift_jis:middle-dot")
    assert any("\uff61" <= char <= "\uff9f" for char in seen)
    assert repair(seen).text == truth


@pytest.mark.parametrize("language", ["ru", "el", "ar", "fr"])
def test_texts_whose_letters_became_such_kana_come_back(language: str) -> None:
    truth = "\n\n".join(texts.paragraphs()[language])
    back = repair(damage(truth, "shift_jis:middle-dot")).text
    same = SequenceMatcher(None, truth, back, autojunk=False).get_matching_blocks()
    assert sum(block.size for block in same) > 0.93 * len(truth)


@pytest.mark.parametrize("page", ["gbk", "big5", "euc-kr"])
def test_such_words_say_nothing_of_other_pages(page: str) -> None:
    line = " ".join(half_width(word) for word in WORDS[:8])
    hurt = damage(texts.paragraphs()["ru"][0], f"{page}:?+eats")
    alone = repair(f"{hurt}\n").text
    assert sum("\u0400" <= char <= "\u04ff" for char in alone) > 0.7 * len(alone)
    first, beside, last = repair(f"{line}\n\n{hurt}\n\n{line}\n").text.split("\n\n")
    assert (first, last) == (line, f"{line}\n")
    # its first word may be read otherwise where something stands before it
    assert beside.split()[1:] == alone.split()[1:]
