"""What a document says itself of the languages of its blocks.

In: blocks and their texts; a path. Out: the BCP 47 tag that each is said to be in. Touches nothing
but the tables of names. Said is not proved: the detectors weigh it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.language.detectors import scripts_of_languages
from pipeline.clean.language.names import leading_language
from pipeline.records import Block

_FOLD = re.compile(r"^(?:.*/)?details\[\d+\]")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?", re.IGNORECASE)
_TRADITIONAL = frozenset(("tw", "hk", "mo"))


def named_by_folds(blocks: Sequence[Block], plains: Sequence[str | None]) -> list[str | None] | None:
    """For each block, the language that its fold's summary, or its section's heading, names.

    Args:
        blocks: of one document, in order.
        plains: the text of each, as rendered.

    Returns: null where nothing is named.
    """
    folds: dict[str, str] = {}
    sections: dict[int, str] = {}
    for block, text in zip(blocks, plains, strict=True):
        if text is None or (block.kind != "summary" and block.kind != "heading"):
            continue
        named = leading_language(text)
        if named is None or named.language is None:
            continue
        fold = _FOLD.match(block.path_in_document)
        if block.kind == "summary" and fold is not None:
            folds[fold.group()] = named.language
        elif block.kind == "heading" and block.section is not None:
            sections[block.section] = named.language
    if not folds and not sections:
        return None
    return [_named(block, folds, sections) for block in blocks]


def _named(block: Block, folds: dict[str, str], sections: dict[int, str]) -> str | None:
    fold = _FOLD.match(block.path_in_document) if folds else None
    while fold is not None:
        if fold.group() in folds:
            return folds[fold.group()]
        fold = _FOLD.match(fold.group().rpartition("/")[0])  # a fold within the fold
    return sections.get(block.section) if block.section is not None else None


def named_by_path(path: str) -> str | None:
    """The language that a file's last suffix (`x.zh.md`) or one of its folders (`de/x.md`) names."""
    *folders, name = path.split("/")
    parts = name.split(".")
    for part in (*parts[1:-1][::-1], *folders[::-1]):
        tag = _tag(part)
        if tag is not None:
            return tag
    return None


def _tag(part: str) -> str | None:
    match = _TAG.fullmatch(part)
    if match is None:
        return None
    language, script, territory = match.group(1).lower(), match.group(2), match.group(3)
    if language not in scripts_of_languages():
        return None
    if language == "zh" and (script or territory):
        is_traditional = script.title() == "Hant" if script else territory.lower() in _TRADITIONAL
        return "zh-Hant" if is_traditional else "zh-Hans"
    return language
