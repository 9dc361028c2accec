"""What there is to say about a translation: missing, shortened, reordered, in another language.

In: the beads of its blocks. Out: `Finding` records, placed in the source's document. Touches
nothing. Blocks in a row that lack a counterpart are one finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.clean.pairs.align import Bead, longest_rising
from pipeline.clean.pairs.checks import is_far
from pipeline.clean.pairs.evidence import Lengths
from pipeline.clean.pairs.find import Part
from pipeline.clean.pairs.sides import UNPAIRED, Side
from pipeline.clean.pairs.units import length_of
from pipeline.findings import finding
from pipeline.positions import LineIndex
from pipeline.records import Block, Cleaned, Finding

MOST_NAMED = 100
"""Findings of one code about one translation; the rest are counted in one more."""

_LEAST_SHORTENED = 60
"""Shorter blocks are no evidence that something was left out."""


def findings_of(
    beads: Sequence[Bead], source: Side, target: Side, cleaned: Cleaned, lengths: Lengths, name: str
) -> tuple[Finding, ...]:
    """Findings about one translation, in the order of the source.

    Args:
        beads: of its blocks.
        source: the source side.
        target: the target side.
        cleaned: the source's document.
        lengths: the length model of the two languages.
        name: of the translation, for messages.
    """
    stumps = _stumps(beads, source, target, lengths)
    missing = [
        [source.blocks[i] for i in run]
        for run in _missing(beads, source)
        if run != [run[0]] or run[0] not in stumps
    ]
    short = [
        b for b in beads if _is_shortened(b, source, target, lengths) or (b.source and b.source[0] in stumps)
    ]
    shortened = [_blocks(source, bead) for bead in short]
    reordered = [_blocks(source, bead) for bead in _out_of_order(beads)]
    if not (missing or shortened or reordered):
        return ()
    place = Placer(cleaned)
    return (
        *place.all("translation-missing", missing, f"no counterpart in {name}"),
        *place.all("translation-shortened", shortened, f"far shorter in {name}"),
        *place.all("translation-reordered", reordered, f"stands elsewhere in {name}"),
    )


def mismatch(cleaned: Cleaned, part: Part, source: Side, target: Side) -> tuple[Finding, ...]:
    """Whether a translation is in another language than its label names.

    A flag stands for a country, which may have several languages: there only text in the
    source's own language, or in another script, is wrong.
    """
    named = part.named.language if part.named else None
    found = target.language
    if part.named is None or named is None or found is None or primary(named) == primary(found):
        return ()
    if (
        part.named.by_flag
        and primary(found) != primary(source.language)
        and _scripts(target) & _scripts_of(named)
    ):
        return ()
    message = f"the label names {named}, the text is {found}"
    return Placer(cleaned).all("language-mismatch", [[part.label]], message)


def unpaired(cleaned: Cleaned, labels: Sequence[Block]) -> tuple[Finding, ...]:
    """That translations were not paired, because the document has too many.

    Args:
        cleaned: the document.
        labels: of the translations, in order.
    """
    message = f"{len(labels)} translations were not paired with their source; the document has too many"
    return (Placer(cleaned).one("translation-unpaired", labels[:1], message),)


def _scripts(side: Side) -> set[str]:
    return {block.script for block in side.blocks if block.script}


def _scripts_of(tag: str) -> set[str]:
    from pipeline.clean.language.detectors import scripts_of_languages

    return set(scripts_of_languages().get(tag.partition("-")[0], ()))


def primary(tag: str | None) -> str | None:
    """The language of a tag, without script and region."""
    return tag.partition("-")[0] if tag else None


def _missing(beads: Iterable[Bead], source: Side) -> list[list[int]]:
    """Runs of blocks of the source without counterpart; code is not told of."""
    runs: list[list[int]] = []
    for bead in beads:
        if bead.target or not bead.source or source.blocks[bead.source[0]].kind in UNPAIRED:
            continue
        if not any(char.isalpha() for char in source.blocks[bead.source[0]].plain or ""):
            continue
        if runs and runs[-1][-1] + 1 == bead.source[0]:
            runs[-1].append(bead.source[0])
        else:
            runs.append([bead.source[0]])
    return runs


def _stumps(beads: Sequence[Bead], source: Side, target: Side, lengths: Lengths) -> set[int]:
    """Blocks of the source in whose place, between two pairs, one far shorter block of their kind stands.

    Their content is too little to pair them; their place is enough to say what happened.
    """
    found = set()
    around = [None, *beads, None]
    for before, one, other, after in zip(around, beads, beads[1:], around[3:], strict=False):
        gaps = sorted((one, other), key=lambda bead: not bead.source)
        is_between = all(bead is None or (bead.source and bead.target) for bead in (before, after))
        if not is_between or gaps[0].target or gaps[1].source:
            continue
        ours, theirs = source.blocks[gaps[0].source[0]], target.blocks[gaps[1].target[0]]
        text, its = ours.plain or "", theirs.plain or ""
        is_short = len(text) >= _LEAST_SHORTENED and is_far(
            length_of(text), length_of(its), lengths, shorter=True
        )
        if is_short and ours.kind == theirs.kind:
            found.add(gaps[0].source[0])
    return found


def _is_shortened(bead: Bead, source: Side, target: Side, lengths: Lengths) -> bool:
    if not bead.source or not bead.target:
        return False
    ours = "\n".join([block.plain or "" for block in _blocks(source, bead)])
    if len(ours) < _LEAST_SHORTENED:
        return False
    theirs = "\n".join([target.blocks[j].plain or "" for j in bead.target])
    return is_far(length_of(ours), length_of(theirs), lengths, shorter=True)


def _out_of_order(beads: Sequence[Bead]) -> list[Bead]:
    """The fewest pairs without which no other crosses another."""
    linked = sorted((b for b in beads if b.source and b.target), key=lambda b: b.source[0])
    targets = [bead.target[0] for bead in linked]
    if targets == sorted(targets):
        return []
    keep = set(longest_rising(targets))
    return [bead for place, bead in enumerate(linked) if place not in keep]


def _blocks(side: Side, bead: Bead) -> list[Block]:
    return [side.blocks[i] for i in bead.source]


class Placer:
    """Makes findings with lines and columns in one document's source text."""

    def __init__(self, cleaned: Cleaned) -> None:
        from pipeline.clean.edits import revert

        self._lines = LineIndex(revert(cleaned.document, cleaned.repairs))

    def all(self, code: str, groups: Sequence[Sequence[Block]], message: str) -> tuple[Finding, ...]:
        """One finding for each group of blocks, and one that counts those behind the limit."""
        named = [self.one(code, group, _counted(len(group), message)) for group in groups[:MOST_NAMED]]
        rest = len(groups) - MOST_NAMED
        if rest > 0:
            named.append(finding(code, f"{rest} more: {message}"))
        return tuple(named)

    def one(self, code: str, group: Sequence[Block], message: str) -> Finding:
        """A finding about blocks in a row."""
        line, column = self._lines.place(group[0].start)
        return finding(code, message, line=line, column=column, start=group[0].start, end=group[-1].end)


def _counted(count: int, message: str) -> str:
    return message if count == 1 else f"{count} blocks: {message}"
