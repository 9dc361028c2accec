"""Where a text shows characters as such: code spans, fences, string literals, table cells, examples.

In: a text, and proposals for it. Out: the proposals that may be made, and those withheld.
Touches nothing. Idea: a document that talks about mojibake shows it in code; a test or a
table that repairs mojibake has it beside its reading. There damage must be proved by text
that is not shown. `repair` finds code itself, so that every door gives the same edits.
Source of the syntax: CommonMark 0.31, sections 4.5 and 6.1.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, compress
from typing import Any

import numpy as np

from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.islands import edges_of, within
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.reading.whole import Whole, readings_of
from pipeline.mojibake.sound.examples import Examples, window_of
from pipeline.mojibake.sound.words import Words, is_in_word

Array = np.ndarray[Any, Any]

_FENCE = re.compile(r"^[ >\t]{0,12}(?:[-*+] +|\d+[.)] +)?(`{3,}|~{3,})([^\r\n]*)$", re.MULTILINE)
_BLANK = re.compile(r"(?:\r\n|\n|\r)[ \t>]*(?:\r\n|\n|\r)")
_FEEDS = re.compile(r"\n[ \t>]*\n")
"""The same in a text that has no other line end: five times as fast."""
_HIGH = re.compile(r"[^\x00-\x7f]")
_QUOTES = "\"'`/|"
FEW = 200
"""Such characters that are looked at one by one."""


def code_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the content of fenced code and code spans, in order."""
    if "`" not in text and not _has(text, "~~~"):
        return []
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in _fences(text):
        spans += _inline(text, at, start)
        spans.append((start, end))
        at = end
    return spans + _inline(text, at, len(text))


def _has(text: str, fence: str) -> bool:
    """Whether a text has a fence; one character is looked for ten times as fast as three."""
    at = text.find(fence[0])
    for _ in range(FEW):
        if at < 0 or text.startswith(fence, at):
            return at >= 0
        at = text.find(fence[0], at + 1)
    return fence in text


def _fences(text: str) -> list[tuple[int, int]]:
    if not _has(text, "```") and not _has(text, "~~~"):
        return []
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text):
        fence, info = line.group(1), line.group(2)
        if opened is None:
            if fence[0] != "`" or "`" not in info:
                opened = line
        elif fence[0] == opened.group(1)[0] and len(fence) >= len(opened.group(1)) and not info.strip():
            found.append((opened.end(), line.start()))
            opened = None
    if opened is not None:
        found.append((opened.end(), len(text)))
    return found


def _inline(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Code spans between two fences; none goes over a blank line."""
    if text.find("`", start, end) < 0:
        return []
    found = []
    for ticks in _ticks(text, start, end):
        k = 0
        while k < len(ticks):
            size = ticks[k][1] - ticks[k][0]
            close = next((n for n in range(k + 1, len(ticks)) if ticks[n][1] - ticks[n][0] == size), None)
            if close is None:
                k += 1
                continue
            found.append((ticks[k][1], ticks[close][0]))
            k = close + 1
    return found


def _ticks(text: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    """Runs of backticks, those of one block together."""
    blank = _blank(text)
    blocks: list[list[tuple[int, int]]] = []
    last = start
    while (begin := text.find("`", last, end)) >= 0:
        stop = begin + 1
        while stop < end and text[stop] == "`":
            stop += 1
        if not blocks or blank.search(text, last, begin):
            blocks.append([])
        blocks[-1].append((begin, stop))
        last = stop
    return blocks


def _blank(text: str) -> re.Pattern[str]:
    """What ends a block in a text."""
    return _BLANK if "\r" in text else _FEEDS


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between blank lines."""
    borders = [start, *(m.end() for m in _blank(text).finditer(text, start, end)), end]
    return list(itertools.pairwise(borders))


def in_literals(codes: Array, starts: Array, ends: Array) -> Array:
    """Whether each span stands between quotes on the line where it starts, or in a table's cell.

    Args:
        codes: the text's code points.
        starts, ends: the spans, in order, half-open.
    """
    feeds = np.flatnonzero(codes == ord("\n"))
    breaks = np.flatnonzero((codes == ord("\n")) | (codes == ord("\r")))
    line_starts = np.append(0, breaks + 1)[np.searchsorted(breaks, starts)]
    line_ends = np.append(feeds, len(codes))[np.searchsorted(feeds, starts)]
    found = np.zeros(len(starts), np.bool_)
    for sign in "\"'|":
        there = np.flatnonzero(codes == ord(sign))
        before = np.searchsorted(there, starts) - np.searchsorted(there, line_starts)
        follows = np.append(there, len(codes))[np.searchsorted(there, np.minimum(ends, line_ends))]
        opens = before > 0 if sign == "|" else before % 2 == 1
        found |= opens & (follows < line_ends)
    return found


class Shown:
    """What a text shows as such, and what it proves elsewhere."""

    def __init__(
        self,
        text: str,
        codes: Array,
        proposals: Sequence[Proposal],
        repaired: list[tuple[int, int]],
        code: list[tuple[int, int]],
    ) -> None:
        """What a text shows, of which `codes` are the code points.

        `repaired` are spans of it that an earlier pass has repaired, in order; `code` its code.
        """
        self._repaired = repaired
        self._repaired_starts = [start for start, _ in repaired]
        self._text, self._codes = text, codes
        self._proposals = proposals
        self._spans = code
        self._starts = [s for s, _ in self._spans]
        self._examples: frozenset[int] = frozenset()
        self._twins: list[tuple[int, int]] = []  # what examples should be
        # what is asked of a block again and again, once for each block: a text may be one block
        self._outsides: dict[tuple[int, int], list[int]] = {}
        self._proofs: dict[tuple[int, int, str], bool] = {}
        self._pages: dict[str, bool] = {}
        self._mine: dict[str, tuple[Array, Array]] = {}
        self._words = Words(text, codes)

    @cached_property
    def _all(self) -> Sequence[Proposal]:
        """The proposals that say something."""
        if isinstance(self._proposals, Whole):
            return self._proposals
        return [p for p in self._proposals if p.after is not None]

    @cached_property
    def _all_edges(self) -> tuple[list[int], list[int]]:
        """Where they start and end."""
        starts, ends = edges_of(self._all)
        return starts.tolist(), ends.tolist()

    @cached_property
    def _open(self) -> Sequence[Proposal]:
        """Those of them that stand in no code."""
        if not self._spans:
            return self._all
        coded = within(edges_of(self._all)[0], self._spans)
        return list(compress(self._all, (~coded).tolist()))

    def _is_elsewhere(self, page: str) -> bool:
        """Whether a proposal of a page stands in no code, and is no lone literal or example."""
        if page not in self._pages:
            self._pages[page] = any(p.page == page and not self._is_lone(p) for p in self._open)
        return self._pages[page]

    def allowed(self) -> Array:
        """Whether each proposal may be made, for all that this text shows (bool)."""
        codes = self._codes
        starts, ends = edges_of(self._proposals)
        code, literal = within(starts, self._spans), in_literals(codes, starts, ends)
        # of nearly all no more need be asked than whether they are one character behind a sign of a literal;
        # of those in literals, whether they have a letter that the text has not
        before = codes[np.maximum(starts - 1, 0)]
        signs = f"{_QUOTES} " if "|" in self._text else _QUOTES  # a space stands beside a bar
        readings, cuts = readings_of(self._proposals)
        quoted = (np.diff(cuts) == 1) & runs.are_any(before, signs)
        examples = Examples(self._text, codes, starts, ends)
        named, alone = examples.spoken_of(np.diff(cuts))
        self._examples = frozenset(starts[named | alone].tolist())
        near = examples.near_sound(self._repaired)
        beside = (literal | near) & ~self._words.lack_some(readings, cuts, literal | near)
        found = ~named
        for k in np.flatnonzero(found & (code | beside | quoted | alone)).tolist():
            found[k] = self._is_allowed(self._proposals[k], bool(code[k]), bool(literal[k]))
        for start, end in self._twins:  # nor is one damage that is what another should be
            found[np.searchsorted(ends, start, side="right") : np.searchsorted(starts, end)] = False
        return found

    def _is_allowed(self, proposal: Proposal, in_code: bool, is_literal: bool) -> bool:
        if proposal.after is None:
            return True
        if in_code and not self._is_proved(proposal):
            return False
        if self._is_lone(proposal) and not self._is_elsewhere(proposal.page):
            return False
        twins = self._twins_of(proposal, in_block=in_code or is_literal)
        self._twins += twins
        return not twins

    def _is_lone(self, proposal: Proposal) -> bool:
        """Whether it proves nothing: an example, or a literal that is nothing but one character."""
        return proposal.start in self._examples or self._is_lone_literal(proposal)

    def _is_proved(self, proposal: Proposal) -> bool:
        """Whether all that is not code in its block (else in the text) is damage of the same page."""
        if not self._is_elsewhere(proposal.page):
            return False  # nothing but literals
        block = self._block(proposal.start)
        if not self._outside(block):
            block = (0, len(self._text))
        key = (*block, proposal.page)
        if key not in self._proofs:
            self._proofs[key] = self._is_damage(self._outside(block), proposal.page)
        return self._proofs[key]

    def _is_damage(self, outside: list[int], page: str) -> bool:
        """Whether there are places at all, and each lies in a proposal of the page outside of code."""
        starts, ends = self._edges(page)
        places = np.array(outside, np.int64)
        k = np.searchsorted(starts, places, side="right")
        return bool(outside) and bool((k > 0).all()) and bool((places < ends[k - 1]).all())

    def _edges(self, page: str) -> tuple[Array, Array]:
        """Where the proposals of a page that stand in no code begin and end."""
        if page not in self._mine:
            self._mine[page] = edges_of([p for p in self._open if p.page == page])
        return self._mine[page]

    def _outside(self, block: tuple[int, int]) -> list[int]:
        """Places of a block's characters above ASCII that are in no code."""
        if block not in self._outsides:
            found = []
            for match in _HIGH.finditer(self._text, *block):
                place = match.start()
                k = bisect_right(self._starts, place) - 1
                if k < 0 or place >= self._spans[k][1]:
                    found.append(place)
            self._outsides[block] = found
        return self._outsides[block]

    @cached_property
    def _blocks(self) -> tuple[list[tuple[int, int]], list[int]]:
        """The blocks, and where each starts."""
        blocks = _blocks(self._text, 0, len(self._text))
        return blocks, [start for start, _ in blocks]

    def _block(self, place: int) -> tuple[int, int]:
        blocks, starts = self._blocks
        return blocks[max(0, bisect_right(starts, place) - 1)]

    def _is_lone_literal(self, proposal: Proposal) -> bool:
        """Whether a literal, or a table's cell, is nothing but the damage of one character."""
        if proposal.after is None or len(proposal.after) != 1:
            return False
        text = self._text
        first, last = proposal.start - 1, proposal.end
        before, after = text[first : first + 1], text[last : last + 1]
        if not (before and after and before in _QUOTES and after in _QUOTES):
            if before not in (" ", "|"):
                return False
            while first >= 0 and text[first] == " ":
                first -= 1
            while last < len(text) and text[last] == " ":
                last += 1
            if first < 0 or text[first] != "|" or text[last : last + 1] != "|":
                return False
        return not self._is_repaired(proposal.start, proposal.end)  # nobody shows what was damaged again

    def _twins_of(self, proposal: Proposal, *, in_block: bool) -> list[tuple[int, int]]:
        """Where the word that the reading makes stands whole in the same block already, or near it."""
        if not self._words.have_letters(proposal.after or ""):
            return []
        text = self._text
        start, end = self._block(proposal.start) if in_block else (0, len(text))
        first, last = proposal.start, proposal.end
        starts, ends = self._all_edges
        begin = bisect_left(starts, first)
        stop = begin + 1
        while first > start:
            if begin and ends[begin - 1] == first:
                begin -= 1
                first = starts[begin]
            elif is_in_word(text[first - 1]):
                first -= 1
            else:
                break
        while last < end:
            if stop < len(starts) and starts[stop] == last:
                last = ends[stop]
                stop += 1
            elif is_in_word(text[last]):
                last += 1
            else:
                break
        token, at = "", first
        for part in [self._all[k] for k in range(begin, stop)]:
            token += text[at : part.start] + (part.after or text[part.start : part.end])
            at = part.end
        token += text[at:last]
        token = token.strip("".join(c for c in token if not c.isalnum())) or token
        if token.isascii() or not self._words.have_letters(token):
            return []  # what is left says nothing about the damage
        if not in_block:
            start, end = window_of(text, first, last, token)
        if not self._words.may_stand_in((start, end), token):
            return []
        places = chain(self._words.places_in(start, first, token), self._words.places_in(last, end, token))
        spans = [(at, at + len(token)) for at in places]
        return [span for span in spans if not (self._is_repaired(*span) or self._is_of_damage(*span))]

    def _is_of_damage(self, start: int, end: int) -> bool:
        """Whether some of a span are bytes of what is read and reaches beyond it: `giá` of `giá»›i`."""
        starts, ends = self._all_edges
        k = bisect_right(ends, start)
        while k < len(starts) and starts[k] < end:
            if not (self._text[starts[k] : start] + self._text[end : ends[k]]).isascii():
                return True
            k += 1
        return False

    def _is_repaired(self, start: int, end: int) -> bool:
        """Whether an earlier pass has repaired some of what stands in a span."""
        k = bisect_left(self._repaired_starts, end) - 1
        return k >= 0 and self._repaired[k][1] > start
