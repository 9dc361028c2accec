"""Blocks and gaps, joined, are the text; and what a reader of the note sees is in a block."""

from __future__ import annotations

import re
from typing import Any

import pyromark
from hypothesis import given

from pipeline.markdown import Cut, cut, plain, without_prefixes
from pipeline.records import BLOCK_KINDS
from tests.strategies import notes, texts

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)
SPACE = " \t\r\n"
RENDERED = {"Text", "Code", "Html", "InlineHtml", "FootnoteReference"}


def check(text: str) -> Cut:
    """What holds of every cut of every text."""
    result = cut(text)
    cursor = 0
    joined = []
    for block in result.blocks:
        assert cursor <= block.start < block.end <= len(text)
        joined += [text[cursor : block.start], text[block.start : block.end]]
        cursor = block.end
        assert text[block.start] not in SPACE
        assert text[block.end - 1] not in SPACE
        assert block.kind in BLOCK_KINDS
        assert block.level >= 0
        assert block.section is None or 0 <= block.section < result.sections
    assert "".join([*joined, text[cursor:]]) == text
    paths = [block.path_in_document for block in result.blocks]
    assert len(set(paths)) == len(paths)
    starts = [fold.start for fold in result.folds]
    assert starts == sorted(starts)
    for fold in result.folds:
        assert text[fold.start] == "<"
        assert fold.start < fold.end <= len(text)
        assert fold.summary is None or fold.summary in result.blocks
    return result


@given(notes())
def test_blocks_and_gaps_of_a_note_are_its_text(text: str) -> None:
    check(text)


@given(texts())
def test_blocks_and_gaps_of_any_text_are_the_text(text: str) -> None:
    check(text)


@given(notes(newlines=("\n", "\r\n")))
def test_every_character_that_is_rendered_lies_in_a_block(text: str) -> None:
    result = check(text)
    covered = bytearray(len(text))
    for block in result.blocks:
        covered[block.start : block.end] = b"\1" * (block.end - block.start)
    for tag in re.finditer("</?[a-z][^<>]*>", text):
        covered[tag.start() : tag.end()] = b"\1" * len(tag[0])
    start = result.header.end if result.header else 0
    data = text[start:].encode()
    for event, span in pyromark.events_with_range(text[start:], options=OPTIONS, merge_text=False):
        shape: Any = event
        if not isinstance(shape, dict) or not shape.keys() & RENDERED:
            continue
        first = start + len(data[: span["start"]].decode())
        last = start + len(data[: span["end"]].decode())
        missed = [text[i] for i in range(first, last) if not covered[i] and text[i] not in SPACE]
        assert missed == []


@given(notes(newlines=("\n",)))
def test_blocks_are_the_same_with_every_kind_of_line_end(text: str) -> None:
    def shape(newline: str) -> list[tuple[str, str, str]]:
        other = text.replace("\n", newline)
        return [
            (b.kind, b.path_in_document, other[b.start : b.end].replace(newline, "\n"))
            for b in cut(other).blocks
        ]

    assert shape("\n") == shape("\r\n") == shape("\r")


@given(notes())
def test_the_text_and_plain_text_of_every_block_can_be_told(text: str) -> None:
    for block in cut(text).blocks:
        raw = text[block.start : block.end]
        column = block.start - max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) - 1
        without = without_prefixes(raw, block.kind, block.path_in_document, column)
        assert without[0] == raw[0]
        assert len(without) <= len(raw)
        assert block.kind == "code" or not set(plain(without, block.kind)) & {"\r", "\n", "\t"}


@given(notes())
def test_a_cut_is_the_same_the_second_time(text: str) -> None:
    assert cut(text) == cut(text)
