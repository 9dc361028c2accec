"""What people decided about pairs: kept, rejected or corrected.

In: a cleaned document with its pairs, and the decisions that hold. Out: the document with its
pairs as people want them. Touches nothing. A pair is known by its level and its two texts, so
equal pairs are decided together. Of a rejected pair both sides stay, each without the other, and
so do the sentences that were paired inside of it: what is in the tables is not lost by a "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.decisions import Decisions, PairDecision
from pipeline.ids import row_id
from pipeline.records import Cleaned, Pair


def decide_pairs(cleaned: Cleaned, decisions: Decisions) -> Cleaned:
    """The document with people's decisions about its pairs.

    Args:
        cleaned: a document with its pairs, in order.
        decisions: those that hold, of all documents.
    """
    if not decisions.pairs or not cleaned.pairs:
        return cleaned
    held: list[PairDecision] = []
    rejected: list[Pair] = []
    for pair in cleaned.pairs:
        decision = _decision(pair, decisions)
        if decision is not None:
            held.append(decision)
            if decision.verdict == "reject":
                rejected.append(pair)
    if not held:
        return cleaned
    made: list[Pair] = []
    touched: list[tuple[str, str, str]] = []
    for pair in cleaned.pairs:
        decision = _decision(pair, decisions)
        is_parted = pair.target_text is not None and any(_is_within(pair, whole) for whole in rejected)
        if decision is None and not is_parted:
            made.append(pair)
            continue
        touched.append((pair.level, pair.source_text or "", pair.target_text or ""))
        if decision is not None and decision.verdict != "reject":
            made.append(_kept(pair, decision))
        else:
            made.extend(_parted(pair))
    made.sort(key=_place)
    contents = dict.fromkeys(one.content for one in held)
    return replace(
        cleaned, pairs=tuple(made), held=(*cleaned.held, *contents), touched=tuple(dict.fromkeys(touched))
    )


def _decision(pair: Pair, decisions: Decisions) -> PairDecision | None:
    if pair.source_text is None or pair.target_text is None:
        return None
    return decisions.pairs.get((pair.level, pair.source_text, pair.target_text))


def _kept(pair: Pair, decision: PairDecision) -> Pair:
    text = pair.target_text if decision.text is None else decision.text
    return replace(pair, target_text=text, score=1.0, checks=(), decided_by="person")


def _is_within(pair: Pair, whole: Pair) -> bool:
    """Whether a pair is a rejected one, or sentences of it on both sides."""
    if pair == whole:
        return True
    return (
        (whole.level, pair.level) == ("block", "sentence")
        and bool(pair.source_blocks and pair.target_blocks)
        and set(pair.source_blocks) <= set(whole.source_blocks)
        and set(pair.target_blocks) <= set(whole.target_blocks)
    )


def _parted(pair: Pair) -> Iterator[Pair]:
    """The two sides, each without the other."""
    ours, theirs = pair.kind.split("-")
    yield replace(
        pair,
        pair_id=row_id("pairs", pair.pair_id, "source"),
        target_document_id=None,
        target_blocks=(),
        target_start=None,
        target_end=None,
        target_text=None,
        target_language=pair.target_language,
        kind=f"{ours}-0",
        score=None,
        checks=(),
        decided_by="person",
    )
    yield replace(
        pair,
        pair_id=row_id("pairs", pair.pair_id, "target"),
        source_document_id=None,
        source_blocks=(),
        source_start=None,
        source_end=None,
        source_text=None,
        source_language=None,
        kind=f"0-{theirs}",
        score=None,
        checks=(),
        decided_by="person",
    )


def _place(pair: Pair) -> tuple[bool, int, bool, int]:
    start, target = pair.source_start, pair.target_start
    return start is None, start or 0, target is None, target or 0


def undecided(pairs: Iterable[Pair], touched: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """The cases of a document's pairs as they were before any decision."""
    found = {
        (pair.level, pair.source_text, pair.target_text)
        for pair in pairs
        if pair.decided_by is None and pair.source_text is not None and pair.target_text is not None
    }
    return found | set(touched)
