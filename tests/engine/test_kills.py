"""Whatever is killed or fails at whatever call, the output is the last one or the new one, whole."""

import os

import pytest

from tests.corpora import CHINESE, write_notes
from tests.engine.kills import ERRORS
from tests.running import reports

OLD = {"a.md": b"# A\n", "same.md": b"# Same\n", "gone.md": b"# Gone\n", "bad.md": bytes(range(256)) * 8}
NEW = {
    "a.md": b"# Changed\n",
    "same.md": b"# Same\n",
    "new.md": CHINESE.encode(),
    "bad.md": bytes(range(256)) * 9,
}
SEED = 20_240_229
DEEDS = ("kill before", "kill after", *ERRORS)


@pytest.mark.slow
@pytest.mark.parametrize("deed", DEEDS)
def test_the_output_is_whole_after_a_fault_at_any_call(tmp_path, root, deed):
    write_notes(tmp_path / "before", OLD)
    write_notes(tmp_path / "after", NEW)
    (tmp_path / "work").mkdir()
    # `make prove` takes every fourth call, the tests a few; each deed others.
    step = int(os.environ.get("PROVE_STEP", "61"))
    first = (SEED + DEEDS.index(deed)) % step
    script = "tests/engine/kills.py", tmp_path / "before", tmp_path / "after", tmp_path / "work"
    found = reports(root, *script, deed, str(first), str(step))
    assert len(found) > 4
    for report in found:
        assert report["is_whole"], report
        assert report["is_new_after_going_on"], report
        assert not report["orphans"], report
        if deed in ERRORS and report["code"] == 1:
            reason = os.strerror(ERRORS[deed])
            assert report["result"].startswith(f"OutputError: cannot write: {reason}"), report


@pytest.mark.slow
def test_the_output_is_whole_after_kills_at_random_instants(tmp_path, root):
    kills = int(os.environ.get("PROVE_KILLS", "6"))
    found = _killed_at_random("random_kills", kills, tmp_path, root)
    assert sum(report.get("was_running", False) for report in found) >= kills
    for report in found:
        assert report.get("is_whole", True), report
        assert report.get("is_read", True), report
        assert report.get("is_new_after_going_on", True), report
        assert not report.get("orphans"), report


@pytest.mark.slow
def test_kills_of_workers_at_random_instants_cost_nothing_but_time(tmp_path, root):
    """A run that had no worker long enough to start with may give up, with words; the next goes on."""
    kills = int(os.environ.get("PROVE_WORKER_KILLS", "3"))
    found = _killed_at_random("worker_kills", kills, tmp_path, root)
    assert sum(report["workers_killed"] + report["main_killed"] for report in found) >= kills
    for report in found:
        assert report["is_whole"], report
        assert not report["orphans"], report
        assert report["code"] == 0 or "workers cannot be started" in report["log"], report
    assert found[-1]["code"] == 0
    assert found[-1]["kills"] == kills


def _killed_at_random(script, kills, tmp_path, root):
    words = "-m", f"tests.engine.{script}", "--seed", str(SEED), "--kills", str(kills)
    return reports(root, *words, "--work", tmp_path / "work")
