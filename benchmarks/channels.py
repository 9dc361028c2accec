"""The channels that accuracy is measured on, and which marks they are held to.

In: nothing. Out: names. Touches nothing. `ad` stands beside every loss: programs that lose
undefined bytes nearly always lose soft hyphens, too.
"""

from __future__ import annotations

from pipeline.mojibake.channel import parse_channel

MARKED = ("windows-1252:dropped+ad", "windows-1254:dropped+ad")
"""The two of the marks table, `dropped` there."""

IN_PLACE = (
    "windows-1252:?+ad",
    "windows-1252:u+fffd+ad",
    "windows-1252:space+ad",
    "windows-1254:?+ad",
    "windows-1254:u+fffd+ad",
    "windows-1254:space+ad",
)
"""The same with a mark in place: these must come out better than dropped."""

OTHERS = (
    "windows-1252:c1",
    "windows-1252:dropped+ad+nbsp-to-space",
    "windows-1252:dropped+ad+nbsp-to-newline",
    "windows-1252:dropped+ad+nbsp-dropped",
    "windows-1252:dropped+ad+quotes+ellipsis",
    "windows-1252:c1+ellipsis",
    "windows-1252:c1 > windows-1252:c1",
    "windows-1252:dropped+ad > windows-1252:dropped+ad",
    "iso-8859-1:dropped+ad",
    "iso-8859-1:?",
    "windows-1251:dropped+ad",
    "macintosh:none",
    "gbk:?+eats",
    "gbk:u+fffd",
    "gb18030:u+fffd",
    "gb18030:?",
    "gbk-strict:u+fffd+pairs",
    "gbk-strict:dropped",
    "shift_jis:middle-dot",
    "shift_jis:middle-dot+eats",
    "shift_jis:dropped",
    "euc-kr:?+eats",
    "euc-kr:u+fffd",
)
"""Other pages, other losses, several layers."""

SETS = {"marks": MARKED, "in-place": IN_PLACE, "others": OTHERS, "all": MARKED + IN_PLACE + OTHERS}
SMALL = ("windows-1252:dropped+ad", "windows-1254:?+ad", "windows-1252:c1", "gbk:?+eats")
"""For a look of a minute or two."""


def is_losing(channel: str) -> bool:
    """Whether a channel can lose a byte."""
    return any(loss != "c1" for layer in parse_channel(channel) for loss in layer.losses)


def chosen(names: list[str]) -> list[str]:
    """Channels by their names or the names of sets, each once."""
    return list(dict.fromkeys(channel for name in names for channel in SETS.get(name, (name,))))


def dropped_twin(channel: str) -> str:
    """The marked channel that a channel with a mark in place is compared with."""
    return f"{channel.partition(':')[0]}:dropped+ad"
