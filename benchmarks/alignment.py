"""Which characters a damaged text lost bytes of, and which of them a repair has put back.

In: a true text, a channel, a repair's edits. Out: the damaged text with the place of each true
character in it, and for each lost character whether it is right. Touches nothing.
Idea: the damage is our own, so every true character's place in the damaged text is known; edits
say what they change; so nothing has to be guessed where lengths differ. Only inside one wrong
edit of another length than the truth are characters matched by difference.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.mojibake import damage
from pipeline.mojibake.channel import MARKS, ONWARD, Layer, in_case, is_lossy, pairs, parse_channel
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, page
from pipeline.mojibake.channel.references import written

Change = tuple[int, int, str]
"""(start, end, what stands there afterwards), on the damaged text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A damaged text that knows where each true character went."""

    truth: str
    text: str
    starts: tuple[int, ...]
    """For each true character the first code point of `text` that holds a part of it."""
    ends: tuple[int, ...]
    """One past the last."""
    lost: tuple[int, ...]
    """Indices of the true characters that lost a byte."""


def damaged(truth: str, channel: str) -> Damaged:
    """A true text sent through a channel, character by character."""
    starts, ends = list(range(len(truth))), list(range(1, len(truth) + 1))
    lost = [False] * len(truth)
    text = truth
    for layer in parse_channel(channel):
        seen, places = _through(text, layer)
        reached = [0]
        for _, _, was_lost in places:
            reached.append(reached[-1] + was_lost)
        for i in range(len(truth)):
            first, last = starts[i], ends[i]
            lost[i] = lost[i] or reached[last] > reached[first]
            if first < last:
                starts[i], ends[i] = places[first][0], places[last - 1][1]
            else:
                starts[i] = ends[i] = places[first][0] if first < len(places) else len(seen)
        text = seen
    if text != damage(truth, channel):
        raise AssertionError(f"the places of {channel} do not follow `damage`")
    return Damaged(
        truth=truth,
        text=text,
        starts=tuple(starts),
        ends=tuple(ends),
        lost=tuple(i for i, was_lost in enumerate(lost) if was_lost),
    )


def _through(text: str, layer: Layer) -> tuple[str, list[tuple[int, int, bool]]]:
    """What a layer makes of a text; for each character its place there, and whether it lost a byte."""
    data = text.encode("utf-8")
    if layer.page in DOUBLE_BYTE:
        pieces = _pieces_of_pairs(data, layer)
    else:
        pieces = [(1, *_single(byte, layer)) for byte in data]
    seen: list[str] = []
    begin, end, struck = [0] * len(data), [0] * len(data), [False] * len(data)
    at = place = 0
    for size, raw, is_struck in pieces:
        shown = written(in_case(raw, layer.losses), layer.losses)
        for k in range(at, at + size):
            begin[k], end[k], struck[k] = place, place + len(shown), is_struck
        seen.append(shown)
        at += size
        place += len(shown)
    places = []
    at = 0
    for char in text:
        size = len(char.encode("utf-8"))
        places.append((begin[at], end[at + size - 1], any(struck[at : at + size])))
        at += size
    return "".join(seen), places


def _single(byte: int, layer: Layer) -> tuple[str, bool]:
    """What a byte is seen as, and whether that cannot be told from another."""
    char = page(layer.page).chars[byte]
    mark = next((MARKS[loss] for loss in layer.losses if MARKS.get(loss) is not None), None)
    if is_lossy(layer.page, byte) and mark is not None:
        return mark, True
    if char is None:
        return chr(byte), False
    for loss in layer.losses:
        if loss in ONWARD and char in ONWARD[loss]:
            return ONWARD[loss][char], True
    return char, False


def _pieces_of_pairs(data: bytes, layer: Layer) -> list[tuple[int, str, bool]]:
    mark = next((MARKS[loss] for loss in layer.losses if MARKS.get(loss) is not None), None)
    out, at = [], 0
    for size, shown in pairs(data, layer):
        # an ASCII character that looks like the mark is itself
        is_struck = shown == mark and data[at] >= 0x80
        out.append((size, shown, is_struck))
        at += size
    return out


def right_ones(text: Damaged, changes: Sequence[Change], wanted: Iterable[int]) -> list[bool]:
    """For each wanted true character, whether it stands at its place once the changes are made.

    Args:
        text: the damaged text.
        changes: in order, not overlapping.
        wanted: indices of true characters, ascending.
    """
    found: dict[int, bool] = {}
    begins = [change[0] for change in changes]
    out = []
    for i in wanted:
        if i not in found:
            _judge_group(text, changes, begins, i, found)
        out.append(found[i])
    return out


def _judge_group(
    text: Damaged, changes: Sequence[Change], begins: list[int], i: int, found: dict[int, bool]
) -> None:
    """Judges all true characters that are tied to one by shared code points or changes."""
    first, last = i, i + 1
    low, high = text.starts[i], text.ends[i]
    a = b = bisect_left(begins, low)
    while True:
        before = (first, last, a, b)
        while a > 0 and (changes[a - 1][1] > low or (low == high and changes[a - 1][1] == low)):
            a -= 1
            low = min(low, changes[a][0])
        while b < len(changes) and (changes[b][0] < high or (low == high == changes[b][0])):
            high = max(high, changes[b][1])
            b += 1
        while first > 0 and text.ends[first - 1] > low:
            first -= 1
            low = min(low, text.starts[first])
        while last < len(text.truth) and text.starts[last] < high:
            high = max(high, text.ends[last])
            last += 1
        if before == (first, last, a, b):
            break
    made, at = [], low
    for start, end, after in changes[a:b]:
        made += [text.text[at:start], after]
        at = end
    made.append(text.text[at:high])
    for k, is_right in enumerate(_matches(text.truth[first:last], "".join(made))):
        found[first + k] = is_right


def _matches(truth: str, made: str) -> list[bool]:
    """Which characters of a stretch of the truth stand at their places in what was made of it."""
    if len(truth) == 1:
        return [truth == made]  # beside a rest of its damage it is not right
    if len(truth) == len(made):
        return [a == b for a, b in zip(truth, made, strict=True)]
    out = [False] * len(truth)
    matcher = SequenceMatcher(None, truth, made, autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        out[start : start + size] = [True] * size
    return out


def is_true(text: Damaged, change: Change) -> bool:
    """Whether a change puts exactly the true characters of its stretch in place."""
    start, end, after = change
    first, last = bisect_left(text.starts, start), bisect_right(text.ends, end)
    # a character of which nothing is seen may belong to either side
    inner_first, inner_last = first, last
    while inner_first < inner_last and text.ends[inner_first] == start:
        inner_first += 1
    while inner_last > inner_first and text.starts[inner_last - 1] == end:
        inner_last -= 1
    if inner_first == inner_last:
        return False
    if text.starts[inner_first] != start or text.ends[inner_last - 1] != end:
        return False
    return any(
        text.truth[f:n] == after for f in range(first, inner_first + 1) for n in range(inner_last, last + 1)
    )


def line_changes(before: str, lines: Sequence[str]) -> list[Change]:
    r"""The changes that a repair without edits made, line by line.

    Args:
        before: the damaged text.
        lines: what became of each of its lines (`before.split("\n")`).
    """
    out, at = [], 0
    for old, new in zip(before.split("\n"), lines, strict=True):
        if old != new:
            shorter = min(len(old), len(new))
            head = next((k for k in range(shorter) if old[k] != new[k]), shorter)
            rest = shorter - head
            tail = next((k for k in range(rest) if old[-1 - k] != new[-1 - k]), rest)
            out.append((at + head, at + len(old) - tail, new[head : len(new) - tail]))
        at += len(old) + 1
    return out
