"""Reads words whose case was changed after they were damaged, where that makes them words.

In: a text, its edits, words that look so. Out: edits again, each with its certificate. Touches nothing.
Idea: with the case put back the words are damage like any other, so the text is read once more with that.
A word counts only if all that was put back is read, and if it is likelier so than as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from pipeline.mojibake import jit, runs
from pipeline.mojibake.cases import Word, words_in_case
from pipeline.mojibake.channel import parse_channel, written_as
from pipeline.mojibake.drafts import describe
from pipeline.mojibake.grades import Grader
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.repair import apply_edits
from pipeline.mojibake.speakers import Arrays
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
AROUND = 6
"""Characters on each side that tell."""


class _Read(NamedTuple):
    """A word as one of its options is read."""

    edits: tuple[Edit, ...]
    text: str
    score: int


def read_cases(
    text: str, edits: Sequence[Edit], again: Callable[[str], Sequence[Edit]], arrays: Arrays, grader: Grader
) -> list[Edit]:
    """The edits with those of words whose case was changed, in order.

    Args:
        text: the text.
        edits: of the text as it stands, in order.
        again: gives the edits of another text.
        arrays: the model's, for all languages.
        grader: says what is sure.
    """
    codes = runs.code_points(text)
    if all(_is_read(word, edits) for word in words_in_case(codes)):
        return list(edits)
    words = words_in_case(codes, is_known=True)
    kinds = max(len(word.options) for word in words)
    readings = []
    for kind in range(kinds):
        as_it_was = _with(text, [(word, word.options[min(kind, len(word.options) - 1)]) for word in words])
        readings.append((as_it_was, [edit for edit in again(as_it_was) if edit.after is not None]))
    is_alone = not any(edit.after is not None for edit in edits)
    taken: list[tuple[Word, _Read]] = []
    for word in words:
        found = _best(text, word, edits, readings[: len(word.options)], arrays, grader, is_alone=is_alone)
        if found is not None:
            taken.append((word, found))
    kept = [e for e in edits if not any(e.start < w.end and w.start < e.end for w, _ in taken)]
    return sorted([*kept, *(edit for _, read in taken for edit in read.edits)], key=lambda edit: edit.start)


def _is_read(word: Word, edits: Iterable[Edit]) -> bool:
    """Whether edits that are more than doubtful read all that would be put back of a word as it stands."""
    pairs = zip(word.seen, word.options[0], strict=True)
    moved = {word.start + k for k, (seen, was) in enumerate(pairs) if seen != was}
    sure = (e for e in edits if e.grade in GRADES[:2] and e.start < word.end and word.start < e.end)
    return moved.issubset(k for e in sure for k in range(e.start, e.end))


def _with(text: str, changes: Iterable[tuple[Word, str]]) -> str:
    out: list[str] = []
    at = 0
    for word, option in changes:
        out += (text[at : word.start], option)
        at = word.end
    return "".join((*out, text[at:]))


def _best(
    text: str,
    word: Word,
    edits: Sequence[Edit],
    readings: Iterable[tuple[str, list[Edit]]],
    arrays: Arrays,
    grader: Grader,
    *,
    is_alone: bool,
) -> _Read | None:
    """The likeliest reading of a word, or None where it is no likelier than what stands there."""
    made = [e for e in edits if e.after is not None and e.start < word.end and word.start < e.end]
    # of an edit that reaches beyond the word all is at stake
    span = min([word.start, *(e.start for e in made)]), max([word.end, *(e.end for e in made)])
    found = [
        read for seen, some in readings if (read := _read(text, word, seen, some, span, arrays)) is not None
    ]
    if not found:
        return None
    found.sort(key=lambda read: -read.score)
    best = found[0]
    before = _score(text, span, [], arrays)
    other = _score(text, span, made, arrays) if made else before
    other -= LOST * sum(len(edit.struck) for edit in made)
    is_doubted = all(edit.grade == GRADES[2] for edit in made)
    if best.score - before < (ALONE if is_alone else AMONG) or best.score - other < AMONG * (not is_doubted):
        return None
    if len(found) > 1 and best.text != found[1].text and best.score - found[1].score < APART:
        sure = (grader.floor + grader.confident) / 2
        return best._replace(
            edits=tuple(replace(e, confidence=min(e.confidence, sure), grade=GRADES[2]) for e in best.edits)
        )
    return best


def _read(
    text: str, word: Word, seen: str, edits: Iterable[Edit], span: tuple[int, int], arrays: Arrays
) -> _Read | None:
    """The word by the edits of a text `seen`, with its case put back; None if they do not read all of it."""
    there = [edit for edit in edits if edit.start < word.end and word.start < edit.end]
    if not there or there[0].start < word.start or there[-1].end > word.end:
        return None
    put_back = {k for k in range(word.start, word.end) if text[k] != seen[k]}
    if not put_back <= {k for edit in there for k in range(edit.start, edit.end)}:
        return None
    proved = [_proved(text, word.case, edit) for edit in there]
    made = tuple(edit for edit in proved if edit is not None)
    if len(made) < len(proved):
        return None
    out = apply_edits(text[: word.end], made)[word.start :]
    return _Read(made, out, _score(text, span, made, arrays))


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
    shifted = [replace(edit, start=edit.start - first, end=edit.end - first) for edit in edits]
    chars = runs.code_points(apply_edits(text[first:last], shifted)).astype(np.int64)
    jit.expect(3 * len(chars))
    return int(lookup.span_score(arrays, chars, 0, span[0] - first, len(chars)))
