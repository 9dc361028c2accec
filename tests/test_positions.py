"""Lines are found whatever ends them, and as quickly in a large text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.positions import line_around


@given(st.text("ab\r\n", max_size=12), st.data())
def test_a_line_is_found_whatever_its_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    ends = [at for at in (text.find("\n", end), text.find("\r", end)) if at >= 0]
    assert line_around(text, start, end) == (first, min(ends, default=len(text)))
