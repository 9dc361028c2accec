"""Reads text that went through a double-byte page: GBK, Shift-JIS, EUC-KR, Big5.

In: code points, the evidence for a page. Out: proposals, as `readings.py` gives them for
single-byte pages. Touches nothing. A region is read in `pair_reading.py`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.double_byte import pair_suspects
from pipeline.mojibake.double_byte.decoders import decoder_of, likelier, takes_along, takes_ascii
from pipeline.mojibake.double_byte.half_width import KanaWords
from pipeline.mojibake.double_byte.pair_look import is_nothing
from pipeline.mojibake.double_byte.pair_pages import is_mark, marks_in
from pipeline.mojibake.double_byte.pair_reading import STRONG, WEAK, may_be_sign, read_pairs
from pipeline.mojibake.double_byte.pair_seen import Eats, PairText
from pipeline.mojibake.double_byte.signs import noted
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.evidence.speakers import Speakers
from pipeline.mojibake.evidence.weighing import Evidence
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.brackets import Opened
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound import language
from pipeline.mojibake.sound.chance import without_foreign_letters, without_lone_letters
from pipeline.mojibake.sound.noise import without_lists
from pipeline.mojibake.sound.unfamiliar import without_guesses
from pipeline.mojibake.spans import Islands, Spans, chosen, edges

Array = np.ndarray[Any, Any]

PROVING = 2
"""Characters read without a loss that prove a page."""
ENOUGH = 8
"""Characters read without a loss that tell the language; with fewer, the others are asked, too."""
CLEAR = 64
"""The same that are enough to know page and language: then nothing more is read to prove it."""
CLEARER = 400
"""The same in a page that lacks many pairs, where words are in pieces."""
CREDIBLE = 24
"""Places that are looked at where two-byte letters alone prove a page."""
AROUND = 24
"""Characters before what is read whose ASCII tells the language, too."""
PARTS = 6
"""Parts of what is read from whose beginnings characters are taken for that."""
SAMPLED = 590
"""Characters that are taken from all parts together, about."""
LONGEST = 400
"""Characters after which a region is cut."""
GAP = 8
"""ASCII characters that may stand in a region between others."""
LOOK = 60
"""The same for a first look: where it finds nothing, as in sound text, nothing else is read."""


def read_double(codes: Array, evidence: Evidence, speakers: Speakers) -> tuple[list[Proposal], Spans]:
    """Proposals for the places where a double-byte page was misread, and the regions it has settled."""
    words = KanaWords(codes, evidence.page)
    proposals, settled = _read(codes, evidence, speakers, words)
    read = without_lists(codes, words.without(proposals))
    return without_guesses(read, speakers.all), settled if read else []


def _read(
    codes: Array, evidence: Evidence, speakers: Speakers, words: KanaWords
) -> tuple[list[Proposal], Spans]:
    page = evidence.page
    first, second = runs.pair_bytes_of(page)
    jit.expect(len(evidence.at))
    good = np.zeros(len(evidence.at), np.bool_)
    pair_suspects.likely(speakers.all, codes, evidence.at, first, second, good)
    suspects = evidence.at[good]
    close = _spans(codes, first, suspects, LOOK)
    close = chosen(close, ~is_nothing(codes, close, page, speakers.all, WEAK))
    if not close:
        return [], []
    page = decoder_of(codes, page)
    text = PairText(codes, page)
    first = text.known.first
    if not any(read_pairs(text, start, end, speakers.all, WEAK) for start, end in close):
        return [], []
    spans, _ = _by_language(codes, _spans(codes, first, suspects, LONGEST), speakers)
    found, proved, half = [], 0, 0
    clear = CLEARER if text.known.lacks_many else CLEAR
    for start, end in spans:
        found.append(words.without(read_pairs(text, start, end, speakers.all, WEAK)))
        telling = without_lone_letters(codes, found[-1])
        sure = [p for p in telling if p.log_p > -UNIT // 8]
        proved += sum(len(p.after or "") for p in sure if not p.struck)
        half += sum(bool(p.struck) and not noted().isdisjoint(map(ord, p.after or "")) for p in sure)
        if proved >= clear:
            break
    # of an apostrophe in English EUC-KR shows the last byte and the letter after it: two prove half as much
    proved += half // 2
    if proved >= PROVING:
        return _read_proved(text, spans, found, speakers)
    if not any(found):
        return [], []
    arrays = _language(codes, [p for part in found for p in part], speakers)
    eats = None, takes_ascii(codes, spans)
    read = [
        without_lone_letters(codes, read_pairs(text, start, end, arrays, WEAK, eats))
        for (start, end), part in zip(spans, found, strict=True)
        if part
    ]
    return [proposal for part in read for proposal in part], []


def _read_proved(
    text: PairText, spans: Spans, found: list[list[Proposal]], speakers: Speakers
) -> tuple[list[Proposal], Spans]:
    """Proposals of a page that is proved, by what was `found` in its regions, and all regions."""
    codes = text.codes
    # now a single seen character may be a whole one of two bytes, too
    table = text.known.first
    firsts, seconds = runs.bytes_at(codes, table), runs.bytes_at(codes, text.known.second)
    alone = (firsts >= 0xC2) & (firsts <= 0xDF) & (seconds >= 0x80) & (seconds <= 0xBF)
    # and a mark before a continuation byte may be the pair that began a character
    follows = (firsts >= 0x80) & (firsts <= 0xBF)
    begins = (firsts >= 0xE0) & (firsts <= 0xF4) & (seconds >= 0x80) & (seconds <= 0xBF)
    if not _is_credible(text, table, np.flatnonzero(alone), found, speakers):
        return [], []
    marks = marks_in(codes)
    alone |= (marks | begins) & np.append(follows[1:], False)
    # and such a pair before a mark a character that lost its end, though nothing but ASCII is near it
    alone |= begins & np.append(marks[1:], False)
    if text.known.lacks_many:
        alone |= may_be_sign(codes)
    around = [span_around(codes, table, k, 0, LONGEST) for k in np.flatnonzero(alone).tolist()]
    spans = _joined_spans(spans, around)
    arrays = _language(codes, [p for part in found for p in part], speakers)
    text = likelier(text, spans, arrays)
    along = takes_ascii(codes, spans)
    eats: Eats = (along or takes_along(text, spans, arrays), along)
    spans, sound = _by_language(codes, spans, speakers)
    ways = [(speakers.all, WEAK) if is_sound else (arrays, STRONG) for is_sound in sound]
    found, opened = [], Opened(codes)
    done: list[Proposal] = []
    for (start, end), way in zip(spans, ways, strict=True):
        is_open = opened.before(start, done)
        found.append(read_pairs(text, start, end, *way, eats, opened=is_open))
        done += found[-1]
    return without_foreign_letters(codes, [p for part in found for p in part]), spans


def _by_language(codes: Array, spans: Spans, speakers: Speakers) -> tuple[Spans, list[bool]]:
    """Regions cut at blank lines where one side is language as it stands and the other is not; which are."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        here = codes[start:end]
        cuts = (np.flatnonzero((here[:-1] == 10) & (here[1:] == 10)) + start + 1).tolist()
        pieces += pairwise([start, *cuts, end])
    if not pieces:
        return [], []
    starts, ends = edges(pieces)
    sound = np.zeros(len(pieces), np.bool_)
    jit.expect(10 * int((ends - starts).sum()))
    language.mark_language(speakers.all, codes, starts, ends, language.SOUND, sound)
    begins = {start for start, _ in spans}
    out: list[tuple[int, int]] = []
    kinds: list[bool] = []
    for (start, end), is_sound in zip(pieces, sound.tolist(), strict=True):
        if out and out[-1][1] == start and start not in begins and kinds[-1] == is_sound:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
            kinds.append(is_sound)
    return out, kinds


def _is_credible(
    text: PairText, table: Array, alone: Array, found: list[list[Proposal]], speakers: Speakers
) -> bool:
    """Whether letters of two bytes are damage all over the text, where nothing but such letters proves it.

    In sound Chinese, too, two characters in a row may be the bytes of Greek or Cyrillic letters by chance.
    """
    telling = [p for part in found for p in without_lone_letters(text.codes, part)]
    said = "".join(p.after or "" for p in telling if not p.struck)
    if any(char >= "\u0800" for char in said) or not len(alone):
        return True
    places = alone[:: max(1, len(alone) // CREDIBLE)].tolist()
    hits = 0
    for place in places:
        span = span_around(text.codes, table, place, 0, LOOK)
        read = read_pairs(text, *span, speakers.all, WEAK, gone=True)
        hits += any(p.start <= place < p.end for p in read)
    return 2 * hits >= len(places)


def _language(codes: Array, proposals: list[Proposal], speakers: Speakers) -> tuple[Array, ...]:
    """The arrays of the language of what is read, by what lost nothing and the ASCII around it.

    What lost bytes is not known, and parts words: of Russian every second letter may be lost. If all did, or
    nearly, it counts.
    """
    high = sum(char >= "\x80" for p in proposals if not p.struck for char in p.after or "")
    chars: list[int] = []
    known: list[int] = []
    for part in range(PARTS):
        first, last = (k * len(proposals) // PARTS for k in (part, part + 1))
        stop = len(chars) + SAMPLED // PARTS
        done = proposals[first].start - AROUND if first < last else 0
        for proposal in proposals[first:last]:
            gap = codes[max(done, 0, proposal.start - AROUND) : proposal.start].tolist()
            after = [ord(char) for char in proposal.after or ""]
            chars += [*gap, *after]
            known += [int(code < 0x80 and code != ord("?")) for code in gap]
            known += [int(not proposal.struck or high < ENOUGH)] * len(after)
            done = proposal.end
            if len(chars) > stop:
                break
    if sum(char >= 0x80 for char, is_known in zip(chars, known, strict=True) if is_known) < 2:
        return speakers.all
    return speakers.of_text(np.array(chars, np.int64), np.array(known, np.int64))


def _joined_spans(first: Spans, second: Spans) -> Spans:
    """Both lists in order; spans that overlap are one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted([*first, *second]):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _spans(codes: Array, table: Array, places: Array, longest: int) -> Spans:
    """The regions around suspects, in order, not overlapping; `table` as of `span_around`."""
    starts, ends = np.empty((2, len(places)), np.int64)
    jit.expect(8 * len(places))
    count = spans_around(codes, table, places, longest, starts, ends)
    return Islands(starts[:count], ends[:count])


@kernel
def spans_around(codes: Array, table: Array, places: Array, longest: int, starts: Array, ends: Array) -> int:
    """Writes the regions around places; returns how many there are."""
    count = done = 0
    for place in places:
        if place >= done:
            starts[count], done = span_around(codes, table, place, done, longest)
            ends[count] = done
            count += 1
    return count


@kernel
def span_around(codes: Array, table: Array, place: int, done: int, longest: int) -> tuple[int, int]:
    """The region around a suspect: characters of the page, and short ASCII between them.

    Args:
        codes: code points.
        table: the first byte of each code point in the page, 0 if it has none.
        place: the suspect.
        done: where the region before ends.
        longest: characters after which it is cut.
    """
    start = place
    while start > done and place - start < min(40, longest // 4) and is_member(codes[start - 1], table):
        start -= 1
    end, gap = place, 0
    while end < len(codes) and end - start < longest and gap <= GAP:
        gap = 0 if is_member(codes[end], table) else gap + 1
        end += 1
    return start, end - gap


@kernel
def is_member(code: int, table: Array) -> bool:
    """Whether a code point is above ASCII in the page, or a mark."""
    return is_mark(code) or table[min(code, 65535)] >= 0x80
