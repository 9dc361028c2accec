"""How the decoder of a text knew its double-byte page: what it lost, and what it did with that.

In: code points, the page; later regions and a model's arrays. Out: the page as the decoder knew it, whether
it dropped what it lacked, whether its marks took ASCII along. Touches nothing.
Idea: what can be counted is counted; else each way is tried on a sample, and what the model finds likelier is
taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.mojibake.double_byte.pair_pages import LOST, QUESTION, marks_in
from pipeline.mojibake.double_byte.pair_reading import STRONG, read_pairs
from pipeline.mojibake.double_byte.pair_seen import PairText
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.single_byte.siblings import score_read
from pipeline.mojibake.spans import Spans

Array = np.ndarray[Any, Any]

GBK = ("gbk", "gb18030", "gbk-strict")
DROPPING = (*GBK, "shift_jis")
"""Pages whose decoders may drop what they lack: it is little."""
EURO = ord("\N{EURO SIGN}")
TELLING = 300
"""Characters of a text in gbk among which a euro sign would stand, if byte 80 read as one."""
RARER = 4
"""How much rarer euro signs are than marks where these stand for byte 80, and those for money."""
SPARSE = 80
"""Characters of a page to a mark behind one, from which on its decoder left none: it is the text's own."""
SAMPLE = 8
"""Regions that are read to tell how a decoder worked."""
LONGEST = 60
"""Characters of each that are read."""
FEW = 4
"""Marks that tell what the decoder took along."""
EATEN = 2 * UNIT
"""What is granted to a character taken along: text that has one more is always less likely."""
UNSEEN = 3 * UNIT
"""What a dropped byte must gain."""
OTHER = 3 * UNIT
"""How much better one way must explain the sample to be taken."""


def decoder_of(codes: Array, page: str) -> str:
    """The page as the decoder of this text knew it, by what is counted: gbk with or without a euro sign.

    Windows and browsers show one for byte 80; Java, Python and C libraries leave a mark. Of Chinese text it
    is every thirtieth byte or so: it ends `U+4E00`, and stands within most punctuation.
    """
    if page != "gbk":
        return page
    first = np.append(runs.bytes_at(codes, runs.pair_bytes_of("gb18030")[0]), 0)
    before, after = np.append(False, first[:-2] > 0), first[1:]
    euro = before & (codes == EURO)
    # one that is the pair A2 E3 stands before a byte that goes on, or a mark for one
    goes_on = ((after >= 0x80) & (after <= 0xBF)) | np.append(marks_in(codes)[1:], False)
    shown, euros = int(np.count_nonzero(euro & ~goes_on)), int(np.count_nonzero(euro))
    lost, asked = (int(np.count_nonzero(before & (after > 0) & (codes == mark))) for mark in (LOST, QUESTION))
    is_long = np.count_nonzero(first) >= TELLING
    is_asked = is_long and not shown and asked >= max(FEW, RARER * euros)
    is_lost = lost > RARER * euros or (not euros and (before & (codes == LOST)).any())
    return _without_euro(codes) if is_asked or is_lost else "gbk"


def _without_euro(codes: Array) -> str:
    """How GBK was read where byte 80 is no euro sign: with private use characters, or without."""
    return "gb18030" if ((codes >= 0xE000) & (codes < 0xF900)).any() else "gbk-strict"


def likelier(text: PairText, spans: Spans, arrays: tuple[Array, ...]) -> PairText:
    """The text with another decoder, if a sample of its regions is likelier so.

    `errors="ignore"` in Python and `iconv -c` drop what the page lacks. They leave no mark, and GBK and
    Shift-JIS lack little. And a short text in GBK may have too few marks to tell them from euro signs.
    """
    codes = text.codes
    is_pair = runs.bytes_at(codes, text.known.first) > 0
    is_marked = is_pair[:-1] & marks_in(codes[1:])
    if text.page in DROPPING and SPARSE * np.count_nonzero(is_marked) <= np.count_nonzero(is_pair):
        page = _without_euro(codes) if text.page in GBK else text.page
        other = PairText(codes, page, drops=True)
    elif text.page == "gbk" and (is_marked[:-1] & is_pair[2:]).any() and not (codes == EURO).any():
        other = PairText(codes, _without_euro(codes))
    else:
        return text
    return other if _gain(other, text, spans, arrays) > OTHER else text


def _gain(other: PairText, text: PairText, spans: Spans, arrays: tuple[Array, ...]) -> int:
    """How much likelier a sample of regions is with another decoder (UNIT to one nat)."""
    gain = 0
    for start, end in _sample(spans):
        for one, sign in ((other, 1), (text, -1)):
            found = read_pairs(one, start, end, arrays, STRONG)
            hidden = sum(became == "" for p in found for _, _, became in p.struck) if one.known.drops else 0
            gain += sign * (score_read(text.codes, start, end, found, arrays) - UNSEEN * hidden)
    return gain


def _sample(spans: Spans) -> Spans:
    """The beginnings of some regions."""
    return [(start, min(end, start + LONGEST)) for start, end in spans[:: max(1, len(spans) // SAMPLE)]]


def takes_along(text: PairText, spans: Spans, arrays: tuple[Array, ...]) -> bool | None:
    """Whether this text's decoder took an ASCII character along with an odd byte; None if none can tell.

    A page that has nearly all pairs leaves marks only before ASCII, white space for the most part, if it
    takes nothing along. Of the others each way is tried on a sample; what the model finds likelier is taken.
    """
    codes = text.codes
    if text.page == "gbk":  # gb18030 leaves marks before anything
        after = _after_marks(codes, spans)
        blank = np.count_nonzero((after == 32) | (after == 10) | (after == 13))
        if len(after) < FEW:
            return None
        return not (np.count_nonzero(after < 0x80) >= 0.95 * len(after) and blank >= 0.3 * len(after))
    marked = [(start, min(end, start + LONGEST)) for start, end in spans]
    marked = [(start, end) for start, end in marked if marks_in(codes[start:end]).any()]
    gain = 0
    for start, end in marked[:: max(1, len(marked) // SAMPLE)]:
        for eats, sign in ((True, 1), (False, -1)):
            found = read_pairs(text, start, end, arrays, STRONG, (eats, False))
            eaten = sum(byte < 0x80 for p in found for _, byte, _ in p.struck)
            gain += sign * (score_read(codes, start, end, found, arrays) + EATEN * eaten)
    return None if abs(gain) < OTHER else gain > 0


def takes_ascii(codes: Array, spans: Spans) -> bool:
    """Whether it is plain that this text's decoder took ASCII along: letters follow marks, no white space."""
    after = _after_marks(codes, spans)
    letters = int(np.count_nonzero(((after | 0x20) >= 0x61) & ((after | 0x20) <= 0x7A)))
    return letters >= FEW and letters >= 4 * int(np.count_nonzero(after == 32))


def _after_marks(codes: Array, spans: Spans) -> Array:
    """The code points that follow marks in regions."""
    near = np.concatenate([np.arange(start, min(end, len(codes) - 1)) for start, end in spans])
    found: Array = codes[near[marks_in(codes[near])] + 1]
    return found
