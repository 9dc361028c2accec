"""Input made to break the cutter: it neither crashes nor takes more than linear time."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import process_time

import pytest

from pipeline.markdown import cut, plain, without_prefixes
from pipeline.markdown.containers import MAX_PATH_DEPTH
from tests.properties.test_tiling import check

HOSTILE: dict[str, str] = {
    "10,000 nested quotes": "> " * 10_000 + "a\n",
    "10,000 quotes without spaces": ">" * 10_000 + "a\n",
    "2,000 nested lists in a line": "- " * 2_000 + "a\n",
    "1,000 nested lists": "".join("  " * n + "- a\n" for n in range(1_000)),
    "a table in 2,000 quotes": "> " * 2_000 + "|a|b|\n" + "> " * 2_000 + "|-|-|\n" + "> " * 2_000 + "|c|d|\n",
    "one line of 5 MB": "word " * 1_000_000,
    "open brackets": "[" * 50_000,
    "open links": "[a](" * 50_000,
    "stars": "*a " * 50_000,
    "backticks of every length": "".join("`" * n + " " for n in range(1, 700)),
    "open tags": "<a " * 50_000,
    "open quotes in tags": "<div " + '"' * 50_001 + "<a '" * 50_000,
    "block tags": "<div>" * 50_000,
    "open comments": "<div>" + "<!-- " * 50_000,
    "comments within a text": "<div>" + "x <!-- a --> " * 20_000,
    "open folds": "<details>\n\n" * 10_000 + "a\n\n" * 10_000,
    "open folds in a line": "<details>" * 20_000,
    "open summaries": "<details><summary>\n\n" * 10_000,
    "stray closing tags in quotes": "<details>\n\n" + "> " * 500 + "<b>x</b>\n\n" + "</details>\n\n" * 10_000,
    "footnotes in footnotes": "[^1]: " * 5_000,
    "definitions": "".join(f"[r{n}]: /x\n" for n in range(20_000)),
    "spaces": "a" + " " * 500_000 + "b\n c" + " " * 500_000 + "\n",
    "backslashes": "\\" * 500_001 + "\nx",
    "entities": "&amp;" * 50_000,
    "NUL bytes": "\x00" * 10_000 + "\n\n\x00",
    "lone surrogates": "\ud800\udc00\ud800\n\n" * 1_000,
    "a header that never ends": "---\n" + "-- ...\n" * 100_000,
    "a header of 2 MB": "---\na: " + "x" * 2**21 + "\n---\n",
    "a header of 50,000 keys": "---\n" + "".join(f"k{n}: v\n" for n in range(50_000)) + "---\n",
    "a header nested too deeply": "---\na: " + "[" * 100_000 + "\n---\n",
    "a header nested deeply and broad": "---\na: " + "[" * 900 + "b," * 50_000 + "]" * 900 + "\n---\n",
    "a header of merges": "---\na: &a {x: 1}\n" + "".join(f"b{n}:\n  <<: *a\n" for n in range(99)) + "---\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_quick_and_whole_on(name: str) -> None:
    text = HOSTILE[name]
    start = process_time()
    result = check(text)
    for block in result.blocks:
        plain(without_prefixes(text[block.start : block.end], block.kind, block.path_in_document), block.kind)
    # Linear work takes well under a second each; quadratic work, minutes.
    assert process_time() - start < 10


def test_paths_stay_short_however_deep_a_block_stands() -> None:
    for text in ("> " * 5_000 + "a\n", "<details>\n\n" * 1_000 + "a\n"):
        assert max(len(block.path_in_document) for block in cut(text).blocks) < 25 * (MAX_PATH_DEPTH + 1)


def _notes(count: int) -> str:
    return "".join(
        f"## H{n}\n\nSome *text* with `code`.\n\n- a {n}\n- b\n\n| c | d |\n|-|-|\n| e | \u4e2d |\n\n"
        for n in range(count)
    )


def _quotes(count: int) -> str:
    return ("> " * 100 + "a\n\n") * count


@pytest.mark.parametrize("make", [_notes, _quotes])
def test_four_times_the_text_takes_about_four_times_the_time(make: Callable[[int], str]) -> None:
    def seconds(count: int) -> float:
        text = make(count)
        times = []
        for _ in range(3):
            start = process_time()
            cut(text)
            times.append(process_time() - start)
        return min(times)

    # Quadratic work would take sixteen times as long; the rest is for a busy machine.
    assert seconds(400) < 10 * seconds(100)


def test_noise_of_markup_is_cut_without_a_crash() -> None:
    pieces = [
        "<", ">", "<!--", "-->", "<details>", "</details>", "<summary>", "'", '"', "a", "\n", "\n\n",
        "> ", "- ", "`", "```", "|", "\\", "[", "]", "(", ")", "&", "---\n", "\u4e2d", "\r", "\t",
        "    ", "# ", "*",
    ]  # fmt: skip
    chance = random.Random(7)
    for _ in range(300):
        check("".join(chance.choices(pieces, k=chance.randrange(120))))
