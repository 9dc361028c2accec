"""Cuts the dev texts into the test set of `benchmarks.language`.

In: `dev/<language>/<domain>.txt`, a block a line, an empty line between documents. Out: documents of
pieces (titles, bullets, sentences) of three lengths, and texts that are in no language. Touches nothing
else; the same files and seed give the same set.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean.language.script import count_letters

LENGTHS = ((5, 20), (20, 60), (60, 200))
"""From, in code points, and up to (not included)."""

SCRIPTS = {
    "ar": "Arab", "bg": "Cyrl", "el": "Grek", "fa": "Arab", "he": "Hebr", "hi": "Deva",
    "ja": "Hani Hira Kana", "ko": "Hang Hani", "ru": "Cyrl", "sr": "Cyrl", "th": "Thai", "uk": "Cyrl",
    "zh-Hans": "Hani", "zh-Hant": "Hani",
}  # fmt: skip
"""Scripts of the languages that are not in Latin letters."""

TAGS = {"sr": "sr-Cyrl"}

_UNSPACED = ("ja", "th", "zh-Hans", "zh-Hant")
_SENTENCE = re.compile(r"[^.!?\u3002\uff01\uff1f\u0964\u2026]+[.!?\u3002\uff01\uff1f\u0964\u2026]*")
_CLAUSE = re.compile("[,;:\u2013\u2014()\uff0c\uff1b\uff1a\u3001\u060c\u061b\\s]+")
_ADDRESS = re.compile(r"://|www\.|@|[\w-]+\.(?:com|org|net|html|js|py|md)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text whose language is known."""

    text: str
    language: str
    """BCP 47 tag."""
    length: int
    """Index in `LENGTHS`."""


def documents(dev: Path, *, seed: int, per_language: int) -> list[list[Piece]]:
    """Documents of 8 to 24 pieces that follow each other in one file, lengths mixed.

    Args:
        dev: the folder of languages.
        seed: of the choice of lines and cuts.
        per_language: pieces of each length, about.
    """
    found = []
    for folder in sorted(p for p in dev.iterdir() if p.is_dir()):
        rng = random.Random(f"{seed}/{folder.name}")
        files = [p.read_text(encoding="utf-8").split("\n") for p in sorted(folder.glob("*.txt"))]
        missing = per_language * len(LENGTHS)
        for turn in range(per_language):
            lines = files[turn % len(files)]
            pieces = _document(lines, folder.name, rng)
            if len(pieces) >= 8:
                found.append(pieces)
                missing -= len(pieces)
            if missing <= 0:
                break
    return found


def _document(lines: list[str], language: str, rng: random.Random) -> list[Piece]:
    size = rng.randrange(8, 25)
    first = rng.randrange(max(1, len(lines) - size))
    pieces = []
    for line in lines[first:]:
        length = rng.randrange(len(LENGTHS))
        text = _cut(line.strip(), language, LENGTHS[length], rng)
        if text and _is_fair(text, language):
            pieces.append(Piece(text=text, language=TAGS.get(language, language), length=length))
        if len(pieces) == size:
            break
    return pieces


def _cut(line: str, language: str, length: tuple[int, int], rng: random.Random) -> str | None:
    """A sentence of the line, a clause of one, or its beginning, as a title would have it."""
    low, high = length
    sentences = [s.strip() for s in _SENTENCE.findall(line)]
    clauses = [c.strip() for s in sentences for c in _CLAUSE.split(s)] if low < 20 else []
    whole = [s for s in sentences if low <= len(s) < high]
    if whole and rng.random() < 0.5:
        return rng.choice(whole)
    if clauses and language in _UNSPACED:
        short = [c for c in clauses if low <= len(c) < high]
        return rng.choice(short) if short else None
    long = [s for s in sentences if len(s) >= low]
    if not long:
        return None
    sentence = rng.choice(long)
    if language in _UNSPACED:
        return sentence[: rng.randrange(low, high)]
    words, text = sentence.split(), ""
    start = rng.randrange(len(words)) if rng.random() < 0.5 else 0
    want = rng.randrange(low, high)
    for word in words[start:]:
        if text and len(text) + 1 + len(word) > want:
            break
        text = f"{text} {word}".strip()
    return text.strip(" ,;:-(") if low <= len(text.strip(" ,;:-(")) < high else None


def _is_fair(text: str, language: str) -> bool:
    """Whether the text can be in the language at all: no address, mostly letters of its scripts."""
    letters = count_letters(text)
    own = sum(letters.get(script, 0) for script in SCRIPTS.get(language, "Latn").split())
    wanted = max(4, len(text) // 2) if language not in _UNSPACED else max(3, len(text) // 2)
    return own >= wanted and own >= 0.8 * sum(letters.values()) and not _ADDRESS.search(text)


def no_language(*, seed: int, count: int) -> dict[str, list[str]]:
    """Texts in no language, by kind."""
    rng = random.Random(f"{seed}/und")
    makers = {
        "address": _address, "number": _number, "emoji": _emoji, "date": _date, "file name": _file_name,
        "hash": _hash, "code": _code,
    }  # fmt: skip
    return {name: [make(rng) for _ in range(count)] for name, make in makers.items()}


_NAMES = (
    "user", "total", "index", "main", "config", "data", "value", "items", "result", "node", "request",
    "buffer", "parse", "build", "render", "handle", "size", "name", "report", "draft", "notes", "photo",
)  # fmt: skip
_ENDS = (
    "md", "txt", "py", "js", "json", "yaml", "toml", "csv", "png", "jpg", "pdf", "tar.gz", "html", "rs",
    "zip",
)  # fmt: skip
_FOLDERS = ("", "", "src/", "./docs/", "/etc/", "~/notes/", "data/raw/", "C:\\Users\\")
_HOSTS = ("example.org", "www.example.com", "github.com", "docs.python.org", "localhost:8080")
_HEX = "0123456789abcdef"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SIGNS = (
    "\U0001f600", "\U0001f680", "\u2764\ufe0f", "\U0001f469\u200d\U0001f4bb", "\U0001f1e9\U0001f1ea",
    "\u2705", "\U0001f44d\U0001f3fd", "\u2192", "\u2605", "\u2014",
)  # fmt: skip


def _name(rng: random.Random) -> str:
    first, second = rng.sample(_NAMES, 2)
    return rng.choice((first, f"{first}_{second}", first + second.title(), first.title() + second.title()))


def _file_name(rng: random.Random) -> str:
    first, second = rng.sample(_NAMES, 2)
    stems = (first, f"{first}-{second}", f"{first}_{second}", f"IMG_{rng.randrange(9999):04}", "README")
    return f"{rng.choice(_FOLDERS)}{rng.choice(stems)}.{rng.choice(_ENDS)}"


def _address(rng: random.Random) -> str:
    host = rng.choice(_HOSTS)
    path = "/".join(rng.sample(_NAMES, rng.randrange(4)))
    scheme = rng.choice(("https://", "http://", "https://", "ftp://"))
    return rng.choice((
        f"{scheme}{host}/{path}", f"{scheme}{host}/{path}?q={rng.choice(_NAMES)}&page={rng.randrange(99)}",
        f"www.example.com/{path}", f"{rng.choice(_NAMES)}@example.org", f"<{scheme}{host}>",
    ))  # fmt: skip


def _number(rng: random.Random) -> str:
    n = rng.randrange(10**6)
    return rng.choice((
        f"{n}", f"{n:,}", f"{n / 100:.2f} %", f"\u20ac {n / 100:.2f}", f"+{rng.randrange(99)} {n} {n % 1000}",
        f"{n % 97} + {n % 31} = {n % 97 + n % 31}", f"v{n % 9}.{n % 31}.{n % 7}",
        f"192.168.{n % 256}.{n % 251}",
        f"{n % 100}/{n % 50}", f"{n % 1920}x{n % 1080}", f"{n} kB", f"{n % 500} km", f"#{n}",
        f"{n % 24}:{n % 60:02}",
    ))  # fmt: skip


def _emoji(rng: random.Random) -> str:
    return " ".join(rng.sample(_SIGNS, rng.randrange(1, 4)))


def _date(rng: random.Random) -> str:
    y, m, d = rng.randrange(1990, 2031), rng.randrange(1, 13), rng.randrange(1, 29)
    h, s = rng.randrange(24), rng.randrange(60)
    return rng.choice((
        f"{y}-{m:02}-{d:02}", f"{d}.{m}.{y}", f"{m}/{d}/{y}", f"{y}-{m:02}-{d:02}T{h:02}:{s:02}:00.000Z",
        f"{y}/{m:02}/{d:02} {h:02}:{s:02}", f"{y}-{m:02}-{d:02} {h:02}:{s:02}:00+02:00", f"{y}-W{d:02}",
        f"{h}:{s:02} UTC",
    ))  # fmt: skip


def _hash(rng: random.Random) -> str:
    digits = "".join(rng.choice(_HEX) for _ in range(64))
    mixed = "".join(rng.choice(_BASE64) for _ in range(43))
    uuid = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
    return rng.choice((
        f"{digits[:7]}0f", digits[:32], digits[:40], digits, uuid, digits[:40].upper(), f"{mixed}=",
        f"sha256:{digits}", f"#{digits[:6]}", f"0x{digits[:8]}",
    ))  # fmt: skip


def _code(rng: random.Random) -> str:
    a, b, c = (_name(rng) for _ in range(3))
    return rng.choice((
        f"{a} = {b}({c})", f"def {a}({b}, {c}=None):", f"return {a}.{b}()",
        f"for (int i = 0; i < {a}; i++) {{",
        f"import {a}", f"from {a} import {b}", f"const {a} = require('{b}');",
        f"if {a} is not None and {b} > 0:", f"SELECT {a} FROM {b} WHERE {c} = 1;", f'<div class="{a}">',
        f"</{a}>", f"{a}->{b}[{c}] += 1;", f"npm install {a} --save-dev", f'git commit -m "{a} {b}"',
        f"$ cd {a}/{b} && make", "}", f"#include <{a}.h>", f"public static void {a}(String[] {b}) {{",
        f"let mut {a} = Vec::new();", f"func {a}({b} int) error {{", f'"{a}": "{b}",', f"{a}: {{{b}: {c}}}",
        f"@{a}.{b}", f"--{a}-{b}", f"${{{a}}}", f"{a}_{b}", f"{a}()", f"docker run -it {a}:latest",
        f"chmod +x {a}.sh", f"print({a})", f"x = {a} if {b} else {c}", f"console.log({a});", f"{a} := <-{b}",
        f"while (!{a}) {b}++;", f"{a}::{b}", f"[{a}]", f"{a}={b}", f"sudo apt-get install {a}",
        f"lambda {a}: {b}", f"  - {a}: {b}_{c}",
    ))  # fmt: skip
