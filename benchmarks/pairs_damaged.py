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
from pipeline.clean.pairs.places import SourcePlaces
from pipeline.clean.pairs.sentences import split
from pipeline.extract import extract_document
from pipeline.records import Cleaned, Pair
from pipeline.settings import Settings

CHANNEL = "windows-1252:dropped+ad"
MOST_SENTENCES = 10_000
"""In a block; sentences are numbered so."""
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
    starts: dict[str, list[int]] = {}
    pairs: list[Pair] = []
    for one in cleaned:
        blocks = [block for block in one.blocks if block.kind != "front_matter"]
        written, language = (
            (case.source, "en") if one.document.path == "note.md" else (case.target, case.language)
        )
        if len(blocks) != len(written):
            return None
        in_source = SourcePlaces(one)
        for place, block in enumerate(blocks):
            places[block.block_id] = place
            spans = split(block.plain or "", language)
            starts[block.block_id] = [in_source.span(block, *span)[0] for span in spans]
        pairs += one.pairs
    sentences = [pair for pair in pairs if pair.level == "sentence"]
    return Outcome(
        blocks=[
            (tuple(places[b] for b in pair.source_blocks), tuple(places[b] for b in pair.target_blocks))
            for pair in pairs
            if pair.level != "sentence"  # a first heading is a title
        ],
        sentences=[
            (
                _covered(pair.source_blocks, pair.source_start, pair.source_end, places, starts),
                _covered(pair.target_blocks, pair.target_start, pair.target_end, places, starts),
            )
            for pair in sentences
        ],
    )


def _covered(
    blocks: Sequence[str],
    start: int | None,
    end: int | None,
    places: dict[str, int],
    starts: dict[str, list[int]],
) -> tuple[int, ...]:
    """Numbers of the sentences that begin in a stretch of these blocks."""
    if start is None or end is None:
        return ()
    return tuple(
        _number(places[block], rank)
        for block in blocks
        for rank, at in enumerate(starts[block])
        if start <= at < end
    )


def _number(block: int, rank: int) -> int:
    return block * MOST_SENTENCES + rank


def true_sentences(case: Case) -> frozenset[Link]:
    """Links of the sentences of blocks that were left as they were."""
    return frozenset(
        ((_number(ours[0], rank),), (_number(theirs[0], rank),))
        for ours, theirs in case.links
        if len(ours) == len(theirs) == 1
        and len(case.source[ours[0]].parts) == len(case.target[theirs[0]].parts) > 1
        for rank in range(len(case.source[ours[0]].parts))
    )


def count_sentences(tally: Tally, found: Sequence[Link], true: frozenset[Link]) -> None:
    """Count sentences of the blocks that hold a true one."""
    blocks = {ours[0] // MOST_SENTENCES for ours, _ in true}
    whole = [link for link in found if link[0] and link[1] and link[0][0] // MOST_SENTENCES in blocks]
    tally.count(whole, true)


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
    sentences = {False: Tally(), True: Tally()}
    skipped = 0
    for case in cases(given.text, given.each):
        sound, restored = (outcome_of(cleaned_of(case, channel), case) for channel in (None, CHANNEL))
        if sound is None or restored is None:
            skipped += 1
            continue
        for language in (case.language, "all"):
            tallies[language, False].add(case, sound.blocks)
            tallies[language, True].add(case, restored.blocks)
        true = true_sentences(case)
        count_sentences(sentences[False], sound.sentences, true)
        count_sentences(sentences[True], restored.sentences, true)
    print(f"through {CHANNEL}; strict / lax F1 on blocks")
    for language in sorted({language for language, _ in tallies}, key=lambda x: (x == "all", x)):
        before, after = tallies[language, False], tallies[language, True]
        print(
            f"{language:<10} {before.true:>6}   sound {before.strict():.4f} /{before.lax():.4f}"
            f"   restored {after.strict():.4f} /{after.lax():.4f}"
        )
    before, after = sentences[False], sentences[True]
    print(
        f"sentences  {before.true:>6}   sound {before.strict():.4f} /{before.lax():.4f}"
        f"   restored {after.strict():.4f} /{after.lax():.4f}"
    )
    print(f"left out: {skipped}")


if __name__ == "__main__":
    main()
