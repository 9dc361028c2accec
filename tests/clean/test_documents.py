"""One document cleaned, with a stand-in for `repair` that finds what a test says."""

from dataclasses import replace

import pytest

from pipeline.clean import documents, placed
from pipeline.clean.documents import clean_document, clean_family
from pipeline.clean.edits import revert
from pipeline.findings import finding
from pipeline.records import Alternative
from pipeline.settings import Settings
from tests.clean.builders import CHANNEL, edit, extracted, repairing

NOTE = """---
title: Caf\xc3\xa9 notes
tags: [a]
---

# Caf\xc3\xa9

He said \xe2\x80\x9cyes\xe2\x80\x9d twice.

```
caf\xc3\xa9
```
"""


@pytest.fixture
def clean(monkeypatch):
    """Cleans a text in which `repair` finds the edits given."""

    def run(text, *edits, settings=None, **about):
        monkeypatch.setattr(documents, "repair", repairing(*edits))
        return clean_document(extracted(text, **about), settings or Settings())

    return run


def by_kind(cleaned, kind):
    return [block for block in cleaned.blocks if block.kind == kind]


def test_a_sound_document_is_clean_and_keeps_its_text(clean):
    text = "# Title\r\n\r\nSome text here that is sound.  \r\n"
    cleaned = clean(text)
    assert cleaned.document.status == "clean"
    assert cleaned.document.text == text
    assert (cleaned.document.repairs, cleaned.document.doubtful, cleaned.document.left) == (0, 0, 0)
    assert cleaned.document.channels is None
    assert cleaned.repairs == ()


def test_repairs_are_made_everywhere_and_counted_by_block_and_document(clean):
    first = edit(NOTE, "\xc3\xa9", "é")
    second = edit(NOTE, "\xc3\xa9", "é", at=first.end)
    quotes = edit(NOTE, "\xe2\x80\x9c", "“", grade="doubtful", loss="drop", confidence=0.7)
    left = edit(NOTE, "\xe2\x80\x9d", None, loss="drop", confidence=0.4)
    code = edit(NOTE, "\xc3\xa9", "é", at=NOTE.index("```"))
    cleaned = clean(NOTE, first, second, quotes, left, code)
    document = cleaned.document
    assert document.status == "damaged"
    assert (document.repairs, document.doubtful, document.left) == (4, 1, 1)
    assert document.title == "Café notes"
    assert [b.text for b in by_kind(cleaned, "heading")] == ["Café"]
    paragraph = by_kind(cleaned, "paragraph")[0]
    assert (paragraph.repairs, paragraph.doubtful, paragraph.left) == (1, 1, 1)
    assert paragraph.text == "He said “yes\xe2\x80\x9d twice."
    assert [b.text for b in by_kind(cleaned, "code")] == ["café"]
    assert document.channels == (CHANNEL,)
    assert revert(document, cleaned.repairs) == NOTE


def test_an_edit_has_its_place_in_lines_bytes_and_blocks(clean):
    cleaned = clean(NOTE, edit(NOTE, "\xe2\x80\x9c", "“"), bom=True)
    (row,) = cleaned.repairs
    assert (row.line, row.column) == (8, 9)
    assert row.start_byte == len(NOTE[: row.start].encode()) + 3
    assert row.block_id == by_kind(cleaned, "paragraph")[0].block_id


def test_an_edit_in_a_gap_has_no_block(clean):
    text = "```caf\xc3\xa9\ncode\n```\n"
    cleaned = clean(text, edit(text, "\xc3\xa9", "é"))
    assert cleaned.repairs[0].block_id is None
    assert cleaned.document.repairs == 1


@pytest.mark.parametrize(
    ("grades", "status"),
    [
        (["certain"], "repaired"),
        (["certain", "doubtful"], "doubtful"),
        (["doubtful", "left"], "damaged"),
    ],
)
def test_the_status_is_the_worst_of_what_was_found(clean, grades, status):
    text = "a\xc3\xa9 b\xc3\xa8"
    edits = [
        edit(text, before, None if grade == "left" else after, grade=grade)
        for grade, before, after in zip(grades, ("\xc3\xa9", "\xc3\xa8"), "éè", strict=False)
    ]
    assert clean(text, *edits).document.status == status


def test_what_is_lost_without_a_repair_is_damage_too(clean):
    lost = finding("replacement-character", "U+FFFD", start=1, end=2)
    assert clean("a\ufffdb", findings=(lost,)).document.status == "damaged"
    text = "a\ufffdb"
    restored = clean(text, edit(text, "\ufffd", "é", loss="replace"), findings=(lost,))
    assert restored.document.status == "repaired"
    assert [f.code for f in restored.document.findings] == ["front-matter-missing", "mojibake-lossy"]


def test_a_missing_header_is_told_once_and_an_unclosed_one_is_no_missing_one(clean):
    assert [f.code for f in clean("text\n").document.findings] == ["front-matter-missing"]
    unclosed = finding("front-matter-unclosed", "no closing rule", line=1, column=1, start=0, end=3)
    assert clean("---\ntitle: x\n", findings=(unclosed,)).document.findings == (unclosed,)
    assert clean("---\ntitle: x\n---\n").document.findings == ()


def test_a_rejected_document_passes_untouched():
    one = extracted("text")
    rejected = replace(one, document=replace(one.document, status="rejected", text=None), blocks=())
    cleaned = clean_document(rejected, Settings())
    assert cleaned.document is rejected.document
    assert (cleaned.blocks, cleaned.repairs, cleaned.pairs) == ((), (), ())


def test_an_empty_file_is_clean_and_its_text_null(clean):
    cleaned = clean("")
    assert (cleaned.document.status, cleaned.document.text, cleaned.document.blocks) == ("clean", None, 0)
    assert revert(cleaned.document, ()) == ""


def test_the_target_of_a_relative_link_is_left_and_its_text_repaired(clean):
    text = "![caf\xc3\xa9](caf\xc3\xa9.png) [x](https://a.example/caf\xc3\xa9)"
    label = edit(text, "\xc3\xa9", "é")
    target = edit(text, "\xc3\xa9", "é", at=label.end)
    absolute = edit(text, "\xc3\xa9", "é", at=target.end)
    cleaned = clean(text, label, target, absolute)
    assert cleaned.document.text == "![café](caf\xc3\xa9.png) [x](https://a.example/café)"
    withheld = cleaned.repairs[1]
    assert (withheld.after, withheld.grade) == (None, "left")
    assert withheld.alternatives == (Alternative(text="é", probability=1.0),)


def test_an_edit_that_would_break_the_header_withholds_all_edits_in_it(clean):
    text = "---\ntitle: a\xc3\xa9\nlink: b\xe2\u20ac\n---\n\nText\xc3\xa9.\n"
    good = edit(text, "\xc3\xa9", "é")
    bad = edit(text, "\xe2\u20ac", ": c: d")
    body = edit(text, "\xc3\xa9", "é", at=bad.end)
    cleaned = clean(text, good, bad, body)
    assert cleaned.document.title == "a\xc3\xa9"
    assert [row.after for row in cleaned.repairs] == [None, None, "é"]
    assert "front-matter-repair-withheld" in [f.code for f in cleaned.document.findings]
    assert cleaned.document.text is not None
    assert cleaned.document.text.endswith("Texté.\n")


def test_an_edit_of_a_key_is_withheld_and_of_a_value_made(clean):
    text = "---\ncl\xc3\xa9: v\xc3\xa9\n---\n"
    key, value = edit(text, "\xc3\xa9", "é"), edit(text, "\xc3\xa9", "é", at=text.index(" v"))
    assert [r.after for r in clean(text, key, value).repairs] == [None, None]
    assert clean(text, value).document.metadata == '{"cl\xc3\xa9": "vé"}'


def test_a_header_that_could_not_be_read_is_read_once_repaired(clean):
    text = "---\ntitle: l\xe2\x80\x99ami\n---\n\nText.\n"
    cleaned = clean(text, edit(text, "\xe2\x80\x99", "\N{RIGHT SINGLE QUOTATION MARK}"))
    assert cleaned.document.title == "l\N{RIGHT SINGLE QUOTATION MARK}ami"
    assert cleaned.blocks[0].path_in_document == "front_matter/title"
    assert cleaned.document.raw_front_matter == text[: text.index("\n\nText")]


def test_a_line_end_put_back_by_an_edit_makes_blocks_with_places_in_the_source(clean):
    text = "first\xc2\xa0# second\n"
    cleaned = clean(text, edit(text, "\xc2\xa0", "\n\n"))
    assert [(b.kind, b.text, b.raw) for b in cleaned.blocks] == [
        ("paragraph", "first", "first"),
        ("heading", "second", "second"),
    ]
    assert cleaned.document.sections == 1
    assert cleaned.repairs[0].block_id is None
    assert [text[b.start : b.end] for b in cleaned.blocks] == ["first", "second"]
    assert [b.position for b in cleaned.blocks] == [0, 1]


def test_text_is_without_prefixes_and_normalized_and_plain_without_markup(clean):
    text = "> cafe\u0301 *one*  \r\n> [two](x.md)\r\n"
    block = clean(text).blocks[0]
    assert block.raw == text[2:-2]
    assert block.text == "café *one*  \n[two](x.md)"
    assert block.plain is not None
    assert "two" in block.plain
    assert "](" not in block.plain


def test_code_is_not_normalized_and_in_no_language(clean):
    block = clean("```\ncafe\u0301  \r\nx\n```\n").blocks[0]
    assert block.text == "cafe\u0301  \r\nx"
    assert block.language == "und"


def test_normalizing_can_be_switched_off(clean):
    block = clean("cafe\u0301\r\nx\n", settings=Settings(normalize=())).blocks[0]
    assert block.text == "cafe\u0301\r\nx"


def test_a_character_beyond_the_encoding_of_the_file_is_a_finding(clean):
    text = "note \xf0\x9f caf\xe9"
    emoji = edit(text, "\xf0\x9f", "\U0001f4a1", loss="drop")
    wide = clean(text, emoji, encoding="iso-8859-1")
    assert "encoding-widened" in [f.code for f in wide.document.findings]
    assert "encoding-widened" not in [f.code for f in clean(text, emoji).document.findings]


def test_findings_are_in_order_of_place_the_whole_file_first(clean):
    text = "x\xc3\xa9\ny \x07\nz\xc3\xa9\n"
    whole = finding("newline-mixed", "mixed")
    control = finding("control-character", "U+0007", line=2, column=3, start=6, end=7)
    cleaned = clean(
        text,
        edit(text, "\xc3\xa9", "é"),
        edit(text, "\xc3\xa9", "é", at=5),
        findings=(control, whole),
    )
    assert [(f.code, f.line) for f in cleaned.document.findings] == [
        ("newline-mixed", None),
        ("front-matter-missing", None),
        ("mojibake-lossless", 1),
        ("control-character", 2),
        ("mojibake-lossless", 3),
    ]


def test_many_edits_on_one_line_are_one_finding_and_of_many_lines_the_rest_is_counted(clean):
    text = "\xc3\xa9 \xc3\xa9\n" * 250
    edits, at = [], 0
    while (at := text.find("\xc3\xa9", at)) >= 0:
        edits.append(edit(text, "\xc3\xa9", "é", at=at))
        at += 1
    found = clean(text, *edits).document.findings
    assert len(found) == 102
    assert found[1].message.startswith("2 stretches")
    assert "300 stretches more in 150 further places" in [f.message for f in found]
    assert all(f.message.isascii() for f in found)


def test_languages_of_a_document_are_ordered_by_letters(clean):
    text = (
        "Every interview is an opportunity to prepare for the next one, so write it all down.\n\n"
        "Каждое утро он читает новости.\n"
    )
    cleaned = clean(text)
    assert cleaned.document.languages == ("en", "ru")
    assert [(b.language, b.script) for b in cleaned.blocks] == [("en", "Latn"), ("ru", "Cyrl")]


def test_a_flag_before_a_summary_does_not_hide_its_language(clean):
    summary = "\U0001f1eb\U0001f1f7 Se préparer pour la suite"
    text = f"<details>\n<summary>{summary}</summary>\n\nTexte.\n\n</details>\n"
    block = by_kind(clean(text), "summary")[0]
    assert block.language == "fr"
    assert block.plain is not None
    assert block.plain.startswith("\U0001f1eb\U0001f1f7")


def test_files_that_are_in_the_language_of_their_name_count_as_translations(monkeypatch):
    monkeypatch.setattr(documents, "repair", repairing())
    english = "Every interview is an opportunity to prepare for the next one.\n"
    french = "Chaque entretien est une occasion de se préparer au suivant.\n"
    family = (
        extracted(french, path="fr/x.md"),
        extracted(english, path="it/x.md"),
        extracted(french, path="x.fr.md"),
        extracted(english, path="x.md"),
    )
    cleaned = clean_family(family, Settings())
    assert [one.document.translations for one in cleaned] == [0, 0, 0, 2]


def test_ids_are_unique_among_equal_files_and_equal_headings(monkeypatch):
    text = "## Tip\n\nCaf\xc3\xa9\n"
    monkeypatch.setattr(documents, "repair", repairing(edit(text, "\xc3\xa9", "é")))
    cleaned = [clean_document(extracted(text, path=f"{n}.md"), Settings()) for n in range(800)]
    for ids in (
        [one.document.document_id for one in cleaned],
        [block.block_id for one in cleaned for block in one.blocks],
        [row.repair_id for one in cleaned for row in one.repairs],
    ):
        assert len(ids) == len(set(ids))
    blocks = {block.block_id for one in cleaned for block in one.blocks}
    assert {row.block_id for one in cleaned for row in one.repairs} <= blocks


@pytest.mark.parametrize("before", ["xe", "x", "\0x", ""])
@pytest.mark.parametrize("after", ["x\u00e9", "x", "\0x", "y", "x\0"])
def test_edits_that_change_ascii_anywhere_have_the_document_cut_again(before, after):
    """Whatever parts the texts that are compared at once."""
    source = extracted("A note.\n")
    edits = [
        replace(edit("xe \0x", "\0x", "\u00e9"), before=one, after=other)
        for one, other in ((before, after), ("\u00c3", "\u00e9"), (after, before))
    ]
    changed = any(
        one.before.encode("ascii", "ignore") != (one.after or "").encode("ascii", "ignore") for one in edits
    )
    assert documents._is_cut_again(source, edits) == changed


def test_an_edit_is_in_the_block_that_holds_all_of_it():
    block = extracted("A note.\n").blocks[0]
    blocks = [
        replace(block, block_id=name, start=start, end=end)
        for name, start, end in (("a", 2, 6), ("b", 6, 9), ("c", 12, 14))
    ]
    places = ((0, 2), (1, 2), (2, 2), (2, 4), (4, 6), (6, 7), (7, 10), (10, 12), (12, 14), (14, 15))
    edits = [replace(edit("x", "x", "y"), start=start, end=end) for start, end in places]
    found = placed._blocks_of(edits, blocks)
    assert found == [None, None, "a", "a", "a", "b", None, None, "c", None]
