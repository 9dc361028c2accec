"""What one stage made goes on to the next, and is held no longer."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from pipeline.engine.shards.manifest import Part
from pipeline.engine.shards.stages import Made
from pipeline.export import jsonl, parquet
from tests.test_rows import DOCUMENT, replace


class _Record:
    """Something that can be watched."""


def test_records_are_handed_on_and_let_go() -> None:
    record = _Record()
    watched = weakref.ref(record)
    made = Made(Part(key="k", documents=1, files=1, bytes=1), (record,))
    taken = made.take()
    del record
    assert taken is not None
    assert made.take() is None
    del taken
    gc.collect()
    assert watched() is None


def test_a_large_text_comes_back_and_has_no_statistics(tmp_path: Path) -> None:
    from pyarrow import parquet as reader

    text = "\u4e2d\u00e9a" * 2**19
    stream = parquet.Stream("documents")
    stream.add([replace(DOCUMENT, text=text)])
    path = tmp_path / "documents.parquet"
    path.write_bytes(stream.finish())
    assert parquet.read(path, ["text"]).column("text").to_pylist() == [text]
    group = reader.read_metadata(path).row_group(0)
    by_name = {group.column(at).path_in_schema: group.column(at) for at in range(group.num_columns)}
    assert not by_name["text"].is_stats_set
    assert by_name["path"].is_stats_set


def test_a_line_in_pieces_is_the_line() -> None:
    for text in (None, "", 'a "quoted" \u00e9\n\U0001f331', "x\\\u2028" * 2**19):
        record = replace(DOCUMENT, text=text)
        assert b"".join(jsonl.pieces("documents", record)) == jsonl.encoded("documents", [record])
