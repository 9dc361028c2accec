"""The translations in a family of documents, paired with their sources.

In: cleaned documents whose paths differ in a language only. Out: the same with `pairs` and what
there is to say about them. Touches only tables. A pair belongs to its source's document.
Where in a document a translation's source is: the text in front of it, up to the translation
before; translations that follow one another share theirs. If the translation has no headings
of its own, its source is the sections that something in it goes with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.clean.language.names import leading_language
from pipeline.clean.pairs.align import Bead
from pipeline.clean.pairs.compared import Task
from pipeline.clean.pairs.evidence import Lengths
from pipeline.clean.pairs.find import Part, is_heading_of_translations, parts_of
from pipeline.clean.pairs.places import SourcePlaces
from pipeline.clean.pairs.report import findings_of, mismatch, primary, unpaired
from pipeline.clean.pairs.rounds import Pairing, work_through
from pipeline.clean.pairs.rows import Rows
from pipeline.clean.pairs.sides import Piece, Side, piece_of, side_of
from pipeline.clean.pairs.translations import misnamed_of, siblings_of
from pipeline.clean.verdict import in_order
from pipeline.findings import finding
from pipeline.records import Block, Cleaned, Finding, Pair

MOST_ALIGNED = 50_000
"""Blocks of one document that are aligned, those of a source once for each of its translations:
thousands of folds behind a long text would take hours."""

_TOGETHER = 256
"""Pairs of blocks of one translation whose sentences are aligned together."""

_TITLES = tuple(f"front_matter/{key}" for key in ("title", "subtitle", "summary", "description"))
"""Scalars of the front matter that are translated."""

_CALLED = frozenset(("heading", "summary"))
"""Kinds that say what follows, and are no source by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What came of one translation."""

    pairs: tuple[Pair, ...]
    findings: tuple[Finding, ...]


def pair_families(families: Sequence[Sequence[Cleaned]]) -> list[list[Cleaned]]:
    """The documents of each family with their pairs, and findings about their translations.

    Args:
        families: cleaned documents, in order of path; each is paired as if it were alone.
    """
    pairings = [_pairings(family) for family in families]
    done = iter(work_through([one for _, one in chain.from_iterable(pairings)]))
    paired = []
    for family, own in zip(families, pairings, strict=True):
        found: list[list[Paired]] = [[] for _ in family]
        for place, _ in own:
            found[place].append(next(done))
        for place, named, said in misnamed_of([one.document for one in family]):
            message = f"the file's name says {named}, the text is {said}"
            found[place].append(Paired(pairs=(), findings=(finding("language-mismatch", message),)))
        paired.append([_with(one, of) if of else one for one, of in zip(family, found, strict=True)])
    return paired


def _pairings(family: Sequence[Cleaned]) -> list[tuple[int, Pairing[Paired]]]:
    """What there is to pair in a family: the place of each source, and its work."""
    pairings = [(place, pairing) for place, one in enumerate(family) for pairing in _inside(one)]
    source, targets = siblings_of([one.document for one in family])
    return pairings + [(source, _beside(family[source], family[target])) for target in targets]


def _with(cleaned: Cleaned, found: Sequence[Paired]) -> Cleaned:
    pairs = [pair for one in found for pair in one.pairs]
    pairs.sort(key=lambda p: (*_none_last(p.source_start), *_none_last(p.target_start)))
    told = [told for one in found for told in one.findings]
    if not told:
        return replace(cleaned, pairs=tuple(pairs))
    document = cleaned.document
    document = replace(document, findings=in_order([*document.findings, *told]))
    return replace(cleaned, document=document, pairs=tuple(pairs))


def _none_last(start: int | None) -> tuple[bool, int]:
    return start is None, start or 0


def _beside(source: Cleaned, target: Cleaned) -> Pairing[Paired]:
    """A document and its translation in another file."""
    sides = _side(source), _side(target)
    titles = _front_titles(source, target) or _first_headings(*sides)
    name = f"translation {target.document.path}"
    return (yield from _pair(*sides, titles, source, name, edges=True))


def _first_headings(source: Side, target: Side) -> list[tuple[Piece, Piece]]:
    """The headings with which both documents begin, where they have no title in a front matter."""
    first = [side.blocks[0] for side in (source, target) if side.blocks and side.blocks[0].kind == "heading"]
    return [(_piece(first[0]), _piece(first[1]))] if len(first) == 2 else []


def _front_titles(source: Cleaned, target: Cleaned) -> list[tuple[Piece, Piece]]:
    theirs = {block.path_in_document: block for block in target.blocks if block.kind == "front_matter"}
    return [
        (_piece(block), _piece(theirs[block.path_in_document]))
        for block in source.blocks
        if block.path_in_document in _TITLES and block.path_in_document in theirs
    ]


def _main_blocks(cleaned: Cleaned, parts: Sequence[Part]) -> tuple[Block, ...]:
    """A document's text without front matter and without the translations in it."""
    inside = {block.block_id for part in parts for block in (part.label, *part.blocks)}
    return tuple(
        block
        for block in cleaned.blocks
        if block.kind != "front_matter"
        and block.block_id not in inside
        and not is_heading_of_translations(block)
    )


def _inside(cleaned: Cleaned) -> list[Pairing[Paired]]:
    """The translations that a document holds, each as the work of pairing it."""
    parts = parts_of(cleaned.blocks) if cleaned.document.status != "rejected" else []
    if not parts:
        return []
    main = _main_blocks(cleaned, parts)
    found: list[Pairing[Paired]] = []
    places = SourcePlaces(cleaned)
    source: tuple[Block, ...] = ()
    aligned = 0
    for number, part in enumerate(parts):
        before = parts[number - 1].label.position if number else -1
        since = _between(main, before, part.label.position)
        if any(block.kind not in _CALLED and block.plain for block in since):
            source = _without_opening(since)
        blocks = source
        if not blocks:  # the translation comes first
            following = parts[number + 1 : number + 2]
            end = following[0].label.position if following else len(cleaned.blocks)
            blocks = _between(main, part.label.position, end)
        aligned += len(blocks) + len(part.blocks)
        if aligned > MOST_ALIGNED:
            found.append(_unpaired(cleaned, parts[number:]))
            break
        found.append(_fold(cleaned, places, blocks, part))
    return found


def _unpaired(cleaned: Cleaned, parts: Sequence[Part]) -> Pairing[Paired]:
    """Translations that are too many to be aligned."""
    yield from ()
    return Paired(pairs=(), findings=unpaired(cleaned, [part.label for part in parts]))


def _without_opening(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without summaries at the end: of folds that the translation stands in."""
    end = len(blocks)
    while end and blocks[end - 1].kind == "summary":
        end -= 1
    return blocks[:end]


def _between(blocks: Sequence[Block], start: int, end: int) -> tuple[Block, ...]:
    """Blocks whose positions lie between two others."""
    first = bisect_right(blocks, start, key=lambda block: block.position)
    return tuple(blocks[first : bisect_left(blocks, end, key=lambda block: block.position)])


def _fold(cleaned: Cleaned, places: SourcePlaces, blocks: Sequence[Block], part: Part) -> Pairing[Paired]:
    """One translation in its source's document."""
    target = side_of(cleaned.document.document_id, part.blocks, places)
    has_headings = any(block.kind == "heading" for block in part.blocks)
    kept = [block for block in blocks if has_headings or block.kind != "heading"]
    source = side_of(cleaned.document.document_id, kept, places)
    named = part.named.language if part.named else None
    if named and target.language == source.language and primary(named) == primary(source.language):
        return Paired(pairs=(), findings=())  # a fold in the document's own language translates nothing
    titles = []
    title = _title_of(cleaned, blocks)
    label = piece_of((part.label,), part.title_start, len(part.label.plain or ""))
    if title is not None and any(char.isalpha() for char in label.plain):
        titles.append((title, label))
    wrong = mismatch(cleaned, part, source, target)
    name = f"{target.language or named or 'the'} translation"
    paired = yield from _pair(source, target, titles, cleaned, name, edges=has_headings)
    return replace(paired, findings=(*wrong, *paired.findings)) if wrong else paired


def _title_of(cleaned: Cleaned, blocks: Sequence[Block]) -> Piece | None:
    """The title of the front matter, else the first heading of the source, less a flag."""
    for block in cleaned.blocks:
        if block.kind != "front_matter":
            break
        if block.path_in_document == _TITLES[0] and block.plain:
            return _piece(block)
    return next((_piece(block) for block in blocks if block.kind == "heading" and block.plain), None)


def _piece(block: Block) -> Piece:
    text = block.plain or ""
    named = leading_language(text) if block.kind == "heading" else None
    start = named.end if named is not None and named.by_flag and named.end < len(text) else 0
    return piece_of((block,), start, len(text))


def _side(cleaned: Cleaned) -> Side:
    blocks = _main_blocks(cleaned, parts_of(cleaned.blocks))
    return side_of(cleaned.document.document_id, blocks, SourcePlaces(cleaned))


def _pair(
    source: Side,
    target: Side,
    titles: Sequence[tuple[Piece, Piece]],
    cleaned: Cleaned,
    name: str,
    *,
    edges: bool,
) -> Pairing[Paired]:
    """Align two sides: their blocks, and then the sentences of all blocks that go together.

    Args:
        source: the source side.
        target: the target side.
        titles: pairs that stand outside of both.
        cleaned: the source's document.
        name: of the translation, for messages.
        edges: whether sections of the source at either end that nothing goes with are missing.
    """
    task = Task(source.units(), target.units(), Lengths(source.language, target.language))
    (beads,) = yield [task]
    if not edges:
        beads = _without_edges(beads, source.blocks)
    if not any(bead.source and bead.target for bead in beads) and not titles:
        return Paired(pairs=(), findings=())
    rows = Rows(source=source, target=target, task=task)
    for pair in titles:
        rows.add_title(*pair)
    titled = {(first.blocks[0].block_id, second.blocks[0].block_id) for first, second in titles}
    for first in range(0, len(beads), _TOGETHER):
        kept = [
            (bead, rows.within(bead))
            for bead in beads[first : first + _TOGETHER]
            if len(bead.source) != 1
            or len(bead.target) != 1
            or (source.blocks[bead.source[0]].block_id, target.blocks[bead.target[0]].block_id) not in titled
        ]
        found = iter((yield [within.task for _, within in kept if within is not None]))
        for bead, within in kept:
            rows.add_block(bead)
            if within is not None:
                rows.add_sentences(within, next(found))
    return Paired(
        pairs=rows.pairs(), findings=findings_of(beads, source, target, cleaned, task.lengths, name)
    )


def _without_edges(beads: Sequence[Bead], blocks: Sequence[Block]) -> list[Bead]:
    """The beads without the gaps in sections before the first and behind the last with a pair."""
    sections = [
        blocks[bead.source[0]].section if bead.source else None
        for bead in beads
        if bead.source and bead.target
    ]
    paired = set(sections)
    linked = [place for place, bead in enumerate(beads) if bead.source and bead.target]
    if not linked:
        return [bead for bead in beads if not bead.source]
    first, last = linked[0], linked[-1]
    return [
        bead
        for place, bead in enumerate(beads)
        if first <= place <= last or not bead.source or blocks[bead.source[0]].section in paired
    ]
