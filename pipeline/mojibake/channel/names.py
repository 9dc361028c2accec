"""Names of channels: how a text was damaged, layer by layer.

In: a channel's name, `page:loss+loss > page:loss`, first damage first. Out: its layers, and back.
Touches nothing. Losses:

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
from functools import lru_cache

from pipeline.errors import ChannelError
from pipeline.mojibake.channel.codepages import CODECS
from pipeline.mojibake.channel.references import WRITERS

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
