"""Translations linked to their sources, and what is said about them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import clean_family
from pipeline.clean.pairs.find import parts_of
from pipeline.settings import Settings
from tests.clean.builders import extracted
from tests.strategies import notes

TITLE = "A walk in the old town"
FIRST = "We walked to the old town in 1998 and came back late. It rained all day, but we were happy."
SECOND = "The bridge is the oldest of the country. Nobody knows who built it."
ITEMS = (
    "Bring `water` and bread.",
    "Wear good shoes, for the stones are wet.",
    "Ask the people for the way.",
)
FIRST_DE = (
    "Wir gingen 1998 in die alte Stadt und kamen spät zurück. Es regnete den ganzen Tag, aber wir waren froh."
)
SECOND_DE = "Die Brücke ist die älteste des Landes. Niemand weiß, wer sie gebaut hat."
ITEMS_DE = (
    "Bring `water` und Brot mit.",
    "Trag gute Schuhe, denn die Steine sind nass.",
    "Frag die Leute nach dem Weg.",
)
TITLE_DE = "Ein Spaziergang in der alten Stadt"


def body(*parts):
    return "\n\n".join(parts) + "\n\n"


def bullets(items):
    return "\n".join(f"- {item}" for item in items)


def fold(summary, *parts):
    return f"<details>\n<summary>{summary}</summary>\n\n{body(*parts)}</details>\n\n"


def cleaned(**files):
    names = {name.replace("__", "/"): text for name, text in files.items()}
    family = [extracted(text, path=f"{path}.md") for path, text in sorted(names.items())]
    return clean_family(tuple(family), Settings())


def pairs(document, level="block"):
    return [(p.kind, p.source_text, p.target_text) for p in document.pairs if p.level == level]


def codes(document):
    return [f.code for f in document.document.findings if f.code != "front-matter-missing"]


GERMANY = "\U0001f1e9\U0001f1ea"

ENGLISH = body(FIRST, SECOND, bullets(ITEMS))
GERMAN = body(FIRST_DE, SECOND_DE, bullets(ITEMS_DE))
ALL = [
    ("1-1", ours, theirs)
    for ours, theirs in zip(
        (FIRST, SECOND, *(item.replace("`", "") for item in ITEMS)),
        (FIRST_DE, SECOND_DE, *(item.replace("`", "") for item in ITEMS_DE)),
        strict=True,
    )
]


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: {TITLE}\n---\n\n## Tip\n\n{ENGLISH}## Translations\n\n"
        + fold(f"{GERMANY} {TITLE_DE}", GERMAN),
        f"# {TITLE}\n\n{ENGLISH}{fold('Deutsch: ' + TITLE_DE, GERMAN)}",
        f"# {TITLE}\n\n{ENGLISH}## Translations\n\n### {GERMANY} {TITLE_DE}\n\n{GERMAN}",
        f"{fold(GERMANY + ' ' + TITLE_DE, GERMAN)}# {TITLE}\n\n{ENGLISH}",
    ],
    ids=["header and fold", "heading and fold", "section", "fold first"],
)  # fmt: skip
def test_a_translation_in_a_document_is_paired_with_what_it_mirrors(text):
    (document,) = cleaned(note=text)
    assert pairs(document, "title") == [("1-1", TITLE, TITLE_DE)]
    assert pairs(document) == ALL
    assert len(pairs(document, "sentence")) == 7
    assert document.document.translations == 1
    assert codes(document) == []


def test_every_pair_has_its_exact_stretch_on_both_sides():
    text = f"# {TITLE}\n\n{ENGLISH}{fold('Deutsch: ' + TITLE_DE, GERMAN)}"
    (document,) = cleaned(note=text)
    for pair in document.pairs:
        assert text[pair.source_start : pair.source_end].replace("`", "") == pair.source_text
        assert text[pair.target_start : pair.target_end].replace("`", "") == pair.target_text
        assert (pair.source_language, pair.target_language) == ("en", "de")
        assert pair.score is not None
        assert 0.5 < pair.score <= 1
        assert pair.checks == ()
    ids = [pair.pair_id for pair in document.pairs]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("source", "target"), [("x", "x.de"), ("x", "de__x"), ("en__x", "de__x"), ("x.en", "x.de")]
)
def test_a_sibling_file_is_paired_with_its_source(source, target):
    header = "---\ntitle: {}\n---\n\n"
    files = {source: header.format(TITLE) + ENGLISH, target: header.format(TITLE_DE) + GERMAN}
    found = {one.document.path: one for one in cleaned(**files)}
    ours = found[source.replace("__", "/") + ".md"]
    theirs = found[target.replace("__", "/") + ".md"]
    assert pairs(ours, "title") == [("1-1", TITLE, TITLE_DE)]
    assert pairs(ours) == ALL
    assert theirs.pairs == ()
    assert {p.source_document_id for p in ours.pairs} == {ours.document.document_id}
    assert {p.target_document_id for p in ours.pairs} == {theirs.document.document_id}
    assert (ours.document.translations, theirs.document.translations) == (1, 0)


def test_two_translations_in_a_row_have_one_source():
    french = "Nous sommes allés dans la vieille ville en 1998. Il a plu toute la journée."
    text = body(FIRST) + fold("Deutsch", FIRST_DE) + fold("Français", french)
    (document,) = cleaned(note=text)
    assert pairs(document) == [("1-1", FIRST, FIRST_DE), ("1-1", FIRST, french)]


def test_each_of_two_tips_is_paired_with_the_fold_behind_it():
    first = f"## One\n\n{body(FIRST)}{fold('Deutsch', FIRST_DE)}"
    text = f"{first}## Two\n\n{body(SECOND)}{fold('Deutsch', SECOND_DE)}"
    (document,) = cleaned(note=text)
    assert pairs(document) == [("1-1", FIRST, FIRST_DE), ("1-1", SECOND, SECOND_DE)]
    assert codes(document) == []


def test_sections_that_a_fold_without_headings_does_not_mirror_are_not_missing():
    sources = "## Sources\n\nA book about towns and bridges, long out of print.\n\n"
    text = f"## Tip\n\n{body(FIRST)}{sources}## Translations\n\n{fold('Deutsch', FIRST_DE)}"
    (document,) = cleaned(note=text)
    assert pairs(document) == [("1-1", FIRST, FIRST_DE)]
    assert codes(document) == []


def test_what_was_not_translated_is_missing_and_no_wrong_pair():
    missing = body(FIRST_DE, bullets(ITEMS_DE))
    (document,) = cleaned(note=ENGLISH + fold("Deutsch", missing))
    assert pairs(document) == [ALL[0], ("1-0", SECOND, None), *ALL[2:]]
    assert codes(document) == ["translation-missing"]
    (found,) = [f for f in document.document.findings if f.code == "translation-missing"]
    assert (ENGLISH[found.start : found.end], found.line) == (SECOND, 3)
    assert document.document.status == "clean"
    (gap,) = [p for p in document.pairs if p.kind == "1-0"]
    assert (gap.target_start, gap.target_document_id, gap.target_blocks, gap.score) == (None, None, (), None)


def test_a_translation_of_a_part_only_is_shortened():
    short = body("Wir gingen.", SECOND_DE, bullets(ITEMS_DE))
    long = body(FIRST + " " + FIRST.replace("1998", "that year"), SECOND, bullets(ITEMS))
    (document,) = cleaned(note=long + fold("Deutsch", short))
    assert set(codes(document)) <= {"translation-shortened", "translation-missing"}
    assert codes(document)


def test_items_in_another_order_are_paired_by_content_and_told():
    items = (
        "See https://a.example/map.",
        "Bring 3 litres of `water` in 2 bottles.",
        "Call +49 1234.",
        "Take 10 coins.",
    )
    german = (
        "Nimm 10 Münzen mit.",
        "Siehe https://a.example/map.",
        "Bring 3 Liter `water` in 2 Flaschen mit.",
        "Ruf +49 1234 an.",
    )
    text = body(FIRST, bullets(items)) + fold("Deutsch", FIRST_DE, bullets(german))
    (document,) = cleaned(note=text)
    assert ("1-1", items[3], german[0]) in pairs(document)
    assert codes(document) == ["translation-reordered"]


@pytest.mark.parametrize(
    ("summary", "text", "expected"),
    [
        ("\U0001f1e8\U0001f1f3 Chinese", FIRST.replace("old", "new"), ["language-mismatch"]),
        ("Deutsch", FIRST_DE, []),
        ("\U0001f1e8\U0001f1ed", FIRST_DE, []),
        (
            "\U0001f1e7\U0001f1ea",
            "Nous sommes allés dans la vieille ville en 1998. Il a plu toute la journée.",
            [],
        ),
        ("Français", FIRST_DE, ["language-mismatch"]),
    ],
)
def test_a_translation_in_another_language_than_its_summary_names_is_told(summary, text, expected):
    (document,) = cleaned(note=body(FIRST) + fold(summary, text))
    assert [code for code in codes(document) if code == "language-mismatch"] == expected


def test_a_fold_without_source_and_a_note_without_translation_have_no_pairs():
    assert cleaned(note=fold("Deutsch", FIRST_DE))[0].pairs == ()
    assert cleaned(note=ENGLISH)[0].pairs == ()


def test_code_holds_its_place_and_makes_no_pair():
    code = "```\nprint(1)\n```"
    (document,) = cleaned(note=body(FIRST, code, SECOND) + fold("Deutsch", FIRST_DE, code, SECOND_DE))
    assert pairs(document) == ALL[:2]


def test_a_summary_that_only_names_the_language_is_no_title():
    (document,) = cleaned(note=f"# {TITLE}\n\n{ENGLISH}{fold(GERMANY + ' Deutsch', GERMAN)}")
    assert pairs(document, "title") == []


@given(notes(), st.sampled_from(["Deutsch", "\U0001f1e8\U0001f1f3 x"]), notes())
def test_any_two_notes_give_pairs_whose_spans_lie_in_the_text(ours, summary, theirs):
    text = f"{ours}\n\n{fold(summary, theirs)}"
    (document,) = cleaned(note=text)
    ids = {block.block_id for block in document.blocks}
    for pair in document.pairs:
        assert set(pair.source_blocks) | set(pair.target_blocks) <= ids
        for start, end in ((pair.source_start, pair.source_end), (pair.target_start, pair.target_end)):
            assert start is None or 0 <= start <= end <= len(text)
    assert len({pair.pair_id for pair in document.pairs}) == len(document.pairs)
    assert len(parts_of(document.blocks)) == document.document.translations


def test_files_that_begin_with_headings_have_these_for_titles_and_not_twice():
    (ours, _) = cleaned(**{"x": f"# {TITLE}\n\n{ENGLISH}", "x.de": f"# {TITLE_DE}\n\n{GERMAN}"})
    assert pairs(ours, "title") == [("1-1", TITLE, TITLE_DE)]
    assert pairs(ours) == ALL


def test_a_fold_in_the_document_s_own_language_is_no_translation_of_it():
    (document,) = cleaned(note=ENGLISH + fold("English", FIRST))
    assert document.pairs == ()
    assert codes(document) == []


def test_a_document_with_too_many_translations_says_so(monkeypatch):
    monkeypatch.setattr("pipeline.clean.pairs.family.MOST_ALIGNED", 5)
    (document,) = cleaned(note=body(FIRST) + fold("Deutsch", FIRST_DE) * 4)
    assert pairs(document) == [("1-1", FIRST, FIRST_DE)] * 2
    assert codes(document) == ["translation-unpaired"]


def test_a_block_too_long_to_follow_is_one_sentence(monkeypatch):
    monkeypatch.setattr("pipeline.clean.pairs.sides.LONGEST_CUT", 5)
    (document,) = cleaned(note=body(FIRST) + fold("Deutsch", FIRST_DE))
    assert pairs(document, "sentence") == [("1-1", FIRST, FIRST_DE)]


def test_paragraphs_that_changed_places_over_a_list_are_paired_by_what_they_say():
    """The best path pairs the source's last with the target's first, for both stand behind the list."""
    ours = (FIRST, bullets(ITEMS), SECOND)
    theirs = (SECOND_DE, bullets(ITEMS_DE), FIRST_DE)
    source, _ = cleaned(**{"note": body(*ours), "note.de": body(*theirs)})
    assert pairs(source) == [
        ("1-1", FIRST, FIRST_DE),
        *(("1-1", plain_of(a), plain_of(b)) for a, b in zip(ITEMS, ITEMS_DE)),
        ("1-1", SECOND, SECOND_DE),
    ]
    assert set(codes(source)) == {"translation-reordered"}


def plain_of(item):
    return item.replace("`", "")


def test_two_paragraphs_that_changed_places_are_paired_by_what_they_say():
    source, _ = cleaned(**{"note": body(FIRST, SECOND), "note.de": body(SECOND_DE, FIRST_DE)})
    assert pairs(source) == [("1-1", FIRST, FIRST_DE), ("1-1", SECOND, SECOND_DE)]


FRENCH = "Nous sommes all\u00e9s \u00e0 la vieille ville en 1998 et sommes revenus tard. Il pleuvait."


def test_of_a_fold_in_another_each_is_a_translation():
    inner = fold("\U0001f1eb\U0001f1f7 Fran\u00e7ais", FRENCH)
    (note,) = cleaned(note=body(FIRST) + fold(f"{GERMANY} Deutsch", FIRST_DE, inner))
    assert pairs(note) == [("1-1", FIRST, FIRST_DE), ("1-1", FIRST, FRENCH)]
    assert note.document.translations == 2


def test_a_fold_in_one_that_names_no_language_is_a_translation_of_what_stands_in_front():
    (note,) = cleaned(note=body(FIRST) + fold("More", fold(f"{GERMANY} Deutsch", FIRST_DE)))
    assert pairs(note) == [("1-1", FIRST, FIRST_DE)]


def test_a_fold_without_a_language_in_a_translation_is_part_of_it():
    (note,) = cleaned(
        note=body(FIRST, SECOND) + fold(f"{GERMANY} Deutsch", FIRST_DE, fold("Mehr dazu", SECOND_DE))
    )
    assert pairs(note)[0] == ("1-1", FIRST, FIRST_DE)
    assert ("1-1", SECOND, SECOND_DE) in pairs(note)


def test_a_file_in_its_sources_language_under_another_name_is_told():
    source, sibling = cleaned(**{"note": body(FIRST, SECOND), "note.de": body(FIRST, SECOND)})
    assert not source.pairs
    assert [f.message for f in sibling.document.findings if f.code == "language-mismatch"] == [
        "the file's name says de, the text is en"
    ]
    assert "language-mismatch" not in codes(source)


@pytest.mark.parametrize("path", ["it__note", "note.v2", "note.it"])
def test_a_folder_or_a_suffix_that_means_something_else_is_not(path):
    """`it/` holds notes about computers; `note.it.md` in a third language is nobody's translation."""
    text = body(FIRST, SECOND) if path != "note.it" else body(FIRST_DE, SECOND_DE)
    for one in cleaned(**{"note": body(FIRST, SECOND), path: text}):
        assert "language-mismatch" not in codes(one)


def test_two_writings_of_one_language_translate_one_another():
    hans = "这是这个国家最古老的桥。没有人知道谁建了它。"
    hant = "這是這個國家最古老的橋。沒有人知道誰建了它。"
    source, _ = cleaned(**{"note": body(hans), "note.zh-TW": body(hant)})
    assert pairs(source) == [("1-1", hans, hant)]
    assert source.document.translations == 1
    assert "language-mismatch" not in codes(source)
    for one in cleaned(**{"note": body(hans), "note.zh-TW": body(hans)}):
        assert not one.pairs


def test_a_paragraph_of_which_a_word_is_left_is_shortened_not_missing():
    source, _ = cleaned(
        **{"note": body(FIRST, SECOND, bullets(ITEMS)), "note.de": body("Wir.", SECOND_DE, bullets(ITEMS_DE))}
    )
    assert ("1-0", FIRST, None) in pairs(source)
    assert codes(source) == ["translation-shortened"]


def test_a_paragraph_that_is_missing_beside_a_long_one_of_its_own_is_missing():
    own = "Diesen Absatz hat nur die deutsche Fassung: er handelt von ganz anderen Dingen, von Pferden etwa."
    source, _ = cleaned(
        **{"note": body(FIRST, SECOND, bullets(ITEMS)), "note.de": body(own, SECOND_DE, bullets(ITEMS_DE))}
    )
    assert codes(source) in (["translation-missing"], [])
