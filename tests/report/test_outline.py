"""Outlines: what a shard says of its rows, and which rows of all are shown, as if all had been made."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import PlacedEdit
from pipeline.report import Choice, Part, Subject, decoded, encoded, merged, outline_of, part_of
from pipeline.report.rows import Problem
from pipeline.report.shown import size_of

_EDIT = PlacedEdit(
    repair_id="r",
    document_id="d",
    block_id=None,
    start=0,
    end=1,
    start_byte=0,
    line=1,
    column=1,
    before="x",
    after="y",
    bytes="79",
    channel="windows-1252:c1",
    loss="none",
    layers=1,
    confidence=1.0,
    grade="certain",
    decided_by="proof",
    alternatives=(),
    struck=(),
)


def _subject(number: int, lines: list[list[str]], severities: list[str]) -> Subject:
    """A file whose lines have edits of these grades."""
    source = "".join("x" * len(grades) + "\n" for grades in lines)
    edits, at = [], 0
    for line, grades in enumerate(lines, 1):
        for grade in grades:
            edits.append(replace(_EDIT, start=at, end=at + 1, line=line, grade=grade))
            at += 1
        at += 1
    problems = [
        Problem(line=None, column=None, start=None, end=None, severity=one, code="bom", message="m")
        for one in severities
    ]
    return Subject(
        path=f"{number}.md",
        status="repaired",
        encoding="utf-8",
        source=source,
        edits=edits,
        problems=problems,
    )


_GRADES = st.sampled_from(["certain", "confident", "doubtful", "left"])
_FILES = st.lists(
    st.tuples(
        st.lists(st.lists(_GRADES, max_size=3), max_size=4),
        st.lists(st.sampled_from(["error", "warning", "note"]), max_size=2),
    ),
    max_size=6,
)


@given(st.lists(_FILES, max_size=3), st.integers(0, 30))
def test_the_chosen_rows_are_those_of_the_whole(shards: list[list], most: int) -> None:
    numbered = iter(range(1000))
    subjects = [[_subject(next(numbered), *file) for file in files] for files in shards]
    expected = merged([part_of(one for files in subjects for one in files)], most)
    outlines = [decoded(encoded(outline_of(files))) for files in subjects]
    whole, totals = Part(), Counter[str]()
    for outline in outlines:
        whole.count(outline.counts)
        totals.update(outline.totals())
    choice = Choice(totals, most)
    for files, outline in zip(subjects, outlines, strict=True):
        wanted = choice.wanted(outline)
        for ordinal in wanted.ordinals:
            wanted.take(whole, part_of([files[ordinal]], wanted.space))
    whole.more = totals.total() - sum(size_of(row[1:]) for row in whole.rows)
    assert whole == expected


def test_an_outline_comes_back_from_its_json() -> None:
    outline = outline_of([_subject(0, [["certain"], [], ["left", "doubtful"]], ["error", "note"])])
    assert outline.sizes == {"certain": [0, 1], "left": [0, 2], "error": [0, 1]}
    assert decoded(encoded(outline)) == outline
