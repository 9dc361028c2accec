"""The pairing of many translations side by side, in rounds of alignment.

In: pairings. Out: what each returns. Touches what they touch.
A pairing yields the pairs of texts that it needs aligned, and is sent their beads. What all ask for
in a round is aligned together, for aligning a thousand short texts takes little more than ten.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.clean.pairs.align import Bead, align_all
from pipeline.clean.pairs.compared import Task

Result = TypeVar("Result")
Pairing = Generator[Sequence[Task], list[list[Bead]], Result]


_TOGETHER = 256
"""Pairings that are under way at a time: what each has made of its texts is in memory."""


def work_through(pairings: Sequence[Pairing[Result]]) -> list[Result]:
    """What the pairings return, in their order."""
    done: list[Result] = []
    for first in range(0, len(pairings), _TOGETHER):
        done += _side_by_side(pairings[first : first + _TOGETHER])
    return done


def _side_by_side(pairings: Sequence[Pairing[Result]]) -> list[Result]:
    done: dict[int, Result] = {}
    answers: dict[int, list[list[Bead]] | None] = dict.fromkeys(range(len(pairings)))
    while answers:
        waiting = []
        for number, answer in answers.items():
            try:
                asked = next(pairings[number]) if answer is None else pairings[number].send(answer)
            except StopIteration as stop:
                done[number] = stop.value
            else:
                waiting.append((number, asked))
        found = iter(align_all([task for _, asked in waiting for task in asked]))
        answers = {number: list(islice(found, len(asked))) for number, asked in waiting}
    return [done[number] for number in range(len(pairings))]
