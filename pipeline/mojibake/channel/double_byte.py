"""How a double-byte page reads bytes: by pairs, with what its decoders lose and take along.

In: bytes, a page, a layer. Out: the characters seen, or whether some were lost as said. Touches nothing.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.errors import ChannelError
from pipeline.mojibake.channel.codepages import CODECS, private_char
from pipeline.mojibake.channel.names import MARKS, Layer
from pipeline.records import Struck


@lru_cache(maxsize=1 << 14)
def pair_char(name: str, lead: int, trail: int) -> str | None:
    """The character of two bytes in a double-byte page, or None.

    gbk and big5 are read as Windows does: pairs without a character stand as private use ones.
    """
    try:
        char = bytes((lead, trail)).decode("gb18030" if name == "gbk" else CODECS[name])
    except UnicodeDecodeError:
        return private_char(lead, trail) if name == "big5" else None
    return char if len(char) == 1 else None


@lru_cache(maxsize=1 << 14)
def may_be_lost(name: str, lead: int, trail: int) -> bool:
    """Whether a decoder may have no character for two bytes; those of big5 differ in private use ones."""
    char = pair_char(name, lead, trail)
    return char is None or (name == "big5" and char == private_char(lead, trail))


def pair_row(name: str, lead: int) -> list[tuple[int, str]]:
    """All (second byte, character) of a lead byte: as `pair_char` says, in one decoding.

    Each pair is followed by a line end, from which a decoder goes on after an error.
    """
    trails = range(0x40, 256)
    data = b"".join(bytes((lead, trail, 0x0A)) for trail in trails)
    seen = data.decode("gb18030" if name == "gbk" else CODECS[name], "replace").split("\n")
    if name == "big5" or len(seen) != len(trails) + 1:
        find = pair_char.__wrapped__  # each pair is asked for once, and would be kept for nothing
        return [(trail, char) for trail in trails if (char := find(name, lead, trail)) is not None]
    return [
        (trail, char)
        for trail, char in zip(trails, seen, strict=False)
        if len(char) == 1 and char != "\N{REPLACEMENT CHARACTER}"
    ]


@lru_cache(maxsize=2048)
def lone_char(name: str, byte: int) -> str | None:
    """The character of a single byte in a double-byte page, or None."""
    if byte < 0x80:
        return chr(byte)
    if name == "gbk" and byte == 0x80:
        return "\N{EURO SIGN}"
    if is_hidden(name, byte):
        return None
    try:
        return bytes((byte,)).decode(CODECS[name])
    except UnicodeDecodeError:
        return None


def is_hidden(name: str, byte: int) -> bool:
    """Whether a byte reads as nothing visible by itself (80, A0, FD-FF in Shift-JIS)."""
    return name == "shift_jis" and byte in {0x80, 0xA0, 0xFD, 0xFE, 0xFF}


def hidden_char(name: str, byte: int) -> str:
    """What stands in a text for such a byte where it came through: a control, or one for private use."""
    return bytes((byte,)).decode(CODECS[name])


def pairs(data: bytes, layer: Layer) -> list[tuple[int, str]]:
    """How a double-byte page reads bytes: (bytes taken, what is seen) in turn."""
    mark = next((MARKS[loss] for loss in layer.losses if MARKS.get(loss)), None)
    if mark is None and "dropped" in layer.losses:
        mark = ""
    eaten = _eaten(layer.losses)
    out: list[tuple[int, str]] = []
    at = 0
    while at < len(data):
        byte = data[at]
        alone = lone_char(layer.page, byte)
        if alone is not None:
            out.append((1, alone))
            at += 1
            continue
        if is_hidden(layer.page, byte):
            out.append((1, "" if "dropped" in layer.losses else hidden_char(layer.page, byte)))
            at += 1
            continue
        char = pair_char(layer.page, byte, data[at + 1]) if at + 1 < len(data) else None
        if char is not None:
            out.append((2, char))
            at += 2
            continue
        if mark is None:
            raise ChannelError(f"byte {byte:02X} has no character in {layer.page}", hint="name a loss")
        taken = 2 if data[at + 1 : at + 2] and data[at + 1] in eaten else 1
        out.append((taken, mark))
        at += taken
    return out


def _eaten(losses: tuple[str, ...]) -> frozenset[int]:
    """The bytes that a mark takes along where they make no character with the one that is lost."""
    if "eats" in losses:
        return frozenset(range(256)) - frozenset(b"\r\n" if "middle-dot" in losses else b"")
    return frozenset(range(0x80, 256) if "pairs" in losses else ())


def _is_seen(name: str, data: bytes) -> bool:
    """Whether a page shows the first of some bytes, by itself or with the next one."""
    return lone_char(name, data[0]) is not None or (len(data) > 1 and pair_char(name, *data) is not None)


def replay_pairs(data: bytes, layer: Layer, struck: dict[int, Struck]) -> str | None:
    """Replays a double-byte layer; a struck pair has its mark at the first byte."""
    out: list[str] = []
    allowed = {mark for loss in layer.losses if (mark := MARKS.get(loss)) is not None}
    at = 0
    while at < len(data):
        if at in struck:
            lost = struck[at]
            if lost.byte != data[at] or lost.became not in allowed:
                return None
            nxt = struck.get(at + 1)
            taken = 1
            hidden = lost.became == ""
            if hidden and not is_hidden(layer.page, data[at]) and _is_seen(layer.page, data[at : at + 2]):
                return None
            if nxt is not None and nxt.became == "" and not hidden:
                if nxt.byte != data[at + 1] or not may_be_lost(layer.page, data[at], data[at + 1]):
                    return None
                taken = 2
            elif lone_char(layer.page, data[at]) is not None:
                return None
            out.append(lost.became)
            at += taken
            continue
        alone = lone_char(layer.page, data[at])
        if alone is not None:
            out.append(alone)
            at += 1
            continue
        if is_hidden(layer.page, data[at]):
            out.append(hidden_char(layer.page, data[at]))
            at += 1
            continue
        char = pair_char(layer.page, data[at], data[at + 1]) if at + 1 < len(data) else None
        if char is None:
            return None
        out.append(char)
        at += 2
    return "".join(out)
