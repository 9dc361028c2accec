"""Edits made, undone, and the borders around them."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.edits import Borders, made, revert
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.records import Document, Edit, PlacedEdit


@st.composite
def texts_with_edits(draw):
    """A text and edits in it, ascending, not overlapping, some of them left."""
    text = draw(st.text(alphabet="ab\r\n\u00c3\u00a9\u4e00\U0001f4a1", max_size=40))
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(borders[::2], borders[1::2], strict=False):
        after = draw(st.none() | st.text(alphabet="xy\n\u00e9\U0001f4a1", max_size=4))
        edits.append(
            Edit(
                start=start, end=end, before=text[start:end], after=after, bytes="", channel=None, loss=None,
                layers=0, confidence=0.5, grade="left" if after is None else "doubtful", decided_by="model",
            )
        )  # fmt: skip
    return text, edits


def placed(edits, document_id):
    values = [{f.name: getattr(e, f.name) for f in fields(Edit)} for e in edits]
    return [
        PlacedEdit(
            **v, repair_id=str(i), document_id=document_id, block_id=None, start_byte=0, line=1, column=1
        )
        for i, v in enumerate(values)
    ]


def document(text):
    return Document(
        document_id="d", path="n.md", sha256=None, bytes=0, encoding="utf-8", encoding_confidence=1.0,
        newline=None, bom=False, status="repaired", text=text or None,
    )  # fmt: skip


@given(texts_with_edits(), st.randoms())
def test_undoing_the_rows_of_repairs_gives_the_source_in_any_order_of_rows(case, random):
    text, edits = case
    rows = placed(edits, "d") + placed(edits, "another document")
    random.shuffle(rows)
    assert revert(document(apply_edits(text, tuple(edits))), rows) == text


@given(texts_with_edits())
def test_outside_of_its_edits_a_text_is_unchanged(case):
    text, edits = case
    borders = Borders(made(edits))
    repaired = apply_edits(text, tuple(edits))
    gaps = [0, *(border for e in made(edits) for border in (e.start, e.end)), len(text)]
    for start, end in zip(gaps[::2], gaps[1::2], strict=True):
        if start < end:
            moved = borders.to_repaired(end - 1)
            assert repaired[borders.to_repaired(start) : moved + 1].endswith(text[start:end])


@given(texts_with_edits())
def test_borders_keep_their_order_both_ways(case):
    text, edits = case
    borders = Borders(made(edits))
    to = [borders.to_repaired(borders.snapped(i)) for i in range(len(text) + 1)]
    back = [borders.to_source(i) for i in range(len(apply_edits(text, tuple(edits))) + 1)]
    assert to == sorted(to)
    assert back == sorted(back)
    assert to[-1] <= len(apply_edits(text, tuple(edits)))
    assert back[-1] <= len(text)


def test_a_border_inside_an_edit_goes_to_its_end():
    edits = [
        Edit(
            start=2, end=5, before="cde", after="X", bytes="", channel=None, loss=None, layers=1,
            confidence=1.0, grade="certain", decided_by="proof",
        )
    ]  # fmt: skip
    borders = Borders(edits)
    assert [borders.snapped(i) for i in range(8)] == [0, 1, 2, 5, 5, 5, 6, 7]
    assert [borders.to_repaired(i) for i in (0, 2, 5, 6)] == [0, 2, 3, 4]
    assert [borders.to_source(i) for i in (0, 2, 3, 4)] == [0, 2, 5, 6]
