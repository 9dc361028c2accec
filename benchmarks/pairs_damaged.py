"""Whether damage costs alignment: sound documents, and the same damaged and restored.

In: a folder of parallel Markdown, as `benchmarks/pairs_set.py` reads it. Out: a table on standard
output: `python -m benchmarks.pairs_damaged --text DIR`. Touches nothing else. Each case is written as
two sibling files, goes through extract and clean as it is and once more with every character
sent through the channel, and the pairs that come out are counted against what is known.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.pairs import Tally
from benchmarks.pairs_set import Case, Link, Text, disturb, parallel, sentences_of
from pipeline import damage
from pipeline.clean import clean_family
from pipeline.extract import extract_document
from pipeline.records import Cleaned, Pair
from pipeline.settings import Settings

CHANNEL = "windows-1252:dropped+ad"
_PREFIX = {"paragraph": "", "list_item": "- "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a family's pairs link, by ordinals of blocks and of sentences."""

    blocks: list[Link]
    sentences: list[Link]


def markdown_of(texts: Sequence[Text]) -> str:
    """A document of these blocks, one after the other."""
    lines = []
    for text in texts:
        level = int(text.kind[7:]) if text.kind.startswith("heading") else 0
        prefix = "#" * level + " " if level else _PREFIX[text.kind]
        lines.append(prefix + " ".join(text.plain.split()))
    return "\n\n".join(lines) + "\n"


def cleaned_of(case: Case, channel: str | None) -> list[Cleaned]:
    """Both documents of a case after clean."""
    family = []
    for path, texts in (("note.md", case.source), (f"note.{case.language}.md", case.target)):
        text = markdown_of(texts)
        data = (damage(text, channel) if channel else text).encode()
        family.append(extract_document(path, data, Settings()))
    return list(clean_family(tuple(sorted(family, key=lambda one: one.document.path)), Settings()))


def outcome_of(cleaned: Sequence[Cleaned], case: Case) -> Outcome | None:
    """Links of a family; None where a document was not cut into the blocks that were written."""
    places: dict[str, int] = {}
    pairs: list[Pair] = []
    for one in cleaned:
        blocks = [block for block in one.blocks if block.kind != "front_matter"]
        written = case.source if one.document.path == "note.md" else case.target
        if len(blocks) != len(written):
            return None
        places.update((block.block_id, place) for place, block in enumerate(blocks))
        pairs += one.pairs
    return Outcome(
        blocks=[
            (tuple(places[b] for b in pair.source_blocks), tuple(places[b] for b in pair.target_blocks))
            for pair in pairs
            if pair.level == "block"
        ],
        sentences=_sentence_links([pair for pair in pairs if pair.level == "sentence"]),
    )


def _sentence_links(pairs: Sequence[Pair]) -> list[Link]:
    """Links of sentences, each by the place where it begins."""
    return [
        (
            (pair.source_start,) if pair.source_start is not None else (),
            (pair.target_start,) if pair.target_start is not None else (),
        )
        for pair in pairs
    ]


def _ranked(links: Sequence[Link]) -> list[Link]:
    """The links with ordinals in place of offsets: damage moves offsets, and keeps the order."""
    ours = {start: place for place, start in enumerate(sorted({i for link in links for i in link[0]}))}
    theirs = {start: place for place, start in enumerate(sorted({j for link in links for j in link[1]}))}
    return [(tuple(ours[i] for i in a), tuple(theirs[j] for j in b)) for a, b in links]


def cases(folder: Path, each: int) -> Iterator[Case]:
    """Cases of headings, paragraphs and items, at most `each` of a language."""
    taken: dict[str, int] = defaultdict(int)
    for language, ours, theirs in parallel(folder):
        pairs = [
            (mine, other)
            for mine, other in zip(ours, theirs, strict=True)
            if mine.kind in _PREFIX or mine.kind.startswith("heading")
        ]
        if len(pairs) < 8 or taken[language] >= each:
            continue
        taken[language] += 1
        with_parts = []
        for mine, other in pairs:
            first, second = sentences_of(language, mine, other)
            with_parts.append((replace(mine, parts=first), replace(other, parts=second)))
        yield disturb(language, with_parts, random.Random(f"damaged {language} {taken[language]}"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--text", type=Path, required=True, help="folder of NAME.LANGUAGE.md")
    parser.add_argument("--each", type=int, default=2, help="documents of a language")
    given = parser.parse_args()
    tallies: dict[tuple[str, bool], Tally] = defaultdict(Tally)
    same = sentences = skipped = 0
    for case in cases(given.text, given.each):
        sound, restored = (outcome_of(cleaned_of(case, channel), case) for channel in (None, CHANNEL))
        if sound is None or restored is None:
            skipped += 1
            continue
        for language in (case.language, "all"):
            tallies[language, False].add(case, sound.blocks)
            tallies[language, True].add(case, restored.blocks)
        first, second = set(_ranked(sound.sentences)), set(_ranked(restored.sentences))
        same += 2 * len(first & second)
        sentences += len(first) + len(second)
    print(f"through {CHANNEL}; strict / lax F1 on blocks")
    for language in sorted({language for language, _ in tallies}, key=lambda x: (x == "all", x)):
        before, after = tallies[language, False], tallies[language, True]
        print(
            f"{language:<10} {before.true:>6}   sound {before.strict():.4f} /{before.lax():.4f}"
            f"   restored {after.strict():.4f} /{after.lax():.4f}"
        )
    print(f"sentence links that are the same in both: {same / max(1, sentences):.4f}; left out: {skipped}")


if __name__ == "__main__":
    main()
