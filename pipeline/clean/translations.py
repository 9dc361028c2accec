"""Which parts of a document are translations, and how many.

In: a document's cleaned blocks; a family's paths and languages. Out: counts. Touches nothing.
A translation is a `<details>` whose summary begins with a flag or a language's name, a section
headed "Translations" that has none of those, or a sibling file (`x.zh.md` or `zh/x.md` beside
`x.md`) that is in the language its name says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.language.names import leading_language
from pipeline.records import Block, Document

_HEADINGS = frozenset(
    (
        "translation", "translations", "übersetzung", "übersetzungen", "traduction", "traductions",
        "traducción", "traducciones", "tradução", "traduções", "traduzione", "traduzioni",
        "перевод", "переводы", "翻译", "翻譯", "译文", "譯文", "翻訳", "번역",
    )
)  # fmt: skip
"""What a section of translations is headed, folded."""

_FOLD = re.compile(r"^(?:.*/)?details\[\d+\]")
_AROUND = " \t*_:：.#"


def count_translations(blocks: Sequence[Block]) -> int:
    """How many translations the blocks of one document hold."""
    if not any(block.kind == "summary" or block.kind == "heading" for block in blocks):
        return 0
    folds: set[str] = set()
    sections_with_fold: set[int | None] = set()
    for block in blocks:
        if block.kind != "summary" or not leading_language(block.plain or ""):
            continue
        fold = _FOLD.match(block.path_in_document)
        folds.add(fold.group() if fold else block.path_in_document)
        sections_with_fold.add(block.section)
    return len(folds) + sum(
        1 for section in _sections_of_translations(blocks) if section not in sections_with_fold
    )


def _sections_of_translations(blocks: Sequence[Block]) -> set[int]:
    """Ordinals of sections that are headed as translations and hold something."""
    headed = {
        block.section
        for block in blocks
        if block.kind == "heading"
        and block.section is not None
        and (block.plain or "").strip(_AROUND).casefold() in _HEADINGS
    }
    if not headed:
        return set()
    filled = {block.section for block in blocks if block.kind != "heading"}
    return {section for section in headed if section in filled}


def count_siblings(documents: Sequence[Document]) -> list[int]:
    """For each document of a family, how many of the others are its translations.

    Only the one without a language in its path has any, and only such as are in the language
    that theirs names: a folder `it/` of notes about computers translates nothing.
    """
    counts = [0] * len(documents)
    if len(documents) < 2:
        return counts
    source = min(range(len(documents)), key=lambda i: (len(documents[i].path), documents[i].path))
    own = _main_language(documents[source])
    for place, document in enumerate(documents):
        named = _added(documents[source].path, document.path)
        found = _main_language(document)
        if place != source and named and named == found and found != own:
            counts[source] += 1
    return counts


def _main_language(document: Document) -> str | None:
    """Primary subtag of the language with the most letters."""
    return document.languages[0].partition("-")[0] if document.languages else None


def _added(source: str, sibling: str) -> str | None:
    """Primary subtag of the one suffix or folder that `sibling` has and `source` has not."""
    parts, longer = re.split(r"[/.]", source), re.split(r"[/.]", sibling)
    if len(longer) != len(parts) + 1:
        return None
    for place, part in enumerate(longer):
        if parts == longer[:place] + longer[place + 1 :]:
            return re.split("[-_]", part)[0].lower()
    return None
