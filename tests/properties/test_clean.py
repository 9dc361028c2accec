"""Invariants 1, 7 and 9 after clean: blocks tile, counts agree, the same input gives the same rows."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean_document, clean_family
from pipeline.records import BLOCK_KINDS, STATUSES
from pipeline.rows import from_arrow, to_arrow
from pipeline.settings import Settings
from tests.clean.builders import extracted
from tests.properties.test_revert import clean, damaged_notes
from tests.strategies import notes


@settings(max_examples=60)
@given(st.one_of(damaged_notes(), notes()))
def test_blocks_are_in_order_never_empty_never_overlapping_and_stand_in_the_source(text):
    at = 0
    for position, block in enumerate(clean(text).blocks):
        assert block.position == position
        assert at <= block.start < block.end <= len(text)
        assert block.raw == text[block.start : block.end]
        assert block.start_byte == len(text[: block.start].encode())
        assert block.kind in BLOCK_KINDS
        assert block.text != ""
        assert block.plain != ""
        at = block.end


@settings(max_examples=60)
@given(damaged_notes())
def test_counts_of_document_blocks_and_rows_agree(text):
    cleaned = clean(text)
    document, rows = cleaned.document, cleaned.repairs
    made = [row for row in rows if row.after is not None]
    assert document.blocks == len(cleaned.blocks)
    assert document.repairs == len(made)
    assert document.doubtful == sum(row.grade == "doubtful" for row in made)
    assert document.left == len(rows) - len(made)
    assert document.status in STATUSES
    if document.left:
        assert document.status == "damaged"
    by_block = Counter(row.block_id for row in made)
    assert {b.block_id: b.repairs for b in cleaned.blocks if b.repairs} == {
        block: count for block, count in by_block.items() if block is not None
    }


@settings(max_examples=30)
@given(st.lists(st.one_of(damaged_notes(), notes()), min_size=1, max_size=4))
def test_ids_are_unique_and_foreign_keys_hold_also_among_equal_files(texts):
    family = [extracted(text, path=f"{copy}/{n}.md") for n, text in enumerate(texts) for copy in "ab"]
    cleaned = [one for e in family for one in clean_family((e,), Settings())]
    documents = [one.document.document_id for one in cleaned]
    blocks = [block.block_id for one in cleaned for block in one.blocks]
    repairs = [row.repair_id for one in cleaned for row in one.repairs]
    for ids in (documents, blocks, repairs):
        assert len(ids) == len(set(ids))
    for one in cleaned:
        own = {block.block_id for block in one.blocks}
        assert {block.document_id for block in one.blocks} <= {one.document.document_id}
        assert {row.document_id for row in one.repairs} <= {one.document.document_id}
        assert {row.block_id for row in one.repairs} <= own | {None}


@settings(max_examples=30)
@given(st.lists(damaged_notes(), min_size=2, max_size=3))
def test_a_document_is_cleaned_the_same_whatever_was_cleaned_before_it(texts):
    forwards = [clean(text) for text in texts]
    backwards = [clean(text) for text in reversed(texts)]
    assert forwards == backwards[::-1]


@settings(max_examples=20)
@given(damaged_notes())
def test_what_is_cleaned_can_be_written_and_read_back(text):
    cleaned = clean(text)
    for table, rows in (
        ("documents", [cleaned.document]),
        ("blocks", list(cleaned.blocks)),
        ("repairs", list(cleaned.repairs)),
    ):
        assert list(from_arrow(table, to_arrow(table, rows))) == rows


HOSTILE = {
    "only a rule": "---",
    "an empty header": "---\n---\n",
    "a header of nothing but damage": "---\n\u00e9\u00a2\u00e8\u00af\u2022\n---\n",
    "controls": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "private use and noncharacters": "\ue000\ufdd0\uffff\U0010ffff",
    "a flag without its half": "# \U0001f1e8\n\n<details><summary>\U0001f1e8</summary></details>",
    "thousands of scripts in one line": "".join(chr(c) for c in range(0x80, 0x3000, 7)),
    "names that grow when folded": "<details><summary>\u0130\u1e9e\ufb01</summary></details>",
    "combining marks alone": "\u0301" * 500,
    "one word of 50,000 letters": "x" * 50_000,
    "one line of 50,000 Chinese characters": "\u9762" * 50_000,
    "a thousand one-letter blocks": "\n\n".join("ab"[n % 2] for n in range(1000)),
    "links upon links": "[a](b.md)" * 2000,
    "CR only": "# a\r\rb\r- c\r",
    "undamaged talk of damage": "It reads `\u00c3\u00a9` for \u00e9.",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_note_is_cleaned_and_tiles(name):
    text = HOSTILE[name]
    cleaned = clean_document(extracted(text), Settings())
    assert [block.raw for block in cleaned.blocks] == [text[b.start : b.end] for b in cleaned.blocks]
    assert cleaned.document.status in STATUSES
