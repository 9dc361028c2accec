"""Documents that change, come and go while a run reads them; and two runs at once."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.engine import run
from pipeline.errors import OutputError
from pipeline.settings import Settings
from tests.corpora import visible
from tests.running import rows

COUNT = 120


def notes(folder: Path) -> Path:
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number:03d}.md").write_bytes(f"# {number}\n\ncaf\u00c3\u00a9\n".encode() * 20)
    return folder


def test_documents_that_change_while_a_run_reads_are_whole_in_one_state_or_the_other(tmp_path):
    """Each is as it was or as it became, or says that it could not be read; and the next run is calm."""
    raw = notes(tmp_path / "raw")
    old = {path.name: path.read_bytes() for path in raw.iterdir()}
    settings = Settings(raw=str(raw), out=str(tmp_path / "out"), shard_bytes=2000, workers=1)
    at = [0]

    def change(stage, done, total):
        # Between two shards, in step with the run: before, among and behind what it has read.
        if stage != "extract" or not done:
            return
        at[0] += 1
        number = at[0] * 7 % COUNT
        path = raw / f"{number:03d}.md"
        if at[0] % 3 == 0:
            path.unlink(missing_ok=True)
        elif at[0] % 3 == 1:
            path.write_bytes(b"# New\n")
        else:
            (raw / f"{number:03d}-more.md").write_bytes(b"# More\n")

    summary = run(settings, progress=change)
    assert at[0] > 10
    assert summary.documents == COUNT
    for row in rows(tmp_path / "out", "documents"):
        codes = {finding["code"] for finding in row["findings"]}
        made = tmp_path / "out/markdown" / row["path"]
        if "file-unreadable" in codes:
            assert row["status"] == "rejected"
            assert not made.exists()
        else:
            repaired = old[row["path"]].decode().replace("\u00c3\u00a9", "\u00e9").encode()
            assert made.read_bytes() in (b"# New\n", repaired)
    run(settings)
    run(Settings(raw=str(raw), out=str(tmp_path / "calm"), shard_bytes=2000, workers=1))
    assert visible(tmp_path / "out") == visible(tmp_path / "calm")


def test_a_document_that_is_written_to_without_end_is_told(tmp_path):
    raw = notes(tmp_path / "raw")
    ended = threading.Event()

    def write():
        with (raw / "000.md").open("ab") as file:
            while not ended.wait(0.0005):
                file.write(b"one more line\n")
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        summary = run(Settings(raw=str(raw), out=str(tmp_path / "out"), shard_bytes=2000, workers=1))
    finally:
        ended.set()
        writer.join()
    assert summary.documents == COUNT
    made = (tmp_path / "out/markdown/000.md").read_bytes()
    assert made.startswith("# 0\n\ncaf\u00e9\n".encode())


@pytest.mark.slow
def test_of_two_runs_at_once_one_works_and_one_says_so_and_the_output_is_whole(tmp_path):
    raw = notes(tmp_path / "raw")
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        raw,
        "--out",
        tmp_path / "out",
        "--json",
        "--workers",
        "1",
    ]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(2)
    ]
    results = [process.communicate() for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 2])
    for process, (out, errors) in zip(both, results, strict=True):
        if process.returncode:
            assert "another run is writing there" in errors
        else:
            assert json.loads(out)["documents"] == COUNT
    run(Settings(raw=str(raw), out=str(tmp_path / "calm"), workers=1))
    assert visible(tmp_path / "out") == visible(tmp_path / "calm")


def test_a_second_run_stops_before_it_reads_or_writes(tmp_path):
    raw = notes(tmp_path / "raw")
    settings = Settings(raw=str(raw), out=str(tmp_path / "out"), workers=1)
    refused = []

    def meanwhile(stage, done, total):
        if stage == "extract" and not done:
            with pytest.raises(OutputError, match="another run is writing there"):
                run(settings)
            refused.append(stage)

    assert run(settings, progress=meanwhile).documents == COUNT
    assert refused
