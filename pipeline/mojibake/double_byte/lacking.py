"""What ASCII a line lacks where some was lost: quotes and brackets pair, a line goes on as it began.

In: a text, and a place in it. Out: the characters that would mend the line there. Touches nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ITEM = re.compile(r"(?<=[?\ufffd\u30fb])(?:[-*+]|#{1,6}|\d{1,3}\.) ")
"""What begins a line, where a mark stands before it."""
_BEGINS = re.compile(r"(?:[-*+]|#+|\d+\.) ")
"""What begins a line: a list item, a heading."""
_LEADER = re.compile(r"([ \t]*)(?:(\*|//+!?|#+|--+|;+|>|%+)(?=\s|$|[^\x00-\x7f]))?")
"""The indentation of a line, and what marks it as a comment, a quotation or an item."""
_MARK = re.compile(r"(?<=[^\x00-\x7f])[?\ufffd\u30fb]")
"""What may have taken a character along."""
CLOSERS = frozenset("\"'),;]}")
"""What closes, and what follows when something is closed."""
_QUOTES = {'"': re.compile('"'), "'": re.compile(r"(?<!\w)'|'(?!\w)")}  # an apostrophe is no quote
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_BOLD = re.compile(r"\*\*|(?<=[?\ufffd])\*(?!\*)")
_TAG = r"/?[A-Za-z][\w-]*(?:\s[^<>\n]*)?"
_CUT_TAG, _OPEN_TAG = re.compile(_TAG + "/?>"), re.compile("<" + _TAG + "$")
"""A tag without the mark that opens it, and one that nothing closes."""


class Lacking(NamedTuple):
    """What a line lacks at a place."""

    wanted: str
    """Characters that would pair with others, or end the line before what begins one."""
    sure: str
    """Those that no other place stands nearer to."""
    quoted: bool
    """Whether the place is in quotes that the line closes."""


def lacking(text: str, i: int) -> Lacking:
    """What the line around text[i] lacks there."""
    line, at = _line(text, i)
    before, after = line[:at], line[at:]
    closes = after[:1] in CLOSERS or not after
    wanted, sure, quoted = "", "", False
    for quote, pattern in _QUOTES.items():
        first, last = list(pattern.finditer(before)), list(pattern.finditer(after))
        if len(first) % 2 != len(last) % 2:
            near = before[first[-1].end() : -1] if len(first) % 2 else after[: last[0].start()]
            wanted += quote
            sure += quote if not _MARK.search(near) or (closes and len(first) % 2) else ""
        quoted = quoted or len(first) % 2 == len(last) % 2 == 1
    for opener, closer in _BRACKETS.items():
        opened, unopened = _unclosed(before, opener, closer), _unopened(after, opener, closer)
        if len(opened) > len(unopened):
            wanted += closer
            sure += closer if closes or not _MARK.search(before[opened[-1] : -1]) else ""
        elif len(unopened) > len(opened):
            wanted += opener
            sure += opener if not _MARK.search(after[: unopened[0]]) else ""
    sign = "<" if _CUT_TAG.match(after) else ">" if _OPEN_TAG.search(before) else ""
    sign += "*" if _lacks_asterisk(line, before, after) else ""
    sign += "\n" if not sign and (_BEGINS.match(text, i) or begins_alike(line, text[i:])) else ""
    return Lacking(wanted + sign, sure + sign, quoted)


def _line(text: str, i: int) -> tuple[str, int]:
    """The line of text[i], and where in it; a mark before what begins a line ends one: its end was taken."""
    start, end = text.rfind("\n", 0, i) + 1, text.find("\n", i)
    end = end if end >= 0 else len(text)
    for item in _ITEM.finditer(text, start, end):
        if item.group()[0] == "*" and _is_bold(text[start : item.start()]):
            continue  # it ends what is set so
        if item.start() >= i:
            end = item.start()
            break
        start = item.start()
    return text[start:end], i - start


def _lacks_asterisk(line: str, before: str, after: str) -> bool:
    """Whether emphasis is open on one side alone."""
    closes = after.startswith("*") and not after.startswith("**") and _is_bold(before)
    return closes or (line[:1] == "*" and line[1:2].strip() not in ("", "*") and line.count("*") == 1)


def _is_bold(text: str) -> bool:
    """Whether bold type is open at the end of a text; a mark may have taken an asterisk along."""
    is_open = False
    for sign in _BOLD.finditer(text):
        is_open = sign.group() == "**" and not is_open
    return is_open


def _unclosed(text: str, opener: str, closer: str) -> list[int]:
    """Where the brackets are that are left open."""
    opened: list[int] = []
    for i, char in enumerate(text):
        if char == opener:
            opened.append(i)
        elif char == closer and opened:
            opened.pop()
    return opened


def _unopened(text: str, opener: str, closer: str) -> list[int]:
    """Where the brackets are that close what is not open."""
    depth, found = 0, []
    for i, char in enumerate(text):
        if char == opener:
            depth += 1
        elif char == closer and depth:
            depth -= 1
        elif char == closer:
            found.append(i)
    return found


def begins_alike(line: str, after: str) -> bool:
    """Whether what follows begins as this line does: as a comment does, or with its indentation."""
    begins, goes_on = _LEADER.match(line), _LEADER.match(after)
    if begins is None or goes_on is None or goes_on[1] != begins[1]:
        return False
    return len(begins[1]) > 1 or (begins[2] is not None and goes_on[2] == begins[2])
