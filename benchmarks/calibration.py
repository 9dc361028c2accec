"""Whether confidences mean what they say: expected calibration error and reliability diagram.

In: how many edits of each confidence were right, and how many were not. Out: figures, and a
picture as SVG. Touches the file named.
Idea: bins of equal mass (Nixon et al. 2019), since most confidences are near 1. Edits of one
confidence that lie across the border of two bins are divided between them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

BINS = 15
SURE = 0.99
"""Confidence from which 99.5 % must be right, and which must cover 80 %."""

Tally = Counter[tuple[float, bool]]
"""(confidence, whether right) -> edits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Edits of similar confidence."""

    mass: float
    """How many; a share of an edit where a confidence is divided."""
    confidence: float
    """Their mean."""
    right: float
    """Share that was right, 0 to 1."""


def bins(tally: Tally, count: int = BINS) -> list[Bin]:
    """The edits in bins of equal mass, lowest confidence first."""
    confidences = sorted({confidence for confidence, _ in tally})
    total = sum(tally.values())
    out: list[Bin] = []
    size = total / count
    mass = weighted = right = 0.0
    for confidence in confidences:
        good, bad = tally[confidence, True], tally[confidence, False]
        rest = float(good + bad)
        share = good / rest
        while rest > 1e-9:
            part = min(rest, size - mass)
            mass, weighted, right = mass + part, weighted + part * confidence, right + part * share
            rest -= part
            if mass >= size - 1e-9:
                out.append(Bin(mass=mass, confidence=weighted / mass, right=right / mass))
                mass = weighted = right = 0.0
    if mass > 1e-6:
        out.append(Bin(mass=mass, confidence=weighted / mass, right=right / mass))
    return out


def expected_error(found: list[Bin]) -> float:
    """Mean distance between confidence and share right, by mass, 0 to 1."""
    total = sum(b.mass for b in found)
    return sum(b.mass * abs(b.right - b.confidence) for b in found) / total if total else 0.0


def sure_ones(tally: Tally) -> tuple[int, int, int]:
    """Edits of confidence 0.99 and more that were right; how many there are; how many edits in all."""
    good = sum(n for (confidence, right), n in tally.items() if confidence >= SURE and right)
    sure = sum(n for (confidence, _), n in tally.items() if confidence >= SURE)
    return good, sure, sum(tally.values())


def summary(tally: Tally) -> dict[str, float]:
    """All figures by name."""
    good, sure, total = sure_ones(tally)
    return {
        "edits": total,
        "ece": round(expected_error(bins(tally)), 5),
        "sure": sure,
        "sure_right_percent": round(100 * good / sure, 3) if sure else 0.0,
        "sure_cover_percent": round(100 * sure / total, 2) if total else 0.0,
    }


def draw(found: list[Bin], path: Path, *, title: str) -> None:
    """Writes the reliability diagram: confidence across, share right upwards, a dot a bin."""
    size, edge = 360, 48

    def x(value: float) -> str:
        return f"{edge + value * size:.1f}"

    def y(value: float) -> str:
        return f"{edge + (1 - value) * size:.1f}"

    whole = size + 2 * edge
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{whole}" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{edge}" y="24" font-size="13">{title}</text>',
    ]
    for k in range(0, 11, 2):
        v = k / 10
        parts += [
            f'<path d="M{x(v)} {y(0)}V{y(1)}M{x(0)} {y(v)}H{x(1)}" stroke="#ddd" fill="none"/>',
            f'<text x="{x(v)}" y="{edge + size + 16}" text-anchor="middle">{v:.1f}</text>',
            f'<text x="{edge - 6}" y="{y(v)}" text-anchor="end" dominant-baseline="middle">{v:.1f}</text>',
        ]
    parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="4 3"/>')
    line = "L".join(f"{x(b.confidence)} {y(b.right)}" for b in found)
    if line:
        parts.append(f'<path d="M{line}" stroke="#0b5fa5" fill="none" stroke-width="1.5"/>')
    parts += [
        f'<circle cx="{x(b.confidence)}" cy="{y(b.right)}" r="4" fill="#0b5fa5">'
        f"<title>confidence {b.confidence:.4f}, right {b.right:.4f}, {b.mass:.0f} edits</title></circle>"
        for b in found
    ]
    parts += [
        f'<text x="{edge + size / 2}" y="{whole - 12}" text-anchor="middle">confidence</text>',
        f'<text x="8" y="{edge - 14}">share right</text>',
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
