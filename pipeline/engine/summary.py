"""What a run made, counted from its tables.

In: the Parquet files of the last stage that ran. Out: a `Summary`.
Touches those files, reading only. Counting from the tables, not along the way, is what makes
summary and tables agree; pandas does it, a few columns of some parts at a time, so that memory does
not grow with the corpus, and what each frame costs is not paid for each part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.engine.reading import frame
from pipeline.records import GRADES, STATUSES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run made. Counts by name are in the order in which they are to be shown."""

    documents: int
    """Documents found: the sum of `statuses`."""
    statuses: dict[str, int]
    """Documents by status, the best first, all five."""
    blocks: int
    languages: dict[str, int]
    """Blocks by BCP 47 tag, most first; empty before clean."""
    repairs: int
    """Edits made: the sum of `grades` but `left`."""
    grades: dict[str, int]
    """Rows of `repairs` by grade, the surest first, all four."""
    channels: dict[str, int]
    """Rows of `repairs` by the channel that damaged the text, most first."""
    pairs: int
    encodings: dict[str, int]
    """Documents by encoding, most first."""
    findings: dict[str, int]
    """Findings by code, most first."""
    rejected: tuple[tuple[str, str], ...] = ()
    """Documents set aside, by path: path and why."""
    unsure: tuple[str, ...] = ()
    """Paths of documents that are doubtful or damaged, by path."""
    other_files: int = 0
    """Files under RAW that are no documents."""
    unread_folders: tuple[str, ...] = ()
    """Folders under RAW that could not be read."""
    images: int = 0
    """Images carried along beside the repaired documents."""
    shards: int = 0
    made: int = 0
    """Shards that were not as the last run left them."""
    places: dict[str, str] = field(default_factory=dict)
    """Where the output is: `markdown`, `json`, `parquet`, or the stage's folder."""

    @property
    def is_sound(self) -> bool:
        """Whether every document is clean or repaired, and every folder was read."""
        sound = self.statuses["clean"] + self.statuses["repaired"]
        return sound == self.documents and not self.unread_folders


def summarize(lots: Iterable[Sequence[Path]], **facts: object) -> Summary:
    """Count what the parts of a stage hold, a lot after the other.

    Args:
        lots: the parts' folders in order, each with `documents.parquet` and other tables.
        facts: fields of the summary that no table knows.
    """
    total = _Counts()
    for folders in lots:
        total.add(folders)
    grades, statuses = total.grades, total.statuses
    return Summary(
        documents=sum(statuses.values()),
        statuses={status: statuses.get(status, 0) for status in reversed(STATUSES)},
        blocks=total.blocks,
        languages=_sorted(total.languages),
        repairs=sum(grades.values()) - grades["left"],
        grades={grade: grades[grade] for grade in GRADES},
        channels=_sorted(total.channels),
        pairs=total.pairs,
        encodings=_sorted(total.encodings),
        findings=_sorted(total.findings),
        rejected=tuple(total.rejected),
        unsure=tuple(total.unsure),
        **facts,  # type: ignore[arg-type]
    )


class _Counts:
    """What the parts so far hold. Only paths of what is not sound grow with the corpus."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.grades: Counter[str] = Counter()
        self.channels: Counter[str] = Counter()
        self.encodings: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.blocks = self.pairs = 0
        self.rejected: list[tuple[str, str]] = []
        self.unsure: list[str] = []

    def add(self, folders: Sequence[Path]) -> None:
        documents = _frame(folders, "documents", ("path", "status", "encoding", "findings"))
        blocks = _frame(folders, "blocks", ("language",))
        repairs = _frame(folders, "repairs", ("grade", "channel"))
        self.statuses.update(_counts(documents["status"]))
        self.encodings.update(_counts(documents["encoding"]))
        self.findings.update(
            _counts(documents["findings"].explode().dropna().map(lambda finding: finding["code"]))
        )
        self.blocks += len(blocks)
        self.languages.update(_counts(blocks["language"]))
        self.grades.update(_counts(repairs["grade"]))
        self.channels.update(_counts(repairs["channel"]))
        self.pairs += len(_frame(folders, "pairs", ("kind",)))
        rejected = documents[documents["status"] == "rejected"]
        self.rejected += [
            (str(path), _reason(findings)) for path, findings in zip(rejected["path"], rejected["findings"])
        ]
        unsure = documents["path"][documents["status"].isin(["doubtful", "damaged"])]
        self.unsure += map(str, unsure)


def _frame(folders: Sequence[Path], name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of a table; without rows where the stage has no such table."""
    paths = [folder / f"{name}.parquet" for folder in folders]
    return frame(name, [path for path in paths if path.exists()], columns)


def _counts(values: pd.Series) -> dict[str, int]:
    """How often each value stands; missing ones left out."""
    counts = values.dropna().value_counts()
    return {str(name): int(count) for name, count in counts.items() if count}


def _sorted(counts: Counter[str]) -> dict[str, int]:
    """Most first, then by code point."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _reason(findings: list[dict[str, str]]) -> str:
    """The message of a rejected document's worst finding."""
    errors = [finding for finding in findings if finding["severity"] == "error"]
    return (errors or findings or [{"message": "unknown"}])[0]["message"]
