"""Damage whose case was changed on the way is read; sound text in one case is not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline import damage, repair
from pipeline.clean.placed import code_of
from pipeline.mojibake.channel import parse_channel, replay
from tests import texts

SENTENCES = {
    "cs": "P\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd ps\u00edk d\u011bsn\u011b v\u00fdl.",
    "de": "\u00dcber den Wolken mu\u00df die Freiheit gro\u00df sein, sch\u00f6ne Gr\u00fc\u00dfe.",
    "el": "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1, \u03c4\u03b9 \u03bd\u03ad\u03b1;",
    "es": "El ni\u00f1o comi\u00f3 ma\u00f1ana; \u00bfqu\u00e9 pas\u00f3 ayer en Espa\u00f1a?",
    "fr": "Le caf\u00e9 cr\u00e8me est d\u00e9j\u00e0 tr\u00e8s \u00e2cre, ma\u00eetre.",
    "pl": "Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144 i tak dalej, prosz\u0119 "
    "pa\u0144stwa.",
    "ru": "\u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430 "
    "\u0441\u0435\u0433\u043e\u0434\u043d\u044f.",
    "tr": "T\u00fcrkiye'de g\u00fcne\u015fli bir g\u00fcn \u00e7ok g\u00fczel.",
}


@pytest.mark.parametrize("channel", ["windows-1252:c1", "windows-1252:dropped", "iso-8859-1:c1"])
@pytest.mark.parametrize(
    ("case", "language"),
    [
        *(("lower", one) for one in sorted(SENTENCES)),
        *(("upper", one) for one in ("es", "fr", "pl", "ru", "tr")),
    ],
)
def test_what_was_put_in_one_case_comes_back_with_its_certificate(
    case: str, language: str, channel: str
) -> None:
    truth = SENTENCES[language]
    seen = damage(truth, f"{channel}+{case}")
    fixed = repair(seen)
    assert fixed.text.lower() == truth.lower()
    assert fixed.revert() == seen
    assert repair(fixed.text).edits == ()
    # of most letters in Latin script capitals move no byte
    assert any(case in (edit.loss or "") for edit in fixed.edits) == (case == "lower" or language == "ru")
    for edit in fixed.edits:
        assert edit.after is not None
        assert edit.channel is not None
        assert edit.before == seen[edit.start : edit.end]
        assert replay(edit.after, parse_channel(edit.channel), edit.struck) == edit.before
        assert "+".join(parse_channel(edit.channel)[-1].losses) in (edit.loss, "")


def test_a_tag_in_small_letters_is_read_beside_damage_that_kept_its_case() -> None:
    tag = damage("caf\u00e9", "windows-1252:none+lower")
    rest = damage(
        "Elle est all\u00e9e au caf\u00e9 avec ses fr\u00e8res, d\u00e9j\u00e0.", "windows-1252:none"
    )
    fixed = repair(f"tags: [{tag}]\n\n{rest}\n")
    assert fixed.text.startswith("tags: [caf\u00e9]\n\nElle est all\u00e9e")
    assert {code_of(edit) for edit in fixed.edits} == {"mojibake-lossless"}
    assert [edit.loss for edit in fixed.edits][:2] == ["lower", "none"]


@pytest.mark.parametrize("case", ["lower", "upper"])
def test_long_text_without_a_space_is_cut_and_told_on_its_own_offsets(case: str) -> None:
    truth = "".join(SENTENCES["ru"].split()) * 150 + "\U0001f600"
    seen = damage(truth, f"windows-1252:c1+{case}")
    fixed = repair(seen)
    assert fixed.revert() == seen
    assert all(edit.before == seen[edit.start : edit.end] for edit in fixed.edits)
    assert all(a.end <= b.start for a, b in pairwise(fixed.edits))


def test_capitals_keep_the_quotation_marks_and_emoji_of_their_text() -> None:
    truth = "it\u2019s a caf\u00e9 \U0001f600 \u201con the corner\u201d"
    for case in ("lower", "upper"):
        seen = damage(truth, f"windows-1252:c1+{case}")
        assert repair(seen).text.lower() == truth


def test_a_byte_in_both_cases_has_two_readings_and_one_of_them_is_taken() -> None:
    truth = "\u00daltimo cap\u00edtulo: voc\u00ea n\u00e3o disse adeus."
    fixed = repair(damage(truth, "windows-1252:c1+lower"))  # DA is byte 9A behind C3, \u00ca byte 8A
    assert fixed.text.lower() == truth.lower()


def test_a_choice_that_two_readings_leave_open_is_doubtful_and_made_only_where_that_is_accepted() -> None:
    seen = damage(SENTENCES["fr"] + " X\u00da", "windows-1252:c1+lower")
    fixed = repair(seen)
    assert fixed.edits[-1].grade == "doubtful"
    strict = repair(seen, accept="confident")
    assert strict.text.endswith(seen[-3:])
    assert all(edit.grade in ("certain", "confident") for edit in strict.edits if edit.after is not None)


@pytest.mark.parametrize(
    "text",
    [
        "\u201dHan gick p\u00e5\u201d och \u00e4\u2026 irm\u00e3\u00bb \u00aa, n\u00ba 5, 20 \u00b0c",
        "s\u00e3o paulo \u00e0 l\u2019\u00e9cole \u00e2ge \u00f1and\u00fa\u2122 \u00e5\u00b2",
        "ACTIVITATEA DESF\u0102\u015eURAT\u0102 \u00ceN SECTORUL R\u00c2\u015eCANI",
        "B\u00c0 X\u00c3 MUA B\u00c3 NH\u1edcN V\u00c0 NH\u00c3 NH\u1ea0C, \u201cB\u00c0 X\u00c3\u201d",
    ],
)
def test_sound_text_in_one_case_stays(text: str) -> None:
    for seen in (text, text.lower(), text.upper()):
        assert repair(seen).text == seen


@pytest.mark.parametrize("language", ["zh-Hans", "ja", "ko"])
def test_east_asian_text_that_lost_bytes_is_not_taken_for_small_letters(language: str) -> None:
    fixed = repair(damage("\n".join(texts.paragraphs()[language][:4]), "windows-1252:dropped+ad"))
    assert not any("lower" in (edit.loss or "") for edit in fixed.edits)


@pytest.mark.parametrize("language", sorted(texts.paragraphs()))
def test_sound_paragraphs_in_one_case_stay(language: str) -> None:
    text = "\n".join(texts.paragraphs()[language])
    for seen in (text.lower(), text.upper()):
        assert repair(seen).text == seen
