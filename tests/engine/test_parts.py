"""Lines of a part's tables: the same from what was kept as from the files, and never too much kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engine.shards import parts
from pipeline.tables import TABLES
from tests import record_strategies as strategies
from tests.test_rows import DOCUMENT, replace


def _lines(folder: Path, name: str, records: list[object], kept: parts.Kept | None) -> bytes:
    path = folder / f"{name}-{kept is None}.jsonl"
    parts.write_lines(path, name, records, folder / f"{name}.parquet", kept)
    return path.read_bytes()


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_lines_of_what_was_kept_are_those_of_the_file(name: str, data: st.DataObject) -> None:
    """Whatever stands in the rows around a slice."""
    records = data.draw(st.lists(strategies.rows(name), max_size=5))
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(parts, "_LINES", 2)
        kept = parts.write_tables(Path(folder), {name: records})
        assert _lines(Path(folder), name, records, kept) == _lines(Path(folder), name, records, None)


def test_what_was_kept_is_given_once() -> None:
    with TemporaryDirectory() as folder:
        kept = parts.write_tables(Path(folder), {"documents": [DOCUMENT] * 3})
    assert [table.num_rows for table in kept.take("documents", 2) or ()] == [2, 1]
    assert kept.take("documents", 2) is None
    assert kept.take("pairs", 2) is None


def test_of_too_much_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_FEW", 10_000)
    tables = {"documents": [DOCUMENT], "blocks": []}
    large = {"documents": [DOCUMENT], "blocks": [], "repairs": []}
    with TemporaryDirectory() as folder:
        assert parts.write_tables(Path(folder), tables).take("documents", 9) is not None
    large["documents"] = [DOCUMENT, replace(DOCUMENT, text="x" * 10_000)]
    with TemporaryDirectory() as folder:
        assert parts.write_tables(Path(folder), large).take("documents", 9) is None
