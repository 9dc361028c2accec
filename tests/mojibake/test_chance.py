"""Sound letters that stand for UTF-8 in some page by chance, and real damage as short as they are."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from tests import texts

SOUND = (
    # Urdu, which no distribution of the model knows, in words that windows-1256 reads as UTF-8
    "\u06a9\u0686\u06be \u062a\u06be\u0631\u0688 \u067e\u0627\u0631\u0679\u06cc \u06a9\u06d2",
    "\u06c1\u06cc\u06ba\u060c \u062c\u0648 \u0628\u0646\u062f\u06be \u06c1\u06cc\u06ba",
    "zmienia si\u0119\xa0\u2014 a potem wraca",
    "han pr\u00f8vde \u00c5 komme seg",
    "\u043e\u043d \u0437\u043d\u0430\u043b \u0451\u0439\u0433\u0430, \u0438 \u0443\u0448\u0435\u043b",
    "\u0431\u0443\u043a\u0432\u0430 \u00d1 \u0431\u0435\u0437 \u0441\u043b\u043e\u0432",
    "\u00c1\u00e9\u00ed \u00f3\u00fa",
    "Den ber om tillatelse og åpner en liste av muligheter. Å rope er nok. Å kunne sette flere er nyttig.",
    # Urdu, in which a word of two letters stands again and again
    "64 بٹ کے لئے ڈاؤن لوڈ کرنے والے 64 بٹ ورژن، 32 بٹ اور 64 بٹ میں آپ کے لئے بٹ",
)


@pytest.mark.parametrize("text", SOUND)
def test_letters_that_chance_makes_a_character_of_stay(text: str) -> None:
    assert repair(text).text == text


def test_sound_letters_beside_a_proved_page_are_asked_about() -> None:
    """A quote and e acute are one character of Armenian in Mac Roman; after Arabic they are still French."""
    sound = "L\u2019\u00e9t\u00e9 dernier, nous avons lou\u00e9 une petite maison pr\u00e8s de la for\u00eat."
    seen = damage(texts.paragraphs()["ar"][0], "macintosh:none") + " " + sound
    assert repair(seen).text.endswith(" " + sound)


@pytest.mark.parametrize("page", ["windows-1251", "windows-1252", "windows-1253", "ibm866", "macintosh"])
@pytest.mark.parametrize("mark", ["\u2014", "\u2019s", "\U0001f4a1"])
def test_one_damaged_mark_in_english_is_repaired(page: str, mark: str) -> None:
    text = f"Write the manager{mark} then let it go."
    assert repair(damage(text, f"{page}:c1")).text == text


@pytest.mark.parametrize("page", ["windows-1251", "windows-1253", "windows-874"])
@pytest.mark.parametrize(
    "text", ["Press \u2192 to go on.", "Der Zug f\u00e4hrt ab.", "Non \u00e8 vero.", "\u2297 is a product"]
)
def test_one_sign_or_letter_in_latin_text_is_repaired_through_a_page_of_letters(page: str, text: str) -> None:
    assert repair(damage(text, f"{page}:c1")).text == text


@pytest.mark.parametrize("page", ["windows-1251", "windows-1253"])
def test_the_same_beside_sound_letters_of_the_page_stays(page: str) -> None:
    letters = {
        "windows-1251": "\u0441\u043b\u043e\u0432\u043e",
        "windows-1253": "\u03bb\u03cc\u03b3\u03bf\u03c2",
    }[page]
    text = damage("Der Zug f\u00e4hrt ab.", f"{page}:c1") + f" Das Wort heisst {letters}."
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text",
    ["\u6440\u548c\n\u60dd\u6033\n\u5018\u4f6f\n", "\u81e7\u65fb\tzang min\n", "\u8cf2\trb\n\u813f\tla\n"],
)
def test_rare_characters_of_a_list_are_no_letters_of_another_script(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    "truth",
    [
        texts.paragraphs()["fr"][1],
        "caf\u00e9 d\u00e9j\u00e0 vu",
        texts.paragraphs()["ru"][1],
        "\U0001f4a1 ideas",
    ],
)
def test_letters_in_words_and_signs_come_back_through_a_page_of_two_bytes(truth: str) -> None:
    assert repair(damage(truth, "gbk:?")).text == truth


def test_two_rare_characters_in_a_row_prove_nothing_beside_hundreds_that_are_sound() -> None:
    text = "\n".join(
        [
            "\u8896\u90aa",
            *"\u5c0f\u5b66\u6821\u7b11\u534f\u5199\u8c22\u85aa\u82af\u8bad\u96ea\u5e73\u5974\u9732" * 20,
        ]
    )
    assert repair(text.replace("\u8896", "\u88aa")).text == text.replace("\u8896", "\u88aa")


def test_letters_that_end_croatian_words_stay_beside_real_damage() -> None:
    damaged = damage(
        "\u017ee\u013ca, \u017eena, \u010de\u0161\u0107e, \u0161to\u017eer. " * 6, "windows-1250:c1"
    )
    sound = "Nitko ne\u0107e do\u0107i; \u0107e re\u0107i, vi\u0161e no\u0107i, mo\u0107 i no\u0107.\n" * 20
    assert repair(f"{damaged}\n\n{sound}").text.endswith(sound)


def test_english_beside_chinese_does_not_make_it_japanese() -> None:
    truth = (
        "\u5728\u8c03\u7528 LLM API \u6216\u5916\u90e8\u7f51\u7edc\u670d\u52a1\u65f6\uff0c"
        "\u7ecf\u5e38\u4f1a\u9047\u5230\u5076\u53d1\u7684\u7f51\u7edc\u6ce2\u52a8"
    )
    found = repair(damage(truth, "iso-8859-1:dropped+ad")).text
    assert sum(a == b for a, b in zip(found, truth, strict=False)) > 0.8 * len(truth)


def test_a_capital_that_begins_a_word_is_no_damage_by_itself() -> None:
    """Guarani, which the model does not know."""
    text = "Ha upéi ipyahumeme ñandéve.\n\u00c3ngapy.\n\u00c3va oĩ hetavé, ha umi mitã ohechakuaa."
    assert repair(text).edits == ()


def test_pairs_of_letters_in_a_table_are_no_letters_of_another_script() -> None:
    """Two Greek diphthongs in capitals are the bytes of two Polish letters."""
    table = ' ει: "ei"\n ΕΊ: "ei"\n ευ: "ev"\n ΕΎ: "ev"\n'
    assert not repair(table).edits


@pytest.mark.parametrize(
    "line",
    [
        "Django\u304c\u4f5c\u3063\u3066\u304f\u308c\u305f\u3002",
        "URL\u304c\u8868\u793a\u3055\u308c\u307e\u3059\u3002",
    ],
)
def test_what_goes_on_behind_a_latin_word_is_read(line: str) -> None:
    text = (
        ("\u6700\u521d\u306e\u3082\u306e\u3092\u4f5c\u308a\u307e\u3057\u3087\u3046\u3002\n" * 3) + line + "\n"
    )
    assert repair(damage(text, "windows-1252:dropped+ad")).text == text
