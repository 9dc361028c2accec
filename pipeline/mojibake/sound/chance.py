"""What may be chance: readings that nothing else in the text speaks for.

In: code points, the proposals of a page. Out: those that are made. Touches nothing.
Idea: sound letters of a language that the model does not know can stand for UTF-8 by chance. What they
then say is one odd letter of another script, or they stand among words of their own alphabet.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any
from unicodedata import category

import numpy as np

from pipeline.mojibake import jit
from pipeline.mojibake.evidence.runs import text_of
from pipeline.mojibake.evidence.sequences import WIDE
from pipeline.mojibake.reading.islands import edges_of
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.sound import letters
from pipeline.mojibake.sound.letters import script_of
from pipeline.mojibake.spans import Spans, chosen, edges

Array = np.ndarray[Any, Any]

NEAR = 12
"""Characters beyond a stretch in which a letter is looked for."""
AROUND = 60
"""Characters beyond what may be left of a letter in which a sound one is looked for."""
LONGEST = 100
"""Characters of a word on each side of a stretch."""
LEAST = 4
"""Seen characters that must be damage in a page of letters, if nothing else proves it."""
RARE, GREEK = "\u0180", "\u0370"
"""From the first to the second stand Latin letters that no word is made of."""
_ONE_LETTER = frozenset("àáèéìíòóôåæøöÀÁÈÉÌÍÒÓÔÅÆØÖ")
"""Letters that are a word by themselves in some language."""
PRIVATE = 0xE000
"""From here on stand characters for private use, and of half width: what damage leaves, and no words."""
_SIGNS = (("\u00a1", "\u00bf"), ("\u2010", "\u2bff"), ("\u3001", "\u303f"), ("\U0001f000", "\U0001faff"))
"""Where marks and signs stand that belong to no script of their own."""
EAST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
MIXED = EAST | {"", "LATIN", "HANGUL"}
"""Scripts beside whose letters one of another may stand."""


def is_text(after: str) -> bool:
    """Whether a reading has nothing unassigned or private in it, and no control but white space."""
    return not any(category(char) in ("Cn", "Co", "Cc") and char not in "\t\n\r" for char in after)


def is_punctuation(after: str) -> bool:
    """Whether a reading is general punctuation (dashes, quotes, an ellipsis), which any text has."""
    return bool(after) and all("\u2010" <= char <= "\u2027" for char in after)


def is_more_than_chance(codes: Array, table: Array, proposals: list[Proposal]) -> bool:
    """Whether what is read in a page of letters is enough, if nothing else proves the page.

    That is so many characters, those apart that would be one letter and stand in no word; or marks alone; or
    signs and Latin letters, in a text that has no other letter of the page.

    Args:
        codes: the text's code points.
        table: byte of each code point in the page.
        proposals: in order.
    """
    if not proposals:
        return False
    proposals = [p for p in proposals if not is_word_alone(codes, p)]
    if not proposals:
        return False
    said = "".join(p.after or "" for p in proposals)
    telling = without_lone_letters(codes, proposals)
    if sum(p.end - p.start for p in telling) >= LEAST or is_punctuation(said):
        return True
    is_latin = all(script_of(char) == "LATIN" for char in said if char.isalpha())
    return is_latin and _has_no_other(codes, table, proposals)


def is_sign(after: str) -> bool:
    """Whether a reading is marks and signs that any text has, and no letter."""
    return bool(after) and all(
        category(char)[0] in "PS" and any(first <= char <= last for first, last in _SIGNS) for char in after
    )


def apart(codes: Array, islands: Spans) -> Spans:
    """The islands but those that stand among sound letters of their own alphabet.

    Args:
        codes: the text's code points.
        islands: all stretches that could be damage, in order.
    """
    return chosen(islands, ~stand_among_their_own(codes, islands, islands))


def is_letter_in_word(codes: Array, proposal: Proposal) -> bool:
    """Whether what lost bytes stands as letters in a word of Latin letters, and would be of another script.

    Croatian and Sorbian end words so; a character of three bytes of which one came through proves nothing.
    """
    start, end = proposal.start, proposal.end
    if not proposal.struck or (start and codes[start - 1] >= 0x80):
        return False
    return _is_foreign_letter(codes, proposal) and (_is_plain(codes, start - 1) or _is_plain(codes, end))


def without_letters_in_words(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals without such (see `is_letter_in_word`); few stand behind ASCII and are asked about.

    What goes on with more damage is no word's end: Japanese writes `Django` and its particle together.
    """
    if not proposals:
        return proposals
    starts, ends = edges_of(proposals)
    goes_on = (ends[:-1] == starts[1:]) & (ends[:-1] - starts[:-1] > 1) & (ends[1:] - starts[1:] > 1)
    is_asked = ((codes[np.maximum(starts - 1, 0)] < 0x80) | (starts == 0)) & ~np.append(goes_on, False)
    asked = np.flatnonzero(is_asked).tolist()
    dropped = {k for k in asked if is_letter_in_word(codes, proposals[k])}
    return [p for k, p in enumerate(proposals) if k not in dropped] if dropped else proposals


def is_lone_letter(codes: Array, proposal: Proposal) -> bool:
    """Whether what lost bytes is a letter that stands in a word, or is one, as in any sound text."""
    if not proposal.struck:
        return False
    is_foreign = _is_foreign_letter(codes, proposal)
    return (is_foreign and any(map(str.isalpha, beside(codes, proposal)))) or _is_lone(codes, proposal)


def is_lone_capital(codes: Array, proposal: Proposal) -> bool:
    """The same of a capital that would be a Latin letter."""
    after = proposal.after or " "
    return bool(proposal.struck) and script_of(after[0]) == "LATIN" and _is_lone(codes, proposal)


def ends_capitals(codes: Array, proposal: Proposal) -> bool:
    """Whether a stretch would be one small letter behind a word in capitals: `NICIODATĂ` before an NBSP."""
    start, after = proposal.start, proposal.after or ""
    before = text_of(codes[max(0, start - 2) : start])
    is_shouted = len(before) == 2 and before.isascii() and before.isupper() and before.isalpha()
    # another byte may be there in capitals: `CAFÃ©` is `CAFé`, whose case was changed
    is_space = bool(codes[proposal.end - 1] == ord("\N{NO-BREAK SPACE}"))
    return is_shouted and is_space and len(after) == 1 and after.islower()


def words_around(codes: Array, proposals: list[Proposal]) -> list[tuple[int, int]]:
    """The words in which the proposals stand, in order.

    A word ends at ASCII that is no letter: what stands beyond may be a sign, and damage.
    """
    found: list[tuple[int, int]] = []
    for proposal in proposals:
        if found and proposal.start < found[-1][1]:
            continue
        start, end = proposal.start, proposal.end
        while start > 0 and proposal.start - start < LONGEST and may_be_in_word(chr(codes[start - 1])):
            start -= 1
        while end < len(codes) and end - proposal.end < LONGEST and may_be_in_word(chr(codes[end])):
            end += 1
        found.append((start, end))
    return found


def may_be_in_word(char: str) -> bool:
    """Whether a character is a letter, or beyond ASCII: it may be damage."""
    return char.isalpha() or char >= "\x80"


def _is_lone(codes: Array, proposal: Proposal) -> bool:
    """Whether a capital stands in a word, or is one.

    Behind a small letter it is none: `dÃa` is no word. Nor is one of which a no-break space is lost, for `Ã`
    may be `à`.
    """
    before, after = beside(codes, proposal)
    one = text_of(codes[proposal.start : proposal.end])
    if not after.isalpha():
        one = one.removesuffix("?")  # a question ends so
    if len(one) != 1 or not one.isupper() or before.islower():
        return False
    return after.isalpha() or proposal.struck[0][1] != ord("\N{NO-BREAK SPACE}")


def beside(codes: Array, proposal: Proposal) -> tuple[str, str]:
    """The characters before and after a proposal; a space where the text ends."""
    start, end = proposal.start, proposal.end
    return chr(int(codes[start - 1])) if start else " ", chr(int(codes[end])) if end < len(codes) else " "


def stand_among_their_own(codes: Array, spans: Spans, damage: Spans | list[Proposal]) -> Array:
    """Whether each of some stretches of mere letters has sound letters of its script near (bool).

    Args:
        codes: the text's code points.
        spans: the stretches, in order.
        damage: what is not sound, in order.
    """
    begins, stops = edges(spans)
    if damage is spans:
        starts, ends = begins, stops
    else:
        starts, ends = edges([(one[0], one[1]) for one in damage])
    own = np.zeros(len(begins), np.bool_)
    jit.expect(4 * NEAR * len(begins))
    kinds = letters.kinds_near(codes, begins, stops, NEAR)
    letters.mark_own(codes, begins, stops, starts, ends, kinds, NEAR, own)
    return own


def is_stranger(codes: Array, proposal: Proposal, starts: list[int], ends: list[int]) -> bool:
    """Whether letters between sound ones of their script would be a single letter of another.

    `دژ` is a Persian word, and a Greek letter to windows-1256.
    """
    seen, after = text_of(codes[proposal.start : proposal.end]), proposal.after or ""
    if len(after) != 1 or not after.isalpha() or not seen.isalpha() or script_of(seen[0]) == script_of(after):
        return False
    before = range(proposal.start - 1, max(-1, proposal.start - 1 - NEAR), -1)
    behind = range(proposal.end, min(len(codes), proposal.end + NEAR))
    return all(near_letter(codes, places, starts, ends) == script_of(seen[0]) for places in (before, behind))


def without_lone_letters(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals, in order, less those that say one letter and stand in no word.

    In a page of two bytes two rare characters of a list are that by chance; what stands in a word of Latin
    letters, or beside more of its kind, is not.
    """
    kept = []
    for k, proposal in enumerate(proposals):
        chars = [char for char in proposal.after or "" if char >= "\x80"]
        beside = [p for p in proposals[max(0, k - 1) : k] if p.end == proposal.start]
        beside += [p for p in proposals[k + 1 : k + 2] if p.start == proposal.end]
        touches = any(p.after != proposal.after for p in beside)  # of a character twice, both are chance
        if len(chars) != 1 or not chars[0].isalpha() or touches or _in_latin_word(codes, proposal):
            kept.append(proposal)
    return kept


def without_foreign_letters(codes: Array, proposals: list[Proposal]) -> list[Proposal]:
    """The proposals, in order, less lone letters that stand in sound East Asian text.

    Beside damage sound Chinese or Korean has a character now and then whose bytes are `ø` or `ā`.
    What touches such text is no letter; nor what has it near, and is of a script that is not read elsewhere.
    """
    telling = without_lone_letters(codes, proposals)
    if len(telling) == len(proposals):
        return proposals
    scripts = {script_of(char) for p in telling for char in p.after or "" if char.isalpha()}
    there = {p.start for p in telling}
    is_wide = (codes >= WIDE) & (codes < PRIVATE) & (codes != ord("\N{KATAKANA MIDDLE DOT}"))
    for proposal in proposals:
        is_wide[proposal.start : proposal.end] = False
    return [p for p in proposals if p.start in there or not _is_foreign(p, is_wide, scripts)]


def _is_foreign(proposal: Proposal, is_wide: Array, scripts: set[str]) -> bool:
    """Whether a lone letter of two bytes touches sound wide text, or has it near and is of no such script."""
    if any(char >= "\u0800" for char in proposal.after or ""):
        return False
    if is_wide[max(0, proposal.start - 1) : proposal.end + 1].any():
        return True
    if any(script_of(char) in scripts for char in proposal.after or "" if char.isalpha()):
        return False
    return bool(is_wide[max(0, proposal.start - AROUND) : proposal.end + AROUND].any())


def _is_foreign_letter(codes: Array, proposal: Proposal) -> bool:
    """Whether letters would be one of another script than Latin."""
    seen = text_of(codes[proposal.start : proposal.end]).rstrip()
    return seen.isalpha() and script_of((proposal.after or " ")[0]) != "LATIN"


def stands_apart(codes: Array, table: Array, place: int) -> bool:
    """Whether no character of the page above ASCII stands beside one."""
    near = [int(codes[at]) for at in (place - 1, place + 1) if 0 <= at < len(codes)]
    return all(table[min(code, 65535)] < 0x80 for code in near)


def _in_latin_word(codes: Array, proposal: Proposal) -> bool:
    """Whether an ASCII letter stands beside a stretch."""
    return _is_plain(codes, proposal.start - 1) or _is_plain(codes, proposal.end)


def _is_plain(codes: Array, place: int) -> bool:
    """Whether an ASCII letter stands at a place, or another Latin one that no code page has."""
    if not 0 <= place < len(codes):
        return False
    code = int(codes[place])
    return (code < 0x80 or 0x1E00 <= code < 0x1F00) and chr(code).isalpha()


def is_wide_in_word(codes: Array, proposal: Proposal) -> bool:
    """Whether letters at a Latin word would be one wide character: to Macintosh `„Ää` of `„Ääni“` is `《`."""
    seen, after = text_of(codes[proposal.start : proposal.end]), proposal.after or ""
    is_wide = len(after) == 1 and WIDE <= ord(after) < PRIVATE
    return is_wide and seen[-2:].isalpha() and _in_latin_word(codes, proposal)


def is_word_alone(codes: Array, proposal: Proposal) -> bool:
    """Whether letters that would be rare ones stand by themselves, or an abbreviation.

    To windows-1256 `بٹ` is `Ȋ`, and to ISO-8859-5 `ТЗ` a middle dot.
    """
    seen, after = text_of(codes[proposal.start : proposal.end]), proposal.after or ""
    is_rare = bool(after) and all(RARE <= char < GREEK for char in after)
    is_word = len(after) == 1 and after in _ONE_LETTER
    is_chance = is_rare or (seen.isupper() and len(after) <= 2 and after < "\u0800" and not is_word)
    return is_chance and seen.isalpha() and not _in_latin_word(codes, proposal)


def _has_no_other(codes: Array, table: Array, proposals: list[Proposal]) -> bool:
    """Whether a page's letters stand nowhere in the text but in what is read."""
    letters = np.isin(codes, [code for code in np.flatnonzero(table >= 0x80).tolist() if chr(code).isalpha()])
    for proposal in proposals:
        letters[proposal.start : proposal.end] = False
    return not letters.any()


def near_letter(codes: Array, places: range, starts: list[int], ends: list[int]) -> str:
    """The script of the first letter at the places, if no proposal holds it; empty if there is none."""
    for place in places:
        char = chr(int(codes[place]))
        if char.isalpha():
            k = bisect_right(starts, place) - 1
            return "" if k >= 0 and place < ends[k] else script_of(char)
    return ""
