"""Data that is written as characters is no damage, whatever sequences of UTF-8 it has by chance."""

from __future__ import annotations

import random

import pytest

from pipeline.mojibake import damage, repair


def map_data(seed: int, *, spread: int) -> str:
    """The outline of a province as map libraries pack it: each step a character, as its size from 64 on."""
    chance = random.Random(seed)
    steps = (int(chance.gauss(0, spread)) for _ in range(3000))
    packed = "".join(chr((step << 1 ^ step >> 15) + 64) for step in steps).replace('"', "\\u0022")
    return f'registerMap("x", {{"coordinates":["@@{packed}"],"encodeOffsets":[[75480,42987]]}});'


@pytest.mark.parametrize("spread", [20, 60, 150, 600])
def test_packed_outlines_stay(spread: int) -> None:
    for seed in range(6):
        sound = map_data(seed, spread=spread)
        assert repair(sound).text == sound


def test_damage_beside_packed_outlines_comes_back() -> None:
    hurt = damage("Le château, où étaient les élèves, a été déplacé à côté.", "windows-1252:none")
    data = map_data(1, spread=60)
    assert repair(f"{data}\n// {hurt}\n").text == f"{data}\n// {repair(hurt).text}\n"
    assert "château, où étaient les élèves" in repair(hurt).text


@pytest.mark.parametrize("truth", ["größe", "naïveté", "čeština", "перезагрузка"])
def test_one_damaged_character_in_a_word_with_accents_comes_back(truth: str) -> None:
    sound = '{"a":"süß","b":"Übergröße","c":"für","d":"zurück","e":"öfter","f":"Äpfel","g":"' + truth + '"'
    assert repair(sound + ',"h":"Ã©tÃ©"}').text == sound + ',"h":"été"}'


def test_lists_of_rare_characters_are_no_letters_of_two_bytes() -> None:
    """A part of the table of another page, in its order."""
    listed = bytes(0xA4 if k % 2 == 0 else 0x40 + k // 2 for k in range(2 * 63)).decode("big5")
    more = b"".join(bytes((0xA5, low)) for low in range(0x40, 0x7F)).decode("big5")
    text = f'["a440","{listed}"],\n["a540","{more}"],\n' * 3
    assert repair(text).text == text


def test_an_alphabet_that_is_read_in_its_order_is_a_chart() -> None:
    row = b"".join(bytes((0xD0, low)) for low in range(0xA1, 0xBF))
    text = f'["d0a1","{row.decode("gbk")}"],\n'
    assert repair(text).text == text


def test_a_damaged_word_in_sound_chinese_comes_back() -> None:
    sound = "这本书讲的是一个人在旅途中遇到的各种各样的事情，"
    hurt = damage("Привет, дорогие друзья", "gbk:?")
    made = repair(f"{sound}{sound}\n\n{hurt}\n\n{sound}").text
    assert made == f"{sound}{sound}\n\nПривет, дорогие друзья\n\n{sound}"
