"""The same input and settings give the same bytes: in any order, in any shards, in any stages."""

import os
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from pipeline import run
from pipeline.tables import TABLES
from tests.corpora import NOTES, visible, write_notes


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder with a corpus in `raw` and its output, in many shards, in `out`."""
    folder = tmp_path_factory.mktemp("determinism")
    write_notes(folder / "raw")
    run(folder / "raw", folder / "out", shard_bytes=2000)
    return folder


class _Shuffled:
    """A disk that names its files in another order each time."""

    real = staticmethod(os.scandir)

    def __init__(self, path):
        with self.real(path) as entries:
            self.entries = list(entries)
        random.shuffle(self.entries)

    def __enter__(self):
        return iter(self.entries)

    def __exit__(self, *_):
        return None


def test_the_order_of_discovery_and_the_folders_names_change_no_byte(base, tmp_path, monkeypatch):
    shutil.copytree(base / "raw", tmp_path / "other notes", symlinks=True)
    monkeypatch.setattr(os, "scandir", _Shuffled)
    run(tmp_path / "other notes", tmp_path / "other out", shard_bytes=2000)
    monkeypatch.undo()
    assert visible(tmp_path / "other out") == visible(base / "out")


def test_times_and_permissions_of_files_change_no_byte(base, tmp_path):
    shutil.copytree(base / "raw", tmp_path / "raw", symlinks=True)
    for path in (tmp_path / "raw").rglob("*.md"):
        os.utime(path, (1, 1))
        path.chmod(0o400)
    run(tmp_path / "raw", tmp_path / "out", shard_bytes=2000)
    assert visible(tmp_path / "out") == visible(base / "out")


@pytest.mark.parametrize("shard_bytes", [1, 10_000, 10**9])
def test_the_parts_end_to_end_are_the_same_tables_in_any_shards(base, tmp_path, shard_bytes):
    run(base / "raw", tmp_path / "out", shard_bytes=shard_bytes)
    assert _joined(tmp_path / "out") == _joined(base / "out")
    for name in TABLES:
        assert _table(tmp_path / "out", name).equals(_table(base / "out", name)), name


def _joined(out: Path) -> dict[str, bytes]:
    """The output with each table's JSON parts end to end, without Parquet and what names the parts."""
    joined: dict[str, bytes] = {}
    for name, data in visible(out).items():
        kind, _, rest = name.partition("/")
        if rest in ("SHA256SUMS", "datapackage.json"):
            continue
        if kind == "json":
            joined[rest.partition("/")[0]] = joined.get(rest.partition("/")[0], b"") + data
        elif kind in ("markdown", "README.md"):
            joined[name] = data
    return joined


def _table(out: Path, name: str) -> pa.Table:
    parts = sorted((out / "parquet" / name).glob("part-*.parquet"))
    return (
        pa.concat_tables([pq.ParquetFile(part).read() for part in parts])
        .unify_dictionaries()
        .combine_chunks()
    )


def test_going_on_from_another_corpus_gives_the_bytes_of_a_fresh_run(base, tmp_path):
    notes = {path: data for path, data in NOTES.items() if path not in {"good.md", "wide.md"}}
    # No source of a translation: that one is stale then, is what only the runs before can tell.
    notes |= {"new.md": b"# New\n", "apostrophe.md": b"# Changed\n"}
    write_notes(tmp_path / "raw", notes)
    shutil.copytree(base / "out", tmp_path / "old", symlinks=True)
    run(tmp_path / "raw", tmp_path / "old", shard_bytes=2000)
    run(tmp_path / "raw", tmp_path / "fresh", shard_bytes=2000)
    assert visible(tmp_path / "old") == visible(tmp_path / "fresh")


def test_going_back_gives_the_first_bytes_again(base, tmp_path):
    shutil.copytree(base / "out", tmp_path / "out", symlinks=True)
    write_notes(tmp_path / "raw", {"a.md": b"# A\n"})
    run(tmp_path / "raw", tmp_path / "out", shard_bytes=2000)
    run(base / "raw", tmp_path / "out", shard_bytes=2000)
    assert visible(tmp_path / "out") == visible(base / "out")


def test_parts_are_numbered_by_the_order_of_their_rows(base):
    paths = [
        row
        for part in sorted((base / "out/parquet/documents").glob("part-*.parquet"))
        for row in pq.ParquetFile(part).read(columns=["path"]).column("path").to_pylist()
    ]
    from pipeline.engine.corpus.families import order_of

    assert paths == sorted(paths, key=order_of)
    assert len(list((base / "out/parquet/documents").glob("part-*.parquet"))) > 3
