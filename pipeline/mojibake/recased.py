"""Reads words whose case was changed after they were damaged, where that makes them words.

In: a text, its edits, words that look so. Out: edits again, each with its certificate. Touches nothing.
Idea: with the case put back the words are damage like any other, so the text is read once more with that.
A word counts only if all that was put back is read, and if it is likelier so than as it stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel import parse_channel, written_as
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.mojibake.edits.certificates import describe
from pipeline.mojibake.edits.grades import Grader
from pipeline.mojibake.edits.undone import Found
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.cases import Word, words_in_case
from pipeline.mojibake.evidence.speakers import Arrays
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.records import GRADES, Edit

Array = np.ndarray[Any, Any]

ALONE = 12 * UNIT
"""How much likelier a word must be as it is read than as it stands, where no other is damage."""
AMONG = 6 * UNIT
"""The same beside other damage."""
APART = 7 * UNIT
"""By less than this two readings of a word are no different: the choice is doubtful."""
LOST = 2 * UNIT
"""What each byte costs that a reading of the word as it stands takes for lost."""
SOME = 100
"""Words are told by so many of them."""
WIDE = "\u2e80"
"""East Asian characters, and those behind them."""
AROUND = 6
"""Characters on each side that tell."""


class _Put(NamedTuple):
    """What is put in the place of a span of a text."""

    start: int
    end: int
    after: str | None


class _Read(NamedTuple):
    """A word as one of its options is read."""

    edits: tuple[Edit, ...]
    text: str
    score: int


class _Made:
    """Edits in order, to be asked for those at a place."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.edits = [edit for edit in edits if edit.after is not None]
        self._starts = [edit.start for edit in self.edits]
        self._ends = [edit.end for edit in self.edits]

    def over(self, start: int, end: int) -> list[Edit]:
        """Those that have a part in a span."""
        return self.edits[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


class _Shown:
    """What could be read for sure, and is left: the text shows it as such (see `sound.code`)."""

    def __init__(self, found: Found) -> None:
        left = [edit for edit in found.others[0] if edit.confidence >= found.grader.confident]
        self._starts, self._ends = [edit.start for edit in left], [edit.end for edit in left]

    def without(self, words: list[Word]) -> list[Word]:
        """The words of which no part is shown."""
        starts, ends = self._starts, self._ends
        return [word for word in words if bisect_right(ends, word.start) >= bisect_left(starts, word.end)]


def read_cases(
    found: Found, again: Callable[[str], Iterable[Edit]], arrays: Arrays, accept: str
) -> list[Edit] | None:
    """The edits with those of words whose case was changed, in order; None where there are no such words.

    Args:
        found: what is found in the text as it stands.
        again: gives the edits of another text.
        arrays: the model's, for all languages.
        accept: the last grade that is made.
    """
    text, grader = found.text, found.grader
    codes, shown = runs.code_points(text), _Shown(found)
    some = shown.without(words_in_case(codes, most=SOME))
    if not _is_told(text, some, _Made(found.made_in((word.start, word.end) for word in some))):
        return None
    edits = found.edits()
    made, words = _Made(edits), shown.without(words_in_case(codes, is_known=True))
    readings = []
    for kind in range(max((len(word.options) for word in words), default=0)):
        was = apply_edits(text, [_Put(w.start, w.end, (w.options * 2)[kind]) for w in words])
        readings.append((was, _Made(again(was))))
    taken: list[Edit] = []
    spans: list[tuple[int, int]] = []
    for word in words:
        best = _best(text, word, made, readings[: len(word.options)], arrays, grader)
        if best is not None and all(GRADES.index(e.grade) <= GRADES.index(accept) for e in best.edits):
            taken += best.edits
            spans.append((word.start, word.end))
    ends = [end for _, end in spans]
    kept = []
    for edit in edits:
        k = bisect_right(ends, edit.start)
        if k == len(spans) or spans[k][0] >= edit.end:
            kept.append(edit)
    return sorted(kept + taken, key=lambda edit: edit.start)


def _is_told(text: str, words: Sequence[Word], made: _Made) -> bool:
    """Whether of some words a third are read by nothing else, as by chance few are."""
    telling = sum(not _is_read(text, word, made) for word in words)
    return telling > 0 and len(words) <= 3 * telling


def _is_read(text: str, word: Word, made: _Made) -> bool:
    """Whether edits that are more than doubtful read all that would be put back of a word as it stands; or
    East Asian characters are whole in it.

    What is read beside a letter of ASCII is not: other pages have rare letters there, or East Asian ones.
    """
    pairs = zip(text[word.start : word.end], word.options[0], strict=True)
    moved = {word.start + k for k, (seen, was) in enumerate(pairs) if seen != was}
    sure = [edit for edit in made.over(word.start, word.end) if edit.grade in GRADES[:2]]
    if any(not edit.struck and (edit.after or "") >= WIDE for edit in sure):
        return True
    read = [edit for edit in sure if not _is_in_word(text, edit)]
    return moved.issubset(k for edit in read for k in range(edit.start, edit.end))


def _is_in_word(text: str, edit: Edit) -> bool:
    beside = text[edit.start - 1 : edit.start] + text[edit.end : edit.end + 1]
    return any(char.isascii() and char.isalpha() for char in beside)


def _best(
    text: str,
    word: Word,
    made: _Made,
    readings: Iterable[tuple[str, _Made]],
    arrays: Arrays,
    grader: Grader,
) -> _Read | None:
    """The likeliest reading of a word, or None where it is no likelier than what stands there."""
    here = made.over(word.start, word.end)
    # of an edit that reaches beyond the word all is at stake
    span = min([word.start, *(e.start for e in here)]), max([word.end, *(e.end for e in here)])
    tried = [_read(text, word, seen, others, span, arrays) for seen, others in readings]
    found = sorted((read for read in tried if read is not None), key=lambda read: -read.score)
    if not found:
        return None
    best = found[0]
    enough = _score(text, span, [], arrays) + (AMONG if made.edits else ALONE)
    if here:
        other = _score(text, span, here, arrays) - LOST * sum(len(edit.struck) for edit in here)
        is_doubted = all(edit.grade == GRADES[2] for edit in here)
        enough = max(enough, other if is_doubted else other + AMONG)
    if best.score < enough:
        return None
    if len(found) > 1 and best.text != found[1].text and best.score - found[1].score < APART:
        sure = (grader.floor + grader.confident) / 2
        return best._replace(
            edits=tuple(replace(e, confidence=min(e.confidence, sure), grade=GRADES[2]) for e in best.edits)
        )
    return best


def _read(
    text: str, word: Word, seen: str, made: _Made, span: tuple[int, int], arrays: Arrays
) -> _Read | None:
    """The word by the edits of a text `seen`, with its case put back; None if they do not read all of it."""
    there = made.over(word.start, word.end)
    if not there or there[0].start < word.start or there[-1].end > word.end:
        return None
    put_back = {k for k in range(word.start, word.end) if text[k] != seen[k]}
    if not put_back <= {k for edit in there for k in range(edit.start, edit.end)}:
        return None
    proved = [_proved(text, word.case, edit) for edit in there]
    edits = tuple(edit for edit in proved if edit is not None)
    if len(edits) < len(proved):
        return None
    return _Read(edits, _read_as(text, word.start, word.end, edits), _score(text, span, edits, arrays))


def _proved(text: str, case: str, edit: Edit) -> Edit | None:
    """The edit told on what stands in the text; None if the change of case does not make that."""
    before = text[edit.start : edit.end]
    if before == edit.before:
        return edit
    if edit.after is None or edit.channel is None:
        return None
    layers = written_as(edit.after, before, parse_channel(edit.channel), edit.struck, [case])
    if layers is None:
        return None
    _, channel, loss = describe(edit.after, layers, edit.struck)
    return replace(edit, before=before, channel=channel, loss=loss)


def _score(text: str, span: tuple[int, int], edits: Sequence[Edit], arrays: Arrays) -> int:
    """Score of a span, and what follows it, with its edits made."""
    first, last = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    chars = runs.code_points(_read_as(text, first, last, edits)).astype(np.int64)
    jit.expect(3 * len(chars))
    return int(lookup.span_score(arrays, chars, 0, span[0] - first, len(chars)))


def _read_as(text: str, first: int, last: int, edits: Iterable[Edit]) -> str:
    """A part of a text with the edits made that are in it."""
    return apply_edits(text[first:last], [_Put(e.start - first, e.end - first, e.after) for e in edits])
