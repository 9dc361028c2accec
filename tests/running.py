"""Runs commands and scripts in a test, and reads what they left. Touches only the folders they are given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli.main import main


def pipeline(*arguments: str | Path) -> Result:
    """The result of one command, in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """A table of the last run, from its JSON Lines."""
    found = []
    for path in sorted((out / "json" / table).iterdir()):
        with path.open(encoding="utf-8", newline="\n") as lines:
            found += [json.loads(line) for line in lines]
    return found


def reports(root: Path, *words: str | Path) -> list[dict[str, Any]]:
    """What a script of the tests says, a line of JSON each; it runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
