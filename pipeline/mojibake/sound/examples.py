"""What a text says about damage: examples of it, beside what they should be, or where it is spoken of.

In: a text, stretches that could be read as damage. Out: which of them are shown as examples. Touches nothing.
Idea: who writes of mojibake shows some, not always in quotes or code: `é → Ã©`, `Ã© instead of é`. Damage
came over whole files, so a line hardly has one word both ways; and a sign that stands by itself in a line
that speaks of encodings is no proof, as a lone literal is none. Of 309 damaged excerpts from the wild none
speaks of encodings; of 42 sound ones eight do.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.jit import kernel
from pipeline.mojibake.sound.words import is_in_word, letters_and_digits
from pipeline.mojibake.spans import Spans, covered, edges

Array = np.ndarray[Any, Any]

MOJIBAKE = ("ojibake", "MOJIBAKE", "文字化け", "乱码", "亂碼", "ракозябр")
"""Names of it: a line that has one is about it, and a text that has one has examples."""
ALLOWING = re.compile(r"ojibake:[ \t]*allow")
"""What a comment holds that allows a finding: it says nothing of the text."""
ENCODINGS = (
    *("ncod", "NCOD", "ecod", "nicode", "codificaci", "codificaç", "odierung", "одировк", "arbled", "harset"),
    *("UTF", "utf", "atin-1", "atin1", "8859", "1252", "编码", "編碼", "文字コード", "エンコード", "인코딩"),
)
"""Parts of words that speak of encodings, in some languages: a line that has one may have examples."""
_NAMES = sorted((*MOJIBAKE, *ENCODINGS))
NEAR, BESIDE = 40, 16
"""Characters from a word, and from a lone character, in which it stands once more, as it should be."""
SOUND = 3
"""How many times as many letters as are read a line has that speaks of damage."""


class Examples:
    """What a text shows of damage, by what it says around it."""

    def __init__(self, text: str, codes: Array, starts: Array, ends: Array) -> None:
        """A text with its code points, and the stretches in order, not overlapping, none of them empty."""
        self._text, self._codes = text, codes
        self._starts, self._ends = starts, ends

    def spoken_of(self, sizes: Array) -> tuple[Array, Array]:
        """Which of the stretches are on a line that names mojibake; which stand by themselves where it, or on
        their line encodings, are spoken of (bool).

        Args:
            sizes: how many characters are read in each.
        """
        count = len(self._starts)
        named, alone = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        about, encodings = places_of(self._text, self._codes)
        if not len(about) and not len(encodings):
            return named, alone
        feeds = np.flatnonzero(self._codes == 10)
        lines = np.searchsorted(feeds, self._starts)
        named = np.isin(lines, np.searchsorted(feeds, about))
        asked = np.ones(count, np.bool_) if len(about) else np.isin(lines, np.searchsorted(feeds, encodings))
        alone = asked & self._stand_alone()
        for line in np.unique(lines[alone]).tolist():
            start = int(feeds[line - 1]) + 1 if line else 0
            end = int(feeds[line]) if line < len(feeds) else len(self._codes)
            mine = slice(*np.searchsorted(lines, (line, line + 1)))
            alone[mine] &= self._is_mostly_sound(start, end, mine, int(sizes[mine].sum()))
        return named, alone

    def near_sound(self, repaired: Spans) -> Array:
        """Which of the stretches have a sound character beyond ASCII near; in others no word stands twice.

        What an earlier pass has `repaired` is no sound one, nor is what is in the stretches, but for a single
        character: it has lost so much that it may be one.
        """
        size, some = len(self._codes), self._ends - self._starts > 1
        is_sound = (self._codes >= 0x80) & ~covered(size, self._starts[some], self._ends[some])
        if repaired:
            is_sound &= ~covered(size, *edges(repaired))
        sound = np.append(np.flatnonzero(is_sound), len(self._codes) + NEAR + 1)
        after = np.searchsorted(sound, self._ends)
        before = np.where(after > 0, sound[after - 1], -NEAR - 1)
        found: Array = (sound[after] - self._ends <= NEAR) | (self._starts - before <= NEAR)
        return found

    def _stand_alone(self) -> Array:
        """Which of the stretches, with those that touch them, touch no letter or digit."""
        starts, ends, codes = self._starts, self._ends, np.minimum(self._codes, 65535)
        before = np.where(starts > 0, _in_words()[codes[np.maximum(starts - 1, 0)]], False)
        after = np.append(_in_words()[codes], False)[ends]
        touches = np.append(False, starts[1:] == ends[:-1])
        group = np.cumsum(~touches) - 1
        joined = np.zeros(int(group[-1]) + 1 if len(group) else 0, np.bool_)
        joined[group[before & ~touches]] = True
        joined[group[after & ~np.append(touches[1:], False)]] = True
        found: Array = ~joined[group]
        return found

    def _is_mostly_sound(self, start: int, end: int, mine: slice, read: int) -> bool:
        """Whether a line has by far more letters beside its stretches than in their readings."""
        here = np.minimum(self._codes[start:end], 65535)
        is_read = covered(end - start, self._starts[mine] - start, np.minimum(self._ends[mine], end) - start)
        return int(np.count_nonzero(_in_words()[here] & ~is_read)) >= SOUND * read


def window_of(text: str, first: int, last: int, word: str) -> tuple[int, int]:
    """The part of a line around text[first:last] in which its reading would stand once more."""
    reach = NEAR if sum(map(is_in_word, word)) > 1 else BESIDE
    start = max(0, first - reach - len(word))
    end = min(len(text), last + reach + len(word))
    feed = text.find("\n", last, end)
    return max(start, text.rfind("\n", start, first) + 1), feed if feed >= 0 else end


def places_of(text: str, codes: Array) -> tuple[Array, Array]:
    """Where a text, of which `codes` are the code points, names mojibake, and where encodings."""
    if not jit.is_compiled():
        found = [(match.start(), _NAMES.index(match.group())) for match in _named().finditer(text)]
        count, places = len(found), np.array(found, np.int64).reshape(-1, 2)
    else:
        places = np.empty((64, 2), np.int64)
        while (count := find_words(codes, *_letters(), places)) > len(places):
            places = np.empty((count, 2), np.int64)
    at, is_about = places[:count, 0], _are_about()[places[:count, 1]]
    about = [place for place in at[is_about].tolist() if not ALLOWING.match(text, place)]
    return np.array(about, np.int64), at[~is_about]


@kernel
def find_words(codes: Array, words: Array, sizes: Array, firsts: Array, places: Array) -> int:
    """Writes where words stand in a text and which, as long as there is room; returns how many there are.

    Args:
        codes: code points (int32).
        words: those of the words, one a row, the rest of it 0.
        sizes: their lengths.
        firsts: for each code point below 65,536 the first word that begins with it, and the first one after
            those; words with the same first letter stand side by side.
        places: filled, int64[room, 2].
    """
    count, at = 0, 0
    while at < len(codes):
        step, code = 1, min(codes[at], 65535)
        for k in range(firsts[code, 0], firsts[code, 1]):
            same = 1
            while same < sizes[k] and at + same < len(codes) and codes[at + same] == words[k, same]:
                same += 1
            if same == sizes[k]:
                if count < len(places):
                    places[count, 0], places[count, 1] = at, k
                count += 1
                step = same
                break
        at += step
    return count


@cache
def _named() -> re.Pattern[str]:
    """Any of the words."""
    return re.compile("|".join(map(re.escape, _NAMES)))


@cache
def _are_about() -> Array:
    """Which of the words name mojibake (bool)."""
    return np.array([word in MOJIBAKE for word in _NAMES], np.bool_)


@cache
def _letters() -> tuple[Array, Array, Array]:
    """The words as `find_words` takes them."""
    words, firsts = np.zeros((len(_NAMES), max(map(len, _NAMES))), np.int32), np.zeros((65536, 2), np.int64)
    for k, word in enumerate(_NAMES):
        words[k, : len(word)] = [ord(char) for char in word]
        firsts[ord(word[0])] = firsts[ord(word[0])][0] if firsts[ord(word[0])][1] else k, k + 1
    return words, np.array(list(map(len, _NAMES)), np.int64), firsts


@cache
def _in_words() -> Array:
    """For each code point below 65,536 whether it may stand in a word (bool)."""
    table = letters_and_digits().copy()
    table[[ord("_"), 65535]] = True  # the last stands for those beyond
    return table
