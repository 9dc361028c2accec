"""The text around a place, as it stands in the file and as it reads, and its other language.

In: an item's place. Out: pieces of text, each with what it is. Touches the files of the last run,
reading only; the parts looked at last are kept.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.clean.edits import Borders, made, revert
from pipeline.records import Document, Pair, PlacedEdit
from pipeline.review.items import Output, PairItem, Place, RepairItem

AROUND = 140
"""Code points of context on either side, at most; it ends at a blank line."""

AROUND_SEEN = 60
"""The same of the text as it stands: that something is there is all that most people see in it."""

_MORE = "\N{HORIZONTAL ELLIPSIS}"

_KEPT = 4
"""Parts that are kept."""

_BLANK = re.compile(r"\n[ \t]*\r?\n|\r[ \t]*\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text."""

    text: str
    kind: str = ""
    """`here` for the place itself, `doubtful` or `left` for others, empty for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a person sees of a place."""

    was: tuple[Piece, ...]
    """As it stands in the file."""
    reads: tuple[Piece, ...]
    """As it reads with all repairs; the place itself as the run left it."""
    language: str | None
    other: str | None
    """The text beside it in the other language, or None."""
    other_language: str | None


@dataclass(slots=True)
class _Part:
    documents: dict[str, Document]
    repairs: dict[str, list[PlacedEdit]]
    pairs: list[Pair]


class Contexts:
    """Contexts of places of one output."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._parts: OrderedDict[int, _Part] = OrderedDict()

    def of(self, item: RepairItem) -> Context:
        """The context of an item's first place."""
        place = item.places[0]
        part = self._part(place.part)
        document = part.documents[place.document_id]
        edits = part.repairs.get(place.document_id, [])
        source = revert(document, edits)
        seen = [(e.start, e.end, _kind(e, place)) for e in edits]
        borders = Borders(made(edits))
        read = [(borders.to_repaired(start), borders.to_repaired(end), kind) for start, end, kind in seen]
        language, other, other_language = _beside(part.pairs, place)
        return Context(
            was=_pieces(source, seen, AROUND_SEEN),
            reads=_pieces(document.text or "", read, AROUND),
            language=language,
            other=other,
            other_language=other_language,
        )

    def path_of(self, item: RepairItem | PairItem) -> str:
        """Path of the document of an item's first place."""
        return item.places[0].path

    def _part(self, number: int) -> _Part:
        part = self._parts.get(number)
        if part is None:
            repairs: dict[str, list[PlacedEdit]] = {}
            for row in self._output.records("repairs", number):
                repairs.setdefault(row.document_id, []).append(row)
            documents = {one.document_id: one for one in self._output.records("documents", number)}
            part = _Part(documents, repairs, self._output.records("pairs", number))
            self._parts[number] = part
            while len(self._parts) > _KEPT:
                self._parts.popitem(last=False)
        self._parts.move_to_end(number)
        return part


def _kind(edit: PlacedEdit, place: Place) -> str:
    if (edit.start, edit.end) == (place.start, place.end):
        return "here"
    return edit.grade if edit.grade in ("doubtful", "left") else ""


def _window(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """The paragraph around a stretch, or as much of it as is shown."""
    first = max(0, start - around)
    for blank in _BLANK.finditer(text, first, start):
        first = blank.end()
    last = min(len(text), end + around)
    blank_after = _BLANK.search(text, end, last)
    return first, blank_after.start() if blank_after else last


def _pieces(text: str, spans: Sequence[tuple[int, int, str]], around: int) -> tuple[Piece, ...]:
    """The text around the span that is `here`, cut at spans that are something."""
    here = next(span for span in spans if span[2] == "here")
    first, last = _window(text, here[0], here[1], around)
    found: list[Piece] = []
    at = first
    for start, end, kind in spans:
        if not kind or start < at or end > last:
            continue
        if start > at:
            found.append(Piece(text=text[at:start]))
        found.append(Piece(text=text[start:end], kind=kind))
        at = end
    if at < last:
        found.append(Piece(text=text[at:last]))
    if found[0].kind == "":
        is_cut = first > 0 and text[first - 1] not in "\r\n"
        found[0] = Piece(text=(_MORE if is_cut else "") + found[0].text.lstrip("\r\n"))
    if found[-1].kind == "":
        is_cut = last < len(text) and text[last] not in "\r\n"
        found[-1] = Piece(text=found[-1].text.rstrip() + (_MORE if is_cut else ""))
    return tuple(found)


def _beside(pairs: Sequence[Pair], place: Place) -> tuple[str | None, str | None, str | None]:
    """Language of a place, and the text beside it with its language: of the smallest pair around it."""
    best: tuple[int, Pair, bool] | None = None
    for pair in pairs:
        if pair.source_text is None or pair.target_text is None:
            continue
        ours = (pair.source_document_id, pair.source_start, pair.source_end)
        theirs = (pair.target_document_id, pair.target_start, pair.target_end)
        for is_target, (document, start, end) in ((True, theirs), (False, ours)):
            if document != place.document_id or start is None or end is None:
                continue
            if start <= place.start and place.end <= end and (best is None or end - start < best[0]):
                best = (end - start, pair, is_target)
    if best is None:
        return None, None, None
    _, pair, is_target = best
    if is_target:
        return pair.target_language, pair.source_text, pair.source_language
    return pair.source_language, pair.target_text, pair.target_language
