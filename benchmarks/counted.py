"""What the benchmarks that count collections of text share: logarithms of shares, and a command line.

In: a share; a function that makes a table of folders. Out: an integer; the table on standard output, or
where `repair` reads it. Touches nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

from pipeline.mojibake.model.lookup import UNIT


def log_share(share: float) -> int:
    """UNIT * log of a share, rounded alike on every machine."""
    with localcontext(prec=12):
        return int((UNIT * Decimal(share).ln()).to_integral_value())


def run(name: str, said: str | None, make: Callable[[list[Path]], str], path: Path) -> None:
    """Counts the folders of the command line, and prints the table or writes it.

    Args:
        name: of the module.
        said: what it does.
        make: the table of folders.
        path: where `repair` reads it.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=said)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="write the table that repair reads")
    options = parser.parse_args()
    made = make(options.folders)
    if options.write:
        path.write_text(made, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(made)
