"""Code is found as CommonMark finds it, and repaired only where text outside code proves the damage."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mojibake import damage, repair
from pipeline.mojibake.evidence.runs import code_points
from pipeline.mojibake.sound.code import FEW, code_spans, in_literals
from tests import texts

E1 = damage("\u00e9", "windows-1252:c1")
"""What an e with acute looks like once it is damaged."""
EUR = damage("\u20ac", "windows-1252:c1")


def _code(text: str) -> list[str]:
    return [text[start:end] for start, end in code_spans(text)]


@pytest.mark.parametrize(
    ("example", "text", "code"),
    [
        (328, "`foo`", ["foo"]),
        (329, "`` foo ` bar ``", [" foo ` bar "]),
        (330, "` `` `", [" `` "]),
        (331, "`  ``  `", ["  ``  "]),
        (332, "` a`", [" a"]),
        (335, "``\nfoo\nbar  \nbaz\n``", ["\nfoo\nbar  \nbaz\n"]),
        (338, "`foo\\`bar`", ["foo\\"]),
        (339, "``foo`bar``", ["foo`bar"]),
        (340, "` foo `` bar `", [" foo `` bar "]),
        (341, "*foo`*`", ["*"]),
        (342, "[not a `link](/foo`)", ["link](/foo"]),
        (347, "```foo``", []),
        (348, "`foo", []),
        (349, "`foo``bar``", ["bar"]),
    ],
)
def test_code_spans_are_those_of_the_specification(example: int, text: str, code: list[str]) -> None:
    """CommonMark 0.31, section 6.1; contents before their spaces are stripped."""
    assert _code(text) == code, example


@pytest.mark.parametrize(
    ("example", "text", "code"),
    [
        (119, "```\n<\n >\n```", "\n<\n >\n"),
        (120, "~~~\n<\n >\n~~~", "\n<\n >\n"),
        (122, "```\naaa\n~~~\n```", "\naaa\n~~~\n"),
        (124, "````\naaa\n```\n``````", "\naaa\n```\n"),
        (126, "```", ""),
        (127, "`````\n\n```\naaa", "\n\n```\naaa"),
        (130, "```\n\n  \n```", "\n\n  \n"),
        (132, " ```\n aaa\naaa\n```", "\n aaa\naaa\n"),
        (142, "```ruby\ndef foo(x)\n  return 3\nend\n```", "\ndef foo(x)\n  return 3\nend\n"),
        (147, "```\n``` aaa\n```", "\n``` aaa\n"),
    ],
)
def test_fences_are_those_of_the_specification(example: int, text: str, code: str) -> None:
    """CommonMark 0.31, section 4.5; what follows the fence on its line is no code."""
    assert _code(text) == [code], example


def test_a_fence_whose_info_has_backticks_is_a_span() -> None:
    """CommonMark 0.31, example 138."""
    assert _code("``` ```\naaa") == [" "]


def test_a_code_span_ends_with_its_paragraph() -> None:
    assert _code("a `b\n\nc` d") == []


def test_spans_are_in_order_and_do_not_overlap() -> None:
    text = "a `b` c\n\n```\nd `e`\n```\n`f`\n\n~~~\ng\n~~~\n"
    spans = code_spans(text)
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert [text[s:e].strip() for s, e in spans] == ["b", "d `e`", "f", "g"]


def _french() -> str:
    """A paragraph that is damage through and through."""
    return damage(texts.paragraphs()["fr"][2], "windows-1252:c1")


@pytest.mark.parametrize(
    "text",
    [
        f"Use `{E1}` to see it.",
        f"The text `caf{E1} cr{E1}me` is broken.",
        f"```\nprint('d{E1}j{E1} vu caf{E1}')\n```",
    ],
)
def test_code_never_proves_damage(text: str) -> None:
    assert repair(text).text == text


def test_code_is_repaired_where_all_outside_it_in_its_block_is_damage() -> None:
    truth = "Le caf\u00e9 pr\u00e9f\u00e9r\u00e9 de l\u2019\u00e9t\u00e9, `caf\u00e9 cr\u00e8me`, o\u00f9 ?"
    assert repair(damage(truth, "windows-1252:c1")).text == truth


def test_code_is_left_where_its_block_is_sound() -> None:
    block = f"D\u00e9j\u00e0 vu \u2014 c\u2019est `caf{E1} cr{E1}me` qui le montre."
    made = repair(f"{_french()}\n\n{block}\n").text
    assert made == f"{texts.paragraphs()['fr'][2]}\n\n{block}\n"


def test_code_in_an_ascii_block_asks_the_document() -> None:
    truth = texts.paragraphs()["fr"][2]
    block = "See `caf\u00e9 cr\u00e8me` below."
    all_damaged = damage(f"{truth}\n\n{block}\n", "windows-1252:c1")
    assert repair(all_damaged).text == f"{truth}\n\n{block}\n"
    sound = "L\u2019\u00e9t\u00e9 \u00e9tait sec.\n"
    left = damage(block, "windows-1252:c1")
    assert repair(f"{all_damaged}\n{sound}").text == f"{truth}\n\n{left}\n\n{sound}"


@pytest.mark.parametrize(
    "shown",
    [
        f"`{E1}` -> `\u00e9`",
        f"`caf{E1}` -> `caf\u00e9`",
        f'replace("{E1}", "\u00e9")',
        f"| {E1} | \u00e9 |",
        f"| {EUR} | \u20ac |",
    ],
)
def test_what_stands_beside_its_own_reading_is_shown(shown: str) -> None:
    assert repair(f"A table of repairs.\n\n{shown}\n").text == f"A table of repairs.\n\n{shown}\n"
    both = f"{_french()}\n\n{shown}\n"
    assert repair(both).text == f"{texts.paragraphs()['fr'][2]}\n\n{shown}\n"


def test_a_literal_that_is_the_damage_of_one_character_needs_proof_from_elsewhere() -> None:
    text = f'x = "{EUR}"\n'
    assert repair(text).text == text
    assert repair(f"{_french()}\n\n{text}").text == f'{texts.paragraphs()["fr"][2]}\n\nx = "\u20ac"\n'


def test_code_that_is_left_is_reported() -> None:
    text = f"The text `caf{E1} cr{E1}me` is broken."
    left = [edit for edit in repair(text).edits if edit.after is None]
    assert left
    assert all(edit.grade == "left" for edit in left)


def test_many_code_spans_in_one_block_take_time_in_proportion() -> None:
    line = damage("`\u00e9t\u00e9` no\u00ebl, \u00e9t\u00e9", "windows-1252:c1")

    def seconds(lines: int) -> float:
        text = "\n".join(f"{line} {number}" for number in range(lines))
        started = time.process_time()
        repair(text)
        return time.process_time() - started

    seconds(50)
    few, many = min(seconds(250) for _ in range(3)), min(seconds(2000) for _ in range(2))
    assert many < 20 * few + 0.5  # 64 times where it grows with the square


def _slowly(text: str, start: int, end: int) -> bool:
    """Whether a span stands in a literal, looked up in the text of its line."""
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    last = text.find("\n", start)
    line = text[first : last if last >= 0 else len(text)]
    begin, stop = start - first, min(end - first, len(line))
    if "|" in line[:begin] and "|" in line[stop:]:
        return True
    return any(line[:begin].count(quote) % 2 == 1 and quote in line[stop:] for quote in "\"'")


@given(st.text(alphabet="a\"'|\n\r\u00e9", min_size=1, max_size=40), st.data())
def test_literals_are_found_as_line_by_line(text: str, data: st.DataObject) -> None:
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 3))
    spans = sorted((start, min(len(text), start + size)) for start, size in data.draw(st.lists(place)))
    starts = np.array([start for start, _ in spans], np.int64)
    ends = np.array([end for _, end in spans], np.int64)
    found = in_literals(code_points(text), starts, ends).tolist()
    assert found == [_slowly(text, start, end) for start, end in spans]


@pytest.mark.parametrize("ticks", [0, 3, FEW - 1, FEW, 3 * FEW])
def test_a_fence_is_found_behind_however_many_backticks(ticks: int) -> None:
    before = "` " * ticks + "\n\n"
    text = before + "```\nc\u00e9\n```\n"
    assert (len(before) + 3, len(text) - 4) in code_spans(text)
    assert code_spans(before + "~ ~~ `") == code_spans(before + "- -- `")
