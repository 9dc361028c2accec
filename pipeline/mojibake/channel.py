"""How a text is damaged: forward, exact, public. Makes test data and proves repairs.

In: sound text and a channel's name. Out: the damaged text, or the proof that an edit's
`after` becomes its `before`. Touches nothing.
Idea: a noisy channel. UTF-8 bytes are read one by one in a code page; bytes that the page
lacks take a loss; the way onward may lose more; perhaps all of it again (layers).

A channel is written `page:loss+loss > page:loss`, first damage first. Losses:

    none              nothing is lost; a byte without a character is an error
    c1                such a byte stays as the C1 control of its number
    dropped ? u+fffd space  such a byte vanishes, or leaves that mark
    eats              (double-byte pages) the mark takes the byte after it along
    pairs             (double-byte pages) the same, but for ASCII, as browsers do
    middle-dot        (double-byte pages) the mark is U+30FB, and takes no line end along
    ad                U+00AD vanishes on the way onward
    nbsp-to-space nbsp-to-newline nbsp-dropped
    quotes ellipsis   curly quotes are made straight, the ellipsis three dots
    lower upper       what is seen is put in one case, character by character
    entities          what is seen is written as HTML character references (also `entities-named`,
                      `-latin-1`, `-invisible`, `-decimal`, `-hex`, `-small-hex`; see `references.py`)

In the ISO pages bytes 80-9F read as C1 controls, which most programs drop or hide: there
the first group of losses strikes those too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.errors import ChannelError
from pipeline.mojibake.codepages import CODECS, DOUBLE_BYTE, page, private_char
from pipeline.mojibake.references import WRITERS, written
from pipeline.records import Struck

MARKS: dict[str, str | None] = {
    "none": None,
    "c1": None,
    "dropped": "",
    "?": "?",
    "u+fffd": "\N{REPLACEMENT CHARACTER}",
    "space": " ",
    "middle-dot": "\N{KATAKANA MIDDLE DOT}",
}
"""What stands for a byte that the page lacks."""

ALONG = ("eats", "pairs")
"""Whether such a mark takes the byte after it along, in a double-byte page."""

ONWARD: dict[str, dict[str, str]] = {
    "ad": {"\N{SOFT HYPHEN}": ""},
    "nbsp-to-space": {"\N{NO-BREAK SPACE}": " "},
    "nbsp-to-newline": {"\N{NO-BREAK SPACE}": "\n"},
    "nbsp-dropped": {"\N{NO-BREAK SPACE}": ""},
    "quotes": {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    },
    "ellipsis": {"\N{HORIZONTAL ELLIPSIS}": "..."},
}
"""What the way onward makes of a character."""

CASES: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper}
"""What it makes of all of them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One wrong reading: the page, and what it loses."""

    page: str
    losses: tuple[str, ...]

    @property
    def loss(self) -> str:
        """The losses joined by `+`; `none` if there is none."""
        return "+".join(self.losses) or "none"

    def __str__(self) -> str:
        return f"{self.page}:{self.loss}"


@lru_cache(maxsize=256)
def parse_channel(name: str) -> tuple[Layer, ...]:
    """The layers of a channel, first damage first.

    Raises:
        ChannelError: the name does not parse.
    """
    layers = []
    for part in name.split(">"):
        label, _, losses = part.strip().partition(":")
        if label not in CODECS:
            raise ChannelError(
                f"unknown code page {label!r}",
                context=f"in channel {name!r}",
                hint="known: " + ", ".join(CODECS),
            )
        found = (
            tuple(loss for loss in losses.split("+") if loss and loss != "none")
            if losses != "u+fffd"
            else (losses,)
        )
        found = _joined_plus(found)
        for loss in found:
            if not any(loss in known for known in (MARKS, ALONG, ONWARD, CASES, WRITERS)):
                known = ", ".join([*MARKS, *ALONG, *ONWARD, *CASES, *WRITERS])
                raise ChannelError(
                    f"unknown loss {loss!r}", context=f"in channel {name!r}", hint=f"known: {known}"
                )
        layers.append(Layer(label, found))
    return tuple(layers)


def _joined_plus(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`u+fffd` holds the separator: `u`, `fffd` are one loss."""
    out: list[str] = []
    for part in parts:
        if part == "fffd" and out and out[-1] == "u":
            out[-1] = "u+fffd"
        else:
            out.append(part)
    return tuple(out)


def channel_name(layers: Iterable[Layer]) -> str:
    """The name of a channel; `parse_channel` reads it back."""
    return " > ".join(map(str, layers))


def damage(text: str, channel: str) -> str:
    r"""What `text` becomes when it goes through the channel.

    Args:
        text: sound text, without unpaired surrogates.
        channel: for example `windows-1252:dropped+ad` or `windows-1252:c1 > windows-1252:c1`.

    Raises:
        ChannelError: the channel does not parse, or loses a byte for which it names no loss.

    Example:
        >>> ascii(damage("caf\xe9", "windows-1252:none"))
        "'caf\\xc3\\xa9'"
        >>> ascii(damage("\u9762", "windows-1254:dropped"))
        "'\\xe9\\xa2'"
    """
    for layer in parse_channel(channel):
        seen = "".join(_through(text.encode("utf-8"), layer))
        text = written(in_case(seen, layer.losses), layer.losses)
    return text


def replay(after: str, layers: tuple[Layer, ...], struck: tuple[Struck, ...]) -> str | None:
    """`after` sent through the channel with exactly these bytes struck, or None.

    None means that there is no proof: a byte that is struck might not have been by the
    losses that the channel names, or one that is not struck has no character.
    """
    text = after
    for number, layer in enumerate(layers):
        marks = {s.index: s for s in struck if s.layer == number}
        seen = _replay_layer(text.encode("utf-8"), layer, marks)
        if seen is None:
            return None
        text = written(in_case(seen, layer.losses), layer.losses)
    return text


def written_as(
    after: str,
    before: str,
    layers: tuple[Layer, ...],
    struck: tuple[Struck, ...],
    ways: Iterable[str] = tuple(WRITERS),
) -> tuple[Layer, ...] | None:
    """The layers, the last with the way in which it wrote `before`; None if it is none of those given."""
    *inner, last = layers
    for writer in ways:
        found = (*inner, Layer(last.page, (*last.losses, writer)))
        if replay(after, found, struck) == before:
            return found
    return None


def _replay_layer(data: bytes, layer: Layer, struck: dict[int, Struck]) -> str | None:
    if layer.page in DOUBLE_BYTE:
        return _replay_pairs(data, layer, struck)
    chars = page(layer.page).chars
    out = []
    for index, byte in enumerate(data):
        if index in struck:
            mark = struck[index]
            if mark.byte != byte or mark.became not in outcomes(layer, byte):
                return None
            out.append(mark.became)
            continue
        char = chars[byte] if chars[byte] is not None else (chr(byte) if "c1" in layer.losses else None)
        if char is None:
            return None
        out.append(char)
    return "".join(out)


def in_case(text: str, losses: Iterable[str]) -> str:
    """The text after the changes of case among some losses."""
    for change in (CASES[loss] for loss in losses if loss in CASES):
        text = "".join(map(change, text))
    return text


@cache
def outcomes(layer: Layer, byte: int) -> tuple[str, ...]:
    """What the losses of a single-byte layer can make of one byte, its own reading left out."""
    char = page(layer.page).chars[byte]
    found = []
    if is_lossy(layer.page, byte):
        found += [mark for loss in layer.losses if (mark := MARKS.get(loss)) is not None]
    if char is not None:
        found += [ONWARD[loss][char] for loss in layer.losses if loss in ONWARD and char in ONWARD[loss]]
    return tuple(found)


@cache
def is_lossy(name: str, byte: int) -> bool:
    """Whether a page lacks the byte: undefined, or a C1 control in an ISO page."""
    char = page(name).chars[byte]
    return char is None or (name.startswith("iso-") and "\x80" <= char <= "\x9f")


def _through(data: bytes, layer: Layer) -> list[str]:
    if layer.page in DOUBLE_BYTE:
        return [_onward(seen, layer) for _, seen in pairs(data, layer)]
    chars = page(layer.page).chars
    mark = next((MARKS[loss] for loss in layer.losses if MARKS.get(loss) is not None), None)
    out = []
    for byte in data:
        char = chars[byte]
        if is_lossy(layer.page, byte) and mark is not None:
            out.append(mark)
        elif char is None:
            if "c1" not in layer.losses:
                raise ChannelError(f"byte {byte:02X} has no character in {layer.page}", hint="name a loss")
            out.append(chr(byte))
        else:
            out.append(_onward(char, layer))
    return out


def _onward(char: str, layer: Layer) -> str:
    for loss in layer.losses:
        if loss in ONWARD and char in ONWARD[loss]:
            return ONWARD[loss][char]
    return char


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


def _replay_pairs(data: bytes, layer: Layer, struck: dict[int, Struck]) -> str | None:
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
            if hidden and not is_hidden(layer.page, data[at]):
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
