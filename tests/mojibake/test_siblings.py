"""What a page may have lost is told by what stands behind the characters that are short of a byte."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import repair
from pipeline.mojibake import damage
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.weighing import rivals, weigh
from pipeline.mojibake.reading.islands import islands_at, regions
from pipeline.mojibake.reading.losses import Losses
from pipeline.mojibake.single_byte.siblings import WINDOW, candidates, windows_of
from tests import texts

PLAIN = Losses(page="windows-1252", dropped=True)


def options_of(seen: str) -> list[Losses]:
    """What the page of a damaged text may have lost, and its siblings."""
    codes = runs.code_points(seen)
    evidence = weigh(codes, *runs.suspects(codes))
    assert evidence is not None
    islands = islands_at(codes, runs.bytes_of(evidence.page), evidence.at)
    return candidates(codes, islands, islands, evidence, spaces=True)


def first_of(seen: str) -> Losses:
    """What the page of a damaged text has lost, before others are tried."""
    return options_of(seen)[0]


@pytest.mark.parametrize(
    ("loss", "marked", "asked", "dearer"),
    [
        ("dropped", False, False, True),
        ("?", True, False, False),
        ("u+fffd", True, False, False),
        ("space", False, True, True),
    ],
)
def test_slots_say_what_stands_for_the_bytes_that_were_lost(
    loss: str, *, marked: bool, asked: bool, dearer: bool
) -> None:
    """Whether spaces stand for them is asked of the model."""
    truth = "\n".join(texts.paragraphs()["zh-Hans"][:6])
    losses, *others = options_of(damage(truth, f"windows-1252:{loss}"))
    assert losses.marked == marked
    assert not losses.as_space
    assert any(other.as_space for other in others) == asked
    assert (losses.question_cost > PLAIN.question_cost) == dearer
    assert losses.mark_cost == PLAIN.mark_cost  # neither spaces nor U+FFFD are questions


@pytest.mark.parametrize(("loss", "dearer"), [("dropped", True), ("?", False)])
def test_of_few_characters_the_share_says_whether_a_mark_is_a_question(loss: str, *, dearer: bool) -> None:
    losses = first_of(damage("\u4f60\u597d\u8fd9\u4e0d\u662f\u4e2d\u56fd", f"windows-1252:{loss}"))
    assert (losses.question_cost > PLAIN.question_cost) == dearer
    assert not losses.marked


def _plain(text: str) -> str:
    """The text with straight quotation marks for those that Romanian has."""
    return text.replace("\u201e", '"').replace("\u201d", '"')


@pytest.mark.parametrize("page", ["windows-1252", "windows-1254"])
@pytest.mark.parametrize("truth", [texts.ROMANIAN, texts.TURKISH])
def test_where_few_characters_lost_a_byte_these_tell_the_page(page: str, truth: str) -> None:
    # most windows of such a text are whole, and both pages read them alike
    long = " ".join(
        [
            "C\u0103ma\u0219a este aici \u0219i acolo."
            if truth == texts.ROMANIAN
            else "A\u00e7\u0131k kap\u0131."
        ]
        * 60
    )
    fixed = repair(damage(f"{long}\n{truth}\n{long}", f"{page}:dropped+ad"))
    # which quotation mark opened is as doubtful as a language that shares its letters with Swedish makes it
    assert _plain(fixed.text) == _plain(f"{long}\n{truth}\n{long}")
    assert {edit.channel for edit in fixed.edits if edit.struck} <= {f"{page}:dropped", f"{page}:ad"}


def test_a_lone_first_byte_tells_the_page_though_it_is_no_suspect() -> None:
    seen = damage(texts.TURKISH, "windows-1254:dropped+ad")
    assert seen.count("\u00c5i") == 3  # each is all that is left of a letter
    assert repair(seen).text == texts.TURKISH


@pytest.mark.parametrize("page", ["windows-1250", "iso-8859-2", "iso-8859-15", "windows-1252"])
def test_pages_that_explain_as_much_are_told_apart_by_language(page: str) -> None:
    fixed = repair(damage(texts.POLISH, f"{page}:dropped"))
    wrong = sum(a != b for a, b in zip(fixed.text, texts.POLISH, strict=True))
    assert wrong <= 2  # where half of the bytes are lost
    assert {edit.channel for edit in fixed.edits} <= {f"{page}:dropped", f"{page}:none"}


def test_without_a_loss_they_are_too() -> None:
    truth = "Każde źdźbło może rosnąć, że żaba też żyje, źle o ósmej."
    for page in ("windows-1250", "iso-8859-2", "windows-1252", "iso-8859-15"):
        assert repair(damage(truth, f"{page}:none")).text == truth


def test_what_reads_all_that_is_seen_alike_is_a_rival_only_where_a_byte_was_lost() -> None:
    codes = runs.code_points(damage("caf\u00e9, d\u00e9j\u00e0 vu, \u00e9t\u00e9", "windows-1252:none"))
    evidence = weigh(codes, *runs.suspects(codes))
    assert evidence is not None
    assert evidence.page == "windows-1252"
    seen = np.array(sorted({code for code in codes.tolist() if code >= 0x80}))
    assert rivals(codes, evidence, seen, short=0) == []
    assert {"windows-1254", "iso-8859-1"} <= set(rivals(codes, evidence, seen, short=1))


@pytest.mark.parametrize("mark", ["?", "u+fffd"])
def test_a_mark_says_nothing_of_the_language(mark: str) -> None:
    fixed = repair(damage(texts.SERBIAN, f"iso-8859-1:{mark}")).text
    assert sum(a != b for a, b in zip(fixed, texts.SERBIAN, strict=True)) <= 2  # Ukrainian would have 25


@pytest.mark.parametrize("channel", ["windows-1252:dropped+ad+ellipsis", "windows-1252:c1+quotes+ellipsis"])
@pytest.mark.parametrize(
    "truth", [texts.PERSIAN, "Wiążą się z tym książki, a pieniądze są w drodze. Chcą je mieć."]
)
def test_three_dots_stand_for_a_byte(truth: str, channel: str) -> None:
    seen = damage(truth, channel)
    assert seen.count("...") >= 6
    assert repair(seen).text == truth


def test_a_word_of_one_letter_says_nothing_of_what_spaces_stand_for() -> None:
    truth = "\n".join(
        f"È una cosa, {k} volte. Il progetto è libero — chi vuole può già partecipare, perché è di tutti."
        for k in range(10)
    )
    for loss in ("dropped+ad", "space"):
        fixed = repair(damage(truth, f"iso-8859-15:{loss}")).text
        assert len(fixed) == len(truth)
        assert fixed.count(" una cosa") == fixed.count(" — chi") + fixed.count(" – chi") == 10
        # which capital it was is doubtful, and which dash
        assert sum(a != b for a, b in zip(fixed, truth, strict=True)) <= 20


def test_a_letter_that_a_text_never_has_is_not_where_it_is_likely() -> None:
    truth = (
        "Profesorii şi elevii de la Școala din oraş aşteaptă vacanţa. Şcoala este aproape de piaţă, iar "
        "mama învaţă acasă. Şedinţa părinţilor se ţine marţi; Şase clase sunt pregătite. ORAŞUL este mare."
    )
    fixed = repair(damage(truth, "windows-1254:dropped+ad")).text
    assert "Ł" not in fixed
    assert fixed.count("Ş") == truth.count("Ş")


def test_spaces_behind_words_that_lost_their_last_byte_stay() -> None:
    words = ["daň", "úroveň", "píseň", "báseň", "kůň", "oheň", "stupeň", "zbraň", "dlaň", "žízeň"]
    truth = "\n".join(f"Tady je {word} a také {word} sám." for word in words)
    seen = damage(truth, "windows-1250:dropped")
    assert seen.count("\u0139 ") == 2 * len(words)
    assert repair(seen).text == truth


def test_few_spaces_stand_for_bytes_where_most_short_slots_lost_soft_hyphens() -> None:
    truth = "\n".join(
        f"{k}. Így írt Ágnes és Ádám: „Ha az Állami Színház is így indít, nincs kívánni való.” Kíváncsi."
        for k in range(8)
    )
    seen = damage(truth, "windows-1252:space+ad")
    assert seen.count("\u00c3 ") * 3 < seen.count("\u00c3")
    assert repair(seen).text == truth


def test_three_dots_that_are_meant_stay_behind_a_character_that_lost_its_byte() -> None:
    truth = "\n".join(f"Что же... Это её голос... Я {line}" for line in texts.paragraphs()["ru"][:4])
    seen = damage(truth, "windows-1252:dropped+ad")
    assert "\u00d1..." in seen
    found = repair(seen).text
    assert found.count("...") == truth.count("...")


def test_long_regions_are_cut_before_first_bytes_only() -> None:
    truth = "\n".join(texts.paragraphs()["ar"][:4])
    codes = runs.code_points(damage(truth, "windows-1252:space+ad"))
    table = runs.bytes_of("windows-1252")
    islands = islands_at(codes, table, np.flatnonzero(runs.bytes_at(codes, table) >= 0xC2))
    whole, cut = regions(codes, islands), windows_of(codes, islands, table)
    assert len(cut) > 2 * len(whole)
    assert {start for start, _ in whole} <= {start for start, _ in cut}
    assert "".join(runs.text_of(codes[a:b]) for a, b in cut) == "".join(
        runs.text_of(codes[a:b]) for a, b in whole
    )
    inside = [start for start, _ in cut if start not in {start for start, _ in whole}]
    assert all(table[codes[start]] >= 0xC2 for start in inside)
    assert max(end - start for start, end in cut) < 2 * WINDOW
