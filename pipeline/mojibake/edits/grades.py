"""From the logarithm of a probability to a confidence, and from that to a grade.

In: what the search says of a reading; thresholds and calibration from the model file. Out:
a confidence from 0 to 1 that means what it says, and a grade. Touches nothing.
Integers until the last step: a confidence is looked up in a table, so that it is the same
on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Any

from pipeline.mojibake.channel.codepages import DOUBLE_BYTE, SINGLE_BYTE
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.losses import MANY, lacking
from pipeline.mojibake.reading.readings import Proposal
from pipeline.mojibake.reading.whole import Whole
from pipeline.records import GRADES


@lru_cache(maxsize=1)
def _probabilities() -> tuple[float, ...]:
    """exp(-d / UNIT) for d = 0, 1, ..., rounded to 4 decimals, by exact decimals."""
    from decimal import Decimal, localcontext

    with localcontext(prec=12):
        step = (Decimal(-1) / UNIT).exp()
        value, out = Decimal(1), []
        while value > Decimal("0.00005"):
            out.append(float(round(value, 4)))
            value *= step
    return tuple(out)


@lru_cache(maxsize=16)
def _confidences(calibration: tuple[int, ...]) -> tuple[float, ...]:
    """The confidence for log odds LOWEST, LOWEST + 1, ...: between two steps of the table by line."""
    found = [
        (low + (high - low) * part // STEP) / 10_000
        for low, high in pairwise(calibration)
        for part in range(STEP)
    ]
    return (*found, calibration[-1] / 10_000)


STEP = UNIT // 2
"""Steps of the calibration's table: half a nat of log odds."""
LOWEST = -6 * UNIT
"""Log odds at the table's first step."""


GONE = "gone"
"""Names the calibration of what no byte is left of, in a double-byte page."""
LACKING = "lacking"
"""Names that of the single-byte pages that lack many bytes."""
OWN = {name: name if name != "gbk-strict" else "gb18030" for name in DOUBLE_BYTE} | {
    name: LACKING for name in SINGLE_BYTE if lacking(name) > MANY
}
"""The calibration of each page that has one of its own."""


def kind_of(proposal: Proposal) -> str:
    """Which calibration holds for what lost bytes: its page's, GONE, or that of all others (empty)."""
    is_gone = proposal.page in DOUBLE_BYTE and len(proposal.struck) == len((proposal.after or "").encode())
    return GONE if is_gone else OWN.get(proposal.page, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Thresholds and calibration of one model."""

    confident: float
    """T: confidence from which an edit is confident."""
    floor: float
    """Confidence under which a stretch is left."""
    certain: float
    """Confidence from which an edit with one reading only is certain."""
    margin: float
    """How far the best reading must be before the second, or the stretch is left."""
    calibration: tuple[int, ...]
    """For log odds LOWEST, LOWEST + STEP, ...: the share of readings that are right, in 1/10,000.

    Measured on dev (`python -m benchmarks.calibrate`), kept in the model file.
    """
    others: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The same for each double-byte page, for what no byte is left of (GONE), and for LACKING."""

    @classmethod
    def from_decisions(cls, decisions: dict[str, Any]) -> Grader:
        """The grader that a model file describes; what it does not say has a default."""
        return cls(
            confident=decisions.get("confident", 0.9),
            floor=decisions.get("floor", 0.02),
            certain=decisions.get("certain", 0.99),
            margin=decisions.get("margin", 0.0),
            calibration=tuple(decisions.get("calibration", ())),
            others={name: tuple(table) for name, table in decisions.get("calibrations", {}).items()},
        )

    _confidences: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Looks the table of confidences up once: an edit asks for it several times."""
        known = _confidences(self.calibration) if self.calibration else ()
        object.__setattr__(self, "_confidences", known)

    def _table_of(self, proposal: Proposal) -> tuple[float, ...]:
        """The table of confidences for what lost bytes in a page that has one of its own."""
        table = self.others.get(kind_of(proposal))
        return _confidences(table) if table else self._confidences

    def probability(self, log_p: int) -> float:
        """Probability of a reading given UNIT times its logarithm."""
        table = _probabilities()
        return table[max(-log_p, 0)] if -log_p < len(table) else 0.0

    def confidence(self, proposal: Proposal) -> float:
        """Confidence in a proposal's reading: calibrated where bytes were lost."""
        return self.confidences((proposal,))[0]

    def confidences(self, proposals: Sequence[Proposal]) -> list[float]:
        """Confidence in the reading of each proposal; a damaged text has one for every few characters."""
        if isinstance(proposals, Whole):
            return [self.probability(0)] * len(proposals)
        known, probability = self._confidences, self.probability
        last, sure = len(known) - 1, probability(0)
        out: list[float] = []
        for proposal in proposals:
            _, _, _, page, struck, log_p, _, _, _, log_rest = proposal
            if not struck or not known:
                out.append(probability(log_p) if log_p else sure)
                continue
            odds = log_p - log_rest - LOWEST
            table = self._table_of(proposal) if page in OWN else known
            out.append(table[0 if odds < 0 else min(last, odds)])
        return out

    def readings(self, proposal: Proposal, sure: float) -> tuple[tuple[str, float], ...]:
        """A proposal's other readings with their probabilities.

        They share what the calibrated confidence leaves, in the ratios that the search found; none is said
        to be likelier than the reading that was taken, which the search found likeliest.

        Args:
            proposal: the proposal.
            sure: the confidence in its reading.
        """
        if not proposal.readings:
            return ()
        found = [self.probability(log_p) for _, log_p in proposal.readings]
        rest = max(self.probability(proposal.log_rest), sum(found))
        share = (1 - sure) / rest if rest else 0.0
        return tuple(
            (reading, round(min(sure, share * value), 4))
            for (reading, _), value in zip(proposal.readings, found, strict=True)
        )

    def grade(self, confidence: float, choices: int) -> str:
        """Grade of an edit that was made."""
        return self.grades((confidence,), (choices,))[0]

    def grades(self, confidences: Iterable[float], choices: Iterable[int]) -> list[str]:
        """Grade of each edit that was made."""
        (certain, confident, doubtful, *_), sure, likely = GRADES, self.certain, self.confident
        return [
            certain if count == 1 and value >= sure else confident if value >= likely else doubtful
            for value, count in zip(confidences, choices, strict=True)
        ]

    def made(self, proposals: Sequence[Proposal], confidences: list[float], accept: str) -> list[bool]:
        """Whether each proposal is made under a setting of `accept`."""
        if isinstance(proposals, Whole) and proposals:  # what is made of one is made of all
            return self.made([proposals[0]], confidences[:1], accept) * len(proposals)
        # nearly all are so sure that nothing else need be asked
        enough = self.certain if self.margin == 0 and accept == GRADES[2] else inf
        return [
            proposal[2] is not None and (value >= enough or self._is_made(proposal, value, accept))
            for proposal, value in zip(proposals, confidences, strict=True)
        ]

    def _is_made(self, proposal: Proposal, confidence: float, accept: str) -> bool:
        second = self.probability(proposal.readings[0][1]) if proposal.readings else 0.0
        # a table of its own may say much less than the search does, by which the second is told
        own = proposal.page in OWN
        best = max(confidence, self.probability(proposal.log_p)) if own else confidence
        if confidence < self.floor or best - second < self.margin:
            return False
        return self.is_accepted(confidence, proposal.choices, accept)

    def is_accepted(self, confidence: float, choices: int, accept: str) -> bool:
        """Whether an edit's grade is one that `accept` names."""
        return GRADES.index(self.grade(confidence, choices)) <= GRADES.index(accept)
