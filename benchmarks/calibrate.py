"""Fits the calibration of a model on dev text, and writes it into the model file.

    python -m benchmarks.calibrate [--text FOLDER] [--model FILE] [--pages GROUP] [--write]

In: `FOLDER/<language>/<domain>.txt`, the model file. Out: for each half nat of log odds the share of
readings that were right; with --write, in the model file. Of the long kind; says so when text is missing.
Isotonic regression (pool adjacent violators) keeps the table rising; each step counts one prior reading
with the odds it names, so that a step that was never seen says what the model says.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import alignment
from pipeline.mojibake import passes
from pipeline.mojibake.edits.grades import LOWEST, OWN, STEP, Grader, kind_of
from pipeline.mojibake.model import load, with_decisions
from pipeline.mojibake.model.format import DEFAULT_PATH
from pipeline.mojibake.model.lookup import UNIT
from pipeline.mojibake.reading.readings import Proposal

DEV = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "dev"
CHANNELS = ("windows-1252:dropped+ad", "windows-1254:dropped+ad", "windows-1252:?")
LACKING = (
    *("iso-8859-1:dropped+ad", "iso-8859-1:?", "iso-8859-2:dropped", "windows-874:dropped"),
    *("windows-1253:dropped", "windows-1255:dropped", "windows-1257:dropped+ad", "windows-1258:dropped+ad"),
)
"""Channels of single-byte pages that lack many bytes, which have one table together."""
PAIRS = (
    *("gbk:?+eats", "gbk:u+fffd", "shift_jis:middle-dot", "shift_jis:middle-dot+eats"),
    *("euc-kr:?+eats", "euc-kr:u+fffd", "big5:?+eats", "big5:u+fffd"),
)
"""Channels of double-byte pages: each page has a table of its own, and one is for what no byte is left of."""
WITHOUT_EURO = (
    *("gb18030:u+fffd", "gb18030:?", "gbk-strict:u+fffd", "gbk-strict:?", "gbk-strict:u+fffd+pairs"),
    *("gb18030:dropped", "gbk-strict:dropped"),
)
"""Channels of GBK where byte 80 is lost, which have one table together: more is left there to tell by."""
GROUPS = {"usual": CHANNELS, "lacking": LACKING, "pairs": PAIRS, "without-euro": WITHOUT_EURO}
STEPS = 36


Found = tuple[str, int, bool]
"""Which table (empty for single-byte pages), log odds, whether the reading is right."""


def gather(
    texts: list[Path], model_path: Path, characters: int, channels: tuple[str, ...] = CHANNELS
) -> list[Found]:
    """Every reading of a stretch that lost bytes, in the first pass; documents take the channels in turn."""
    model = load(model_path)
    found: list[Found] = []
    seen: dict[tuple[int, int], tuple[str, int]] = {}

    class Watching(Grader):
        """Keeps the log odds of what it is asked."""

        def confidences(self, proposals: Iterable[Proposal]) -> list[float]:
            asked = list(proposals)
            for proposal in asked:
                if proposal.struck:
                    seen[proposal.start, proposal.end] = kind_of(proposal), proposal.log_p - proposal.log_rest
            return [self.probability(proposal.log_p) for proposal in asked]

    original = passes.Grader
    passes.Grader = Watching  # type: ignore[misc]
    try:
        for path in texts:
            left = characters
            for number, document in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
                if left <= 0:
                    break
                document = document[:left]
                left -= len(document)
                seen.clear()
                text = alignment.damaged(document, channels[number % len(channels)])
                for edit in passes.run_passes(text.text, accept="doubtful", most=1, model=model).edits():
                    if edit.after is not None and edit.struck and (edit.start, edit.end) in seen:
                        right = alignment.is_true(text, (edit.start, edit.end, edit.after))
                        found.append((*seen[edit.start, edit.end], right))
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
    parser.add_argument("--pages", choices=GROUPS, default="usual", help="whose tables; default: usual")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = sorted(options.text.glob("*/*.txt"))
    if not texts:
        print(f"no texts under {options.text}: this benchmark needs a folder of texts", file=sys.stderr)
        return 2
    found = gather(texts, options.model, options.characters, GROUPS[options.pages])
    tables = {}
    # a page that was taken for another has nothing to say of that one
    kinds = {kind for kind, _, _ in found if bool(kind) == (options.pages != "usual")}
    if options.pages == "without-euro":
        kinds &= {OWN["gb18030"]}
    for kind in sorted(kinds):
        mine = [(odds, right) for name, odds, right in found if name == kind]
        tables[kind] = fit(mine)
        for step, share in enumerate(tables[kind]):
            print(f"{kind} {(LOWEST + step * STEP) / UNIT:6.1f} nats  {share / 100:6.2f} %")
        print(f"{kind} {len(mine)} readings, {100 * sum(r for _, r in mine) / len(mine):.2f} % right")
    if options.write:
        known = load(options.model).decisions
        own = {"calibrations": {**known.get("calibrations", {}), **tables}}
        new = {"calibration": tables.get("", [])} if options.pages == "usual" else own
        with_decisions(options.model, {**known, **new})
    return 0


if __name__ == "__main__":
    sys.exit(main())
