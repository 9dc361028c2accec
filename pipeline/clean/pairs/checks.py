"""Checks of a pair: what may be wrong with a translation, each with a code.

In: a source text and its translation. Out: codes. Touches nothing.
A check fails where a person should look, not wherever the two differ: small numbers may be
words on one side, and addresses may lead to the page in the other language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.clean.pairs.evidence import Lengths
from pipeline.clean.pairs.units import Unit, addresses_of, length_of, numbers_of, placeholders_of

CHECKS = {
    "numbers": "A number of one side is not on the other.",
    "urls": "An address of one side is not on the other.",
    "placeholders": "A placeholder such as `{name}` or `%s` of one side is not on the other.",
    "untranslated": "The target says the same as the source, in the source's language.",
    "length": "The target is far longer or shorter than a translation should be.",
    "list-items": "The two lists have different numbers of items, or only one side is a list item.",
}
"""Codes by what they mean. One more, `stale`, is found by what the last run saw: see `stale.py`."""

_SMALL = 12
"""Numbers up to this may be words on one side."""
_WORDLESS = frozenset(("zh", "ja", "ko"))
_HAN_DIGITS = re.compile(
    "[\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u842c\u5104\u4ebf\u4e24\u5169\ub9cc\uc5b5]"
)
_LANGUAGE_PART = re.compile(r"(?<=[/.=])[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?=[/.&]|$)|(?<=://)[a-z]{2}(?=\.)")
_LEAST_LETTERS = 12
_NO_LETTERS = bytes([code for code in range(128) if not chr(code).isalpha()])
_FAR = 8
"""Halves of a standard deviation; of known translations 1 in 300 is so far out."""
_LEAST_SIZE = 1


class Checked(NamedTuple):
    """What the checks look at on one side."""

    plain: str
    text: str
    language: str | None
    kind: str
    items: int | None
    """How many items the list has that it belongs to; null outside of lists."""
    unit: Unit | None = None
    """The same text as it was compared, if it was by itself: its numbers and length are known."""

    @property
    def numbers(self) -> frozenset[str]:
        """As `numbers_of` gives them."""
        return numbers_of(self.plain) if self.unit is None else self.unit.numbers

    @property
    def length(self) -> int:
        """As `length_of` gives it."""
        return length_of(self.plain) if self.unit is None else self.unit.length


def check(source: Checked, target: Checked, lengths: Lengths, *, whole: bool) -> tuple[str, ...]:
    """Codes of the checks that fail, sorted.

    Args:
        source: the source side.
        target: the target side.
        lengths: the length model of the two languages.
        whole: whether they are whole blocks; lists are compared for these only.
    """
    failed = []
    if _numbers_differ(source, target):
        failed.append("numbers")
    if _plain_addresses(source.text) != _plain_addresses(target.text):
        failed.append("urls")
    if placeholders_of(source.plain) != placeholders_of(target.plain):
        failed.append("placeholders")
    if _is_untranslated(source, target):
        failed.append("untranslated")
    elif is_far(source.length, target.length, lengths):
        failed.append("length")
    if whole and _lists_differ(source, target):
        failed.append("list-items")
    return tuple(sorted(failed))


def is_far(source: int, target: int, lengths: Lengths, *, shorter: bool = False) -> bool:
    """Whether the target's length is out of line.

    Args:
        source: as `length_of` gives it.
        target: the same.
        lengths: the length model of the two languages.
        shorter: whether only a target that is too short counts.
    """
    size, distance = lengths.distance(source, target)
    if shorter:
        # The size is the shorter side's, so that what is left of a paragraph may be tiny.
        return distance <= -_FAR
    return (abs(distance) >= _FAR and size >= _LEAST_SIZE) or abs(distance) > _FAR + 2


def _numbers_differ(source: Checked, target: Checked) -> bool:
    ours, theirs = source.numbers, target.numbers
    if ours == theirs:
        return False
    lone, added = ours - theirs, theirs - ours
    if lone and added:
        return not _counts_by_myriads(source, target)
    words = _counts_by_myriads(source, target)
    return not words and any(len(n) > 2 or int(n) > _SMALL for n in lone | added)


def _counts_by_myriads(source: Checked, target: Checked) -> bool:
    """Whether a side may write its numbers with Han characters, or as 12 with ten thousands."""
    return any(
        (side.language or "").partition("-")[0] in _WORDLESS and _HAN_DIGITS.search(side.plain)
        for side in (source, target)
    )


def _plain_addresses(text: str) -> frozenset[str]:
    """Addresses without the parts that name a language."""
    found = addresses_of(text)
    return frozenset([_LANGUAGE_PART.sub("", address).lower() for address in found]) if found else found


def _is_untranslated(source: Checked, target: Checked) -> bool:
    if _is_same(source.plain, target.plain):
        # One word may be a name.
        return " " in source.plain.strip() and _count_letters(target.plain) >= _LEAST_LETTERS
    ours, theirs = _primary(source.language), _primary(target.language)
    return ours is not None and ours == theirs and _count_letters(target.plain) >= 2 * _LEAST_LETTERS


def _is_same(ours: str, theirs: str) -> bool:
    """Whether two texts differ in case alone; most begin otherwise, and need not be folded whole."""
    first, other = ours[:1].casefold(), theirs[:1].casefold()
    if not first.startswith(other) and not other.startswith(first):  # one letter may be folded to two
        return False
    return ours.casefold() == theirs.casefold()


def _count_letters(text: str) -> int:
    if text.isascii():
        return len(text.encode("ascii").translate(None, _NO_LETTERS))
    return sum(map(str.isalpha, text))


def _primary(language: str | None) -> str | None:
    return None if language in (None, "und") else str(language).partition("-")[0]


def _lists_differ(source: Checked, target: Checked) -> bool:
    if source.kind != "list_item" and target.kind != "list_item":
        return False
    return source.kind != target.kind or source.items != target.items


def count_items(paths: Sequence[str]) -> dict[str, int]:
    """How many items each list has, by its path; of blocks' paths."""
    seen: dict[str, set[str]] = {}
    for path in paths:
        list_path = list_of(path)
        if list_path is not None:
            item = path[len(list_path) + 1 :].partition("/")[0]
            seen.setdefault(list_path, set()).add(item)
    return {path: len(items) for path, items in seen.items()}


def list_of(path: str) -> str | None:
    """Path of the innermost list that a block stands in."""
    before, found, _ = path.rpartition("/item[")
    return before if found else None
