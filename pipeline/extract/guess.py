"""Guess the encoding of a file that is neither UTF-8 nor marked, or refuse to.

In: bytes. Out: `Decoded` with a confidence below 1, or None where no guess is clear.
Touches nothing.
Every code page of `encoding.PAGES` reads the bytes; the readings are compared as what they
are, texts (pages that read a file alike are one reading), by three witnesses: the letters and
words of `evidence.py`, charset-normalizer, and, where one is given, a language model. A guess
stands only if it is ahead by a margin, sound in itself, and gives the bytes back.
charset-normalizer alone is no judge: of French lines in windows-1252 it takes a third for
windows-1250 or Mac Roman. It counts as one voice of fixed weight.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.encoding import PAGES, Decoded, decode_as, utf8_evidence
from pipeline.extract.evidence import BROKEN_SHARE, Evidence, weigh

Scorer = Callable[[str], float]
"""Natural log likelihood of a text, from a language model."""

SAMPLE_BYTES = 1024
"""Bytes beyond ASCII that are weighed, in so many times `SAMPLE_RATIO` bytes at most; more do not
change a guess, and cost time."""

SAMPLE_RATIO = 8

PROBE_BYTES = 128
HOPELESS = 60.0
"""So far behind the best on so many bytes, a page is not weighed on the whole sample."""

SAMPLE_LINES = 256
"""Lines more that are weighed, if each brings a byte that no line before it had: a page is told
from its kin by rare bytes."""

KIN_SHARE = 1 / 100
"""Readings that differ in fewer of their characters beyond ASCII are one reading for the margin:
a long French text is not set aside because one sign in it may be a half or an oe ligature."""

MARGIN = 6.0
"""By how much the best reading must be ahead, in nats after `TEMPERATURE`."""

TEMPERATURE = 2.0
"""Neighbouring letters depend on one another, so their evidence counts for less than its sum."""

CONTROL_SHARE = 0.005
"""Of all bytes, so many may be ASCII controls; more is no text."""

WHOLE_SHARE = 0.2
"""Of the runs of bytes beyond ASCII, so many must be whole in UTF-8 with many stray bytes."""

STRAY_SHARE = 0.1
"""Of all its bytes, so many may be stray at most."""

SECOND_VOICE = 1.0
"""What charset-normalizer's agreement adds."""

RARITY: dict[str, float] = {
    "iso-8859-1": -2.0,
    "iso-8859-15": -3.5,
    "iso-8859-2": -2.0,
    "iso-8859-5": -3.0,
    "iso-8859-7": -1.0,
    "iso-8859-9": -3.0,
    "macintosh": -3.0,
    "cp437": -4.0,
    "cp850": -3.0,
    "ibm866": -2.0,
    "koi8-r": -1.0,
    "koi8-u": -2.0,
}
"""Log of how much rarer files in a page are than files in the Windows and double-byte pages."""


RIVALS = (
    *("mac_cyrillic", "mac_greek", "mac_latin2", "mac_turkish", "iso8859_6", "iso8859_8", "iso8859_16"),
    *("cp737", "cp852", "cp855", "cp857", "cp862", "cp864", "cp500", "euc_jp", "johab"),
)
"""Codecs that no file is converted from, and that are read so that a file in one of them is
set aside: Hebrew of DOS looks like passable Cyrillic as long as nobody reads it as Hebrew."""

RIVAL = -4.0
"""Log of how much rarer these are."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the bytes."""

    page: str
    """The first of the pages, else of the rival codecs, that read them so."""
    text: str
    """What they read."""
    score: float
    """All witnesses together, in nats."""
    evidence: Evidence
    """What its letters and words say."""


def guess(data: bytes, scorer: Scorer | None = None) -> Decoded | None:
    """The text of `data` if one code page fits clearly.

    Args:
        data: bytes that `encoding.decode` leaves to be guessed.
        scorer: a language model's view of each reading of a sample, as one witness more.

    Returns:
        The reading with its confidence, or None: then nothing may be converted.
    """
    if not is_texty(data):
        return None
    found = readings(sample(data), scorer)
    if found and is_clear(found):
        confidence = min(0.9999, 1 / (1 + math.exp(-lead(found))))
        decoded = decode_as(data, found[0].page, confidence=round(confidence, 4))
        if decoded is not None and len(decoded.undecodable) <= BROKEN_SHARE * _beyond_ascii(data):
            return decoded
    return _mixed_utf8(data)


def readings(data: bytes, scorer: Scorer | None = None) -> list[Reading]:
    """Every distinct way to read the bytes that leaves few of them undecodable, best first.

    Of much data a probe is weighed first, and what is hopeless there is not weighed again.
    """
    codecs = PAGES | {codec: codec for codec in RIVALS}
    probe = sample(data, PROBE_BYTES)
    if 2 * len(probe) < len(data):
        scores = dict(_scores(probe, codecs, scorer))
        least = max((reading.score for reading in scores.values()), default=0.0) - HOPELESS
        codecs = {page: codecs[page] for page, reading in scores.items() if reading.score >= least}
    found: dict[str, Reading] = {}
    for _, reading in _scores(data, codecs, scorer):
        found.setdefault(reading.text, reading)
    second = _second_voice(data)
    if second in found:
        found[second] = replace(found[second], score=found[second].score + SECOND_VOICE)
    return sorted(found.values(), key=lambda reading: -reading.score)


def _scores(data: bytes, codecs: Mapping[str, str], scorer: Scorer | None) -> Iterator[tuple[str, Reading]]:
    """Each page or rival that decodes nearly all bytes, and its reading."""
    limit = BROKEN_SHARE * _beyond_ascii(data)
    known: dict[str, Reading] = {}
    for page, codec in codecs.items():
        text = data.decode(codec, "replace")
        if text.count("\N{REPLACEMENT CHARACTER}") > limit:
            continue
        if text not in known:
            evidence = weigh(text, codec)
            likelihood = evidence.likelihood + (scorer(text) if scorer else 0.0)
            rarity = RARITY.get(page, 0.0) if page in PAGES else RIVAL
            score = likelihood / TEMPERATURE + rarity
            known[text] = Reading(page=page, text=text, score=score, evidence=evidence)
        yield page, known[text]


def lead(found: list[Reading]) -> float:
    """How far the best reading is ahead of the next, in nats."""
    return found[0].score - found[1].score if len(found) > 1 else math.inf


def is_clear(found: list[Reading]) -> bool:
    """Whether the best of the readings is sound, and ahead by the margin of all but its kin."""
    best = found[0]
    others = [reading for reading in found[1:] if not _is_kin(best, reading)]
    is_ahead = not others or best.score - others[0].score >= MARGIN
    return best.page in PAGES and best.evidence.is_sound and is_ahead


def _is_kin(one: Reading, other: Reading) -> bool:
    if len(one.text) != len(other.text):
        return False
    differing = sum(map(operator.ne, one.text, other.text))
    return bool(differing <= KIN_SHARE * one.evidence.seen)


def is_texty(data: bytes) -> bool:
    """Whether there are few enough ASCII controls for a text in any code page."""
    return len(data) - len(data.translate(None, _CONTROLS)) <= CONTROL_SHARE * len(data)


def sample(data: bytes, limit: int = SAMPLE_BYTES) -> bytes:
    """The first lines that hold bytes beyond ASCII, and, in the whole sample, later ones that hold
    such bytes that no line before them did.

    A line end is never the second byte of a pair, nor is any byte under 30, so that is where
    a line is cut that is too long.
    """
    lines: list[bytes] = []
    known = _ASCII
    left, more = limit * SAMPLE_RATIO, SAMPLE_LINES if limit == SAMPLE_BYTES else 0
    for match in _LINE.finditer(data):
        new = match.group().translate(None, known)
        if left > 0 and not match.group().isascii():
            line = _cut(match.group(), left)
            left -= max(len(line), SAMPLE_RATIO * _beyond_ascii(line))
        elif new and more > 0:
            line = _cut(match.group(), SAMPLE_BYTES)
            more -= 1
        else:
            continue
        lines.append(line)
        known += bytes(set(new))
    return b"\n".join(lines)


_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\f\r") + b"\x7f"
_ASCII = bytes(range(0x80))
_LINE = re.compile(rb"[^\r\n]+")
_END = re.compile(rb"[\x00-\x2f]")
_RUN = re.compile(rb"[\x80-\xff]+")


def _beyond_ascii(data: bytes) -> int:
    return len(data.translate(None, _ASCII))


def _cut(line: bytes, limit: int) -> bytes:
    """The line, or its beginning where it is longer than the limit."""
    if len(line) <= limit:
        return line
    end = _END.search(line, limit)
    return line[: end.start() if end and end.start() < 2 * limit else limit]


def _second_voice(data: bytes) -> str | None:
    """What charset-normalizer takes the text to be; None where it finds none."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(PAGES.values())).best()
    return None if best is None else str(best)


def _mixed_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with many stray bytes, if enough of it stands alone and whole.

    In text of another encoding a valid sequence is a chance hit inside a longer run.
    """
    inside, outside = utf8_evidence(data)
    if not inside or STRAY_SHARE * len(data) < outside:
        return None
    runs = _RUN.findall(data)
    if sum(utf8_evidence(run)[1] == 0 for run in runs) < WHOLE_SHARE * len(runs):
        return None
    return decode_as(data, "utf-8", confidence=round(inside / (inside + outside), 4))
