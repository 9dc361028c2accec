"""`pipeline review` on the command line."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest

from pipeline.review.server import Server
from pipeline.settings import Settings
from tests.review.corpus import run_notes, write_notes
from tests.running import pipeline


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return run_notes(write_notes(tmp_path_factory.mktemp("cli-review") / "raw"))


def test_a_sheet_is_written_filled_in_and_taken(made: Settings, tmp_path: Path) -> None:
    sheet = tmp_path / "doubts.csv"
    result = pipeline("review", "--out", made.out, "--export", sheet)
    assert result.exit_code == 0
    assert "to decide, 0 of them decided" in result.stderr
    lines = sheet.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    id_ = lines[1].split(",")[0]
    sheet.write_text(f"id,decision,text\n{id_},leave,\n", encoding="utf-8")
    result = pipeline("review", "--out", made.out, "--import", sheet)
    assert result.exit_code == 0
    assert result.stderr.startswith("1 decided, 0 rows with nothing new, ")
    result = pipeline("review", "--out", made.out, "--import", sheet, "--json")
    assert json.loads(result.stdout)["unchanged"] == 1
    kept = Path(made.raw).with_name("raw.decisions.jsonl").read_text(encoding="utf-8")
    assert '"verdict": "leave"' in kept


def test_a_sheet_goes_to_standard_output_and_nothing_else(made: Settings) -> None:
    result = pipeline("review", "--out", made.out, "--export", "-", "--quiet")
    assert result.stdout_bytes.startswith(b'\xef\xbb\xbf"id"')
    assert result.stderr == ""


def test_the_address_is_all_that_stands_on_standard_output(
    made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(Server, "run", lambda self: None)
    monkeypatch.setattr(webbrowser, "open", opened.append)
    result = pipeline("review", "--out", made.out)
    assert result.exit_code == 0
    assert result.stdout.strip() == opened[0]
    assert opened[0].startswith("http://127.0.0.1:")
    result = pipeline("review", "--out", made.out, "--no-browser", "--json")
    assert json.loads(result.stdout)["address"].startswith("http://127.0.0.1:")
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--export", "a", "--import", "b"], "usage-invalid", "exclude each other"),
        (["--import", "nothing.csv"], "input-unreadable", "nothing.csv"),
        (["--export", "no/such/folder/a.csv"], "output-unwritable", "no/such/folder"),
        (["--port", "70000"], "usage-invalid", "70000"),
    ],
)
def test_what_cannot_be_done_is_said(made: Settings, arguments: list[str], code: str, message: str) -> None:
    result = pipeline("review", "--out", made.out, *arguments)
    assert result.exit_code == 2
    assert f"error: {code}" in result.stderr
    assert message in result.stderr


def test_a_port_that_is_taken_is_said(made: Settings) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = pipeline("review", "--out", made.out, "--no-browser", "--port", port)
    assert result.exit_code == 2
    assert f"port {port} cannot be used" in result.stderr


def test_without_a_run_there_is_nothing_to_review(tmp_path: Path) -> None:
    result = pipeline("review", "--out", tmp_path / "nothing")
    assert result.exit_code == 2
    assert "no run has written" in result.stderr
    assert not (tmp_path / "nothing").exists()
