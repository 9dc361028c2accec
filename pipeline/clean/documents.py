"""Clean documents, and families of them.

In: what extract left of documents. Out: `Cleaned`: each document repaired, its header read,
its blocks in their languages, every edit with its place. Touches nothing but models and tables.
A pure function of document and settings. `repair` is called once, on the whole text: what is
intact anywhere in a document is context for what is damaged elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.clean import blocks as block_room
from pipeline.clean.blocks import Repaired, Texts
from pipeline.clean.choice import choose
from pipeline.clean.decided import Decided, decide
from pipeline.clean.edits import Borders, made
from pipeline.clean.language.detect import UNDETERMINED, Detection, Spoken, detect_documents
from pipeline.clean.metadata import Metadata, read, to_metadata
from pipeline.clean.pairs.family import pair_families
from pipeline.clean.pairs.translations import count_siblings, count_translations
from pipeline.clean.placed import count_channels, place_edits
from pipeline.clean.verdict import merge_findings, status_of
from pipeline.decisions import Decisions
from pipeline.findings import finding
from pipeline.markdown import cut
from pipeline.markdown.allowed import find_allowed
from pipeline.markdown.header import find_rules
from pipeline.mojibake import repair
from pipeline.mojibake.edits.apply import apply_edits
from pipeline.positions import LineIndex
from pipeline.records import Block, Cleaned, Document, Edit, Extracted, Finding
from pipeline.settings import Settings

_UNDECIDED = Decisions()
_PARTED = "\0"
"""Between texts that are looked at together."""


def clean_family(
    family: tuple[Extracted, ...], settings: Settings, decisions: Decisions = _UNDECIDED
) -> tuple[Cleaned, ...]:
    """Clean a document and the files beside it that may be its translations: see `clean_families`."""
    return clean_families([family], settings, decisions)[0]


def clean_families(
    families: Sequence[tuple[Extracted, ...]], settings: Settings, decisions: Decisions = _UNDECIDED
) -> list[tuple[Cleaned, ...]]:
    """Clean families of documents: each a document and the files that may be its translations.

    Each comes out as it would alone; together they take half of the time.

    Args:
        families: documents whose paths differ in a language only, sorted by path.
        settings: what may be repaired, and how far text is evened out.
        decisions: what people decided about repairs, of all documents.
    """
    documents = iter(clean_documents([one for family in families for one in family], settings, decisions))
    cleaned = [_with_siblings(list(islice(documents, len(family)))) for family in families]
    translated = [place for place, family in enumerate(cleaned) if _may_have_pairs(family)]
    for place, paired in zip(translated, pair_families([cleaned[place] for place in translated])):
        cleaned[place] = paired
    return [tuple(family) for family in cleaned]


def _with_siblings(family: list[Cleaned]) -> list[Cleaned]:
    """The documents with their count of translations, those in other files too."""
    if len(family) == 1:
        return family
    counts = count_siblings([one.document for one in family])
    return [
        replace(one, document=replace(one.document, translations=(one.document.translations or 0) + siblings))
        if siblings
        else one
        for one, siblings in zip(family, counts, strict=True)
    ]


def _may_have_pairs(family: Sequence[Cleaned]) -> bool:
    return len(family) > 1 or bool(family[0].document.translations)


def clean_document(extracted: Extracted, settings: Settings, decisions: Decisions = _UNDECIDED) -> Cleaned:
    """Clean one document by itself; a rejected one passes as it is."""
    return clean_documents([extracted], settings, decisions)[0]


def clean_documents(
    documents: Sequence[Extracted], settings: Settings, decisions: Decisions = _UNDECIDED
) -> list[Cleaned]:
    """Clean documents, each by itself; only their languages are told together."""
    works = [
        None if one.document.status == "rejected" else _mended(one, settings, decisions) for one in documents
    ]
    found = iter(detect_documents([one.spoken for one in works if one], detector=settings.detector))
    return [
        Cleaned(document=one.document, blocks=one.blocks, repairs=(), pairs=())
        if work is None
        else _finished(work, next(found))
        for one, work in zip(documents, works, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mended:
    """A document whose text is repaired, on its way to `Cleaned`."""

    document: Document
    blocks: tuple[Block, ...]
    texts: Texts
    spoken: Spoken
    repaired: Repaired
    decided: Decided
    withheld: Sequence[Finding]
    metadata: Metadata


def _mended(extracted: Extracted, settings: Settings, decisions: Decisions) -> _Mended:
    source = extracted.document.text or ""
    found = repair(source, accept=settings.accept).edits
    decided = decide(source, found, decisions)
    edits, withheld = choose(source, decided.edits, settings)
    done = made(edits)
    repaired = Repaired(
        source=source, text=apply_edits(source, edits), edits=edits, borders=Borders(done) if done else None
    )
    cut_again = _is_cut_again(extracted, done)
    document, blocks = _cut_again(extracted, repaired, settings) if cut_again else _keep(extracted, repaired)
    texts = block_room.texts_of(blocks, repaired, settings)
    return _Mended(
        document=document,
        blocks=blocks,
        texts=texts,
        spoken=block_room.spoken_of(blocks, texts, document.path),
        repaired=repaired,
        decided=decided,
        withheld=withheld,
        metadata=_read_metadata(document, repaired, settings),
    )


def _finished(work: _Mended, languages: Sequence[Detection]) -> Cleaned:
    document, repaired, edits = work.document, work.repaired, work.repaired.edits
    metadata = work.metadata
    blocks = block_room.finish(work.blocks, work.texts, languages, edits)
    rows = place_edits(repaired.source, edits, document, blocks)
    findings = merge_findings(document, [*work.withheld, *metadata.findings], rows, repaired.text)
    findings = tuple(find_allowed(repaired.source).without(findings))
    count = sum(edit.after is not None for edit in edits)
    return Cleaned(
        document=replace(
            document,
            status=status_of(edits, findings),
            title=metadata.title,
            emoji=metadata.emoji,
            tags=metadata.tags,
            link=metadata.link,
            created=metadata.created,
            modified=metadata.modified,
            metadata=metadata.metadata,
            text=repaired.text or None,
            languages=_languages(languages),
            translations=count_translations(blocks),
            blocks=len(blocks),
            repairs=count,
            doubtful=sum(edit.grade == "doubtful" and edit.after is not None for edit in edits),
            left=len(edits) - count,
            channels=count_channels(edits),
            findings=findings,
        ),
        blocks=blocks,
        repairs=rows,
        pairs=(),
        held=tuple(one.content for one in work.decided.held),
        sound=work.decided.sound,
    )


def _is_cut_again(extracted: Extracted, done: Sequence[Edit]) -> bool:
    """Whether the edits may change what the Markdown or the header is made of.

    Markdown and YAML are built of ASCII. A header that could not be read (one block of level 0)
    may be readable now: YAML refuses the C1 controls of damaged text.
    """
    if not done:
        return False
    first = extracted.blocks[0] if extracted.blocks else None
    if first is not None and first.kind == "front_matter" and not first.level and done[0].start < first.end:
        return True
    texts = [edit.before for edit in done], [edit.after or "" for edit in done]
    before, after = (_PARTED.join(side) for side in texts)
    if before.count(_PARTED) == after.count(_PARTED) == len(done) - 1:  # all at once, as nearly always
        return _ascii_of(before) != _ascii_of(after)
    return any(_ascii_of(one) != _ascii_of(other) for one, other in zip(*texts, strict=True))


def _ascii_of(text: str) -> bytes:
    return text.encode("ascii", "ignore")


def _keep(extracted: Extracted, repaired: Repaired) -> tuple[Document, tuple[Block, ...]]:
    if repaired.borders is None:
        return extracted.document, extracted.blocks
    blocks = block_room.snap(extracted.blocks, repaired.borders, repaired.source)
    if blocks != extracted.blocks:
        blocks = block_room.with_bytes(blocks, repaired.source, extracted.document)
    return extracted.document, blocks


def _cut_again(
    extracted: Extracted, repaired: Repaired, settings: Settings
) -> tuple[Document, tuple[Block, ...]]:
    """Blocks, sections and header of the repaired text, with their places in the source."""
    result = cut(
        repaired.text,
        max_front_matter_bytes=settings.max_front_matter_bytes,
        max_front_matter_aliases=settings.max_front_matter_aliases,
    )
    borders = repaired.borders or Borders(())
    blocks = block_room.from_spans(result.blocks, repaired, extracted.document)
    raw = repaired.source[: borders.to_source(result.header.end)] if result.header else None
    document = replace(extracted.document, sections=result.sections, raw_front_matter=raw)
    return document, block_room.with_bytes(blocks, repaired.source, document)


def _read_metadata(document: Document, repaired: Repaired, settings: Settings) -> Metadata:
    """The header of the repaired text; its findings have their places in the source."""
    rules = find_rules(repaired.text)
    if rules is None:
        if any(found.code == "front-matter-unclosed" for found in document.findings):
            return Metadata()
        return Metadata(findings=(finding("front-matter-missing", "the document has no front matter"),))
    metadata = to_metadata(read(repaired.text[: rules[2]], settings))
    if not metadata.findings:
        return metadata
    borders = repaired.borders or Borders(())
    lines = LineIndex(repaired.source[: borders.to_source(rules[2])])
    placed = []
    for one in metadata.findings:
        start = borders.to_source(one.start or 0)
        end = borders.to_source(rules[2] if one.end is None else one.end)
        line, column = lines.place(start)
        placed.append(replace(one, start=start, end=end, line=line, column=column))
    return replace(metadata, findings=tuple(placed))


def _languages(found: Sequence[Detection]) -> tuple[str, ...] | None:
    """Languages of the blocks, most letters first, ties by tag."""
    letters: Counter[str] = Counter()
    for one in found:
        if one.shares is None:
            letters[one.language] += one.letters
        else:
            for share in one.shares:
                letters[share.language] += round(share.share * one.letters)
    del letters[UNDETERMINED]
    return tuple(sorted(letters, key=lambda tag: (-letters[tag], tag))) or None
