"""Rules beside damage and odd characters: most of them notes, looked for where they are selected.

In: a file's path, bytes and text, and what is selected. Out: findings. Touches nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from pipeline.audit.lookalikes import mixed_words
from pipeline.audit.selection import Selection
from pipeline.encoding import Decoded
from pipeline.findings import finding
from pipeline.mojibake.sound.code import code_spans
from pipeline.positions import LineIndex
from pipeline.records import Finding
from pipeline.settings import Settings

MARKDOWN = (".md", ".markdown", ".mdx")
SINGLY = 20
"""Findings of one code that are named one by one in a file."""
_CHANGES_IN_NFC = re.compile(r"\S+")


def more(
    path: str,
    data: bytes,
    decoded: Decoded,
    selection: Selection,
    settings: Settings,
    earlier: Callable[[], bytes | None],
) -> list[Finding]:
    """What else there is to say of a text, of what is selected.

    Args:
        path: its ending tells Markdown.
        data: the file.
        decoded: its text.
        selection: what is looked for.
        settings: the limits of front matters.
        earlier: gives the file as it was before its last change.
    """
    text, found = decoded.text, []
    found += _file_name(path, selection, settings)
    if not text.isascii():
        if selection.wants("look-alike"):
            found += _placed("look-alike", text, list(mixed_words(text)))
        if selection.wants("not-nfc") and not unicodedata.is_normalized("NFC", text):
            words = (match for match in _CHANGES_IN_NFC.finditer(text) if not match.group().isascii())
            spans = [
                (match.start(), match.end(), "the text is not in Unicode normalization form C")
                for match in words
                if not unicodedata.is_normalized("NFC", match.group())
            ]
            found += _placed("not-nfc", text, spans)
    if path.lower().endswith(MARKDOWN):
        from pipeline.audit.notes import note_findings

        found += note_findings(path, data, decoded, selection, settings, earlier)
    return found


def _file_name(path: str, selection: Selection, settings: Settings) -> list[Finding]:
    """A damaged name, or one that is not UTF-8."""
    found = []
    if re.search("%[89A-F][0-9A-F]", path) and selection.wants("path-not-utf8"):
        found.append(finding("path-not-utf8", f"the file's name is not UTF-8; it is shown as {path}"))
    if not path.isascii() and selection.wants("path-damaged"):
        from pipeline.fixing.texts import find_edits

        edits, _ = find_edits(path, settings)
        made = [edit for edit in edits if edit.after is not None and edit.grade != "doubtful"]
        if made:
            from pipeline.mojibake.edits.apply import apply_edits

            message = f"the name is damaged; it should read {apply_edits(path, tuple(made))}"
            found.append(finding("path-damaged", message))
    return found


def _placed(code: str, text: str, spans: list[tuple[int, int, str]]) -> list[Finding]:
    """Findings of one code, the first ones one by one and the rest counted."""
    if not spans:
        return []
    lines = LineIndex(text)
    found = []
    for start, end, message in spans[:SINGLY]:
        line, column = lines.place(start)
        found.append(finding(code, message, line=line, column=column, start=start, end=end))
    if len(spans) > SINGLY:
        found.append(finding(code, f"and {len(spans) - SINGLY} more in this file"))
    return found


def line_ends(text: str) -> str:
    """How lines end, each way with its count, the commonest first."""
    crlf = text.count("\r\n")
    counts = {"CRLF": crlf, "LF": text.count("\n") - crlf, "CR": text.count("\r") - crlf}
    ranked = sorted((-count, name) for name, count in counts.items() if count)
    return f"lines end in {', '.join(f'{name} ({-count})' for count, name in ranked)}"


def is_in_code(text: str, at: int) -> bool:
    """Whether an offset lies in a code span or fence of Markdown."""
    starts, spans = _code(text)
    place = bisect_right(starts, at) - 1
    return place >= 0 and at < spans[place][1]


@lru_cache(maxsize=1)
def _code(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    spans = code_spans(text)
    return [start for start, _ in spans], spans
