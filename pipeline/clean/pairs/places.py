"""Where a stretch of a block's plain text stands in the decoded source text.

In: a cleaned document. Out: half-open code point spans. Touches nothing.
Three steps back: from what is rendered to what is written (`markdown.places`), from there to
the repaired text (line ends, prefixes of containers, NFC), from there to the source through the
edits. A border inside an edit is found by sending what stands before it through the edit's
own channel: the damage of a beginning is the beginning of the damage.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.clean.edits import Borders
from pipeline.markdown.places import plain_places
from pipeline.mojibake.channel import parse_channel, replay
from pipeline.records import Block, Cleaned, PlacedEdit

_LONGEST_CLUSTER = 8


class SourcePlaces:
    """Places of one document's blocks in its source text."""

    def __init__(self, cleaned: Cleaned) -> None:
        self._text = cleaned.document.text or ""
        self._edits = [edit for edit in cleaned.repairs if edit.after is not None]
        self._borders = Borders(self._edits)
        self._known: dict[str, Sequence[int] | None] = {}

    def span(self, block: Block, start: int, end: int) -> tuple[int, int]:
        """Span in the source of `block.plain[start:end]`.

        What cannot be followed (HTML) has its whole block's span.
        """
        rendered = block.plain or ""
        if start <= 0 and end >= len(rendered):
            return block.start, block.end
        places = self._followed(block)
        if places is None:
            return block.start, block.end
        first = self._to_source(places[start]) if start > 0 else block.start
        last = self._to_source(places[end - 1] + 1) if end < len(rendered) else block.end
        return first, max(first, last)

    def can_follow(self, block: Block) -> bool:
        """Whether pieces of the block have places of their own."""
        return self._followed(block) is not None

    def _followed(self, block: Block) -> Sequence[int] | None:
        if block.block_id not in self._known:
            self._known[block.block_id] = self._places(block)
        return self._known[block.block_id]

    def _places(self, block: Block) -> Sequence[int] | None:
        """For each code point of the plain text its offset in the repaired text."""
        text = block.text or ""
        found = plain_places(text, block.kind)
        if found is None or found[0] != block.plain:
            return None
        start = self._borders.to_repaired(block.start)
        written = text_places(text, self._text[start : self._borders.to_repaired(block.end)])
        if written is None:
            return None
        if isinstance(written, range):  # nothing stands between the lines
            if isinstance(found[1], range):
                return range(start + found[1].start, start + found[1].stop)
            return [start + place for place in found[1]]
        return [start + written[place] for place in found[1]]

    def _to_source(self, offset: int) -> int:
        """An offset of the repaired text in the source."""
        starts, ends = self._borders.repaired_starts, self._borders.repaired_ends
        at = bisect_right(starts, offset) - 1
        if at >= 0 and starts[at] < offset < ends[at]:
            edit = self._edits[at]
            before = _damaged_length(edit, offset - starts[at])
            if before is not None:
                return edit.start + before
        return self._borders.to_source(offset)


def _damaged_length(edit: PlacedEdit, count: int) -> int | None:
    """How many code points of `before` the first code points of `after` became; None if unknown."""
    if edit.channel is None or edit.after is None:
        return None
    seen = replay(edit.after[:count], parse_channel(edit.channel), edit.struck)
    return len(seen) if seen is not None and edit.before.startswith(seen) else None


def text_places(text: str, stretch: str) -> Sequence[int] | None:
    """For each code point of a block's text its offset in the repaired stretch that it was made of.

    Args:
        text: without prefixes, normalized.
        stretch: with them, as it stands in the repaired document.

    Returns:
        A range where the two are the same; None where they do not go together.
    """
    if text == stretch:
        return range(len(text))
    places: list[int] = []
    at = i = 0
    while i < len(text):
        char = text[i]
        if at < len(stretch) and (stretch[at] == char or (char == "\n" and stretch[at] == "\r")):
            at_end = at + 1 + (char == "\n" and stretch[at : at + 2] == "\r\n")
            places.append(at)
            at = at_end
            i += 1
            continue
        composed = _cluster(text, i, stretch, at)
        if composed is not None:
            taken, end = composed
            places += [at] * taken
            i, at = i + taken, end
        elif at < len(stretch) and stretch[at] in " \t>\r\n":
            at += 1
        else:
            return None
    return tuple(places)


def _cluster(text: str, i: int, stretch: str, at: int) -> tuple[int, int] | None:
    """How many code points of the text a decomposed beginning of the stretch is, and its end."""
    for end in range(min(len(stretch), at + _LONGEST_CLUSTER), at, -1):
        piece = unicodedata.normalize("NFC", stretch[at:end])
        if piece != stretch[at:end] and text.startswith(piece, i):
            return len(piece), end
    return None
