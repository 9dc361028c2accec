"""Which of the pages that read most bytes alike a text went through, and what was lost on the way.

In: code points, the islands, the page that explains them. Out: that page or a sibling, with
its losses. Touches nothing. Idea: siblings differ in the bytes they lack, so each is tried on
windows all over the text; the one whose readings the model finds likelier is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.channel.codepages import page
from pipeline.mojibake.evidence import runs, sequences
from pipeline.mojibake.evidence.alphabet import foreign_letters
from pipeline.mojibake.evidence.markup import is_markup
from pipeline.mojibake.evidence.speakers import Arrays, Speakers
from pipeline.mojibake.evidence.weighing import Evidence, rivals
from pipeline.mojibake.model import lookup
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.islands import characters_of, regions
from pipeline.mojibake.reading.losses import STRONG, Losses, lacking
from pipeline.mojibake.reading.readings import WIDTH, Proposal, read_regions
from pipeline.mojibake.spans import Spans, chosen, edges

Array = np.ndarray[Any, Any]

SIBLINGS = {
    "windows-1252": ("windows-1254", "iso-8859-1"),
    "windows-1254": ("windows-1252", "iso-8859-9"),
    "iso-8859-1": ("windows-1252",),
    "windows-1250": ("iso-8859-2",),
    "windows-1257": ("windows-1252",),
    "iso-8859-15": ("windows-1252",),
}
"""Pages that read most bytes alike, and differ in what they lose."""
OTHER = 3 * UNIT
"""How much better a sibling must explain a sample to be taken for the page."""
MORE = 6 * UNIT
"""The same of one that lacks twice as many bytes: of more readings one is better by chance."""
FAR = 12 * UNIT
"""The same of a page that is no sibling."""
SPACED = 3 * UNIT
"""What a space costs that stands for a byte: as one between words it would be scored."""
FEW_SPACED = 20
"""Where a space follows fewer than one of so many short slots, it stands for none of their bytes."""
TELLING = 8
"""Slots short of a byte that say together what stands for the bytes that were lost."""
WITHIN = 4
"""Where a word goes on behind three dots in one of so many slots that have them, they stand for a byte."""
DOTTED = 20
"""So they do where one of so many short slots has them, if it is more than one or two."""
MARKED = 4
"""Where one of so many short slots has a mark, marks stand for bytes that the page lacks."""
UNMARKED = 12 * UNIT
"""What `?` costs more where few of the slots have a mark: there it is mostly a question."""
UNDOTTED = 7 * UNIT
"""What three dots for a byte cost more where nothing but a reading says that they stand for one."""
WINDOW, WINDOWS = 120, 24
"""Characters of a window that is read to tell siblings apart, and how many such at most."""
WORD = 40
"""So many characters further at most a window ends, so that it ends with a word."""
BEFORE = 6
"""Characters before a window that its score sees."""
AT_ONCE = 4
"""Of these so many are read before it is asked whether the rest need be."""
CLEAR = 16 * UNIT
"""How much better one sibling must explain what was read so far for the rest not to be asked."""


def best_losses(codes: Array, islands: Spans, options: list[Losses], speakers: Speakers) -> Losses:
    """The page, or the sibling that explains what was lost better.

    Args:
        codes: code points.
        islands: stretches that could be damage, in order.
        options: the page, and its siblings (see `candidates`).
    """
    if len(options) == 1:
        return options[0]
    arrays = speakers.of_islands(codes, islands, runs.bytes_of(options[0].page))
    foreign = [foreign_letters(codes, losses.page) for losses in options]
    totals = [-_cost(options[0].page, losses.page) if k else 0 for k, losses in enumerate(options)]
    windows = windows_of(codes, islands, runs.bytes_of(options[0].page))
    some = _telling(codes, islands, windows, list(dict.fromkeys(losses.page for losses in options)))
    for first in range(0, len(some), AT_ONCE):
        spans = some[first : first + AT_ONCE]
        read = [
            read_regions(codes, spans, losses, STRONG, arrays, width=WIDTH, foreign=some)
            for losses, some in zip(options, foreign, strict=True)
        ]
        for n, (start, stop) in enumerate(spans):
            for k, losses in enumerate(options):
                struck = [became for proposal in read[k][n] for _, _, became in proposal.struck]
                totals[k] += score_read(codes, start, stop, read[k][n], arrays)
                totals[k] -= len(struck) * losses.drop_cost + struck.count(" ") * SPACED
                totals[k] -= _of_foreign(read[k][n], foreign[k])
            ordered = sorted(totals)
            if ordered[-1] - ordered[-2] > CLEAR:
                return options[totals.index(max(totals))]
    return options[totals.index(max(totals))]


def _of_foreign(proposals: list[Proposal], costs: Array | None) -> int:
    """What letters cost in all that lost bytes and are foreign to the text."""
    if costs is None:
        return 0
    chars = [ord(p.after) for p in proposals if p.struck and p.after is not None]
    return int(sum(costs[char] for char in chars if char < len(costs)))


def _cost(name: str, other: str) -> int:
    """How much better another page must explain a sample to be taken for this one."""
    if other == name:
        return OTHER
    if other not in SIBLINGS.get(name, ()):
        return FAR
    return MORE if lacking(other) > 2 * lacking(name) else OTHER


def windows_of(codes: Array, islands: Spans, table: Array) -> Spans:
    """The regions; those that are long in pieces, each of which begins with a first byte.

    A piece that began elsewhere would leave a character short to the piece before; and one that begins inside
    a word, half a word.
    """
    whole = regions(codes, islands)
    starts, ends = edges(whole)
    if (ends - starts <= WINDOW).all():
        return whole
    read = runs.bytes_at(codes, table)
    leads = np.flatnonzero(read >= 0xC2)
    words = leads[read[np.maximum(leads - 1, 0)] < 0x80]
    out: list[tuple[int, int]] = []
    for start, last in whole:
        wanted = np.arange(start + WINDOW, last, WINDOW)
        places, begun = (np.append(at, last)[np.searchsorted(at, wanted)] for at in (leads, words))
        cuts = np.unique(np.where(begun - wanted <= WORD, begun, places))
        out += pairwise([start, *cuts[cuts < last].tolist(), last])
    return out


def _telling(codes: Array, islands: Spans, windows: Spans, names: list[str]) -> Spans:
    """Windows from all over the text that the pages read in different ways, or where a character is short of
    a byte: all others they read alike.
    """
    table, *others = map(runs.bytes_of, names)
    seen = np.flatnonzero(characters_of(codes, islands))
    apart = np.zeros(65536, np.bool_)
    apart[seen] = np.any([table[seen] != other[seen] for other in others], axis=0) if others else False
    starts, ends = edges(windows)
    found = np.zeros(len(windows), np.bool_)
    jit.expect(int((ends - starts).sum()))
    sequences.telling(codes, starts, ends, table, apart, found)
    size = int((ends - starts)[found].sum())
    return chosen(windows, found)[:: max(1, size // (WINDOW * WINDOWS))]


def candidates(
    codes: Array, likely: Spans, islands: Spans, evidence: Evidence, *, spaces: bool
) -> list[Losses]:
    """What `best_losses` chooses from: the page, and siblings that read all that is seen alike.

    Args:
        codes: code points.
        likely: stretches that could be damage, in order.
        islands: all that are to be read.
        evidence: what the text says for the page.
        spaces: whether spaces may stand for lost bytes.
    """
    seen = np.flatnonzero(characters_of(codes, likely))
    counts = _count(codes, islands, runs.bytes_of(evidence.page))
    as_spaces = _spaces(counts) if spaces else (False,)
    names = alike(evidence.page, seen) if counts.slots else [evidence.page]
    return [_losses(name, seen, counts, as_space=as_space) for as_space in as_spaces for name in names]


def candidate_rivals(
    codes: Array, likely: Spans, islands: Spans, evidence: Evidence, options: list[Losses]
) -> list[Losses]:
    """Pages beside `options` that explain as much as theirs; the rest as in `candidates`."""
    seen = np.flatnonzero(characters_of(codes, likely))
    counts = _count(codes, islands, runs.bytes_of(evidence.page))
    known = {losses.page for losses in options}
    names = [name for name in rivals(codes, evidence, seen, short=counts.slots) if name not in known]
    as_spaces = dict.fromkeys(losses.as_space for losses in options)
    return [_losses(name, seen, counts, as_space=as_space) for as_space in as_spaces for name in names]


def alike(name: str, seen: Array) -> list[str]:
    """A page, and its siblings that read the characters seen as the same bytes."""
    seen = seen[seen < 65536]
    table = runs.bytes_of(name)[seen]
    return [name, *(n for n in SIBLINGS.get(name, ()) if np.array_equal(runs.bytes_of(n)[seen], table))]


def score_read(codes: Array, start: int, stop: int, proposals: list[Proposal], arrays: Arrays) -> int:
    """Score of codes[start:stop] with its proposals made: what a search sums up leaves out what all its
    paths share, and so cannot be held against that of another lattice.
    """
    first = max(0, start - BEFORE)
    out: list[int] = codes[first:start].tolist()
    at = start
    for proposal in proposals:
        out += codes[at : proposal.start].tolist()
        out += map(ord, proposal.after or "")
        at = proposal.end
    out += codes[at:stop].tolist()
    chars = np.array(out, np.int64)
    over = is_markup(chars)
    chars = chars if over is None else chars[~over]
    jit.expect(3 * len(chars))
    return int(lookup.known_score(arrays, chars, np.ones(len(chars), np.int64), 0, len(chars)))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Slots short of a byte, and what stands where the byte should be."""

    slots: int
    spaces: int
    """Slots that a space follows."""
    marks: int
    """Slots that `?` or U+FFFD follows."""
    dots: int
    """Slots that three dots follow."""
    inside: int
    """Those of them where the page's characters go on behind these."""


def _count(codes: Array, islands: Spans, table: Array) -> _Counts:
    counts = np.zeros(5, np.int64)
    starts, ends = edges(islands)
    jit.expect(int((ends - starts).sum()))
    sequences.short_slots(codes, starts, ends, table, counts)
    return _Counts(*counts.tolist())


def _spaces(counts: _Counts) -> tuple[bool, ...]:
    """Whether spaces stand for the lost bytes: what is to be tried.

    They follow few slots that are short of a byte; or the model is asked: in some languages and pages what
    is short ends a word nearly always, as `ň` does in Czech through windows-1250.
    """
    return (False,) if FEW_SPACED * counts.spaces < max(1, counts.slots) else (False, True)


def _is_dotted(counts: _Counts) -> bool:
    """Whether three dots stand for a byte for sure: an ellipsis ends a word, and not one in twenty."""
    inside = counts.inside > 0 and WITHIN * counts.inside >= counts.dots
    return inside or (counts.dots >= 3 and DOTTED * counts.dots >= counts.slots)


_PLAIN = Losses(page="", dropped=True)


def _losses(name: str, seen: Array, counts: _Counts, *, as_space: bool) -> Losses:
    """What a page may have lost, from the characters of its islands: what is seen was not lost."""
    there = set(seen.tolist())
    is_question = _is_question(counts)
    return Losses(
        page=name,
        dropped=not as_space and not any(byte in there for byte in page(name).undefined if byte < 0xA0),
        as_space=as_space,
        soft_hyphen=0xAD not in there,
        space=0xA0 not in there,
        quotes=not there & {0x2018, 0x2019, 0x201C, 0x201D},
        ellipsis=counts.dots > 0 and 0x2026 not in there,
        dots_cost=_PLAIN.dots_cost + (0 if _is_dotted(counts) else UNDOTTED),
        marked=counts.slots >= TELLING and not is_question,
        question_cost=_PLAIN.question_cost + (UNMARKED if is_question else 0),
    )


def _is_question(counts: _Counts) -> bool:
    """Whether `?` behind a slot is more likely a question: of many slots it stands behind few, of some behind
    fewer than have nothing there.
    """
    if counts.slots >= TELLING:
        return MARKED * counts.marks < counts.slots
    return counts.marks < counts.slots - counts.spaces - counts.marks
