"""Which parts of a document are translations, and which documents are those of another.

In: blocks of a document; a family's documents. Out: `Part` records. Touches nothing.
A translation is a `<details>` whose summary begins with a flag or a language's name, or what
stands under a heading "Translations" without such a fold (there each heading below it that
begins with a flag or a name opens one), or a sibling file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.clean.language.names import Named, leading_language
from pipeline.records import Block

HEADINGS = frozenset(
    (
        "translation", "translations", "übersetzung", "übersetzungen", "traduction", "traductions",
        "traducción", "traducciones", "tradução", "traduções", "traduzione", "traduzioni",
        "перевод", "переводы", "翻译", "翻譯", "译文", "譯文", "翻訳", "번역",
    )
)  # fmt: skip
"""What a section of translations is headed, folded."""

_FOLD = re.compile(r"^(?:.*/)?details\[\d+\]")
_AROUND = " \t*_:：.#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One translation inside a document."""

    blocks: tuple[Block, ...]
    """What it holds, in order, without its summary or heading."""
    label: Block
    """The summary or heading that opens it."""
    title_start: int
    """Where in the label's plain text the title begins, behind the language's name."""
    named: Named | None
    """The language that the label names; null under a heading that names none."""


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """The translations that a document holds, in order."""
    if not any(block.kind == "summary" or block.kind == "heading" for block in blocks):
        return []
    folds = _folds(blocks)
    with_fold = {part.label.section for part in folds}
    found = folds + _sections(blocks, with_fold)
    return sorted(found, key=lambda part: part.label.position)


def _folds(blocks: Sequence[Block]) -> list[Part]:
    """The folds that name a language; of one inside another each holds what is in no other."""
    opened: list[tuple[str, Block, Named, list[Block]]] = []
    around: list[tuple[str, Block, Named, list[Block]]] = []
    for block in blocks:
        path = block.path_in_document
        while around and not path.startswith(around[-1][0]):
            around.pop()
        named = leading_language(block.plain or "") if block.kind == "summary" else None
        match = _FOLD.match(path) if named is not None else None
        if (
            named is not None
            and match is not None
            and match.group() + "/" not in [fold[0] for fold in around]
        ):
            fold: tuple[str, Block, Named, list[Block]] = (match.group() + "/", block, named, [])
            opened.append(fold)
            around.append(fold)
        elif around:
            around[-1][3].append(block)
    return [
        Part(blocks=tuple(inside), label=label, title_start=named.end, named=named)
        for _, label, named, inside in opened
    ]


def is_heading_of_translations(block: Block) -> bool:
    """Whether a block is a heading "Translations", in one of the languages known."""
    return block.kind == "heading" and (block.plain or "").strip(_AROUND).casefold() in HEADINGS


def _sections(blocks: Sequence[Block], with_fold: Iterable[int | None]) -> list[Part]:
    """What stands under headings of translations that have no folds of translations."""
    found: list[Part] = []
    without = set(with_fold)
    for place, block in enumerate(blocks):
        if not is_heading_of_translations(block) or block.section in without:
            continue
        inside = _under(blocks, place)
        if any(other.section in without for other in inside):
            continue
        opened = [
            (at, other, named)
            for at, other in enumerate(inside)
            if other.kind == "heading" and (named := leading_language(other.plain or "")) is not None
        ]
        if not opened:
            own = tuple(other for other in inside if other.section == block.section)
            if own:
                end = len(block.plain or "")
                found.append(Part(blocks=own, label=block, title_start=end, named=None))
            continue
        ends = [at for at, _, _ in opened[1:]] + [len(inside)]
        for (at, label, named), end in zip(opened, ends, strict=True):
            content = tuple(inside[at + 1 : end])
            if content:
                found.append(Part(blocks=content, label=label, title_start=named.end, named=named))
    return found


def _under(blocks: Sequence[Block], place: int) -> list[Block]:
    """Blocks behind a heading up to the next heading of its level or above."""
    level = blocks[place].level or 1
    inside = []
    for other in blocks[place + 1 :]:
        if other.kind == "heading" and (other.level or 1) <= level:
            break
        inside.append(other)
    return inside
