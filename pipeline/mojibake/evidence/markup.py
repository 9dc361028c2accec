"""Markup of Markdown and HTML, which is read over: `**bold**` is to a model of language what `bold` is.

In: code points, stretches of them. Out: where markup stands in and around these, and places as they would be
without it. Touches nothing.
Idea: the model was made of text without markup. Before a word it expects a space, and in Chinese the word
before; of `**` it knows nothing. So what marks words as bold, or as a link, is no character to it.
What is taken for markup wrongly stays as it is, too; only what is read beside it is a little less likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.spans import Islands, Spans, edges

Array = np.ndarray[Any, Any]

AROUND = 300
"""Characters around stretches in which markup is looked for: a link's target is no longer."""
LONGEST = 1 << 16
"""Characters that are looked through at once."""
_TAGS = "a|abbr|b|big|cite|del|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var"
"""Tags in whose place nothing is seen; others, as `<br>` and `<td>`, part what stands beside them."""
_MARKUP = re.compile(
    rf"""
    (?<=[^\s*\\])\*{{2,3}}(?!\*) | (?<![*\\])\*{{2,3}}(?=[^\s*])
    | (?<![\w\\])_{{1,3}}(?=[^\s_]) | (?<=[^\s_\\])_{{1,3}}(?!\w)
    | (?<!~)~~(?!~)
    | `+(?=[^\x00-\x7f]) | (?<=[^\x00-\x7f])`+  # beside a space the model knows it
    | !?\[(?=[^\[\]\n]{{1,{AROUND}}}\](?:\(|\[))
    | \]\((?:[!-'*-~]|\([!-'*-~]{{0,{AROUND}}}\)){{0,{AROUND}}}(?:[ ]"[ !#-~]{{0,{AROUND}}}")?\)
    | \]\[[!-Z^-~ ]{{0,40}}\]
    | \[\^[!-Z^-~]{{1,40}}\](?!:)
    | </?(?:{_TAGS})(?:[ ][ -;=?-~]{{0,{AROUND}}})?>
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Nothing of it reaches over a line's end, and all is ASCII: what is read over is not repaired."""
_EMPHASIS = re.compile(rf"(\*)(?<![0-9A-Za-z*\\]\*)(?=[^\s*])[^*\n]{{0,{AROUND}}}[^\s*\\](\*)(?!\*)")
"""One asterisk is markup only where another goes with it: it begins items and multiplies, too."""
_LABEL = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(\*\*|__)(?=\S)[^\n*]{1,60}\1", re.MULTILINE)
"""What is bold where its line begins."""
_SIGNS = re.compile(r"[`*_~!\[\]<]")
"""What all of it begins with: to look for one of these is many times as fast as for what it is."""


class Markup:
    """Where markup stands in a text, or in the parts of it that are looked at."""

    def __init__(self, spans: Spans, labels: Array) -> None:
        """`spans`: half-open, in order, not overlapping; `labels`: where those end that begin their line."""
        self.starts, self.ends = edges(spans)
        self.labels = labels
        self._before = np.append(0, np.cumsum(self.ends - self.starts))

    def __bool__(self) -> bool:
        return len(self.starts) > 0

    def covers(self, at: Array) -> Array:
        """Which of some places are markup (bool)."""
        if not self:
            return np.zeros(len(at), np.bool_)
        k = np.searchsorted(self.starts, at, side="right") - 1
        found: Array = (k >= 0) & (at < self.ends[np.maximum(k, 0)])
        return found

    def without(self, at: Array) -> Array:
        """Places, none of them within markup, as they would be without it."""
        found: Array = at - self._before[np.searchsorted(self.ends, at, side="right")]
        return found

    def beyond(self, at: int, count: int) -> int:
        """The place behind so many characters that are no markup."""
        stop = at + count
        for k in range(int(np.searchsorted(self.starts, at)), len(self.starts)):
            if self.starts[k] >= stop:
                break
            stop += int(self.ends[k] - self.starts[k])
        return stop


def markup_in(codes: Array, spans: Spans) -> Markup:
    """The markup in and around stretches of a text, which are in order."""
    none = np.zeros(0, np.int64)
    starts, ends, labels = [none], [none], [none]
    for first, last in _windows(len(codes), spans):
        text = text_of(codes[first:last])
        here = _spans(text)
        if here:
            for some, places in zip((starts, ends), edges(here), strict=True):
                some.append(places + first)
            labels.append(np.array(_labels(text), np.int64) + first)
    return Markup(Islands(np.concatenate(starts), np.concatenate(ends)), np.concatenate(labels))


def is_markup(chars: Array) -> Array | None:
    """Which of some characters in a row are markup (bool); None if none is."""
    spans = _spans(text_of(chars.astype(np.int32)))
    if not spans:
        return None
    found = np.zeros(len(chars), np.bool_)
    for start, end in spans:
        found[start:end] = True
    return found


def _windows(size: int, spans: Spans) -> Iterator[tuple[int, int]]:
    """Stretches with what is around them, joined where they overlap, and cut where they are long.

    What a cut goes through is no markup, which costs next to nothing; a text of many MB is never held whole.
    """
    starts, ends = edges(spans)
    firsts, lasts = np.maximum(starts - AROUND, 0), np.minimum(ends + AROUND, size)
    begins = np.flatnonzero(np.append(True, firsts[1:] > lasts[:-1])[: len(firsts)])
    stops = np.append(begins[1:], len(lasts))[: len(begins)] - 1
    for first, last in zip(firsts[begins].tolist(), lasts[stops].tolist(), strict=True):
        for start in range(first, last, LONGEST):
            yield start, min(start + LONGEST, last)


def _labels(text: str) -> list[int]:
    """Where what is bold ends that begins its line."""
    return [one.end() for one in _LABEL.finditer(text)] if "**" in text or "__" in text else []


def _spans(text: str) -> list[tuple[int, int]]:
    """The markup of a text, in order."""
    found: list[tuple[int, int]] = []
    done = 0
    for sign in _SIGNS.finditer(text):
        one = _MARKUP.match(text, sign.start()) if sign.start() >= done else None
        if one is not None:
            done = one.end()
            found.append(one.span())
    if "*" not in text:
        return found
    paired = [one.span(group) for one in _EMPHASIS.finditer(text) for group in (1, 2)]
    return sorted(found + paired) if paired else found
