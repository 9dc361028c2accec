"""Kills workers of a run, and runs that have workers, at random instants. No test itself.

In: a seed, how many kills, a folder to work in. Out: one line of JSON a run on standard output.
Each run is the command as people start it, with two workers. Most kills are of a worker, from its
first moment on; the run must go on and come to its end as if nothing had been. Some are of the main
process, whose workers are then on their own: the next run begins at once, beside what is left of them.
RAW changes between three corpora meanwhile, and sometimes OUT begins anew.

    python -m tests.engine.worker_kills --kills 100 --seed 1 --work DIR
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.corpora import visible
from tests.engine.kills import orphans
from tests.engine.random_kills import corpora

MORE, SHARD_BYTES = 60, 500
"""Small documents, and shards of one of them, mostly: each worker has dozens to do."""
MOST = 12
"""Kills in one run, at most."""
BEFORE, BETWEEN = 1.2, (0.02, 0.6)
"""When the first kill comes, at most, and when the next, in runs that nobody disturbs: in half of such
a run workers start, however slow the machine is."""
MAIN = 0.1
"""The share of kills that are of the main process."""
LIMIT_S = 300
"""A run that takes longer hangs."""


def command(raw: Path, out: Path, workers: int) -> list[str | Path]:
    """A run as people start it."""
    options = ["--workers", str(workers), "--shard-bytes", str(SHARD_BYTES)]
    return [sys.executable, "-m", "pipeline", "run", raw, "--out", out, *options]


def disturbed(raw: Path, out: Path, chance: random.Random, most: int, calm_s: float) -> dict[str, object]:
    """One run and its kills; says how it ended."""
    begun, killed, at = time.monotonic(), 0, calm_s * chance.uniform(0, BEFORE)
    with out.with_name("log").open("wb") as log:
        main = subprocess.Popen(command(raw, out, 2), stdout=log, stderr=log)
    while main.poll() is None:
        spent = time.monotonic() - begun
        if spent > LIMIT_S:
            main.kill()
        workers = workers_of(main.pid)
        if spent > at and killed < most and workers:
            if chance.random() < MAIN:
                main.kill()
                main.wait()
                return {"workers_killed": killed, "main_killed": 1, "code": 0, "log": ""}
            killed += kill(chance.choice(workers))
            at = time.monotonic() - begun + calm_s * chance.uniform(*BETWEEN)
        time.sleep(0.02)
    text = out.with_name("log").read_text(encoding="utf-8")
    return {"workers_killed": killed, "main_killed": 0, "code": main.returncode, "log": text}


def kill(pid: int) -> bool:
    """Kill a process; whether it was still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def workers_of(pid: int) -> list[int]:
    """Processes that a process started, but the one that tracks resources."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            words = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and b"resource_tracker" not in words and fields[0] != "Z":
            found.append(int(path.name))
    return sorted(found)


def main(arguments: list[str] | None = None) -> None:
    """Kill, go on, compare; says in JSON what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True)
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    asked.work.mkdir(parents=True, exist_ok=True)
    good = []
    raws = corpora(asked.work, MORE)
    for number, raw in enumerate(raws):
        subprocess.run(command(raw, asked.work / f"good{number}", 1), check=True, capture_output=True)
        good.append(visible(asked.work / f"good{number}"))
    begun = time.monotonic()
    subprocess.run(command(raws[0], asked.work / "calm", 2), check=True, capture_output=True)
    calm_s = time.monotonic() - begun
    out, shown, kills, is_over = asked.work / "out", {}, 0, False
    while kills < asked.kills or not is_over:  # the last run comes to its end
        if chance.random() < 0.5:
            shutil.rmtree(out, ignore_errors=True)
            shown = {}
        number = chance.randrange(3)
        begun = time.monotonic()
        report = disturbed(raws[number], out, chance, min(MOST, asked.kills - kills), calm_s)
        if report["code"] == 0 and not report["main_killed"]:
            calm_s = min(calm_s, time.monotonic() - begun)  # the machine may have been busy then
        kills += report["workers_killed"] + report["main_killed"]
        left = visible(out) if out.exists() else {}
        is_over = report["code"] == 0 and not report["main_killed"]
        report |= {"kills": kills, "is_whole": left in ([good[number]] if is_over else [shown, good[number]])}
        report["orphans"] = orphans(out) if is_over else []
        shown = left
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
