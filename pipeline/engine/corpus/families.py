"""Which documents belong together: a text and its translations in sibling files.

In: a path relative to RAW. Out: its family, the path without language suffix and without its
first language folder: `x.md`, `x.zh.md`, `x.pt-BR.md` and `zh/x.md` are all family `x.md`.
Touches nothing. A family is only kept together; whether its members translate each other is
for clean to find out, so a folder `it/` of notes about computers does no harm.
Idea: the two ways in which sites and books name translations (Hugo, Docusaurus, mdBook).
"""

from __future__ import annotations

import re

_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or
os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGES = frozenset(_CODES.split())
"""Two-letter codes of ISO 639-1."""

_TAG = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?")
"""Language, script and region of BCP 47, with `-` or `_`."""


def is_language(name: str) -> bool:
    """Whether a suffix or folder names a language: `zh`, `zh-CN`, `sr_Latn`, `es-419`."""
    match = _TAG.fullmatch(name)
    return match is not None and match[1].lower() in _LANGUAGES


def family_of(path: str) -> str:
    """The family of a document.

    Args:
        path: relative to RAW, with `/`.

    Example:
        >>> family_of("guide/zh-CN/start.md"), family_of("guide/start.zh.md")
        ('guide/start.md', 'guide/start.md')
    """
    *folders, name = path.split("/")
    for at, folder in enumerate(folders):
        if is_language(folder):
            del folders[at]
            break
    stem, dot, ending = name.rpartition(".")
    before, inner_dot, suffix = stem.rpartition(".")
    if dot and inner_dot and before and is_language(suffix):
        name = f"{before}.{ending}"
    return "/".join([*folders, name])


def order_of(path: str) -> tuple[str, str]:
    """What documents are sorted by: family, then path, both by code point."""
    return family_of(path), path
