"""Work that asks for alignments, many pieces of it side by side.

In: jobs. Out: what each returns. Touches what they touch.
A job yields the pairs of texts that it needs aligned, and is sent their beads. What all jobs ask for
in a round is aligned together, for aligning a thousand short texts takes little more than ten.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.clean.pairs.align import Bead, align_all
from pipeline.clean.pairs.compared import Task

Result = TypeVar("Result")
Job = Generator[Sequence[Task], list[list[Bead]], Result]


_TOGETHER = 256
"""Jobs that are under way at a time: what each has made of its texts is in memory."""


def work_through(jobs: Sequence[Job[Result]]) -> list[Result]:
    """What the jobs return, in their order."""
    done: list[Result] = []
    for first in range(0, len(jobs), _TOGETHER):
        done += _side_by_side(jobs[first : first + _TOGETHER])
    return done


def _side_by_side(jobs: Sequence[Job[Result]]) -> list[Result]:
    done: dict[int, Result] = {}
    answers: dict[int, list[list[Bead]] | None] = dict.fromkeys(range(len(jobs)))
    while answers:
        waiting = []
        for number, answer in answers.items():
            try:
                asked = next(jobs[number]) if answer is None else jobs[number].send(answer)
            except StopIteration as stop:
                done[number] = stop.value
            else:
                waiting.append((number, asked))
        found = iter(align_all([task for _, asked in waiting for task in asked]))
        answers = {number: list(islice(found, len(asked))) for number, asked in waiting}
    return [done[number] for number in range(len(jobs))]
