"""What the passes over a text have found: what it becomes at once, the edits when they are asked for.

In: a text, drafts, what is left of it. Out: edits with grade, confidence, channel and certificate, on the
text's offsets. Touches nothing. Idea: who wants a text in order need not wait until each change is put into
words, which takes a fifth of the time where damage is dense.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from pipeline.mojibake.edits.certificates import describe
from pipeline.mojibake.edits.drafts import Draft
from pipeline.mojibake.edits.grades import Grader
from pipeline.mojibake.edits.whole import WholeDrafts
from pipeline.records import Alternative, Edit, from_columns


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles of objects: there are none, and where edits are many it is a sixth of the time."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


class Undone(NamedTuple):
    """What is made of a text."""

    text: str
    """The text with all that is made."""
    edits: Callable[[], Sequence[Edit]]
    """Puts them, and what is left, into words; in order."""
    found: Found | None = None
    """What the edits are made of; None where words were read whose case was changed."""


class Found(NamedTuple):
    """What the passes over a text have found."""

    text: str
    current: str | None
    """The same with the drafts made; None of a large one, for what is looked for after needs the memory."""
    drafts: Sequence[Draft]
    """In order."""
    others: list[list[Edit]]
    """What is left, in order, each list for itself; where they overlap, drafts count and those before."""
    grader: Grader

    def edits(self) -> list[Edit]:
        """All as edits, in order."""
        with uncollected():
            edits = _edits(self.text, self.drafts, self.grader)
            for more in filter(None, self.others):
                starts = [edit.start for edit in edits]
                for edit in more:
                    k = bisect_left(starts, edit.end)
                    if not k or edits[k - 1].end <= edit.start:
                        edits.append(edit)
                edits.sort(key=lambda edit: edit.start)
            return edits

    def made_in(self, spans: Iterable[tuple[int, int]]) -> list[Edit]:
        """The edits that change something in some spans, in order."""
        starts, ends = edges_of(self.drafts)
        near = (range(bisect_right(ends, start), bisect_left(starts, end)) for start, end in spans)
        return self.made_at(sorted(set(chain.from_iterable(near))))

    def made_at(self, numbers: Sequence[int]) -> list[Edit]:
        """The edits of some of the drafts, by their numbers, in order."""
        drafts = self.drafts
        some = drafts.some(numbers) if isinstance(drafts, WholeDrafts) else [drafts[k] for k in numbers]
        return _edits(self.text, some, self.grader)


def edges_of(drafts: Sequence[Draft]) -> tuple[list[int], list[int]]:
    """Where each of some drafts starts and ends."""
    if isinstance(drafts, WholeDrafts):
        return drafts.made.starts.tolist(), drafts.made.ends.tolist()
    return [draft.start for draft in drafts], [draft.end for draft in drafts]


def _edits(text: str, drafts: Sequence[Draft], grader: Grader) -> list[Edit]:
    """The drafts as edits of the source, by columns: one by one takes three times as long."""
    if not len(drafts):
        return []
    starts, ends, afters, layers, struck, sure, readings, choices, known = zip(*drafts, strict=True)
    described = [words or describe(*what) for words, *what in zip(known, afters, layers, struck, strict=True)]
    shown, channels, losses = zip(*described, strict=True)
    columns: dict[str, Iterable[object]] = {
        "start": starts,
        "end": ends,
        "before": [text[start:end] for start, end in zip(starts, ends, strict=True)],
        "after": afters,
        "bytes": shown,
        "channel": channels,
        "loss": losses,
        "layers": map(len, layers),
        "confidence": map(round, sure, repeat(4)),
        "grade": grader.grades(sure, choices),
        "decided_by": ["model" if lost else "proof" for lost in struck],
        "alternatives": [tuple([_alternative(*one) for one in some]) if some else () for some in readings],
        "struck": struck,
    }
    return from_columns(Edit, len(drafts), columns)


@lru_cache(maxsize=1 << 16)
def _alternative(text: str, probability: float) -> Alternative:
    """One object for equal readings: a damaged text has many."""
    return Alternative(text=text, probability=probability)
