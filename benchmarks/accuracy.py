"""How much of what was lost comes back, beside other tools: `python -m benchmarks.accuracy`.

In: texts, channels. Out: tables on standard output, `bench-out/accuracy.json`, and the
reliability diagram `bench-out/reliability.svg`. Touches these files only.
Counted are the characters that lost a byte (where a channel loses none: all that it damages);
right is the true character at its place. Each document is damaged, repaired whole with no word
about the channel, and compared. `accept` is `doubtful`; what the other settings would have left
is taken from the grades.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks import alignment, calibration, channels, tables, texts
from benchmarks.alignment import Damaged
from benchmarks.peers import Peer, peers
from pipeline.mojibake import repair
from pipeline.records import GRADES

OUT = texts.ROOT / "bench-out"
SETTINGS = ("doubtful", "confident", "certain")


@dataclass(kw_only=True)
class Score:
    """What came out of one row and channel."""

    row: str
    channel: str
    counted: int = 0
    """Characters that lost a byte; where none did, those that were damaged."""
    losing: bool = True
    """Whether the channel can lose a byte."""
    right: Counter[str] = field(default_factory=Counter)
    """Contender -> characters that it got right; ours under the names of the settings."""
    flags: dict[tuple[int, int], bool] = field(default_factory=dict)
    """(document, character) -> whether ours was right, of the characters that lost a byte."""
    tally: calibration.Tally = field(default_factory=Counter)
    """Our edits with losses."""


def measure(
    folder: Path, row: str, channel: str, *, with_peers: bool = True, limit: int | None = None
) -> Score:
    """Damages, repairs and compares the documents of a row.

    Args:
        folder, row: which text.
        channel: what is done to it.
        with_peers: whether the other tools are measured beside.
        limit: characters of true text at most; whole documents.
    """
    score = Score(row=row, channel=channel, losing=channels.is_losing(channel))
    size = 0
    for number, truth in enumerate(texts.documents(folder, row)):
        if limit is not None and size >= limit:
            break
        size += len(truth)
        text = alignment.damaged(truth, channel)
        wanted = text.lost if score.losing else _damaged_ones(text)
        if wanted:
            _measure_ours(score, number, text, wanted)
            if with_peers:
                _measure_peers(score, text, wanted)
    return score


def _damaged_ones(text: Damaged) -> tuple[int, ...]:
    return tuple(i for i, char in enumerate(text.truth) if text.text[text.starts[i] : text.ends[i]] != char)


def _measure_ours(score: Score, number: int, text: Damaged, wanted: tuple[int, ...]) -> None:
    edits = [edit for edit in repair(text.text).edits if edit.after is not None]
    score.counted += len(wanted)
    for setting in SETTINGS:
        kept = GRADES.index(setting)
        changes = [
            (e.start, e.end, e.after) for e in edits if e.after is not None and GRADES.index(e.grade) <= kept
        ]
        flags = alignment.right_ones(text, changes, wanted)
        score.right[setting] += sum(flags)
        if setting == "doubtful" and score.losing:
            score.flags.update({(number, i): flag for i, flag in zip(wanted, flags, strict=True)})
    for edit in edits:
        if edit.struck and edit.decided_by == "model" and edit.after is not None:
            right = alignment.is_true(text, (edit.start, edit.end, edit.after))
            score.tally[edit.confidence, right] += 1


@cache
def _peers() -> dict[str, Peer]:
    return peers()


def _measure_peers(score: Score, text: Damaged, wanted: tuple[int, ...]) -> None:
    lines = text.text.split("\n")
    for name, fix in _peers().items():
        # a line end that a tool adds or takes away is no line of ours
        made = [fix(line).replace("\n", " ") if line else line for line in lines]
        changes = alignment.line_changes(text.text, made)
        score.right[name] += sum(alignment.right_ones(text, changes, wanted))


def measure_all(
    folder: Path, rows: list[str], names: list[str], *, with_peers: bool, limit: int | None, jobs: int
) -> Iterable[Score]:
    """All scores, in order of channels and rows."""
    tasks = [(folder, row, name, with_peers, limit) for name in names for row in rows]
    if jobs == 1:
        yield from map(_task, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_task, tasks)


def _task(task: tuple[Path, str, str, bool, int | None]) -> Score:
    folder, row, channel, with_peers, limit = task
    return measure(folder, row, channel, with_peers=with_peers, limit=limit)


def harm(folder: Path, rows: list[str]) -> list[dict[str, str]]:
    """Every edit that is made on the undamaged rows."""
    found = []
    for row in rows:
        text = "\n\n".join(texts.documents(folder, row))
        for edit in repair(text).edits:
            if edit.after is not None:
                around = text[max(0, edit.start - 20) : edit.end + 20]
                found.append({"row": row, "before": edit.before, "after": edit.after, "around": around})
    return found


def main(arguments: list[str] | None = None) -> None:
    """Measures what the arguments ask for, prints the tables and writes the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--text", metavar="DIR", help="texts: DIR/<language>/<domain>.txt")
    parser.add_argument("--rows", nargs="+", help="rows, or starts of their names (zh-Hans); default: all")
    parser.add_argument(
        "--channels",
        nargs="+",
        default=["all"],
        help=f"channels, or sets of them: {', '.join(channels.SETS)}; default: all",
    )
    parser.add_argument("--limit", type=int, help="characters of each row at most")
    parser.add_argument("--no-peers", action="store_true", help="measure only this project")
    parser.add_argument("--no-harm", action="store_true", help="do not count edits on undamaged text")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the results")
    given = parser.parse_args(arguments)
    folder = texts.folder_of(given.text)
    rows = [row for row in texts.rows_of(folder) if not given.rows or any(map(row.startswith, given.rows))]
    names = channels.chosen(given.channels)
    scores: list[Score] = []
    for score in measure_all(
        folder, rows, names, with_peers=not given.no_peers, limit=given.limit, jobs=given.jobs
    ):
        if not scores or scores[-1].channel != score.channel:
            print(f"\n{score.channel}\n{tables.row_head(score)}")
        scores.append(score)
        print(tables.row_line(score), flush=True)
    damage_done = [] if given.no_harm else harm(folder, texts.rows_of(folder) if not given.rows else rows)
    report(scores, damage_done, given.out)


def report(scores: list[Score], damage_done: list[dict[str, str]], out: Path) -> None:
    """Prints what all scores say together, and writes it."""
    tally: calibration.Tally = Counter()
    for score in scores:
        tally.update(score.tally)
    found = calibration.bins(tally) if tally else []
    figures = calibration.summary(tally)
    print("\n" + tables.by_channel(scores))
    print("\n" + tables.in_place(scores))
    print("\n" + tables.against_marks(scores))
    print("\n" + tables.of_calibration(figures, found))
    print(f"\nedits on undamaged text: {len(damage_done)}")
    for edit in damage_done:
        print("  {row}: {before!r} -> {after!r} in {around!r}".format(**edit))
    out.mkdir(parents=True, exist_ok=True)
    calibration.draw(found, out / "reliability.svg", title=f"{figures['edits']} edits with losses")
    result = {
        "scores": [
            {
                "row": s.row,
                "channel": s.channel,
                "counted": s.counted,
                "losing": s.losing,
                "right": dict(s.right),
                "calibration": calibration.summary(s.tally),
            }
            for s in scores
        ],
        "calibration": figures,
        "harm": damage_done,
    }
    (out / "accuracy.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
