"""The command as a whole: version, help, how errors read, and what it exits with."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pipeline.engine
from pipeline import __version__, errors
from pipeline.cli.summary import restored
from pipeline.engine import Summary
from pipeline.settings import Settings
from tests.running import pipeline as command

SUMMARY = Summary(
    documents=4,
    statuses={"clean": 1, "repaired": 1, "doubtful": 0, "damaged": 1, "rejected": 1},
    blocks=12,
    languages={"en": 8, "zh-Hans": 3, "und": 1},
    repairs=5,
    grades={"certain": 4, "confident": 1, "doubtful": 0, "left": 2},
    channels={"windows-1254:dropped": 7},
    pairs=0,
    encodings={"utf-8": 3},
    findings={"mojibake-lossy": 2},
    rejected=(("bad\x1b[31m.md", "no encoding fits"),),
    unsure=("half.md",),
    shards=1,
    made=1,
    places={"markdown": "out/markdown", "json": "out/json", "parquet": "out/parquet"},
)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """An engine that does nothing: gives `SUMMARY`, or raises what a test puts first."""
    script: list[Any] = []

    def run(
        settings: Settings, *, stages: tuple[str, ...], progress: Any = None, request: Any = None
    ) -> Summary:
        if script and isinstance(script[0], BaseException):
            raise script[0]
        script.append((settings, stages))
        if progress:
            progress(stages[0], 4, 4)
        return SUMMARY

    monkeypatch.setattr(pipeline.engine, "run", run)
    return script


def test_the_version_is_the_packages() -> None:
    result = command("--version")
    assert (result.exit_code, result.output) == (0, f"pipeline {__version__}\n")


def test_without_a_command_the_help_is_printed() -> None:
    result = command()
    assert result.exit_code == 0
    assert result.stdout == command("--help").stdout


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("run", ("extract", "clean", "export")),
        ("extract", ("extract",)),
        ("clean", ("clean",)),
        ("export", ("export",)),
    ],
)
def test_each_command_runs_its_stages(engine: list[Any], name: str, stages: tuple[str, ...]) -> None:
    assert command(name, "--out", "there").exit_code == 0
    ((settings, asked),) = engine
    assert (settings.out, asked) == ("there", stages)


def test_the_summary_ends_in_plain_words(engine: list[Any]) -> None:
    last = command("run").stdout.splitlines()[-1]
    assert last == "4 notes: 1 sound, 1 repaired, 1 still broken, 1 set aside; your notes: out/markdown/"


def test_before_that_it_says_what_was_restored_and_what_is_left(engine: list[Any]) -> None:
    line = command("run").stdout.splitlines()[-2]
    assert line == "5 damaged places restored, 2 left as they were; `pipeline review` shows them"


@pytest.mark.parametrize(
    ("grades", "line"),
    [
        ((0, 0, 0, 0), ""),
        ((1, 0, 0, 0), "1 damaged place restored"),
        ((1, 1, 1, 0), "2 damaged places restored, 1 restored with doubt; `pipeline review` shows them"),
        ((0, 0, 0, 1), "0 damaged places restored, 1 left as it was; `pipeline review` shows them"),
    ],
)
def test_what_was_restored_is_told_in_plain_words(grades: tuple[int, ...], line: str) -> None:
    names = ("certain", "confident", "doubtful", "left")
    assert restored(replace(SUMMARY, grades=dict(zip(names, grades, strict=True)))) == line


def test_the_table_says_what_was_found_and_where_the_outputs_are(engine: list[Any]) -> None:
    lines = {
        line.split()[0]: line.split(maxsplit=1)[1]
        for line in command("run").stdout.splitlines()
        if line.strip()
    }
    assert lines["documents"] == "4"
    assert lines["blocks"] == "12: en 8, zh-Hans 3, und 1"
    assert lines["repairs"] == "5: certain 4, confident 1"
    assert (lines["doubtful"], lines["left"], lines["rejected"]) == ("0", "2", "1")
    assert lines["parquet"] == "out/parquet/"


def test_a_rejected_document_is_named_with_its_reason_and_cannot_colour_the_terminal(
    engine: list[Any],
) -> None:
    assert "bad\\x1b[31m.md: no encoding fits" in command("run").stdout


@pytest.mark.parametrize("word", ["shard", "channel", "lattice", "manifest"])
def test_words_of_the_works_appear_only_where_asked(engine: list[Any], word: str) -> None:
    assert word not in command("run").output.lower()
    assert word not in command("run", "--help").output.lower()


def test_verbose_shows_the_works(engine: list[Any]) -> None:
    assert "windows-1254:dropped 7" in command("run", "-v").stdout


def test_quiet_prints_nothing(engine: list[Any]) -> None:
    assert command("run", "-q").output == ""


def test_json_is_the_summary_and_nothing_else(engine: list[Any]) -> None:
    result = command("run", "--json")
    record = json.loads(result.stdout)
    assert record["statuses"] == SUMMARY.statuses
    assert "extract: 4 of 4" in result.stderr


@pytest.mark.parametrize(("option", "code"), [("--strict", 1), ("--no-strict", 0)])
def test_strict_exits_with_1_where_a_document_is_not_sound(engine: list[Any], option: str, code: int) -> None:
    assert command("run", option).exit_code == code


def test_strict_from_a_variable_counts_too(engine: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELINE_STRICT", "1")
    assert command("run").exit_code == 1
    assert command("run", "--no-strict").exit_code == 0


def test_a_tilde_is_the_home_folder_in_both_folders(
    engine: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/a b")
    command("run", "~/notes", "--out", "~/clean")
    ((settings, _),) = engine
    assert (settings.raw, settings.out) == ("/home/a b/notes", "/home/a b/clean")


def test_a_setting_of_many_values_is_repeated(engine: list[Any]) -> None:
    command("run", "--include", "*.txt", "--include", "*.md")
    ((settings, _),) = engine
    assert settings.include == ("*.txt", "*.md")


def test_an_error_is_its_code_message_place_and_hint_on_standard_error(engine: list[Any]) -> None:
    engine.append(errors.InputError("no such folder", context="notes\x1b", hint="check the name"))
    result = command("run")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert (
        result.stderr == "error: input-unreadable\n  no such folder\n  notes\\x1b\n  hint: check the name\n"
    )


def test_a_fault_of_ours_is_an_error_and_no_traceback(engine: list[Any]) -> None:
    engine.append(ZeroDivisionError("division by zero"))
    result = command("run")
    assert result.exit_code == 2
    assert "error: internal-error\n  ZeroDivisionError: division by zero" in result.stderr
    assert "Traceback" not in result.output


def test_what_may_not_be_read_is_named_and_is_no_fault_of_ours(engine: list[Any]) -> None:
    engine.append(PermissionError(13, "Permission denied", "out/parquet"))
    result = command("run")
    assert result.exit_code == 2
    assert result.stderr == (
        "error: input-unreadable\n  cannot be read: Permission denied\n"
        "  out/parquet\n  hint: check its permissions\n"
    )


def test_verbose_shows_the_traceback_of_a_fault_of_ours(engine: list[Any]) -> None:
    engine.append(ZeroDivisionError("division by zero"))
    result = command("run", "-v")
    assert result.exit_code == 2
    assert "Traceback" in result.stderr


def test_a_missing_package_of_an_extra_is_named_with_what_to_install(engine: list[Any]) -> None:
    engine.append(ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow.parquet"))
    result = command("run")
    assert result.exit_code == 2
    assert "error: extra-missing" in result.stderr
    assert "pip install 'mojibake-pipeline[run]'" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--nope",),
        ("no-such-command",),
        ("run", "--accept", "all"),
        ("run", "a", "b"),
        ("run", "--max-document-bytes", "x"),
    ],
)
def test_a_wrong_call_is_a_usage_error_with_a_hint(arguments: tuple[str, ...]) -> None:
    result = command(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: usage-invalid\n")
    assert "--help" in result.stderr


def test_a_wrong_setting_is_named_with_where_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELINE_ACCEPT", "all")
    result = command("run")
    assert result.exit_code == 2
    assert "error: setting-invalid" in result.stderr
    assert "`accept`" in result.stderr
    assert "PIPELINE_ACCEPT" in result.stderr


def test_an_interrupt_ends_the_command_with_130_and_one_line(engine: list[Any]) -> None:
    engine.append(KeyboardInterrupt())
    result = command("run")
    assert result.exit_code == 130
    assert result.stderr.strip() == "interrupted: the last good output stays as it was"


def test_a_signal_from_the_terminal_ends_the_process_the_same_way(tmp_path: Path, root: Path) -> None:
    code = (
        "import pipeline.engine, sys, time\n"
        "def run(*a, **k):\n    print('ready', flush=True)\n    time.sleep(30)\n"
        "pipeline.engine.run = run\n"
        "from pipeline.cli.main import main\n"
        "main(['run'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=20)
    assert time.monotonic() - started < 20
    assert process.returncode == 130
    assert "Traceback" not in complaint


def test_both_ways_to_call_it_are_one_command(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"],
        capture_output=True,
        check=True,
        cwd=root,
        encoding="utf-8",
    )
    assert done.stdout == f"pipeline {__version__}\n"


def test_a_command_ends_without_a_look_at_all_that_it_made(root: Path) -> None:
    script = "; ".join(
        (
            "import atexit, gc",
            "atexit.register(lambda: print('frozen:', gc.get_freeze_count() > 1000))",
            "from pipeline.cli.main import main",
            "main(['--version'])",
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=root,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[-1] == "frozen: True"
