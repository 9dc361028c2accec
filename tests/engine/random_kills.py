"""Kills a run with SIGKILL at random instants, again and again, and reads what is left. No test itself.

In: a seed, how many kills, a folder to work in. Out: one line of JSON a kill on standard output.
The modules are loaded once and each run is a fork, so this is a process of its own. What is left
after each kill is read by two readers, pyarrow and DuckDB; after some kills in a row a run is let
come to its end, and must give the bytes of one that was never disturbed. RAW may change meanwhile.

    python -m tests.engine.random_kills --kills 300 --seed 1 --work DIR
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from tests.corpora import NOTES, visible, write_notes
from tests.engine.kills import SHARD_BYTES, fork, orphans

ROUNDS = 4
"""Kills in a row, at most, before a run is let come to its end."""


def corpora(work: Path, more: int = 40) -> list[Path]:
    """Three corpora that differ in some documents each, with so many small ones beside the usual."""
    found = []
    for number in range(3):
        notes = dict(NOTES)
        for at, name in enumerate(sorted(notes)):
            if at % 3 == number:
                del notes[name]
            elif at % 5 == number:
                notes[name] = f"# Other {number}\n\nIt\u00e2\u20ac\u2122s new.\n".encode()
        notes |= {
            f"more/{i:03d}.md": f"# {i}\n\ncaf\u00c3\u00a9 {number * (i % 7 == 0)}\n".encode()
            for i in range(more)
        }
        found.append(write_notes(work / f"raw{number}", notes))
    return found


def work_on(raw: Path, out: Path) -> int:
    """One whole run, in this process."""
    from pipeline import run

    return run(raw, out, shard_bytes=SHARD_BYTES, workers=1).documents


def killed(raw: Path, out: Path, after_s: float) -> bool:
    """Start a run and kill it; returns whether it had not ended before."""
    child = os.fork()
    if child == 0:
        try:
            work_on(raw, out)
        finally:
            os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def read_back(out: Path) -> list[int]:
    """Rows of each table by DuckDB, which must be those that pyarrow finds; empty where nothing is shown."""
    import duckdb
    from pyarrow import parquet

    counts = []
    for table in ("documents", "blocks", "repairs", "pairs"):
        parts = sorted((out / "parquet" / table).glob("part-*.parquet"))
        if not parts:
            continue
        ours = sum(parquet.ParquetFile(part).read().num_rows for part in parts)
        with duckdb.connect() as connection:
            relation = connection.read_parquet([str(part) for part in parts])
            theirs = len(relation.fetchall())
        if ours != theirs:
            raise AssertionError(f"{table}: {ours} rows by pyarrow, {theirs} by DuckDB")
        lines = sum(
            len((out / "json" / table / f"{part.stem}.jsonl").read_bytes().splitlines()) for part in parts
        )
        if lines != ours:
            raise AssertionError(f"{table}: {ours} rows, {lines} lines of JSON")
        counts.append(ours)
    return counts


def main(arguments: list[str] | None = None) -> None:
    """Kill, read, go on; says in JSON what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True)
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    asked.work.mkdir(parents=True, exist_ok=True)
    raws = corpora(asked.work)
    warm_up(raws[0])
    good, spent = [], []
    for number, raw in enumerate(raws):
        started = time.monotonic()
        code, error = fork(lambda raw=raw, number=number: work_on(raw, asked.work / f"good{number}"))
        spent.append(time.monotonic() - started)
        if code:
            raise RuntimeError(error)
        good.append(visible(asked.work / f"good{number}"))
    out, shown, kills = asked.work / "out", {}, 0
    while kills < asked.kills:
        if chance.random() < 0.1:
            shutil.rmtree(out, ignore_errors=True)
            shown = {}
        number = chance.randrange(3)
        for _ in range(chance.randint(1, ROUNDS)):
            is_killed = killed(raws[number], out, chance.uniform(0, 1.1 * spent[number]))
            left = visible(out) if out.exists() else {}
            code, counts = fork(lambda: read_back(out))
            report = {"kill": kills, "was_running": is_killed, "is_whole": left in (shown, good[number])}
            sys.stdout.write(json.dumps(report | {"is_read": code == 0, "rows": counts}) + "\n")
            kills += is_killed
            shown = left
        code, error = fork(lambda number=number: work_on(raws[number], out))
        shown = visible(out)
        report = {"kill": kills, "is_new_after_going_on": code == 0 and shown == good[number], "error": error}
        sys.stdout.write(json.dumps(report | {"orphans": orphans(out)}) + "\n")
        sys.stdout.flush()


def warm_up(raw: Path) -> None:
    """Load everything once, without a thread, so that forks need not."""
    import duckdb  # noqa: F401
    import pandas  # noqa: F401
    from pyarrow import parquet  # noqa: F401

    from pipeline.clean import clean_family
    from pipeline.engine import running  # noqa: F401
    from pipeline.engine.shards.versions import code_version, model_hash
    from pipeline.extract import extract_document
    from pipeline.settings import Settings

    for path in sorted(raw.rglob("*.md"))[:30]:
        clean_family((extract_document("a.md", path.read_bytes(), Settings()),), Settings())
    code_version(), model_hash()


if __name__ == "__main__":
    main()
