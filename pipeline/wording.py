"""What happened to a text, in words that need no knowledge of the engine.

In: channels, losses, probabilities, characters. Out: English. Touches nothing.
A channel names the mistake that a program made, so that the program can be found: which code
page it read UTF-8 in, what it did with bytes that have no character there, and how often.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from pipeline.mojibake.channel import Layer, parse_channel
from pipeline.mojibake.channel.codepages import DOUBLE_BYTE
from pipeline.records import Edit, PlacedEdit, Struck

PAGES: dict[str, str] = {
    "windows-1250": "Central European Windows",
    "windows-1251": "Cyrillic Windows",
    "windows-1252": "Western Windows",
    "windows-1253": "Greek Windows",
    "windows-1254": "Turkish Windows",
    "windows-1255": "Hebrew Windows",
    "windows-1256": "Arabic Windows",
    "windows-1257": "Baltic Windows",
    "windows-1258": "Vietnamese Windows",
    "windows-874": "Thai Windows",
    "iso-8859-1": "Latin-1",
    "iso-8859-2": "Latin-2",
    "iso-8859-5": "ISO Cyrillic",
    "iso-8859-7": "ISO Greek",
    "iso-8859-9": "Latin-5, Turkish",
    "iso-8859-15": "Latin-9",
    "macintosh": "Mac Roman",
    "cp437": "DOS, United States",
    "cp850": "DOS, Western Europe",
    "ibm866": "DOS, Cyrillic",
    "koi8-r": "Russian Unix",
    "koi8-u": "Ukrainian Unix",
    "gbk": "Chinese Windows, simplified",
    "gb18030": "Chinese, simplified",
    "gbk-strict": "Chinese, simplified, as Python and Java read it",
    "shift_jis": "Japanese Windows",
    "euc-kr": "Korean Windows",
    "big5": "Chinese Windows, traditional",
}
"""Where each code page is at home: that is where the mistake was made, or who made it."""

_LOSSES: dict[str, str] = {
    "c1": "bytes that it lacks kept as control characters",
    "dropped": "bytes that it lacks dropped",
    "?": "bytes that it lacks turned into ?",
    "u+fffd": "bytes that it lacks turned into U+FFFD",
    "space": "bytes that it lacks turned into spaces",
    "middle-dot": "bytes that it lacks turned into U+30FB",
    "eats": "the byte after such a one gone with it",
    "pairs": "the byte after such a one gone with it unless it is ASCII",
    "ad": "soft hyphens dropped",
    "nbsp-to-space": "no-break spaces turned into spaces",
    "nbsp-to-newline": "no-break spaces turned into line ends",
    "nbsp-dropped": "no-break spaces dropped",
    "quotes": "curly quotes made straight",
    "ellipsis": "the ellipsis made three dots",
    "lower": "all put in small letters",
    "upper": "all put in capitals",
    "entities": "characters written as HTML references",
    "entities-named": "characters with a name written as HTML references",
    "entities-latin-1": "characters of Latin-1 written as HTML references",
    "entities-invisible": "characters that cannot be seen written as HTML references",
    "entities-decimal": "characters written as HTML references by number",
    "entities-hex": "characters written as HTML references by hexadecimal number",
    "entities-small-hex": "characters written as HTML references by small hexadecimal number",
}

_BECAME: dict[str, str] = {
    "": "dropped",
    "?": "turned into ?",
    "\N{REPLACEMENT CHARACTER}": "turned into U+FFFD",
    " ": "turned into a space",
    "\n": "turned into a line end",
    "\N{KATAKANA MIDDLE DOT}": "turned into U+30FB",
}

_TIMES = {1: "", 2: " twice over", 3: " three times over", 4: " four times over"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def mistake(channel: str) -> str:
    """The mistake that a channel stands for.

    Args:
        channel: as `damage` takes it.

    Example:
        >>> mistake("windows-1254:dropped+ad")
        'UTF-8 read as windows-1254 (Turkish Windows), bytes that it lacks dropped, soft hyphens dropped'
        >>> mistake("windows-1252:none > windows-1252:c1")[:57]
        'UTF-8 read as windows-1252 (Western Windows), twice over,'
    """
    layers = parse_channel(channel)
    if len({layer.page for layer in layers}) == 1:
        times = _TIMES.get(len(layers), f" {len(layers)} times over")
        losses = dict.fromkeys(words for layer in layers for words in _losses(layer))
        return ",".join([f"UTF-8 read as {_page(layers[0])}", *filter(None, [times]), *losses])
    first, *others = [",".join([_page(layer), *_losses(layer)]) for layer in layers]
    return "; ".join([f"UTF-8 read as {first}", *(f"saved as UTF-8 and read as {one}" for one in others)])


def _page(layer: Layer) -> str:
    return f"{layer.page} ({PAGES[layer.page]})"


def _losses(layer: Layer) -> list[str]:
    # Where a mark stands for a pair of bytes, the second byte vanishes with the first.
    pairs = layer.page in DOUBLE_BYTE and len(layer.losses) > 1
    return [f" {_LOSSES['eats' if pairs and loss == 'dropped' else loss]}" for loss in layer.losses]


def fate(struck: Struck, layers: int) -> str:
    """What became of one lost byte."""
    if struck.became == "" and struck.byte < 0x80:
        what = f"the character '{shown(chr(struck.byte))}', gone with the byte before it"
    else:
        what = _BECAME.get(struck.became) or f"turned into {shown(struck.became)}"
    return what if layers == 1 else f"{what} in the {_ORDINALS[struck.layer]} reading"


@lru_cache(maxsize=1 << 14)
def percent(probability: float) -> str:
    """A probability for a person: nothing that was inferred is ever called 100 %.

    Example:
        >>> percent(0.9987), percent(1.0), percent(0.5)
        ('99.87 %', 'over 99.99 %', '50 %')
    """
    if probability > 0.9999:
        return "over 99.99 %"
    return f"{100 * probability:.2f}".rstrip("0").rstrip(".") + " %"


def shown(text: str) -> str:
    r"""A text with every character that would not be seen written as an escape.

    Example:
        >>> shown("a\u00a0b\n")
        'a\\xa0b\\n'
    """
    # What is unseen is what Python calls not printable, and a joiner: hardly any text has either.
    return text if text.isprintable() else text.translate(_ESCAPES)


class _Escapes(dict[int, str]):
    """Code points as they are shown, filled in as they come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char.encode("unicode_escape").decode("ascii") if _is_unseen(char) else char
        return self[code]


def _is_unseen(char: str) -> bool:
    if char.isascii():
        return not char.isprintable()
    # A joiner is part of many emoji and of Persian words; alone it is seen by what it does.
    return char != "\N{ZERO WIDTH JOINER}" and unicodedata.category(char) in (
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "Cs",
        "Zl",
        "Zp",
        "Zs",
    )


_ESCAPES = _Escapes()


def counted(number: int, noun: str) -> str:
    """A number and its noun, in the plural where there are several."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def restored(edit: Edit | PlacedEdit) -> set[int]:
    """Which characters of an edit's `after` had lost bytes, by their place in it.

    Of a byte lost in a later reading it is not told which character it belonged to: then all
    characters count.
    """
    text = edit.after or ""
    if len(text) == 1:  # as of nearly all that lost a byte
        return {0} if edit.struck else set()
    if any(struck.layer for struck in edit.struck):
        return set(range(len(text)))
    ends = list(accumulate(len(char.encode("utf-8")) for char in text))
    return {bisect_right(ends, struck.index) for struck in edit.struck}
