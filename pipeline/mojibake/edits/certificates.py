"""The certificates of a pass: whether each reading, sent through its page, gives what stands there.

In: a text, proposals on its offsets. Out: for each of them its layer, the bytes that it struck, and all that
in words; None where there is no proof. Touches nothing.
Idea: `channel.replay` is the proof, and a damaged text has an edit for every few characters. So the readings
of a single-byte page are sent through it together, as arrays; what arrays do not hold goes one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise, repeat
from typing import Any

import numpy as np

from pipeline.mojibake.channel import MARKS, ONWARD, Layer, channel_name, is_lossy, replay
from pipeline.mojibake.channel.codepages import SINGLE_BYTE, page
from pipeline.mojibake.evidence import runs
from pipeline.mojibake.reading.readings import Proposal
from pipeline.records import Struck

Array = np.ndarray[Any, Any]
Lost = tuple[tuple[int, int, str], ...]
"""Bytes struck: (index in the UTF-8 of a reading, byte, what stands for it)."""

Key = tuple[str | None, str, str, Lost]
"""What a certificate is told by: the reading, what stands there, the page, the bytes struck."""
Certificate = tuple[tuple[Layer, ...], tuple[Struck, ...], tuple[str, str, str]]
"""How a reading became what stands there: its layers, what they struck; bytes, channel, losses in words."""

AT_ONCE = 4096
"""Readings that are proved together."""
SHORT = 4
"""Characters of what stands there, up to which certificates are kept."""
KNOWN = 1 << 15
"""Certificates that are kept at most."""
KEPT = ("c1",)
"""What a layer says where a byte that its page lacks became the control of its number."""
_DOTS = ord(".")
_UNKNOWN: Certificate = ((), (), ("", "", ""))
_known: dict[Key, Certificate | None] = {}


def certify(text: str, proposals: Sequence[Proposal]) -> list[Certificate | None]:
    """The certificate of each proposal that has a reading; None where there is none.

    Args:
        text: what the proposals are told on.
        proposals: in order; each by one page.
    """
    keys = [
        (after, text[start:end], name, struck) for start, end, after, name, struck, _, _, _, _, _ in proposals
    ]
    found = list(map(_known.get, keys, repeat(_UNKNOWN)))
    together: dict[str, list[int]] = {}
    for k, one in enumerate(found):
        if one is not _UNKNOWN:
            continue
        after, before, name, struck = keys[k]
        if after and name in SINGLE_BYTE and (not struck or _are_characters(struck)):
            together.setdefault(name, []).append(k)
        else:
            found[k] = None if after is None else _certificate(after, before, name, struck)
    for name, numbers in together.items():
        for first in range(0, len(numbers), AT_ONCE):
            some = numbers[first : first + AT_ONCE]
            for k, made in zip(some, _together(text, [proposals[k] for k in some], name), strict=True):
                found[k] = made
                if len(keys[k][1]) <= SHORT:
                    _remember(keys[k], made)
    return found


def _remember(key: Key, made: Certificate | None) -> None:
    """Keeps the certificate of a short reading: the same ones come again and again."""
    if len(_known) >= KNOWN:
        _known.clear()
    _known[key] = made


@lru_cache(maxsize=1 << 12)
def _are_characters(struck: Lost) -> bool:
    """Whether no byte became more than one character, as an ellipsis may."""
    return all(len(became) < 2 for _, _, became in struck)


def _together(text: str, proposals: list[Proposal], name: str) -> list[Certificate | None]:
    """The certificates of readings of a single-byte page in which no byte became more than a character."""
    begins, ends, afters, _, losts, *_ = zip(*proposals, strict=True)
    data, cuts = in_bytes("".join(afters), np.fromiter(map(len, afters), np.int64, len(afters)))
    rows = [
        (cut + index, byte, ord(became) if became else -1)
        for cut, lost in zip(cuts.tolist(), losts, strict=False)
        if lost
        for index, byte, became in lost
    ]
    at, bytes_lost, became = np.array(rows, np.int64).reshape(-1, 3).T
    chars, lacking = shown_by(name)
    seen, controls = chars[data], lacking[data]
    seen[at], controls[at] = became, False
    wrong = np.append(0, np.cumsum(data[at] != bytes_lost))[np.searchsorted(at, cuts)]
    is_proved = _are_there(text, seen, cuts, begins, ends) & (wrong[1:] == wrong[:-1])
    kept = np.append(0, np.cumsum(controls))[cuts]
    known = map(layer_of, repeat(name), losts, (kept[1:] > kept[:-1]).tolist())
    layers, marks, channels, losses = zip(*known, strict=True)
    words = zip(bytes_in_words(data, at, cuts), channels, losses, strict=True)
    out: list[Certificate | None] = list(zip(layers, marks, words, strict=True))
    for k in np.flatnonzero(~is_proved).tolist():
        out[k] = None
    return out


def in_bytes(joined: str, lengths: Array) -> tuple[Array, Array]:
    """The UTF-8 of readings of so many characters each; where in it each begins, and the last one ends."""
    data = np.frombuffer(joined.encode("utf-8"), np.uint8)
    firsts = np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))  # of each character
    cuts: Array = firsts[np.append(0, np.cumsum(lengths))]
    return data, cuts


def _are_there(text: str, seen: Array, cuts: Array, begins: Sequence[int], ends: Sequence[int]) -> Array:
    """Whether each stretch of `seen`, without what is -1 in it, stands at its place in the text (bool)."""
    starts, stops = np.array(begins, np.int64), np.array(ends, np.int64)
    left = seen >= 0
    places = np.append(0, np.cumsum(left))[cuts]
    fits: Array = np.diff(places) == stops - starts
    first = int(starts[0])
    codes = runs.code_points(text[first : int(stops.max())]).astype(np.int64)
    shown = seen[left]
    owner = np.repeat(np.arange(len(starts)), np.diff(places))
    where = np.arange(len(shown)) - places[owner] + starts[owner] - first
    differs = codes[np.minimum(where, len(codes) - 1)] != shown
    fits[owner[differs]] = False
    return fits


def bytes_in_words(data: Array, at: Array, cuts: Array) -> list[str]:
    """The bytes of each reading as hex, those struck as dots."""
    words = np.frombuffer(data.tobytes().hex(" ").encode("ascii") + b" ", np.uint8).reshape(-1, 3).copy()
    words[at, :2] = _DOTS
    said = words.tobytes().decode("ascii")
    return [said[3 * first : 3 * last - 1] for first, last in pairwise(cuts.tolist())]


@cache
def shown_by(name: str) -> tuple[Array, Array]:
    """The code point that a single-byte page shows for each byte; and which it lacks: kept as controls."""
    chars = page(name).chars
    shown = [byte if char is None else ord(char) for byte, char in enumerate(chars)]
    return np.array(shown, np.int64), np.array([char is None for char in chars])


@lru_cache(maxsize=1 << 12)
def layer_of(
    name: str, struck: Lost, has_controls: bool
) -> tuple[tuple[Layer, ...], tuple[Struck, ...], str, str]:
    """The layer of a reading, the bytes that it struck, and its channel and losses in words."""
    losses = dict.fromkeys(loss_name(name, byte, became) for _, byte, became in struck)
    layers = (Layer(name, (*(KEPT if has_controls else ()), *losses)),)
    marks = tuple(Struck(layer=0, index=index, byte=byte, became=became) for index, byte, became in struck)
    return layers, marks, *in_words(layers)


@lru_cache(maxsize=1 << 14)
def _certificate(after: str, before: str, name: str, struck: Lost) -> Certificate | None:
    """The certificate of one reading; None if its layer does not make `before` of it."""
    layers, marks, channel, losses = layer_of(name, struck, bool(kept_controls(name, before)))
    if replay(after, layers, marks) != before:
        return None
    return layers, marks, (hex_of(after, marks), channel, losses)


def describe(after: str, layers: tuple[Layer, ...], struck: tuple[Struck, ...]) -> tuple[str, str, str]:
    """The bytes of an edit as hex, its channel's name, its losses."""
    return hex_of(after, struck), *in_words(layers)


def hex_of(after: str, struck: tuple[Struck, ...]) -> str:
    """The bytes of a reading as hex, those that its last layer struck as dots."""
    pairs = after.encode("utf-8").hex(" ").split(" ")
    for lost in struck:
        if lost.layer == 0:
            pairs[lost.index] = ".."
    return " ".join(pairs)


def in_words(layers: tuple[Layer, ...]) -> tuple[str, str]:
    """The name of a channel, and its losses."""
    losses = dict.fromkeys(loss for layer in layers for loss in layer.losses)
    return channel_name(layers), "+".join(losses) or "none"


def kept_controls(name: str, seen: str) -> tuple[str, ...]:
    """`c1` where a byte that the page lacks was kept as the control of its number."""
    lacking = page(name).undefined if name in SINGLE_BYTE else frozenset()
    return KEPT if any(ord(char) in lacking for char in seen) else ()


def loss_name(name: str, byte: int, became: str) -> str:
    """The loss that makes `became` of a byte in a page."""
    if name not in SINGLE_BYTE or is_lossy(name, byte):
        return next(loss for loss, mark in MARKS.items() if mark == became)
    char = page(name).chars[byte]
    return next(loss for loss, table in ONWARD.items() if char is not None and table.get(char) == became)
