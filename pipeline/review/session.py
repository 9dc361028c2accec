"""A review: which item is next, what can be chosen, what is kept, what is taken back.

In: items of a run and a ledger. Out: decisions in the ledger. Touches the decisions file, through
the ledger. Knows nothing of pages, so the server and the CSV file are two faces of one thing.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.clean.certificate import prove, why_not
from pipeline.decisions import Decision, PairCase, PairDecision, RepairCase, RepairDecision
from pipeline.review.items import Item, PairItem, RepairItem
from pipeline.review.ledger import Ledger

MOST_READINGS = 9
"""Readings that have a key: the digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that a person can choose."""

    id: str
    verdict: str
    text: str | None = None
    probability: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a typed reading is not kept."""

    text: str
    reason: str


class Session:
    """One review of one run."""

    def __init__(self, items: Sequence[Item], ledger: Ledger) -> None:
        self.items = tuple(items)
        self.ledger = ledger
        self._by_id = {item.id: place for place, item in enumerate(self.items)}
        self._undo: list[tuple[str, tuple[Decision, ...]]] = []
        self._open: list[int] = []
        self._by_case: dict[RepairCase | PairCase, list[int]] = defaultdict(list)
        self._earlier: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)
        self._alike: dict[tuple[object, ...], list[RepairItem]] = defaultdict(list)
        for place, item in enumerate(self.items):
            for case in item.cases:
                self._by_case[case].append(place)
            if isinstance(item, RepairItem):
                self._alike[item.likeness].append(item)
        self._count()

    # What there is

    def item(self, id_: str) -> Item | None:
        """The item of this id, if there is one."""
        place = self._by_id.get(id_)
        return None if place is None else self.items[place]

    def number(self, item: Item) -> int:
        """Which item it is, from 1."""
        return self._by_id[item.id] + 1

    def decision(self, item: Item) -> Decision | None:
        """What was decided about it; None if anything of it is open."""
        holding = self.ledger.holding
        found: list[Decision | None]
        if isinstance(item, PairItem):
            found = [holding.pairs.get(case) for case in item.cases]
        else:
            found = [holding.repairs.get(case) for case in item.cases]
        return found[-1] if all(found) else None

    @property
    def open(self) -> Sequence[int]:
        """Ordinals of the items that are not decided, ascending."""
        self.look()
        return self._open

    @property
    def done(self) -> int:
        """How many are decided, as of the last look."""
        return len(self.items) - len(self._open)

    def next_open(self, after: Item | None = None, *, back: bool = False) -> Item | None:
        """The next open item behind one, or before it; from the other end where there is none."""
        places = self.open
        if not places:
            return None
        if after is None:
            return self.items[places[0]]
        here = self._by_id[after.id]
        if back:
            at = bisect_right(places, here - 1) - 1
            return self.items[places[at]]
        at = bisect_right(places, here)
        return self.items[places[at % len(places)]]

    def alike(self, item: Item) -> list[RepairItem]:
        """Other open items with the same text and the same readings, elsewhere."""
        if not isinstance(item, RepairItem):
            return []
        return [one for one in self._alike[item.likeness] if one is not item and self.decision(one) is None]

    def look(self) -> None:
        """Take note of what others wrote into the file.

        Raises:
            DecisionsError: it cannot be read any more.
        """
        if self.ledger.refresh():
            self._count()

    def _count(self) -> None:
        """What is open, and what was decided about equal texts, of all there is."""
        self._open = [place for place, item in enumerate(self.items) if self.decision(item) is None]
        self._earlier.clear()
        for one in self.ledger.holding.repairs.values():
            self._earlier[one.seen][one.verdict, one.text] += 1

    def _keep(self, decisions: Sequence[Decision]) -> None:
        """Append decisions, and count what they change."""
        self.look()
        before = [self._held(one) for one in decisions]
        self.ledger.append(decisions)
        if self.ledger.refresh():
            self._count()
            return
        for old, new in zip(before, decisions, strict=True):
            if isinstance(new, RepairDecision):
                self._earlier[new.seen][old.verdict, old.text] -= 1
                self._earlier[new.seen][new.verdict, new.text] += 1
            for place in self._by_case.get(new.case, ()):
                at = bisect_left(self._open, place)
                is_listed = at < len(self._open) and self._open[at] == place
                is_open = self.decision(self.items[place]) is None
                if is_open and not is_listed:
                    self._open.insert(at, place)
                elif is_listed and not is_open:
                    del self._open[at]

    # What can be chosen

    def choices(self, item: Item) -> list[Choice]:
        """What a person can choose about an item, the best first."""
        if isinstance(item, PairItem):
            return [_choice("keep"), _choice("reject")]
        self.look()
        earlier = self._earlier.get(item.seen, Counter())
        readings = {one.text: one.probability for one in item.readings}
        taken = item.after if item.after is not None else next(iter(readings), None)
        found = []
        for text, probability in readings.items():
            notes = ["the run's reading"] if text == item.after else []
            count = earlier["read", text]
            if count:
                notes.append(_elsewhere(count))
            found.append(_choice("read", text, probability, ", ".join(notes)))
        for (verdict, other), count in earlier.most_common():
            if verdict == "read" and count > 0 and other is not None and other not in readings:
                found.append(_choice("read", other, None, _elsewhere(count)))
        found.sort(key=lambda one: one.text != taken)
        found = found[:MOST_READINGS]
        for verdict in ("sound", "leave"):
            count = earlier[verdict, None]
            found.append(_choice(verdict, note=_elsewhere(count) if count else ""))
        return found

    # What is decided

    def refusal(self, item: Item, text: str) -> Refusal | None:
        """Why a reading that was typed could not have become what is seen; None if it could."""
        if isinstance(item, PairItem):
            return Refusal(text=text, reason="it is empty") if not text.strip() else None
        channels = (item.channel, *item.channels)
        if prove(text, item.seen, channels) is not None:
            return None
        return Refusal(text=text, reason=why_not(text, item.seen, channels))

    def decide(
        self, item: Item, verdict: str, text: str | None = None, *, forced: bool = False, alike: bool = False
    ) -> int:
        """Keep a decision about an item, all places equal to it, and if asked all that are alike.

        Returns:
            How many places were decided.

        Raises:
            DecisionsError: it could not be kept; nothing was changed.
        """
        items: list[Item] = [item, *(self.alike(item) if alike else ())]
        found = [one for each in items for one in _decisions(each, verdict, text, forced=forced)]
        self.look()
        before = tuple(self._held(one) for one in found)
        self._keep(found)
        self._undo.append((item.id, before))
        return sum(len(each.places) for each in items)

    def decide_all(self, decided: Sequence[tuple[Item, str, str | None, bool]]) -> None:
        """Keep decisions about many items at once: verdict, text, and whether it is forced.

        Raises:
            DecisionsError: they could not be kept; nothing was changed.
        """
        found = [
            one
            for item, verdict, text, forced in decided
            for one in _decisions(item, verdict, text, forced=forced)
        ]
        if found:
            self._keep(found)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back, as of the last look."""
        return bool(self._undo or self.ledger.holding)

    def undo(self) -> Item | None:
        """Take back what was decided last, here or in a review before; returns its item.

        Raises:
            DecisionsError: it could not be kept.
        """
        self.look()
        if self._undo:
            id_, before = self._undo[-1]
            self._keep(before)
            self._undo.pop()
            return self.item(id_)
        last = self.last()
        return self.take_back(last) if last is not None else None

    def last(self) -> Decision | None:
        """The decision that was kept last of those that hold."""
        held = self.ledger.holding
        for one in reversed(self.ledger.all):
            if one is (
                held.repairs.get(one.case) if isinstance(one, RepairDecision) else held.pairs.get(one.case)
            ):
                return one
        return None

    def take_back(self, decision: Decision) -> Item | None:
        """Take back one decision, and those about equal places; returns its item if the run has one."""
        place = next(iter(self._by_case.get(decision.case, ())), None)
        item = None if place is None else self.items[place]
        held = self.ledger.holding
        found: list[Decision] = [decision]
        if isinstance(item, RepairItem):
            found = [held.repairs[case] for case in item.cases if case in held.repairs]
        elif isinstance(item, PairItem):
            found = [held.pairs[case] for case in item.cases if case in held.pairs]
        self._keep([_opened(one) for one in found])
        return item

    @staticmethod
    def name_of(decision: Decision) -> str:
        """An id for a decision in an address."""
        text = json.dumps([type(decision).__name__, *decision.case], ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]

    def named(self, name: str) -> Decision | None:
        """The decision that holds with this id."""
        return next((one for one in self.decided() if self.name_of(one) == name), None)

    def decided(self) -> list[Decision]:
        """The decisions that hold, the last first."""
        self.look()
        held = self.ledger.holding
        found: list[Decision] = [*held.repairs.values(), *held.pairs.values()]
        found.sort(key=lambda one: one.at or "")
        return found[::-1]

    def _held(self, decision: Decision) -> Decision:
        """What holds about a case before a decision: another one, or that it is open."""
        holding = self.ledger.holding
        if isinstance(decision, RepairDecision):
            return holding.repairs.get(decision.case) or _opened(decision)
        return holding.pairs.get(decision.case) or _opened(decision)


def _choice(
    verdict: str, text: str | None = None, probability: float | None = None, note: str = ""
) -> Choice:
    name = verdict if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Choice(id=name, verdict=verdict, text=text, probability=probability, note=note)


def _elsewhere(count: int) -> str:
    return "so decided elsewhere" if count == 1 else f"so decided in {count:,} other places"


def _decisions(item: Item, verdict: str, text: str | None, *, forced: bool) -> Iterable[Decision]:
    place = item.places[0]
    if isinstance(item, PairItem):
        for level, source, target in item.cases:
            yield PairDecision(
                level=level, source=source, target=target, verdict=verdict, text=text, path=place.path or None
            )
        return
    for seen, left, right, nth in item.cases:
        yield RepairDecision(
            seen=seen,
            left=left,
            right=right,
            nth=nth,
            verdict=verdict,
            text=text,
            forced=forced,
            path=place.path,
            line=place.line,
        )


def _opened(decision: Decision) -> Decision:
    if isinstance(decision, RepairDecision):
        return replace(decision, verdict="open", text=None, forced=False)
    return replace(decision, verdict="open", text=None)
