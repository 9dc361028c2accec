"""RAW and OUT by URL: an S3 server, memory, and folders give the same bytes."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import fsspec
import pytest

import pipeline
from pipeline.engine import run
from pipeline.engine.output.remote_output import LEASE_S, index_of
from pipeline.engine.preview import preview
from pipeline.engine.state import state
from pipeline.engine.storage.urls import Remote
from pipeline.errors import InputError, MissingExtraError, OutputError, UsageError
from pipeline.export.request import request
from pipeline.settings import Settings
from tests.corpora import NOTES, OTHERS, visible, write_notes

pytestmark = pytest.mark.filterwarnings(
    # botocore and moto, not ours
    "ignore:datetime.datetime.utcnow:DeprecationWarning",
    "ignore:unclosed:ResourceWarning",
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder of notes, and its output in a folder."""
    base = tmp_path_factory.mktemp("urls")
    raw = write_notes(base / "raw")
    (raw / os.fsdecode(b"caf\xe9.md")).unlink()  # a name that stores do not have
    settings = Settings(raw=str(raw), out=str(base / "out"), shard_bytes=3000, workers=1)
    run(settings)
    return settings


@pytest.fixture(scope="module")
def s3():
    """An S3 server with a bucket; its address is in the environment, as people set it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
        ):
            patch.setenv(name, value)
        import boto3

        boto3.client("s3").create_bucket(Bucket="notes")
        yield "s3://notes"
    server.stop()


@pytest.fixture(params=["memory", "s3"])
def store(request, tmp_path):
    """A URL below which nothing is yet."""
    name = tmp_path.name.replace("_", "-")
    if request.param == "s3":
        return f"{request.getfixturevalue('s3')}/{name}"
    return f"memory://{name}"


def put(url, notes):
    remote = Remote(url)
    for name, data in notes.items():
        remote.write(name, data)
    return url


def shown(url):
    """What the manifest of an output leads to, under the names that it has in a folder."""
    remote = Remote(url)
    index = index_of(remote)
    found = {name: remote.read(place) for name, place in index["files"].items()}
    for kind, ending in (("parquet", "parquet"), ("json", "jsonl")):
        for table, places in index["tables"][kind].items():
            for number, place in enumerate(places):
                found[f"{kind}/{table}/part-{number:05d}.{ending}"] = remote.read(place)
    for below in index["notes"]:
        for place in remote.files(below):
            found["markdown/" + place.removeprefix(f"{below}/")] = remote.read(place)
    return found


def test_raw_and_out_by_url_give_the_bytes_of_folders(base, store):
    settings = replace(base, raw=put(f"{store}/raw", {**NOTES, **OTHERS}), out=f"{store}/out")
    summary = run(settings)
    assert shown(settings.out) == visible(Path(base.out))
    assert (summary.documents, summary.images, summary.other_files) == (len(NOTES), 1, 3)
    assert summary.places == {"manifest.json": f"{store}/out/manifest.json"}
    assert run(settings).made == 0
    assert preview(settings).is_idle
    assert state(settings).stages[2].documents == len(NOTES)
    assert not state(settings).is_running


def test_a_url_is_read_into_a_folder_and_a_folder_into_a_url(base, store, tmp_path):
    run(replace(base, raw=put(f"{store}/raw", {**NOTES, **OTHERS}), out=str(tmp_path / "out")))
    assert visible(tmp_path / "out") == visible(Path(base.out))
    run(replace(base, out=f"{store}/out"))
    assert shown(f"{store}/out") == visible(Path(base.out))


def test_a_file_url_is_a_folder(base, tmp_path):
    run(replace(base, raw=Path(base.raw).as_uri(), out=(tmp_path / "my out").as_uri()))
    assert visible(tmp_path / "my out") == visible(Path(base.out))


def test_only_what_changed_is_made_again_and_old_objects_go(base, store):
    raw, out = put(f"{store}/raw", NOTES), f"{store}/out"
    settings = replace(base, raw=raw, out=out)
    run(settings)
    before = set(Remote(out).files())
    Remote(raw).write("good.md", b"# Better\n")
    Remote(raw).remove(["empty.md"])
    assert {change.path for change in preview(settings).changes} == {"good.md", "empty.md"}
    summary = run(settings)
    assert 1 <= summary.made < summary.shards
    assert shown(out)["markdown/good.md"] == b"# Better\n"
    # Who reads the output before still finds its objects; after one more run they are gone.
    assert {name for name in before if name.startswith(".stages/export/")} <= set(Remote(out).files())
    run(settings)
    index = index_of(Remote(out))
    named = {place.split("/")[2] for place in index["notes"]}
    left = {name.split("/")[2] for name in Remote(out).files(".stages/export") if name.count("/") > 2}
    assert left == named


def test_exports_on_request_lie_behind_the_same_door(base, store, tmp_path):
    settings = replace(base, out=f"{store}/out")
    run(settings, request=request(["csv", "tmx"], (), (), normalized=False))
    assert state(settings).exports == ("csv", "tmx")
    local = replace(base, out=str(tmp_path / "out"))
    run(local, request=request(["csv", "tmx"], (), (), normalized=False))
    files = {
        p.relative_to(tmp_path / "out").as_posix(): p.read_bytes()
        for p in (tmp_path / "out/exports").rglob("*.*")
    }
    found = shown(settings.out)
    assert {name: data for name, data in found.items() if name in files} == files


def test_tables_are_read_by_url(base, store):
    run(replace(base, out=f"{store}/out"))
    assert pipeline.read_table("blocks", f"{store}/out").equals(pipeline.read_table("blocks", base.out))
    with pytest.raises(InputError, match="no table"):
        pipeline.read_table("blocks", f"{store}/none")


def test_another_reader_reads_what_the_manifest_names(base, s3):
    run(replace(base, out=f"{s3}/duck"))
    places = index_of(Remote(f"{s3}/duck"))["tables"]["parquet"]["documents"]
    with duckdb.connect() as connection:
        connection.register_filesystem(fsspec.filesystem("s3"))
        (count,) = connection.execute(
            "select count(*) from read_parquet(?)", [[f"{s3}/duck/{place}" for place in places]]
        ).fetchone()
    assert count == len(NOTES)


@pytest.mark.parametrize("at", range(0, 44, 3))
def test_a_fault_at_any_write_leaves_the_last_output_whole(base, tmp_path, monkeypatch, at):
    store = f"memory://{tmp_path.name}"
    settings = replace(
        base, raw=put(f"{store}/raw", {"a.md": b"# A\n", "b.md": b"# B\n"}), out=f"{store}/out"
    )
    run(settings)
    old = shown(settings.out)
    Remote(settings.raw).write("a.md", b"# Changed\n")
    memory = type(fsspec.filesystem("memory"))
    real, count = memory.pipe_file, 0

    def failing(self, path, value, **rest):
        nonlocal count
        count += 1
        if count - 1 == at and "/raw/" not in path:
            raise OSError(5, "Input/output error")
        return real(self, path, value, **rest)

    monkeypatch.setattr(memory, "pipe_file", failing)
    with suppress(OutputError):  # there are fewer writes than the largest `at`
        run(settings)
    monkeypatch.undo()
    left = shown(settings.out)
    run(settings)
    new = shown(settings.out)
    assert new["markdown/a.md"] == b"# Changed\n"
    assert left in (old, new)


def test_a_second_run_on_one_output_says_so(base, store, monkeypatch):
    monkeypatch.setattr("pipeline.engine.output.remote_output.LEASE_S", 3.0)
    remote = Remote(f"{store}/out")
    from pipeline.engine.output.remote_output import RemoteOutput

    with RemoteOutput(f"{store}/out").locked():
        assert state(replace(base, out=f"{store}/out")).is_running
        with pytest.raises(OutputError, match="another run is writing there"):
            run(replace(base, out=f"{store}/out"))
    assert not remote.files()


def test_a_lock_that_nobody_renews_is_taken_over(base, store, monkeypatch):
    monkeypatch.setattr("pipeline.engine.output.remote_output.LEASE_S", 0.5)
    assert LEASE_S > 10
    Remote(f"{store}/out").write(".lock", b"a dead run's")
    assert run(replace(base, out=f"{store}/out")).documents == len(NOTES)


@pytest.mark.slow
def test_workers_bring_their_parts_to_the_store(base, s3):
    settings = replace(base, raw=put(f"{s3}/crew/raw", {**NOTES, **OTHERS}), out=f"{s3}/crew/out", workers=2)
    run(settings)
    assert shown(settings.out) == visible(Path(base.out))


def test_memory_is_for_one_process(base, tmp_path):
    with pytest.raises(UsageError, match="one process"):
        run(replace(base, out=f"memory://{tmp_path.name}", workers=2))


@pytest.mark.parametrize("url", ["s3://no-such-bucket/notes", "memory://nothing", "nonsense://x"])
def test_a_url_that_cannot_be_read_is_said(base, s3, tmp_path, url):
    with pytest.raises(InputError):
        run(replace(base, raw=url, out=str(tmp_path / "out")))
    assert not (tmp_path / "out").exists()


def test_an_out_that_cannot_be_written_is_said(base, s3):
    with pytest.raises(OutputError, match="cannot write"):
        run(replace(base, out="s3://no-such-bucket/out"))


def test_a_raw_that_lies_in_out_is_refused(base):
    with pytest.raises(InputError, match="lies in"):
        run(replace(base, raw="memory://o/x", out="memory://o"))


def test_a_store_whose_package_is_missing_names_it(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    from fsspec.registry import _registry

    monkeypatch.delitem(_registry, "s3", raising=False)
    with pytest.raises(MissingExtraError, match="s3"):
        Remote("s3://bucket/x")


def test_the_command_takes_urls(s3):
    put(f"{s3}/cli/raw", {"a.md": b"# A\n"})
    command = [sys.executable, "-m", "pipeline", "run", f"{s3}/cli/raw", "--out", f"{s3}/cli/out", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 1
