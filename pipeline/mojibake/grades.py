"""From the logarithm of a probability to a confidence, and from that to a grade.

In: what the search says of a reading; thresholds and calibration from the model file. Out:
a confidence from 0 to 1 that means what it says, and a grade. Touches nothing.
Integers until the last step: a confidence is looked up in a table, so that it is the same
on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import Proposal
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

    @classmethod
    def from_decisions(cls, decisions: dict[str, Any]) -> Grader:
        """The grader that a model file describes; what it does not say has a default."""
        return cls(
            confident=decisions.get("confident", 0.9),
            floor=decisions.get("floor", 0.05),
            certain=decisions.get("certain", 0.99),
            margin=decisions.get("margin", 0.01),
        )

    def probability(self, log_p: int) -> float:
        """Probability of a reading given UNIT times its logarithm."""
        table = _probabilities()
        return table[min(max(-log_p, 0), len(table) - 1)] if -log_p < len(table) else 0.0

    def confidence(self, proposal: Proposal) -> float:
        """Confidence in a proposal's reading."""
        return self.probability(proposal.log_p)

    def grade(self, confidence: float, choices: int) -> str:
        """Grade of an edit that was made."""
        if choices == 1 and confidence >= self.certain:
            return GRADES[0]
        return GRADES[1] if confidence >= self.confident else GRADES[2]

    def is_made(self, proposal: Proposal, accept: str) -> bool:
        """Whether a proposal is made under a setting of `accept`."""
        if proposal.after is None:
            return False
        confidence = self.confidence(proposal)
        second = self.probability(proposal.readings[0][1]) if proposal.readings else 0.0
        if confidence < self.floor or confidence - second < self.margin:
            return False
        return GRADES.index(self.grade(confidence, proposal.choices)) <= GRADES.index(accept)
