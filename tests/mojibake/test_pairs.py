"""Text of any language that went through a double-byte page: what comes back, and how sure it is."""

from __future__ import annotations

import re

import numpy as np
import pytest

from pipeline import damage, repair
from pipeline.mojibake.channel import Layer, may_be_lost, pair_char, replay
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, private_char
from pipeline.mojibake.edits.grades import GONE, LACKING, LOWEST, STEP, Grader, kind_of
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.readings import Proposal
from pipeline.records import Struck
from tests import texts

ACCENTS = {
    "de": "Es war für mich Ausgangspunkt zu einer Parfümkreation, ein hübsches Blümchen.",
    "fr": "Travailler m’a aidé, et j’ai utilisé mes compétences pour mes études.",
    "hu": "A közösség várja az újabb tagokat.",
    "sv": "De första åren bodde familjen på landet i vänta på bättre tider.",
}


@pytest.mark.parametrize("page", ["gbk", "shift_jis", "euc-kr", "big5"])
@pytest.mark.parametrize("language", ["de", "hu", "sv"])
def test_words_with_signs_come_back(language: str, page: str) -> None:
    truth = ACCENTS[language]
    assert repair(damage(truth, f"{page}:?+eats")).text == truth


@pytest.mark.parametrize(
    ("language", "channel", "least"),
    [
        ("ru", "shift_jis:middle-dot", 0.9),
        ("ru", "euc-kr:?+eats", 0.85),
        ("ru", "big5:?+eats", 0.85),
        ("el", "euc-kr:u+fffd", 0.85),
        ("ko", "euc-kr:?+eats", 0.7),
        ("ko", "euc-kr:u+fffd", 0.75),
        ("hi", "gbk:?+eats", 0.9),
        ("th", "gbk:u+fffd", 0.9),
        ("ar", "shift_jis:middle-dot", 0.7),
        ("vi", "euc-kr:?+eats", 0.8),
    ],
)
def test_text_of_other_scripts_comes_back_for_the_most_part(
    language: str, channel: str, least: float
) -> None:
    truth = "\n\n".join(texts.paragraphs()[language][:4])
    seen = damage(truth, channel)
    fixed = repair(seen)
    words = truth.split()
    assert sum(word in fixed.text.split() for word in words) >= least * len(words)
    assert repair(fixed.text).text == fixed.text


def test_letters_of_which_no_byte_is_left_are_read_in_words_that_have_some() -> None:
    truth = "Проект становится популярнее, и правила важны."
    seen = damage(truth, "euc-kr:?+eats")
    assert seen.count("?") == 13
    assert repair(seen).text == truth


def test_marks_beside_nothing_that_is_read_are_left() -> None:
    seen = "What?? Really???\n\n" + damage("Das ist für dich.", "euc-kr:?+eats") + "\n\n?? ??"
    assert repair(seen).text == "What?? Really???\n\nDas ist für dich.\n\n?? ??"


@pytest.mark.parametrize("loss", ["?+eats", "?", "u+fffd"])
def test_apostrophes_of_english_come_back_from_euc_kr(loss: str) -> None:
    truth = "I don’t think we’re late.\n"
    assert repair(damage(truth, f"euc-kr:{loss}")).text == truth


@pytest.mark.parametrize("truth", ["있습니다", "데이터의", "소프트웨어입니다", "안녕하세요"])
def test_a_word_of_korean_that_lost_a_byte_of_each_syllable_is_seen(truth: str) -> None:
    line = f"    // {truth} (see docs);\n"
    assert repair(damage(line, "euc-kr:u+fffd")).text == line


@pytest.mark.parametrize("loss", ["u+fffd", "?"])
@pytest.mark.parametrize(
    ("language", "truth"),
    [
        ("ko", "고대로부터 이것은 사용자에게 아주 작은 문제이다. 대부분의 대학은 이를 저장한다."),
        ("ja", "これは日本語の文章です。データを読み込むための関数を使います。"),
    ],
)
def test_bytes_that_left_a_mark_each_come_back_from_rows_of_three(
    language: str, truth: str, loss: str
) -> None:
    note = "\n\n".join([truth, *texts.paragraphs()[language][:2]])
    seen = damage(note, f"euc-kr:{loss}")
    assert max(len(row) for row in re.findall(r"[?\ufffd]+", seen)) >= 3
    fixed = repair(seen)
    right = sum(a == b for a, b in zip(truth, fixed.text, strict=False))
    assert right >= 0.9 * len(truth)
    assert fixed.revert() == seen
    assert repair(fixed.text).text == fixed.text
    assert any(len(e.struck) == 3 and e.before in ("???", "\ufffd" * 3) for e in fixed.edits if e.after)


@pytest.mark.parametrize(
    "sound", ["\ufffd안녕하세요 \ufffd환경", "\ue0b0 中文 \uf115? \ue6a4文件\ufffd", "\uf24d가"]
)
def test_marks_and_icons_beside_sound_words_are_left(sound: str) -> None:
    assert not [edit for edit in repair(f"// {sound}\n").edits if edit.after is not None]


def test_private_use_characters_make_short_text_suspect() -> None:
    for truth, channel in (("知道你的專案", "big5:u+fffd"), ("读请求", "gbk:?+eats")):
        line = f"    // {truth} (see docs);\n"
        seen = damage(line, channel)
        assert any("\ue000" <= char <= "\uf8ff" for char in seen)
        assert truth[:2] in repair(seen).text


def test_big5_stands_as_in_windows_with_private_use_characters() -> None:
    # found in a note on a C compiler, in a public repository
    seen = "\u929d\u525c?\u646e\ue918\u8461"
    assert damage("\u4e2d\u6587\u5b57\u4e32", "big5:?+eats") == seen
    assert repair(seen).text == "中文字串"


def test_the_private_use_characters_of_big5_are_in_the_ranges_of_code_page_950() -> None:
    ends = {(0x81, 0x40): 0xEEB8, (0x8D, 0xFE): 0xF6B0, (0x8E, 0x40): 0xE311, (0xA0, 0xFE): 0xEEB7}
    ends |= {(0xC6, 0xA1): 0xF6B1, (0xC8, 0xFE): 0xF848, (0xFA, 0x40): 0xE000, (0xFE, 0xFE): 0xE310}
    assert {pair: ord(private_char(*pair) or "") for pair in ends} == ends
    assert private_char(0x81, 0x7F) is None
    assert private_char(0xA1, 0x40) is None  # it has a character
    made = [private_char(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    there = [char for char in made if char is not None]
    assert len(there) == len(set(there)) == 13 * 157 + 19 * 157 + 94 + 2 * 157 + 5 * 157


def test_a_decoder_may_have_lost_what_another_keeps_as_private_use() -> None:
    pair = "一".encode()[1:]  # B8 80: no decoder has it
    assert pair_char("big5", *pair) is None
    text = "文"  # E6 96 87: 96 87 is none
    lost = (
        Struck(layer=0, index=1, byte=0x96, became="?"),
        Struck(layer=0, index=2, byte=0x87, became=""),
    )
    assert replay(text, (Layer("big5", ("?",)),), lost) is None  # E6 96 is none either, and it is not struck
    assert pair_char("big5", 0x9A, 0xE6) == private_char(0x9A, 0xE6)
    assert may_be_lost("big5", 0x9A, 0xE6)
    assert not may_be_lost("gbk", 0x9A, 0xE6)


@pytest.mark.parametrize("name", DOUBLE_BYTE)
def test_a_page_of_two_bytes_has_suspects_of_letters(name: str) -> None:
    if name in ("gb18030", "gbk-strict"):
        return  # they are told from gbk later
    seen = damage("für", f"{name}:none")
    at, bits = runs.suspects(runs.code_points(seen))
    assert [runs.BITS[bit] for bit in range(32) if len(at) and int(bits[0]) >> bit & 1].count(name)


def test_a_character_of_sound_chinese_or_korean_beside_damage_is_no_letter() -> None:
    sound = "行 Command 时 Hystrix\n\ng: true 或算繪 nil\n\n스카우트 캐러밴"
    for page in ("gbk", "euc-kr", "big5"):
        for truth in (*ACCENTS.values(), "\n\n".join(texts.paragraphs()["ru"][:2])):
            seen = damage(truth, f"{page}:?+eats") + "\n\n"
            assert repair(seen + sound).text.endswith(sound)
    # the bytes of one are two Greek letters
    twice = "峧峧娘惹\n峧峧话\n娘惹峧峧\n"
    assert not repair(twice).edits


def test_confidence_in_what_a_double_byte_page_lost_is_by_tables_of_its_own() -> None:
    def one(page: str, after: str, struck: tuple[tuple[int, int, str], ...]) -> Proposal:
        return Proposal(0, 1, after, page, struck, 0, (), 2, 0, LOWEST + STEP)

    gone = one("euc-kr", "с", ((0, 0xD1, "?"), (1, 0x81, "")))
    half = one("gbk", "—", ((2, 0x94, "?"),))
    single = one("windows-1252", "—", ((2, 0x94, ""),))
    assert (kind_of(gone), kind_of(half)) == (GONE, "gbk")
    grader = Grader.from_decisions(
        {"calibration": [1000] * 40, "calibrations": {"gbk": [2000] * 40, GONE: [3000] * 40}}
    )
    assert grader.confidences([single, half, gone]) == [0.1, 0.2, 0.3]
    other = one("big5", "—", ((2, 0x94, "?"),))
    assert grader.confidence(other) == 0.1  # no table of its own


def test_confidence_in_what_a_page_that_lacks_many_bytes_lost_is_by_a_table_of_its_own() -> None:
    def one(page: str) -> Proposal:
        return Proposal(0, 1, "—", page, ((2, 0x94, ""),), 0, (), 2, 0, LOWEST + STEP)

    grader = Grader.from_decisions({"calibration": [1000] * 40, "calibrations": {LACKING: [2000] * 40}})
    many = ("iso-8859-1", "iso-8859-15", "windows-874", "windows-1253")
    few = ("windows-1250", "windows-1251", "windows-1252", "windows-1254", "macintosh")
    assert {grader.confidence(one(page)) for page in many} == {0.2}
    assert {grader.confidence(one(page)) for page in few} == {0.1}


def test_a_mark_is_no_byte_that_would_have_made_a_character_with_the_next() -> None:
    # C3 9C is a pair of euc-kr, so `?` before 9C was no lone C3
    seen = damage("it “really” is", "euc-kr:?+eats")
    assert "Ü" not in repair(seen).text


def test_rare_marks_make_no_array_of_readings_without_end() -> None:
    seen = damage("\n\n".join(texts.paragraphs()["zh-Hant"][:2]), "big5:u+fffd")
    fixed = repair(seen)
    assert np.array([edit.confidence for edit in fixed.edits]).max(initial=0) <= 1


CHINESE = (
    "// 这是一个测试文件，用于说明所有的功能。\n/** 保存用户信息，最后登录时间。 */\n"
    "int size; // 大小，一共两个\n// 继续递归，直到没有下一页。\n"
)
"""Short comments, whose last bytes stand before ASCII."""
JAPANESE = "// 画像の総数を取得します。プレイヤーが死んだ場合は、再起動してください。\n// 状態\n"


@pytest.mark.parametrize(
    "channel",
    [
        "gb18030:u+fffd",
        "gbk-strict:u+fffd",
        "gbk-strict:u+fffd+pairs",
        "gb18030:dropped",
        "gbk-strict:dropped",
    ],
)
def test_chinese_comes_back_from_decoders_for_which_byte_80_is_no_euro_sign(channel: str) -> None:
    fixed = repair(damage(CHINESE, channel))
    assert fixed.text == CHINESE
    assert {edit.channel.partition(":")[0] for edit in fixed.edits if edit.channel} == {
        channel.partition(":")[0]
    }


@pytest.mark.parametrize("channel", ["gbk:u+fffd", "gbk:?+eats"])
def test_a_euro_sign_says_that_byte_80_is_one(channel: str) -> None:
    seen = damage(CHINESE, channel)
    assert "€" in seen
    fixed = repair(seen)
    assert {edit.channel.partition(":")[0] for edit in fixed.edits if edit.channel} == {"gbk"}


def test_a_sum_of_money_beside_damage_says_nothing_of_the_decoder() -> None:
    truth = CHINESE * 3
    sound = "价格是 5 €，别的不知道€。\n"
    assert repair(damage(truth, "gb18030:u+fffd") + "\n" + sound).text == truth + "\n" + sound


@pytest.mark.parametrize("channel", ["shift_jis:dropped", "gbk-strict:dropped"])
def test_japanese_comes_back_from_decoders_that_drop_what_they_lack(channel: str) -> None:
    assert repair(damage(JAPANESE, channel)).text == JAPANESE


def test_sound_chinese_beside_text_of_which_bytes_were_dropped_stays() -> None:
    sound = "\n\n".join(texts.paragraphs()["zh-Hans"][:4])
    seen = damage(CHINESE, "gbk-strict:dropped") + "\n\n" + sound
    assert repair(seen).text == CHINESE + "\n\n" + sound


def test_what_was_dropped_comes_back_by_revert() -> None:
    seen = damage(CHINESE, "gbk-strict:dropped")
    assert repair(seen).revert() == seen


@pytest.mark.parametrize("channel", ["gb18030:?", "gbk-strict:?"])
def test_a_short_text_says_by_what_it_reads_as_whether_byte_80_was_lost(channel: str) -> None:
    truth = "    // 保存所有的用户信息，最后一个登录时间。不要修改\n"
    assert repair(damage(truth, channel)).text == truth
