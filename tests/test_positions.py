"""Lines are found whatever ends them, and as quickly in a large text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.positions import LineIndex, line_around


@given(st.text("ab\r\n", max_size=12), st.data())
def test_a_line_is_found_whatever_its_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    ends = [at for at in (text.find("\n", end), text.find("\r", end)) if at >= 0]
    assert line_around(text, start, end) == (first, min(ends, default=len(text)))


@given(st.text("ab\r\n\u2028\x85\x0b", max_size=12))
def test_a_place_is_counted_from_the_line_end_before_it(text: str) -> None:
    lines = LineIndex(text)
    line = column = 1
    for offset in range(len(text) + 1):
        assert lines.place(offset) == (line, column)
        assert lines.offset(line, column) == offset
        here, following = text[offset : offset + 1], text[offset + 1 : offset + 2]
        is_end = here == "\n" or (here == "\r" and following != "\n")
        line, column = (line + 1, 1) if is_end else (line, column + 1)
