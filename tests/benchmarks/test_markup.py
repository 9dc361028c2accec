"""Words that are set in markup, as `benchmarks.markup` takes and counts them."""

from __future__ import annotations

import pytest

from benchmarks import markup, texts


def test_words_are_taken_whole_and_characters_where_no_space_parts_words() -> None:
    line = "one two three four five six seven eight, nine ten eleven"
    assert [line[start:end] for start, end in markup.pieces_of(line, spaced=True)] == ["four", "ten"]
    wide = "\u4e00" * 40
    assert markup.pieces_of(wide, spaced=False) == [(6, 9), (18, 21), (30, 33)]


def test_what_comes_back_is_counted_in_each_way(capsys: pytest.CaptureFixture[str]) -> None:
    rows = texts.rows_of(texts.OWN)
    row = next(row for row in rows if row.startswith("ru/"))
    found = markup.measure(texts.OWN, row, "windows-1252:dropped+ad")
    assert list(found) == list(markup.WAYS)
    assert all(right <= count for right, count in found.values())
    assert found["**bold**"][1] == found["as they stand"][1] > 0
    markup.main(["--text", str(texts.OWN), "--rows", row, "--channels", "windows-1252:dropped+ad"])
    assert "**bold**" in capsys.readouterr().out
