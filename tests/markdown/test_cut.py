"""What becomes a block, of which kind, where it begins and ends, and what its path is."""

from __future__ import annotations

import pytest

from pipeline.markdown import blocks, cut
from pipeline.markdown.events import UnparsableError

Row = tuple[str, str, str]


def rows(text: str) -> list[Row]:
    """Kind, path and text of every block."""
    return [(b.kind, b.path_in_document, text[b.start : b.end]) for b in cut(text).blocks]


CASES: dict[str, tuple[str, list[Row]]] = {
    "a heading and its paragraph": (
        "# A *b* #\n\ntext\nmore  \n",
        [
            ("heading", "section[0]/heading[0]", "A *b*"),
            ("paragraph", "section[0]/paragraph[0]", "text\nmore"),
        ],
    ),
    "a heading with an underline": (
        "Two\nlines\n===\n",
        [("heading", "section[0]/heading[0]", "Two\nlines")],
    ),
    "text before the first heading": ("text\n", [("paragraph", "paragraph[0]", "text")]),
    "items, tight and loose, a second paragraph, a nested list": (
        "- a\n  - b\n\n1. c\n\n   d\n\n   > e\n",
        [
            ("list_item", "list[0]/item[0]/paragraph[0]", "a"),
            ("list_item", "list[0]/item[0]/list[0]/item[0]/paragraph[0]", "b"),
            ("list_item", "list[1]/item[0]/paragraph[0]", "c"),
            ("list_item", "list[1]/item[0]/paragraph[1]", "d"),
            ("block_quote", "list[1]/item[0]/block_quote[0]/paragraph[0]", "e"),
        ],
    ),
    "a task's box is a gap": (
        "- [ ] a\n- [x]\n\n- [ ] b\n",
        [
            ("list_item", "list[0]/item[0]/paragraph[0]", "a"),
            ("list_item", "list[0]/item[2]/paragraph[0]", "b"),
        ],
    ),
    "the parts of an item around a rule": (
        "- a\n  ***\n  b\n",
        [
            ("list_item", "list[0]/item[0]/paragraph[0]", "a"),
            ("list_item", "list[0]/item[0]/paragraph[1]", "b"),
        ],
    ),
    "cells, empty ones counted but no blocks": (
        "|a| b |\n|-|-|\n||`x\\|y`|\n",
        [
            ("table_cell", "table[0]/row[0]/cell[0]", "a"),
            ("table_cell", "table[0]/row[0]/cell[1]", "b"),
            ("table_cell", "table[0]/row[1]/cell[1]", "`x\\|y`"),
        ],
    ),
    "code, fenced and indented, without fences and blank lines": (
        "```py\n\n  x\n\n```\n\n    y\n\n    z\n",
        [("code", "code[0]", "x"), ("code", "code[1]", "y\n\n    z")],
    ),
    "code in a quote": ("> ```\n>\n> x\n> y\n> ```\n", [("code", "block_quote[0]/code[0]", "x\n> y")]),
    "an alert's marker is a gap": (
        "> [!NOTE]\n> a\n> b\n",
        [("block_quote", "block_quote[0]/paragraph[0]", "a\n> b")],
    ),
    "a footnote's text is paragraphs": (
        "a[^1]\n\n[^1]: b\n\n    c\n",
        [
            ("paragraph", "paragraph[0]", "a[^1]"),
            ("paragraph", "footnote[0]/paragraph[0]", "b"),
            ("paragraph", "footnote[0]/paragraph[1]", "c"),
        ],
    ),
    "reference definitions and rules are gaps": (
        "[a]: /u 'T'\n\n***\n\n[b]: /v\ntext\n",
        [("paragraph", "paragraph[0]", "text")],
    ),
    "an escape begins the block": ("\\*a\n\n- \\# b\n", [
        ("paragraph", "paragraph[0]", "\\*a"),
        ("list_item", "list[0]/item[0]/paragraph[0]", "\\# b"),
    ]),
    "an image without text": ("![]()\n", [("paragraph", "paragraph[0]", "![]()")]),
    "NEL, U+2028 and ideographic space are content": (
        "a\x85b\u2028c\n\n\x85\n\n\u3000d\n",
        [
            ("paragraph", "paragraph[0]", "a\x85b\u2028c"),
            ("paragraph", "paragraph[1]", "\x85"),
            ("paragraph", "paragraph[2]", "\u3000d"),
        ],
    ),
    "offsets are code points": (
        "\U0001f4a1 \u9762\u8bd5\n\n- \u00e9 *\u4e2d*\n",
        [
            ("paragraph", "paragraph[0]", "\U0001f4a1 \u9762\u8bd5"),
            ("list_item", "list[0]/item[0]/paragraph[0]", "\u00e9 *\u4e2d*"),
        ],
    ),
    "lines that end in CR alone": (
        "# a\rb\r\r    c\r# d\r",
        [
            ("heading", "section[0]/heading[0]", "a"),
            ("paragraph", "section[0]/paragraph[0]", "b"),
            ("code", "section[0]/code[0]", "c"),
            ("heading", "section[1]/heading[0]", "d"),
        ],
    ),
    "nothing": ("", []),
    "blank lines": (" \n\t\n", []),
}  # fmt: skip


NOTE = """---
title: Keep Plants Alive
emoji: \U0001f331
tags:
  - garden
  - habits
link: https://example.org/plants?utm_source=news
created: 2022-01-18T14:48:04.000Z
---

## Tip

Water them.

- `Look first`. Dry soil?
- Then pour.

## Translations

<details>
   <summary>\U0001f1e8\U0001f1f3 \u517b\u6d3b\u690d\u7269</summary>

\u6d47\u6c34\u3002

- \u5148\u770b\u3002
- \u518d\u6d47\u3002

</details>

## Mindmap

![]()
"""


def test_a_note_with_front_matter_tip_translation_and_empty_image() -> None:
    result = cut(NOTE)
    assert (result.sections, len(result.folds), result.findings) == (3, 1, ())
    assert [b.path_in_document for b in result.blocks] == [
        "front_matter/title",
        "front_matter/emoji",
        "front_matter/tags[0]",
        "front_matter/tags[1]",
        "front_matter/link",
        "front_matter/created",
        "section[0]/heading[0]",
        "section[0]/paragraph[0]",
        "section[0]/list[0]/item[0]/paragraph[0]",
        "section[0]/list[0]/item[1]/paragraph[0]",
        "section[1]/heading[0]",
        "section[1]/details[0]/summary[0]",
        "section[1]/details[0]/paragraph[0]",
        "section[1]/details[0]/list[0]/item[0]/paragraph[0]",
        "section[1]/details[0]/list[0]/item[1]/paragraph[0]",
        "section[2]/heading[0]",
        "section[2]/paragraph[0]",
    ]
    # A translation's blocks have the kinds and levels of their source.
    kinds = [(b.kind, b.level) for b in result.blocks]
    assert kinds[7:10] == kinds[12:15]


@pytest.mark.parametrize("name", CASES)
def test_blocks_of(name: str) -> None:
    text, expected = CASES[name]
    assert rows(text) == expected


def test_levels_are_of_headings_or_count_lists_and_quotes() -> None:
    text = "### h\n\na\n\n- b\n  - c\n\n> d\n>\n> - e\n"
    assert [b.level for b in cut(text).blocks] == [3, 0, 1, 2, 1, 2]


def test_a_section_reaches_to_the_next_heading_of_any_level() -> None:
    result = cut("a\n\n# b\n\nc\n\n### d\n\ne\n\n#\n\nf\n")
    assert result.sections == 3
    assert [b.section for b in result.blocks] == [None, 0, 0, 1, 1, 2]


def test_a_section_in_a_container_ends_with_it() -> None:
    result = cut("# a\n\n> ## b\n>\n> c\n\nd\n")
    assert [(b.section, b.path_in_document) for b in result.blocks] == [
        (0, "section[0]/heading[0]"),
        (1, "section[0]/block_quote[0]/section[1]/heading[0]"),
        (1, "section[0]/block_quote[0]/section[1]/paragraph[0]"),
        (0, "section[0]/paragraph[0]"),
    ]


def test_an_unpaired_surrogate_moves_no_offset() -> None:
    assert rows("a \ud800\n\nb\n") == [
        ("paragraph", "paragraph[0]", "a \ud800"),
        ("paragraph", "paragraph[1]", "b"),
    ]


def test_what_the_parser_gives_up_on_is_one_block_and_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(text: str, start: int) -> None:
        raise UnparsableError("too deep")

    monkeypatch.setattr(blocks, "steps", give_up)
    text = "---\ntitle: x\n---\n\n# a\n\nb\n"
    result = cut(text)
    assert [(b.kind, text[b.start : b.end]) for b in result.blocks] == [
        ("front_matter", "x"),
        ("paragraph", "# a\n\nb"),
    ]
    assert [(f.code, f.line, f.start, f.end) for f in result.findings] == [("markdown-unparsed", 5, 18, 24)]
