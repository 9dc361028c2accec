"""Prints accuracy: a line a row, a table by channel, the marks, marks in place, calibration.

In: scores. Out: lines of text. Touches the table of marks beside the checkout, where it is there.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from benchmarks import channels, texts
from benchmarks.calibration import Bin

if TYPE_CHECKING:
    from benchmarks.accuracy import Score

CONTENDERS = ("doubtful", "confident", "certain", "ftfy", "ftfy careful", "plsfix", "nothing")
_MARK = re.compile(
    r"\| (\S+/\S+) \| [\d,]+ \| ([\d.]+) \| ([\d.]+) \| [\d,]+ \| ([\d.]+) \| ([\d.]+) \|", re.ASCII
)
FEW = 150
"""Lost characters under which a row's figure says little."""


def percent(right: int, counted: int) -> float:
    """Share in percent; 100 where nothing was counted."""
    return 100.0 * right / counted if counted else 100.0


def _present(scores: Iterable[Score]) -> list[str]:
    there = {name for score in scores for name in score.right}
    return [name for name in CONTENDERS if name in there]


def row_head(score: Score) -> str:
    """The head over the lines of a channel."""
    return f"{'row':<24}{'counted':>9}" + "".join(f"{name:>14}" for name in _present([score]))


def row_line(score: Score) -> str:
    """One row, in percent."""
    shares = [percent(score.right[name], score.counted) for name in _present([score])]
    return f"{score.row:<24}{score.counted:>9,}" + "".join(f"{share:>14.2f}" for share in shares)


def by_channel(scores: list[Score]) -> str:
    """Each channel over all its rows, in percent of the characters counted."""
    names = _present(scores)
    lines = [f"{'channel (percent right)':<52}{'counted':>10}" + "".join(f"{name:>14}" for name in names)]
    for channel in dict.fromkeys(score.channel for score in scores):
        mine = [score for score in scores if score.channel == channel]
        counted = sum(score.counted for score in mine)
        kind = "" if any(score.losing for score in mine) else " (lossless)"
        shares = [percent(sum(score.right[name] for score in mine), counted) for name in names]
        lines.append(f"{channel + kind:<52}{counted:>10,}" + "".join(f"{share:>14.2f}" for share in shares))
    return "\n".join(lines)


@cache
def marks() -> dict[tuple[str, str], tuple[float, float]]:
    """(row, channel) -> (at least, aim), of the table beside the checkout; empty where it is absent."""
    page = texts.DEV.parent / "README.md"
    if not page.is_file():
        return {}
    found = {}
    for row, *figures in _MARK.findall(page.read_text(encoding="utf-8")):
        least1, aim1, least2, aim2 = map(float, figures)
        found[row, channels.MARKED[0]] = (least1, aim1)
        found[row, channels.MARKED[1]] = (least2, aim2)
    return found


def against_marks(scores: list[Score]) -> str:
    """How many rows reach their marks, and which do not."""
    held = [score for score in scores if (score.row, score.channel) in marks()]
    if not held:
        return "no marks for these rows and channels"
    reached = aims = 0
    missed = []
    for score in held:
        least, aim = marks()[score.row, score.channel]
        share = round(percent(score.right["doubtful"], score.counted), 2)
        reached += share >= least
        aims += share >= aim
        if share < least:
            few = " (few)" if score.counted < FEW else ""
            missed.append(f"  {score.row:<24}{score.channel:<28}{share:>8.2f} of {least:.2f}{few}")
    return "\n".join([f"marks: {reached} of {len(held)} reach `at least`, {aims} reach `aim`", *missed])


def in_place(scores: list[Score]) -> str:
    """Channels with a mark in place beside dropped: in total, and rows that are worse by two errors."""
    by_key = {(score.row, score.channel): score for score in scores}
    pairs: dict[str, list[tuple[Score, Score]]] = defaultdict(list)
    for score in scores:
        twin = by_key.get((score.row, channels.dropped_twin(score.channel)))
        if score.channel in channels.IN_PLACE and twin:
            pairs[score.channel].append((score, twin))
    if not pairs:
        return "nothing with a mark in place beside dropped"
    lines = ["with a mark in place, beside dropped (percent right, the same characters)"]
    for channel, both in pairs.items():
        marked = dropped = counted = 0
        worse = []
        for score, twin in both:
            shared = score.flags.keys() & twin.flags.keys()
            gains = [score.flags[key] - twin.flags[key] for key in shared]
            marked += sum(score.flags[key] for key in shared)
            dropped += sum(twin.flags[key] for key in shared)
            counted += len(shared)
            error = math.sqrt(sum(gain * gain for gain in gains))
            if sum(gains) < -2 * error:
                worse.append(score.row)
        lines.append(
            f"  {channel:<28}{percent(marked, counted):>8.2f}  dropped {percent(dropped, counted):>8.2f}"
            f"  rows worse by two errors: {', '.join(worse) or 'none'}"
        )
    return "\n".join(lines)


def of_calibration(figures: dict[str, float], found: list[Bin]) -> str:
    """The figures of calibration, and the bins."""
    head = (
        f"calibration: {figures['edits']} edits with losses, ECE {figures['ece']:.4f}; "
        f"confidence 0.99 and more: {figures['sure_right_percent']:.2f} % right, "
        f"{figures['sure_cover_percent']:.1f} % of them"
    )
    lines = [f"  {b.mass:>10.0f} edits  confidence {b.confidence:.4f}  right {b.right:.4f}" for b in found]
    return "\n".join([head, *lines])
