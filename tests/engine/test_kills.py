"""Whatever is killed or fails at whatever call, the output is the last one or the new one, whole."""

import json
import os
import subprocess
import sys

import pytest

from tests.corpora import CHINESE, write_notes

OLD = {"a.md": b"# A\n", "same.md": b"# Same\n", "gone.md": b"# Gone\n", "bad.md": bytes(range(256)) * 8}
NEW = {
    "a.md": b"# Changed\n",
    "same.md": b"# Same\n",
    "new.md": CHINESE.encode(),
    "bad.md": bytes(range(256)) * 9,
}
SEED = 20_240_229


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["kill before", "kill after", "fail"])
def test_the_output_is_whole_after_a_fault_at_any_call(tmp_path, root, deed):
    write_notes(tmp_path / "before", OLD)
    write_notes(tmp_path / "after", NEW)
    (tmp_path / "work").mkdir()
    step = 41
    done = subprocess.run(
        [
            sys.executable,
            "tests/engine/kills.py",
            tmp_path / "before",
            tmp_path / "after",
            tmp_path / "work",
            deed,
            str(SEED % step),
            str(step),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) > 4
    for report in reports:
        assert report["is_whole"], report
        assert report["is_new_after_going_on"], report
        assert not report["orphans"], report
        if deed == "fail" and report["code"] == 1:
            assert report["result"].startswith("OutputError: cannot write: No space left"), report
