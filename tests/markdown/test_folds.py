"""`<details>` and other HTML: folds, summaries, the text between tags."""

from __future__ import annotations

import pytest

from pipeline.markdown import cut

Row = tuple[str, str, str]


def rows(text: str) -> list[Row]:
    """Kind, path and text of every block."""
    return [(b.kind, b.path_in_document, text[b.start : b.end]) for b in cut(text).blocks]


CASES: dict[str, tuple[str, list[Row]]] = {
    "Markdown in a fold": (
        "<details>\n  <summary>\U0001f1e8\U0001f1f3 s</summary>\n\na\n\n- b\n\n</details>\n\nc\n",
        [
            ("summary", "details[0]/summary[0]", "\U0001f1e8\U0001f1f3 s"),
            ("paragraph", "details[0]/paragraph[0]", "a"),
            ("list_item", "details[0]/list[0]/item[0]/paragraph[0]", "b"),
            ("paragraph", "paragraph[0]", "c"),
        ],
    ),
    "a fold in one HTML block": (
        "<DETAILS open><summary>A <b>b</b></summary>\nline\ntwo <br> three\n<p>four</p></details>\n",
        [
            ("summary", "details[0]/summary[0]", "A <b>b</b>"),
            ("paragraph", "details[0]/paragraph[0]", "line\ntwo <br> three"),
            ("paragraph", "details[0]/paragraph[1]", "four"),
        ],
    ),
    "preformatted text in a fold": (
        "<details><summary>log</summary><pre>x</pre><img alt=y></details>\n",
        [
            ("summary", "details[0]/summary[0]", "log"),
            ("html", "details[0]/html[0]", "x"),
            ("html", "details[0]/html[1]", "<img alt=y>"),
        ],
    ),
    "a heading as summary": (
        "<details><summary>\n\n## T\n\n</summary>\n\na\n\n</details>\n",
        [
            ("heading", "details[0]/section[0]/heading[0]", "T"),
            ("paragraph", "details[0]/section[0]/paragraph[0]", "a"),
        ],
    ),
    "a paragraph as summary": (
        "<details><summary>\n\nT\n\n</summary>\n\na\n\n</details>\n",
        [("summary", "details[0]/summary[0]", "T"), ("paragraph", "details[0]/paragraph[0]", "a")],
    ),
    "a summary that is never closed": (
        "<details><summary>T\n\na\n\n</details>\n",
        [("summary", "details[0]/summary[0]", "T"), ("paragraph", "details[0]/paragraph[0]", "a")],
    ),
    "a tag over two lines of a quote": (
        "> <details\n> open>\n> <summary>q</summary>\n>\n> a\n",
        [
            ("summary", "block_quote[0]/details[0]/summary[0]", "q"),
            ("paragraph", "block_quote[0]/details[0]/paragraph[0]", "a"),
        ],
    ),
    "text between tags": (
        "<div align=center>\n <h1>T</h1>\n text <b>x</b>\n <img src=x>\n</div>\n",
        [("html", "html[0]", "T"), ("html", "html[1]", "text <b>x</b>\n <img src=x>")],
    ),
    "comments, within a text and alone": (
        "<!-- mojibake: allow x -->\n<div>a <!-- b --> c</div>\n",
        [("html", "html[0]", "<!-- mojibake: allow x -->"), ("html", "html[1]", "a <!-- b --> c")],
    ),
    "a comment that is never closed": ("<!-- a\n\nb\n", [("html", "html[0]", "<!-- a\n\nb")]),
    "a script and a style": (
        "<script>\nif (a<b) {}\n\n</script>\n\n<style>p{}</style> x\n",
        [
            ("html", "html[0]", "<script>\nif (a<b) {}\n\n</script>"),
            ("html", "html[1]", "<style>p{}</style>"),
            ("html", "html[2]", "x"),
        ],
    ),
    "tags without text are gaps": ("<div>\n<hr>\n</div>\n", []),
    "a fold within a line is inline": (
        "a <details>b</details>\n",
        [("paragraph", "paragraph[0]", "a <details>b</details>")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_of(name: str) -> None:
    text, expected = CASES[name]
    assert rows(text) == expected


def folds(text: str) -> list[tuple[str, str, str | None]]:
    """Path, text and summary of every fold."""
    return [
        (f.path, text[f.start : f.end], text[f.summary.start : f.summary.end] if f.summary else None)
        for f in cut(text).folds
    ]


def test_a_fold_reaches_from_its_opening_to_its_closing_tag() -> None:
    text = "# a\n\n<details>\n<summary>s</summary>\n\nb\n\n</details>\n\nc\n"
    assert folds(text) == [("section[0]/details[0]", text[5:50], "s")]


def test_folds_nest_and_parents_come_first() -> None:
    inner = "<details><summary>i</summary>\n\nb\n\n</details>"
    text = f"<details>\n<summary>o</summary>\n\n{inner}\n\nc\n\n</details>"
    assert folds(text) == [("details[0]", text, "o"), ("details[0]/details[0]", inner, "i")]


def test_an_unclosed_fold_reaches_to_the_last_content_of_its_container() -> None:
    text = "- <details><summary>s</summary>\n\n  a\n\n- b\n\n<details>\n\nc\n\n"
    assert folds(text) == [
        ("list[0]/item[0]/details[0]", "<details><summary>s</summary>\n\n  a", "s"),
        ("details[0]", "<details>\n\nc", None),
    ]


def test_a_closing_tag_without_a_fold_is_void() -> None:
    assert folds("</details>\n\na\n\n</details>\n") == []


def test_a_fold_closed_inside_a_list_that_began_in_it_is_left_behind_the_list() -> None:
    text = "<details><summary>s</summary>\n\n- a\n  </details>\n- b\n\nc\n"
    assert folds(text) == [("details[0]", text[:47], "s")]
    assert rows(text)[-2:] == [
        ("list_item", "details[0]/list[0]/item[1]/paragraph[0]", "b"),
        ("paragraph", "paragraph[0]", "c"),
    ]


def test_a_fold_s_summary_is_the_first_and_is_one_of_the_blocks() -> None:
    result = cut("<details><summary>a</summary><summary>b</summary></details>\n")
    assert result.folds[0].summary is result.blocks[0]
