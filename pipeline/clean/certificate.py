"""Whether a reading could have become what is seen, and how: the certificate of a person's repair.

In: a reading, what stands in the text, channels to try first. Out: the channel with the bytes
that it struck, or why there is none. Touches nothing.
Idea: the search proves its own readings as it finds them; a person's comes without a proof,
so it is sought here: in a single-byte page each byte goes its way by itself, so the ways of a
text through some layers are walked side by side, and those that do not spell what is seen end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.errors import ChannelError
from pipeline.mojibake.channel import (
    ALONG,
    CASES,
    MARKS,
    ONWARD,
    Layer,
    channel_name,
    damage,
    outcomes,
    pairs,
    parse_channel,
    replay,
    written_as,
)
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE, page
from pipeline.mojibake.channel.references import unwritten
from pipeline.records import Struck

LONGEST = 4_000
"""Code points of a reading that is proved; no stretch that a person types is longer."""

_LOSSES = (*MARKS, *ONWARD)
_ANY = tuple(loss for loss in _LOSSES if loss not in ("none", "middle-dot"))
_DOUBLE_LOSSES: tuple[tuple[str, ...], ...] = (
    (),
    ("dropped",),
    *((mark, *more) for mark in ("?", "u+fffd", "middle-dot") for more in ((), *((way,) for way in ALONG))),
)
_TWICE = ("windows-1252", "windows-1254", "iso-8859-1", "macintosh", "windows-1250", "windows-1251")
"""Pages through which text is known to have gone twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How a reading became what is seen."""

    channel: str
    layers: int
    loss: str
    """The losses that struck it, joined by `+`; `none` if nothing was lost."""
    struck: tuple[Struck, ...]
    bytes: str
    """The reading's bytes as hex pairs; `..` for a lost one."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of the bytes so far, up to a place in what is seen."""

    struck: tuple[Struck, ...]
    offsets: tuple[int, ...]
    """How many bytes each layer has read."""


def prove(after: str, before: str, channels: Iterable[str | None] = ()) -> Proof | None:
    """How `after` became `before`; None if nothing shows that it could.

    Args:
        after: the reading.
        before: what stands in the text.
        channels: names of channels; their pages are tried first, in this order, with all losses.
    """
    if not after or after == before or len(after) > LONGEST or not _is_text(after):
        return None
    channels, seen = tuple(channels), unwritten(before)
    for layers in (parse_channel(name) for name in channels if name):
        is_cased = any(loss in CASES for loss in layers[-1].losses)
        if is_cased and replay(after, layers, ()) == before:
            return _described(after, layers, ())
    for pages in _candidates(channels):
        found = _double(after, seen, pages) if DOUBLE_BYTE.keys() & pages else _single(after, seen, pages)
        if found is not None and seen != before:
            found = _rewritten(after, before, found)
        if found is not None:
            return found
    return None


def _rewritten(after: str, before: str, proof: Proof) -> Proof | None:
    """A proof of what references stand for, with the way they are written; None if it is none of ours."""
    layers = written_as(after, before, parse_channel(proof.channel), proof.struck)
    return _described(after, layers, proof.struck) if layers else None


def why_not(after: str, before: str, channels: Sequence[str | None] = ()) -> str:
    """Why `prove` finds nothing, in a sentence for a person."""
    if not after:
        return "an empty text becomes nothing, and something stands there"
    if after == before:
        return "this is what stands there already"
    if not _is_text(after):
        return "it holds a control character or half a character"
    if len(after) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    pages = next(_candidates(channels))
    name = " > ".join(f"{one}:dropped" if one in SINGLE_BYTE else f"{one}:?" for one in pages)
    try:
        seen = damage(after, name)
    except ChannelError:
        return "no code page turns it into what stands there"
    if seen == after:
        return "it has no character that a wrong code page would change"
    through = ", then ".join(pages)
    return f"read in {through} it would look like \u201c{seen}\u201d, and no other code page fits"


def _is_text(text: str) -> bool:
    return not any(
        (char < " " and char not in "\t\n\r") or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff"
        for char in text
    )


def _candidates(channels: Iterable[str | None]) -> Iterator[tuple[str, ...]]:
    """Pages of layers, first damage first, the likeliest first, each once."""
    given = [tuple(layer.page for layer in parse_channel(name)) for name in channels if name]
    alone = [(name,) for name in (*SINGLE_BYTE, *DOUBLE_BYTE)]
    twice = [(name, name) for name in _TWICE]
    yield from dict.fromkeys((*given, *alone, *twice))


def _single(after: str, before: str, pages: tuple[str, ...]) -> Proof | None:
    start = {0: _Way((), (0,) * len(pages))}
    way = _feed(after, before, pages, 0, start).get(len(before))
    return _proof(after, before, pages, way.struck) if way is not None else None


def _feed(
    text: str, before: str, pages: tuple[str, ...], number: int, ways: dict[int, _Way]
) -> dict[int, _Way]:
    """Send a text through layer `number` and those behind it; of ways to one place the best goes on."""
    is_last = number == len(pages) - 1
    for byte in text.encode("utf-8"):
        onward: dict[int, _Way] = {}
        for place, way in ways.items():
            index = way.offsets[number]
            offsets = (*way.offsets[:number], index + 1, *way.offsets[number + 1 :])
            for became, is_struck in _options(pages[number], byte):
                struck = way.struck
                if is_struck:
                    struck += (Struck(layer=number, index=index, byte=byte, became=became),)
                after = {place: _Way(struck, offsets)}
                if not is_last:
                    after = _feed(became, before, pages, number + 1, after)
                elif before.startswith(became, place):
                    after = {place + len(became): after[place]}
                else:
                    continue
                for at, one in after.items():
                    if at not in onward or len(one.struck) < len(onward[at].struck):
                        onward[at] = one
        if not onward:
            return {}
        ways = onward
    return ways


@cache
def _options(name: str, byte: int) -> tuple[tuple[str, bool], ...]:
    """What a byte may become in a page, and whether that is a loss: its own character first."""
    own = page(name).chars[byte]
    lost = outcomes(Layer(name, _ANY), byte)
    first = own if own is not None else chr(byte)
    return ((first, False), *((became, True) for became in dict.fromkeys(lost) if became != first))


def _double(after: str, before: str, pages: tuple[str, ...]) -> Proof | None:
    """Through double-byte pages as they read it, in one layer with a loss, or in several without."""
    if len(pages) > 1:
        return _proof(after, before, pages, ())
    for losses in _DOUBLE_LOSSES:
        more = ("dropped",) if pages[0] == "shift_jis" else ()
        layer = Layer(pages[0], tuple(dict.fromkeys((*losses, *more))))
        try:
            seen = pairs(after.encode("utf-8"), layer)
        except ChannelError:
            continue
        if "".join(char for _, char in seen) == before:
            return _proof(after, before, pages, _struck(after.encode("utf-8"), seen, layer), layer.losses)
    return None


def _struck(data: bytes, seen: Sequence[tuple[int, str]], layer: Layer) -> tuple[Struck, ...]:
    marks = {mark for loss in layer.losses if (mark := MARKS.get(loss)) is not None}
    found: list[Struck] = []
    at = 0
    for taken, char in seen:
        if char in marks and not (data[at] < 0x80):
            found.append(Struck(layer=0, index=at, byte=data[at], became=char))
            if taken == 2:
                found.append(Struck(layer=0, index=at + 1, byte=data[at + 1], became=""))
        at += taken
    return tuple(found)


def _proof(
    after: str,
    before: str,
    pages: tuple[str, ...],
    struck: tuple[Struck, ...],
    losses: tuple[str, ...] | None = None,
) -> Proof | None:
    """The proof with no more losses than it needs, if its replay gives what is seen."""
    needed = [
        losses if losses is not None else _needed(name, [s for s in struck if s.layer == number])
        for number, name in enumerate(pages)
    ]
    for c1 in (False, True):
        layers = tuple(
            Layer(name, _ordered({*some, "c1"} if c1 else some))
            for name, some in zip(pages, needed, strict=True)
        )
        if replay(after, layers, struck) == before:
            return _described(after, layers, struck)
    return None


def _ordered(losses: Collection[str]) -> tuple[str, ...]:
    return tuple(loss for loss in (*MARKS, *ALONG, *ONWARD) if loss in losses)


def _needed(name: str, struck: Sequence[Struck]) -> tuple[str, ...]:
    found = []
    for one in struck:
        for loss in _LOSSES:
            if one.became in outcomes(Layer(name, (loss,)), one.byte):
                found.append(loss)
                break
    return tuple(dict.fromkeys(found))


def _described(after: str, layers: tuple[Layer, ...], struck: tuple[Struck, ...]) -> Proof:
    shown = after.encode("utf-8").hex(" ").split(" ")
    for one in struck:
        if one.layer == 0:
            shown[one.index] = ".."
    losses = dict.fromkeys(loss for layer in layers for loss in layer.losses)
    return Proof(
        channel=channel_name(layers),
        layers=len(layers),
        loss="+".join(losses) or "none",
        struck=struck,
        bytes=" ".join(shown),
    )
