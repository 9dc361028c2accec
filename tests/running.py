"""Runs the command line in a test, and reads what it left. Touches only the folders it is given."""

from __future__ import annotations

import json
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
