"""Markup is read over: what is set in bold, or links, is asked of the model as if it stood plainly."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import damage, repair
from pipeline.mojibake.evidence import markup
from pipeline.mojibake.evidence.markup import Markup, is_markup, markup_in
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.reading.lattice import Lattice
from pipeline.mojibake.reading.plain import LABELLED, price_labels
from pipeline.mojibake.spans import Islands
from tests import texts

CHANNEL = "windows-1252:dropped+ad"


def _found(text: str) -> list[str]:
    codes = code_points(text)
    found = markup_in(codes, [(0, len(codes))])
    return [text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("one **two** three", ["**", "**"]),
        ("这是**重点**内容", ["**", "**"]),
        ("one *two* three", ["*", "*"]),
        ("one _two_, __three__", ["_", "_", "__", "__"]),
        ("~~gone~~", ["~~", "~~"]),
        ("run `make` now", []),
        ("为`make`的", ["`", "`"]),
        ('see [this](https://a.org/b_(c) "title") now', ["[", '](https://a.org/b_(c) "title")']),
        ('see [das](a.md "Wort") [dies](b.md "Über")', ["[", '](a.md "Wort")', "["]),
        ("see [this](../a.md) and [that][ref]", ["[", "](../a.md)", "[", "][ref]"]),
        ("![picture](a.png) noted[^1]", ["![", "](a.png)", "[^1]"]),
        ('a <b>bold</b> <a href="x">link</a>', ["<b>", "</b>", '<a href="x">', "</a>"]),
        ("* one\n* two", []),
        ("a * b * c, 2*3*4", []),
        ("snake_case_name", []),
        ("[x] and [ ] and a[0]", []),
        ("one<br>two, a < b > c", []),
        ("\\*no\\*", []),
    ],
)  # fmt: skip
def test_markup_is_found(text: str, signs: list[str]) -> None:
    assert _found(text) == signs
    over = is_markup(code_points(text))
    assert "".join(signs) == ("" if over is None else "".join(np.array(list(text))[over]))


def test_places_are_told_as_they_would_be_without_markup() -> None:
    text = "ab **cd** [ef](gh) ij"
    codes = code_points(text)
    found = markup_in(codes, [(0, len(codes))])
    plain = "ab cd ef ij"
    kept = np.flatnonzero(~found.covers(np.arange(len(text))))
    assert "".join(text[at] for at in kept.tolist()) == plain
    assert [plain[at] for at in found.without(kept).tolist()] == [text[at] for at in kept.tolist()]
    for at in kept.tolist():
        stop = found.beyond(at, 3)
        here = text[at:stop]
        assert len(here) - sum(found.covers(np.arange(at, min(stop, len(text))))) == 3 or stop > len(text)


def test_a_stretch_that_touches_markup_ends_before_it() -> None:
    none = Markup(Islands(np.array([3]), np.array([5])), np.zeros(0, np.int64))
    assert none.without(np.array([3, 5, 6])).tolist() == [3, 3, 4]
    assert not Markup(Islands(*np.zeros((2, 0), np.int64)), np.zeros(0, np.int64))


def test_only_what_is_near_is_looked_through() -> None:
    text = "**far**" + " " * 2000 + "x **near** y" + " " * 2000 + "**far**"
    at = text.index("near")
    found = markup_in(code_points(text), [(at, at + 4)])
    assert found.starts.tolist() == [at - 2, at + 4]


def test_a_long_text_is_looked_through_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "one **two** three [four](five) " * 40
    whole = _found(text)
    monkeypatch.setattr(markup, "LONGEST", 310)  # parts end between words
    assert _found(text) == whole
    monkeypatch.setattr(markup, "LONGEST", 100)
    assert len(whole) > len(_found(text)) > len(whole) // 2


LANGUAGES = sorted(
    set(texts.paragraphs()) & {"cs", "el", "he", "hi", "ja", "ko", "ru", "th", "uk", "vi", "zh-Hans"}
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("before", "after"), [("**", "**"), ("[", "](https://example.com/a)"), ("<b>", "</b>")]
)
def test_what_is_set_otherwise_is_read_as_what_stands_plainly(language: str, before: str, after: str) -> None:
    """Character for character: the markup around a few of them changes nothing."""
    plain = "\n".join(texts.paragraphs()[language][:3])
    places = [at for at in range(12, len(plain) - 12, 24) if plain[at : at + 4].isalpha()]
    marked = plain
    for at in reversed(places):
        marked = marked[:at] + before + marked[at : at + 4] + after + marked[at + 4 :]
    read = repair(damage(marked, CHANNEL)).text
    assert read.replace(before, "").replace(after, "") == repair(damage(plain, CHANNEL)).text


def test_which_language_a_text_is_in_is_not_told_by_its_markup() -> None:
    text = "Стал членом **общественной** безопасности и специальным уполномоченным **полиции** страны.\n"
    plain = text.replace("**", "")
    seen = [damage(one, "iso-8859-1:dropped") for one in (text, plain)]
    read = [repair(one).text for one in seen]
    assert read[0].replace("**", "") == read[1]


def test_labels_are_what_is_bold_where_its_line_begins() -> None:
    text = "**a**: b\n- **c**: **d**\n> 1. __e__ f\nno **g**\n"
    codes = code_points(text)
    ends = markup_in(codes, [(0, len(codes))]).labels.tolist()
    assert [text[:end].splitlines()[-1] for end in ends] == ["**a**", "- **c**", "> 1. __e__"]


def test_behind_a_label_a_colon_is_likelier_than_a_comma() -> None:
    chars = np.array([0xFF1A, 0xFF0C, 0x3002, 0xFF1A], np.int64)
    first, none = np.array([0, 3, 4], np.int64), np.zeros(4, np.int64)
    found = Lattice(first=first, end=none, char=chars, extra=none, cost=np.full(4, 9000), kind=none)
    price_labels(found, np.array([0]))
    assert found.cost.tolist() == [9000 - LABELLED, 9000 + LABELLED, 9000, 9000]
