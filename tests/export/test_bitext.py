"""Nothing guessed becomes a translation unit without its doubt."""

import pytest

from pipeline.export.bitext import LIMIT, units
from tests.export.made import block, document, pair, repair, rows


def made(*pairs, **values):
    whole = rows(*pairs, **values)
    return list(units(whole, whole))


def test_a_sound_pair_is_a_unit_without_doubts():
    (unit,) = made(pair())
    assert (unit.source, unit.target, unit.doubts) == ("One.", "Eins.", ())
    assert (unit.languages, unit.document, unit.target_document) == ("en_de", "a.md", "a.md")


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"score": LIMIT - 0.01}, "low-score"),
        ({"score": None}, "no-score"),
        ({"checks": ("numbers",)}, "check-numbers"),
        ({"target": "Ei\ufffdns."}, "left-character"),
        ({"target": "Ei\x0bns."}, "forbidden-character"),
        ({"source": "One\uffff."}, "forbidden-character"),
    ],
)
def test_what_speaks_against_a_unit_is_named(changes, doubt):
    (unit,) = made(pair(0, **changes))
    assert unit.doubts == (doubt,)


@pytest.mark.parametrize("start", [10, 60])
@pytest.mark.parametrize("grade", ["doubtful", "left"])
def test_a_doubtful_or_broken_character_on_either_side_makes_the_unit_doubtful(start, grade):
    (unit,) = made(pair(), repairs=[repair(start, grade=grade)])
    assert unit.doubts == (f"{grade}-character",)


def test_a_sure_repair_and_one_elsewhere_do_not():
    elsewhere = [repair(10), repair(200, grade="left"), repair(10, "b.md", grade="left")]
    (unit,) = made(pair(), repairs=elsewhere)
    assert unit.doubts == ()


def test_what_is_not_translated_is_a_unit_without_target_in_the_languages_that_lack_it():
    pairs = [pair(0), pair(0, target="Un.", target_language="fr"), pair(1), pair(1, target=None)]
    found = [(unit.target_language, unit.target) for unit in made(*pairs)]
    assert found == [("de", "Eins."), ("fr", "Un."), ("de", "Eins."), ("fr", None)]


def test_a_row_that_names_the_language_it_lacks_is_believed():
    (unit,) = made(pair(0, target=None, target_language="sv"))
    assert (unit.target_language, unit.target) == ("sv", None)


def test_without_any_translation_the_language_is_undetermined():
    (unit,) = made(pair(0, target=None))
    assert unit.target_language == "und"


def test_what_has_no_source_or_an_empty_one_is_no_unit():
    assert made(pair(0, None), pair(1, " "), pair(2, "\x00")) == []


def test_languages_and_doubts_are_told_from_all_rows_also_where_few_are_asked_for():
    missing = pair(1, target=None)
    whole = rows(pair(0), missing, repairs=[repair(120, grade="left")])
    (unit,) = units(whole, rows(missing))
    assert (unit.target_language, unit.doubts) == ("de", ("left-character",))


def test_the_target_may_be_another_document():
    (unit,) = made(pair(target_document_id="id-de/a.md"), documents=(document("a.md"), document("de/a.md")))
    assert unit.target_document == "de/a.md"


TARGET = (block(0, block_id="target", plain="Eins. Zwei."),)


def decided(text):
    return pair(target=text, target_blocks=("target",), decided_by="person", score=1.0)


def test_a_translation_that_a_person_wrote_is_not_doubted_for_what_stood_in_its_place():
    doubtful = [repair(60, grade="left")]
    (unit,) = made(decided("Eine."), repairs=doubtful, blocks=TARGET)
    assert (unit.doubts, unit.decided_by) == ((), "person")
    (unit,) = made(decided("Eine."), repairs=[repair(10, grade="doubtful")], blocks=TARGET)
    assert unit.doubts == ("doubtful-character",)


def test_a_pair_that_a_person_only_kept_is_doubted_as_before():
    (unit,) = made(decided("Eins."), repairs=[repair(60, grade="left")], blocks=TARGET)
    assert (unit.doubts, unit.decided_by) == (("left-character",), "person")
