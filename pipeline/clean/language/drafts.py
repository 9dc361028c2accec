"""A block on its way to its language: what of it is text, in which scripts.

In: a block as rendered. Out: a `Draft`, or None where there is no language. Touches only tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.clean.language.detectors import Candidates
from pipeline.clean.language.script import count_letters, script_of
from pipeline.clean.language.shapes import spoken
from pipeline.records import LanguageShare

UNDETERMINED = "und"
ENOUGH_LETTERS = 20
"""Letters of a second script that make a block mixed; a name or a term has fewer."""

LONGEST = 4000
"""Code points of a block that are looked at."""

_CJK = frozenset(("Hani", "Hang", "Bopo"))
_CJK_ENOUGH = 4
_MIXED_SHARE = 0.2
_SENTENCE = 30
_CJK_SENTENCE = 10
_SENTENCE_SHARE = 0.1
"""So many letters of another script are hardly names: they count at a smaller share."""
_GROUPS = {"Hani": "Hani", "Hira": "Hani", "Kana": "Hani", "Bopo": "Hani"}
"""Scripts that one language writes side by side."""


@dataclass(slots=True)
class Draft:
    """One block on the way."""

    text: str
    """Less what is in no language."""
    group: str
    """The group of scripts that says most of the text."""
    size: int
    """Letters of that group."""
    others: dict[str, int] | None = None
    """Letters of other groups; None where there are none, as in nearly every block."""
    found: Candidates = ()
    language: str = UNDETERMINED
    confidence: float = 0.0
    shares: tuple[LanguageShare, ...] | None = None

    @property
    def total(self) -> int:
        """Letters of all groups."""
        return self.size + sum(self.others.values()) if self.others else self.size

    def letters_of(self, group: str) -> int:
        """Letters of another group than the main one."""
        return self.others[group] if self.others else 0

    def take(self, found: Candidates) -> None:
        """Let candidates decide."""
        self.found = found
        self.language, self.confidence = found[0] if found else (UNDETERMINED, 0.0)


def draft(text: str) -> Draft | None:
    """What detection needs of a text; None where it is no text."""
    said = spoken(text[:LONGEST])
    if said is None:
        return None
    scripts = count_letters(said)
    if not scripts:
        return None
    letters = _grouped(scripts)
    if len(letters) == 1:
        group = next(iter(letters))
        if letters[group] < 2 and group not in _CJK:
            return None  # `a)`, `E = 5`
        return Draft(said, group, letters[group])
    # A Chinese character says about what two Latin letters say.
    group = max(letters, key=lambda g: letters[g] * (2 if g in _CJK else 1))
    return Draft(said, group, letters.pop(group), letters)


def _grouped(letters: dict[str, int]) -> dict[str, int]:
    """Letters with the scripts of one language (kana and Han) taken together."""
    if not _GROUPS.keys() & letters.keys():
        return letters
    found: dict[str, int] = {}
    for script, count in letters.items():
        group = _GROUPS.get(script, script)
        found[group] = found.get(group, 0) + count
    return found


def minor_groups(one: Draft) -> list[str]:
    """Other groups of scripts with so many letters that the block is mixed."""
    if not one.others:
        return []
    total = one.total
    return [group for group, letters in one.others.items() if _counts(group, letters, total)]


def _counts(group: str, letters: int, total: int) -> bool:
    enough, sentence = (_CJK_ENOUGH, _CJK_SENTENCE) if group in _CJK else (ENOUGH_LETTERS, _SENTENCE)
    return (letters >= _MIXED_SHARE * total and letters >= enough) or (
        letters >= _SENTENCE_SHARE * total and letters >= sentence
    )


def only(text: str, group: str) -> str:
    """The text with letters of other scripts blanked."""
    kept = "".join(c if (s := script_of(c)) is None or _GROUPS.get(s, s) == group else " " for c in text)
    return " ".join(kept.split())  # the detectors read no more than a text's beginning
