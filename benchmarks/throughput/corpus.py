"""Corpora of generated documents, each like the first one that the project was asked to repair.

In: a folder of texts, how many documents. Out: Markdown files. Touches the folder that it fills.
A document has front matter, an English section of a paragraph and a few items, and its translation
in `<details>`; then all of it is damaged. No two documents share a sentence.

- `mix`: translations in ten languages, each damaged in ten ways;
- `chinese`: translations in Chinese, damaged by windows-1254 with what it cannot show dropped;
- `sound`: the mix, undamaged;
- `short`: two lines, damaged without loss: what a document costs beside its text.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from itertools import count as counting
from pathlib import Path

from benchmarks import texts
from benchmarks.throughput.sentences import Sentences, of_language
from pipeline import damage

LANGUAGES = ("zh-Hans", "fr", "ja", "ru", "ko", "cs", "hi", "el", "vi", "ar")
WAYS = (
    "windows-1252:c1",
    "windows-1252:dropped+ad",
    "windows-1254:dropped+ad",
    "windows-1252:?+ad",
    "windows-1252:u+fffd+ad",
    "windows-1252:dropped+ad+nbsp-to-space",
    "windows-1251:c1",
    "iso-8859-1:c1",
    "windows-1252:c1 > windows-1252:c1",
    "macintosh:none",
)
CHINESE = "windows-1254:dropped+ad"
KINDS = ("mix", "chinese", "sound", "short")

_FLAGS = {
    "zh-Hans": "🇨🇳",
    "fr": "🇫🇷",
    "ja": "🇯🇵",
    "ru": "🇷🇺",
    "ko": "🇰🇷",
    "cs": "🇨🇿",
    "hi": "🇮🇳",
    "el": "🇬🇷",
    "vi": "🇻🇳",
    "ar": "🇸🇦",
}
_EMOJI = "💡📚🔥🌱🧭🎯🪜🧠⏳🤝"
_TAGS = ("management", "personal-growth", "writing", "health", "career", "learning", "habits")
_ITEMS = (2, 6)
_SENTENCES = (1, 4)
"""Items of a list, and sentences of an item: fewest and most. The first document has
as many characters in all."""


def write(folder: Path, kind: str, count: int, source: Path, seed: int = 1) -> int:
    """Fill a folder with so many documents; returns their bytes."""
    total = 0
    for number, data in enumerate(documents(kind, count, source, seed)):
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.md"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        total += len(data)
    return total


def documents(kind: str, count: int, source: Path, seed: int = 1) -> Iterator[bytes]:
    """The bytes of each document."""
    if kind == "short":
        for number in range(count):
            yield f"# Note {number}\n\nIt\u00e2\u20ac\u2122s a short one, number {number}.\n".encode()
        return
    chance = random.Random(seed)
    languages = LANGUAGES if kind != "chinese" else ("zh-Hans",)
    spoken = {name: _Spoken(of_language(source, name)) for name in ("en", *languages)}
    for number in range(count):
        text = _document(chance, number, spoken["en"], spoken[languages[number % len(languages)]])
        if kind == "chinese":
            text = damage(text, CHINESE)
        elif kind == "mix":
            text = damage(text, WAYS[number // len(LANGUAGES) % len(WAYS)])
        yield text.encode()


class _Spoken:
    """A language's sentences, each given out once."""

    def __init__(self, sentences: Sentences) -> None:
        self.language = sentences.language
        self._sentences, self._numbers = sentences, counting()

    def say(self, count: int) -> str:
        """So many sentences."""
        return " ".join(self._sentences.sentence(next(self._numbers)) for _ in range(count))


def _document(chance: random.Random, number: int, english: _Spoken, other: _Spoken) -> str:
    day = f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    tags = "".join(f"  - {tag}\n" for tag in sorted(chance.sample(_TAGS, 2)))
    shape = [chance.randint(*_SENTENCES) for _ in range(1 + chance.randint(*_ITEMS))]
    own, translated = _section(english, shape, is_marked=True), _section(other, shape, is_marked=False)
    return (
        f"---\ntitle: {english.say(1).rstrip('.')}\nemoji: {chance.choice(_EMOJI)}\ntags:\n{tags}"
        f"link: https://example.org/{day[:4]}/{number}?utm_source=newsletter&utm_medium=email\n"
        f"created: {day}T14:48:04.000Z\nmodified: {day}T14:48:04.000Z\n---\n\n"
        f"## Tip\n\n{own}\n## Translations\n\n<details>\n"
        f"   <summary>{_FLAGS[other.language]} {other.say(1)}</summary>\n\n{translated}\n</details>\n\n"
        "## Mindmap\n\n![]()\n"
    )


def _section(spoken: _Spoken, shape: list[int], *, is_marked: bool) -> str:
    """A paragraph and a list; English has code and typographic marks, as in the first document."""
    lines = [spoken.say(shape[0]), ""]
    for sentences in shape[1:]:
        text = spoken.say(sentences)
        if is_marked:
            head, _, rest = text.partition(", ")
            text = f"`{head}`. It\u2019s {rest} \u2014 that\u2019s it."
        lines.append(f"- {text}")
    return "\n".join(lines) + "\n"


def large_document(size: int, source: Path, seed: int = 1) -> bytes:
    """One document of French words without their accents, a line in twenty with them and damaged."""
    chance = random.Random(seed)
    rows = [row for row in texts.rows_of(source) if row.startswith("fr/")]
    words = " ".join(text for row in rows for text in texts.documents(source, row)).split()
    plain = [unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode() for word in words]
    lines: list[bytes] = []
    total = 0
    while total < size:
        is_damaged = len(lines) % 20 == 19
        line = " ".join(chance.choices(words if is_damaged else plain, k=30)) + ".\n\n"
        lines.append((damage(line, "windows-1252:c1") if is_damaged else line).encode())
        total += len(lines[-1])
    return b"".join(lines)[:size]
