"""What accuracy must not fall under: `python -m benchmarks.floors` compares, `--write` raises.

In: the project's own text and its cases from the wild. Out: `tests/floors.json`, with `--write`.
Touches that file. A floor is lowered only on purpose: `--write --lower`, and a line in the
changelog that says why.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable

from benchmarks import accuracy, channels, texts, wild
from benchmarks.tables import percent
from pipeline.mojibake import repair

PATH = texts.ROOT / "tests" / "floors.json"
EVERY = ("",)
CHANNELS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(channels.MARKED, EVERY),
    "windows-1252:?+ad": EVERY,
    "windows-1252:u+fffd+ad": EVERY,
    "windows-1252:space+ad": EVERY,
    "windows-1252:dropped+ad+nbsp-to-newline": EVERY,
    "windows-1252:dropped+ad+quotes+ellipsis": EVERY,
    "windows-1252:c1 > windows-1252:c1": EVERY,
    "windows-1252:dropped+ad > windows-1252:dropped+ad": EVERY,
    "iso-8859-1:dropped+ad": EVERY,
    "windows-1251:dropped+ad": EVERY,
    "macintosh:none": EVERY,
    "gbk:?+eats": EVERY,
    "gbk:?": ("zh", "ko"),
    "shift_jis:middle-dot": ("ja", "zh"),
    "euc-kr:?": ("ko",),
}
"""Channel -> languages (by how their tags begin) that it is held to: those it is met in."""
Floors = dict[str, dict[str, float]]


def of_text(names: Iterable[str] = tuple(CHANNELS)) -> dict[str, float]:
    """Channel -> percent of the characters counted that are right, on the project's own text."""
    found = {}
    for channel in names:
        rows = [row for row in texts.rows_of(texts.OWN) if row.startswith(CHANNELS[channel])]
        scores = [accuracy.measure(texts.OWN, row, channel, with_peers=False) for row in rows]
        counted = sum(score.counted for score in scores)
        right = sum(score.right["doubtful"] for score in scores)
        found[channel] = math.floor(100 * percent(right, counted)) / 100
    return found


def of_wild(kind: str | None = None) -> wild.Outcome:
    """The score of the cases from the wild, all or of one kind."""
    cases = [case for case in wild.read_cases() if kind in (None, case.kind)]
    return wild.score(cases, lambda text: repair(text).text)


def read() -> Floors:
    """The floors as they stand."""
    floors: Floors = json.loads(PATH.read_text(encoding="utf-8")) if PATH.is_file() else {}
    return floors


def fallen(floors: Floors, measured: Floors) -> list[str]:
    """What lies under its floor, a line each."""
    return [
        f"{part}, {name}: {measured[part].get(name, 0)} is under {floor}"
        for part, known in floors.items()
        for name, floor in known.items()
        if measured.get(part, {}).get(name, 0) < floor
    ]


def main(arguments: list[str] | None = None) -> int:
    """Compares; writes if asked. Returns 1 where something fell and may not be lowered."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__)
    parser.add_argument("--write", action="store_true", help="make what was measured the new floors")
    parser.add_argument("--lower", action="store_true", help="let --write lower a floor, too")
    given = parser.parse_args(arguments)
    outcome = of_wild()
    measured: Floors = {"text": of_text(), "wild": {kind: outcome.right[kind] for kind in wild.KINDS}}
    floors = read()
    for part, found in measured.items():
        for name, value in found.items():
            print(f"{part:<6}{name:<48}{value:>8}  floor {floors.get(part, {}).get(name, 'none')}")
    under = fallen(floors, measured)
    for line in under:
        print(line, file=sys.stderr)
    if given.write and (given.lower or not under):
        PATH.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
