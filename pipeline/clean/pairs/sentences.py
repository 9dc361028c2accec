"""A block's text cut into sentences.

In: text as rendered and its language. Out: spans in it. Touches nothing.
Idea: sentencex, by the rules of each language; what it cuts too often is joined again: after
`\N{LEFT CORNER BRACKET}...?\N{RIGHT CORNER BRACKET}` a Japanese sentence goes on with what was done with
the words.
"""

from __future__ import annotations

import re

_QUOTED = re.compile('[?!\uff1f\uff01\u3002\u2026.][\u300d\u300f\u201d"\u2019)\uff09]$')
_GOES_ON = re.compile(
    "[\u3068\u306e\u3092\u306b\u304c\u306f\u3063]|[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f]"
)


def split(text: str, language: str | None) -> list[tuple[int, int]]:
    """Spans of the sentences, without the spaces between them; code points.

    Args:
        text: one line.
        language: BCP 47 tag; English rules serve where it is not known.
    """
    from sentencex import get_sentence_boundaries

    primary = (language or "und").partition("-")[0]
    found: list[tuple[int, int]] = []
    for one in get_sentence_boundaries("en" if primary == "und" else primary, text):
        start, end = int(one["start_index"]), int(one["end_index"])
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if found and _QUOTED.search(text, found[-1][0], found[-1][1]) and _GOES_ON.match(text, start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
