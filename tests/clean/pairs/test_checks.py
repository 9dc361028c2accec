"""What the checks of a pair find, and what they let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.pairs import checks
from pipeline.clean.pairs.checks import CHECKS, Checked, check, count_items, list_of
from pipeline.clean.pairs.evidence import Lengths

LONG = "This is a sentence that goes on for quite a while, as sentences in prose sometimes do."


def checked(plain, language, kind="paragraph", items=None):
    return Checked(plain=plain, text=plain, language=language, kind=kind, items=items)


def failed(source, target, language="de", **about):
    lengths = Lengths("en", language)
    return check(checked(source, "en"), checked(target, language, **about), lengths, whole=True)


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("In 1848 it rained.", "Im Jahr 1848 regnete es.", ()),
        ("In 1848 it rained.", "Im Jahr 1849 regnete es.", ("numbers",)),
        ("In 1848 it rained.", "Damals regnete es oft.", ("numbers",)),
        ("3 men came.", "Drei Leute kamen an.", ()),
        ("1,000 men came.", "1.000 Leute kamen.", ()),
        ("See https://a.example/en/x now.", "Siehe https://a.example/de/x jetzt.", ()),
        ("See https://a.example/x now.", "Siehe https://b.example/x jetzt.", ("urls",)),
        ("Hello {name}, you.", "Hallo {name}, du.", ()),
        ("Hello {name}, you.", "Hallo {nom}, du.", ("placeholders",)),
        ("100% safe is %s here", "Sicher ist %s hier: 100 %", ()),
        (LONG, LONG, ("untranslated",)),
        ("NumPy", "NumPy", ()),
        (LONG * 3, "Kurz.", ("length",)),
    ],
)
def test_a_check_fails_where_a_person_should_look(source, target, codes):
    assert failed(source, target) == codes


def test_text_in_the_source_language_is_untranslated():
    source, target = checked(LONG, "en"), checked("Some other words that are in English too.", "en-GB")
    assert "untranslated" in check(source, target, Lengths("en", "de"), whole=True)


def test_chinese_numerals_may_stand_for_numbers():
    assert failed("It took 20 years.", "\u5b83\u82b1\u4e86\u4e8c\u5341\u5e74\u3002", language="zh-Hans") == ()


def test_lists_of_two_lengths_and_items_that_are_none_do_not_match():
    lengths = Lengths("en", "de")
    ours = checked("An item of it", "en", "list_item", 4)
    assert check(ours, checked("Ein Ding davon", "de", "list_item", 4), lengths, whole=True) == ()
    assert check(ours, checked("Ein Ding davon", "de", "list_item", 3), lengths, whole=True) == (
        "list-items",
    )
    assert check(ours, checked("Ein Ding davon", "de"), lengths, whole=True) == ("list-items",)
    assert check(ours, checked("Ein Ding davon", "de"), lengths, whole=False) == ()


def test_items_are_counted_by_list():
    paths = [
        "list[0]/item[0]/paragraph[0]",
        "list[0]/item[1]/paragraph[0]",
        "list[0]/item[1]/list[0]/item[0]/x",
    ]
    assert count_items(paths) == {"list[0]": 2, "list[0]/item[1]/list[0]": 1}
    assert list_of("section[0]/paragraph[0]") is None


def test_every_code_has_its_meaning():
    assert sorted(CHECKS) == ["length", "list-items", "numbers", "placeholders", "untranslated", "urls"]


@given(
    st.text("aA\u00df\u1e9esS\u0130i\u0307", max_size=4), st.text("aA\u00df\u1e9esS\u0130i\u0307", max_size=4)
)
def test_texts_are_the_same_if_they_are_in_one_case(ours, theirs):
    assert checks._is_same(ours, theirs) == (ours.casefold() == theirs.casefold())


@given(st.text(max_size=8))
def test_letters_of_ascii_are_counted_as_others(text):
    assert checks._count_letters(text) == sum(char.isalpha() for char in text)
