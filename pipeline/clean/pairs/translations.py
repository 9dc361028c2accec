"""Which parts of a document are translations, and which files are those of another.

In: a document's cleaned blocks; a family's paths and languages. Out: counts, places. Touches nothing.
A translation is what `pairs.find` finds in a document, or a sibling file (`x.zh.md` or `zh/x.md`
beside `x.md`, `fr/x.md` beside `en/x.md`) that is in the language its name says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.language.hints import named_by_path
from pipeline.clean.pairs.find import parts_of
from pipeline.records import Block, Document


def count_translations(blocks: Sequence[Block]) -> int:
    """How many translations the blocks of one document hold."""
    return len(parts_of(blocks))


def count_siblings(documents: Sequence[Document]) -> list[int]:
    """For each document of a family, how many of the others are its translations."""
    counts = [0] * len(documents)
    source, targets = siblings_of(documents)
    if targets:
        counts[source] = len(targets)
    return counts


def siblings_of(documents: Sequence[Document]) -> tuple[int, list[int]]:
    """The document of a family that is the source of others, and those; by their places.

    The source is the one without a language in its path; where all have one (`en/x.md` beside
    `fr/x.md`) the English one, else the first. A translation is in the language that its path
    names: a folder `it/` of notes about computers translates nothing.
    """
    if len(documents) < 2:
        return 0, []
    paths = [_split(document.path) for document in documents]
    shortest = min(map(len, paths))
    sources = [place for place, path in enumerate(paths) if len(path) == shortest]
    source = min(
        sources,
        key=lambda place: (
            len(sources) > 1 and "en" not in map(_primary, paths[place]),
            documents[place].path,
        ),
    )
    own = _main_language(documents[source])
    targets = []
    for place, document in enumerate(documents):
        named, of_source = _named(paths[source], paths[place])
        is_other = _main_tag(document) != _main_tag(documents[source])
        if place == source or not named or named != _main_language(document) or not is_other:
            continue
        if of_source in (None, own):
            targets.append(place)
    return source, targets


def misnamed_of(documents: Sequence[Document]) -> list[tuple[int, str, str]]:
    """Documents whose file name says a language that they are not in, but their source's; by place.

    `x.de.md` beside `x.md`, both in English: nobody has translated it yet, or not there. A folder's
    name says less: `it/` may hold notes about computers.

    Returns:
        Place, the language that the name says, and the one it is in: primary subtags.
    """
    source, _ = siblings_of(documents)
    paths = [_split(document.path) for document in documents]
    own = _main_language(documents[source])
    found = []
    for place, document in enumerate(documents):
        named, of_source = _named(paths[source], paths[place])
        is_suffix = documents[source].path.rpartition("/")[0] == document.path.rpartition("/")[0]
        if place == source or own is None or of_source is not None or not is_suffix:
            continue
        if named is None or _primary(named_by_path(document.path) or "") != named:  # `x.v2.md`
            continue
        if named != own == _main_language(document):
            found.append((place, named, own))
    return found


def _split(path: str) -> list[str]:
    return re.split(r"[/.]", path)


def _primary(part: str) -> str:
    return re.split("[-_]", part)[0].lower()


def _named(source: list[str], sibling: list[str]) -> tuple[str | None, str | None]:
    """Primary subtags of the one part that `sibling` has more, or other, than `source`, and of that."""
    if len(sibling) == len(source) + 1:
        for place, part in enumerate(sibling):
            if source == sibling[:place] + sibling[place + 1 :]:
                return _primary(part), None
    elif len(sibling) == len(source):
        other = [place for place in range(len(source)) if source[place] != sibling[place]]
        if len(other) == 1:
            return _primary(sibling[other[0]]), _primary(source[other[0]])
    return None, None


def _main_tag(document: Document) -> str | None:
    """The language with the most letters, whole: the two writings of Chinese translate one another."""
    return document.languages[0] if document.languages else None


def _main_language(document: Document) -> str | None:
    """Primary subtag of the language with the most letters."""
    return document.languages[0].partition("-")[0] if document.languages else None
