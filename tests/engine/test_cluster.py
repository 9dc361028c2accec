"""Workers: the same bytes as one process; what kills them costs a retry, or itself."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import dask
import distributed  # noqa: F401 - what it puts into Dask's settings must be there before a test sets some
import pytest

from pipeline.engine import run
from pipeline.engine.preview import preview
from pipeline.engine.state import state
from pipeline.engine.workers import spread
from pipeline.engine.workers.hiring import hired
from pipeline.errors import ClusterError
from pipeline.settings import Settings
from tests.corpora import DOCUMENTS, NOTES, visible, write_notes
from tests.engine.worker_kills import workers_of
from tests.running import rows

pytestmark = [
    pytest.mark.slow,
    # Dask leaves a socket to the collector when it looks for its own address.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A corpus, and its output made in one process."""
    base = tmp_path_factory.mktemp("cluster")
    settings = Settings(
        raw=str(write_notes(base / "raw")), out=str(base / "out"), shard_bytes=3000, workers=1
    )
    run(settings)
    return settings


@pytest.fixture
def deadly(root, monkeypatch):
    """Workers in which some documents kill."""
    monkeypatch.setenv("PYTHONPATH", str(root))
    with dask.config.set({"distributed.worker.preload": ["tests.engine.deadly"]}):
        yield


def test_two_workers_give_the_bytes_of_one_process(base, tmp_path):
    calls = []
    settings = replace(base, out=str(tmp_path / "out"), workers=2)
    summary = run(settings, progress=lambda *call: calls.append(call))
    assert visible(tmp_path / "out") == visible(Path(base.out))
    assert summary.made == summary.shards > 3
    assert max(calls) == ("extract", DOCUMENTS, DOCUMENTS)
    # What workers made, one process finds again, and the other way round.
    assert run(replace(settings, workers=1)).made == 0
    assert run(settings).made == 0


@pytest.mark.parametrize("times", [1, 3])
def test_what_kills_a_worker_now_and_then_costs_a_retry(base, tmp_path, deadly, caplog, times):
    """Even where it is done alone in the end: a document that kills is one that kills again and again."""
    write_notes(tmp_path / "raw")
    Path(tmp_path, "raw/once.md").write_text(f"kill {times} times: {tmp_path / 'flag'}\n", encoding="utf-8")
    settings = replace(base, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"), workers=2)
    with caplog.at_level(logging.WARNING, "pipeline.engine"):
        summary = run(settings)
    assert len(list(tmp_path.glob("flag.*"))) == times
    assert summary.documents == DOCUMENTS + 1
    assert "file-deadly" not in summary.findings
    assert "a worker was killed while it had" in caplog.text
    run(replace(settings, out=str(tmp_path / "calm"), workers=1))
    assert visible(tmp_path / "out") == visible(tmp_path / "calm")


def test_a_worker_that_is_killed_while_it_starts_costs_another_start(
    base, tmp_path, deadly, monkeypatch, caplog
):
    monkeypatch.setenv("KILL_STARTING", str(tmp_path / "flag"))
    with caplog.at_level(logging.WARNING, "pipeline.engine"):
        run(replace(base, out=str(tmp_path / "out"), workers=2))
    assert (tmp_path / "flag").exists()
    assert "workers could not be started, once more" in caplog.text
    assert visible(tmp_path / "out") == visible(Path(base.out))


def test_a_worker_that_went_before_it_was_announced_ends_no_run():
    with ExitStack() as stack:
        cluster = hired(stack, 1).cluster
        cluster._update_worker_status("remove", "tls://127.0.0.1:1")


def test_a_document_that_kills_each_worker_is_found_and_set_aside(base, tmp_path, deadly, caplog):
    write_notes(tmp_path / "raw")
    for name in ("lion.md", "zz/tiger.md"):
        Path(tmp_path, "raw", name).parent.mkdir(exist_ok=True)
        Path(tmp_path, "raw", name).write_bytes(b"# Kill\n\nkill always\n")
    settings = replace(base, raw=str(tmp_path / "raw"), out=str(tmp_path / "out"), workers=2)
    with caplog.at_level(logging.WARNING, "pipeline.engine"):
        summary = run(settings)
    found = {row["path"]: row for row in rows(tmp_path / "out", "documents")}
    assert len(found) == DOCUMENTS + 2
    deadly = {path for path, row in found.items() if "file-deadly" in {f["code"] for f in row["findings"]}}
    assert deadly == {"lion.md", "zz/tiger.md"}
    assert found["lion.md"]["status"] == "rejected"
    assert Path(tmp_path, "out/markdown/lion.md").read_bytes() == b"# Kill\n\nkill always\n"
    assert "lion.md: each worker that had it was killed; it is set aside" in caplog.text
    assert summary.statuses["rejected"] == 3
    # The next run remembers, and kills nobody; a change of the document gives it another chance.
    assert set(state(settings).deadly) == {"lion.md", "zz/tiger.md"}
    assert preview(settings).is_idle
    caplog.clear()
    assert run(settings).made == 0
    assert caplog.text == ""
    Path(tmp_path, "raw/lion.md").write_bytes(b"# Tame\n")
    run(settings)
    assert state(settings).deadly == ("zz/tiger.md",)


def test_a_cluster_elsewhere_gives_the_same_bytes(base, tmp_path):
    with _cluster(tmp_path) as address:
        run(replace(base, out=str(tmp_path / "out"), workers=0, scheduler=address))
    assert visible(tmp_path / "out") == visible(Path(base.out))


def test_a_scheduler_that_does_not_answer_is_said(base, tmp_path):
    settings = replace(base, out=str(tmp_path / "out"), scheduler="tcp://127.0.0.1:1")
    with pytest.raises(ClusterError, match="no scheduler answers"):
        run(settings)


def test_workers_with_another_version_are_refused(base, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.engine.workers.cluster._version", lambda: "another")
    with pytest.raises(ClusterError, match="another version"):
        run(replace(base, out=str(tmp_path / "out"), workers=2))


def test_a_run_begins_in_process_and_goes_on_with_workers_where_much_is_left(base, tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "TRIAL_S", 0.0)
    monkeypatch.setattr(spread, "WORTH_S", 0.0)
    monkeypatch.setattr(spread, "cores", lambda: 2)
    run(replace(base, out=str(tmp_path / "out"), workers=0))
    assert visible(tmp_path / "out") == visible(Path(base.out))


def test_a_small_corpus_needs_no_dask(base, tmp_path):
    code = (
        "import sys, pipeline; pipeline.run(sys.argv[1], sys.argv[2]);"
        "sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, base.raw, str(tmp_path / "out")], check=False)
    assert done.returncode == 0


def test_ctrl_c_ends_workers_and_leaves_the_last_output(base, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(400):
        (raw / f"{number}.md").write_bytes(NOTES["apostrophe.md"] * 40)
    command = [sys.executable, "-m", "pipeline", "run", raw, "--out", tmp_path / "out"]
    command += ["--workers", "2", "--shard-bytes", "20000"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    while not list((tmp_path / "out").glob(".stages/export/[0-9a-f]*")):
        assert process.poll() is None
        time.sleep(0.1)
    workers = workers_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "interrupted: the last good output stays as it was" in errors
    assert not (tmp_path / "out/json").exists()
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


class _cluster:  # noqa: N801 - used as a function
    """A scheduler with two workers, started as people start them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen] = []

    def __enter__(self) -> str:
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        for _ in range(2):
            self._start("worker", "--nthreads", "1", "--no-dashboard")
        while not self._file.exists():
            time.sleep(0.1)
        return json.loads(self._file.read_text(encoding="ascii"))["address"]

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait()

    def _start(self, what: str, *options: str) -> None:
        root = Path(__file__).parents[2]
        command = [
            sys.executable,
            "-m",
            "distributed.cli.dask_" + what,
            "--scheduler-file",
            self._file,
            *options,
        ]
        self._processes.append(
            subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(root)})
        )
