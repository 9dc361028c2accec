"""Whatever is killed or fails while exports are made, OUT shows the last ones or the new ones, whole."""

import os

import pytest

from pipeline import run
from tests.export.corpus import NOTES, write_notes
from tests.running import reports

FEW = ("tip.md", "left.md", "lossy.md", "sub folder/picture.md", "binary.md")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "first", "step"),
    [
        ("kill before", 11, 67),
        ("kill after", 23, 71),
        ("fail", 5, 61),
        ("limit", 0, 0),
        ("kill at any time", 5, 0),
    ],
)
def test_exports_are_whole_after_a_kill_or_a_fault_at_any_call(tmp_path, root, deed, first, step):
    """`first` and `step` choose calls; of kills at any time `first` is how many. `make prove` does more."""
    if "PROVE_STEP" in os.environ:
        closer = 4 * int(os.environ["PROVE_STEP"])
        first, step = (60, 0) if deed == "kill at any time" else (first % closer, closer)
    raw = write_notes(tmp_path / "raw")
    for name in NOTES.keys() - set(FEW):
        (raw / name).unlink()
    run(raw, tmp_path / "origin", shard_bytes=600)
    (tmp_path / "work").mkdir()
    script = "tests/engine/export_kills.py", tmp_path / "origin", tmp_path / "work"
    found = reports(root, *script, deed, str(first), str(step))
    assert len(found) > 4
    for report in found:
        assert report["is_whole"], report
        assert report["is_new_after_going_on"], report
        assert not report["orphans"], report
        if report["code"] == 1:
            assert report["result"].startswith("OutputError: "), report
            assert not report["is_new"], report
    if deed == "limit":
        assert sum(report["code"] == 1 for report in found) > 2
