"""A shard comes a few families at a time, every row once, and exports do not show where it was cut."""

import pytest

from pipeline import run, write_exports
from pipeline.engine.corpus.families import family_of
from pipeline.engine.shards import slices as slices_room
from pipeline.engine.shards.slices import slices
from pipeline.export.request import FORMATS
from pipeline.tables import TABLES
from tests.engine.test_asked import everything
from tests.export.corpus import write_notes


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slices")
    run(write_notes(folder / "raw"), folder / "out")
    return folder / "out"


@pytest.fixture
def part(out):
    (found,) = (path / "parquet" for path in (out / ".stages/export").iterdir() if path.is_dir())
    return found


@pytest.mark.parametrize("size", [1, 300, 2**18])
@pytest.mark.parametrize("batch", [1, 7, 512])
def test_every_row_comes_once_in_order_with_its_family(part, monkeypatch, size, batch):
    ((whole, is_last),) = slices(part)
    assert is_last
    monkeypatch.setattr(slices_room, "BYTES", size)
    monkeypatch.setattr(slices_room, "_BATCH", batch)
    found = list(slices(part))
    assert [is_last for _, is_last in found] == [False] * (len(found) - 1) + [True]
    assert (len(found) > 3) == (size < 2**18)
    for name in TABLES:
        assert [row for rows, _ in found for row in rows.of(name)] == whole.of(name)
    families = [{family_of(document.path) for document in rows.documents} for rows, _ in found]
    assert sum(map(len, families)) == len(set.union(*families))
    for rows, _ in found:
        ids = {document.document_id for document in rows.documents}
        assert {row.document_id for row in (*rows.blocks, *rows.repairs)} <= ids
        assert {id_ for p in rows.pairs for id_ in (p.source_document_id, p.target_document_id) if id_} <= ids


def test_a_shard_without_documents_is_one_slice_without_rows(tmp_path):
    (tmp_path / "raw").mkdir()
    run(tmp_path / "raw", tmp_path / "out")
    (part,) = (path / "parquet" for path in (tmp_path / "out/.stages/export").iterdir() if path.is_dir())
    ((rows, is_last),) = slices(part)
    assert is_last
    assert not any(rows.of(name) for name in TABLES)


@pytest.mark.slow
def test_exports_are_the_same_bytes_however_a_shard_is_cut(tmp_path, monkeypatch):
    for name, size in (("one", 2**18), ("other", 200)):
        monkeypatch.setattr(slices_room, "BYTES", size)
        run(write_notes(tmp_path / f"raw of {name}"), tmp_path / name)
        write_exports(tmp_path / name, *FORMATS)
    assert everything(tmp_path / "other") == everything(tmp_path / "one")


def test_tables_asked_for_whole_are_the_files_of_the_run(out):
    write_exports(out, "json", "parquet")
    for kind in ("json", "parquet"):
        found = sorted((out / "exports" / kind).rglob("part-*"))
        assert [path.relative_to(out / "exports").as_posix() for path in found] == sorted(
            path.relative_to(out).as_posix() for path in (out / kind).rglob("part-*")
        )
        for path in found:
            assert path.read_bytes() == (out / path.relative_to(out / "exports")).read_bytes()
