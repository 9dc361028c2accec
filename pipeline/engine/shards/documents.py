"""Calls extract and clean on documents and families, and sets aside the one they trip over.

In: a `Source`, or families' `Extracted`. Out: `Extracted` or `Cleaned`, one for each, in the
same order and with rows in the order of their tables.
Touches nothing. An exception in one document must not cost a million others their run: the
document becomes a row with status `rejected` and finding `file-deadly`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.decisions import Decisions
from pipeline.engine.corpus.sources import Source
from pipeline.errors import InternalError, PipelineError
from pipeline.findings import finding
from pipeline.records import Cleaned, Extracted, Finding
from pipeline.settings import Settings


def extracted_from(source: Source, settings: Settings) -> Extracted:
    """What extract makes of one document, with what its reading found."""
    from pipeline.extract import extract_document

    path = source.file.path
    try:
        item = extract_document(path, source.data, settings, problem=source.problem)
    except PipelineError:
        raise
    except Exception as err:  # noqa: BLE001 - see the head of this file
        item = extract_document(path, None, settings, problem=_deadly("extract", err))
    if item.document.path != path:
        raise InternalError(f"extract changed a path to {item.document.path}", context=path)
    return with_findings(item, source.findings)


def with_findings(item: Extracted, more: tuple[Finding, ...]) -> Extracted:
    """A document with more findings, after its own."""
    if not more:
        return item
    document = item.document
    return replace(item, document=replace(document, findings=(*document.findings, *more)))


def cleaned_from(
    families: Sequence[tuple[Extracted, ...]], settings: Settings, decisions: Decisions | None = None
) -> list[list[Cleaned]]:
    """What clean makes of families, with what people decided of them.

    They are cleaned together, for that is quicker; if that fails, one by one, and then the documents
    of the family that it fails on.
    """
    from pipeline.clean import clean_families

    try:
        cleaned = clean_families(families, settings, decisions or Decisions())
    except PipelineError:
        raise
    except Exception as err:  # noqa: BLE001 - see the head of this file
        if len(families) > 1:
            return [one for family in families for one in cleaned_from([family], settings, decisions)]
        members = families[0]
        if len(members) == 1:
            return [[_set_aside(members[0], _deadly("clean", err))]]
        return [[item for one in members for item in cleaned_from([(one,)], settings, decisions)[0]]]
    if len(cleaned) != len(families):
        raise InternalError("clean lost or made a family")
    return [_in_order(family, found) for family, found in zip(families, cleaned, strict=True)]


def _in_order(family: tuple[Extracted, ...], cleaned: Sequence[Cleaned]) -> list[Cleaned]:
    """The documents of a family in its order, each with its rows in the order of their tables."""
    by_path = {item.document.path: item for item in cleaned}
    paths = [member.document.path for member in family]
    if len(cleaned) != len(family) or set(by_path) != set(paths):
        raise InternalError("clean lost or made a document", context=", ".join(paths))
    return [_sorted(by_path[path]) for path in paths]


def _deadly(stage: str, err: Exception) -> Finding:
    what = f"{stage} failed on the file: {type(err).__name__}: {err}"
    return finding("file-deadly", what.encode("ascii", "backslashreplace").decode("ascii"))


def _set_aside(item: Extracted, problem: Finding) -> Cleaned:
    """A document that clean could not do. Its text stays, so that its bytes can be written."""
    document = replace(
        item.document,
        status="rejected",
        blocks=0,
        repairs=0,
        doubtful=0,
        left=0,
        findings=(*item.document.findings, problem),
    )
    return Cleaned(document=document, blocks=(), repairs=(), pairs=())


def _sorted(item: Cleaned) -> Cleaned:
    return replace(
        item,
        blocks=tuple(sorted(item.blocks, key=lambda block: block.position)),
        repairs=tuple(sorted(item.repairs, key=lambda repair: (repair.start, repair.end))),
        pairs=tuple(
            sorted(
                item.pairs, key=lambda pair: (*_none_last(pair.source_start), *_none_last(pair.target_start))
            )
        ),
    )


def _none_last(start: int | None) -> tuple[bool, int]:
    return start is None, start or 0
