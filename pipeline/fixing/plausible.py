"""Whether damage that repair found is damage beyond doubt in this file, or may be chance.

In: a text and its edits. Out: which edits convince. Touches nothing. Repair reads a stretch by
itself; a commit hook must not stop a person for a Tajik word that happens to be the bytes of a
Chinese character. So a lone stretch counts only where its reading belongs here: an accented letter
in a word, a quote, a sign, or letters of a script that the file has anyway. Where two stretches
of one code page convince, the file is damaged, and all of that page do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.mojibake.channel import parse_channel
from pipeline.mojibake.channel.references import unwritten
from pipeline.records import Edit

_BEYOND = re.compile(r"[^\x00-\x7f]")
_DRAWING = re.compile("[\u2500-\u259f]")
_ODD_CATEGORIES = ("Cc", "Cn", "Co", "Cs")
_ONE_SCRIPT = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO", "HALFWIDTH")
_AT_HOME = 10
"""Letters of a script outside of edits from which on the script is at home in a file."""
_DISTINCT = 4
"""Distinct letters of a strange script that no chance makes."""
_LAST_COMMON = "\u024f"
"""Latin letters after this one are of phonetics and the like."""
_SAME_LETTER = 2
"""So often a letter stands outside of edits that is a letter of this text."""


class Evidence:
    """What one text says about its edits."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self._text = text
        self._spans = [(edit.start, edit.end) for edit in edits]
        self._outside = Counter(_BEYOND.findall(_without(text, self._spans)))
        self._at_home = Counter[str]()
        for char, count in self._outside.items():
            self._at_home[_script(char)] += count
        self._made = [edit for edit in edits if edit.after is not None]
        unnatural = [edit for edit in self._made if not self._is_natural(unwritten(edit.before))]
        read = {char for edit in unnatural for char in edit.after or ""}
        self._read = Counter(_script(char) for char in read)
        strong = [edit for edit in self._made if self._is_strong(edit)]
        self._proved = Counter(page for edit in strong for page in _pages(edit.channel))
        self._strong = {edit.start for edit in strong}

    def convinces(self, edit: Edit) -> bool:
        """Whether an edit is damage beyond doubt; a left one only where others of the file are."""
        if edit.start in self._strong:
            return True
        if edit.after is None:
            if not edit.alternatives and edit.decided_by == "proof":
                return True  # the wreck of U+FFFD itself, which is no text anywhere
            return bool(self._strong) and not self._is_natural(unwritten(edit.before))
        return any(self._proved[page] >= 2 for page in _pages(edit.channel))

    def _is_strong(self, edit: Edit) -> bool:
        before, after = unwritten(edit.before), edit.after or ""
        if self._is_natural(before) or (edit.grade == "doubtful" and not self._is_strange(before)):
            return False
        if any(unicodedata.category(char) in _ODD_CATEGORIES for char in after):
            return False
        for char in after:
            script = _script(char)
            if script == "LATIN" and char <= _LAST_COMMON:
                if _DRAWING.search(before) and not self._touches_letter(edit):
                    return False
            elif script and self._at_home[script] < _AT_HOME and self._read[script] < _DISTINCT:
                return False
        return unicodedata.category(after[0]) != "Mn" if after else True

    def _is_natural(self, before: str) -> bool:
        """Whether a stretch is nothing but letters of a script, not Latin, that this text is written in."""
        letters = [char for char in before if not char.isascii() and not char.isspace()]
        return bool(letters) and all(
            _script(char) not in ("", "LATIN")
            and (self._outside[char] >= _SAME_LETTER or self._at_home[_script(char)] >= _AT_HOME)
            for char in letters
        )

    def _is_strange(self, before: str) -> bool:
        """Whether no letter of a stretch is of a script that this text is written in.

        One accented letter by itself is strange nowhere.
        """
        scripts = {_script(char) for char in before} - {""}
        if scripts == {"LATIN"} and len(_BEYOND.findall(before)) == 1:
            return False
        return bool(scripts) and all(self._at_home[script] < _AT_HOME for script in scripts)

    def _touches_letter(self, edit: Edit) -> bool:
        before, after = self._text[max(0, edit.start - 1) : edit.start], self._text[edit.end : edit.end + 1]
        return before.isalpha() or after.isalpha()


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    out, at = [], 0
    for start, end in spans:
        out.append(text[at:start])
        at = max(at, end)
    out.append(text[at:])
    return " ".join(out)


def _pages(channel: str | None) -> set[str]:
    return set() if channel is None else {layer.page for layer in parse_channel(channel)}


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The first word of a letter's name, Han and kana being one; empty for what is no letter."""
    if not char.isalpha() or char.isascii():
        return ""
    word = unicodedata.name(char, "UNNAMED").partition(" ")[0]
    return "CJK" if word in _ONE_SCRIPT else word
