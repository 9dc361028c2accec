"""How a text is damaged: forward, exact, public. Makes test data and proves repairs.

In: sound text and a channel's name. Out: the damaged text, or the proof that an edit's
`after` becomes its `before`. Touches nothing.
Idea: a noisy channel. UTF-8 bytes are read one by one in a code page; bytes that the page
lacks take a loss; the way onward may lose more; perhaps all of it again (layers).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pipeline.errors import ChannelError
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, page
from pipeline.mojibake.channel.double_byte import pairs, replay_pairs
from pipeline.mojibake.channel.names import CASES, MARKS, ONWARD, Layer, parse_channel
from pipeline.mojibake.channel.references import WRITERS, written
from pipeline.records import Struck


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
        return replay_pairs(data, layer, struck)
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
