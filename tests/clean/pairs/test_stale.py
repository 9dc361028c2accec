"""A translation is stale when its source changed and it did not, by what runs have seen; never else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.pairs.stale import STALE, with_stale
from tests.clean.pairs.test_family import (
    FIRST,
    FIRST_DE,
    GERMANY,
    ITEMS,
    ITEMS_DE,
    SECOND,
    SECOND_DE,
    TITLE,
    TITLE_DE,
    body,
    bullets,
    cleaned,
    fold,
)

OURS = (FIRST, SECOND, bullets(ITEMS))
THEIRS = (FIRST_DE, SECOND_DE, bullets(ITEMS_DE))
CORRECTED = FIRST.replace("1998", "1999")


def note(ours=OURS, theirs=THEIRS):
    return {"note": body(f"# {TITLE}", *ours) + fold(f"{GERMANY} {TITLE_DE}", *theirs)}


def told(*versions):
    """Line and message of what is stale after a run over each of these versions, in order."""
    found, known = [], None
    for files in versions:
        family, known = with_stale(cleaned(**files), known)
        found.append(
            [
                (one.document.path, f.line, f.message)
                for one in family
                for f in one.document.findings
                if f.code == "translation-stale"
            ]
        )
    return found


STALE_FIRST = [("note.md", 3, "changed since its de translation was made")]


def test_a_first_run_has_no_evidence():
    assert told(note()) == [[]]


def test_a_source_that_changed_is_told_until_its_translation_does():
    changed = note(ours=(CORRECTED, *OURS[1:]))
    both = note(ours=(CORRECTED, *OURS[1:]), theirs=(FIRST_DE.replace("1998", "1999"), *THEIRS[1:]))
    assert told(note(), changed, changed, both, both) == [[], STALE_FIRST, STALE_FIRST, [], []]


def test_a_source_that_is_as_it_was_again_is_not():
    changed = note(ours=(CORRECTED, *OURS[1:]))
    again = note(ours=(FIRST.replace("1998", "2001"), *OURS[1:]))
    assert told(note(), changed, again, note()) == [[], STALE_FIRST, STALE_FIRST, []]


def test_two_that_changed_together_are_not():
    both = note(ours=(CORRECTED, *OURS[1:]), theirs=(FIRST_DE.replace("1998", "1999"), *THEIRS[1:]))
    assert told(note(), both) == [[], []]


def test_a_translation_that_alone_changed_is_not():
    assert told(note(), note(theirs=(FIRST_DE.replace("froh", "sehr froh"), *THEIRS[1:]))) == [[], []]


def test_a_title_can_be_stale():
    ours = {"note": body(f"# {TITLE} in autumn", *OURS) + fold(f"{GERMANY} {TITLE_DE}", *THEIRS)}
    assert told(note(), ours) == [[], [("note.md", 1, "changed since its de translation was made")]]


@pytest.mark.parametrize(
    "other",
    [
        note(ours=(SECOND, FIRST, OURS[2])),
        note(ours=(FIRST, "A new paragraph that nobody has translated so far.", *OURS[1:])),
        note(ours=OURS[1:]),
        note(ours=(FIRST.replace(" ", "  ").replace(". ", ".\n"), *OURS[1:])),
        note(theirs=THEIRS[1:]),
        {"note": note()["note"].replace("\n", "\r\n")},
    ],
)
def test_what_moved_came_or_went_or_was_wrapped_anew_is_not(other):
    assert told(note(), other, note()) == [[], [], []]


def test_a_repair_by_hand_is_no_change():
    source = "It\N{RIGHT SINGLE QUOTATION MARK}s the oldest bridge of the country, built in 1500."
    seen = source.encode().decode("cp1252")
    assert seen != source
    german = "Es ist die \u00e4lteste Br\u00fccke des Landes, 1500 gebaut."
    assert told(note((seen,), (german,)), note((source,), (german,))) == [[], []]


def test_equal_translations_of_several_sources_are_told_apart():
    names = ("Yes, of course.", "Sure, of course.")
    texts = ("Ja, nat\u00fcrlich.", "Ja, nat\u00fcrlich.")
    items, same = (*names, *ITEMS), (*texts, *ITEMS_DE)
    changed = ("Yes, of course.", "Sure, as always.", *ITEMS)
    one, other = note((bullets(items),), (bullets(same),)), note((bullets(changed),), (bullets(same),))
    assert [line for _, line, _ in told(one, other)[1]] == [4]
    more = note((bullets((*items, "Why not.")),), (bullets((*same, texts[0])),))
    assert told(one, more) == [[], []]


def test_sibling_files_are_named():
    files = {"note": body(f"# {TITLE}", *OURS), "note.de": body(f"# {TITLE_DE}", *THEIRS)}
    changed = {**files, "note": body(f"# {TITLE}", CORRECTED, *OURS[1:])}
    message = "changed since its de translation in note.de.md was made"
    assert told(files, changed) == [[], [("note.md", 3, message)]]


def test_its_pair_and_the_sentences_in_it_fail_the_check():
    _, known = with_stale(cleaned(**note()), None)
    (one,), _ = with_stale(cleaned(**note(ours=(CORRECTED, *OURS[1:]))), known)
    failed = {(p.level, p.source_text) for p in one.pairs if STALE in p.checks}
    assert ("block", CORRECTED) in failed
    sentences = {text for level, text in failed if level == "sentence"}
    assert sentences == {"We walked to the old town in 1999 and came back late.", CORRECTED[54:].strip()}


def test_a_document_without_translations_leaves_nothing_to_know():
    assert with_stale(cleaned(note=body(FIRST)), None)[1] is None


@given(
    st.lists(st.tuples(st.permutations(OURS), st.permutations(THEIRS)), min_size=1, max_size=3), st.booleans()
)
def test_parts_that_only_move_are_never_stale_and_a_second_look_changes_nothing(orders, twice):
    versions = [note(tuple(ours), tuple(theirs)) for ours, theirs in orders]
    assert all(not found for found in told(*versions))
    if twice:
        _, known = with_stale(cleaned(**versions[-1]), None)
        assert with_stale(cleaned(**versions[-1]), known) == (list(cleaned(**versions[-1])), known)
