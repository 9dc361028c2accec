"""Parallel texts whose alignment is known, disturbed in known ways.

In: a folder of parallel Markdown, `NAME.en.md` beside `NAME.zh.md` and so on, in any depth. Out: `Case`
records. Touches nothing else. Documents whose blocks are of the same kinds in the same order on
both sides are the truth; then blocks and sentences are dropped, merged, split and put in another
order by a seeded hand.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.clean.pairs.sentences import split
from pipeline.markdown import cut, plain, without_prefixes

Link = tuple[tuple[int, ...], tuple[int, ...]]
RATES = {"drop": 0.04, "merge": 0.03, "split": 0.03, "swap": 0.02}
"""How often each is done to a unit; the first on either side."""
LEAST_SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A block or sentence."""

    kind: str
    text: str
    plain: str
    parts: tuple[str, ...] = ()
    """Where it can be split truly: both sides have as many sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two lists of texts and which belong together."""

    language: str
    source: tuple[Text, ...]
    target: tuple[Text, ...]
    links: frozenset[Link]


def read_texts(path: Path) -> list[Text]:
    """Blocks of a file without its front matter."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = []
    for span in cut(text).blocks:
        written = without_prefixes(text[span.start : span.end], span.kind)
        rendered = plain(written, span.kind)
        if rendered and span.kind != "front_matter":
            kind = f"{span.kind}{span.level}" if span.kind == "heading" else span.kind
            found.append(Text(kind=kind, text=written, plain=rendered))
    return found


def parallel(folder: Path) -> Iterator[tuple[str, list[Text], list[Text]]]:
    """Language and blocks of every two files that mirror one another.

    Blocks at the end of the translation that the source has not (a translator's note) are left out.
    """
    for source in sorted(folder.rglob("*.en.md")):
        ours = read_texts(source)
        for target in sorted(source.parent.glob(f"{source.name[:-5]}*.md")):
            language = target.name[len(source.name) - 5 : -3]
            theirs = read_texts(target)[: len(ours)] if language != "en" else []
            if theirs and [t.kind for t in theirs] == [t.kind for t in ours]:
                yield language, ours, theirs


def sentences_of(language: str, ours: Text, theirs: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences of two blocks where they have as many; else none."""
    if ours.kind in ("code", "html") or ours.plain == theirs.plain:
        return (), ()
    first = tuple(ours.plain[a:b] for a, b in split(ours.plain, "en"))
    second = tuple(theirs.plain[a:b] for a, b in split(theirs.plain, language))
    return (first, second) if len(first) == len(second) else ((), ())


def disturb(language: str, pairs: Sequence[tuple[Text, Text]], hand: random.Random) -> Case:
    """Drop, merge, split and swap; code and what is not translated is left as it is."""
    groups: list[tuple[list[Text], list[Text]]] = []
    at = 0
    while at < len(pairs):
        ours, theirs = pairs[at]
        following = pairs[at + 1] if at + 1 < len(pairs) else None
        at += 1
        done = hand.choices(("", *RATES), (1 - 2 * sum(RATES.values()), *(2 * r for r in RATES.values())))[0]
        first = hand.random() < 0.5
        if not is_translated(ours, theirs) or done in ("", "swap"):
            groups.append(([ours], [theirs]))
        elif done == "drop":
            groups.append(([ours], []) if first else ([], [theirs]))
        elif done == "split" and len(theirs.parts) > 1:
            cut_at = hand.randrange(1, len(theirs.parts))
            halves = (_spliced(theirs.parts[:cut_at]), _spliced(theirs.parts[cut_at:]))
            groups.append(([ours], [replace(theirs, text=h, plain=h, parts=()) for h in halves]))
        elif done == "merge" and following is not None and _can_merge((ours, theirs), following):
            at += 1
            both = ([ours, following[0]], [theirs, following[1]])
            groups.append(([_merged(*both[0])], both[1]) if first else (both[0], [_merged(*both[1])]))
        else:
            groups.append(([ours], [theirs]))
    return _case(language, groups, hand)


def _case(language: str, groups: Sequence[tuple[list[Text], list[Text]]], hand: random.Random) -> Case:
    """Number both sides; the target's in an order in which some neighbours are swapped."""
    order = list(range(len(groups)))
    for place in range(len(order) - 1):
        pair = [groups[order[place]], groups[order[place + 1]]]
        if all(a and b and is_translated(a[0], b[0]) for a, b in pair) and hand.random() < RATES["swap"]:
            order[place], order[place + 1] = order[place + 1], order[place]
    places: dict[int, tuple[int, ...]] = {}
    target: list[Text] = []
    for number in order:
        theirs = groups[number][1]
        places[number] = tuple(range(len(target), len(target) + len(theirs)))
        target += theirs
    source: list[Text] = []
    links: set[Link] = set()
    for number, (ours, theirs) in enumerate(groups):
        if ours and theirs and is_translated(ours[0], theirs[0]):
            links.add((tuple(range(len(source), len(source) + len(ours))), places[number]))
        source += ours
    return Case(language=language, source=tuple(source), target=tuple(target), links=frozenset(links))


def is_translated(ours: Text, theirs: Text) -> bool:
    """Whether it is text, and not the same on both sides."""
    return ours.kind not in ("code", "html") and ours.plain != theirs.plain


def _can_merge(pair: tuple[Text, Text], following: tuple[Text, Text]) -> bool:
    kinds = {text.kind for text in (*pair, *following)}
    return len(kinds) == 1 and kinds <= {"paragraph", "list_item", "sentence"} and is_translated(*following)


def _merged(ours: Text, following: Text) -> Text:
    return replace(
        ours,
        text=_spliced((ours.text, following.text)),
        plain=_spliced((ours.plain, following.plain)),
        parts=(),
    )


def _spliced(parts: Sequence[str]) -> str:
    return " ".join(parts)


def cases_from(
    texts: Iterable[tuple[str, Sequence[Text], Sequence[Text]]], each: int
) -> Iterator[tuple[str, Case]]:
    """Cases by level, at most `each` documents of a language."""
    taken: dict[str, int] = defaultdict(int)
    for language, ours, theirs in texts:
        taken[language] += 1
        if taken[language] > each:
            continue
        hand = random.Random(f"{language} {taken[language]}")
        pairs = []
        for mine, other in zip(ours, theirs, strict=True):
            first, second = sentences_of(language, mine, other)
            pairs.append((replace(mine, parts=first), replace(other, parts=second)))
            if len(first) >= LEAST_SENTENCES:
                inner = [
                    (Text(kind="sentence", text=a, plain=a), Text(kind="sentence", text=b, plain=b))
                    for a, b in zip(first, second, strict=True)
                ]
                yield "sentences", disturb(language, inner, hand)
        yield "blocks", disturb(language, pairs, hand)


def is_counted(case: Case, link: Link) -> bool:
    """Whether it links text; code and what was not translated is no task."""
    ours, theirs = case.source[link[0][0]], case.target[link[1][0]]
    return is_translated(ours, theirs)
