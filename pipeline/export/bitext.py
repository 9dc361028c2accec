"""Translation units: pairs as translators' tools want them, with every doubt named.

In: a shard's rows. Out: `Unit` records. Touches nothing.
A unit is doubtful where a character in it is doubtful or still broken, where a check failed,
where its score is below the limit, or where characters had to be taken out that XML forbids.
What has no translation is a unit without target; what has no source is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.export.selection import Rows, Spans
from pipeline.export.xml_text import allowed
from pipeline.records import Pair

LIMIT = 0.9
"""Below this score a unit is doubtful: a translation memory that is wrong once in ten costs a
translator more than it gives."""

UNDETERMINED = "und"

DOUBTS = {
    "doubtful-character": "a character was restored with doubt",
    "left-character": "a character is still broken",
    "low-score": f"the two may not belong together: score below {LIMIT}",
    "no-score": "nothing says how well the two belong together",
    "forbidden-character": "a character was left out that XML forbids",
}
"""Codes of doubts and what they mean; a failed check is `check-CODE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A source text and its translation, ready to be written."""

    pair_id: str
    level: str
    """`title`, `block` or `sentence`."""
    kind: str
    """`1-1`, `1-2` and so on: how many on each side."""
    source_language: str
    target_language: str
    """BCP 47 tags; `und` where there is none."""
    source: str
    target: str | None
    """None where nothing is translated."""
    score: float | None
    document: str
    """Path of the source document."""
    target_document: str | None
    doubts: tuple[str, ...]
    """Codes, sorted; empty where nothing speaks against the unit."""
    decided_by: str | None = None
    """`person` where somebody kept or corrected the pair."""

    @property
    def languages(self) -> str:
        """Both languages, as they stand in names of files."""
        return f"{self.source_language}_{self.target_language}"


def units(whole: Rows, kept: Rows) -> Iterator[Unit]:
    """The units of a shard, in the order of its pairs.

    Args:
        whole: all rows, which tell of doubts and of languages.
        kept: its `pairs` are those that are asked for.
    """
    paths = {document.document_id: document.path for document in whole.documents}
    spans = Spans(repair for repair in whole.repairs if repair.grade in ("doubtful", "left"))
    languages = _Languages(whole)
    corrected = _corrected(whole, kept)
    for pair in kept.pairs:
        if pair.source_text is None or not allowed(pair.source_text).strip():
            continue
        has_target = pair.target_text is not None and bool(allowed(pair.target_text).strip())
        for tag in [pair.target_language or UNDETERMINED] if has_target else languages.missing(pair):
            yield Unit(
                pair_id=pair.pair_id,
                level=pair.level,
                kind=pair.kind,
                source_language=pair.source_language or UNDETERMINED,
                target_language=tag,
                source=allowed(pair.source_text),
                target=allowed(pair.target_text or "") if has_target else None,
                score=pair.score if has_target else None,
                document=paths.get(pair.source_document_id or "", ""),
                target_document=paths.get(pair.target_document_id or ""),
                doubts=_doubts(pair, spans, has_target=has_target, is_corrected=pair.pair_id in corrected),
                decided_by=pair.decided_by,
            )


def _corrected(whole: Rows, kept: Rows) -> set[str]:
    """Ids of pairs whose translation a person wrote: their blocks do not say it."""
    decided = [p for p in kept.pairs if p.decided_by == "person" and p.target_text is not None]
    if not decided:
        return set()
    plains = {block.block_id: block.plain or "" for block in whole.blocks}
    return {
        pair.pair_id
        for pair in decided
        if (pair.target_text or "") not in "\n".join(plains.get(one, "") for one in pair.target_blocks)
    }


def _doubts(pair: Pair, spans: Spans, *, has_target: bool, is_corrected: bool) -> tuple[str, ...]:
    found = {f"check-{code}" for code in pair.checks}
    # What stood in the place of a corrected translation says nothing of it.
    repairs = spans.of_source(pair) if is_corrected else spans.of_pair(pair)
    found |= {f"{repair.grade}-character" for repair in repairs}
    texts = [text for text in (pair.source_text, pair.target_text) if text]
    if any("\N{REPLACEMENT CHARACTER}" in text for text in texts):
        found.add("left-character")
    if any(allowed(text) != text for text in texts):
        found.add("forbidden-character")
    if has_target and pair.score is None:
        found.add("no-score")
    elif has_target and pair.score is not None and pair.score < LIMIT:
        found.add("low-score")
    return tuple(sorted(found))


class _Languages:
    """Into which languages a document is translated, and which of them a text of it lacks."""

    def __init__(self, rows: Rows) -> None:
        self._all: dict[str, dict[str, None]] = {}
        self._spans: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for pair in rows.pairs:
            if pair.source_document_id is None or pair.target_text is None or pair.source_start is None:
                continue
            tag = pair.target_language or UNDETERMINED
            self._all.setdefault(pair.source_document_id, {})[tag] = None
            spans = self._spans.setdefault((pair.source_document_id, pair.level), [])
            spans.append((pair.source_start, pair.source_end or pair.source_start, tag))

    def missing(self, pair: Pair) -> list[str]:
        """Languages that a text without translation lacks.

        Its row names one where it knows; else they are those of its document's translations
        in which nothing that overlaps it is translated.
        """
        if pair.target_language is not None:
            return [pair.target_language]
        document = pair.source_document_id or ""
        start, end = pair.source_start or 0, pair.source_end or 0
        there = {
            tag
            for first, last, tag in self._spans.get((document, pair.level), [])
            if first < end and start < last
        }
        return sorted(tag for tag in self._all.get(document, {}) if tag not in there) or [UNDETERMINED]
