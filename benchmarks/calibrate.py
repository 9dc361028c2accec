"""Fits the calibration of a model on dev text, and writes it into the model file.

    python -m benchmarks.calibrate [--text FOLDER] [--model FILE] [--write]

In: `FOLDER/<language>/<domain>.txt`, the model file. Out: for each half nat of log odds the share of
readings that were right; with --write, in the model file. Of the long kind; says so when text is missing.
Isotonic regression (pool adjacent violators) keeps the table rising; each step counts one prior reading
with the odds it names, so that a step that was never seen says what the model says.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from benchmarks import alignment
from pipeline.mojibake import passes
from pipeline.mojibake.grades import LOWEST, STEP, Grader
from pipeline.mojibake.model import load, with_decisions
from pipeline.mojibake.model.format import DEFAULT_PATH
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.readings import Proposal

DEV = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "dev"
CHANNELS = ("windows-1252:dropped+ad", "windows-1254:dropped+ad", "windows-1252:?")
STEPS = 36


def gather(texts: list[Path], model_path: Path, characters: int) -> list[tuple[int, bool]]:
    """(log odds, right or not) of every reading of a stretch that lost bytes, in the first pass."""
    model = load(model_path)
    found: list[tuple[int, bool]] = []
    seen: dict[tuple[int, int], int] = {}

    class Watching(Grader):
        """Keeps the log odds of what it is asked."""

        def confidence(self, proposal: Proposal) -> float:
            if proposal.struck:
                seen[proposal.start, proposal.end] = proposal.log_p - proposal.log_rest
            return self.probability(proposal.log_p)

    original = passes.Grader
    passes.Grader = Watching  # type: ignore[misc]
    try:
        for path in texts:
            left = characters
            for number, document in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
                if left <= 0:
                    break
                left -= len(document)
                channel = CHANNELS[number % len(CHANNELS)]
                seen.clear()
                text = alignment.damaged(document, channel)
                for edit in passes.run_passes(text.text, accept="doubtful", most=1, model=model):
                    if edit.after is not None and edit.struck and (edit.start, edit.end) in seen:
                        right = alignment.is_true(text, (edit.start, edit.end, edit.after))
                        found.append((seen[edit.start, edit.end], right))
    finally:
        passes.Grader = original  # type: ignore[misc]
    return found


def fit(found: list[tuple[int, bool]]) -> list[int]:
    """Share right in 1/10,000 at each step of log odds, rising."""
    blocks: list[list[float]] = []
    for step in range(STEPS):
        odds = (LOWEST + step * STEP) / UNIT
        prior = 1 / (1 + math.exp(-odds))
        inside = [
            right
            for value, right in found
            if abs(value - (LOWEST + step * STEP)) * 2 <= STEP
            or (step == STEPS - 1 and value > LOWEST + step * STEP)
        ]
        blocks.append([sum(inside) + 2 * prior, len(inside) + 2, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            right, count, width = blocks.pop()
            blocks[-1] = [blocks[-1][0] + right, blocks[-1][1] + count, blocks[-1][2] + width]
    return [round(10_000 * right / count) for right, count, width in blocks for _ in range(int(width))]


def main() -> int:
    """Prints the table; with --write puts it into the model file."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibrate", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--text", type=Path, default=DEV)
    parser.add_argument("--model", type=Path, default=DEFAULT_PATH)
    parser.add_argument("--characters", type=int, default=20_000, help="of each text at most")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = sorted(options.text.glob("*/*.txt"))
    if not texts:
        print(f"no texts under {options.text}: this benchmark needs a folder of texts", file=sys.stderr)
        return 2
    found = gather(texts, options.model, options.characters)
    table = fit(found)
    for step, share in enumerate(table):
        print(f"{(LOWEST + step * STEP) / UNIT:6.1f} nats  {share / 100:6.2f} %")
    print(f"{len(found)} readings, {100 * sum(r for _, r in found) / max(len(found), 1):.2f} % right")
    if options.write:
        decisions = {**load(options.model).decisions, "calibration": table}
        with_decisions(options.model, decisions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
