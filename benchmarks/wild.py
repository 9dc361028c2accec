"""Scores cases of mojibake found in the wild: which come out exactly right, and which do not.

In: a file of cases, one JSON object a line: `seen`, `truth`, `undecidable` spans of the truth,
`codec` (`none` for text that must not change), `loss`. Out: a score. Touches the file named.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import texts

CASES = texts.ROOT / "tests" / "golden" / "wild" / "cases.jsonl"
KINDS = ("lossless", "lossy", "untouched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case."""

    name: str
    kind: str
    """One of `KINDS`."""
    seen: str
    truth: str
    undecidable: tuple[tuple[int, int], ...]
    """Spans of the truth that neither bytes nor context decide."""
    about: str
    """Code page, layers, loss, where it stood."""

    def is_right(self, made: str) -> bool:
        """Whether a text is the truth; where nothing decides, a reading of similar length will do."""
        if not self.undecidable:
            return made == self.truth
        pattern, at = "", 0
        for start, end in self.undecidable:
            pattern += re.escape(self.truth[at:start]) + f"(?s:.{{0,{4 * (end - start)}}})"
            at = end
        return re.fullmatch(pattern + re.escape(self.truth[at:]), made) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A case that did not come out right."""

    case: Case
    made: str

    def __str__(self) -> str:
        case, made = self.case, self.made
        at = next((k for k in range(min(len(made), len(case.truth))) if made[k] != case.truth[k]), 0)
        start = max(0, at - 12)
        return (
            f"{case.name} {case.kind} ({case.about}): {made[start : start + 40]!r} "
            f"should be {case.truth[start : start + 40]!r}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The score of all cases."""

    right: Counter[str]
    total: Counter[str]
    misses: tuple[Miss, ...]


def read_cases(path: Path = CASES) -> list[Case]:
    """All cases of a file."""
    cases = []
    # not splitlines(): the cases hold U+0085
    for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        kind = "untouched" if row["codec"] == "none" else "lossless" if row["loss"] == "none" else "lossy"
        about = f"{row['codec']}, {row['layers']} layers, {row['loss']}, {row['kind']}"
        cases.append(
            Case(
                name=row["id"],
                kind=kind,
                seen=row["seen"],
                truth=row["truth"],
                undecidable=tuple((start, end) for start, end in row["undecidable"]),
                about=about,
            )
        )
    return cases


def score(cases: list[Case], fix: Callable[[str], str]) -> Outcome:
    """Runs a repair over all cases."""
    right: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    total: Counter[str] = Counter()
    misses = []
    for case in cases:
        made = fix(case.seen)
        total[case.kind] += 1
        if case.is_right(made):
            right[case.kind] += 1
        else:
            misses.append(Miss(case=case, made=made))
    return Outcome(right=right, total=total, misses=tuple(misses))


def main() -> None:
    """Prints the score of this project and of its peers, and each miss of ours."""
    from benchmarks.peers import peers
    from pipeline.mojibake import repair

    cases = read_cases()
    ours = score(cases, lambda text: repair(text).text)
    print(f"{'exactly right':<16}" + "".join(f"{kind:>14}" for kind in KINDS))
    for name, found in {"repair": ours, **{name: score(cases, fix) for name, fix in peers().items()}}.items():
        print(f"{name:<16}" + "".join(f"{found.right[k]:>7} of {found.total[k]:>3}" for k in KINDS))
    for miss in ours.misses:
        print(miss)


if __name__ == "__main__":
    main()
