"""Which of the edits found are made: none in a link's target, none that harms the header.

In: a source text and its edits. Out: the edits, some of them turned into left ones, and what
there is to say about that. Touches nothing. Where the author allows damage by a comment there is
no edit at all. The target of a relative link names a file, which may bear the damaged name; a
person who decided otherwise knows that file. A header that can be read stays one with the same
keys: an edit that puts a quote or a colon into it could take all its columns away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.clean.metadata import read
from pipeline.clean.placed import code_of
from pipeline.clean.targets import relative_targets
from pipeline.findings import finding
from pipeline.markdown.allowed import find_allowed
from pipeline.markdown.header import find_rules
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.positions import LineIndex
from pipeline.records import Alternative, Edit, Finding
from pipeline.settings import Settings


def choose(source: str, edits: Sequence[Edit], settings: Settings) -> tuple[tuple[Edit, ...], list[Finding]]:
    """The edits with those withheld turned into left ones, and findings about the header."""
    chosen = _spare_targets(source, _unless_allowed(source, edits))
    header = find_rules(source)
    if header is None or not chosen or chosen[0].start >= header[2]:
        return chosen, []
    inside = [edit for edit in chosen if edit.start < header[2]]
    if all(edit.after is None for edit in inside) or _keeps_keys(source, inside, header, settings):
        return chosen, []
    withheld = (*map(left, inside), *chosen[len(inside) :])
    message = "the repairs in the front matter would change its keys; none of them was made"
    return withheld, [
        finding("front-matter-repair-withheld", message, line=1, column=1, start=0, end=header[2])
    ]


def left(edit: Edit) -> Edit:
    """The edit as one that is not made; what it would have put there is its first alternative."""
    if edit.after is None:
        return edit
    first = Alternative(text=edit.after, probability=edit.confidence)
    return replace(edit, after=None, grade="left", alternatives=(first, *edit.alternatives))


def _unless_allowed(source: str, edits: Sequence[Edit]) -> Sequence[Edit]:
    if not edits:
        return edits
    allowed = find_allowed(source)
    if not allowed.spans:
        return edits
    lines = LineIndex(source)
    return [edit for edit in edits if not allowed.holds(code_of(edit), lines.place(edit.start)[0])]


def _spare_targets(source: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    if not edits:
        return ()
    targets = relative_targets(source)
    if not targets:
        return tuple(edits)
    starts = [start for start, _ in targets]

    def in_target(edit: Edit) -> bool:
        place = bisect_right(starts, max(edit.start, edit.end - 1)) - 1
        return place >= 0 and targets[place][1] > edit.start

    return tuple(left(edit) if edit.decided_by != "person" and in_target(edit) else edit for edit in edits)


def _keeps_keys(
    source: str, inside: Sequence[Edit], header: tuple[int, int, int], settings: Settings
) -> bool:
    """Whether the header with its edits can be read and has the keys that it had."""
    close = header[2]
    before = read(source[:close], settings)
    if not before.readable:  # there is nothing to lose
        return True
    repaired = apply_edits(source[:close], tuple(inside))
    rules = find_rules(repaired)
    if rules is None or rules[2] != len(repaired):
        return False
    after = read(repaired, settings)
    return after.readable and after.keys == before.keys
