"""What holds of every repair: revert, certificate, rest, locality, determinism."""

from __future__ import annotations

import hashlib
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mojibake import Repair, damage, jit, repair
from pipeline.mojibake.channel import parse_channel, replay
from pipeline.mojibake.channel.codepages import SINGLE_BYTE
from pipeline.records import GRADES
from tests import texts
from tests.strategies import damaged_notes, sound_texts
from tests.strategies import texts as any_texts

ANY = st.one_of(damaged_notes(), damaged_notes(), any_texts(), sound_texts())
FEW = settings(max_examples=60, derandomize=True)
"""What a release holds must not depend on chance; new cases are looked for with more examples."""


def _check(made: Repair, source: str) -> None:
    """Revert, locality, certificate, and that an edit tells the truth about itself."""
    assert made.source == source
    assert made.revert() == source
    at, out = 0, []
    for edit in made.edits:
        assert 0 <= at <= edit.start < edit.end <= len(source)
        assert edit.before == source[edit.start : edit.end]
        out += [source[at : edit.start], edit.before if edit.after is None else edit.after]
        at = edit.end
        assert edit.grade in GRADES
        assert 0 <= edit.confidence <= 1
        assert (edit.after is None) == (edit.grade == "left")
        if edit.after is None:
            continue
        assert edit.after != edit.before
        assert edit.channel is not None
        layers = parse_channel(edit.channel)
        assert len(layers) == edit.layers
        assert replay(edit.after, layers, edit.struck) == edit.before
        if not edit.struck:
            assert damage(edit.after, edit.channel) == edit.before
    assert "".join([*out, source[at:]]) == made.text


@FEW
@given(ANY)
def test_each_edit_has_its_certificate_and_the_rest_stays(text: str) -> None:
    _check(repair(text), text)


@FEW
@given(ANY, st.sampled_from(GRADES[:3]))
def test_accept_holds_for_every_edit(text: str, accept: str) -> None:
    made = repair(text, accept=accept)
    _check(made, text)
    allowed = GRADES[: GRADES.index(accept) + 1]
    assert all(edit.grade in allowed for edit in made.edits if edit.after is not None)


@pytest.mark.parametrize(
    "channel", ["windows-1252:dropped+ad", "windows-1254:?", "windows-1251:c1", "gbk:?+eats"]
)
def test_a_repaired_text_gets_no_further_edit(channel: str) -> None:
    for paragraph in texts.paragraph_of_each_language():
        again = repair(repair(damage(paragraph, channel)).text)
        assert [edit for edit in again.edits if edit.after is not None] == []


@FEW
@given(ANY)
def test_what_was_repaired_is_not_read_on(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once


FORGOTTEN = (
    "\u0641\u064a \u0635\u0628\u0627\u062d \u0643\u0644 \u064a\u0648\u0645",
    "\u0412\u0447\u0435\u0440\u0430 \u0432\u0435\u0447\u0435\u0440\u043e\u043c",
    "\u041c\u044b \u0434\u043e\u043b\u0433\u043e \u0436\u0434\u0430\u043b\u0438",
)
"""Texts that two pages leave in pieces of different depth, where the second lost bytes."""


@pytest.mark.parametrize("truth", FORGOTTEN)
@pytest.mark.parametrize(
    "channel", ["cp437:none > windows-874:dropped", "macintosh:none > windows-1251:dropped"]
)
def test_layers_of_several_depths_are_read_to_the_end_at_once(truth: str, channel: str) -> None:
    seen = damage(truth, channel)
    made = repair(seen)
    _check(made, seen)
    assert repair(made.text).text == made.text


BESIDE = (
    *("windows-1252:dropped+ad", "windows-1254:?", "windows-1251:c1", "windows-1251:dropped+ad"),
    *("iso-8859-2:c1", "windows-1253:dropped", "koi8-r:none", "gbk:?+eats", "macintosh:none"),
    *("windows-1252:space", "windows-1256:dropped", "windows-1258:dropped"),
)


@settings(FEW, max_examples=40)
@given(
    st.sampled_from(texts.sentences()),
    st.sampled_from(texts.sentences()),
    st.sampled_from(BESIDE),
    st.sampled_from([" ", "\n", "\n\n"]),
)
def test_a_sound_sentence_beside_a_damaged_one_stays(
    sound: str, other: str, channel: str, between: str
) -> None:
    damaged = damage(other, channel)
    if damaged != other:
        assert repair(damaged + between + sound).text.endswith(between + sound)


def test_a_sound_sentence_is_read_in_its_own_language() -> None:
    """Vietnamese after damaged Arabic: a lone a-circumflex is no byte E2 that lost two others."""
    truth, sound = texts.paragraphs()["ar"][0], texts.paragraphs()["vi"][0]
    seen = damage(truth, "windows-1252:dropped+ad") + " " + sound
    assert repair(seen).text.endswith(" " + sound)


def test_controls_kept_in_place_of_bytes_name_the_page() -> None:
    truth = "\xab O\xf9 \xe9tais-tu ? \xbb demanda-t-elle \xe0 voix basse."
    assert repair(damage(truth, "iso-8859-2:c1")).text == truth


@pytest.mark.parametrize("name", ["shift_jis", "euc-kr", "big5"])
def test_rows_of_marks_are_not_read_for_long(name: str) -> None:
    """A page that lacks thousands of pairs has as many readings of a mark; some seconds, not minutes."""
    known = [texts.paragraphs()[code] for code in ("ko", "th", "hi")]
    jit.compile_kernels()
    for paragraphs in known:  # to compile kernels is no part of it
        repair(damage(paragraphs[1], f"{name}:?"))
    begun = process_time()
    for paragraph in (paragraphs[0] for paragraphs in known):
        seen = damage(paragraph, f"{name}:?")
        _check(repair(seen), seen)
    assert process_time() - begun < 20


@FEW
@given(ANY)
def test_the_same_text_gets_the_same_edits(text: str) -> None:
    repair(texts.sentences()[0] + text)  # what was asked before must not matter
    assert repair(text) == repair(text)


@pytest.mark.parametrize("language", texts.paragraphs())
def test_sound_text_gets_no_edit(language: str) -> None:
    for paragraph in texts.paragraphs()[language]:
        assert repair(paragraph).edits == ()
    assert repair("\n\n".join(texts.paragraphs()[language])).edits == ()


def test_sound_text_of_many_languages_in_one_note_gets_no_edit() -> None:
    note = "\n\n".join(paragraph for known in texts.paragraphs().values() for paragraph in known)
    assert repair(note).edits == ()


@FEW
@given(
    st.lists(st.sampled_from(texts.sentences()), min_size=1, max_size=4), st.sampled_from([" ", "\n", "\r\n"])
)
def test_sound_sentences_side_by_side_get_no_edit(parts: list[str], between: str) -> None:
    assert repair(between.join(parts)).edits == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_damage_that_lost_nothing_gives_the_original(name: str) -> None:
    """Every page, every paragraph, with undefined bytes kept as controls."""
    every = [paragraph for known in texts.paragraphs().values() for paragraph in known]
    wrong = [text for text in every if repair(damage(text, f"{name}:c1")).text != text]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("language", texts.paragraphs())
def test_damage_in_two_layers_gives_the_original(language: str) -> None:
    truth = "\n\n".join(texts.paragraphs()[language])
    for channel in ("windows-1252:c1 > windows-1252:c1", "macintosh:none > windows-1252:c1"):
        assert repair(damage(truth, channel)).text == truth


def test_the_edits_of_a_note_are_those_of_the_release() -> None:
    """The same bytes on every machine: integers decide, so a digest may be held."""
    seen = damage(texts.paragraphs()["zh-Hans"][2], "windows-1254:dropped+ad")
    digests = {hashlib.sha256(repr(repair(seen)).encode()).hexdigest() for _ in range(3)}
    assert len(digests) == 1
