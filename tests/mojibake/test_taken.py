"""What a decoder of pairs took along with an odd byte: what stands around it, what its line lacks."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from pipeline.mojibake.double_byte.lacking import Lacking, begins_alike, lacking
from pipeline.mojibake.double_byte.taken import (
    DEFAULT_PATH,
    KINDS,
    MOST,
    PAIRED,
    Wraps,
    classes_after,
    kind_before,
    shares,
    taken_by,
)
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.logs import FAR, log_add, log_add_table

NOTHING = Lacking("", "", False)


def likeliest(
    kind: str, near: str | None, lacks: Lacking = NOTHING, page: str = "gbk", wraps: int = 0
) -> str:
    found = shares_of(kind, near, lacks, page, wraps)
    return max(found, key=lambda char: found[char])


def shares_of(
    kind: str, near: str | None, lacks: Lacking = NOTHING, page: str = "gbk", wraps: int = 0
) -> dict[str, int]:
    after = None if near is None else classes_after(near)
    return dict(zip(taken_by(page), shares(page, kind, after, lacks, wraps).tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        (
            "关系模型中，一个 **关系（表）** 只是一个 **元组（行）** 的集合，仅此而已。\n\nend.\n",
            "gbk:?+eats",
        ),
        (" * JNDI工具类<br>\n * JNDI是Java命名和目录接口\n */\n", "gbk:?+eats"),
        ("\t// 设置请求头\n\t\tthis.head = head;\n", "gbk:?+eats"),
        ('raise ValueError("读取文件失败")\n', "gbk:?+eats"),
        (" * 密码（BouncyCastle）的实现。\n */\n", "gbk:?"),
        ("请参阅相关文档[^89]：\n\n下面的内容已经更新。\n\nend.\n", "gbk:u+fffd"),
    ],
)
def test_what_went_along_is_read_by_what_stands_around_it(text: str, channel: str) -> None:
    seen = damage(text, channel)
    assert seen != text
    assert repair(seen).text == text


@pytest.mark.parametrize(
    "text", ["类型", "注意", "读取", "工具类", "设置请求头", "代理对象类型", "继承类的类型"]
)
def test_short_chinese_is_seen_though_no_two_characters_begin_a_third_and_end_it(text: str) -> None:
    # in GBK these have no character that begins with the first byte of one and ends outside GB 2312
    line = f" * {text}\n */\n"
    seen = damage(line, "gbk:?+eats")
    assert repair(seen).text == line


def test_a_character_that_lost_its_end_is_read_though_only_ascii_is_near_it() -> None:
    text = "它将数据写入日志。\n\n**序列化（serialization）** 這個術語也出現在事務的上下文裡。\n"
    assert "）" in repair(damage(text, "gbk:u+fffd")).text


def test_sound_questions_after_chinese_stay_beside_damage() -> None:
    sound = "这样可以吗? 为什么不行?\n你好吗?\n\n"
    seen = sound + damage("请参阅相关文档，下面的内容已经更新，数据写入日志。\n", "gbk:?+eats")
    assert repair(seen).text.startswith(sound)


@pytest.mark.parametrize(
    ("text", "wanted", "sure"),
    [
        ('throw new Error("鍚?^);', '"', '"'),
        ('print("鍚?鍚?^ 鍚");', "", ""),
        ("鍒嗘瀽?^msQCA)", "(", "("),
        ("鍒嗘瀽?鍚?^msQCA)", "(", "("),
        ("鍒?^鍚? msQCA)", "(", ""),
        ("(鍚?^", ")", ")"),
        ("(鍚?鍚?^ 鍚", ")", ""),
        ("**鍚堬?^* 鍚", "*", "*"),
        ("绫?^br>", "<", "<"),
        ("<b绫?^", "", ""),
        ("a < b 绫?^", "", ""),
        ("it's 绫?^ don't", "", ""),
        (" * 绫?^ * 绫", "\n", "\n"),
        ("绫?^- 绫", "\n", "\n"),
        ("(绫?^\n)", ")", ")"),
    ],
)
def test_what_a_line_lacks_is_what_would_pair(text: str, wanted: str, sure: str) -> None:
    at = text.index("^")
    found = lacking(text.replace("^", ""), at)
    assert (found.wanted, found.sure) == (wanted, sure)


def test_a_place_between_quotes_is_quoted() -> None:
    assert lacking('x = "鍚?鍚" y', 6).quoted
    assert not lacking('x = "鍚?鍚 y', 6).quoted


def test_shares_sum_to_one_and_only_what_a_page_takes_has_one() -> None:
    for page in ("gbk", "shift_jis", "euc-kr", "big5"):
        found = shares_of("end", "\n", page=page)
        total = FAR
        for share in found.values():
            total = log_add(total, share, log_add_table())
        assert abs(total) <= UNIT // 16
    # a pair of GBK may end with these
    assert not {"[", "]", "{", "}", "`", "_"} & set(shares_of("end", "\n"))
    assert {"[", "]", "`"} <= set(shares_of("end", "\n", page="euc-kr"))


def test_shares_follow_what_stands_around() -> None:
    assert likeliest("end", "\t\t") == "\n"
    assert likeliest("ideograph", "ab") == " "
    assert likeliest("ideograph", "br", Lacking("<", "<", False)) == "<"
    assert likeliest("ideograph", ");", Lacking('"', '"', False)) == '"'
    assert likeliest("end", None, Lacking("*", "*", False)) == "*"
    # lines that end without white space near it
    assert likeliest("comma", "\u935b", wraps=-2) == " "
    assert likeliest("comma", "\u935b", wraps=MOST) == "\n"
    quoted = shares_of("end", "\t\t", Lacking("", "", True))
    assert quoted["\n"] < shares_of("end", "\t\t")["\n"]


def wraps_near(text: str) -> int:
    return Wraps(code_points(text)).near(-9, len(text) + 9)


def test_how_lines_end_near_a_place_is_counted() -> None:
    assert wraps_near("") == wraps_near("日本語のテキスト。") == 0
    assert wraps_near("日本、\n語の、\nテキスト") > 0
    assert wraps_near("日本 語の テキ スト") < 0
    assert wraps_near("、\n語" * 500) == MOST


def test_of_a_text_only_what_is_asked_for_is_counted() -> None:
    text = "日本、\n語の、\nテキスト" + "日本 語の テキ スト" * 9
    wraps = Wraps(code_points(text))
    for start, end in ((0, 13), (2, 5), (3, 5), (9, 40), (0, len(text))):
        assert wraps.near(start, end) == wraps_near(text[start:end])


@pytest.mark.parametrize(
    ("char", "kind"),
    [
        ("中", "ideograph"),
        ("の", "ideograph"),
        ("\u3000", "ideograph"),
        ("한", "letter"),
        ("ก", "letter"),
        ("。", "end"),
        ("，", "comma"),
        ("）", "close"),
        ("”", "quote"),
        ("（", "open"),
        ("→", "sign"),
        ("💡", "sign"),
        ("ℓ", "letter"),
    ],
)
def test_characters_have_kinds(char: str, kind: str) -> None:
    assert KINDS[kind_before(ord(char))] == kind


def test_what_follows_beyond_ascii_is_not_told_apart() -> None:
    assert classes_after("a1") == ("a", "0")
    assert classes_after("A.") == ("A", ".")
    assert classes_after("\t\t") == (" ", " ")
    assert classes_after("中a") == classes_after("ф?") == ("H", "")
    assert classes_after("") == ("", "")


def test_the_table_has_a_share_for_each_character_and_each_context_once() -> None:
    rows = [line.split("\t") for line in DEFAULT_PATH.read_text(encoding="utf-8").splitlines()]
    assert len({tuple(row[:-1]) for row in rows}) == len(rows)
    counted = {row[0] for row in rows if len(row) == 2}
    assert {row[0] for row in rows} == counted
    assert {f"{ord(char):02X}" for char in " \n*\"'()<,.:/-0"} <= counted
    assert {row[1] for row in rows if len(row) == 3} == {*KINDS, "sure", "lacked", "quoted", "whole"}
    stated = {row[0] for row in rows if len(row) == 3 and row[1] == "sure"}
    assert stated <= {f"{ord(char):02X}" for char in PAIRED}


@pytest.mark.parametrize(
    ("line", "after", "is_next"),
    [
        (" * x", " * y", True),
        (" * x", " y", False),
        ("    // x", "    // y", True),
        ("        // x", "        Node := 1", True),
        ("    x", "    y", True),
        ("    x", "  y", False),
        ("x", "y", False),
        ("// x", "// y", True),
        ("// x", " y", False),
    ],
)
def test_a_line_begins_where_what_follows_begins_as_the_last_one(
    line: str, after: str, is_next: bool
) -> None:
    assert begins_alike(line, after) is is_next


@pytest.mark.parametrize("sign", ["- ", "* ", "## "])
def test_a_line_end_comes_back_before_what_begins_a_line(sign: str) -> None:
    """Some decoders that write U+30FB take a line end along; most leave it."""
    lines = "新しい方法を考えます", "患者の体験を大切にします", "文脈を踏まえて答える"
    truth = "".join(f"{sign}{line}\n" for line in lines)
    seen = damage(truth, "shift_jis:middle-dot")
    assert f"\u30fb\n{sign}" in seen
    assert repair(seen.replace(f"\u30fb\n{sign}", f"\u30fb{sign}")).text == truth
    assert repair(seen).text == truth


def test_so_does_one_before_a_number() -> None:
    truth = (
        "1. 必ず提供された最新のデータを参照して回答する\n2. 一般論ではなく、現在の数値に基づいた提案をする\n"
    )
    seen = damage(truth, "shift_jis:middle-dot")
    assert "\u30fb\n2. " in seen
    assert repair(seen.replace("\u30fb\n", "\u30fb", 1)).text == truth
