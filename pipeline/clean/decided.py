"""What people decided, put in the place of what the search found.

In: a document's edits and the decisions that hold. Out: the edits as people want them, and which
decisions found their case. Touches nothing.
A decision comes after the search and is no context to other repairs, so what the search finds
never depends on it: the engine knows without a new search which shards a decision is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.clean.certificate import prove
from pipeline.clean.choice import left
from pipeline.clean.placed import count_channels
from pipeline.decisions import Decisions, RepairDecision, cases_of
from pipeline.records import Alternative, Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A document's edits after people's decisions."""

    edits: tuple[Edit, ...]
    held: tuple[RepairDecision, ...] = ()
    """The decisions whose case is in the document."""
    sound: tuple[tuple[int, int], ...] = ()
    """Stretches that the search found and a person says are no damage; they have no edit."""


def decide(source: str, edits: Sequence[Edit], decisions: Decisions) -> Decided:
    """The edits with people's decisions in the place of the search's.

    Args:
        source: the decoded source text.
        edits: what the search found, ascending.
        decisions: those that hold, of all documents.
    """
    if not decisions.repairs or not edits:
        return Decided(edits=tuple(edits))
    seen = {case[0] for case in decisions.repairs}
    if not any(edit.before in seen for edit in edits):
        return Decided(edits=tuple(edits))
    cases = cases_of(source, [(edit.start, edit.end) for edit in edits])
    channels = count_channels(edits) or ()
    done: list[Edit] = []
    held: list[RepairDecision] = []
    sound: list[tuple[int, int]] = []
    for edit, case in zip(edits, cases, strict=True):
        decision = decisions.repairs.get(case)
        if decision is None:
            done.append(edit)
            continue
        held.append(decision)
        if decision.verdict == "sound":
            sound.append((edit.start, edit.end))
        elif decision.verdict == "leave":
            done.append(replace(left(edit), decided_by="person"))
        else:
            done.append(_read(edit, decision, channels))
    return Decided(edits=tuple(done), held=tuple(held), sound=tuple(sound))


def _read(edit: Edit, decision: RepairDecision, channels: Sequence[str]) -> Edit:
    """The edit as a person reads it, with its certificate if there is one.

    The search's own proof stays where the person agrees with it.
    """
    text = decision.text or ""
    if text == edit.after:
        return replace(edit, grade="certain", confidence=1.0, decided_by="person")
    first = () if edit.after is None else (Alternative(text=edit.after, probability=edit.confidence),)
    proof = prove(text, edit.before, (edit.channel, *channels))
    return replace(
        edit,
        after=text,
        bytes=proof.bytes if proof else "",
        channel=proof.channel if proof else None,
        loss=proof.loss if proof else None,
        layers=proof.layers if proof else 0,
        struck=proof.struck if proof else (),
        confidence=1.0,
        grade="certain",
        decided_by="person",
        alternatives=tuple(one for one in (*first, *edit.alternatives) if one.text != text),
    )
