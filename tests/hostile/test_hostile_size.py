"""A line of 100 MB: set aside by default, worked through where asked, in bounded time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import rows

_LIMIT_S = 60
_LIMIT_BYTES = 2 * 2**30
_SIZE = 100 * 2**20


def _run(raw: Path, out: Path, *options: str) -> None:
    """Run it in a process of its own, and hold it to the limits."""
    log = out.with_suffix(".log")
    command = [sys.executable, "-m", "pipeline", "run", str(raw), "--out", str(out), *options]
    started = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, log.read_text(encoding="utf-8")
    assert time.monotonic() - started < _LIMIT_S
    assert usage.ru_maxrss * 1024 < _LIMIT_BYTES


@pytest.fixture
def long_line(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    words = b"a line that goes on and on, "
    (raw / "line.md").write_bytes((words * (_SIZE // len(words) + 1))[:_SIZE])
    return raw


@pytest.mark.slow
def test_a_line_of_100_mb_is_set_aside_with_its_reason(long_line: Path, tmp_path: Path) -> None:
    _run(long_line, tmp_path / "out")
    (document,) = rows(tmp_path / "out", "documents")
    assert document["status"] == "rejected"
    assert [finding["code"] for finding in document["findings"]] == ["file-too-large"]
    assert (tmp_path / "out" / "markdown" / "line.md").stat().st_size == _SIZE


@pytest.mark.slow
def test_a_line_of_100_mb_is_worked_through_where_the_limit_is_raised(
    long_line: Path, tmp_path: Path
) -> None:
    _run(long_line, tmp_path / "out", "--max-document-bytes", str(2 * _SIZE))
    documents = rows(tmp_path / "out", "documents")
    assert [document["status"] for document in documents] == ["clean"]
    assert (tmp_path / "out" / "markdown" / "line.md").read_bytes() == (long_line / "line.md").read_bytes()
