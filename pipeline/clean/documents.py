"""Clean one document, and one family of them.

In: what extract left of a document. Out: `Cleaned`: the document repaired, its header read,
its blocks in their languages, every edit with its place. Touches nothing but models and tables.
A pure function of document and settings. `repair` is called once, on the whole text: what is
intact anywhere in a document is context for what is damaged elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.clean import blocks as block_room
from pipeline.clean.blocks import Repaired
from pipeline.clean.choice import choose
from pipeline.clean.decided import decide
from pipeline.clean.edits import Borders, made
from pipeline.clean.language.detect import UNDETERMINED, Detection
from pipeline.clean.metadata import Metadata, read, to_metadata
from pipeline.clean.pairs.family import pair_family
from pipeline.clean.placed import count_channels, place_edits
from pipeline.clean.translations import count_siblings, count_translations
from pipeline.clean.verdict import merge_findings, status_of
from pipeline.decisions import Decisions
from pipeline.findings import finding
from pipeline.markdown import cut
from pipeline.markdown.allowed import find_allowed
from pipeline.markdown.header import find_rules
from pipeline.mojibake import repair
from pipeline.mojibake.repair import apply_edits
from pipeline.positions import LineIndex
from pipeline.records import Block, Cleaned, Document, Edit, Extracted
from pipeline.settings import Settings

_UNDECIDED = Decisions()


def clean_family(
    family: tuple[Extracted, ...], settings: Settings, decisions: Decisions = _UNDECIDED
) -> tuple[Cleaned, ...]:
    """Clean a document and the files beside it that may be its translations.

    Args:
        family: the documents whose paths differ in a language only, sorted by path.
        settings: what may be repaired, and how far text is evened out.
        decisions: what people decided about repairs, of all documents.
    """
    cleaned = [clean_document(extracted, settings, decisions) for extracted in family]
    if len(cleaned) > 1:
        counts = count_siblings([one.document for one in cleaned])
        cleaned = [
            replace(
                one, document=replace(one.document, translations=(one.document.translations or 0) + siblings)
            )
            if siblings
            else one
            for one, siblings in zip(cleaned, counts, strict=True)
        ]
    elif not cleaned[0].document.translations:
        return tuple(cleaned)
    return tuple(pair_family(cleaned))


def clean_document(extracted: Extracted, settings: Settings, decisions: Decisions = _UNDECIDED) -> Cleaned:
    """Clean one document by itself; a rejected one passes as it is."""
    document = extracted.document
    if document.status == "rejected":
        return Cleaned(document=document, blocks=extracted.blocks, repairs=(), pairs=())
    source = document.text or ""
    found = repair(source, accept=settings.accept).edits
    decided = decide(source, found, decisions)
    edits, withheld = choose(source, decided.edits, settings)
    done = made(edits)
    repaired = Repaired(
        source=source, text=apply_edits(source, edits), edits=edits, borders=Borders(done) if done else None
    )
    cut_again = _is_cut_again(extracted, done)
    document, blocks = _cut_again(extracted, repaired, settings) if cut_again else _keep(extracted, repaired)
    blocks, languages = block_room.finish(blocks, repaired, settings, path=document.path)
    rows = place_edits(source, edits, document, blocks)
    metadata = _read_metadata(document, repaired, settings)
    findings = merge_findings(document, [*withheld, *metadata.findings], rows, repaired.text)
    findings = tuple(find_allowed(source).without(findings))
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
            repairs=len(done),
            doubtful=sum(edit.grade == "doubtful" for edit in done),
            left=len(edits) - len(done),
            channels=count_channels(edits),
            findings=findings,
        ),
        blocks=blocks,
        repairs=rows,
        pairs=(),
        held=tuple(one.content for one in decided.held),
        sound=decided.sound,
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
    return any(_ascii_of(edit.before) != _ascii_of(edit.after or "") for edit in done)


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
