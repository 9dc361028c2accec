"""The decisions file: what was said to be kept is kept, and a failure changes nothing."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from pipeline.decisions import RepairDecision, line_of
from pipeline.errors import DecisionsError
from pipeline.review.ledger import Ledger


def _decision(n: int = 1, verdict: str = "leave") -> RepairDecision:
    return RepairDecision(seen="\xe9\xa2", left="a", right="b", nth=n, verdict=verdict)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "raw.decisions.jsonl"


def test_what_is_appended_is_there_for_the_next_who_reads(path: Path) -> None:
    Ledger(path).append([_decision(1), _decision(2)])
    again = Ledger(path)
    assert [one.nth for one in again.all] == [1, 2]
    assert all(one.at and one.at.endswith("Z") for one in again.all)
    assert set(again.holding.repairs) == {_decision(1).case, _decision(2).case}


def test_it_is_synced_before_it_is_said_to_be_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    write, sync = os.write, os.fsync
    monkeypatch.setattr(os, "write", lambda *given: calls.append("write") or write(*given))
    monkeypatch.setattr(os, "fsync", lambda given: calls.append("sync") or sync(given))
    Ledger(path).append([_decision()])
    assert calls == ["write", "sync", "sync"]  # the line, the file, the folder it is new in


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    ledger = Ledger(path)
    ledger.append([_decision(1)])
    before = path.read_bytes()
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: len(data) - 10])

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, call, half if call == "write" else fail)
    with pytest.raises(DecisionsError, match="could not be kept"):
        ledger.append([_decision(2)])
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert set(ledger.holding.repairs) == {_decision(1).case}
    ledger.append([_decision(2)])
    assert len(Ledger(path).all) == 2


def test_a_line_that_was_cut_off_is_taken_away_by_the_next_who_writes(path: Path) -> None:
    line = (line_of(_decision(1)) + "\n").encode()
    for cut in range(1, len(line)):
        path.write_bytes(line + line[:cut])
        Ledger(path).append([_decision(2)])
        kept = Ledger(path).all
        assert [one.nth for one in kept] in ([1, 2], [1, 1, 2])  # a line that lacks its end only is whole
        assert path.read_bytes().endswith(b"\n")


def test_a_line_that_a_person_left_without_its_end_is_kept(path: Path) -> None:
    path.write_text(line_of(_decision(1)), encoding="utf-8")
    Ledger(path).append([_decision(2)])
    assert [one.nth for one in Ledger(path).all] == [1, 2]


def test_what_others_write_meanwhile_is_seen(path: Path) -> None:
    mine, other = Ledger(path), Ledger(path)
    other.append([_decision(1)])
    mine.append([_decision(2)])
    mine.refresh()
    assert set(mine.holding.repairs) == {_decision(1).case, _decision(2).case}
    path.unlink()
    assert mine.refresh()
    assert not mine.holding


def test_many_who_write_at_once_lose_nothing(path: Path) -> None:
    def write(first: int) -> None:
        ledger = Ledger(path)
        for n in range(first, first + 20):
            ledger.append([_decision(n)])

    threads = [threading.Thread(target=write, args=(100 * k,)) for k in range(1, 6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(Ledger(path).holding.repairs) == 100


def test_a_file_that_cannot_be_read_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(DecisionsError, match="cannot be read") as caught:
        Ledger(path)
    assert str(path) in caught.value.context
