"""Words as documents of their own, where nothing else says what happened: `python -m benchmarks.alone`.

In: texts, channels. Out: tables on standard output. Touches nothing.
A name in a list, a title, a cell: words beyond ASCII are damaged one by one, as they are, in title case and
in capitals. And sound ones stand between marks, which look like bytes of a letter with what stands before.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ftfy

from benchmarks import texts
from pipeline import damage, repair

CHANNELS = ("windows-1252:c1", "windows-1252:dropped+ad", "windows-1250:dropped", "windows-1251:dropped")
FORMS: dict[str, Callable[[str], str]] = {"as they are": str, "title case": str.title, "capitals": str.upper}
MARKS = (
    "{}?", "“{}”", "“{},”", "‘{}’", "«{}»", "« {} »", "„{}“", "„{}”", "”{}”", "»{}«", "{}“", "{}”", "{}’",
    "{}…", "{}—{}", "{}–{}", "{}‘{}", "{}·{}", "{}…{}", "{}\N{NO-BREAK SPACE}{}", "{}’s", "L’{}", "{}®",
    "{}™", "{}²", "{}© {}", "{}†", "{}\N{NO-BREAK SPACE}?", "{}\N{NO-BREAK SPACE}!", "¿{}?", "¡{}!",
    "•{}", "({})", "{}: “{}”", "1. {}", "{}, {}?", "- {}", "# {}", "{}/{}", "{}|{}", "{}&{}",
)  # fmt: skip
"""What sound words stand between; of two the second is another one."""
SHOWN = 3
"""Changes of sound words that are shown of each language."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class Alone:
    """What became of words that went through a channel, or of sound ones."""

    words: int = 0
    whole: int = 0
    untouched: int = 0
    by_ftfy: int = 0
    changed: list[str] = field(default_factory=list)


def words_of(folder: Path, language: str, most: int) -> list[str]:
    """Words beyond ASCII of a language, drawn from its texts."""
    rows = [row for row in texts.rows_of(folder) if row.startswith(f"{language}/")]
    found = {word for row in rows for text in texts.documents(folder, row) for word in _WORD.findall(text)}
    words = sorted(word for word in found if not word.isascii() and len(word) <= 24)
    return random.Random(language).sample(words, min(most, len(words)))


def measure_damaged(words: list[str], channel: str, form: Callable[[str], str]) -> Alone:
    """Words through a channel, one by one."""
    found = Alone()
    for word in map(form, words):
        seen = damage(word, channel)
        if seen == word:
            continue
        made = repair(seen).text
        found.words += 1
        found.whole += made == word
        found.untouched += made == seen
        found.by_ftfy += ftfy.fix_text(seen) == word
    return found


def measure_sound(words: list[str], form: Callable[[str], str]) -> Alone:
    """Sound words between marks, as documents of one line."""
    found = Alone()
    for seen in _between_marks([form(word) for word in words]):
        made = repair(seen).text
        found.words += 1
        if made != seen:
            found.changed.append(f"{seen!r} became {made!r}")
    return found


def _between_marks(words: list[str]) -> Iterator[str]:
    for word, other in zip(words, words[1:] + words[:1], strict=True):
        for marks in MARKS:
            yield marks.format(word, other) + "\n" if marks.count("{}") == 2 else marks.format(word) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alone", description=__doc__)
    parser.add_argument("--text", metavar="DIR", help="texts: DIR/<language>/<domain>.txt")
    parser.add_argument("--channels", nargs="*", default=list(CHANNELS))
    parser.add_argument("--words", type=int, default=40, help="words of each language")
    asked = parser.parse_args(arguments)
    folder = texts.folder_of(asked.text)
    languages = sorted({row.partition("/")[0] for row in texts.rows_of(folder)})
    words = {language: words_of(folder, language, asked.words) for language in languages}
    for channel in asked.channels:
        for name, form in FORMS.items():
            all_words = [word for some in words.values() for word in some]
            one = measure_damaged(all_words, channel, form)
            print(
                f"{channel:24} {name:12} {one.whole} of {one.words} whole, {one.untouched} untouched; "
                f"ftfy {one.by_ftfy}",
                flush=True,
            )
    for name, form in FORMS.items():
        sound = {language: measure_sound(some, form) for language, some in words.items()}
        count = sum(len(one.changed) for one in sound.values())
        tried = sum(one.words for one in sound.values())
        print(f"{'sound, between marks':24} {name:12} {count} of {tried} changed")
        for language, one in sound.items():
            for change in one.changed[:SHOWN]:
                print(f"    {language}: {change}")


if __name__ == "__main__":
    main()
