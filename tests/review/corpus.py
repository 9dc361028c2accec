"""Notes that a run doubts, and a run over them, for tests of the review."""

from __future__ import annotations

from pathlib import Path

from pipeline.engine import run
from pipeline.engine.shards.decided import decisions_path
from pipeline.mojibake import damage
from pipeline.review.context import Contexts
from pipeline.review.items import Output, items_of
from pipeline.review.ledger import Ledger
from pipeline.review.session import Session
from pipeline.settings import Settings

CHANNEL = "windows-1252:dropped+ad"

HARD = (
    "# \u9762\n\n\u4ed6\u53eb\u5434\u6b65\u540d\u3002\n\n\u540d\uff0c\u53d1\uff0c\u9762\uff0c\u6b65\u3002\n\n"
    "\u6211\u53eb\u5434\u6b65\u540d\u3002\n\n\u8fd9\u4e2a\u95ee\u9898\u6211\u4eec\u8fd8\u6ca1\u6709\u8bf4\u6e05\u695a\u3002\n"
)
"""Words of one character that lost a byte each: there is little around to tell them apart by. The last
line says that they are Chinese."""

BEYOND = "\n\u951f\u65a4\u62f7\u951f\u65a4\u62f7 is all that is left.\n"

PAIRED = (
    "# Guide\n\nCall me in 1999 if you can, please.\n\n<details>\n<summary>Deutsch</summary>\n\n"
    "# Anleitung\n\nRuf mich bitte 1989 an, wenn du kannst.\n\n</details>\n"
)
"""A translation with another number."""

HOSTILE = (
    '</script><script>alert(1)</script><img src=x onerror=alert(2)> "onfocus=alert(3) autofocus x=" '
    "{{ 7 * 7 }} =cmd|'/c calc'!A0 \u202eevil\u202c \u200b\x07 <!-- ]]> &lt;b&gt;"
)
"""Markup, ends of scripts and attributes, templates, formulas, controls that turn the order round."""


def write_notes(raw: Path, *, hostile: bool = False) -> Path:
    """A folder of notes with doubtful places, one beyond repair, and a pair that fails a check."""
    raw.mkdir(parents=True)
    end = f"{HOSTILE}\n" if hostile else ""
    (raw / "hard.md").write_text(damage(HARD, CHANNEL) + BEYOND + end, encoding="utf-8")
    (raw / "copy.md").write_text(damage(HARD, CHANNEL) + end, encoding="utf-8")
    for name, text in (("one", "# \u9762\n"), ("two", "\u4e00 \u9762\n")):
        (raw / f"{name}.md").write_text(damage(text, CHANNEL), encoding="utf-8")
    pair = PAIRED
    for word in ("please", "kannst") if hostile else ():
        pair = pair.replace(word, f"{word} {HOSTILE}")
    (raw / "guide.md").write_text(pair, encoding="utf-8")
    if hostile:
        name = "=cmd 'x' \"onfocus=alert(4) <script>alert(5)<\u2215script> \u202egpj.md"
        (raw / name).write_text(damage(HARD, CHANNEL) + end, encoding="utf-8")
    return raw


def run_notes(raw: Path, accept: str = "doubtful") -> Settings:
    """Settings of a run over RAW that has ended."""
    settings = Settings(raw=str(raw), out=str(raw.with_name("out")), accept=accept)
    run(settings)
    return settings


def open_session(settings: Settings) -> tuple[Session, Contexts]:
    """A review of that run."""
    output = Output(settings.out)
    return Session(items_of(output), Ledger(decisions_path(settings.raw))), Contexts(output)
