"""Coverage-guided fuzzing of one target: `python -m tests.fuzzing.fuzz repair --seconds 600`.

In: the name of a target of `targets.py`, how long, a folder for new inputs. Out: libFuzzer's log;
an input that breaks the target is written as `crash-…` into that folder. Touches that folder.
It starts from the kept corpus and from the seed cases beside it; `keep` copies what is worth keeping.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

KEPT = Path(__file__).parent / "corpus"


def main(arguments: list[str]) -> None:
    """Fuzz until the time is up or something breaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=["extract", "repair", "export"])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path("bench-out/fuzz"))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzzing.targets import TARGETS
    found = asked.folder / asked.target
    found.mkdir(parents=True, exist_ok=True)
    for path in sorted((KEPT / asked.target).iterdir())[:20]:  # what is loaded once must not look like a hang
        TARGETS[asked.target](path.read_bytes())
    options = [f"-max_total_time={asked.seconds}", f"-seed={asked.seed}", "-max_len=4096", "-timeout=60"]
    options += [f"-artifact_prefix={found}/", "-rss_limit_mb=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(found), str(KEPT / asked.target)], TARGETS[asked.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
